//! What the window asks about people.

use serde::Deserialize;
#[cfg(test)]
use ts_rs::TS;

use super::views::Role;

/// Asks to sign in.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BeginSignIn {
    /// The integration's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub integration_id: i64,
    /// Whether the same approval also links the account.
    pub links: bool,
}

/// Names somebody.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct PersonRef {
    /// The profile's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// Looks for somebody at a GitLab.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct PersonWanted {
    /// The integration's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub integration_id: i64,
    /// The username, with or without an at sign.
    pub username: String,
}

/// Adds somebody whom GitLab knows.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AddPerson {
    /// The integration's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub integration_id: i64,
    /// The username; GitLab is asked again, and must know the same account by it.
    pub username: String,
    /// The account's number at GitLab.
    #[cfg_attr(test, ts(type = "number"))]
    pub user_id: i64,
}

/// Makes somebody administrator or member.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SetRole {
    /// The profile's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// What they are to be.
    pub role: Role,
}

/// Names an account that somebody signs in with.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SignInAccountRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// A person's own name.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct OwnName {
    /// The name; 1 to 100 characters.
    pub name: String,
}
