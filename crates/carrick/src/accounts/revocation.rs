//! Token pairs on their way out: every pair GitLab gave us is kept, or ended at GitLab.

use carrick_store::db::links;
use carrick_store::db::pairs::{self, Pair};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::lock::Lock;
use carrick_store::vault::{self, IssuedFor, KeptRevocation};
use secrecy::{ExposeSecret as _, SecretString};

use super::Accounts;
use super::state::Leftover;
use super::step::Step;
use crate::blocking;
use crate::gitlab::{self, Application, pages};

/// Keeps a token in memory until GitLab has ended it.
pub(super) fn remember(
    accounts: &Accounts,
    instance: &Instance,
    application_id: &str,
    client_secret: Option<SecretString>,
    token: SecretString,
) {
    let (instance, application_id) = (instance.clone(), application_id.to_owned());
    accounts.live().leftovers.push(Leftover { instance, application_id, client_secret, token });
}

/// Whether a pair waits to be ended.
///
/// # Errors
/// When the database cannot be read.
pub async fn has_due_revocations(accounts: &Accounts) -> Result<bool, Error> {
    let has_leftovers = !accounts.live().leftovers.is_empty();
    Ok(has_leftovers || !accounts.db.read(pairs::to_revoke).await?.is_empty())
}

/// Ends every pair that waits for it, as far as GitLab and the vault can be reached now.
pub async fn revoke_due(accounts: &Accounts) {
    revoke_leftovers(accounts).await;
    let Ok(due) = accounts.db.read(pairs::to_revoke).await else { return };
    let mut shown = false;
    for pair in due {
        match revoke(accounts, pair.id).await {
            Ok(_) => shown |= pair.unlinked.is_some(),
            Err(error) => tracing::info!(pair = pair.id, %error, "a revocation waits"),
        }
    }
    if shown {
        accounts.touch();
    }
}

/// Opens GitLab's page on which a person revokes an application by hand.
///
/// # Errors
/// When there is no such revocation, or no browser opens.
pub async fn open_revocation_page(accounts: &Accounts, pair_id: i64) -> Result<(), Error> {
    let pair = accounts.db.read(move |db| pairs::get(db, pair_id)).await?;
    let pair = pair.ok_or_else(|| Error::new(Code::NotFound))?;
    accounts.open_in_browser(pages::authorized_applications(&pair.instance)).await
}

/// Takes a revocation off the list that GitLab refused; the person has seen it. What is left of it in the vault
/// goes now or in a later round.
///
/// # Errors
/// When the database cannot be written.
pub async fn dismiss_revocation(accounts: &Accounts, pair_id: i64) -> Result<(), Error> {
    if accounts.db.write(move |db| pairs::hide(db, pair_id)).await?
        && let Err(error) = revoke(accounts, pair_id).await
    {
        tracing::info!(pair = pair_id, %error, "what is left of a refused pair waits");
    }
    accounts.touch();
    Ok(())
}

/// Ends a pair at GitLab. Says whether GitLab did it; if it refuses for good, the pair is given up and the person
/// is told. One at a time does this, and who comes later learns how it ended.
pub(super) async fn revoke(accounts: &Accounts, pair_id: i64) -> Result<bool, Error> {
    let data_dir = accounts.data_dir.clone();
    let _lock = blocking::run(move || Lock::of_pair(&data_dir, pair_id)).await??;
    match accounts.db.read(move |db| pairs::get(db, pair_id)).await? {
        Some(pair) if pair.unlinked.as_ref().is_some_and(|it| it.refused) => Ok(false),
        Some(pair) => revoke_locked(accounts, &pair).await,
        None => Ok(true),
    }
}

/// Revokes by what was moved to where only this reads it.
async fn revoke_locked(accounts: &Accounts, pair: &Pair) -> Result<bool, Error> {
    let issued_for = IssuedFor::new(&pair.instance, &pair.application_id);
    retire(accounts, pair.id, issued_for.clone()).await?;
    accounts.reached(Step::UnlinkRetired);
    let (id, integration_id) = (pair.id, pair.integration_id);
    let read = move |vault: &vault::Vault| {
        let kept = vault.revocation(id, &issued_for)?;
        // A Secret that was renewed since is the better one; the kept one is left when the integration changed.
        let renewed = integration_id.map_or(Ok(None), |integration| vault.secret(integration, &issued_for))?;
        Ok(kept.map(|kept| (kept, renewed)))
    };
    let Some((kept, renewed)) = accounts.vault.call(read).await? else {
        forget(accounts, pair.id).await?;
        return Ok(true);
    };
    let KeptRevocation { refresh_token, client_secret } = kept;
    if is_lived_on(accounts, pair, &refresh_token).await? {
        forget(accounts, pair.id).await?;
        return Ok(true);
    }
    let secret = renewed.or(client_secret);
    let application = Application { instance: &pair.instance, id: &pair.application_id, secret: secret.as_ref() };
    match accounts.gitlab.revoke(&application, &refresh_token).await {
        Ok(()) => {}
        Err(gitlab::Error::RevocationRefused) => {
            tracing::warn!(pair = pair.id, "GitLab will not revoke a pair");
            give_up(accounts, pair).await?;
            return Ok(false);
        }
        Err(error) => return Err(error.at(&pair.instance)),
    }
    accounts.reached(Step::UnlinkRevoked);
    forget(accounts, pair.id).await?;
    Ok(true)
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
    let move_over = move |vault: &vault::Vault| {
        let Some(kept) = vault.pair(pair_id, &issued_for)? else { return Ok(()) };
        vault.keep_revocation(pair_id, &issued_for, &kept)?;
        if let Err(error) = vault.forget_pair(pair_id) {
            tracing::info!(pair = pair_id, %error, "a retired pair stays in the vault for now");
        }
        Ok(())
    };
    Ok(accounts.vault.call(move_over).await?)
}

/// That it was refused is noted before the vault forgets it: a pair without an entry counts as dead.
async fn give_up(accounts: &Accounts, pair: &Pair) -> Result<(), Error> {
    let (id, now) = (pair.id, accounts.clock.now());
    if pair.unlinked.is_none() {
        return forget(accounts, id).await;
    }
    accounts.db.write(move |db| pairs::refuse(db, id, now)).await?;
    if let Err(error) = forget_entries(accounts, id).await {
        tracing::info!(pair = id, %error, "a refused pair stays in the vault until its line is dismissed");
    }
    Ok(())
}

/// Forgets a pair that is dead: in the vault first, so that a row is left to try again by.
pub(super) async fn forget(accounts: &Accounts, pair_id: i64) -> Result<(), Error> {
    forget_entries(accounts, pair_id).await?;
    accounts.db.write(move |db| pairs::remove(db, pair_id)).await
}

async fn forget_entries(accounts: &Accounts, pair_id: i64) -> Result<(), vault::Error> {
    let forget = move |vault: &vault::Vault| {
        vault.forget_pair(pair_id)?;
        vault.forget_revocation(pair_id)
    };
    accounts.vault.call(forget).await
}

/// Ends what could neither be kept nor ended before, as far as GitLab can be reached now.
pub(super) async fn revoke_leftovers(accounts: &Accounts) {
    let _under_way = accounts.gate.enter().await;
    let waiting = std::mem::take(&mut accounts.live().leftovers);
    for leftover in waiting {
        let secret = leftover.client_secret.as_ref();
        let application = Application { instance: &leftover.instance, id: &leftover.application_id, secret };
        match accounts.gitlab.give_back(&application, &leftover.token).await {
            Ok(()) | Err(gitlab::Error::RevocationRefused) => {}
            Err(_) => {
                accounts.live().leftovers.push(leftover);
                // Whoever looked meanwhile saw an empty list.
                accounts.topics.wake();
            }
        }
    }
}
