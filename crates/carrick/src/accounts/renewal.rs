//! A renewal as it is journalled, and what is left of one that did not come to its end.
//!
//! All of it happens under the link's lock. Whoever finds a journalled renewal while holding the lock knows that
//! its process died, and goes on from what lies in the vault; a pair that the vault would not take stays in
//! memory, and keeps the lock.

use std::time::Duration;

use carrick_store::db::entries::{self, Kind};
use carrick_store::db::links;
use carrick_store::db::pairs::{self, Pair, State};
use carrick_store::error::Error;
use carrick_store::instance::Instance;
use carrick_store::lock::Lock;
use carrick_store::model::{Link, TokenPair};
use carrick_store::standing::Proof;
use carrick_store::vault::{IssuedFor, KeptPair};
use secrecy::{ExposeSecret as _, SecretString};

use super::Accounts;
use super::link::find;
use super::revocation;
use super::state::{Renewal, UnstoredPair};
use super::step::Step;
use crate::blocking::{self, require_ready};
use crate::gitlab;

/// How soon a lock that another holds is tried again: who waits must see meanwhile what its holder left behind.
const TRY_AGAIN: Duration = Duration::from_millis(50);

/// Refresh tokens of GitLab's coming service, which may end a whole family when one is used twice.
const FAMILY: &str = "gliamrt-";

/// How a renewal counts whose process died over it.
const LOST: gitlab::Error = gitlab::Error::Lost { sent: true, cause: None };

/// What is left of a refresh token after a renewal that brought nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// GitLab has not used it.
    Good,
    /// GitLab may have used it, which the next renewal will show.
    Unsure,
    /// It must not be sent again, used or not.
    Spent,
}

/// Waits for the link's lock, until nothing of an earlier renewal is left to finish.
///
/// # Errors
/// When what is left cannot be finished now, or the vault is closed: its holder, here or in another program, may
/// be waiting for just that.
pub(super) async fn lock(accounts: &Accounts, link_id: i64) -> Result<Lock, Error> {
    loop {
        if let Some(lock) = try_lock(accounts, link_id).await? {
            return Ok(lock);
        }
        require_ready(accounts.vault.state().await)?;
        tokio::time::sleep(TRY_AGAIN).await;
    }
}

/// The same without waiting; `None` while another holds it. A pair that this process holds with its lock is taken
/// over: else nobody would get further until the vault takes it.
async fn try_lock(accounts: &Accounts, link_id: i64) -> Result<Option<Lock>, Error> {
    let _under_way = accounts.gate.enter().await;
    let unstored = accounts.live().unstored.remove(&link_id);
    let data_dir = accounts.data_dir.clone();
    let lock = match unstored {
        Some(unstored) => Some(keep(accounts, unstored).await?),
        None => blocking::run(move || Lock::try_link(&data_dir, link_id)).await??,
    };
    if lock.is_some() {
        finish_cut_off(accounts, link_id).await?;
    }
    Ok(lock)
}

/// Lays renewed pairs that wait in memory into the vault, and finishes renewals that a crash cut off, as far
/// as the vault can be used now. A link that somebody is busy with is left to them.
pub(super) async fn recover(accounts: &Accounts) {
    let waiting: Vec<i64> = accounts.live().unstored.keys().copied().collect();
    let Ok(all) = accounts.db.read(links::all).await else { return };
    let left = move |db: &rusqlite::Connection| {
        let cut_off = |link: &Link| pairs::renewal_of(db, link.pair_id).map(|pair| pair.map(|_| link.id));
        all.iter().filter_map(|link| cut_off(link).transpose()).collect::<Result<Vec<i64>, _>>()
    };
    let busy = accounts.live().renewing.clone();
    let cut_off = accounts.db.read(left).await.unwrap_or_default();
    for link_id in waiting.into_iter().chain(cut_off).filter(|id| !busy.contains(id)) {
        if let Err(error) = try_lock(accounts, link_id).await {
            tracing::info!(link = link_id, %error, "a renewed pair waits for the vault");
        }
    }
}

/// Journals the renewal and proves the vault writable, so that a spent pair is never lost for want of it.
pub(super) async fn begin(accounts: &Accounts, link: Link, instance: Instance, lock: Lock) -> Result<Renewal, Error> {
    let (old_pair, now) = (link.pair_id, accounts.clock.now());
    let pair_id = accounts.db.write(move |db| pairs::expect_renewal(db, old_pair, now)).await?;
    let for_link = issued_for(&link, &instance);
    if let Err(error) = accounts.vault.call(move |vault| vault.reserve_pair(pair_id, &for_link)).await {
        let take_back = move |db: &rusqlite::Connection| {
            // A keyring that is slow may lay it in yet: what is let go is deleted at the next sweep.
            entries::let_go(db, Kind::Pair, pair_id)?;
            pairs::remove(db, pair_id)
        };
        accounts.db.write(take_back).await?;
        return Err(error.into());
    }
    Ok(Renewal { link, instance, pair_id, lock })
}

pub(super) fn received(
    accounts: &Accounts,
    renewal: Renewal,
    pair: TokenPair,
    client_secret: Option<SecretString>,
    old_scopes: Vec<String>,
) -> UnstoredPair {
    let lifetime = i64::try_from(pair.expires_in.saturating_mul(1000)).unwrap_or(i64::MAX);
    let expires_at = accounts.clock.now().saturating_add(lifetime);
    let TokenPair { access_token, refresh_token, scopes, .. } = pair;
    let scopes = if scopes.is_empty() { old_scopes } else { scopes };
    UnstoredPair { renewal, kept: KeptPair { access_token, refresh_token, client_secret, scopes }, expires_at }
}

/// Lays a renewed pair into the vault and gives it to its link. If the vault fails just now, the pair stays in
/// memory, and the lock with it.
pub(super) async fn keep(accounts: &Accounts, unstored: UnstoredPair) -> Result<Lock, Error> {
    let Renewal { link, instance, pair_id, .. } = &unstored.renewal;
    let (pair_id, for_link, laid) = (*pair_id, issued_for(link, instance), unstored.kept.clone());
    if let Err(error) = accounts.vault.call(move |vault| vault.keep_pair(pair_id, &for_link, &laid)).await {
        tracing::warn!(link = link.id, %error, "a renewed pair could not be kept yet");
        accounts.live().unstored.insert(link.id, unstored);
        return Err(error.into());
    }
    accounts.reached(Step::RenewalKept);
    let UnstoredPair { renewal: Renewal { link, pair_id, lock, .. }, expires_at, .. } = unstored;
    adopt(accounts, &link, pair_id, expires_at).await?;
    Ok(lock)
}

/// One transaction: the link moves onto the new pair, the old one is on its way out. A pair whose link is gone
/// is queued to be ended.
async fn adopt(accounts: &Accounts, link: &Link, new_pair: i64, expires_at: i64) -> Result<(), Error> {
    let (old_pair, now) = (link.pair_id, accounts.clock.now());
    let hand_over = move |db: &rusqlite::Connection| {
        pairs::receive(db, new_pair, expires_at)?;
        let moved = links::renew(db, old_pair, new_pair, now)?;
        pairs::set_state(db, new_pair, if moved { State::Linked } else { State::Revoking })?;
        if moved {
            pairs::set_state(db, old_pair, State::Revoking)?;
        }
        Ok(moved)
    };
    if accounts.db.write(hand_over).await? {
        tracing::info!(link = link.id, pair = new_pair, "renewed");
        accounts.reached(Step::RenewalAdopted);
        // It is spent; if it cannot be forgotten now, it is revoked once more later, which does no harm. A refresh
        // token that goes on is not ended with it.
        if let Err(error) = revocation::forget(accounts, old_pair).await {
            tracing::info!(pair = old_pair, %error, "a spent pair stays in the vault for now");
        }
    }
    Ok(())
}

/// What a failure leaves of the refresh token that was sent. One of a family is sent once more if no reply came,
/// and never after it may have been used or was refused.
pub(super) fn fate(link: &Link, refresh_token: &SecretString, error: &gitlab::Error) -> Fate {
    let is_of_a_family = is_of_a_family(refresh_token);
    let was_sent_before = link.standing.unsure_since.is_some();
    match error {
        gitlab::Error::InvalidGrant if is_of_a_family => Fate::Spent,
        error if !error.may_have_acted() => Fate::Good,
        error if is_of_a_family && (was_sent_before || !error.is_silence()) => Fate::Spent,
        _ => Fate::Unsure,
    }
}

pub(super) fn is_of_a_family(refresh_token: &SecretString) -> bool {
    refresh_token.expose_secret().starts_with(FAMILY)
}

/// The row goes last, so that one is left to try again by.
pub(super) async fn withdraw(accounts: &Accounts, old_pair: i64, new_pair: i64, fate: Fate) -> Result<(), Error> {
    let forgotten = accounts.vault.call(move |vault| vault.forget_pair(new_pair)).await;
    let now = accounts.clock.now();
    let take_back = move |db: &rusqlite::Connection| {
        match fate {
            Fate::Good => {}
            Fate::Unsure => links::prove_of_pair(db, old_pair, Proof::Unanswered(now))?,
            Fate::Spent => links::prove_of_pair(db, old_pair, Proof::Spent)?,
        }
        match forgotten {
            Ok(()) => pairs::remove(db, new_pair),
            // An empty entry is left; a later round takes it away.
            Err(_) => pairs::set_state(db, new_pair, State::Revoking),
        }
    };
    accounts.db.write(take_back).await
}

/// What a process that died left of a renewal: a pair that had reached the vault is given to the link, one that
/// had not may have been lost on the way.
async fn finish_cut_off(accounts: &Accounts, link_id: i64) -> Result<(), Error> {
    let Ok((link, instance)) = find(accounts, link_id).await else { return Ok(()) };
    let old_pair = link.pair_id;
    let Some(Pair { id, created_at, .. }) = accounts.db.read(move |db| pairs::renewal_of(db, old_pair)).await? else {
        return Ok(());
    };
    let for_link = issued_for(&link, &instance);
    let read = move |vault: &carrick_store::vault::Vault| {
        Ok((vault.pair(id, &for_link)?.is_some(), vault.pair(old_pair, &for_link)?))
    };
    let (has_arrived, old) = accounts.vault.call(read).await?;
    if has_arrived {
        // When it ends is not known; taken as over, it is renewed before it is used.
        return adopt(accounts, &link, id, created_at).await;
    }
    let fate = old.map_or(Fate::Unsure, |old| fate(&link, &old.refresh_token, &LOST));
    withdraw(accounts, old_pair, id, fate).await
}

pub(super) fn issued_for(link: &Link, instance: &Instance) -> IssuedFor {
    IssuedFor::new(instance, &link.application_id)
}
