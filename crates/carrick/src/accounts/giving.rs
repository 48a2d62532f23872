//! Giving a pair to its link, in one transaction.

use carrick_store::db::pairs::State;
use carrick_store::db::{attempts, integrations, links, pairs};
use carrick_store::error::Error;
use carrick_store::lock::Lock;
use carrick_store::model::{Attempt, GitUse, Identity, Link};
use carrick_store::standing::Standing;

use super::notice::Notice;
use super::outcome::Outcome;
use super::proof::Approval;
use super::run::Run;
use super::step::Step;
use super::{Accounts, renewal};
use crate::topics::Topic;

/// Gives the pair to a link of the attempt's profile.
pub(super) async fn link_to(
    accounts: &Accounts,
    run: &Run,
    attempt: &Attempt,
    approval: Approval,
    identity: Identity,
) -> Result<Outcome, Error> {
    let username = identity.username.clone();
    let link = new_link(accounts, attempt, approval.pair_id, identity, approval.scopes);
    let Some(given) = give_to_link(accounts, run, link, attempt).await? else { return Ok(Outcome::Cancelled) };
    let Given { link_id, was_there, namesakes } = given;
    let notice = if was_there {
        Notice::LinkedAgain { link_id, username }
    } else {
        Notice::Linked { link_id, username, has_namesake: !namesakes.is_empty() }
    };
    Ok(Outcome::Linked { notice, link_id, namesakes })
}

/// What came of a pair that was given to its link.
struct Given {
    link_id: i64,
    was_there: bool,
    /// Other accounts at the same GitLab that were called the same when they last answered.
    namesakes: Vec<i64>,
}

/// The link that is to live on a pair which was just given. When it ends is the pair's to know.
fn new_link(accounts: &Accounts, attempt: &Attempt, pair_id: i64, identity: Identity, scopes: Vec<String>) -> Link {
    let now = accounts.clock.now();
    Link {
        id: 0,
        profile_id: attempt.profile_id,
        integration_id: attempt.integration_id,
        application_id: attempt.application_id.clone(),
        pair_id,
        identity,
        scopes,
        linked_at: now,
        checked_at: now,
        asked_at: 0,
        expires_at: 0,
        git_use: GitUse::WhereNeeded,
        standing: Standing::default(),
    }
}

/// Gives a pair to its link, under the lock of a link that is there already. Nothing when the person has cancelled
/// meanwhile, here or in another program, or the integration is for another application by now.
async fn give_to_link(accounts: &Accounts, run: &Run, link: Link, attempt: &Attempt) -> Result<Option<Given>, Error> {
    let _lock = lock_earlier(accounts, &link).await?;
    let _exclusive = accounts.exclusive().await;
    if run.is_cancelled() {
        return Ok(None);
    }
    let pair_id = link.pair_id;
    let attempt = attempt.clone();
    let given = accounts.db.write(move |db| hand_over(db, link, &attempt)).await?;
    let Some(given) = given else {
        tracing::info!(pair = pair_id, "came for a sign-in or an application that is no longer wanted");
        return Ok(None);
    };
    let (link_id, was_there) = (given.link_id, given.was_there);
    tracing::info!(link = link_id, pair = pair_id, "{}", if was_there { "relinked" } else { "linked" });
    // GitLab has just answered for it.
    accounts.live().be_well(link_id);
    // Who has linked what stands beside each person.
    accounts.topics.touch(Topic::People);
    accounts.reached(Step::ExchangeGiven);
    Ok(Some(given))
}

/// The lock of the link that the account has already, if it has one.
async fn lock_earlier(accounts: &Accounts, link: &Link) -> Result<Option<Lock>, Error> {
    let (profile, integration, user) = (link.profile_id, link.integration_id, link.identity.user_id);
    let earlier = accounts.db.read(move |db| links::of_account(db, profile, integration, user)).await?;
    match earlier {
        Some(earlier) => renewal::lock(accounts, earlier.id).await.map(Some),
        None => Ok(None),
    }
}

/// One transaction: the link moves onto the new pair, the old pair is queued to be ended, the attempt is done. A link
/// is at the instance of its integration, so a pair from elsewhere is given to none.
fn hand_over(db: &rusqlite::Connection, link: Link, attempt: &Attempt) -> rusqlite::Result<Option<Given>> {
    let integration = integrations::get(db, link.integration_id)?;
    if !integration.is_some_and(|it| it.is_of(&attempt.instance, &attempt.application_id)) {
        return Ok(None);
    }
    // Another program may have given it up.
    if !attempts::is_matched(db, attempt.id)? {
        return Ok(None);
    }
    let old = links::of_account(db, link.profile_id, link.integration_id, link.identity.user_id)?;
    let id = links::put(db, &link)?;
    pairs::set_state(db, link.pair_id, State::Linked)?;
    if let Some(old) = old.as_ref().filter(|old| old.pair_id != link.pair_id) {
        pairs::set_state(db, old.pair_id, State::Revoking)?;
    }
    attempts::finish(db, attempt.id, true)?;
    let is_namesake = |other: &Link| other.id != id && other.identity.username == link.identity.username;
    let others = links::on(db, link.integration_id)?.into_iter().filter(|other| other.profile_id == link.profile_id);
    let namesakes = others.filter(is_namesake).map(|other| other.id).collect();
    Ok(Some(Given { link_id: id, was_there: old.is_some(), namesakes }))
}
