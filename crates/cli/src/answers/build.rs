//! Merge requests and their builds, in whatever answers tell of one.

pub mod log;
pub mod rules;
pub mod shown;

use std::collections::BTreeMap;

use carrick::builds::answering::Answer;
use carrick::builds::following::progress::Progress;
use carrick::builds::list::Row;
use carrick::builds::standing::{self, Stands};
use carrick_store::build::{Build, Reason, Starter};
use carrick_store::merge_request::{MergeRequestState, Snapshot};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::plain::{host, plain};
use crate::times::rfc3339;
use crate::words;

/// One of what `carrick build list` answers: an array.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MergeRequest {
    /// The GitLab without its scheme, with port and sub-path.
    pub host: String,
    /// The project it goes into.
    pub path: String,
    /// Its number in the project.
    pub iid: i64,
    /// Its page at GitLab.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Who opened it, by username.
    pub author: String,
    /// Where its commits are.
    pub source_branch: String,
    /// Where they are to go.
    pub target_branch: String,
    /// Its head commit.
    pub sha: String,
    /// Whether its commits lie in another project.
    pub fork: bool,
    /// Whether it is a draft.
    pub draft: bool,
    /// `opened`, `closed`, `merged` or `locked`.
    pub state: &'static str,
    /// How its head's build stands.
    pub build: Stand,
}

/// How a build stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Stand {
    /// `waiting`, `starting`, `queued`, `running`, `passed`, `passed_with_warnings`, `failed`, `cancelled`, `skipped`,
    /// `not_built`, `needs_approval`, `manual`, `no_runner` or `unknown`.
    pub state: &'static str,
    /// The commit.
    pub sha: String,
    /// GitLab's number of its pipeline.
    pub pipeline: Option<i64>,
    /// The job that failed and may not.
    pub failed_job: Option<String>,
    /// `carrick`, `gitlab` or `person`.
    pub starter: Option<&'static str>,
    /// Whether its pipeline runs in another project, where a pass proves little.
    pub in_fork: bool,
    /// Why it is not built, or what it waits for.
    pub reason: Option<WhyNot>,
    /// When GitLab last said how its pipeline stands.
    pub seen_at: Option<String>,
    /// Whether that is read again by itself while Carrick runs.
    pub followed: bool,
    /// When it was decided.
    pub decided_at: Option<String>,
    /// When it came to its end.
    pub ended_at: Option<String>,
}

/// Why a commit is not built.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WhyNot {
    /// The reason, such as `draft` or `other_target`.
    pub code: String,
    /// What goes with it, by name.
    pub facts: BTreeMap<String, Value>,
    /// It as a sentence.
    pub what: String,
    /// What would change it, as a sentence; null where nothing would.
    pub next: Option<String>,
}

/// What `carrick build why` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Why {
    /// The GitLab without its scheme, with port and sub-path.
    pub host: String,
    /// The project it goes into.
    pub path: String,
    /// Its number in the project.
    pub iid: i64,
    /// Its title.
    pub title: String,
    /// Its head commit.
    pub sha: String,
    /// The account that looks, or that was asked with just now.
    pub account: String,
    /// Whether it is watched.
    pub watched: bool,
    /// Whether it is built, or will be.
    pub built: bool,
    /// Why not.
    pub reason: Option<WhyNot>,
}

/// What `carrick build retry`, `cancel` and `approve` answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Acted {
    /// The project it goes into.
    pub path: String,
    /// Its number in the project.
    pub iid: i64,
    /// The commit.
    pub sha: String,
    /// `retried`, `started`, `cancelled` or `approved`.
    pub done: &'static str,
}

impl MergeRequest {
    pub(crate) fn new(row: &Row) -> Self {
        let snapshot = &row.merge_request.snapshot;
        let (instance, path) = (row.watched.instance.address(), plain(&row.watched.watch.path));
        Self {
            host: host(&instance),
            url: format!("{instance}/{path}/-/merge_requests/{}", snapshot.iid),
            path,
            iid: snapshot.iid,
            title: plain(&snapshot.title),
            author: plain(&snapshot.author),
            source_branch: plain(&snapshot.source_branch),
            target_branch: plain(&snapshot.target_branch),
            sha: snapshot.sha.clone(),
            fork: snapshot.is_of_fork(row.watched.watch.project_id),
            draft: snapshot.is_draft,
            state: state(snapshot),
            build: Stand::of_row(row),
        }
    }
}

fn state(snapshot: &Snapshot) -> &'static str {
    match snapshot.state {
        MergeRequestState::Opened => "opened",
        MergeRequestState::Closed => "closed",
        MergeRequestState::Merged => "merged",
        MergeRequestState::Locked => "locked",
    }
}

impl Stand {
    fn of_row(row: &Row) -> Self {
        let project_id = row.watched.watch.project_id;
        match &row.build {
            Some(build) => Self::new(build, &row.stands, row.progress.as_ref(), project_id),
            None => Self {
                state: words::stand_code(&row.stands),
                sha: row.merge_request.snapshot.sha.clone(),
                pipeline: None,
                failed_job: None,
                starter: None,
                in_fork: false,
                reason: reason_of(&row.stands, None).map(|reason| WhyNot::of(&reason)),
                seen_at: None,
                followed: false,
                decided_at: None,
                ended_at: None,
            },
        }
    }

    /// Of a merge request into this project.
    pub(crate) fn new(build: &Build, stands: &Stands, progress: Option<&Progress>, project_id: i64) -> Self {
        let seen = build.pipeline.as_ref();
        Self {
            state: words::stand_code(stands),
            sha: build.sha.clone(),
            pipeline: seen.map(|seen| seen.id),
            failed_job: progress.and_then(Progress::failed_job).map(|job| plain(&job.name)),
            starter: build.starter.map(|starter| match starter {
                Starter::Carrick => "carrick",
                Starter::GitLab => "gitlab",
                Starter::OtherCarrick => "other_carrick",
                Starter::Person => "person",
            }),
            in_fork: seen.is_some_and(|seen| seen.project_id != project_id),
            reason: reason_of(stands, Some(build)).map(|reason| WhyNot::of(&reason)),
            seen_at: seen.map(|seen| rfc3339(seen.seen_at)),
            followed: standing::is_followed(build),
            decided_at: Some(rfc3339(build.decided_at)),
            ended_at: build.ended_at.map(rfc3339),
        }
    }
}

/// The reason that goes with how something stands.
pub(crate) fn reason_of(stands: &Stands, build: Option<&Build>) -> Option<Reason> {
    match stands {
        Stands::Waiting(reason) | Stands::Starting(reason) => reason.clone(),
        Stands::NotBuilt(reason) => Some(reason.clone()),
        Stands::Pipeline(_) => build.and_then(|build| build.reason.clone()),
    }
}

impl WhyNot {
    /// Without what would change it.
    pub(crate) fn of(reason: &Reason) -> Self {
        let mut facts: BTreeMap<String, Value> = match serde_json::to_value(reason) {
            Ok(Value::Object(facts)) => facts.into_iter().map(|(name, fact)| (name, harmless(fact))).collect(),
            _ => BTreeMap::new(),
        };
        let code = facts.remove("reason").and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default();
        Self { code, facts, what: words::reason(reason), next: None }
    }

    /// Of an answer, with it; nothing where it is built.
    pub(crate) fn with_change(answer: &Answer) -> Option<Self> {
        let (why, head) = (answer.why.as_ref()?, &answer.snapshot);
        let next = |change| words::change(change, &why.reason, &answer.path, head.iid, &head.sha);
        Some(Self { next: why.what_would_change_it.as_ref().map(next), ..Self::of(&why.reason) })
    }
}

/// Texts of a server's without what a terminal would obey.
fn harmless(fact: Value) -> Value {
    match fact {
        Value::String(text) => Value::String(plain(&text)),
        Value::Array(parts) => Value::Array(parts.into_iter().map(harmless).collect()),
        other => other,
    }
}

impl Why {
    pub(crate) fn new(answer: &Answer) -> Self {
        Self {
            host: host(&answer.instance),
            path: plain(&answer.path),
            iid: answer.snapshot.iid,
            title: plain(&answer.snapshot.title),
            sha: answer.snapshot.sha.clone(),
            account: plain(&answer.username),
            watched: answer.row.as_ref().is_some_and(|row| row.watched.is_looked_at()),
            built: answer.why.is_none(),
            reason: WhyNot::with_change(answer),
        }
    }
}
