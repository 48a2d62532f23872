//! What `carrick watch` answers: one object a line, as it goes on, and what its verbs answer.

use carrick::builds::following::mark::Mark;
use carrick::builds::news::Item;
use carrick::desktop::service::{Found, Manager, Standing};
use carrick_store::build::Step;
use schemars::JsonSchema;
use serde::Serialize;

use super::failed::Trouble;
use super::status::KeyringState;
use crate::plain::plain;

/// One line of what `carrick watch` answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// This program watches from now on, or by another number of rules.
    Watching {
        /// When.
        at: String,
        /// How many rules are switched on.
        rules: usize,
    },
    /// Another program watches. This one takes over once that ends.
    StandingBy {
        /// When.
        at: String,
    },
    /// Nobody is signed in to Carrick, so that nothing is built.
    SignedOut {
        /// When.
        at: String,
    },
    /// Carrick acts for this person from now on.
    ActsFor {
        /// When.
        at: String,
        /// Their name here.
        name: String,
    },
    /// The keyring is in another state than before. Without it nothing is looked at.
    Keyring {
        /// When.
        at: String,
        /// How it is.
        state: KeyringState,
    },
    /// Something stands in the way; it is tried again.
    Trouble {
        /// When.
        at: String,
        /// At which GitLab, where it is about one.
        host: Option<String>,
        /// What it is.
        error: Trouble,
    },
    /// A GitLab that was in the way answers again.
    Recovered {
        /// When.
        at: String,
        /// Which.
        host: String,
    },
    /// Whether machines can agree which of them starts a project's builds has changed.
    Agreement {
        /// When.
        at: String,
        /// The project.
        project: String,
        /// Whether they can: else two may start one, and the second is cancelled.
        guarded: bool,
        /// Why not, as a word; null where they can.
        why: Option<String>,
    },
    /// Something became of a build.
    Build {
        /// When.
        at: String,
        /// What.
        #[serde(flatten)]
        build: Box<Told>,
    },
    /// Somebody has ended it.
    Ended {
        /// When.
        at: String,
    },
    /// It failed.
    Failed {
        /// Why.
        error: Trouble,
    },
}

/// How a build is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Told {
    /// Its GitLab.
    pub host: String,
    /// Its project.
    pub project: String,
    /// The merge request's number there.
    pub merge_request: i64,
    /// Its title.
    pub title: String,
    /// The commit.
    pub commit: String,
    /// How it is.
    pub is: BuildIs,
    /// Why, as a word, where it waits or is not built.
    pub reason: Option<String>,
    /// GitLab's number of its pipeline.
    pub pipeline: Option<i64>,
    /// The first job that failed.
    pub failed_job: Option<String>,
}

/// How a build is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BuildIs {
    /// It waits for GitLab, for another machine or for its turn.
    Waiting,
    /// GitLab is asked for its pipeline.
    Starting,
    /// Its pipeline is there, and nothing of it runs yet.
    Pending,
    /// Something of it runs.
    Running,
    /// Everything passed.
    Passed,
    /// What counts passed.
    PassedWithWarnings,
    /// It failed.
    Failed,
    /// It was cancelled.
    Cancelled,
    /// Nothing of it ran.
    Skipped,
    /// A job waits for a person.
    Manual,
    /// No runner takes it.
    NoRunner,
    /// It is not built.
    NotBuilt,
    /// GitLab's word for it is not known.
    Unknown,
}

impl BuildIs {
    fn of(item: &Item) -> Self {
        let Some(mark) = item.mark().filter(|_| matches!(item.build.step, Step::Following | Step::Over)) else {
            return match item.build.step {
                Step::Waiting | Step::Claiming => Self::Waiting,
                Step::Asking | Step::Adopting => Self::Starting,
                Step::Following | Step::Over => Self::Unknown,
                Step::NotBuilt => Self::NotBuilt,
            };
        };
        match mark {
            Mark::Waiting => Self::Pending,
            Mark::Running => Self::Running,
            Mark::Passed => Self::Passed,
            Mark::PassedWithWarnings => Self::PassedWithWarnings,
            Mark::Failed => Self::Failed,
            Mark::Cancelled => Self::Cancelled,
            Mark::Skipped => Self::Skipped,
            Mark::Manual => Self::Manual,
            Mark::NoRunner(_) => Self::NoRunner,
            Mark::Unknown => Self::Unknown,
        }
    }
}

impl Told {
    /// What is told of something that became of a build.
    pub(crate) fn of(item: &Item) -> Self {
        let word = |reason| serde_json::to_value(reason).ok()?.get("reason")?.as_str().map(str::to_owned);
        Self {
            host: item.instance.host(),
            project: plain(&item.watch.path),
            merge_request: item.merge_request.snapshot.iid,
            title: plain(&item.merge_request.snapshot.title),
            commit: plain(&item.build.sha),
            is: BuildIs::of(item),
            reason: item.build.reason.as_ref().and_then(word),
            pipeline: item.build.pipeline.as_ref().map(|seen| seen.id),
            failed_job: item.progress.failed_job().map(|job| plain(&job.name)),
        }
    }
}

/// What `carrick watch install`, `uninstall` and `status` answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Service {
    /// What runs services here.
    pub manager: ServiceManager,
    /// How the service is.
    pub state: ServiceState,
    /// What the service last said of itself.
    pub says: Option<String>,
    /// Whether it starts this very program.
    pub is_current: bool,
    /// Whether it runs without being shut in, since this system does not bear that.
    pub is_plain: bool,
    /// Whether it runs while you are not signed in; null where that cannot be.
    pub lingers: Option<bool>,
    /// Who watches now.
    pub watcher: Watcher,
}

/// What runs services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceManager {
    /// Your own systemd.
    Systemd,
    /// launchd.
    Launchd,
    /// Windows' task scheduler.
    TaskScheduler,
}

/// How a service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceState {
    /// It is not installed.
    NotInstalled,
    /// It runs.
    Running,
    /// It is being started.
    Starting,
    /// It is installed and does not run.
    Stopped,
    /// It failed and is not started again.
    Failed,
    /// The system does not say.
    Unknown,
}

/// Who watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Watcher {
    /// Nobody.
    Nobody,
    /// The open window.
    Window,
    /// A `carrick watch`.
    Watch,
}

impl Service {
    /// What was found of it.
    pub(crate) fn of(found: &Found, watcher: Watcher) -> Self {
        let (state, says) = match &found.standing {
            Standing::NotInstalled => (ServiceState::NotInstalled, None),
            Standing::Running(says) => (ServiceState::Running, says.as_deref().map(plain)),
            Standing::Starting => (ServiceState::Starting, None),
            Standing::Stopped => (ServiceState::Stopped, None),
            Standing::Failed => (ServiceState::Failed, None),
            Standing::Unknown => (ServiceState::Unknown, None),
        };
        let manager = match found.manager {
            Manager::Systemd => ServiceManager::Systemd,
            Manager::Launchd => ServiceManager::Launchd,
            Manager::TaskScheduler => ServiceManager::TaskScheduler,
        };
        let Found { is_current, is_plain, lingers, .. } = *found;
        Self { manager, state, says, is_current, is_plain, lingers, watcher }
    }
}
