//! How far looking is, which is true only while this process runs.

use std::collections::{HashMap, HashSet};

use carrick_store::error::Error;
use tokio::task::AbortHandle;

use super::size::Size;
use crate::builds::known::Away;
use crate::gitlab::merge_requests::texts::Dialect;

/// How far looking is.
#[derive(Default)]
pub(crate) struct State {
    /// By the instance's address.
    pub(super) instances: HashMap<String, AtInstance>,
    /// Which rules there were when it was last asked what is due: their numbers, and since when they are on.
    pub(super) rules: Vec<(i64, i64)>,
    /// By watch: the time in which nobody looked, until a look came to its end since.
    pub(super) away: HashMap<i64, Away>,
    /// The same until a sweep came to its end since: it finds what left no other trace.
    pub(super) away_unswept: HashMap<i64, Away>,
    /// Merge requests that had no commit yet, by watch and number, and how often that was so.
    pub(super) unready: HashMap<(i64, i64), u32>,
    /// Merge requests that are known and were not shown, and how often that was so.
    pub(super) missing: HashMap<(i64, i64), u32>,
    /// Whether forks run in a project, by link and GitLab's number, and when that was asked for.
    pub(super) forks_run: HashMap<(i64, i64), (bool, i64)>,
}

/// What is known of looking at one instance.
#[derive(Default)]
pub(super) struct AtInstance {
    /// A round under way.
    pub(super) round: Option<Round>,
    /// When the next one is due (Unix milliseconds); at once where that was never said.
    pub(super) next_at: Option<i64>,
    /// Whether somebody wants it now.
    pub(super) is_wanted: bool,
    /// When one was last begun.
    pub(super) begun_at: Option<i64>,
    /// When one last came to its end.
    pub(super) looked_at: Option<i64>,
    /// What it can be asked by.
    pub(super) tongue: Tongue,
    /// How much it answers at once.
    pub(super) size: Size,
    /// Namespaces that cannot be asked about as groups.
    pub(super) not_groups: HashSet<String>,
    /// What stands in the way, since when, and how often it was tried.
    pub(super) trouble: Option<Trouble>,
    /// What the last round took.
    pub(super) cost: Cost,
    /// From before when changes were left out in the last look after a long absence (the instance's Unix milliseconds).
    pub(super) left_out: Option<i64>,
}

/// A round under way.
pub(super) struct Round {
    pub(super) task: Option<AbortHandle>,
}

/// By what an instance can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    /// GraphQL, in one of its dialects.
    GraphQl(Dialect),
    /// REST, until then (Unix milliseconds): GitLab may be renewed, and a proxy mended.
    Rest(i64),
}

impl Default for Tongue {
    fn default() -> Self {
        Self::GraphQl(Dialect::default())
    }
}

/// What stands in the way of looking at an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Since when (Unix milliseconds).
    pub since: i64,
    /// What it is.
    pub error: Error,
    pub(super) tries: u32,
}

/// What a round took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Requests, whether they were answered or not.
    pub requests: u32,
    /// Merge requests that had changed.
    pub changes: u32,
}

impl AtInstance {
    /// When it is due, unless it is being looked at (Unix milliseconds).
    pub(super) fn due_at(&self, now: i64) -> Option<i64> {
        // A clock that was set back puts no look off by as much.
        let is_set_back = self.begun_at.is_some_and(|begun_at| begun_at > now);
        let due = self.next_at.filter(|_| !self.is_wanted && !is_set_back).unwrap_or(i64::MIN);
        self.round.is_none().then_some(due)
    }
}

impl State {
    /// Ends what is under way.
    pub(crate) fn end(self) {
        let rounds = self.instances.into_values().filter_map(|instance| instance.round);
        for task in rounds.filter_map(|round| round.task) {
            task.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_puts_no_look_off() {
        let now = 1_800_000_000_000;
        let at = AtInstance { begun_at: Some(now), next_at: Some(now + 60_000), ..AtInstance::default() };
        assert_eq!(at.due_at(now + 1_000), Some(now + 60_000), "in a minute");
        assert_eq!(at.due_at(now - 3 * 3_600_000), Some(i64::MIN), "and not in three hours and a minute");
    }
}
