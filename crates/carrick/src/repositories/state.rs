//! What is true of repositories only while this process runs.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use carrick_store::db::readings::Pass;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

use super::adding::state::State as Adding;
use super::clones::state as clones_state;
use super::index::Index;
use super::kept_pictures::KeptPictures;
use super::looking::Looks;
use super::order::{KEPT, Order};
use super::trouble::Trouble;

/// How often at most it is told how far a reading is.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// How many requests for lists are under way at one GitLab. With 8, 16 and 32 at once 10,000 projects take 14, 7 and 5
/// round trips; more than sixteen would wear on GitLab's limits for little.
const AT_ONCE: usize = 16;

/// So many changes are each worth less than making the index anew.
const MOST_SINGLES: usize = 64;

/// What is true of repositories only while this process runs.
#[derive(Default)]
pub(super) struct State {
    /// How often something has changed that lists show.
    pub(super) changes: u64,
    /// The last of the changes that were each about one project, with what `changes` was by it.
    singles: VecDeque<(u64, i64)>,
    /// What is searched, of the changes up to its revision.
    pub(super) index: Option<Arc<Index>>,
    /// The orders that were asked for last, of that index.
    pub(super) orders: Vec<Arc<Order>>,
    /// What is being read, by link.
    pub(super) readings: HashMap<i64, UnderWay>,
    /// The links there were when it was last looked at them.
    pub(super) links: Vec<i64>,
    /// Links that the person wants read again.
    pub(super) wanted: HashSet<i64>,
    /// What stands in the way of reading, by link.
    pub(super) troubles: HashMap<i64, Trouble>,
    /// When the index was made, and how long that took.
    pub(super) made_at: Option<(Instant, Duration)>,
    /// What is true of the queue.
    pub(super) adding: Adding,
    /// The projects folder of someone who has set none, as it was found last.
    pub(super) found_folder: Option<PathBuf>,
    /// What came of asking for pictures.
    pub(super) pictures: KeptPictures,
    /// Which look for folders is under way.
    pub(super) looks: Looks,
    /// What is being done with clones.
    pub(super) clones: clones_state::State,
    places: HashMap<String, Arc<Semaphore>>,
    told_at: Option<Instant>,
}

/// A reading under way.
pub(super) struct UnderWay {
    pub(super) task: Option<AbortHandle>,
    pub(super) progress: Progress,
}

/// How far a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// What is read; nothing while it is only looked for changes.
    pub pass: Option<Pass>,
    /// How many projects have been read.
    pub read: u64,
    /// How many there are, where GitLab says so.
    pub total: Option<u64>,
}

impl State {
    /// Ends what is under way; what is being cloned ends as its end is dropped with this.
    pub(super) fn end(self) {
        self.clones.end();
        for task in self.readings.into_values().filter_map(|reading| reading.task) {
            task.abort();
        }
    }

    /// Notes that something has changed of one project alone.
    pub(super) fn change_one(&mut self, project: i64) {
        self.changes += 1;
        self.singles.push_back((self.changes, project));
        if self.singles.len() > MOST_SINGLES {
            self.singles.pop_front();
        }
    }

    /// What has changed since, if nothing has but a few single projects.
    pub(super) fn changed_since(&self, changes: u64) -> Option<Vec<i64>> {
        let since: Vec<i64> =
            self.singles.iter().filter(|(at, _)| *at > changes).map(|(_, project)| *project).collect();
        (changes + since.len() as u64 == self.changes).then_some(since)
    }

    /// Keeps an order for the next keystroke, and for the next place that is asked for.
    pub(super) fn keep(&mut self, order: &Arc<Order>) {
        let is_current = self.index.as_ref().is_some_and(|index| index.revision == order.revision);
        if !is_current || self.orders.iter().any(|kept| Arc::ptr_eq(kept, order)) {
            return;
        }
        if self.orders.len() >= KEPT {
            self.orders.remove(0);
        }
        self.orders.push(Arc::clone(order));
    }

    /// Whether making the index again would take too much of the time while projects are being read. What follows is
    /// told again, so nothing is missed.
    pub(super) fn is_too_soon_to_make(&self) -> bool {
        let made = self.made_at.filter(|_| !self.readings.is_empty());
        made.is_some_and(|(at, took)| at.elapsed() < TELL_EVERY.max(took * 8))
    }

    /// The places for requests at an instance.
    pub(super) fn places(&mut self, instance: &str) -> Arc<Semaphore> {
        let make = || Arc::new(Semaphore::new(AT_ONCE));
        Arc::clone(self.places.entry(instance.to_owned()).or_insert_with(make))
    }

    /// Whether it is time to tell again how far a reading is.
    pub(super) fn is_time_to_tell(&mut self) -> bool {
        let is_time = self.told_at.is_none_or(|told_at| told_at.elapsed() >= TELL_EVERY);
        if is_time {
            self.told_at = Some(Instant::now());
        }
        is_time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_single_changes_are_known_and_nothing_is_missed_among_them() {
        let mut state = State { changes: 7, ..State::default() };
        assert_eq!(state.changed_since(7), Some(vec![]), "nothing has changed");
        state.change_one(3);
        state.change_one(5);
        assert_eq!(state.changed_since(7), Some(vec![3, 5]), "both are known");
        assert_eq!(state.changed_since(8), Some(vec![5]), "and which of them came later");
        state.changes += 1;
        state.change_one(4);
        assert_eq!(state.changed_since(7), None, "something else has changed between them");
        assert_eq!(state.changed_since(10), Some(vec![4]), "but not since");
        (0..100).for_each(|project| state.change_one(project));
        assert_eq!(state.changed_since(11), None, "of many not all are remembered");
    }
}
