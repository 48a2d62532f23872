//! What `carrick token` answers.

use schemars::JsonSchema;
use serde::Serialize;

use super::account::Account;

/// What `carrick token` answers.
#[derive(Serialize, JsonSchema)]
pub struct Token {
    /// Whose it is.
    pub account: Account,
    /// The access token: a secret.
    pub token: String,
    /// When it ends.
    pub expires_at: String,
}
