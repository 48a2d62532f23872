//! What became of a commit of a merge request.

use serde::{Deserialize, Serialize};

/// How far a build is. Every commit ends in one of the last two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// It matches; GitLab's own pipeline is waited for.
    Waiting,
    /// It is this computer's turn: other machines are asked to stand back.
    Claiming,
    /// GitLab is, or was, asked for a pipeline: whoever reads this after a crash looks for one first.
    Asking,
    /// An answer was lost: a pipeline that fits is looked for.
    Adopting,
    /// A pipeline runs, whoever started it.
    Following,
    /// There will be no pipeline of this commit unless something changes: the reason says what.
    NotBuilt,
    /// Its pipeline came to its end, or is not followed any more.
    Over,
}

/// Who started a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starter {
    /// A Carrick of this data folder.
    Carrick,
    /// GitLab by itself.
    GitLab,
    /// A Carrick of another computer, as far as its claim tells.
    OtherCarrick,
    /// A person, or another program in their name.
    Person,
}

/// Why a commit is not built, or not yet. Its facts go with it; texts are the window's and the command line's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// No rule is for the project.
    NotWatched,
    /// The rule is switched off.
    SwitchedOff,
    /// All builds are paused.
    Paused {
        /// Unix milliseconds.
        since: i64,
    },
    /// It is not open.
    NotOpen,
    /// Its commit was there before builds were switched on, or at the first look.
    OpenedBefore,
    /// It changed while no Carrick looked, and such are only shown.
    WhileClosed {
        /// When it was last looked (Unix milliseconds).
        from: i64,
        /// When it was looked again (Unix milliseconds).
        to: i64,
    },
    /// It came while all builds were paused, and such are only shown.
    WhilePaused {
        /// When the pause began (Unix milliseconds).
        from: i64,
        /// When builds went on (Unix milliseconds).
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
        /// The first such.
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
        /// What they have; `None` where they are no member.
        level: Option<i64>,
        /// What the rule asks for.
        least: i64,
    },
    /// It comes from a fork, and the rule takes none.
    Fork,
    /// It comes from a fork, and this commit was not approved.
    NeedsApproval,
    /// None of its changed files is one of those that are built for.
    OtherPaths,
    /// GitLab builds merge requests here by itself.
    GitLabBuilds,
    /// A pipeline would run in the fork, not in the project, or is not known not to.
    WouldRunInFork,
    /// GitLab refused the author a pipeline.
    AuthorRefused,
    /// GitLab is preparing it, or may still begin a pipeline by itself.
    Preparing {
        /// Until when that is waited for, by the instance's clock (Unix milliseconds), where there is an end.
        until: Option<i64>,
    },
    /// Another machine has it.
    TakenByOther {
        /// Since when that was seen here, by the instance's clock (Unix milliseconds).
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
        /// The access level it has; `None` where it is no member.
        level: Option<i64>,
    },
    /// Pipelines are switched off in the project.
    PipelinesOff,
    /// GitLab has no such branch or reference.
    NoRef,
    /// The CI file cannot be used; the pipeline was made and failed at once.
    Broken,
    /// Too many pipelines were created; it is tried again.
    TooMany,
    /// GitLab could not be asked; it is tried again.
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

/// A build as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// Its number.
    pub id: i64,
    /// The number here of the merge request.
    pub merge_request: i64,
    /// The commit.
    pub sha: String,
    /// From 1.
    pub attempt: i64,
    /// Where it was to go when this was decided.
    pub target_branch: String,
    /// Where its commits lay when this was decided.
    pub source_project: Option<i64>,
    /// How far it is.
    pub step: Step,
    /// Why it is not built, or what it waits for.
    pub reason: Option<Reason>,
    /// Who started its pipeline.
    pub starter: Option<Starter>,
    /// Its pipeline.
    pub pipeline: Option<PipelineSeen>,
    /// When it was decided (Unix milliseconds).
    pub decided_at: i64,
    /// When GitLab was asked, by the instance's clock (Unix milliseconds).
    pub asked_at: Option<i64>,
    /// When it came to its end, by the instance's clock (Unix milliseconds).
    pub ended_at: Option<i64>,
    /// The claim that is held for it.
    pub claim: Option<String>,
}

/// A pipeline as GitLab told it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipelineSeen {
    /// GitLab's number.
    pub id: i64,
    /// The project it runs in, by GitLab's number.
    pub project_id: i64,
    /// GitLab's word for how it stands.
    pub status: String,
    /// When that was said (Unix milliseconds).
    pub seen_at: i64,
}
