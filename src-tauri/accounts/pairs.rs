//! Token pairs on their way out: every pair GitLab gave us is kept, or ended at GitLab.

use secrecy::SecretString;

use crate::db::pairs::{self, Pair, State};
use crate::gitlab::{Application, Error};
use crate::instance::Instance;
use crate::messages::UiError;
use crate::services::Services;
use crate::vault::IssuedFor;

/// A pair the vault would not take and GitLab has not ended yet. It exists in memory alone.
pub struct Unsaved {
    pub(crate) instance: Instance,
    pub(crate) application_id: String,
    pub(crate) client_secret: Option<SecretString>,
    pub(crate) refresh_token: SecretString,
}

/// Gives a pair up and tries to end it at GitLab at once; if that fails it stays queued.
///
/// # Errors
/// When the database could not note it.
pub(super) async fn give_up(services: &Services, pair_id: i64) -> Result<(), UiError> {
    services.db.call(move |db| pairs::set_state(db, pair_id, State::Revoking)).await?;
    revoke_due(services).await;
    Ok(())
}

/// Ends every pair that waits for it, as far as GitLab and the vault can be reached now.
pub async fn revoke_due(services: &Services) {
    revoke_unsaved(services).await;
    let Ok(due) = services.db.call(|db| pairs::in_state(db, State::Revoking)).await else { return };
    for pair in due {
        if let Err(error) = revoke(services, &pair).await {
            tracing::info!(pair = pair.id, code = ?error.code, "a revocation waits");
        }
    }
}

async fn revoke(services: &Services, pair: &Pair) -> Result<(), UiError> {
    let issued_for = IssuedFor { instance: &pair.instance, application_id: &pair.application_id };
    if let Some(kept) = services.vault.pair(pair.id, issued_for).await? {
        let secret = match pair.integration_id {
            Some(id) => services.vault.secret(id, issued_for).await?,
            None => None,
        };
        let application = Application { instance: &pair.instance, id: &pair.application_id, secret: secret.as_ref() };
        match services.gitlab.revoke(&application, &kept.refresh_token).await {
            Ok(()) => {}
            Err(Error::RevocationRefused) => tracing::warn!(pair = pair.id, "GitLab will not revoke a pair"),
            Err(error) => return Err(error.at(&pair.instance)),
        }
        services.vault.forget_pair(pair.id).await?;
    }
    let id = pair.id;
    services.db.call(move |db| pairs::remove(db, id)).await?;
    Ok(())
}

async fn revoke_unsaved(services: &Services) {
    let waiting = std::mem::take(&mut services.here().unsaved);
    for pair in waiting {
        let application =
            Application { instance: &pair.instance, id: &pair.application_id, secret: pair.client_secret.as_ref() };
        match services.gitlab.revoke(&application, &pair.refresh_token).await {
            Ok(()) | Err(Error::RevocationRefused) => {}
            Err(_) => services.here().unsaved.push(pair),
        }
    }
}
