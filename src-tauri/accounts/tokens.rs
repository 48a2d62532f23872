//! A link's tokens: handed out while they are good, renewed before they end.
//!
//! A renewal spends the old pair, so its order is fixed, all of it under the link's lock: read again what the
//! link lives on; journal the new pair and prove the vault writable; ask GitLab; lay the pair into the vault
//! and read it back; give it to the link in one transaction. Only then is it used. Whoever finds a journalled
//! renewal while holding the lock knows that its process died, and goes on from what lies in the vault.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use super::health::Stop;
use super::links::find;
use super::lock::Lock;
use super::pairs as revocations;
use super::step::Step;
use crate::db::links;
use crate::db::pairs::{self, Pair, State};
use crate::gitlab::{Application, Error, Failure};
use crate::instance::Instance;
use crate::messages::{Cause, ErrorCode, UiError};
use crate::model::{Link, TokenPair};
use crate::services::Services;
use crate::vault::{IssuedFor, KeptPair};

/// An access token is renewed this long before it ends (milliseconds), so that what it is handed to can finish.
pub const AHEAD: i64 = 5 * 60 * 1000;

/// A pair is this young while a lagging replica of GitLab's may not know it yet (milliseconds).
const YOUNG: i64 = 10 * 60 * 1000;

/// How often a refused refresh token that is no longer young is asked about again.
const SECOND_THOUGHTS: usize = 2;

/// How soon a lock that another holds is tried again: who waits must see meanwhile what its holder left behind.
const TRY_AGAIN: Duration = Duration::from_millis(50);

/// Refresh tokens of GitLab's coming service, which may end a whole family when one is used twice.
const FAMILY: &str = "gliamrt-";

/// An access token that is good for a while, and what it is good for.
pub(super) struct Access {
    pub(super) link: Link,
    pub(super) instance: Instance,
    pub(super) token: SecretString,
}

/// A renewal under way: what is journalled of it.
struct Renewal {
    link: Link,
    instance: Instance,
    pair_id: i64,
    /// Held until the pair is safe, so that nobody else spends the old one meanwhile.
    lock: Lock,
}

/// What is left of a refresh token after a renewal that brought nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// GitLab has not used it.
    Good,
    /// GitLab may have used it, which the next renewal will show.
    Unsure,
    /// It must not be sent again, used or not.
    Spent,
}

/// A renewed pair that the vault would not take yet. It exists in memory alone.
pub struct Unkept {
    renewal: Renewal,
    kept: KeptPair,
    expires_at: i64,
}

/// A link's access token, renewed first if it ends soon.
pub(super) async fn access(services: &Services, link_id: i64) -> Result<Access, Stop> {
    let (link, instance) = find(services, link_id).await?;
    if link.expires_at - AHEAD > services.clock.now() {
        return hand_out(services, link, instance).await;
    }
    renew(services, link_id, link.pair_id).await
}

/// Renews a link whose pair is this one; if it lives on another already, that one is handed out. It is carried
/// to its end even if nobody waits for it any more.
pub(super) async fn renew(services: &Services, link_id: i64, pair_id: i64) -> Result<Access, Stop> {
    let services = services.clone();
    let work = async move {
        services.here().renewing.push(link_id);
        let renewed = renew_locked(&services, link_id, pair_id).await;
        let mut here = services.here();
        if let Some(at) = here.renewing.iter().position(|id| *id == link_id) {
            here.renewing.swap_remove(at);
        }
        drop(here);
        renewed
    };
    tokio::spawn(work).await.unwrap_or_else(|_| Err(Stop::Here(UiError::new(ErrorCode::Internal))))
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

async fn renew_locked(services: &Services, link_id: i64, pair_id: i64) -> Result<Access, Stop> {
    let lock = lock(services, link_id).await?;
    let (link, instance) = find(services, link_id).await?;
    if link.pair_id != pair_id {
        return hand_out(services, link, instance).await;
    }
    if link.is_spent {
        let cause = link.needs_you.map_or(Cause::AnswerLost, |(cause, _)| cause);
        return Err(Stop::NeedsYou { pair_id, cause });
    }
    let old = read_pair(services, &link, &instance).await?;
    let secret = client_secret(services, &link, &instance, &old).await?;
    let renewal = begin(services, link, instance, lock).await?;
    services.took(Step::RenewalExpected);
    let asked = ask(services, &renewal, secret.as_ref(), &old.refresh_token).await;
    let pair = match asked {
        Ok(pair) => pair,
        Err(failure) => {
            let fate = fate(&renewal.link, &old.refresh_token, &failure.error);
            return Err(give_up(services, renewal, secret, failure, fate).await);
        }
    };
    services.took(Step::RenewalAnswered);
    let (link_id, scopes) = (renewal.link.id, old.scopes);
    let unkept = received(services, renewal, pair, secret, scopes);
    let _lock = keep(services, unkept).await?;
    let (link, instance) = find(services, link_id).await?;
    hand_out(services, link, instance).await
}

async fn hand_out(services: &Services, link: Link, instance: Instance) -> Result<Access, Stop> {
    let token = read_pair(services, &link, &instance).await?.access_token;
    Ok(Access { link, instance, token })
}

async fn read_pair(services: &Services, link: &Link, instance: &Instance) -> Result<KeptPair, Stop> {
    let kept = services.vault.pair(link.pair_id, issued_for(link, instance)).await.map_err(UiError::from)?;
    kept.ok_or(Stop::NeedsYou { pair_id: link.pair_id, cause: Cause::TokensMissing })
}

fn issued_for<'a>(link: &'a Link, instance: &'a Instance) -> IssuedFor<'a> {
    IssuedFor { instance, application_id: &link.application_id }
}

/// The integration's Secret, which may have been renewed; the one the pair came with when the integration has
/// moved on to another application.
async fn client_secret(
    services: &Services,
    link: &Link,
    instance: &Instance,
    old: &KeptPair,
) -> Result<Option<SecretString>, UiError> {
    let set = services.vault.secret(link.integration_id, issued_for(link, instance)).await?;
    Ok(set.or_else(|| old.client_secret.clone()))
}

/// Journals the renewal and proves the vault writable, so that a spent pair is never lost for want of it.
async fn begin(services: &Services, link: Link, instance: Instance, lock: Lock) -> Result<Renewal, UiError> {
    let (old_pair, now) = (link.pair_id, services.clock.now());
    let pair_id = services.db.call(move |db| pairs::expect_renewal(db, old_pair, now)).await?;
    if let Err(error) = services.vault.reserve_pair(pair_id, issued_for(&link, &instance)).await {
        services.db.call(move |db| pairs::remove(db, pair_id)).await?;
        return Err(error.into());
    }
    Ok(Renewal { link, instance, pair_id, lock })
}

/// Asks for the new pair. A refusal is thought about twice: a lagging replica may not know the token yet.
async fn ask(
    services: &Services,
    renewal: &Renewal,
    secret: Option<&SecretString>,
    refresh_token: &SecretString,
) -> Result<TokenPair, Failure> {
    let application = Application { instance: &renewal.instance, id: &renewal.link.application_id, secret };
    let mut answer = services.gitlab.refresh(&application, refresh_token).await;
    for pause in second_thoughts(services, renewal, refresh_token).await {
        match &answer {
            Err(failure) if failure.error == Error::InvalidGrant => {}
            _ => break,
        }
        tokio::time::sleep(pause).await;
        answer = services.gitlab.refresh(&application, refresh_token).await;
    }
    answer
}

/// What a failure leaves of the refresh token that was sent. One of a family is sent once more if no reply came,
/// and never after it may have been used or was refused.
fn fate(link: &Link, refresh_token: &SecretString, error: &Error) -> Fate {
    let is_of_a_family = is_of_a_family(refresh_token);
    let was_sent_before = link.unsure_since.is_some();
    match error {
        Error::InvalidGrant if is_of_a_family => Fate::Spent,
        error if !error.may_have_acted() => Fate::Good,
        error if is_of_a_family && (was_sent_before || !error.is_silence()) => Fate::Spent,
        _ => Fate::Unsure,
    }
}

fn is_of_a_family(refresh_token: &SecretString) -> bool {
    refresh_token.expose_secret().starts_with(FAMILY)
}

async fn second_thoughts(services: &Services, renewal: &Renewal, refresh_token: &SecretString) -> Vec<Duration> {
    if is_of_a_family(refresh_token) {
        return Vec::new();
    }
    let old_pair = renewal.link.pair_id;
    let pair = services.db.read(move |db| pairs::get(db, old_pair)).await.ok().flatten();
    let is_young = pair.is_none_or(|pair| services.clock.now() - pair.created_at < YOUNG);
    let most = if is_young { usize::MAX } else { SECOND_THOUGHTS };
    services.replica_lag.iter().copied().take(most).collect()
}

fn received(
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
async fn keep(services: &Services, unkept: Unkept) -> Result<Lock, UiError> {
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

/// Takes the journal back and says what the failure means for the link.
async fn give_up(
    services: &Services,
    renewal: Renewal,
    secret: Option<SecretString>,
    failure: Failure,
    fate: Fate,
) -> Stop {
    let Renewal { link, instance, pair_id, .. } = &renewal;
    let Failure { error, leftover } = failure;
    if let Some(token) = leftover {
        // GitLab rotated, but what it sent cannot be used: what came of it is ended.
        revocations::remember(services, instance, &link.application_id, secret.clone(), token);
    }
    if let Err(failed) = withdraw(services, link.pair_id, *pair_id, fate).await {
        return Stop::Here(failed);
    }
    let cause = match error {
        Error::InvalidGrant if link.unsure_since.is_some() => Cause::AnswerLost,
        Error::InvalidGrant => refusal(services, link, instance, secret.as_ref()).await,
        Error::InvalidClient => Cause::SecretRenewed,
        _ if fate == Fate::Spent => Cause::AnswerLost,
        other => return Stop::Unreachable(other.at(instance)),
    };
    Stop::NeedsYou { pair_id: link.pair_id, cause }
}

/// A deleted application takes its tokens with it, and then GitLab does not know the application either.
async fn refusal(services: &Services, link: &Link, instance: &Instance, secret: Option<&SecretString>) -> Cause {
    let application = Application { instance, id: &link.application_id, secret };
    match services.gitlab.accepts(&application).await {
        Ok(false) => Cause::ApplicationRefused,
        _ => Cause::Refused,
    }
}

/// The row goes last, so that one is left to try again by.
async fn withdraw(services: &Services, old_pair: i64, new_pair: i64, fate: Fate) -> Result<(), UiError> {
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
