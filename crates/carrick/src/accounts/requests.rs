//! What the person hands out of a link themselves: its access token, for a script.

use carrick_store::error::Error;
use carrick_store::stamps::Stamp;
use secrecy::SecretString;

use super::health::{self, TestReport};
use super::{Accounts, tokens};

/// An access token for whoever the person hands it to.
pub struct Token {
    /// The token.
    pub secret: SecretString,
    /// When it ends, by our clock (Unix milliseconds).
    pub expires_at: i64,
}

/// A link's access token, renewed first if it ends soon; or why there is none, which is noted.
///
/// # Errors
/// When the keyring or the database stands in the way.
pub async fn access_token(accounts: &Accounts, link_id: i64) -> Result<Result<Token, TestReport>, Error> {
    let access = tokens::access(accounts, link_id).await;
    if access.is_ok() {
        // It is good without that too.
        let _ = Stamp::Printed.note(&accounts.data_dir, link_id, accounts.clock.now());
    }
    match access {
        Ok(access) => Ok(Ok(Token { secret: access.token, expires_at: access.link.expires_at })),
        Err(stop) => {
            health::note(accounts, link_id, &stop).await?;
            accounts.touch();
            health::report(Err(stop)).map(Err)
        }
    }
}
