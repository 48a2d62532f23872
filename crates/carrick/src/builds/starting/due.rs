//! When builds have their turns: each by itself, so that one that fails or waits stops no other.

use carrick_store::db::builds as journal;
use carrick_store::error::{Code, Error};

use super::state::{Rest, State};
use super::{tidying, turn};
use crate::builds::Builds;
use crate::pause::FIRST_PAUSE;

/// When the next build has its turn (Unix milliseconds), perhaps long ago; nothing while none is under way.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_step_due(builds: &Builds) -> Result<Option<i64>, Error> {
    let all = builds.db.read(journal::due).await?;
    let tidying = tidying::next_due(builds).await?;
    let (live, now) = (builds.starting(), builds.clock.now());
    Ok(all.iter().filter_map(|build| due_at(&live, build, now)).chain(tidying).min())
}

/// How many builds are having their turns, with what is put in order beside them.
pub fn under_way(builds: &Builds) -> usize {
    let live = builds.starting();
    live.turns.len() + usize::from(live.is_tidying)
}

/// Begins the turns that are due, and waits for none of them.
///
/// # Errors
/// When the database cannot be read.
pub async fn begin_due_steps(builds: &Builds) -> Result<(), Error> {
    let now = builds.clock.now();
    let all = builds.db.read(journal::due).await?;
    let due = what_is_due(&mut builds.starting(), &all, now);
    due.into_iter().for_each(|id| begin(builds, id));
    tidying::begin_if_due(builds).await
}

/// The builds that are due. What is over needs no memory.
fn what_is_due(live: &mut State, all: &[journal::Due], now: i64) -> Vec<i64> {
    let is_known = |id: &i64| all.iter().any(|build| build.id == *id);
    live.rests.retain(|id, _| is_known(id));
    live.memories.retain(|id, _| is_known(id));
    let is_due = |build: &&journal::Due| due_at(live, build, now).is_some_and(|at| at <= now);
    all.iter().filter(is_due).map(|build| build.id).collect()
}

/// When a build has its turn. A push ends the rest of one that waits, and of one that is followed; so does a clock that
/// was set back, which would make it longer by as much.
fn due_at(live: &State, build: &journal::Due, now: i64) -> Option<i64> {
    if live.turns.contains_key(&build.id) {
        return None;
    }
    let is_pushed = live.memories.get(&build.id).is_some_and(|memory| memory.head != build.head);
    let rest = live.rests.get(&build.id).filter(|rest| !is_pushed && rest.since <= now);
    Some(rest.map_or(i64::MIN, |rest| rest.until))
}

/// Begins a build's turn.
fn begin(builds: &Builds, id: i64) {
    let mut live = builds.starting();
    if live.turns.insert(id, None).is_some() {
        return;
    }
    drop(live);
    let ended = Ended { builds: builds.clone(), id, due: None };
    let work = async move {
        let mut ended = ended;
        let taken = turn::take(&ended.builds, id).await;
        ended.due = Some(match taken {
            Ok(due) => due.unwrap_or(i64::MAX),
            // It was unlinked meanwhile.
            Err(error) if error.code == Code::NotFound => i64::MAX,
            Err(error) => {
                tracing::warn!(build = id, %error, "a build's turn ended early");
                ended.builds.clock.now().saturating_add(FIRST_PAUSE)
            }
        });
    };
    let task = tokio::spawn(work).abort_handle();
    if let Some(turn) = builds.starting().turns.get_mut(&id) {
        *turn = Some(task);
    }
}

/// A turn is over when this is dropped, however it ended.
struct Ended {
    builds: Builds,
    id: i64,
    due: Option<i64>,
}

impl Drop for Ended {
    fn drop(&mut self) {
        // One that panicked is not begun again and again.
        let since = self.builds.clock.now();
        let until = self.due.unwrap_or(since.saturating_add(FIRST_PAUSE));
        self.builds.starting().turn_ended(self.id, Rest { since, until });
        self.builds.topics.wake();
    }
}

#[cfg(test)]
mod tests {
    use carrick_store::build::Step;

    use super::*;
    use crate::builds::starting::state::Memory;

    #[test]
    fn a_push_and_a_clock_that_is_set_back_end_a_rest() {
        let now = 1_800_000_000_000;
        let build = journal::Due { id: 5, step: Step::Following, head: "aa".to_owned() };
        let mut live = State::default();
        live.rests.insert(5, Rest { since: now, until: now + 60_000 });
        live.memories.insert(5, Memory { head: "aa".to_owned(), ..Memory::default() });
        assert_eq!(due_at(&live, &build, now + 1_000), Some(now + 60_000), "it rests");
        assert_eq!(due_at(&live, &build, now - 3 * 3_600_000), Some(i64::MIN), "not for three hours more");
        let pushed = journal::Due { head: "bb".to_owned(), ..build };
        assert_eq!(due_at(&live, &pushed, now + 1_000), Some(i64::MIN), "another commit is the head");
    }
}
