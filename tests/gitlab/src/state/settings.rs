//! What an administrator can switch.

/// One setting of the instance, see `LocalGitlab::set_setting`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// "User OAuth applications": whether people may register applications. On at first.
    UserOauthApplications(bool),
    /// Whether administrators are kept from untrusted applications with API scopes. Off at first.
    DisableAdminOauthScopes(bool),
    /// The version that `/version` and `/metadata` tell, like `18.1.1-ee`.
    Version(String),
    /// The status of `/oauth/token/info` for a bad token: 400 at first; some versions say 401.
    TokenInfoErrorStatus(u16),
    /// "Allow ROPC without client credentials": off, `/oauth/revoke` turns a client it does not know away before it
    /// looks at the token; on, it says yes to anyone about a token that is unknown. Off at first.
    RopcWithoutClientCredentials(bool),
    /// `iss` in the answer of the approval page. None at first: GitLab sends none.
    Iss(Option<String>),
    /// Codes and tokens with the prefixes of GitLab's coming IAM service. Off at first.
    PrefixedTokens(bool),
    /// Whether a refresh token goes on after a refresh, whose answer then names none (RFC 6749, 6). Off at first:
    /// GitLab rotates it.
    KeepsRefreshTokens(bool),
    /// Whether lists of projects tell a group's access only when it is that of the project's own group and not of one
    /// above it, as older versions do: who inherits it is then told nothing. Off at first.
    ListsTellOwnGroupOnly(bool),
}

/// The settings as they stand.
pub(crate) struct Settings {
    pub(crate) user_oauth_applications: bool,
    pub(crate) disable_admin_oauth_scopes: bool,
    pub(crate) version: String,
    pub(crate) token_info_error_status: u16,
    pub(crate) ropc_without_client_credentials: bool,
    pub(crate) iss: Option<String>,
    pub(crate) prefixed_tokens: bool,
    pub(crate) keeps_refresh_tokens: bool,
    pub(crate) lists_tell_own_group_only: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            user_oauth_applications: true,
            disable_admin_oauth_scopes: false,
            version: "18.1.1-ee".to_owned(),
            token_info_error_status: 400,
            ropc_without_client_credentials: false,
            iss: None,
            prefixed_tokens: false,
            keeps_refresh_tokens: false,
            lists_tell_own_group_only: false,
        }
    }
}

impl Settings {
    pub(crate) fn set(&mut self, setting: Setting) {
        match setting {
            Setting::UserOauthApplications(on) => self.user_oauth_applications = on,
            Setting::DisableAdminOauthScopes(on) => self.disable_admin_oauth_scopes = on,
            Setting::Version(version) => self.version = version,
            Setting::TokenInfoErrorStatus(status) => self.token_info_error_status = status,
            Setting::RopcWithoutClientCredentials(on) => self.ropc_without_client_credentials = on,
            Setting::Iss(iss) => self.iss = iss,
            Setting::PrefixedTokens(on) => self.prefixed_tokens = on,
            Setting::KeepsRefreshTokens(on) => self.keeps_refresh_tokens = on,
            Setting::ListsTellOwnGroupOnly(on) => self.lists_tell_own_group_only = on,
        }
    }
}
