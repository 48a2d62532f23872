//! How far starts are, which is true only while this process runs. Whatever must outlive it stands in the journal.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

use super::agreement::{Agreement, Watched};
use super::offset::Offset;
use super::oldest::Oldest;
use crate::builds::claims::Listed;
use crate::builds::known::{ChangedPaths, LastPush, Level};

/// How many starts are under way at one GitLab at once.
const AT_ONCE: usize = 3;

/// How far starts are.
#[derive(Default)]
pub(crate) struct State {
    /// Turns under way, by build.
    pub(super) turns: HashMap<i64, Option<AbortHandle>>,
    /// Builds that are to be read again as soon as the turn ends that they are having.
    again: HashSet<i64>,
    /// Until when builds rest; one that is not here has its turn at once.
    pub(super) rests: HashMap<i64, Rest>,
    /// What is known of builds, by build.
    pub(super) memories: HashMap<i64, Memory>,
    /// By the instance's address: how far its time is ahead, by the last answer.
    offsets: HashMap<String, Offset>,
    /// When pipelines were asked for last, by account.
    pub(super) asked: HashMap<i64, VecDeque<i64>>,
    /// Whether an instance tells what it is creating.
    pub(super) tells_creations: HashMap<String, bool>,
    /// Builds that somebody looks at.
    pub(crate) on_screen: HashSet<i64>,
    /// Whether something is being put in order.
    pub(super) is_tidying: bool,
    /// The oldest of what is to be forgotten some day, as it was last looked for.
    pub(super) oldest: Option<Oldest>,
    /// What could not be put in order, and when it is tried again (Unix milliseconds).
    pub(super) put_off: HashMap<Untidy, i64>,
    /// Claims that were over in the last look through a project's, by the project's watch.
    pub(super) over: HashMap<i64, Vec<Listed>>,
    /// What is used to agree with other machines, by account.
    pub(super) agreements: HashMap<i64, Agreement>,
    places: HashMap<String, Arc<Semaphore>>,
}

/// The time between two turns of a build (Unix milliseconds, this computer's).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rest {
    /// When it began.
    pub(super) since: i64,
    /// When it is over.
    pub(super) until: i64,
}

/// Something to be put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Untidy {
    /// A claim of this build.
    Claim(i64),
    /// What was posted about this build.
    Status(i64),
    /// The claims of a project, by its watch.
    Project(i64),
    /// What is older than anybody looks back.
    History,
}

/// What is known of a build.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    /// The head of its merge request in its last turn.
    pub(super) head: String,
    /// Since when it is looked for the pipeline of a lost answer (the instance's Unix milliseconds).
    pub(super) looking_since: Option<i64>,
    /// When it was last looked for a second start (the instance's Unix milliseconds).
    pub(super) verified_at: Option<i64>,
    /// When a second start was first seen (the instance's Unix milliseconds).
    pub(super) second_seen_at: Option<i64>,
    /// When its pipeline was last read, and when that last told something new (Unix milliseconds).
    pub(super) read_at: Option<i64>,
    pub(super) changed_at: Option<i64>,
    /// How often in a row GitLab could not be asked.
    pub(super) failures: u32,
    /// Whether it was looked before the time was up that is GitLab's, and nothing comes.
    pub(super) nothing_comes: Option<bool>,
    /// Another machine's claim.
    pub(super) watched: Option<Watched>,
    /// Whether there is no claim to be had: a second start is found afterwards.
    pub(super) is_without_claim: bool,
    /// What the decision hangs on.
    pub(super) learned: Learned,
    /// The commits in pipelines that run on commits of GitLab's own, by pipeline.
    pub(super) heads: HashMap<i64, String>,
    /// In whose name pipelines run, by pipeline.
    pub(super) users: HashMap<i64, i64>,
}

/// What the decision hangs on and costs a request.
#[derive(Debug, Clone)]
pub(crate) struct Learned {
    pub(super) last_push: Option<LastPush>,
    pub(super) author_level: Level,
    pub(super) changed_paths: Option<ChangedPaths>,
    pub(super) author_refused: bool,
    pub(super) level: Level,
    /// `None` until it is asked for.
    pub(super) forks_run_here: Option<bool>,
}

impl Default for Learned {
    fn default() -> Self {
        Self {
            last_push: None,
            author_level: Level::Unknown,
            changed_paths: None,
            author_refused: false,
            level: Level::Unknown,
            forks_run_here: None,
        }
    }
}

impl State {
    /// Ends what is under way.
    pub(crate) fn end(self) {
        for task in self.turns.into_values().flatten() {
            task.abort();
        }
    }

    /// Has builds read again that are followed, as soon as it can be.
    pub(crate) fn look_at_once(&mut self, ids: &[i64]) {
        for id in ids {
            if self.turns.contains_key(id) {
                self.again.insert(*id);
            }
            self.rests.remove(id);
            if let Some(memory) = self.memories.get_mut(id) {
                memory.read_at = None;
            }
        }
    }

    /// A build's turn is over; the next comes after this rest, or at once where somebody wants it.
    pub(super) fn turn_ended(&mut self, id: i64, rest: Rest) {
        self.turns.remove(&id);
        self.rests.insert(id, rest);
        if self.again.remove(&id) {
            self.look_at_once(&[id]);
        }
    }

    /// The places for starts at an instance.
    pub(super) fn places(&mut self, instance: &str) -> Arc<Semaphore> {
        let make = || Arc::new(Semaphore::new(AT_ONCE));
        Arc::clone(self.places.entry(instance.to_owned()).or_insert_with(make))
    }

    /// Notes what an instance said of the time when it was `here` on this computer (Unix milliseconds, both).
    pub(crate) fn note_time(&mut self, instance: &str, there: i64, here: i64) {
        self.offsets.insert(instance.to_owned(), Offset::noted(there, here));
    }

    /// The same for an instance that was not heard of yet.
    pub(super) fn note_first_time(&mut self, instance: &str, there: i64, here: i64) {
        self.offsets.entry(instance.to_owned()).or_insert(Offset::noted(there, here));
    }

    /// What time it is at an instance when it is `now` here (Unix milliseconds).
    pub(crate) fn at_instance(&self, instance: &str, now: i64) -> i64 {
        self.offsets.get(instance).map_or(now, |offset| offset.there(now))
    }

    /// When it is `at` at an instance, by this computer's clock, which is at `now` (Unix milliseconds).
    pub(super) fn here(&self, instance: &str, at: i64, now: i64) -> i64 {
        now.saturating_add(at.saturating_sub(self.at_instance(instance, now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_begins_to_look_at_during_its_turn_is_read_right_after_it() {
        let mut state = State::default();
        state.turns.insert(1, None);
        state.look_at_once(&[1]);
        state.memories.insert(1, Memory { read_at: Some(7), ..Memory::default() });
        state.turn_ended(1, Rest { since: 0, until: 10_000 });
        assert_eq!(state.rests.get(&1), None, "at once, and not when the turn thought it was due");
        assert_eq!(state.memories[&1].read_at, None, "whatever the turn read: nobody looked yet");
        state.turns.insert(1, None);
        let rest = Rest { since: 10_000, until: 20_000 };
        state.turn_ended(1, rest);
        assert_eq!(state.rests.get(&1), Some(&rest), "once: the next one rests again");
    }
}
