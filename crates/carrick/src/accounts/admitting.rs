//! Letting somebody in whom GitLab has answered for.

use carrick_store::db::pairs::State;
use carrick_store::db::{attempts, pairs};
use carrick_store::error::{Code, Error};
use carrick_store::model::{Attempt, Purpose, Stage};
use rusqlite::Connection;

use super::outcome::Outcome;
use super::proof::{self, Approval};
use super::run::Run;
use super::{Accounts, giving, membership};
use crate::people::acting;
use crate::people::admission::{Comer, admit, depends_on_groups};
use crate::topics::Topic;

/// Lets them in if they may come. The pair becomes a link of theirs where the approval was for that too; else it is
/// ended.
pub(super) async fn let_in(
    accounts: &Accounts,
    run: &Run,
    attempt: &Attempt,
    approval: Approval,
) -> Result<Outcome, Error> {
    let comer = who(accounts, attempt, &approval).await?;
    let now = accounts.clock.now();
    accounts.live().reach(run, Stage::Saving, now);
    accounts.touch();
    let outcome = match attempt.purpose {
        Purpose::SignInAndLink => {
            let profile_id = {
                let _exclusive = accounts.exclusive().await;
                if run.is_cancelled() {
                    return Ok(Outcome::Cancelled);
                }
                let comer = comer.clone();
                accounts.db.write(move |db| admit(db, &comer, now)).await??
            };
            let theirs = Attempt { profile_id, ..attempt.clone() };
            let linked = giving::link_to(accounts, run, &theirs, approval, comer.identity).await?;
            if matches!(linked, Outcome::Linked { .. }) {
                accounts.db.write(move |db| acting::begin(db, profile_id, now)).await?;
            }
            linked
        }
        _ => {
            let _exclusive = accounts.exclusive().await;
            if run.is_cancelled() {
                return Ok(Outcome::Cancelled);
            }
            let (attempt_id, pair_id) = (attempt.id, approval.pair_id);
            let enter = move |db: &Connection| {
                let profile_id = match admit(db, &comer, now)? {
                    Ok(profile_id) => profile_id,
                    Err(refused) => return Ok(Err(refused)),
                };
                // It has shown who they are, and is good for nothing else.
                pairs::set_state(db, pair_id, State::Revoking)?;
                attempts::finish(db, attempt_id, true)?;
                acting::begin(db, profile_id, now)?;
                Ok(Ok(profile_id))
            };
            let profile_id = accounts.db.write(enter).await??;
            tracing::info!(profile = profile_id, "signed in");
            Outcome::SignedIn
        }
    };
    accounts.topics.touch(Topic::People);
    Ok(outcome)
}

async fn who(accounts: &Accounts, attempt: &Attempt, approval: &Approval) -> Result<Comer, Error> {
    let identity = proof::who(accounts, attempt, approval).await?;
    let (instance, user_id) = (attempt.instance.clone(), identity.user_id);
    let asks = accounts.db.read(move |db| depends_on_groups(db, &instance, user_id)).await?;
    let is_member = asks && membership::is_member(accounts, &attempt.instance, user_id).await?;
    Ok(Comer { instance: attempt.instance.clone(), identity, is_member })
}

/// Whether whoever began a sign-in for a link may still have one: the house is theirs, and not shut.
pub(super) async fn require_open(accounts: &Accounts, attempt: &Attempt) -> Result<(), Error> {
    if attempt.purpose.signs_in() {
        return Ok(());
    }
    match acting::require(accounts).await? {
        profile if profile.id == attempt.profile_id => Ok(()),
        _ => Err(Error::new(Code::SignedOut)),
    }
}
