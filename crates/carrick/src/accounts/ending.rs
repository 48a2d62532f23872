//! How GitLab is asked to end a pair, and what its refusal proves.

use std::time::Duration;

use carrick_store::db::integrations;
use carrick_store::db::pairs::Pair;
use carrick_store::error::Error;
use carrick_store::model::Integration;
use carrick_store::vault::{IssuedFor, KeptRevocation};
use secrecy::{ExposeSecret as _, SecretString};

use super::Accounts;
use super::state::Leftover;
use crate::gitlab::{self, Application, Failure};

/// How a pair stands after GitLab was asked to end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// GitLab has revoked it.
    Revoked,
    /// GitLab refused, and has proven that the pair no longer works.
    Dead,
    /// GitLab refused. The pair may live.
    Refused,
    /// Whoever came before has ended it.
    Gone,
}

/// Asks with every Secret that may be the right one, the best first.
///
/// # Errors
/// When GitLab could not be asked.
pub(super) async fn end(accounts: &Accounts, pair: &Pair, kept: &KeptRevocation) -> Result<Ending, Error> {
    let issued_for = IssuedFor::new(&pair.instance, &pair.application_id);
    let set_now = set_now(accounts, &issued_for).await?;
    let set_before = kept.set_secret.clone().map(Some);
    for secret in each_once(set_now.into_iter().chain(set_before).chain([kept.client_secret.clone()])) {
        let application = Application { instance: &pair.instance, id: &pair.application_id, secret: secret.as_ref() };
        match accounts.gitlab.revoke(&application, &kept.refresh_token).await {
            Ok(()) => return Ok(Ending::Revoked),
            Err(gitlab::Error::RevocationRefused) => {}
            Err(error) => return Err(error.at(&pair.instance)),
        }
    }
    Ok(if is_dead(accounts, pair, &kept.refresh_token).await { Ending::Dead } else { Ending::Refused })
}

/// What is set now for just this instance and application: a Secret, or that there is none. `None` when there is no
/// such integration, or its Secret is not in the vault.
pub(super) async fn set_now(
    accounts: &Accounts,
    issued_for: &IssuedFor,
) -> Result<Option<Option<SecretString>>, Error> {
    let all = accounts.db.read(integrations::all).await?;
    let is_its = |it: &Integration| it.is_of(&issued_for.instance, &issued_for.application_id);
    match all.into_iter().find(is_its) {
        Some(integration) if integration.secret_set_at.is_some() => {
            let issued_for = issued_for.clone();
            let set = accounts.vault.call(move |vault| vault.secret(integration.id, &issued_for)).await?;
            Ok(set.map(Some))
        }
        Some(_) => Ok(Some(None)),
        None => Ok(None),
    }
}

/// Secrets to be tried one after the other, none of them twice.
pub(super) fn each_once(secrets: impl Iterator<Item = Option<SecretString>>) -> Vec<Option<SecretString>> {
    let text = |secret: &Option<SecretString>| secret.as_ref().map(|it| it.expose_secret().to_owned());
    let mut once: Vec<Option<SecretString>> = Vec::new();
    for secret in secrets {
        if !once.iter().any(|known| text(known) == text(&secret)) {
            once.push(secret);
        }
    }
    once
}

/// Whether GitLab knows nothing of a refresh token, or has revoked it: then its access token is dead too, since both
/// stand in one row. Which client asks is of no interest for that. It is asked twice, since a replica may lag.
async fn is_dead(accounts: &Accounts, pair: &Pair, refresh_token: &SecretString) -> bool {
    for pause in std::iter::once(Duration::ZERO).chain(accounts.replica_lag().take(1)) {
        tokio::time::sleep(pause).await;
        if !is_unknown(accounts, pair, refresh_token).await {
            return false;
        }
    }
    true
}

async fn is_unknown(accounts: &Accounts, pair: &Pair, refresh_token: &SecretString) -> bool {
    match accounts.gitlab.knows(&pair.instance, &pair.application_id, refresh_token).await {
        Ok(known) => !known,
        Err(Failure { error, leftover }) => {
            tracing::info!(pair = pair.id, %error, "whether a refused pair is dead is not known");
            if let Some(token) = leftover {
                let (instance, application_id) = (pair.instance.clone(), pair.application_id.clone());
                let leftover = Leftover { instance, application_id, client_secret: None, token, trouble: None };
                accounts.live().leftovers.push(leftover);
            }
            false
        }
    }
}
