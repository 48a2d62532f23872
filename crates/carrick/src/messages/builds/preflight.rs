//! What is found before a rule is kept, and what can be added to a project's CI file.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use crate::messages::error::UiError;

/// What was found, what matters most first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RuleCheck {
    /// It.
    pub findings: Vec<RuleFinding>,
    /// Whether the account may give pipelines variables; `null` where GitLab does not say.
    pub takes_variables: Option<bool>,
}

/// Something that is to be known before a rule is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum RuleFinding {
    /// GitLab builds merge requests here by itself: they are followed and none is started.
    GitlabBuilds,
    /// Nothing in the CI file seems to run for merge requests.
    NothingForMergeRequests,
    /// There is no CI file.
    NoCiFile,
    /// GitLab cannot use the CI file.
    CiFileInvalid,
    /// The account may not start pipelines.
    RoleTooLow {
        /// The access level that is needed.
        #[cfg_attr(test, ts(type = "number"))]
        needed: i64,
        /// The one that is there; `null` where it is no member.
        #[cfg_attr(test, ts(type = "number | null"))]
        has: Option<i64>,
    },
    /// The account may do more than a Developer: its jobs may deploy and publish.
    MoreThanDeveloper {
        /// Its level.
        #[cfg_attr(test, ts(type = "number"))]
        level: i64,
    },
    /// The project has no pipelines.
    PipelinesOff,
    /// Nothing can be changed in the project.
    Archived,
    /// Branches from which the account may start nothing, since they are protected.
    ProtectedBranches {
        /// The first of them, as GitLab names them, globs among them.
        branches: Vec<String>,
    },
    /// Forks' pipelines do not run in this project, so none of a fork would be started.
    ForksRunElsewhere,
    /// The rule gives variables, and the project takes none from the account.
    VariablesRefused,
    /// How machines agree.
    Agreement {
        /// It.
        agreement: BuildAgreement,
    },
    /// Whoever may push to a branch of the project runs code in the account's name.
    PushersRunCode,
    /// So does whoever may push to the branch of a merge request that such a member opened.
    MembersRunCode {
        /// The least level of its author.
        #[cfg_attr(test, ts(type = "number"))]
        least: i64,
    },
    /// Strangers' code runs on the project's runners, one approved commit at a time.
    ForksRunApprovedCode,
    /// Whoever may set labels chooses which drafts and which other targets are built.
    LabelsForce,
    /// Of the projects that the rule is for only some were looked into: what else was found is of these.
    LookedInto {
        /// Their paths, the one that was active last first.
        paths: Vec<String>,
        /// How many projects the rule is for.
        of: u32,
    },
    /// Something could not be found out.
    NotFound {
        /// What.
        what: RuleUnknown,
        /// What stood in the way.
        error: UiError,
    },
}

/// How machines agree which of them starts a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum BuildAgreement {
    /// One starts it; a second start is cancelled.
    Guarded,
    /// Two may start one; the second is stopped.
    BestEffort {
        /// Why it is no better.
        why: AgreementTrouble,
    },
}

/// Why machines cannot agree for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum AgreementTrouble {
    /// A hook of the server's refuses references like these.
    Hook,
    /// The server keeps such names to itself.
    Hidden,
    /// Something that is no claim lies where it would.
    InTheWay,
    /// The server refuses in words that are not known here.
    Refused,
    /// The server asks to slow down.
    SlowDown,
    /// No room is left for the project.
    StorageFull,
    /// The project or the instance is read-only, or archived.
    ReadOnly,
    /// The account may not push here.
    NoRight,
    /// The project is not there for the account, or has no repository.
    NotFound,
    /// The instance lets nobody in with git over HTTP.
    HttpOff,
    /// The group asks for a sign-in through its own provider first.
    SignOn,
    /// The account's token was not taken, or there is none to be had now.
    NoToken,
    /// The server cannot be reached, or fails, or takes too long.
    Unreachable,
    /// The server's certificate is not trusted, or it does not encrypt.
    Certificate,
    /// There are more claims than anybody wants to read.
    TooMany,
    /// The server does not tell some names only.
    OldServer,
    /// A newer Carrick has changed the database's table.
    NewerTable,
    /// git is missing here, or too old.
    OldGit,
    /// Carrick's own folder, or git's configuration, cannot be used.
    Here,
    /// Another's claim has changed too often.
    Restless,
    /// Another's claim was there for too long, and nothing was built.
    Endless,
}

/// What could not be found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum RuleUnknown {
    /// The account's role.
    Role,
    /// Whether the CI file is valid, and what it runs for merge requests.
    CiFile,
    /// The project's settings.
    Settings,
    /// Whether GitLab builds by itself.
    SelfBuilds,
}

/// What is to be added to the CI file of a project.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CiAdditionWanted {
    /// As which account.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// GitLab's number of the project.
    #[cfg_attr(test, ts(type = "number"))]
    pub project_id: i64,
}

/// What can be added to a CI file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum CiProposal {
    /// This.
    Addition {
        /// It.
        addition: CiAddition,
    },
    /// There is no such file in the project.
    NoFile,
    /// It has `workflow` already, which only people can change well.
    HasWorkflow,
    /// The file lies in another project, or elsewhere.
    Elsewhere,
    /// The branch is there already: perhaps from before.
    BranchIsThere,
}

/// What would be written, before it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CiAddition {
    /// As which account, by username.
    pub account: String,
    /// The project, with its namespace.
    pub path: String,
    /// The new branch.
    pub branch: String,
    /// The branch it is made from, and that the merge request is for.
    pub target: String,
    /// The file.
    pub file: String,
    /// The whole difference, line by line.
    pub diff: Vec<CiLine>,
    /// What the file says now, by which it is known that it did not change meanwhile.
    pub of: String,
}

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CiLine {
    /// Whether it stays.
    pub is: CiLineKind,
    /// It.
    pub text: String,
}

/// Whether a line stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum CiLineKind {
    /// As it is.
    Same,
    /// It is new.
    Added,
    /// It goes.
    Removed,
}

/// What a person has seen and agreed to.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AddToCi {
    /// As which account.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// GitLab's number of the project.
    #[cfg_attr(test, ts(type = "number"))]
    pub project_id: i64,
    /// [`CiAddition::of`] as it was shown.
    pub of: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum CiAdded {
    /// A merge request was opened.
    Opened {
        /// Its number in the project.
        #[cfg_attr(test, ts(type = "number"))]
        iid: i64,
    },
    /// The file is another by now, or nothing can be added any more; what can be is shown again.
    Changed,
    /// The branch is written, and GitLab opened no merge request for it.
    OnlyBranch,
    /// GitLab wrote nothing.
    Refused,
}

/// A merge request at GitLab, by its project.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct MergeRequestAt {
    /// As which account.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// GitLab's number of the project.
    #[cfg_attr(test, ts(type = "number"))]
    pub project_id: i64,
    /// Its number in the project.
    #[cfg_attr(test, ts(type = "number"))]
    pub iid: i64,
}
