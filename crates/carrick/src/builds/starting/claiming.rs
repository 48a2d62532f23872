//! Whether it is this computer's turn, by the claims of the project. Without claims it always is, and a second start is
//! found afterwards.

use std::sync::Arc;
use std::time::{Duration, Instant};

use carrick_store::build::Step;

use super::agreement::{Agreement, Watched};
use super::case::Case;
use super::seen::Claim;
use super::state::Memory;
use crate::builds::Builds;
use crate::builds::claims::precedence::{self, Machine};
use crate::builds::claims::watching::{Sight, Verdict, Watching};
use crate::builds::claims::why::Why;
use crate::builds::claims::{ClaimId, Claims, Key, Project, Tried};

/// Has an account's builds agreed about with other machines from now on.
pub fn agree(builds: &Builds, link_id: i64, claims: Arc<dyn Claims>, machine: &str, is_designated: bool) {
    let agreement = Agreement { claims, machine: machine.to_owned(), is_designated };
    builds.starting().agreements.insert(link_id, agreement);
}

/// Claims for one commit, in one turn.
struct Claiming<'a> {
    claims: &'a dyn Claims,
    key: Key,
    case: &'a Case,
    memory: &'a mut Memory,
    /// This computer's time (Unix milliseconds).
    now: i64,
}

/// How the claim of a build stands at `now` (the instance's Unix milliseconds).
pub(super) async fn claim(builds: &Builds, case: &Case, memory: &mut Memory, now: i64) -> Claim {
    let Some(agreement) = builds.starting().agreements.get(&case.watch.link_id).cloned() else { return Claim::None };
    let Some(key) = key(case) else { return Claim::None };
    let not_before = turn_at(&agreement, case, memory);
    if now < not_before && case.build.claim.is_none() {
        return Claim::NotYet(not_before);
    }
    let here = builds.clock.now();
    let mut claiming = Claiming { claims: &*agreement.claims, key, case, memory, now: here };
    claiming.stand().await
}

/// Lets go of a build's claim; whether there is nothing left to let go of.
pub(super) async fn release(builds: &Builds, case: &Case) -> bool {
    let agreement = builds.starting().agreements.get(&case.watch.link_id).cloned();
    match (agreement, key(case), &case.build.claim) {
        (Some(agreement), Some(key), Some(own)) => {
            agreement.claims.release(&key, &ClaimId::new(own.as_str())).await.is_ok()
        }
        _ => true,
    }
}

fn key(case: &Case) -> Option<Key> {
    let project = Project { instance: case.instance.clone(), id: case.watch.project_id, path: case.watch.path.clone() };
    Key::new(project, case.merge_request.snapshot.iid, &case.build.sha)
}

/// When this machine's turn comes (the instance's Unix milliseconds).
fn turn_at(agreement: &Agreement, case: &Case, memory: &Memory) -> i64 {
    let is_authors = case.merge_request.snapshot.author_id == Some(case.user_id);
    let machine = Machine { id: &agreement.machine, is_authors, is_designated: agreement.is_designated };
    let wait = i64::try_from(precedence::wait(machine, &case.build.sha).as_millis()).unwrap_or_default();
    // A person who asks for another build does so at one machine.
    let wait = if case.build.attempt > 1 { 0 } else { wait };
    case.merge_request.head_seen_at.saturating_add(case.grace(memory)).saturating_add(wait)
}

impl Claiming<'_> {
    async fn stand(&mut self) -> Claim {
        let is_following = self.case.build.step == Step::Following;
        if let Some(own) = &self.case.build.claim {
            let own = ClaimId::new(own.as_str());
            return match self.claims.look(&self.key).await {
                Ok(Some(seen)) if seen == own => Claim::Held(own.as_str().to_owned()),
                // What has its pipeline needs no claim; that it was lost decides which of two stays.
                Ok(_) if is_following => Claim::None,
                Err(_) if is_following => Claim::Held(own.as_str().to_owned()),
                Ok(Some(seen)) => self.watch(seen),
                Ok(None) => self.ask().await,
                Err(why) => self.without(why),
            };
        }
        if self.memory.is_without_claim {
            return Claim::None;
        }
        if self.memory.watched.is_none() {
            return self.ask().await;
        }
        let sight = match self.claims.look(&self.key).await {
            Ok(Some(seen)) => Sight::Claim(seen),
            Ok(None) => Sight::Nothing,
            Err(_) => Sight::Failed,
        };
        let Some(watched) = &mut self.memory.watched else { return Claim::None };
        let (since, elapsed) = (watched.since, watched.begun.elapsed());
        match watched.watching.look(sight, elapsed) {
            Verdict::Wait | Verdict::Built => Claim::Taken(since),
            Verdict::Free => self.ask().await,
            Verdict::TakeOver(ripe) => {
                let tried = self.claims.take_over(&self.key, &ripe, self.case.build.attempt).await;
                self.tried(tried)
            }
            Verdict::BestEffort(why, _turn) => self.without(why),
        }
    }

    async fn ask(&mut self) -> Claim {
        let tried = self.claims.claim(&self.key, self.case.build.attempt).await;
        self.tried(tried)
    }

    /// That pipelines are listed after this is the course's to see to.
    fn tried(&mut self, tried: Tried) -> Claim {
        match tried {
            Tried::Won(turn) => {
                self.memory.watched = None;
                turn.claim().map_or(Claim::None, |own| Claim::Held(own.as_str().to_owned()))
            }
            Tried::Taken(seen) => self.watch(seen),
            Tried::BestEffort(why, _turn) => self.without(why),
        }
    }

    fn watch(&mut self, seen: ClaimId) -> Claim {
        let begin = || Watched {
            watching: Watching::begin(seen.clone(), Duration::ZERO),
            begun: Instant::now(),
            since: self.now,
        };
        let watched = self.memory.watched.get_or_insert_with(begin);
        let elapsed = watched.begun.elapsed();
        // What came of asking is a look too.
        let _verdict = watched.watching.look(Sight::Claim(seen), elapsed);
        Claim::Taken(watched.since)
    }

    fn without(&mut self, why: Why) -> Claim {
        tracing::info!(build = self.case.build.id, ?why, "no claim: two machines may both start this build");
        self.memory.watched = None;
        self.memory.is_without_claim = true;
        Claim::None
    }
}
