//! How links stand: asked about, renewed in time, and told.
//!
//! Only what GitLab itself has proven asks something of the person. Whatever else stands in the way is told,
//! kept in memory, and tried again.

use std::path::Path;

use carrick_store::clock::{Clock, is_ahead};
use carrick_store::db::links;
use carrick_store::error::Error;
use carrick_store::model::{Identity, Link, VaultState};
use carrick_store::standing::{Cause, Proof};

use super::link::find_own;
use super::state::State;
use super::stop::Stop;
use super::tokens;
use super::trouble::Trouble;
use super::{Accounts, avatar};
use crate::gitlab;

/// How long a refusal may still be a replica that lags (milliseconds; gitlab-org/gitlab issue 599181).
const DOUBT: i64 = 10 * 60_000;

/// How a link stands. A locked keyring is told of the vault, a renewal under way of nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// It works, as far as is known.
    Fine,
    /// GitLab cannot be asked now, or this computer cannot keep what it would answer. The link is kept and tried
    /// again by itself.
    Unreachable {
        /// Since when (Unix milliseconds).
        since: i64,
        /// What stands in the way.
        error: Error,
    },
    /// Only the person can make it work again.
    NeedsYou {
        /// Since when it has not worked (Unix milliseconds).
        since: i64,
        /// Why.
        cause: Cause,
    },
    /// It is being unlinked.
    Unlinking,
}

/// What GitLab answered when it was asked about a link. The link shown says the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestReport {
    /// The link works.
    Working,
    /// GitLab could not be asked; nothing is asked of the person.
    Unreachable {
        /// Why.
        error: Error,
    },
    /// Only the person can make it work again.
    NeedsYou {
        /// Why.
        cause: Cause,
    },
}

/// Asks GitLab about a link of the person's own now, and notes what it says.
///
/// # Errors
/// When there is none of this number, or the keyring or the database stands in the way; nothing is known of it then.
pub async fn test_link(accounts: &Accounts, link_id: i64) -> Result<TestReport, Error> {
    find_own(accounts, link_id).await?;
    test(accounts, link_id).await
}

/// The same of anybody's.
async fn test(accounts: &Accounts, link_id: i64) -> Result<TestReport, Error> {
    let asked = match ask(accounts, link_id).await {
        Ok(identity) => {
            let noted = note_working(accounts, link_id, identity).await;
            noted.inspect(|()| tracing::info!(link = link_id, "tested: it works")).map_err(Stop::Here)
        }
        Err(stop) => {
            note(accounts, link_id, &stop).await?;
            Err(stop)
        }
    };
    accounts.touch();
    report(asked)
}

/// Renews a link if it still lives on this pair, and notes what GitLab says.
///
/// # Errors
/// As [`test_link`].
pub async fn renew_link(accounts: &Accounts, link_id: i64, pair_id: i64) -> Result<TestReport, Error> {
    let renewed = tokens::renew(accounts, link_id, pair_id).await.map(drop);
    match &renewed {
        Ok(()) => drop(accounts.live().troubles.remove(&link_id)),
        Err(stop) => note(accounts, link_id, stop).await?,
    }
    accounts.touch();
    report(renewed)
}

/// What was found, for whoever asked.
pub(super) fn report(asked: Result<(), Stop>) -> Result<TestReport, Error> {
    match asked {
        Ok(()) => Ok(TestReport::Working),
        Err(Stop::NeedsYou { cause, .. }) => Ok(TestReport::NeedsYou { cause }),
        Err(Stop::Unreachable(error)) => Ok(TestReport::Unreachable { error }),
        Err(Stop::Here(error)) => Err(error),
    }
}

/// When the next link is to be looked after (Unix milliseconds), perhaps long ago.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_link_due(accounts: &Accounts) -> Result<Option<i64>, Error> {
    let all = accounts.db.read(links::all).await?;
    let (mut live, clock) = (accounts.live(), &*accounts.clock);
    live.lives.meet(&all, clock);
    Ok(all.iter().filter_map(|link| due_at(&accounts.data_dir, &live, link, clock)).min())
}

/// Renews the links that end soon, and asks again about those that wait for GitLab.
pub async fn look_after_links(accounts: &Accounts) {
    let Ok(all) = accounts.db.read(links::all).await else { return };
    let (now, clock) = (accounts.clock.now(), &*accounts.clock);
    let due: Vec<Link> = {
        let mut live = accounts.live();
        live.lives.meet(&all, clock);
        let is_due = |link: &Link| due_at(&accounts.data_dir, &live, link, clock).is_some_and(|due| due <= now);
        all.into_iter().filter(is_due).collect()
    };
    if due.is_empty() || accounts.vault.state().await != VaultState::Ready {
        return;
    }
    let mut rounds = tokio::task::JoinSet::new();
    for link in due {
        let accounts = accounts.clone();
        rounds.spawn(async move { look_after(&accounts, &link).await });
    }
    rounds.join_all().await;
}

/// Asks about every link of an integration at once, since something about it has changed.
pub(super) async fn test_waiting_links(accounts: &Accounts, integration_id: i64) {
    let Ok(waiting) = accounts.db.read(move |db| links::on(db, integration_id)).await else { return };
    for link in waiting.into_iter().filter(|link| link.standing.needs_you.is_some()) {
        look_again(accounts, link.id).await;
    }
}

/// Asks about a link, since there is reason to; nobody waits for what comes of it.
pub(super) async fn look_again(accounts: &Accounts, link_id: i64) {
    if let Err(error) = test(accounts, link_id).await {
        tracing::info!(link = link_id, %error, "a link could not be asked about");
    }
}

/// How a link is shown to stand.
pub(super) fn of(live: &State, link: &Link) -> Health {
    if let Some((cause, since)) = &link.standing.needs_you {
        return Health::NeedsYou { since: *since, cause: cause.clone() };
    }
    match live.troubles.get(&link.id) {
        Some(Trouble { since, shown: Some(error), .. }) => Health::Unreachable { since: *since, error: error.clone() },
        _ => Health::Fine,
    }
}

/// When a link is to be looked after (Unix milliseconds), perhaps long ago; never for one that only its person can
/// help, and for one that somebody is busy with.
fn due_at(data_dir: &Path, live: &State, link: &Link, clock: &dyn Clock) -> Option<i64> {
    if live.renewing.contains(&link.id) || live.unlinking.contains(&link.id) {
        return None;
    }
    let now = clock.now();
    let trouble = live.troubles.get(&link.id);
    let at_once = i64::MIN;
    let due = match &link.standing.needs_you {
        Some((Cause::SecretRenewed | Cause::ApplicationRefused | Cause::Account { .. }, _)) => at_once,
        Some((Cause::Refused | Cause::AnswerLost, since)) => {
            let since = link.standing.refused_since.unwrap_or(*since);
            (!is_ahead(since, now) && now - since < DOUBT).then_some(at_once)?
        }
        Some(_) => return None,
        None if trouble.is_some_and(|trouble| trouble.shown.is_some()) => at_once,
        // A renewal was cut off since GitLab last answered for it, so its access token may be dead already.
        None if link.standing.unsure_since.is_some_and(|since| since > link.checked_at) => at_once,
        None => now.saturating_add(live.lives.due_in(link, data_dir, clock)),
    };
    Some(trouble.map_or(due, |trouble| due.max(clock.says(trouble.next_try))))
}

/// What came of it is noted and shown; nobody waits for it here.
async fn look_after(accounts: &Accounts, link: &Link) {
    let is_due = accounts.live().lives.due_in(link, &accounts.data_dir, &*accounts.clock) <= 0;
    let renews = link.standing.needs_you.is_none() && is_due;
    let looked_after =
        if renews { renew_link(accounts, link.id, link.pair_id).await } else { test(accounts, link.id).await };
    if let Err(error) = looked_after {
        tracing::info!(link = link.id, %error, "a link could not be looked after");
    }
}

/// Who the account is now. A token that is not taken is renewed, once, and asked with again. If the new one is not
/// taken either, it is not the token that is refused: until one is taken, nothing is renewed for that any more.
async fn ask(accounts: &Accounts, link_id: i64) -> Result<Identity, Stop> {
    let mut access = tokens::access(accounts, link_id).await?;
    let mut answer = accounts.gitlab.user(&access.instance, &access.token).await;
    let is_in_vain = accounts.live().is_renewed_in_vain(link_id, access.link.pair_id, accounts.clock.moment());
    if answer == Err(gitlab::Error::Unauthorized) && !is_in_vain {
        access = tokens::renew(accounts, link_id, access.link.pair_id).await?;
        accounts.live().renewed_for_refusal(link_id, access.link.pair_id, accounts.clock.moment());
        answer = accounts.gitlab.user(&access.instance, &access.token).await;
        if answer == Err(gitlab::Error::Unauthorized) {
            tokens::let_replicas_catch_up(accounts).await;
            answer = accounts.gitlab.user(&access.instance, &access.token).await;
        }
    }
    let pair_id = access.link.pair_id;
    match answer {
        Ok(identity) if identity.user_id == access.link.identity.user_id => Ok(identity),
        // A token never changes its owner: this answer is not GitLab's.
        Ok(_) => Err(Stop::Unreachable(gitlab::Error::Malformed.at(&access.instance))),
        Err(gitlab::Error::InsufficientScope) => Err(Stop::NeedsYou { pair_id, cause: Cause::ScopeTooSmall }),
        Err(gitlab::Error::Account { state }) => {
            Err(Stop::NeedsYou { pair_id, cause: Cause::Account { state: state.to_owned() } })
        }
        Err(error) => Err(Stop::Unreachable(error.at(&access.instance))),
    }
}

async fn note_working(accounts: &Accounts, link_id: i64, identity: Identity) -> Result<(), Error> {
    let now = accounts.clock.now();
    let write = move |db: &rusqlite::Connection| {
        let before = links::get(db, link_id)?;
        links::works(db, link_id, &identity, now)?;
        Ok(before.is_some_and(|before| before.identity.avatar_url != identity.avatar_url))
    };
    let new_picture = accounts.db.write(write).await?;
    accounts.live().be_well(link_id);
    if new_picture {
        avatar::fetch_avatar(accounts, link_id).await;
    }
    Ok(())
}

/// Notes why a link could not be used: in the database what only the person can change, in memory the rest.
pub(super) async fn note(accounts: &Accounts, link_id: i64, stop: &Stop) -> Result<(), Error> {
    let now = accounts.clock.now();
    let before = accounts.live().troubles.get(&link_id).cloned();
    let trouble = Trouble::after(before.as_ref(), stop, &*accounts.clock);
    match stop {
        Stop::NeedsYou { pair_id, cause } => {
            tracing::warn!(link = link_id, ?cause, "a link needs its person");
            let (pair_id, since) = (*pair_id, trouble.since);
            let proof = Proof::NeedsYou { cause: cause.clone(), since, now };
            accounts.db.write(move |db| links::prove_of_pair(db, pair_id, proof)).await?;
        }
        Stop::Unreachable(error) => tracing::info!(link = link_id, %error, "GitLab could not be asked about a link"),
        Stop::Here(error) => tracing::info!(link = link_id, %error, "a link could not be looked after"),
    }
    accounts.live().troubles.insert(link_id, trouble);
    Ok(())
}
