//! Whether it is this computer's turn, by the claims of the project. Without claims it always is, and a second start is
//! found afterwards.
//!
//! A claim that is held is not renewed while it is held: whoever waits for a pause with it for more than five minutes is
//! not faster than the machine that takes it over. It is renewed when a person asks for another build of the commit.

use std::sync::Arc;
use std::time::Duration;

use carrick_store::build::Step;
use carrick_store::db::{agreements, builds as journal};
use carrick_store::error::Error;

use super::agreeing;
use super::agreement::{Agreement, Watched};
use super::case::Case;
use super::seen::Claim;
use super::state::Memory;
use crate::builds::Builds;
use crate::builds::claims::precedence::{self, Machine};
use crate::builds::claims::watching::{Sight, Verdict, Watching};
use crate::builds::claims::why::Why;
use crate::builds::claims::{ClaimId, Claims, Key, Project, Tried};

/// Has an account's builds agreed about with other machines from now on, by nothing else.
pub fn agree(builds: &Builds, link_id: i64, claims: Arc<dyn Claims>, machine: &str, is_designated: bool) {
    let agreement = Agreement { claims: Ok(claims), machine: machine.to_owned(), is_designated, good_until: None };
    builds.starting().agreements.insert(link_id, agreement);
}

/// Claims for one commit, in one turn.
struct Claiming<'a> {
    claims: &'a dyn Claims,
    key: Key,
    case: &'a Case,
    memory: &'a mut Memory,
    /// This computer's time, and the instance's (Unix milliseconds).
    here: i64,
    now: i64,
    /// What is ours, as far as is known, and to be let go of some time.
    own: Option<String>,
    /// What came of trying, where it was tried: nothing that stands in the way, or what does.
    trouble: Option<Option<Why>>,
}

/// How a claim stands.
pub(super) struct Claimed {
    pub(super) claim: Claim,
    /// What is this machine's, as far as is known: to be kept until it is let go of, also where nobody can say whether
    /// it still holds.
    pub(super) own: Option<String>,
}

/// How the claim of a build stands at `now` (the instance's Unix milliseconds).
///
/// # Errors
/// When keyring or database cannot be read or written.
pub(super) async fn claim(builds: &Builds, case: &Case, memory: &mut Memory, now: i64) -> Result<Claimed, Error> {
    let own = case.build.claim.clone();
    let without = |claim| Ok(Claimed { claim, own: own.clone() });
    let Some(agreement) = agreeing::of_link(builds, case.watch.link_id).await? else { return without(Claim::None) };
    let Some(key) = key(case) else { return without(Claim::None) };
    let not_before = turn_at(&agreement, case, memory);
    if now < not_before && case.build.claim.is_none() {
        return without(Claim::NotYet(not_before));
    }
    let here = builds.clock.now();
    let claims = match &agreement.claims {
        Ok(claims) => claims,
        Err(why) => {
            note(builds, case, Some(*why), here).await?;
            return without(Claim::None);
        }
    };
    let mut claiming = Claiming { claims: &**claims, key, case, memory, here, now, own: own.clone(), trouble: None };
    let claim = claiming.stand().await;
    let Claiming { own, trouble, .. } = claiming;
    if let Some(trouble) = trouble {
        note(builds, case, trouble, here).await?;
    }
    if let (Claim::Held(_), Some((id, earlier))) = (&claim, case.earlier_claim.clone()) {
        // It was put in the place of that one.
        builds.db.write(move |db| journal::drop_claim(db, id, &earlier)).await?;
    }
    Ok(Claimed { claim, own })
}

/// Keeps how it went, to be read where it is asked how a project's builds are agreed about.
async fn note(builds: &Builds, case: &Case, trouble: Option<Why>, now: i64) -> Result<(), Error> {
    let watch_id = case.watch.id;
    let word = trouble.map(Why::word);
    let known = builds.db.read(move |db| agreements::of_watch(db, watch_id)).await?;
    if known.is_none_or(|known| known.trouble.as_deref() != word) {
        builds.db.write(move |db| agreements::note(db, watch_id, word, now)).await?;
        builds.touch();
    }
    Ok(())
}

/// What a build's claim is for; nothing for what cannot be part of a name.
pub(super) fn key(case: &Case) -> Option<Key> {
    Key::new(project(case), case.merge_request.snapshot.iid, &case.build.sha)
}

/// The project, as claims name it.
pub(super) fn project(case: &Case) -> Project {
    Project { instance: case.instance.clone(), id: case.watch.project_id, path: case.watch.path.clone() }
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
                Ok(_) if is_following => self.lost(),
                Err(_) if is_following => Claim::Held(own.as_str().to_owned()),
                Ok(Some(seen)) => {
                    self.lost();
                    self.watch(seen)
                }
                Ok(None) => {
                    self.lost();
                    self.ask().await
                }
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
        let elapsed = watched.tick(self.here);
        let since = watched.holds_since(self.now);
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

    fn lost(&mut self) -> Claim {
        self.own = None;
        Claim::None
    }

    /// Another build that a person asks for comes after the one before, whoever has had that.
    async fn ask(&mut self) -> Claim {
        let attempt = self.case.build.attempt;
        let tried = match &self.case.earlier_claim {
            Some((_, own)) => self.claims.renew(&self.key, &ClaimId::new(own.as_str()), attempt).await,
            None => self.claims.claim(&self.key, attempt).await,
        };
        let tried = match tried {
            Tried::Taken(seen) if attempt > 1 => self.claims.renew(&self.key, &seen, attempt).await,
            tried => tried,
        };
        self.tried(tried)
    }

    /// That pipelines are listed after this is the course's to see to.
    fn tried(&mut self, tried: Tried) -> Claim {
        match tried {
            Tried::Won(turn) => {
                self.memory.watched = None;
                self.trouble = Some(None);
                self.own = turn.claim().map(|own| own.as_str().to_owned());
                self.own.clone().map_or(Claim::None, Claim::Held)
            }
            Tried::Taken(seen) => self.watch(seen),
            Tried::BestEffort(why, _turn) => self.without(why),
        }
    }

    fn watch(&mut self, seen: ClaimId) -> Claim {
        let begin = || Watched {
            watching: Watching::begin(seen.clone(), Duration::ZERO),
            ran: Duration::ZERO,
            looked_at: self.here,
            since: self.now,
        };
        let watched = self.memory.watched.get_or_insert_with(begin);
        let elapsed = watched.tick(self.here);
        // What came of asking is a look too.
        let _verdict = watched.watching.look(Sight::Claim(seen), elapsed);
        let since = watched.holds_since(self.now);
        self.trouble = self.trouble.or(Some(None));
        Claim::Taken(since)
    }

    fn without(&mut self, why: Why) -> Claim {
        tracing::info!(build = self.case.build.id, ?why, "no claim: two machines may both start this build");
        self.memory.watched = None;
        self.memory.is_without_claim = true;
        self.trouble = Some(Some(why));
        Claim::None
    }
}
