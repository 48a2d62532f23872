//! Authorization codes and token pairs.

use super::World;
use crate::oauth::pkce::Challenge;
use crate::random;
use std::fmt;

/// Seconds a code lives.
const CODE_LIFETIME: i64 = 600;
/// Seconds an access token lives. Refresh tokens have no expiry.
pub(crate) const TOKEN_LIFETIME: i64 = 7200;

/// An approval waiting to be exchanged.
#[derive(Clone)]
pub(crate) struct Code {
    pub(crate) code: String,
    pub(crate) application_id: String,
    pub(crate) user_id: u64,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) nonce: Option<String>,
    pub(crate) expires_at: i64,
    pub(crate) used: bool,
}

/// Access and refresh token live in one row, so they die together.
#[derive(Clone)]
pub(crate) struct TokenRow {
    pub(crate) access: String,
    pub(crate) refresh: String,
    pub(crate) application_id: String,
    pub(crate) user_id: u64,
    pub(crate) scopes: Vec<String>,
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) revoked: bool,
}

/// A pair that has not been revoked; its access token may have expired.
#[derive(Clone, PartialEq, Eq)]
pub struct LivePair {
    /// The application it was issued to.
    pub application_id: String,
    /// The account it acts for.
    pub username: String,
    /// The access token.
    pub access_token: String,
    /// The refresh token.
    pub refresh_token: String,
    /// Its scopes, in the order asked for.
    pub scopes: Vec<String>,
    /// Unix seconds on the server's clock.
    pub created_at: i64,
}

impl fmt::Debug for LivePair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LivePair")
            .field("username", &self.username)
            .field("scopes", &self.scopes)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

/// What a code is made for.
pub(crate) struct Approval {
    pub(crate) application_id: String,
    pub(crate) user_id: u64,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) nonce: Option<String>,
}

impl World {
    fn issue(&mut self, prefix: &str) -> String {
        let prefix = if self.settings.prefixed_tokens { prefix } else { "" };
        let value = format!("{prefix}{}", random::hex(32));
        self.issued.push(value.clone());
        value
    }

    pub(crate) fn issue_code(&mut self, approval: Approval) -> String {
        let code = self.issue("gliamac-");
        self.codes.push(Code {
            code: code.clone(),
            application_id: approval.application_id,
            user_id: approval.user_id,
            redirect_uri: approval.redirect_uri,
            scopes: approval.scopes,
            challenge: approval.challenge,
            nonce: approval.nonce,
            expires_at: self.now() + CODE_LIFETIME,
            used: false,
        });
        code
    }

    pub(crate) fn issue_pair(&mut self, application_id: &str, user_id: u64, scopes: Vec<String>) -> TokenRow {
        let created_at = self.now();
        let row = TokenRow {
            access: self.issue("gliamat-"),
            refresh: self.issue("gliamrt-"),
            application_id: application_id.to_owned(),
            user_id,
            scopes,
            created_at,
            expires_at: created_at + TOKEN_LIFETIME,
            revoked: false,
        };
        self.tokens.push(row.clone());
        row
    }

    /// Gives the row of this refresh token another access token in place of the one it has.
    pub(crate) fn issue_access(&mut self, refresh: &str) -> Option<TokenRow> {
        let (access, created_at) = (self.issue("gliamat-"), self.now());
        let row = self.tokens.iter_mut().find(|row| row.refresh == refresh)?;
        (row.access, row.created_at, row.expires_at) = (access, created_at, created_at + TOKEN_LIFETIME);
        Some(row.clone())
    }

    pub(crate) fn by_access(&self, token: &str) -> Option<&TokenRow> {
        self.tokens.iter().find(|row| row.access == token)
    }

    pub(crate) fn by_refresh(&self, token: &str) -> Option<&TokenRow> {
        self.tokens.iter().find(|row| row.refresh == token)
    }

    /// Revokes the rows that match.
    pub(crate) fn revoke_where(&mut self, matches: impl Fn(&TokenRow) -> bool) {
        self.tokens.iter_mut().filter(|row| matches(row)).for_each(|row| row.revoked = true);
    }

    /// What "Revoke" on the page of authorized applications does for a person.
    pub(crate) fn withdraw(&mut self, user_id: u64, application_id: Option<&str>) {
        let ours = |user: u64, app: &str| user == user_id && application_id.is_none_or(|id| id == app);
        self.revoke_where(|row| ours(row.user_id, &row.application_id));
        self.codes.iter_mut().filter(|code| ours(code.user_id, &code.application_id)).for_each(|code| code.used = true);
    }

    pub(crate) fn live_pair(&self, row: &TokenRow) -> LivePair {
        LivePair {
            application_id: row.application_id.clone(),
            username: self.user(row.user_id).map(|user| user.username.clone()).unwrap_or_default(),
            access_token: row.access.clone(),
            refresh_token: row.refresh.clone(),
            scopes: row.scopes.clone(),
            created_at: row.created_at,
        }
    }
}
