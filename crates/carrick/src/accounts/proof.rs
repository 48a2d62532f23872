//! What proves who somebody is that signs in: an ID token where the application may ask for one, else the account that
//! the token can read.

use carrick_store::db::admission;
use carrick_store::error::{Code, Error};
use carrick_store::model::{Attempt, Identity, Purpose};
use secrecy::SecretString;

use super::tokens::let_replicas_catch_up;
use super::{Accounts, scopes};
use crate::gitlab::openid::{Expected, Unproven};
use crate::gitlab::{self, AuthorizeUrl, nonce_of};

/// The scope that GitLab grants where a token is asked for that reads the account alone.
const ACCOUNT: &str = "read_user";

/// What an approval brought.
pub(super) struct Approval {
    pub(super) pair_id: i64,
    pub(super) access_token: SecretString,
    pub(super) scopes: Vec<String>,
    /// What came at the exchange itself, of which nothing is kept: nothing after a crash.
    pub(super) fresh: Option<Fresh>,
}

/// What proves whom an approval is of, as it came.
pub(super) struct Fresh {
    pub(super) id_token: Option<SecretString>,
    /// When GitLab gave it, by its own clock (Unix milliseconds), where it says so.
    pub(super) given_at: Option<i64>,
    pub(super) verifier: SecretString,
}

/// Has the address ask for what is to be proven.
pub(super) async fn ask_for(accounts: &Accounts, attempt: &Attempt, address: &mut AuthorizeUrl) -> Result<(), Error> {
    if !attempt.purpose.signs_in() {
        return Ok(());
    }
    if scopes::has_openid(&attempt.scopes) {
        address.with_nonce();
        if accounts.db.read(admission::get).await?.asks_fresh {
            address.ask_afresh();
        }
    } else if attempt.purpose == Purpose::SignIn {
        address.ask_for_the_account_alone();
    }
    Ok(())
}

/// Who approved.
///
/// # Errors
/// Where that is not proven, or cannot be read.
pub(super) async fn who(accounts: &Accounts, attempt: &Attempt, approval: &Approval) -> Result<Identity, Error> {
    let fresh = approval.fresh.as_ref().ok_or_else(|| Error::new(Code::SignInInterrupted))?;
    if !scopes::has_openid(&attempt.scopes) {
        // Whoever holds the address can take out of it that nothing else is asked for.
        if attempt.purpose == Purpose::SignIn && approval.scopes != [ACCOUNT] {
            return Err(gitlab::Error::Unproven { reason: Unproven::Scope, clock: None }.at(&attempt.instance));
        }
        return read_account(accounts, attempt, &approval.access_token).await;
    }
    let nonce = nonce_of(&fresh.verifier);
    let expected = Expected {
        instance: &attempt.instance,
        application_id: &attempt.application_id,
        nonce: &nonce,
        given_at: fresh.given_at,
        now: accounts.clock.now(),
    };
    let at = |error: gitlab::Error| error.at(&attempt.instance);
    let person = accounts.gitlab.verify(fresh.id_token.as_ref(), &expected).await.map_err(at)?;
    // What the token names is who it is; what they are called is read where the scopes allow it.
    let identity = if scopes::read_account(&approval.scopes) {
        read_account(accounts, attempt, &approval.access_token).await?
    } else {
        accounts.gitlab.userinfo(&attempt.instance, &approval.access_token, &person).await.map_err(at)?
    };
    if identity.user_id != person.user_id {
        let error = gitlab::Error::Unproven { reason: Unproven::Subject, clock: person.clock };
        return Err(at(error));
    }
    Ok(identity)
}

/// The account, read once more if GitLab has not said in words of its own why it cannot be: the pair is good, and is
/// thrown away otherwise.
pub(super) async fn read_account(
    accounts: &Accounts,
    attempt: &Attempt,
    access_token: &SecretString,
) -> Result<Identity, Error> {
    let mut answer = accounts.gitlab.user(&attempt.instance, access_token).await;
    if answer.as_ref().is_err_and(|error| !error.is_reason()) {
        let_replicas_catch_up(accounts).await;
        answer = accounts.gitlab.user(&attempt.instance, access_token).await;
    }
    answer.map_err(|error| error.at(&attempt.instance))
}
