//! Token pairs on their way out: every pair GitLab gave us is kept, or ended at GitLab.

use secrecy::SecretString;

use super::lock::Lock;
use super::step::Step;
use crate::db::pairs::{self, Pair};
use crate::gitlab::{Application, Error, pages};
use crate::instance::Instance;
use crate::messages::{ErrorCode, Revocation, UiError};
use crate::services::Services;
use crate::vault::{IssuedFor, KeptRevocation};

/// A token that the vault would not take and GitLab has not ended yet. It exists in memory alone.
pub struct Unsaved {
    instance: Instance,
    application_id: String,
    client_secret: Option<SecretString>,
    token: SecretString,
}

/// Keeps a token in memory until GitLab has ended it.
pub(super) fn remember(
    services: &Services,
    instance: &Instance,
    application_id: &str,
    client_secret: Option<SecretString>,
    token: SecretString,
) {
    let (instance, application_id) = (instance.clone(), application_id.to_owned());
    services.here().unsaved.push(Unsaved { instance, application_id, client_secret, token });
}

/// Ends every pair that waits for it, as far as GitLab and the vault can be reached now.
pub async fn revoke_due(services: &Services) {
    revoke_unsaved(services).await;
    let Ok(due) = services.db.read(pairs::to_revoke).await else { return };
    let mut shown = false;
    for pair in due {
        match revoke(services, pair.id).await {
            Ok(_) => shown |= pair.unlinked.is_some(),
            Err(error) => tracing::info!(pair = pair.id, code = ?error.code, "a revocation waits"),
        }
    }
    if shown {
        services.announce().await;
    }
}

/// Opens GitLab's page on which a person revokes an application by hand.
///
/// # Errors
/// When there is no such revocation, or no browser opens.
pub async fn open_page(services: &Services, pair_id: i64) -> Result<(), UiError> {
    let pair = services.db.read(move |db| pairs::get(db, pair_id)).await?;
    let pair = pair.ok_or_else(|| UiError::new(ErrorCode::NotFound))?;
    super::open_in_browser(services, pages::authorized_applications(&pair.instance)).await
}

/// Takes a revocation off the list that GitLab refused; the person has seen it. What is left of it in the vault
/// goes now or in a later round.
///
/// # Errors
/// When the database cannot be written.
pub async fn dismiss(services: &Services, pair_id: i64) -> Result<(), UiError> {
    if services.db.call(move |db| pairs::hide(db, pair_id)).await?
        && let Err(error) = revoke(services, pair_id).await
    {
        tracing::info!(pair = pair_id, code = ?error.code, "what is left of a refused pair waits");
    }
    services.announce().await;
    Ok(())
}

/// A pair of an unlinked account as it is shown.
pub(super) fn show(pair: Pair) -> Option<Revocation> {
    let pairs::Unlinked { username, since, refused } = pair.unlinked?;
    Some(Revocation { id: pair.id, username, host: pair.instance.host(), since, by_hand: refused })
}

/// Ends a pair at GitLab. Says whether GitLab did it; if it refuses for good, the pair is given up and the person
/// is told. One at a time does this, and who comes later learns how it ended.
pub(super) async fn revoke(services: &Services, pair_id: i64) -> Result<bool, UiError> {
    let _lock = Lock::of_pair(&services.data_dir, pair_id).await?;
    match services.db.read(move |db| pairs::get(db, pair_id)).await? {
        Some(pair) if pair.unlinked.as_ref().is_some_and(|it| it.refused) => Ok(false),
        Some(pair) => revoke_locked(services, &pair).await,
        None => Ok(true),
    }
}

/// Revokes by what was moved to where only this reads it.
async fn revoke_locked(services: &Services, pair: &Pair) -> Result<bool, UiError> {
    let issued_for = IssuedFor { instance: &pair.instance, application_id: &pair.application_id };
    retire(services, pair, issued_for).await?;
    services.took(Step::UnlinkRetired);
    let Some(kept) = services.vault.revocation(pair.id, issued_for).await? else {
        forget(services, pair.id).await?;
        return Ok(true);
    };
    // A Secret that was renewed since is the better one; the kept one is left when the integration changed.
    let renewed = match pair.integration_id {
        Some(id) => services.vault.secret(id, issued_for).await?,
        None => None,
    };
    let KeptRevocation { refresh_token, client_secret } = kept;
    let secret = renewed.or(client_secret);
    let application = Application { instance: &pair.instance, id: &pair.application_id, secret: secret.as_ref() };
    match services.gitlab.revoke(&application, &refresh_token).await {
        Ok(()) => {}
        Err(Error::RevocationRefused) => {
            tracing::warn!(pair = pair.id, "GitLab will not revoke a pair");
            give_up(services, pair).await?;
            return Ok(false);
        }
        Err(error) => return Err(error.at(&pair.instance)),
    }
    services.took(Step::UnlinkRevoked);
    forget(services, pair.id).await?;
    Ok(true)
}

/// Moves what revoking needs to its own entry, unless that was done before. A pair that cannot be forgotten
/// just now is forgotten once it is dead.
async fn retire(services: &Services, pair: &Pair, issued_for: IssuedFor<'_>) -> Result<(), UiError> {
    if let Some(kept) = services.vault.pair(pair.id, issued_for).await? {
        services.vault.keep_revocation(pair.id, issued_for, &kept).await?;
        if let Err(error) = services.vault.forget_pair(pair.id).await {
            tracing::info!(pair = pair.id, %error, "a retired pair stays in the vault for now");
        }
    }
    Ok(())
}

/// That it was refused is noted before the vault forgets it: a pair without an entry counts as dead.
async fn give_up(services: &Services, pair: &Pair) -> Result<(), UiError> {
    let (id, now) = (pair.id, services.clock.now());
    if pair.unlinked.is_none() {
        return forget(services, id).await;
    }
    services.db.call(move |db| pairs::refuse(db, id, now)).await?;
    if let Err(error) = forget_entries(services, id).await {
        tracing::info!(pair = id, %error, "a refused pair stays in the vault until its line is dismissed");
    }
    Ok(())
}

/// Forgets a pair that is dead: in the vault first, so that a row is left to try again by.
pub(super) async fn forget(services: &Services, pair_id: i64) -> Result<(), UiError> {
    forget_entries(services, pair_id).await?;
    Ok(services.db.call(move |db| pairs::remove(db, pair_id)).await?)
}

async fn forget_entries(services: &Services, pair_id: i64) -> Result<(), crate::vault::Error> {
    services.vault.forget_pair(pair_id).await?;
    services.vault.forget_revocation(pair_id).await
}

async fn revoke_unsaved(services: &Services) {
    let _in_hand = services.in_hand();
    let waiting = std::mem::take(&mut services.here().unsaved);
    for unsaved in waiting {
        let secret = unsaved.client_secret.as_ref();
        let application = Application { instance: &unsaved.instance, id: &unsaved.application_id, secret };
        match services.gitlab.give_back(&application, &unsaved.token).await {
            Ok(()) | Err(Error::RevocationRefused) => {}
            Err(_) => services.here().unsaved.push(unsaved),
        }
    }
}
