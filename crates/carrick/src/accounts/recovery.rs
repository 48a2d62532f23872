//! What a start has to put in order after the last one ended, however it ended.

use carrick_store::db::attempts;
use carrick_store::db::pairs::{self, State};
use carrick_store::error::{Code, Error};
use carrick_store::lock::Lock;
use carrick_store::model::{Attempt, VaultState, Way};
use carrick_store::vault::{self, IssuedFor, KeptPair, Vault};

use super::notice::Notice;
use super::proof::Approval;
use super::run::Run;
use super::state::Interrupted;
use super::taken::Taken;
use super::verifier::forget_verifier;
use super::{Accounts, arrival, exchange, expiry, renewal, revocation};
use crate::blocking::{self, require_ready};
use crate::topics::Topic;

/// Ended attempts are kept this long (milliseconds), so that a late callback is told apart from a forged one.
const MEMORY: i64 = 24 * 60 * 60 * 1000;

/// Finds what the last process left: sign-ins that can still come back are taken up, the others listed. To be
/// done before the first callback is looked at, and quick: only the database is asked. A second process over
/// the same data leaves the first one's work alone.
///
/// # Errors
/// When the database cannot be read or written.
pub(crate) async fn find_interrupted(accounts: &Accounts) -> Result<(), Error> {
    let found = find(accounts).await;
    let mut live = accounts.live();
    (live.is_unread, live.unordered) = (found.is_err(), found.as_ref().err().cloned());
    drop(live);
    found
}

/// The same, as often as it takes. What this process has begun itself by then is not an earlier one's.
async fn find(accounts: &Accounts) -> Result<(), Error> {
    let _exclusive = accounts.exclusive().await;
    let profile_id = accounts.profile_id;
    let done = accounts.db.read(move |db| attempts::done_of(db, profile_id)).await?;
    accounts.live().known_done = Some(done.into_iter().map(|(id, _)| id).collect());
    // It was found in part.
    let is_ours = accounts.live().recovery.is_some();
    let lock = if is_ours { None } else { lock_recovery(accounts).await };
    if !is_ours && lock.is_none() {
        return Ok(());
    }
    let now = accounts.clock.now();
    let look = move |db: &rusqlite::Connection| {
        attempts::forget(db, now - MEMORY)?;
        let (interrupted, open) = (attempts::interrupted(db)?, attempts::open_of(db, profile_id)?);
        Ok((interrupted, pairs::orphans(db)?, open, attempts::with_verifier(db)?))
    };
    let (interrupted, orphans, mut open, stale_verifiers) = accounts.db.write(look).await?;
    {
        let mut live = accounts.live();
        let earlier = interrupted.into_iter().filter(|(attempt, _)| !live.own_attempts.contains(&attempt.id));
        live.interrupted = earlier.map(|(attempt, pair_id)| Interrupted { attempt, pair_id }).collect();
        open.retain(|attempt| !live.own_attempts.contains(&attempt.id));
        live.orphans = orphans;
        live.stale_verifiers = stale_verifiers;
        live.recovery = lock.or(live.recovery.take());
    }
    for attempt in &open {
        if attempt.expires_at > now {
            take_up(accounts, attempt, &open).await?;
        } else {
            // As one that is waited for, it is told to have taken too long.
            accounts.live().resume(attempt);
        }
    }
    Ok(())
}

/// Finishes or ends what was cut off, and what waited for the vault, as far as vault and GitLab can be reached. What
/// stands in the way is told, and what was not done by then stays to be done.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn finish_interrupted(accounts: &Accounts) -> Result<(), Error> {
    let finished = put_in_order(accounts).await;
    accounts.live().unordered = finished.as_ref().err().cloned();
    accounts.touch();
    finished
}

async fn put_in_order(accounts: &Accounts) -> Result<(), Error> {
    if accounts.live().is_unread {
        find_interrupted(accounts).await?;
    }
    expiry::expire_sign_ins(accounts).await?;
    put_vault_in_order(accounts).await;
    arrival::complete_held(accounts).await;
    finish_sign_ins(accounts).await?;
    forget_stale_verifiers(accounts).await;
    end_orphans(accounts).await?;
    renewal::recover(accounts).await;
    revocation::revoke_due(accounts).await;
    revocation::revoke_refused(accounts).await;
    Ok(())
}

/// A second process over the same data leaves it to the first one.
async fn put_vault_in_order(accounts: &Accounts) {
    if accounts.live().recovery.is_none() {
        return;
    }
    let done = accounts.vault.put_in_order().await;
    note_tidied(accounts, done);
    accounts.vault.count_strangers().await;
}

/// Deletes from the vault what is to be deleted, now or once that can be done.
pub(super) async fn sweep_vault(accounts: &Accounts) {
    let done = accounts.vault.call(Vault::sweep).await;
    note_tidied(accounts, done);
}

/// Tries again to delete what could not be deleted, and nothing else: one entry that stays for good must not keep
/// everything busy.
pub async fn tidy_vault(accounts: &Accounts) {
    accounts.vault.forget_change();
    if accounts.vault.state().await != VaultState::Ready {
        return;
    }
    forget_stale_verifiers(accounts).await;
    let is_alone = accounts.live().recovery.is_some();
    if is_alone {
        put_vault_in_order(accounts).await;
    } else {
        sweep_vault(accounts).await;
    }
    let mut live = accounts.live();
    live.vain_tidyings = if live.is_vault_untidy() { live.vain_tidyings.saturating_add(1) } else { 0 };
}

/// Whether the vault holds what is to be deleted, or may within reach.
pub fn is_vault_untidy(accounts: &Accounts) -> bool {
    accounts.live().is_vault_untidy() || accounts.vault.has_changed()
}

/// How often in a row [`tidy_vault`] was in vain.
pub fn vain_tidyings(accounts: &Accounts) -> u32 {
    accounts.live().vain_tidyings
}

async fn forget_stale_verifiers(accounts: &Accounts) {
    let mut stale = Taken::all(accounts, |live| &mut live.stale_verifiers);
    while let Some(attempt_id) = stale.left.last().copied() {
        forget_verifier(accounts, attempt_id).await;
        stale.left.pop();
    }
}

fn note_tidied(accounts: &Accounts, done: Result<(), vault::Error>) {
    accounts.live().is_vault_untidy = done.is_err();
    if let Err(error) = done {
        tracing::info!(%error, "what is to be deleted from the vault waits");
        accounts.topics.wake();
    }
}

/// One that cannot be finished now stays; after an error so do those after it.
async fn finish_sign_ins(accounts: &Accounts) -> Result<(), Error> {
    let mut waiting = Taken::all(accounts, |live| &mut live.interrupted);
    let mut at = 0;
    while let Some(left) = waiting.left.get(at) {
        if finish(accounts, left).await? {
            waiting.left.remove(at);
        } else {
            at += 1;
        }
    }
    Ok(())
}

/// Pairs that belong to nothing are ended; one that never came is only a row.
async fn end_orphans(accounts: &Accounts) -> Result<(), Error> {
    let orphans: Vec<i64> = accounts.live().orphans.iter().map(|orphan| orphan.id).collect();
    let end = move |db: &rusqlite::Connection| {
        orphans.iter().try_for_each(|&orphan| pairs::set_state(db, orphan, State::Revoking))
    };
    accounts.db.write(end).await?;
    accounts.live().orphans.clear();
    Ok(())
}

/// Whether something waits for the vault to go on.
pub fn is_waiting_for_vault(accounts: &Accounts) -> bool {
    accounts.live().is_waiting_for_vault()
}

/// Goes on with what had waited for the vault, if it can be used again.
///
/// # Errors
/// As [`finish_interrupted`].
pub async fn finish_what_waited(accounts: &Accounts) -> Result<(), Error> {
    if !is_waiting_for_vault(accounts) {
        return Ok(());
    }
    match accounts.vault.state().await {
        VaultState::Ready => finish_interrupted(accounts).await?,
        // Another keyring keeps a renewed pair as well; what lies in the one before goes on waiting.
        state if require_ready(state).is_ok() => renewal::recover(accounts).await,
        _ => {}
    }
    Ok(())
}

/// Goes on with what waited for the vault in memory alone, if it can be used again. What is journalled waits for the
/// next start.
pub(super) async fn keep_what_waited(accounts: &Accounts) {
    let state = accounts.vault.state().await;
    if state == VaultState::Ready {
        arrival::complete_held(accounts).await;
    }
    if require_ready(state).is_ok() {
        renewal::recover(accounts).await;
    }
}

/// Lets the system ask the person to unlock the vault, then goes on with what had waited for it.
///
/// # Errors
/// When they did not, or could not be asked.
pub async fn unlock_vault(accounts: &Accounts) -> Result<(), Error> {
    let unlocked = accounts.vault.unlock().await;
    accounts.topics.touch(Topic::Surroundings);
    unlocked?;
    finish_interrupted(accounts).await
}

/// Stops waiting for the person to unlock the vault.
pub fn cancel_unlock(accounts: &Accounts) {
    accounts.vault.cancel_unlock();
}

/// One program at a time puts an earlier one's work in order. Without the lock it is left to a later start.
async fn lock_recovery(accounts: &Accounts) -> Option<Lock> {
    let data_dir = accounts.data_dir.clone();
    let locked = blocking::run(move || Lock::try_recovery(&data_dir)).await.and_then(|locked| locked);
    locked.unwrap_or_else(|error| {
        tracing::warn!(%error, "what the last process left is not put in order");
        None
    })
}

/// Has whoever puts things in order leave alone what this process has under way, until the lock is dropped. For one
/// that does not put things in order itself, before it begins a sign-in.
///
/// # Errors
/// When the data folder takes no lock now.
pub async fn visit(accounts: &Accounts) -> Result<Lock, Error> {
    let data_dir = accounts.data_dir.clone();
    blocking::run(move || Lock::of_visitor(&data_dir)).await?
}

/// The port of the other way is gone with the process that held it; the deep link still comes back.
async fn take_up(accounts: &Accounts, attempt: &Attempt, open: &[Attempt]) -> Result<(), Error> {
    let integration_id = attempt.integration_id;
    if attempt.way == Way::DeepLink {
        accounts.live().resume(attempt);
        return Ok(());
    }
    let id = attempt.id;
    accounts.db.write(move |db| attempts::close(db, id)).await?;
    accounts.live().stale_verifiers.push(id);
    let other_way = open.iter().any(|other| other.integration_id == integration_id && other.way == Way::DeepLink);
    if !other_way {
        let error = Error::new(Code::SignInInterrupted);
        accounts.live().notices.insert(integration_id, Notice::Failed { error });
    }
    Ok(())
}

/// A pair that reached the vault is given to its link; one that did not was lost on the way, and the person is
/// told. `false` while the vault cannot be read: then it waits. What the person gave up since is not gone on with.
async fn finish(accounts: &Accounts, left: &Interrupted) -> Result<bool, Error> {
    let Interrupted { attempt, pair_id } = left;
    let id = attempt.id;
    if !accounts.db.read(move |db| attempts::is_matched(db, id)).await? {
        // It may have come to its end in a try that broke off after it.
        forget_verifier(accounts, id).await;
        return Ok(true);
    }
    let run = Run::new(attempt.integration_id);
    let kept = match *pair_id {
        Some(pair_id) => kept_pair(accounts, attempt, pair_id).await.map(|kept| kept.map(|kept| (pair_id, kept))),
        None => Ok(None),
    };
    let outcome = match kept {
        // Who signed in then may not be at this computer any more.
        Ok(Some((pair_id, kept))) if !attempt.purpose.signs_in() => {
            let (access_token, scopes) = (kept.access_token, kept.scopes);
            let approval = Approval { pair_id, access_token, scopes, fresh: None };
            exchange::conclude(accounts, &run, attempt, approval).await
        }
        Ok(_) => {
            exchange::note_end(accounts, attempt, pair_id.map(|id| (id, Some(State::Revoking)))).await;
            Err(Error::new(Code::SignInInterrupted))
        }
        Err(error) => {
            tracing::info!(%error, "a sign-in that was cut off waits for the vault");
            return Ok(false);
        }
    };
    let namesakes = arrival::settle(accounts, &run, attempt, outcome).await;
    arrival::look_at(accounts, namesakes).await;
    Ok(true)
}

async fn kept_pair(accounts: &Accounts, attempt: &Attempt, pair_id: i64) -> Result<Option<KeptPair>, Error> {
    let issued_for = IssuedFor::new(&attempt.instance, &attempt.application_id);
    Ok(accounts.vault.call(move |vault| vault.pair(pair_id, &issued_for)).await?)
}
