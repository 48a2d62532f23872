//! From a matched callback to a link: exchange, vault, account, database, in two round trips.
//!
//! The pair is in the vault before it is used, and one transaction gives it to its link, so a crash at any
//! line leaves a pair that the next start finds.

use std::time::Duration;

use secrecy::SecretString;

use super::live::{Run, reach};
use super::pairs::remember;
use super::renewal;
use super::step::Step;
use crate::db::pairs::{self, State};
use crate::db::{attempts, integrations, links};
use crate::gitlab::{Application, Error, Failure, Grant};
use crate::messages::{ErrorCode, Notice, Stage, UiError};
use crate::model::{Attempt, Identity, Link, Purpose, TokenPair};
use crate::services::Services;
use crate::vault::{IssuedFor, KeptPair};

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
    let _in_hand = services.in_hand();
    let ((), prepared) = tokio::join!(services.announce(), prepare(services, attempt));
    let Prepared { secret, verifier, pair_id } = prepared?;
    let application = Application { instance: &attempt.instance, id: &attempt.application_id, secret: secret.as_ref() };
    services.took(Step::ExchangeExpected);
    let grant = Grant { code, verifier: &verifier, redirect_uri: &attempt.redirect_uri };
    let pair = match services.gitlab.exchange(&application, grant).await {
        Ok(pair) => pair,
        Err(Failure { error, leftover }) => {
            if let Some(token) = leftover {
                remember(services, &attempt.instance, &attempt.application_id, secret, token);
            }
            services.db.call(move |db| pairs::remove(db, pair_id)).await?;
            return Err(error.at(&attempt.instance));
        }
    };
    services.took(Step::ExchangeAnswered);
    let access_token = pair.access_token.clone();
    let granted = if pair.scopes.is_empty() { attempt.scopes.clone() } else { pair.scopes.clone() };
    keep_pair(services, attempt, pair_id, pair, secret).await?;
    services.took(Step::ExchangeKept);
    conclude(services, run, attempt, pair_id, &access_token, granted).await
}

/// Reads whose pair it is and gives it to a link. Also the way on after a crash, with the pair from the vault.
pub(super) async fn conclude(
    services: &Services,
    run: &Run,
    attempt: &Attempt,
    pair_id: i64,
    access_token: &SecretString,
    scopes: Vec<String>,
) -> Result<Outcome, UiError> {
    let kept = decide(services, run, attempt, pair_id, access_token, scopes).await;
    if !matches!(kept, Ok(Outcome::Told(..))) {
        // One transaction, before anything else is asked of GitLab: a start must not go on with this.
        let attempt_id = attempt.id;
        let give_up = move |db: &rusqlite::Connection| {
            pairs::set_state(db, pair_id, State::Revoking)?;
            attempts::finish(db, attempt_id, false)
        };
        services.db.call(give_up).await?;
    }
    kept
}

async fn decide(
    services: &Services,
    run: &Run,
    attempt: &Attempt,
    pair_id: i64,
    access_token: &SecretString,
    scopes: Vec<String>,
) -> Result<Outcome, UiError> {
    if run.is_cancelled() {
        return Ok(Outcome::Cancelled);
    }
    let identity = read_account(services, attempt, access_token).await?;
    if let Purpose::Relink(link_id) = attempt.purpose {
        require_same_account(services, link_id, &identity).await?;
    }
    reach(services, run, Stage::Saving);
    let username = identity.username.clone();
    let given = give_to_link(services, run, attempt, pair_id, identity, scopes);
    match tokio::join!(services.announce(), given).1? {
        None => Ok(Outcome::Cancelled),
        Some((link_id, true)) => Ok(Outcome::Told(Notice::LinkedAgain { username }, Some(link_id))),
        Some((link_id, false)) => Ok(Outcome::Told(Notice::Linked { username }, Some(link_id))),
    }
}

/// What an exchange needs, and the pair it is journalled as.
struct Prepared {
    secret: Option<SecretString>,
    verifier: SecretString,
    pair_id: i64,
}

async fn prepare(services: &Services, attempt: &Attempt) -> Result<Prepared, UiError> {
    let verifier = async { Ok(services.vault.verifier(attempt.id, issued_for(attempt)).await?) };
    let (secret, verifier) = tokio::try_join!(client_secret(services, attempt), verifier)?;
    let verifier = verifier.ok_or_else(|| UiError::new(ErrorCode::SignInInterrupted))?;
    Ok(Prepared { secret, verifier, pair_id: expect_pair(services, attempt).await? })
}

fn issued_for(attempt: &Attempt) -> IssuedFor<'_> {
    IssuedFor { instance: &attempt.instance, application_id: &attempt.application_id }
}

/// The Secret, when the integration has one. One that is set but not found is an error: without it a
/// confidential application would only be refused.
async fn client_secret(services: &Services, attempt: &Attempt) -> Result<Option<SecretString>, UiError> {
    let id = attempt.integration_id;
    let integration = services.db.read(move |db| integrations::get(db, id)).await?;
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
    pair: TokenPair,
    client_secret: Option<SecretString>,
) -> Result<(), UiError> {
    let lifetime = i64::try_from(pair.expires_in.saturating_mul(1000)).unwrap_or(i64::MAX);
    let expires_at = services.clock.now().saturating_add(lifetime);
    let TokenPair { access_token, refresh_token, scopes, .. } = pair;
    let kept = KeptPair { access_token, refresh_token, client_secret, scopes };
    if let Err(error) = services.vault.keep_pair(pair_id, issued_for(attempt), &kept).await {
        remember(services, &attempt.instance, &attempt.application_id, kept.client_secret, kept.refresh_token);
        // It may lie in the vault all the same, if only the reading back failed.
        services.db.call(move |db| pairs::set_state(db, pair_id, State::Revoking)).await?;
        return Err(error.into());
    }
    Ok(services.db.call(move |db| pairs::receive(db, pair_id, expires_at)).await?)
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
    let link = services.db.read(move |db| links::get(db, link_id)).await?;
    let link = link.ok_or_else(|| UiError::new(ErrorCode::NotFound))?;
    if link.identity.user_id == identity.user_id {
        return Ok(());
    }
    let mismatch = UiError::new(ErrorCode::IdentityMismatch);
    Err(mismatch.with("expected", link.identity.username).with("actual", &identity.username))
}

/// One transaction: the link moves onto the new pair, the old pair is queued to be ended, the attempt is done.
/// Nothing when the person has cancelled meanwhile. Else the link's number, and whether it was there before.
async fn give_to_link(
    services: &Services,
    run: &Run,
    attempt: &Attempt,
    pair_id: i64,
    identity: Identity,
    scopes: Vec<String>,
) -> Result<Option<(i64, bool)>, UiError> {
    let (profile, integration, user) = (attempt.profile_id, attempt.integration_id, identity.user_id);
    let old = services.db.read(move |db| links::of_account(db, profile, integration, user)).await?;
    let _lock = match &old {
        Some(link) => Some(renewal::lock(services, link.id).await?),
        None => None,
    };
    let now = services.clock.now();
    let attempt_id = attempt.id;
    let mut link = Link {
        id: 0,
        profile_id: profile,
        integration_id: integration,
        application_id: attempt.application_id.clone(),
        pair_id,
        identity,
        scopes,
        linked_at: now,
        checked_at: now,
        expires_at: 0,
        needs_you: None,
        refused_since: None,
        unsure_since: None,
        is_spent: false,
    };
    let _turn = services.turn().await;
    if run.is_cancelled() {
        return Ok(None);
    }
    let hand_over = move |db: &rusqlite::Connection| {
        let old = links::of_account(db, profile, integration, user)?;
        link.id = links::put(db, &link)?;
        pairs::set_state(db, pair_id, State::Linked)?;
        if let Some(old) = old.as_ref().filter(|old| old.pair_id != pair_id) {
            pairs::set_state(db, old.pair_id, State::Revoking)?;
        }
        attempts::finish(db, attempt_id, true)?;
        Ok(Some((link.id, old.is_some())))
    };
    let given = services.db.call(hand_over).await?;
    if let Some((link_id, _)) = given {
        // GitLab has just answered for it.
        services.here().troubles.remove(&link_id);
    }
    services.took(Step::ExchangeGiven);
    Ok(given)
}
