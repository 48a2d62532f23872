//! What an administrator can switch, and how fast and how well the instance works.

use std::time::Duration;

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
    /// How the instance calls itself, as its administrator has set it. By the address it is reached at, at first.
    Issuer(Option<String>),
    /// What `Date` says in every answer, instead of the server's clock.
    DateHeader(Option<String>),
    /// Codes and tokens with the prefixes of GitLab's coming IAM service. Off at first.
    PrefixedTokens(bool),
    /// Whether a refresh token goes on after a refresh, whose answer then names none (RFC 6749, 6). Off at first:
    /// GitLab rotates it.
    KeepsRefreshTokens(bool),
    /// Whether lists of projects tell a group's access only when it is that of the project's own group and not of one
    /// above it, as older versions do: who inherits it is then told nothing. Off at first.
    ListsTellOwnGroupOnly(bool),
    /// How long GitLab's workers take for what they do later.
    Delays(Delays),
    /// Merge requests and pipelines are read from a copy of the database that lags: after a change of one the next so
    /// many answers that hold it show it as it was, and all answers for so long. No lag at first.
    ReplicaLag {
        /// How many answers.
        reads: u32,
        /// How long.
        time: Duration,
    },
    /// For how long lists tell the labels that a merge request had before. Not at all at first.
    ListsTellOldLabels(Duration),
    /// How many pipelines one may create a minute for one commit of a project: 25 on gitlab.com. No limit at first.
    PipelineCreationLimit(Option<u32>),
    /// How many requests one may send to the API a minute. No limit at first; with one, `RateLimit` headers are on
    /// every answer.
    RequestLimit(Option<u32>),
    /// Above so many projects in one GraphQL query it takes too long. No limit at first.
    GraphqlTimesOutAbove(Option<usize>),
    /// Whether the log of a job can be had from a byte on (`byte_offset`), as from 19.0 on. Off at first.
    TraceByOffset(bool),
}

/// How long GitLab's workers take for what they do later. At first a little, as on a server without much to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delays {
    /// From a push, which has moved `refs/merge-requests/N/head`, to the commit in the API.
    pub diff: Duration,
    /// From a new merge request to its `prepared_at`.
    pub prepared: Duration,
    /// From a new merge request, or the commit in the API, to GitLab's own pipeline.
    pub pipeline: Duration,
    /// From a new pipeline to its first jobs, which are `created` until then.
    pub start: Duration,
    /// From a look at a merge request to its merge status.
    pub check: Duration,
    /// From the word to cancel to the end of a job that runs.
    pub cancel: Duration,
}

impl Delays {
    /// Everything at once.
    pub const NONE: Self = Self {
        diff: Duration::ZERO,
        prepared: Duration::ZERO,
        pipeline: Duration::ZERO,
        start: Duration::ZERO,
        check: Duration::ZERO,
        cancel: Duration::ZERO,
    };
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            diff: Duration::from_millis(300),
            prepared: Duration::from_millis(1200),
            pipeline: Duration::from_millis(1500),
            start: Duration::from_millis(200),
            check: Duration::from_millis(500),
            cancel: Duration::from_millis(1000),
        }
    }
}

/// The settings as they stand.
pub(crate) struct Settings {
    pub(crate) user_oauth_applications: bool,
    pub(crate) disable_admin_oauth_scopes: bool,
    pub(crate) version: String,
    pub(crate) token_info_error_status: u16,
    pub(crate) ropc_without_client_credentials: bool,
    pub(crate) iss: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) date_header: Option<String>,
    pub(crate) prefixed_tokens: bool,
    pub(crate) keeps_refresh_tokens: bool,
    pub(crate) lists_tell_own_group_only: bool,
    pub(crate) delays: Delays,
    pub(crate) lag_reads: u32,
    pub(crate) lag: Duration,
    pub(crate) old_labels: Duration,
    pub(crate) pipeline_creation_limit: Option<u32>,
    pub(crate) request_limit: Option<u32>,
    pub(crate) graphql_times_out_above: Option<usize>,
    pub(crate) trace_by_offset: bool,
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
            issuer: None,
            date_header: None,
            prefixed_tokens: false,
            keeps_refresh_tokens: false,
            lists_tell_own_group_only: false,
            delays: Delays::default(),
            lag_reads: 0,
            lag: Duration::ZERO,
            old_labels: Duration::ZERO,
            pipeline_creation_limit: None,
            request_limit: None,
            graphql_times_out_above: None,
            trace_by_offset: false,
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
            Setting::Issuer(issuer) => self.issuer = issuer,
            Setting::DateHeader(date) => self.date_header = date,
            Setting::PrefixedTokens(on) => self.prefixed_tokens = on,
            Setting::KeepsRefreshTokens(on) => self.keeps_refresh_tokens = on,
            Setting::ListsTellOwnGroupOnly(on) => self.lists_tell_own_group_only = on,
            Setting::Delays(delays) => self.delays = delays,
            Setting::ReplicaLag { reads, time } => (self.lag_reads, self.lag) = (reads, time),
            Setting::ListsTellOldLabels(time) => self.old_labels = time,
            Setting::PipelineCreationLimit(limit) => self.pipeline_creation_limit = limit,
            Setting::RequestLimit(limit) => self.request_limit = limit,
            Setting::GraphqlTimesOutAbove(limit) => self.graphql_times_out_above = limit,
            Setting::TraceByOffset(on) => self.trace_by_offset = on,
        }
    }

    /// The version as two numbers; an odd one counts as the newest.
    pub(crate) fn version_number(&self) -> (u32, u32) {
        let mut parts = self.version.split(['.', '-']).map_while(|part| part.parse().ok());
        (parts.next().unwrap_or(u32::MAX), parts.next().unwrap_or(u32::MAX))
    }
}
