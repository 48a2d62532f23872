//! From a matched callback to a link: exchange, vault, account, database, in two round trips.
//!
//! The pair is in the vault before it is used, and one transaction gives it to its link, so a crash at any
//! line leaves a pair that the next start finds.

use std::time::Duration;

use secrecy::SecretString;

use super::live::{Run, reach};
use super::lock::LinkLock;
use super::pairs::{self as outgoing, Unsaved};
use crate::db::pairs::{self, State};
use crate::db::{attempts, integrations, links};
use crate::gitlab::{Application, Error, Grant};
use crate::messages::{ErrorCode, Notice, Stage, UiError};
use crate::model::{Attempt, Identity, Link, Purpose, TokenPair};
use crate::services::Services;
use crate::vault::IssuedFor;

/// A token that was just issued may be unknown to a lagging replica for a second; it is asked about once more.
const REPLICA_LAG: Duration = Duration::from_millis(1500);

/// What became of an approval.
pub(super) enum Outcome {
    /// It ended with this notice; the link, where there is one, wants its picture.
    Told(Notice, Option<i64>),
    /// The person cancelled meanwhile; what GitLab gave has been given back.
    Cancelled,
}

/// Exchanges the code and keeps what it brings.
pub(super) async fn run(
    services: &Services,
    run: &Run,
    attempt: &Attempt,
    code: &SecretString,
) -> Result<Outcome, UiError> {
    let secret = client_secret(services, attempt).await?;
    let application = Application { instance: &attempt.instance, id: &attempt.application_id, secret: secret.as_ref() };
    let verifier = services.vault.verifier(attempt.id, issued_for(attempt)).await?;
    let verifier = verifier.ok_or_else(|| UiError::new(ErrorCode::SignInInterrupted))?;
    let pair_id = expect_pair(services, attempt).await?;
    let grant = Grant { code, verifier: &verifier, redirect_uri: &attempt.redirect_uri };
    let pair = match services.gitlab.exchange(&application, grant).await {
        Ok(pair) => pair,
        Err(error) => {
            services.db.call(move |db| pairs::remove(db, pair_id)).await?;
            return Err(error.at(&attempt.instance));
        }
    };
    keep_pair(services, attempt, pair_id, &pair, secret.as_ref()).await?;
    conclude(services, run, attempt, pair_id, &pair.access_token, &pair.scopes).await
}

/// Reads whose pair it is and gives it to a link. Also the way on after a crash, with the pair from the vault.
pub(super) async fn conclude(
    services: &Services,
    run: &Run,
    attempt: &Attempt,
    pair_id: i64,
    access_token: &SecretString,
    scopes: &[String],
) -> Result<Outcome, UiError> {
    let kept = decide(services, run, attempt, pair_id, access_token, scopes).await;
    if !matches!(kept, Ok(Outcome::Told(..))) {
        outgoing::give_up(services, pair_id).await?;
    }
    kept
}

async fn decide(
    services: &Services,
    run: &Run,
    attempt: &Attempt,
    pair_id: i64,
    access_token: &SecretString,
    scopes: &[String],
) -> Result<Outcome, UiError> {
    let identity = read_account(services, attempt, access_token).await?;
    if let Purpose::Relink(link_id) = attempt.purpose {
        require_same_account(services, link_id, &identity).await?;
    }
    reach(services, run, Stage::Saving).await;
    if run.is_cancelled() {
        return Ok(Outcome::Cancelled);
    }
    let username = identity.username.clone();
    let granted = if scopes.is_empty() { attempt.scopes.clone() } else { scopes.to_vec() };
    let (link_id, again) = give_to_link(services, attempt, pair_id, identity, granted).await?;
    let notice = if again { Notice::LinkedAgain { username } } else { Notice::Linked { username } };
    Ok(Outcome::Told(notice, Some(link_id)))
}

fn issued_for(attempt: &Attempt) -> IssuedFor<'_> {
    IssuedFor { instance: &attempt.instance, application_id: &attempt.application_id }
}

/// The Secret, when the integration has one. One that is set but not found is an error: without it a
/// confidential application would only be refused.
async fn client_secret(services: &Services, attempt: &Attempt) -> Result<Option<SecretString>, UiError> {
    let id = attempt.integration_id;
    let integration = services.db.call(move |db| integrations::get(db, id)).await?;
    let integration = integration.ok_or_else(|| UiError::new(ErrorCode::NotFound))?;
    if integration.secret_set_at.is_none() {
        return Ok(None);
    }
    let secret = services.vault.secret(id, issued_for(attempt)).await?;
    secret.map(Some).ok_or_else(|| UiError::new(ErrorCode::SecretMissing))
}

async fn expect_pair(services: &Services, attempt: &Attempt) -> Result<i64, UiError> {
    let (attempt, now) = (attempt.clone(), services.clock.now());
    let journal = move |db: &rusqlite::Connection| {
        let id = pairs::expect(db, attempt.integration_id, &attempt.instance, &attempt.application_id, now)?;
        attempts::expect_pair(db, attempt.id, id)?;
        Ok(id)
    };
    Ok(services.db.call(journal).await?)
}

/// Lays the pair into the vault. If the vault fails just now, the pair is ended at GitLab instead, so that it
/// lives nowhere unknown.
async fn keep_pair(
    services: &Services,
    attempt: &Attempt,
    pair_id: i64,
    pair: &TokenPair,
    client_secret: Option<&SecretString>,
) -> Result<(), UiError> {
    let lifetime = i64::try_from(pair.expires_in.saturating_mul(1000)).unwrap_or(i64::MAX);
    let expires_at = services.clock.now().saturating_add(lifetime);
    if let Err(error) = services.vault.keep_pair(pair_id, issued_for(attempt), pair, expires_at).await {
        services.here().unsaved.push(Unsaved {
            instance: attempt.instance.clone(),
            application_id: attempt.application_id.clone(),
            client_secret: client_secret.cloned(),
            refresh_token: pair.refresh_token.clone(),
        });
        services.db.call(move |db| pairs::remove(db, pair_id)).await?;
        outgoing::revoke_due(services).await;
        return Err(error.into());
    }
    let received = move |db: &rusqlite::Connection| {
        pairs::set_state(db, pair_id, State::Received)?;
        pairs::set_expiry(db, pair_id, expires_at)
    };
    Ok(services.db.call(received).await?)
}

async fn read_account(
    services: &Services,
    attempt: &Attempt,
    access_token: &SecretString,
) -> Result<Identity, UiError> {
    let mut answer = services.gitlab.user(&attempt.instance, access_token).await;
    if answer == Err(Error::Unauthorized) {
        tokio::time::sleep(REPLICA_LAG).await;
        answer = services.gitlab.user(&attempt.instance, access_token).await;
    }
    answer.map_err(|error| error.at(&attempt.instance))
}

async fn require_same_account(services: &Services, link_id: i64, identity: &Identity) -> Result<(), UiError> {
    let link = services.db.call(move |db| links::get(db, link_id)).await?;
    let link = link.ok_or_else(|| UiError::new(ErrorCode::NotFound))?;
    if link.identity.user_id == identity.user_id {
        return Ok(());
    }
    let mismatch = UiError::new(ErrorCode::IdentityMismatch);
    Err(mismatch.with("expected", link.identity.username).with("actual", &identity.username))
}

/// One transaction: the link moves onto the new pair, the old pair is queued to be ended, the attempt is done.
async fn give_to_link(
    services: &Services,
    attempt: &Attempt,
    pair_id: i64,
    identity: Identity,
    scopes: Vec<String>,
) -> Result<(i64, bool), UiError> {
    let (profile, integration, user) = (attempt.profile_id, attempt.integration_id, identity.user_id);
    let old = services.db.call(move |db| links::of_account(db, profile, integration, user)).await?;
    let _lock = match &old {
        Some(link) => Some(LinkLock::acquire(&services.data_dir, link.id).await?),
        None => None,
    };
    let (attempt, now) = (attempt.clone(), services.clock.now());
    let hand_over = move |db: &rusqlite::Connection| {
        let old = links::of_account(db, profile, integration, user)?;
        let link = Link {
            id: 0,
            profile_id: profile,
            integration_id: integration,
            application_id: attempt.application_id,
            pair_id,
            identity,
            scopes,
            linked_at: now,
            checked_at: now,
        };
        let link_id = links::put(db, &link)?;
        pairs::set_state(db, pair_id, State::Linked)?;
        if let Some(old) = &old {
            pairs::set_state(db, old.pair_id, State::Revoking)?;
        }
        attempts::finish(db, attempt.id, true)?;
        Ok((link_id, old.is_some()))
    };
    Ok(services.db.call(hand_over).await?)
}
