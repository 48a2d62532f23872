//! One pass over a link's projects, under way.

use carrick_store::db::readings::{Pass, Reading};
use carrick_store::error::{Code, Error};
use carrick_store::project::DEVELOPER;

use super::Repositories;
use super::asking::Asker;
use super::keeping::{Told, keep};
use super::state::Progress;
use crate::gitlab::{Among, ProjectPage};
use crate::topics::Topic;

/// One pass over a link's projects, under way.
pub(super) struct Work {
    pub(super) repositories: Repositories,
    pub(super) asker: Asker,
    pub(super) link_id: i64,
    pub(super) pass: Pass,
    pub(super) reading: Reading,
    /// How many projects this pass brings, where GitLab says so.
    pub(super) total: Option<i64>,
}

impl Work {
    /// What GitLab is asked for.
    pub(super) fn among(&self) -> Among {
        match self.pass {
            Pass::Names => Among::All,
            Pass::Rights => Among::WithLevel(DEVELOPER),
            Pass::Archived => Among::Archived,
            Pass::Details => Among::Whole,
        }
    }

    /// How many requests of it are under way. Whole records cost GitLab more, and nobody waits for them.
    pub(super) fn at_once(&self) -> usize {
        if self.pass == Pass::Details { 4 } else { 16 }
    }

    /// Keeps what was told, and that it has been read.
    pub(super) async fn keep(&mut self, told: Vec<Told>) -> Result<(), Error> {
        let count: usize = told.iter().map(|told| told.listed.len()).sum();
        for told in &told {
            self.reading.remaining.remove(told.range);
        }
        let (instance, reading) = (self.asker.instance().address(), self.reading.clone());
        keep(&self.repositories, self.link_id, instance, self.pass, told, reading).await?;
        self.show(count);
        Ok(())
    }

    /// That GitLab asks for no pause after a page that it still gave.
    ///
    /// # Errors
    /// When it does.
    pub(super) fn require_allowed(&self, page: &ProjectPage) -> Result<(), Error> {
        match page.rest {
            Some(seconds) => {
                let host = self.asker.instance().host();
                Err(Error::new(Code::RateLimited).with("host", host).with("seconds", seconds))
            }
            None => Ok(()),
        }
    }

    fn show(&self, more: usize) {
        let mut live = self.repositories.live();
        live.changes += 1;
        if let Some(under_way) = live.readings.get_mut(&self.link_id) {
            let Progress { pass, read, total } = &mut under_way.progress;
            (*pass, *total) = (Some(self.pass), self.total.and_then(|total| u64::try_from(total).ok()));
            *read += u64::try_from(more).unwrap_or_default();
        }
        if live.is_time_to_tell() {
            drop(live);
            self.repositories.topics.touch(Topic::Repositories);
        }
    }
}
