//! Why a commit is not built, and what would change that.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// Why a commit is not built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct WhyNot {
    /// The first reason.
    pub reason: BuildReason,
    /// What would change it; `null` where nothing would.
    pub change: Option<WhyChange>,
}

/// Why a commit is not built, or not yet. Times are Unix milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum BuildReason {
    /// No rule is for the project.
    NotWatched,
    /// The rule is switched off.
    SwitchedOff,
    /// All builds are paused.
    Paused {
        /// Since when.
        #[cfg_attr(test, ts(type = "number"))]
        since: i64,
    },
    /// It is not open.
    NotOpen,
    /// Its commit was there before builds were switched on.
    OpenedBefore,
    /// It changed while no Carrick looked, and such are only shown.
    WhileClosed {
        /// When it was last looked.
        #[cfg_attr(test, ts(type = "number"))]
        from: i64,
        /// When it was looked again.
        #[cfg_attr(test, ts(type = "number"))]
        to: i64,
    },
    /// It came while all builds were paused, and such are only shown.
    WhilePaused {
        /// When the pause began.
        #[cfg_attr(test, ts(type = "number"))]
        from: i64,
        /// When builds went on.
        #[cfg_attr(test, ts(type = "number"))]
        to: i64,
    },
    /// It is a draft.
    Draft,
    /// Its target is none of those that are built.
    OtherTarget {
        /// Its branch.
        target: String,
        /// The globs of those that are.
        built: Vec<String>,
    },
    /// It has a label that skips.
    SkipLabel {
        /// It.
        label: String,
    },
    /// It is another person's.
    NotMine {
        /// Their username.
        author: String,
    },
    /// The last push was not the account's.
    NotMyPush,
    /// Its author has less than the least access level.
    AuthorBelow {
        /// What they have; `null` where they are no member.
        #[cfg_attr(test, ts(type = "number | null"))]
        level: Option<i64>,
        /// What the rule asks for.
        #[cfg_attr(test, ts(type = "number"))]
        least: i64,
    },
    /// It comes from a fork, and the rule takes none.
    Fork,
    /// It comes from a fork, and this commit was not approved.
    NeedsApproval,
    /// None of its changed files is one of those that are built for.
    OtherPaths,
    /// GitLab builds merge requests here by itself.
    GitlabBuilds,
    /// A pipeline would run in the fork.
    WouldRunInFork,
    /// GitLab refused the author a pipeline.
    AuthorRefused,
    /// GitLab is preparing it, or may still begin a pipeline by itself.
    Preparing {
        /// Until when that is waited for.
        #[cfg_attr(test, ts(type = "number | null"))]
        until: Option<i64>,
    },
    /// Another machine has it.
    TakenByOther {
        /// Since when that was seen here.
        #[cfg_attr(test, ts(type = "number"))]
        since: i64,
    },
    /// The commit message says so.
    SkipCi,
    /// No job is for merge requests.
    NoJobs,
    /// The workflow's rules refuse it.
    WorkflowRules,
    /// It has no commits.
    NoCommits,
    /// The account may not start pipelines here.
    RoleTooLow {
        /// The access level it has; `null` where it is no member.
        #[cfg_attr(test, ts(type = "number | null"))]
        level: Option<i64>,
    },
    /// Pipelines are switched off in the project.
    PipelinesOff,
    /// GitLab has no such branch or reference.
    NoRef,
    /// The CI file cannot be used.
    Broken,
    /// Too many pipelines were created.
    TooMany,
    /// GitLab could not be asked.
    Unreachable,
    /// GitLab built another commit than the one that was asked for, and that was cancelled.
    OtherCommit {
        /// What was built.
        sha: String,
    },
    /// GitLab refused in words that are not known here.
    Refused,
    /// A newer commit came before its turn.
    Superseded,
    /// The answer was lost and nothing was found; asked again once, in vain.
    Lost,
    /// A second one was started elsewhere, and ours was cancelled.
    SecondStart,
}

/// What would change that a commit is not built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum WhyChange {
    /// The project gets a rule.
    Watch,
    /// The rule is switched on.
    SwitchOn,
    /// Builds go on.
    Resume,
    /// The merge request is opened again.
    Reopen,
    /// It is marked ready.
    MarkReady,
    /// The rule takes its target too.
    ChangeTargets,
    /// The label goes.
    RemoveLabel {
        /// It.
        label: String,
    },
    /// The rule takes others' merge requests too.
    ChangeWhose,
    /// The rule takes more files.
    ChangePaths,
    /// The rule takes forks.
    TakeForks,
    /// A person approves this commit.
    Approve,
    /// A person asks for just this commit.
    BuildThis,
    /// Somebody gets a higher role in the project.
    AskForRole {
        /// Who.
        of: WhoseRole,
        /// The access level that is needed.
        #[cfg_attr(test, ts(type = "number"))]
        needed: i64,
        /// The one that is there.
        #[cfg_attr(test, ts(type = "number | null"))]
        has: Option<i64>,
    },
    /// The project lets forks' pipelines run in it.
    LetForksRunHere,
    /// The project has pipelines.
    SwitchPipelinesOn,
    /// Something is added to the CI file.
    ShowWhatToAdd,
    /// The CI file, or its workflow's rules, are changed.
    EditCiFile,
    /// Another commit is pushed.
    Push,
    /// The link is renewed by its person.
    Relink,
    /// It is tried again by itself.
    Wait {
        /// Until when (Unix milliseconds), where there is an end.
        #[cfg_attr(test, ts(type = "number | null"))]
        until: Option<i64>,
    },
}

/// Whose role it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum WhoseRole {
    /// The account's.
    Account,
    /// The author's of the merge request.
    Author,
}

/// Which merge request is asked about.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum WhyQuestion {
    /// One that is known here.
    Known {
        /// Its number here.
        #[cfg_attr(test, ts(type = "number"))]
        id: i64,
    },
    /// Any, as a person pastes it.
    Address {
        /// Its address, or `group/project!42`.
        text: String,
    },
}

/// Why a merge request is not built, or that it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum WhyAnswer {
    /// It is built, or will be.
    Built {
        /// It.
        merge_request: AskedAbout,
    },
    /// It is not.
    Not {
        /// It.
        merge_request: AskedAbout,
        /// Why.
        why: WhyNot,
    },
    /// What was typed is no address of a merge request.
    NoAddress,
    /// No account is linked there.
    NoAccount {
        /// Where.
        host: String,
    },
    /// No linked account sees such a merge request.
    NotSeen {
        /// Where.
        host: String,
    },
}

/// A merge request that was asked about; of one that is not watched as GitLab tells it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AskedAbout {
    /// Its number here, where it is known.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub id: Option<i64>,
    /// The account that sees it.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// The address of its instance.
    pub instance: String,
    /// GitLab's number of the project.
    #[cfg_attr(test, ts(type = "number"))]
    pub project_id: i64,
    /// The project, with its namespace.
    pub path: String,
    /// Its number in the project.
    #[cfg_attr(test, ts(type = "number"))]
    pub iid: i64,
    /// Its title.
    pub title: String,
    /// Who opened it, by username.
    pub author: String,
    /// Its head commit, in hexadecimal.
    pub sha: String,
}
