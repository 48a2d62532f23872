//! Token pairs on their way out: every pair GitLab gave us is kept, or ended at GitLab.

use secrecy::SecretString;

use crate::db::pairs::{self, Pair, State};
use crate::gitlab::{Application, Error};
use crate::messages::UiError;
use crate::model::Attempt;
use crate::services::Services;
use crate::vault::IssuedFor;

/// A token that the vault would not take and GitLab has not ended yet. It exists in memory alone.
pub struct Unsaved {
    pub(super) attempt: Attempt,
    pub(super) client_secret: Option<SecretString>,
    pub(super) token: SecretString,
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
        // A Secret that was renewed since is the better one; the kept one is left when the integration changed.
        let renewed = match pair.integration_id {
            Some(id) => services.vault.secret(id, issued_for).await?,
            None => None,
        };
        let secret = renewed.or(kept.client_secret);
        let application = Application { instance: &pair.instance, id: &pair.application_id, secret: secret.as_ref() };
        match services.gitlab.revoke(&application, &kept.refresh_token).await {
            Ok(()) => {}
            Err(Error::RevocationRefused) => tracing::warn!(pair = pair.id, "GitLab will not revoke a pair"),
            Err(error) => return Err(error.at(&pair.instance)),
        }
    }
    forget(services, pair.id).await
}

/// Forgets a pair that is dead: in the vault first, so that a row is left to try again by.
async fn forget(services: &Services, pair_id: i64) -> Result<(), UiError> {
    services.vault.forget_pair(pair_id).await?;
    Ok(services.db.call(move |db| pairs::remove(db, pair_id)).await?)
}

async fn revoke_unsaved(services: &Services) {
    let waiting = std::mem::take(&mut services.here().unsaved);
    for unsaved in waiting {
        let attempt = &unsaved.attempt;
        let secret = unsaved.client_secret.as_ref();
        let application = Application { instance: &attempt.instance, id: &attempt.application_id, secret };
        match services.gitlab.give_back(&application, &unsaved.token).await {
            Ok(()) | Err(Error::RevocationRefused) => {}
            Err(_) => services.here().unsaved.push(unsaved),
        }
    }
}
