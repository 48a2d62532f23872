//! How watching stands, and what a person has set about it.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::preflight::AgreementTrouble;
use crate::messages::error::UiError;

/// How builds stand. Told whole; the list itself is asked for by place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Builds {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// The revision of the list; what was asked of an older one is asked again.
    #[cfg_attr(test, ts(type = "number"))]
    pub list: u64,
    /// How many rules are switched on.
    pub rules_on: u32,
    /// How many repositories are watched, as far as is known.
    pub watched: u32,
    /// How many commits wait for an approval.
    pub needs_approval: u32,
    /// When a look at every watched GitLab last came to its end (Unix milliseconds): the oldest of them.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub looked_at: Option<i64>,
    /// Whether something is being looked at.
    pub is_looking: bool,
    /// Since when nothing is built by itself.
    pub paused: Option<BuildsPaused>,
    /// Where GitLab asks to slow down, and where it could not be looked at.
    pub troubles: Vec<WatchTrouble>,
    /// What changed while nobody looked and was only shown, until that was answered.
    pub asleep: Option<Asleep>,
    /// Nobody looked for so long that of what changed before this only what is still open was looked at (the instance's
    /// Unix milliseconds); told for a day.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub left_out: Option<i64>,
    /// Where two machines may start one build, though they want to agree.
    pub unguarded: Option<Unguarded>,
    /// Whether watching goes on when the window is closed.
    pub service: WatchService,
    /// Whether another Carrick of this data folder looks, and this one stands by.
    pub stands_by: bool,
    /// What this computer is called.
    pub machine: String,
    /// What notifications are for.
    pub notices: BuildNotices,
    /// Whether this system shows any.
    pub notices_shown: bool,
    /// What becomes of what changed while nobody looked.
    pub after_sleep: AfterSleep,
}

/// Builds that are paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildsPaused {
    /// Since when (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub since: i64,
    /// How many commits were not built for it.
    pub not_built: u32,
}

/// An instance that could not be looked at to the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct WatchTrouble {
    /// Its host.
    pub host: String,
    /// Since when (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub since: i64,
    /// When it is tried again (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub until: i64,
    /// What it is; `rate_limited` where GitLab asks to slow down.
    pub error: UiError,
}

/// Where two machines may start one build, though they want to agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Unguarded {
    /// In how many watched projects.
    pub count: u32,
    /// The first of them, by its path.
    pub path: String,
    /// Why, there.
    pub why: AgreementTrouble,
}

/// A time in which nobody looked, or builds were paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Asleep {
    /// When it was last looked, or the pause began (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub from: i64,
    /// When it was looked again, or builds went on (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub to: i64,
    /// How many merge requests changed meanwhile and were not built.
    pub count: u32,
    /// Which of the two it was.
    pub cause: AsleepCause,
}

/// What kept merge requests from being built when they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum AsleepCause {
    /// Nobody looked.
    Absence,
    /// All builds were paused.
    Pause,
    /// Some the one, and some the other.
    Both,
}

/// Whether watching goes on when the window is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum WatchService {
    /// It does not.
    Off,
    /// It does.
    On,
    /// It should, and does not run.
    Down,
    /// This computer has nothing that would start it.
    Unsupported,
}

/// What notifications are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum BuildNotices {
    /// The account's own that failed, and that pass again.
    Mine,
    /// Everybody's.
    All,
    /// None.
    None,
}

/// What becomes of what changed while nobody looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum AfterSleep {
    /// It is shown.
    Show,
    /// It is built.
    Build,
}

/// What notifications are to be for.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SetBuildNotices {
    /// It.
    pub notices: BuildNotices,
}

/// What is to become of what changed while nobody looked.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SetAfterSleep {
    /// It.
    pub after_sleep: AfterSleep,
}

/// Whether watching is to go on when the window is closed.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct WatchWhenClosed {
    /// It.
    pub on: bool,
}

/// What is built of what changed while nobody looked; the rest is done with.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AnswerAsleep {
    /// The merge requests' numbers here. A fork's is not among them: its commit is approved by itself.
    #[cfg_attr(test, ts(type = "Array<number>"))]
    pub build: Vec<i64>,
}

/// What a notification was about, when a person pressed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildAskedFor {
    /// The merge request's number here.
    #[cfg_attr(test, ts(type = "number"))]
    pub merge_request: i64,
    /// GitLab's number of the job whose log is meant.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub job: Option<i64>,
}
