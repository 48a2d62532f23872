//! A renewal as it is journalled, and what is left of one that did not come to its end.
//!
//! All of it happens under the link's lock. Whoever finds a journalled renewal while holding the lock knows that
//! its process died, and goes on from what lies in the vault; a pair that the vault would not take stays in
//! memory, and keeps the lock.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use super::links::find;
use super::lock::Lock;
use super::pairs as revocations;
use super::step::Step;
use crate::db::links;
use crate::db::pairs::{self, Pair, State};
use crate::gitlab::Error;
use crate::instance::Instance;
use crate::messages::UiError;
use crate::model::{Link, TokenPair};
use crate::services::Services;
use crate::vault::{IssuedFor, KeptPair};

/// How soon a lock that another holds is tried again: who waits must see meanwhile what its holder left behind.
const TRY_AGAIN: Duration = Duration::from_millis(50);

/// Refresh tokens of GitLab's coming service, which may end a whole family when one is used twice.
const FAMILY: &str = "gliamrt-";

/// A renewal under way: what is journalled of it.
pub(super) struct Renewal {
    pub(super) link: Link,
    pub(super) instance: Instance,
    pub(super) pair_id: i64,
    /// Held until the pair is safe, so that nobody else spends the old one meanwhile.
    lock: Lock,
}

/// A renewed pair that the vault would not take yet. It exists in memory alone.
pub(crate) struct Unkept {
    renewal: Renewal,
    kept: KeptPair,
    expires_at: i64,
}

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
pub(super) async fn lock(services: &Services, link_id: i64) -> Result<Lock, UiError> {
    loop {
        if let Some(lock) = try_lock(services, link_id).await? {
            return Ok(lock);
        }
        crate::error::require_ready(services.vault.state().await.0)?;
        tokio::time::sleep(TRY_AGAIN).await;
    }
}

/// The same without waiting; `None` while another holds it. A pair that this process holds with its lock is taken
/// over: else nobody would get further until the vault takes it.
async fn try_lock(services: &Services, link_id: i64) -> Result<Option<Lock>, UiError> {
    let _in_hand = services.in_hand();
    let unkept = services.here().unkept.remove(&link_id);
    let lock = match unkept {
        Some(unkept) => Some(keep(services, unkept).await?),
        None => Lock::try_link(&services.data_dir, link_id).await?,
    };
    if lock.is_some() {
        finish_cut_off(services, link_id).await?;
    }
    Ok(lock)
}

/// Lays renewed pairs that wait in memory into the vault, and finishes renewals that a crash cut off, as far
/// as the vault can be used now. A link that somebody is busy with is left to them.
pub(super) async fn recover(services: &Services) {
    let waiting: Vec<i64> = services.here().unkept.keys().copied().collect();
    let Ok(all) = services.db.read(links::all).await else { return };
    let left = move |db: &rusqlite::Connection| {
        let cut_off = |link: &Link| pairs::renewal_of(db, link.pair_id).map(|pair| pair.map(|_| link.id));
        all.iter().filter_map(|link| cut_off(link).transpose()).collect::<Result<Vec<i64>, _>>()
    };
    let busy = services.here().renewing.clone();
    let cut_off = services.db.read(left).await.unwrap_or_default();
    for link_id in waiting.into_iter().chain(cut_off).filter(|id| !busy.contains(id)) {
        if let Err(error) = try_lock(services, link_id).await {
            tracing::info!(link = link_id, code = ?error.code, "a renewed pair waits for the vault");
        }
    }
}

/// Journals the renewal and proves the vault writable, so that a spent pair is never lost for want of it.
pub(super) async fn begin(services: &Services, link: Link, instance: Instance, lock: Lock) -> Result<Renewal, UiError> {
    let (old_pair, now) = (link.pair_id, services.clock.now());
    let pair_id = services.db.call(move |db| pairs::expect_renewal(db, old_pair, now)).await?;
    if let Err(error) = services.vault.reserve_pair(pair_id, issued_for(&link, &instance)).await {
        services.db.call(move |db| pairs::remove(db, pair_id)).await?;
        return Err(error.into());
    }
    Ok(Renewal { link, instance, pair_id, lock })
}

pub(super) fn received(
    services: &Services,
    renewal: Renewal,
    pair: TokenPair,
    client_secret: Option<SecretString>,
    old_scopes: Vec<String>,
) -> Unkept {
    let lifetime = i64::try_from(pair.expires_in.saturating_mul(1000)).unwrap_or(i64::MAX);
    let expires_at = services.clock.now().saturating_add(lifetime);
    let TokenPair { access_token, refresh_token, scopes, .. } = pair;
    let scopes = if scopes.is_empty() { old_scopes } else { scopes };
    Unkept { renewal, kept: KeptPair { access_token, refresh_token, client_secret, scopes }, expires_at }
}

/// Lays a renewed pair into the vault and gives it to its link. If the vault fails just now, the pair stays in
/// memory, and the lock with it.
pub(super) async fn keep(services: &Services, unkept: Unkept) -> Result<Lock, UiError> {
    let Renewal { link, instance, pair_id, .. } = &unkept.renewal;
    if let Err(error) = services.vault.keep_pair(*pair_id, issued_for(link, instance), &unkept.kept).await {
        tracing::warn!(link = link.id, %error, "a renewed pair could not be kept yet");
        services.here().unkept.insert(link.id, unkept);
        return Err(error.into());
    }
    services.took(Step::RenewalKept);
    let Unkept { renewal: Renewal { link, pair_id, lock, .. }, expires_at, .. } = unkept;
    adopt(services, link.pair_id, pair_id, expires_at).await?;
    Ok(lock)
}

/// One transaction: the link moves onto the new pair, the old one is on its way out. A pair whose link is gone
/// is queued to be ended.
async fn adopt(services: &Services, old_pair: i64, new_pair: i64, expires_at: i64) -> Result<(), UiError> {
    let now = services.clock.now();
    let hand_over = move |db: &rusqlite::Connection| {
        pairs::receive(db, new_pair, expires_at)?;
        let moved = links::renew(db, old_pair, new_pair, now)?;
        pairs::set_state(db, new_pair, if moved { State::Linked } else { State::Revoking })?;
        if moved {
            pairs::set_state(db, old_pair, State::Revoking)?;
        }
        Ok(moved)
    };
    if services.db.call(hand_over).await? {
        services.took(Step::RenewalAdopted);
        // It is spent; if it cannot be forgotten now, it is revoked once more later, which does no harm.
        if let Err(error) = revocations::forget(services, old_pair).await {
            tracing::info!(pair = old_pair, code = ?error.code, "a spent pair stays in the vault for now");
        }
    }
    Ok(())
}

/// What a failure leaves of the refresh token that was sent. One of a family is sent once more if no reply came,
/// and never after it may have been used or was refused.
pub(super) fn fate(link: &Link, refresh_token: &SecretString, error: &Error) -> Fate {
    let is_of_a_family = is_of_a_family(refresh_token);
    let was_sent_before = link.unsure_since.is_some();
    match error {
        Error::InvalidGrant if is_of_a_family => Fate::Spent,
        error if !error.may_have_acted() => Fate::Good,
        error if is_of_a_family && (was_sent_before || !error.is_silence()) => Fate::Spent,
        _ => Fate::Unsure,
    }
}

pub(super) fn is_of_a_family(refresh_token: &SecretString) -> bool {
    refresh_token.expose_secret().starts_with(FAMILY)
}

/// The row goes last, so that one is left to try again by.
pub(super) async fn withdraw(services: &Services, old_pair: i64, new_pair: i64, fate: Fate) -> Result<(), UiError> {
    let forgotten = services.vault.forget_pair(new_pair).await;
    let now = services.clock.now();
    let take_back = move |db: &rusqlite::Connection| {
        match fate {
            Fate::Good => {}
            Fate::Unsure => links::doubt(db, old_pair, now)?,
            Fate::Spent => links::spend(db, old_pair)?,
        }
        match forgotten {
            Ok(()) => pairs::remove(db, new_pair),
            // An empty entry is left; a later round takes it away.
            Err(_) => pairs::set_state(db, new_pair, State::Revoking),
        }
    };
    Ok(services.db.call(take_back).await?)
}

/// What a process that died left of a renewal: a pair that had reached the vault is given to the link, one that
/// had not may have been lost on the way.
async fn finish_cut_off(services: &Services, link_id: i64) -> Result<(), UiError> {
    let Ok((link, instance)) = find(services, link_id).await else { return Ok(()) };
    let old_pair = link.pair_id;
    let Some(Pair { id, created_at, .. }) = services.db.read(move |db| pairs::renewal_of(db, old_pair)).await? else {
        return Ok(());
    };
    if services.vault.pair(id, issued_for(&link, &instance)).await?.is_some() {
        // When it ends is not known; taken as over, it is renewed before it is used.
        return adopt(services, old_pair, id, created_at).await;
    }
    let old = services.vault.pair(old_pair, issued_for(&link, &instance)).await?;
    let fate = old.map_or(Fate::Unsure, |old| fate(&link, &old.refresh_token, &Error::Lost));
    withdraw(services, old_pair, id, fate).await
}

pub(super) fn issued_for<'a>(link: &'a Link, instance: &'a Instance) -> IssuedFor<'a> {
    IssuedFor { instance, application_id: &link.application_id }
}
