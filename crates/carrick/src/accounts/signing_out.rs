//! Signing out: nobody acts any more, and what was begun in the browser is given up.

use carrick_store::error::Error;
use carrick_store::people::WhySignedOut;

use super::{Accounts, sign_in};
use crate::people::acting;

/// Signs out, by whatever door.
///
/// # Errors
/// When the database cannot be written.
pub async fn sign_out(accounts: &Accounts, why: WhySignedOut) -> Result<(), Error> {
    acting::sign_out(accounts, why).await?;
    sign_in::give_up_all(accounts).await
}
