//! From a matched callback to a link: exchange, vault, account, database, in two round trips.
//!
//! The pair is in the vault before it is used, and one transaction gives it to its link, so a crash at any
//! line leaves a pair that the next start finds.

use carrick_store::db::pairs::State;
use carrick_store::db::{attempts, integrations, links, pairs};
use carrick_store::error::{Code, Error};
use carrick_store::model::{Attempt, Identity, Purpose, Stage, TokenPair};
use carrick_store::vault::{IssuedFor, KeptPair, Vault};
use secrecy::SecretString;

use super::leftovers::remember;
use super::outcome::Outcome;
use super::proof::{self, Approval, Fresh};
use super::run::Run;
use super::step::Step;
use super::{Accounts, admitting, giving};
use crate::gitlab::{Application, Failure, Grant};

/// Exchanges the code and keeps what it brings. However it ends, the attempt is noted as ended.
pub(super) async fn run(
    accounts: &Accounts,
    run: &Run,
    attempt: &Attempt,
    code: &SecretString,
    prepared: Result<Prepared, Error>,
) -> Result<Outcome, Error> {
    let _under_way = accounts.gate.enter().await;
    let prepared = match prepared {
        Ok(prepared) => prepared,
        Err(error) => {
            note_end(accounts, attempt, None).await;
            return Err(error);
        }
    };
    accounts.reached(Step::ExchangeExpected);
    let pair_id = prepared.pair_id;
    let verifier = prepared.verifier.clone();
    let (mut pair, secret) = match exchange(accounts, attempt, code, prepared).await {
        Ok(brought) => brought,
        Err(error) => {
            note_end(accounts, attempt, Some((pair_id, None))).await;
            return Err(error);
        }
    };
    accounts.reached(Step::ExchangeAnswered);
    let access_token = pair.access_token.clone();
    let fresh = Some(Fresh { id_token: pair.id_token.take(), given_at: pair.given_at, verifier });
    let granted = if pair.scopes.is_empty() { attempt.scopes.clone() } else { pair.scopes.clone() };
    if let Err(error) = keep_pair(accounts, attempt, pair_id, pair, secret).await {
        // It may lie in the vault all the same, if only the reading back failed.
        note_end(accounts, attempt, Some((pair_id, Some(State::Revoking)))).await;
        return Err(error);
    }
    accounts.reached(Step::ExchangeKept);
    conclude(accounts, run, attempt, Approval { pair_id, access_token, scopes: granted, fresh }).await
}

/// One transaction: the attempt has ended without a link, and its pair, where one was journalled, is forgotten or
/// moves on. Where that cannot be written, the next start finds it unfinished.
pub(super) async fn note_end(accounts: &Accounts, attempt: &Attempt, pair: Option<(i64, Option<State>)>) {
    let attempt_id = attempt.id;
    let write = move |db: &rusqlite::Connection| {
        match pair {
            Some((id, Some(state))) => pairs::set_state(db, id, state)?,
            Some((id, None)) => pairs::remove(db, id)?,
            None => {}
        }
        attempts::finish(db, attempt_id, false)
    };
    if let Err(error) = accounts.db.write(write).await {
        tracing::warn!(attempt = attempt_id, %error, "the end of a sign-in could not be noted");
    }
}

async fn exchange(
    accounts: &Accounts,
    attempt: &Attempt,
    code: &SecretString,
    prepared: Prepared,
) -> Result<(TokenPair, Option<SecretString>), Error> {
    let Prepared { secret, verifier, .. } = prepared;
    let application = Application { instance: &attempt.instance, id: &attempt.application_id, secret: secret.as_ref() };
    let grant = Grant { code, verifier: &verifier, redirect_uri: &attempt.redirect_uri };
    match accounts.gitlab.exchange(&application, grant).await {
        Ok(pair) => Ok((pair, secret)),
        Err(Failure { error, leftover }) => {
            if let Some(token) = leftover {
                remember(accounts, &attempt.instance, &attempt.application_id, secret, token);
            }
            Err(error.at(&attempt.instance))
        }
    }
}

/// Reads whose pair it is and gives it to a link, or lets whoever it is about in. Also the way on after a crash, with
/// the pair from the vault.
pub(super) async fn conclude(
    accounts: &Accounts,
    run: &Run,
    attempt: &Attempt,
    approval: Approval,
) -> Result<Outcome, Error> {
    let pair_id = approval.pair_id;
    let kept = decide(accounts, run, attempt, approval).await;
    if !matches!(kept, Ok(Outcome::Linked { .. } | Outcome::SignedIn)) {
        // Before anything else is asked of GitLab: a start must not go on with this.
        note_end(accounts, attempt, Some((pair_id, Some(State::Revoking)))).await;
    }
    kept
}

async fn decide(accounts: &Accounts, run: &Run, attempt: &Attempt, approval: Approval) -> Result<Outcome, Error> {
    if run.is_cancelled() {
        return Ok(Outcome::Cancelled);
    }
    if attempt.purpose.signs_in() {
        return admitting::let_in(accounts, run, attempt, approval).await;
    }
    let identity = proof::read_account(accounts, attempt, &approval.access_token).await?;
    if let Purpose::Relink(link_id) = attempt.purpose {
        require_same_account(accounts, link_id, &identity).await?;
    }
    let now = accounts.clock.now();
    accounts.live().reach(run, Stage::Saving, now);
    accounts.touch();
    giving::link_to(accounts, run, attempt, approval, identity).await
}

/// What an exchange needs, and the pair it is journalled as.
pub(super) struct Prepared {
    secret: Option<SecretString>,
    verifier: SecretString,
    pair_id: i64,
}

/// Reads what an exchange needs and journals the pair it is to bring. When the vault is locked nothing has happened
/// yet.
pub(super) async fn prepare(accounts: &Accounts, attempt: &Attempt) -> Result<Prepared, Error> {
    admitting::require_open(accounts, attempt).await?;
    let (id, integration_id, for_attempt) = (attempt.id, attempt.integration_id, issued_for(attempt));
    let integration = accounts.db.read(move |db| integrations::get(db, integration_id)).await?;
    let integration = integration.ok_or_else(|| Error::new(Code::NotFound))?;
    let read =
        move |vault: &Vault| Ok((vault.secret(integration_id, &for_attempt)?, vault.verifier(id, &for_attempt)?));
    let (secret, verifier) = accounts.vault.call(read).await?;
    // Without a Secret that is set a confidential application would only be refused.
    let secret = match integration.secret_set_at {
        Some(_) => Some(secret.ok_or_else(|| Error::new(Code::SecretMissing))?),
        None => None,
    };
    let verifier = verifier.ok_or_else(|| Error::new(Code::SignInInterrupted))?;
    Ok(Prepared { secret, verifier, pair_id: expect_pair(accounts, attempt).await? })
}

fn issued_for(attempt: &Attempt) -> IssuedFor {
    IssuedFor::new(&attempt.instance, &attempt.application_id)
}

async fn expect_pair(accounts: &Accounts, attempt: &Attempt) -> Result<i64, Error> {
    let (attempt, now) = (attempt.clone(), accounts.clock.now());
    let journal = move |db: &rusqlite::Connection| {
        let id = pairs::expect(db, attempt.integration_id, &attempt.instance, &attempt.application_id, now)?;
        attempts::expect_pair(db, attempt.id, id)?;
        Ok(id)
    };
    accounts.db.write(journal).await
}

/// Lays the pair into the vault. If the vault fails just now, the pair is ended at GitLab instead, so that it
/// lives nowhere unknown.
async fn keep_pair(
    accounts: &Accounts,
    attempt: &Attempt,
    pair_id: i64,
    pair: TokenPair,
    client_secret: Option<SecretString>,
) -> Result<(), Error> {
    let lifetime = i64::try_from(pair.expires_in.saturating_mul(1000)).unwrap_or(i64::MAX);
    let expires_at = accounts.clock.now().saturating_add(lifetime);
    let TokenPair { access_token, refresh_token, scopes, .. } = pair;
    let kept = KeptPair { access_token, refresh_token, client_secret, scopes };
    let (laid, for_attempt) = (kept.clone(), issued_for(attempt));
    if let Err(error) = accounts.vault.call(move |vault| vault.keep_pair(pair_id, &for_attempt, &laid)).await {
        remember(accounts, &attempt.instance, &attempt.application_id, kept.client_secret, kept.refresh_token);
        return Err(error.into());
    }
    accounts.db.write(move |db| pairs::receive(db, pair_id, expires_at)).await
}

async fn require_same_account(accounts: &Accounts, link_id: i64, identity: &Identity) -> Result<(), Error> {
    let link = accounts.db.read(move |db| links::get(db, link_id)).await?;
    let link = link.ok_or_else(|| Error::new(Code::NotFound))?;
    if link.identity.user_id == identity.user_id {
        return Ok(());
    }
    let mismatch = Error::new(Code::IdentityMismatch);
    Err(mismatch.with("expected", link.identity.username).with("actual", &identity.username))
}
