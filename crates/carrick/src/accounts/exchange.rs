//! From a matched callback to a link: exchange, vault, account, database, in two round trips.
//!
//! The pair is in the vault before it is used, and one transaction gives it to its link, so a crash at any
//! line leaves a pair that the next start finds.

use carrick_store::db::pairs::State;
use carrick_store::db::{attempts, integrations, links, pairs};
use carrick_store::error::{Code, Error};
use carrick_store::lock::Lock;
use carrick_store::model::{Attempt, GitUse, Identity, Link, Purpose, Stage, TokenPair};
use carrick_store::standing::Standing;
use carrick_store::vault::{IssuedFor, KeptPair, Vault};
use secrecy::SecretString;

use super::notice::Notice;
use super::proof::{self, Approval, Fresh};
use super::revocation::remember;
use super::run::Run;
use super::step::Step;
use super::{Accounts, admitting, renewal};
use crate::gitlab::{Application, Failure, Grant};

/// What became of an approval.
pub(super) enum Outcome {
    /// It ended with a link, which wants its picture; this is to be told.
    Linked(Notice, i64),
    /// Somebody is signed in, and the pair is being ended.
    SignedIn,
    /// The person cancelled meanwhile, or saved another application; what GitLab gave has been given back.
    Cancelled,
}

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
    if !matches!(kept, Ok(Outcome::Linked(..) | Outcome::SignedIn)) {
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
    link_to(accounts, run, attempt, approval, identity).await
}

/// Gives the pair to a link of the attempt's profile.
pub(super) async fn link_to(
    accounts: &Accounts,
    run: &Run,
    attempt: &Attempt,
    approval: Approval,
    identity: Identity,
) -> Result<Outcome, Error> {
    let username = identity.username.clone();
    let link = new_link(accounts, attempt, approval.pair_id, identity, approval.scopes);
    match give_to_link(accounts, run, link, attempt).await? {
        None => Ok(Outcome::Cancelled),
        Some((link_id, true)) => Ok(Outcome::Linked(Notice::LinkedAgain { username }, link_id)),
        Some((link_id, false)) => Ok(Outcome::Linked(Notice::Linked { username }, link_id)),
    }
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

/// The link that is to live on a pair which was just given. When it ends is the pair's to know.
fn new_link(accounts: &Accounts, attempt: &Attempt, pair_id: i64, identity: Identity, scopes: Vec<String>) -> Link {
    let now = accounts.clock.now();
    Link {
        id: 0,
        profile_id: attempt.profile_id,
        integration_id: attempt.integration_id,
        application_id: attempt.application_id.clone(),
        pair_id,
        identity,
        scopes,
        linked_at: now,
        checked_at: now,
        asked_at: 0,
        expires_at: 0,
        git_use: GitUse::WhereNeeded,
        standing: Standing::default(),
    }
}

/// Gives a pair to its link, under the lock of a link that is there already. Nothing when the person has cancelled
/// meanwhile, or the integration is for another application by now; else the link's number, and whether it was there
/// before.
async fn give_to_link(
    accounts: &Accounts,
    run: &Run,
    link: Link,
    attempt: &Attempt,
) -> Result<Option<(i64, bool)>, Error> {
    let _lock = lock_earlier(accounts, &link).await?;
    let _exclusive = accounts.exclusive().await;
    if run.is_cancelled() {
        return Ok(None);
    }
    let pair_id = link.pair_id;
    let attempt = attempt.clone();
    let given = accounts.db.write(move |db| hand_over(db, link, &attempt)).await?;
    let Some((link_id, was_there)) = given else {
        tracing::info!(pair = pair_id, "came for an application that the integration is no longer for");
        return Ok(None);
    };
    tracing::info!(link = link_id, pair = pair_id, "{}", if was_there { "relinked" } else { "linked" });
    // GitLab has just answered for it.
    accounts.live().be_well(link_id);
    accounts.reached(Step::ExchangeGiven);
    Ok(Some((link_id, was_there)))
}

/// The lock of the link that the account has already, if it has one.
async fn lock_earlier(accounts: &Accounts, link: &Link) -> Result<Option<Lock>, Error> {
    let (profile, integration, user) = (link.profile_id, link.integration_id, link.identity.user_id);
    let earlier = accounts.db.read(move |db| links::of_account(db, profile, integration, user)).await?;
    match earlier {
        Some(earlier) => renewal::lock(accounts, earlier.id).await.map(Some),
        None => Ok(None),
    }
}

/// One transaction: the link moves onto the new pair, the old pair is queued to be ended, the attempt is done. A link
/// is at the instance of its integration, so a pair from elsewhere is given to none.
fn hand_over(db: &rusqlite::Connection, link: Link, attempt: &Attempt) -> rusqlite::Result<Option<(i64, bool)>> {
    let integration = integrations::get(db, link.integration_id)?;
    if !integration.is_some_and(|it| it.is_of(&attempt.instance, &attempt.application_id)) {
        return Ok(None);
    }
    let old = links::of_account(db, link.profile_id, link.integration_id, link.identity.user_id)?;
    let id = links::put(db, &link)?;
    pairs::set_state(db, link.pair_id, State::Linked)?;
    if let Some(old) = old.as_ref().filter(|old| old.pair_id != link.pair_id) {
        pairs::set_state(db, old.pair_id, State::Revoking)?;
    }
    attempts::finish(db, attempt.id, true)?;
    Ok(Some((id, old.is_some())))
}
