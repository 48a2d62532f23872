//! The whole contract between the window and the program: one command table,
//! one event table, the requests and the views that cross.
//!
//! Inward, only [`ApplicationForm`] carries a Secret (Save and Check); nothing
//! here can carry one outward. The TypeScript side is generated from these
//! types (`cargo xtask gen`), so a change here that the window does not follow
//! fails its type check.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// Calls back with every command: `name(Request) -> Answer`.
///
/// This is the only list of commands. The GUI feeds it to Tauri and checks each
/// handler's types against it; the generator makes the TypeScript table of it.
#[macro_export]
macro_rules! with_commands {
    ($callback:ident) => {
        $callback! {
            overview(Nothing) -> Overview;
            describe_instance(InstanceText) -> InstanceDescription;
            probe_instance(InstanceText) -> Nothing;
            check_application(ApplicationForm) -> CheckReport;
            save_integration(SaveIntegration) -> SaveOutcome;
            remove_secret(IntegrationRef) -> Nothing;
            remove_integration(IntegrationRef) -> Nothing;
            open_registration_page(RegistrationPage) -> Nothing;
            begin_link(BeginLink) -> Nothing;
            use_another_way(IntegrationRef) -> Nothing;
            copy_link(IntegrationRef) -> SignInAddress;
            finish_with_address(PastedAddress) -> Nothing;
            cancel_sign_in(IntegrationRef) -> Nothing;
            dismiss_notice(IntegrationRef) -> Nothing;
            avatar(LinkRef) -> Avatar;
            unlock_vault(Nothing) -> Nothing;
            take_scheme(Nothing) -> Nothing;
        }
    };
}

/// Calls back with every event: `name(Payload)`.
#[macro_export]
macro_rules! with_events {
    ($callback:ident) => {
        $callback! {
            changed(Overview);
        }
    };
}

/// An empty request or answer (`null` on the wire).
pub type Nothing = ();

/// Everything the window shows, read in one go.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Overview {
    /// The person using this installation.
    pub profile: Profile,
    /// Where secrets would be kept, and whether that works now.
    pub vault: Vault,
    /// Who answers the custom scheme the browser hands back through.
    pub scheme: Scheme,
    /// All integrations, oldest first.
    pub integrations: Vec<Integration>,
    /// A callback that belonged to no sign-in, told once and above everything.
    pub stray_callback: Option<UiError>,
}

/// The person using this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Profile {
    /// The name shown; at first the system user's.
    pub name: String,
    /// What this person may set up.
    pub role: Role,
}

/// What a profile may set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Role {
    /// Sets up integrations for everyone on this computer.
    Admin,
    /// Links accounts of their own.
    Member,
}

/// The vault as the window tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Vault {
    /// Whether secrets can be kept now.
    pub state: VaultState,
    /// The system's name for the place, such as "Login".
    pub name: String,
}

/// Whether secrets can be kept now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum VaultState {
    /// Reads and writes work without a prompt.
    Ready,
    /// It exists and must be unlocked by the person.
    Locked,
    /// A keyring service runs but has no default keyring yet.
    NoCollection,
    /// No keyring service answers on this system.
    Absent,
}

/// Who answers the custom scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Scheme {
    /// The browser's answer comes here.
    Ours,
    /// Another program answers it; it is taken over only when asked.
    Taken {
        /// That program's name.
        by: String,
    },
    /// It could not be set up; the other way still works.
    Unavailable,
}

/// One integration with what hangs on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Integration {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The instance's address as shown, without a trailing slash.
    pub instance: String,
    /// Host (and port, and sub-path) for "@alice on gitlab.com".
    pub host: String,
    /// `null` until it is set up.
    pub application_id: Option<String>,
    /// When the stored Secret was set (Unix milliseconds); `null` when none is.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub secret_set_at: Option<i64>,
    /// The scopes asked for when linking.
    pub scopes: Vec<String>,
    /// Both redirect URIs: the deep link, then the loopback.
    pub redirect_uris: Vec<String>,
    /// How many links stand on it, other people's included.
    pub link_count: u32,
    /// This person's links, oldest first.
    pub links: Vec<Link>,
    /// The sign-in under way, if any.
    pub sign_in: Option<SignIn>,
    /// How the last action on it ended, until it is dismissed or replaced.
    pub notice: Option<Notice>,
}

/// One linked GitLab account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Link {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The account's username at GitLab.
    pub username: String,
    /// The account's display name.
    pub name: String,
    /// What was granted.
    pub scopes: Vec<String>,
    /// When it was linked, or relinked last (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub linked_at: i64,
    /// When GitLab last answered for it (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub checked_at: i64,
    /// Whether it was made through an Application ID that is no longer set.
    pub needs_relink: bool,
    /// Whether [`Avatar`] has something to show.
    pub has_avatar: bool,
}

/// A sign-in under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SignIn {
    /// How far it is.
    pub stage: Stage,
    /// When each stage so far was reached (Unix milliseconds), oldest first.
    #[cfg_attr(test, ts(type = "number[]"))]
    pub reached_at: Vec<i64>,
    /// The way the browser was last sent: the one the texts speak of.
    pub way: Way,
    /// The link being renewed, when this is a relink.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub relinks: Option<i64>,
    /// The redirect URI and scopes sent, to compare with GitLab's error page.
    pub sent: Vec<String>,
}

/// The stages of a sign-in, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Stage {
    /// The browser is being asked to open GitLab.
    Asking,
    /// The person is approving.
    Waiting,
    /// The code is being exchanged, then the account read.
    Checking,
    /// The tokens go into the vault.
    Saving,
}

/// How the browser hands the answer back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Way {
    /// The custom scheme.
    DeepLink,
    /// A page on this computer.
    Loopback,
}

/// How the last action ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Notice {
    /// A new account was linked.
    Linked {
        /// Its username.
        username: String,
    },
    /// The account that answered was linked already; its link is renewed.
    LinkedAgain {
        /// Its username.
        username: String,
    },
    /// The sign-in was cancelled here.
    Cancelled,
    /// It failed, and why.
    Failed {
        /// The reason.
        error: UiError,
    },
}

/// What was typed as the instance.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct InstanceText {
    /// As typed.
    pub instance: String,
}

/// What follows from an instance alone, before anything is asked of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct InstanceDescription {
    /// The address as it will be kept.
    pub instance: String,
    /// Host (and port, and sub-path).
    pub host: String,
    /// Both redirect URIs: the deep link, then the loopback.
    pub redirect_uris: Vec<String>,
}

/// The form's fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ApplicationForm {
    /// The integration being edited; `null` while adding one.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub id: Option<i64>,
    /// As typed.
    pub instance: String,
    /// As typed.
    pub application_id: String,
    /// As typed; empty keeps what is stored.
    #[cfg_attr(test, ts(type = "string"))]
    pub secret: SecretString,
    /// The ticked scopes.
    pub scopes: Vec<String>,
}

/// Save, with what the person already agreed to.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SaveIntegration {
    /// The fields.
    pub form: ApplicationForm,
    /// "Save anyway" was chosen after GitLab refused.
    pub although_refused: bool,
    /// Relinking the counted links was agreed to.
    pub although_relink: bool,
}

/// What a check proved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum CheckReport {
    /// Application ID and Secret are accepted.
    Accepted,
    /// The Application ID is accepted without a Secret.
    AcceptedPublic,
    /// GitLab refused them.
    Refused,
    /// GitLab could not be asked, or did not answer as GitLab does.
    Unknown {
        /// Why.
        error: UiError,
    },
}

/// How Save ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum SaveOutcome {
    /// It is kept.
    Saved {
        /// Which integration it is.
        #[cfg_attr(test, ts(type = "number"))]
        id: i64,
        /// What the check said; never [`CheckReport::Refused`] unless agreed to.
        check: CheckReport,
    },
    /// Nothing was kept: GitLab refused the values.
    Refused,
    /// Nothing was kept yet: this many links would have to be relinked.
    RelinkNeeded {
        /// How many.
        count: u32,
    },
}

/// Names an integration.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct IntegrationRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// Names a link.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct LinkRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// A page of the instance where an application is registered.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RegistrationPage {
    /// The instance as typed.
    pub instance: String,
    /// Whose application it will be.
    pub owner: Owner,
}

/// Who owns an application at GitLab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Owner {
    /// One person.
    User,
    /// A group.
    Group,
    /// The whole instance.
    Instance,
}

/// Starts a sign-in.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BeginLink {
    /// Through which integration.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The link to renew; `null` links a new account.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub relink: Option<i64>,
    /// How the browser is to hand back.
    pub way: Way,
}

/// The address that approves the sign-in under way.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SignInAddress {
    /// To open in any browser on this computer.
    pub url: String,
}

/// An address pasted from the browser.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct PastedAddress {
    /// The integration whose sign-in it finishes.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// As pasted; it holds a code, so it is treated as a secret.
    #[cfg_attr(test, ts(type = "string"))]
    pub address: SecretString,
}

/// An account's picture.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Avatar {
    /// A `data:` address of a PNG, JPEG or WebP; `null` shows initials.
    pub url: Option<String>,
}

/// The one error that crosses to the window.
///
/// The window's table over [`ErrorCode`] holds the sentence and the next step;
/// `facts` fills the blanks. No server prose and no secret is ever among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code:?} {facts:?}")]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct UiError {
    /// Which error it is.
    pub code: ErrorCode,
    /// Short facts by name: `host`, `status`, `expected`, …
    pub facts: BTreeMap<String, String>,
}

impl UiError {
    /// An error without facts.
    pub fn new(code: ErrorCode) -> Self {
        Self { code, facts: BTreeMap::new() }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }
}

/// Every error the window treats apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum ErrorCode {
    /// The instance field is empty.
    InstanceEmpty,
    /// The instance is not an address, or is far too long.
    InstanceMalformed,
    /// The instance has a user name or password in it.
    InstanceUserInfo,
    /// The instance has a query or a fragment.
    InstanceQuery,
    /// Neither https nor http.
    InstanceScheme,
    /// Plain http to something other than this computer.
    InstanceInsecure,
    /// The instance cannot change while links stand on it.
    InstanceHasLinks,
    /// The Application ID is empty.
    ApplicationIdEmpty,
    /// The Application ID cannot be one (spaces, control characters, too long).
    ApplicationIdMalformed,
    /// The Secret cannot be one (spaces, control characters, too long).
    SecretMalformed,
    /// A scope name is malformed, or none is ticked.
    ScopesMalformed,
    /// Another integration has this instance and Application ID. `host`.
    IntegrationExists,
    /// Links stand on it, so it cannot be removed. `count`.
    IntegrationHasLinks,
    /// It has no Application ID yet.
    IntegrationNotSetUp,
    /// It is gone.
    NotFound,
    /// The host's name is not known. `host`.
    HostUnknown,
    /// Nothing answers there. `host`.
    ConnectionRefused,
    /// No answer in time. `host`.
    TimedOut,
    /// The certificate is not trusted, or TLS failed. `host`.
    Certificate,
    /// The proxy refused, or wants a password.
    Proxy,
    /// The connection broke. `host`.
    ConnectionLost,
    /// Something answers, but not a GitLab. `host`, `status`.
    NotGitlab,
    /// The instance sends elsewhere. `host`, `to`.
    Redirected,
    /// GitLab has an error of its own. `host`, `status`.
    ServerError,
    /// GitLab asks to slow down. `host`, perhaps `seconds`.
    RateLimited,
    /// The answer is not what GitLab sends. `host`.
    AnswerMalformed,
    /// No keyring service on this system.
    VaultAbsent,
    /// A keyring service without a keyring.
    VaultNoCollection,
    /// The keyring is locked.
    VaultLocked,
    /// The keyring failed otherwise.
    VaultFailed,
    /// The person dismissed the keyring's prompt.
    VaultDismissed,
    /// No browser could be opened.
    BrowserFailed,
    /// No free port on this computer for the other way.
    LoopbackFailed,
    /// The scheme could not be taken over.
    SchemeFailed,
    /// There is no sign-in to go on with.
    NoSignIn,
    /// The pasted address is not the one that ends a sign-in.
    AddressMalformed,
    /// A callback that no sign-in asked for.
    CallbackUnknown,
    /// A callback that was used already.
    CallbackRepeated,
    /// A callback for another GitLab than the sign-in's.
    CallbackWrongInstance,
    /// A callback that is not formed like one.
    CallbackMalformed,
    /// The sign-in took longer than ten minutes.
    SignInExpired,
    /// The person pressed Deny at GitLab.
    SignInDenied,
    /// GitLab ended the sign-in with another error. `error` (a known OAuth code).
    SignInRefused,
    /// Carrick was closed in the middle, and GitLab's answer is lost.
    SignInInterrupted,
    /// GitLab did not take the code. `host`.
    CodeRefused,
    /// GitLab did not take Application ID and Secret. `host`.
    ClientRefused,
    /// The Secret that was set is no longer in the keyring.
    SecretMissing,
    /// Another account answered. `expected`, `actual`.
    IdentityMismatch,
    /// GitLab wants something done in the browser first. `host`, `state`.
    AccountBlocked,
    /// The granted scopes do not let Carrick read the account. `host`.
    ScopeTooSmall,
    /// GitLab refused the token it just gave. `host`.
    TokenRefused,
    /// The database could not be read or written.
    DatabaseFailed,
    /// The disk is full, or the data folder is read-only.
    DatabaseReadOnly,
    /// The database was made by a newer Carrick.
    DatabaseNewer,
    /// Something Carrick did not foresee.
    Internal,
}

#[cfg(test)]
mod bindings;
