//! What is being read of projects whose rules are tried, which is true only while this process runs.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use carrick_store::error::Error;
use tokio::sync::OnceCell;

use crate::gitlab::ci::{Lint, ProjectSettings, ProtectedBranch};
use crate::gitlab::merge_requests::Sighting;
use crate::gitlab::pipelines::Pipeline;

/// What GitLab tells of a project.
pub(crate) struct Reading {
    pub(super) settings: ProjectSettings,
    pub(super) protected: Vec<ProtectedBranch>,
    /// Nothing where GitLab does not tell, as it does not tell a Reporter.
    pub(super) lint: Option<Lint>,
    /// The last pipelines of merge requests.
    pub(super) pipelines: Vec<Pipeline>,
    /// The last merge requests, the newest first.
    pub(super) last: Vec<Sighting>,
}

/// What comes of one reading, for everybody who waits for it.
pub(super) type Answers = OnceCell<Result<Arc<Reading>, Error>>;

/// By link and by GitLab's number of the project. It is forgotten with the last who waits.
#[derive(Default)]
pub(crate) struct State(HashMap<(i64, i64), Weak<Answers>>);

impl State {
    /// Joins those who read a project already, or is the first.
    pub(super) fn join(&mut self, link_id: i64, project_id: i64) -> Arc<Answers> {
        self.0.retain(|_, answers| answers.strong_count() > 0);
        let joined = self.0.get(&(link_id, project_id)).and_then(Weak::upgrade);
        joined.unwrap_or_else(|| {
            let answers = Arc::new(Answers::new());
            self.0.insert((link_id, project_id), Arc::downgrade(&answers));
            answers
        })
    }
}
