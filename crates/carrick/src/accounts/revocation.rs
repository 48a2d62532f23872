//! Token pairs on their way out: every pair GitLab gave us is kept, or ended at GitLab.

use carrick_store::db::links;
use carrick_store::db::pairs::{self, Pair, State};
use carrick_store::error::{Code, Error, Source};
use carrick_store::instance::Instance;
use carrick_store::lock::Lock;
use carrick_store::vault::{self, IssuedFor, KeptPair, KeptRevocation};
use secrecy::{ExposeSecret as _, SecretString};

use super::ending::{self, Ending};
use super::step::Step;
use super::stop::Stop;
use super::trouble::Trouble;
use super::{Accounts, leftovers};
use crate::blocking;
use crate::gitlab::pages;

/// After so long a GitLab may be gone for good, and its person may say so (milliseconds).
const LONG: i64 = 7 * 24 * 60 * 60_000;

/// Whether a pair waits to be ended, or to be forgotten.
///
/// # Errors
/// When the database cannot be read.
pub async fn has_due_revocations(accounts: &Accounts) -> Result<bool, Error> {
    let has_leftovers = !accounts.live().leftovers.is_empty();
    let (due, over) = accounts.db.read(|db| Ok((pairs::to_revoke(db)?, pairs::over(db)?))).await?;
    Ok(has_leftovers || !due.is_empty() || !over.is_empty())
}

/// Ends every pair that waits for it, as far as GitLab and the vault can be reached now. One that GitLab was asked about
/// in vain is left alone for a while, and longer each time, or for as long as GitLab asks for.
pub async fn revoke_due(accounts: &Accounts) {
    leftovers::revoke_due(accounts).await;
    let Ok((due, over)) = accounts.db.read(|db| Ok((pairs::to_revoke(db)?, pairs::over(db)?))).await else { return };
    accounts.live().unrevoked.retain(|id, _| due.iter().any(|pair| pair.id == *id));
    let mut shown = false;
    for pair in due {
        if is_left_alone(accounts, pair.id) {
            continue;
        }
        match revoke(accounts, pair.id).await {
            Ok(ending) => shown |= pair.unlinked.is_some() || ending == Ending::Refused,
            Err(error) => {
                tracing::info!(pair = pair.id, %error, "a revocation waits");
                leave_alone(accounts, pair.id, error);
            }
        }
    }
    for pair_id in over {
        if let Err(error) = forget(accounts, pair_id).await {
            tracing::info!(pair = pair_id, %error, "a pair that is over stays in the vault for now");
        }
    }
    if shown {
        accounts.touch();
    }
}

fn is_left_alone(accounts: &Accounts, pair_id: i64) -> bool {
    let now = accounts.clock.moment();
    accounts.live().unrevoked.get(&pair_id).is_some_and(|trouble| trouble.next_try > now)
}

/// Not for what stands in the way here: GitLab was not asked then, and errors about it alone name a host.
fn leave_alone(accounts: &Accounts, pair_id: i64, error: Error) {
    if !error.facts.contains_key("host") {
        return;
    }
    let mut live = accounts.live();
    let trouble = Trouble::after(live.unrevoked.get(&pair_id), &Stop::Unreachable(error), &*accounts.clock);
    live.unrevoked.insert(pair_id, trouble);
}

/// Tries again what GitLab refused to revoke for an application, since its Secret is another one now. What GitLab
/// cannot be asked about just then waits for it.
pub(super) async fn revoke_refused_of(accounts: &Accounts, instance: &Instance, application_id: &str) {
    let Ok(refused) = accounts.db.read(pairs::refused).await else { return };
    let is_its = |pair: &Pair| pair.instance == *instance && pair.application_id == application_id;
    for pair in refused.into_iter().filter(is_its) {
        if let Err(error) = revoke_again(accounts, &pair).await {
            tracing::info!(pair = pair.id, %error, "a refused revocation waits to be tried again");
            let queued = accounts.db.write(move |db| pairs::queue_again(db, pair.id)).await;
            if queued.is_ok() {
                accounts.touch();
            }
        }
    }
}

/// Tries again whatever GitLab refused to revoke: it may have been done by hand since, or what it takes may lie in the
/// vault again. What still cannot be done stays as it was.
pub(super) async fn revoke_refused(accounts: &Accounts) {
    let Ok(refused) = accounts.db.read(pairs::refused).await else { return };
    for pair in refused {
        if let Err(error) = revoke_again(accounts, &pair).await {
            tracing::info!(pair = pair.id, %error, "a refused revocation could not be tried again");
        }
    }
}

async fn revoke_again(accounts: &Accounts, pair: &Pair) -> Result<(), Error> {
    if revoke_unless(accounts, pair.id, |_| false).await? != Ending::Refused {
        accounts.touch();
    }
    Ok(())
}

/// Opens GitLab's page on which a person revokes an application by hand.
///
/// # Errors
/// When there is no such revocation, or no browser opens.
pub async fn open_revocation_page(accounts: &Accounts, pair_id: i64) -> Result<(), Error> {
    let pair = told(accounts, pair_id).await?;
    accounts.open_in_browser(pages::authorized_applications(&pair.instance)).await
}

/// Whether a pair has waited for so long that its person may give it up.
pub(super) fn has_waited_long(pair: &Pair, now: i64) -> bool {
    pair.unlinked.as_ref().is_some_and(|unlinked| unlinked.since <= now - LONG)
}

/// Takes a revocation off the list that GitLab refused, or has not carried out for a week; the person has seen it. What
/// is left of it in the vault goes now or in a later round.
///
/// # Errors
/// When the database cannot be written.
pub async fn dismiss_revocation(accounts: &Accounts, pair_id: i64) -> Result<(), Error> {
    told(accounts, pair_id).await?;
    let long_ago = accounts.clock.now() - LONG;
    if accounts.db.write(move |db| pairs::dismiss(db, pair_id, long_ago)).await?
        && let Err(error) = forget(accounts, pair_id).await
    {
        tracing::info!(pair = pair_id, %error, "what is left of a refused pair waits");
    }
    accounts.touch();
    Ok(())
}

/// A pair that the person is told of.
async fn told(accounts: &Accounts, pair_id: i64) -> Result<Pair, Error> {
    let profile_id = accounts.profile_id;
    let all = accounts.db.read(move |db| pairs::told(db, profile_id)).await?;
    all.into_iter().find(|pair| pair.id == pair_id).ok_or_else(|| Error::new(Code::NotFound))
}

/// Ends a pair at GitLab. If GitLab refuses, that is noted, and the person is told. One at a time does this, and who
/// comes later learns how it ended.
pub(super) async fn revoke(accounts: &Accounts, pair_id: i64) -> Result<Ending, Error> {
    revoke_unless(accounts, pair_id, |pair| pair.refused_at.is_some()).await
}

async fn revoke_unless(accounts: &Accounts, pair_id: i64, is_settled: fn(&Pair) -> bool) -> Result<Ending, Error> {
    let data_dir = accounts.data_dir.clone();
    let lock = blocking::run(move || Lock::of_pair(&data_dir, pair_id)).await??;
    match accounts.db.read(move |db| pairs::to_be_ended(db, pair_id)).await? {
        Some(pair) if is_settled(&pair) => Ok(Ending::Refused),
        Some(pair) => revoke_locked(accounts, &pair, lock).await,
        None => Ok(Ending::Gone),
    }
}

/// Revokes by what was moved to where only this reads it.
async fn revoke_locked(accounts: &Accounts, pair: &Pair, lock: Lock) -> Result<Ending, Error> {
    let issued_for = IssuedFor::new(&pair.instance, &pair.application_id);
    retire(accounts, pair.id, issued_for.clone()).await?;
    accounts.reached(Step::UnlinkRetired);
    let id = pair.id;
    let Some(kept) = accounts.vault.call(move |vault| vault.revocation(id, &issued_for)).await? else {
        return without_tokens(accounts, pair).await;
    };
    if is_lived_on(accounts, pair, &kept.refresh_token).await? {
        forget(accounts, id).await?;
        return Ok(Ending::Gone);
    }
    let ending = ending::end(accounts, pair, &kept).await?;
    if ending == Ending::Refused {
        tracing::warn!(pair = id, "GitLab will not revoke a pair");
        refuse(accounts, id).await?;
        return Ok(ending);
    }
    accounts.reached(Step::UnlinkRevoked);
    match ending {
        Ending::Dead => tracing::info!(pair = id, "no longer works, GitLab says"),
        _ => tracing::info!(pair = id, "revoked"),
    }
    conclude(accounts, id, lock).await?;
    Ok(ending)
}

/// Notes that a pair is over, and forgets it. GitLab has done its part, so this comes to its end however short the
/// patience of who asked.
async fn conclude(accounts: &Accounts, pair_id: i64, lock: Lock) -> Result<(), Error> {
    let accounts = accounts.clone();
    let concluding = tokio::spawn(async move {
        let _held = (accounts.gate.enter().await, lock);
        accounts.db.write(move |db| pairs::set_state(db, pair_id, State::Over)).await?;
        if let Err(error) = forget(&accounts, pair_id).await {
            tracing::info!(pair = pair_id, %error, "a pair that is over stays in the vault for now");
        }
        Ok(())
    });
    concluding.await.unwrap_or_else(|_| Err(Error::new(Code::Internal).from_source(Source::Task)))
}

/// The tokens of an account that was unlinked lie in another keyring, perhaps, and live. Another pair without tokens
/// never came.
async fn without_tokens(accounts: &Accounts, pair: &Pair) -> Result<Ending, Error> {
    if pair.unlinked.is_none() && pair.refused_at.is_none() {
        forget(accounts, pair.id).await?;
        return Ok(Ending::Gone);
    }
    tracing::warn!(pair = pair.id, "the vault does not hold what revoking a pair takes");
    refuse(accounts, pair.id).await?;
    Ok(Ending::Refused)
}

/// Notes that it was refused, once: since when is told.
async fn refuse(accounts: &Accounts, pair_id: i64) -> Result<(), Error> {
    let now = accounts.clock.now();
    accounts.db.write(move |db| pairs::refuse(db, pair_id, now)).await
}

/// Whether a link lives on this refresh token under another number, because GitLab did not replace it at a renewal
/// (RFC 6749, 6): ending it would end the link.
async fn is_lived_on(accounts: &Accounts, pair: &Pair, refresh_token: &SecretString) -> Result<bool, Error> {
    let Some(integration_id) = pair.integration_id.filter(|_| pair.unlinked.is_none()) else { return Ok(false) };
    let links = accounts.db.read(move |db| links::on(db, integration_id)).await?;
    let (issued_for, token) = (IssuedFor::new(&pair.instance, &pair.application_id), refresh_token.clone());
    let look = move |vault: &vault::Vault| {
        for link in links.iter().filter(|link| link.application_id == issued_for.application_id) {
            let kept = vault.pair(link.pair_id, &issued_for)?;
            if kept.is_some_and(|kept| kept.refresh_token.expose_secret() == token.expose_secret()) {
                return Ok(true);
            }
        }
        Ok(false)
    };
    Ok(accounts.vault.call(look).await?)
}

/// Moves what revoking needs to its own entry, unless that was done before. A pair that cannot be forgotten
/// just now is forgotten once it is dead.
async fn retire(accounts: &Accounts, pair_id: i64, issued_for: IssuedFor) -> Result<(), Error> {
    let Some(_) = keep_for_revocation(accounts, pair_id, issued_for).await? else { return Ok(()) };
    if let Err(error) = accounts.vault.call(move |vault| vault.forget_pair(pair_id)).await {
        tracing::info!(pair = pair_id, %error, "a retired pair stays in the vault for now");
    }
    Ok(())
}

/// Lays what revoking a pair needs into an entry of its own, beside the pair, which proves that the vault takes it now
/// without a prompt. `None` when there is no pair. The Secret that is set now is kept too: it may be a newer one than
/// the pair came with, and its integration may be gone when GitLab can be asked.
pub(super) async fn keep_for_revocation(
    accounts: &Accounts,
    pair_id: i64,
    issued_for: IssuedFor,
) -> Result<Option<KeptPair>, Error> {
    // Without it the pair may be ended all the same.
    let set_now = ending::set_now(accounts, &issued_for).await.unwrap_or_default().flatten();
    let keep = move |vault: &vault::Vault| {
        let Some(kept) = vault.pair(pair_id, &issued_for)? else { return Ok(None) };
        let set_secret = match set_now {
            None => vault.revocation(pair_id, &issued_for)?.and_then(|before| before.set_secret),
            set_now => set_now,
        };
        let KeptPair { refresh_token, client_secret, .. } = kept.clone();
        vault.keep_revocation(pair_id, &issued_for, &KeptRevocation { refresh_token, client_secret, set_secret })?;
        Ok(Some(kept))
    };
    Ok(accounts.vault.call(keep).await?)
}

/// Takes that back. An entry that stays all the same goes with its pair.
pub(super) async fn forget_kept(accounts: &Accounts, pair_id: i64) {
    if let Err(error) = accounts.vault.call(move |vault| vault.forget_revocation(pair_id)).await {
        tracing::info!(pair = pair_id, %error, "what revoking a pair needs stays beside it for now");
    }
}

/// Forgets a pair that is dead: in the vault first, so that a row is left to try again by.
pub(super) async fn forget(accounts: &Accounts, pair_id: i64) -> Result<(), Error> {
    let forget = move |vault: &vault::Vault| {
        vault.forget_pair(pair_id)?;
        vault.forget_revocation(pair_id)
    };
    accounts.vault.call(forget).await?;
    accounts.db.write(move |db| pairs::remove(db, pair_id)).await
}
