//! What a row of the list says.

use carrick_store::build::{Build, Reason};
use carrick_store::db::builds as journal;
use carrick_store::merge_request::MergeRequest;
use rusqlite::{Connection, Result};

use crate::builds::following::progress::Progress;
use crate::builds::standing::{self, Acts, Stands};
use crate::builds::watched::Watched;
use crate::builds::why::reason_now;

/// A merge request in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// The merge request as it was last seen.
    pub merge_request: MergeRequest,
    /// Where it goes into.
    pub watched: Watched,
    /// What became of its head; nothing where nothing was decided.
    pub build: Option<Build>,
    /// What was read last of that build's pipeline.
    pub progress: Option<Progress>,
    /// How it stands.
    pub stands: Stands,
    /// What can be done about it.
    pub acts: Acts,
}

impl Row {
    /// `now` is this computer's time (Unix milliseconds).
    pub(in crate::builds) fn read(
        db: &Connection,
        watched: &Watched,
        merge_request: MergeRequest,
        now: i64,
    ) -> Result<Self> {
        let build = journal::of_commit(db, merge_request.id, &merge_request.snapshot.sha)?;
        let progress = match &build {
            Some(build) => journal::jobs(db, build.id)?.and_then(|text| serde_json::from_str(&text).ok()),
            None => None,
        };
        let stands = match &build {
            Some(build) => standing::of_build(build, progress.as_ref()),
            None => {
                let decision = watched.decide(db, &merge_request, now, now)?;
                // Whatever speaks for it now, it was there before anybody looked.
                Stands::NotBuilt(reason_now(&decision, None).unwrap_or(Reason::OpenedBefore))
            }
        };
        let acts = standing::acts(&merge_request, watched.watch.project_id, build.as_ref(), progress.as_ref());
        Ok(Self { merge_request, watched: watched.clone(), build, progress, stands, acts })
    }

    /// Whether its pipeline runs in another project than the one it goes into: a pass there proves little.
    pub fn is_in_fork(&self) -> bool {
        let seen = self.build.as_ref().and_then(|build| build.pipeline.as_ref());
        seen.is_some_and(|seen| seen.project_id != self.watched.watch.project_id)
    }

    /// Whether its rule has states written to commits, and its is not: a fork's commit is another project's.
    pub fn lacks_status(&self) -> bool {
        let writes = self.watched.rule.as_ref().is_some_and(|rule| rule.writes_status);
        writes && self.merge_request.snapshot.is_of_fork(self.watched.watch.project_id)
    }

    /// Whether the account opened it that looks.
    pub fn is_mine(&self) -> bool {
        self.merge_request.snapshot.author_id == Some(self.watched.link.identity.user_id)
    }
}
