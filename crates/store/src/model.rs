//! The words of the design as types: what is kept, and who is meant.

use secrecy::SecretString;

use crate::clock::is_ahead;
use crate::instance::Instance;
use crate::standing::Standing;

/// A person who uses this installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its number.
    pub id: i64,
    /// The name shown.
    pub name: String,
    /// What this person may set up.
    pub role: Role,
}

/// An instance with its application, as kept.
#[derive(Debug, Clone)]
pub struct Integration {
    /// Its number.
    pub id: i64,
    /// The GitLab.
    pub instance: Instance,
    /// `None` until it is set up.
    pub application_id: Option<String>,
    /// When the Secret in the vault was set (Unix milliseconds); `None` for a public application.
    pub secret_set_at: Option<i64>,
    /// The scopes asked for.
    pub scopes: Vec<String>,
    /// Since when an administrator of the GitLab is waited for, who was asked to register the application (Unix
    /// milliseconds).
    pub asked_at: Option<i64>,
}

impl Integration {
    /// Whether it is for just this instance and application.
    pub fn is_of(&self, instance: &Instance, application_id: &str) -> bool {
        self.instance == *instance && self.application_id.as_deref() == Some(application_id)
    }
}

/// A GitLab account that a profile approved.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub profile_id: i64,
    /// Through which integration.
    pub integration_id: i64,
    /// The Application ID its tokens were issued for.
    pub application_id: String,
    /// The token pair it lives on.
    pub pair_id: i64,
    /// Who it is at GitLab.
    pub identity: Identity,
    /// What was granted.
    pub scopes: Vec<String>,
    /// When it was linked or relinked last (Unix milliseconds).
    pub linked_at: i64,
    /// When GitLab last answered for it (Unix milliseconds).
    pub checked_at: i64,
    /// When its access token was asked for (Unix milliseconds).
    pub asked_at: i64,
    /// When its access token ends, by our clock (Unix milliseconds).
    pub expires_at: i64,
    /// When git may use it.
    pub git_use: GitUse,
    /// How it stands, by what GitLab has proven.
    pub standing: Standing,
}

/// GitLab's scopes with which a token can fetch over git.
const FETCHING: [&str; 4] = ["api", "read_api", "read_repository", "write_repository"];

/// An access token is renewed this long before it ends (milliseconds), so that what it is handed to can finish.
const AHEAD: i64 = 5 * 60 * 1000;

impl Link {
    /// How long its token still lives by a clock that says this (milliseconds). Nothing where that was set back since the
    /// token was asked for: how much is left is not known then.
    pub fn left(&self, now: i64) -> i64 {
        if is_ahead(self.asked_at, now) { 0 } else { self.expires_at.saturating_sub(now).max(0) }
    }

    /// In how long its token is renewed that still lives for so long (milliseconds): ahead of its end, at half of a life
    /// that is short.
    pub fn renews_in(&self, left: i64) -> i64 {
        let life = self.expires_at.saturating_sub(self.asked_at).max(0);
        left - AHEAD.min(life / 2)
    }

    /// Whether what was granted is of any use to git.
    pub fn may_serve_git(&self) -> bool {
        self.scopes.iter().any(|scope| FETCHING.contains(&scope.as_str()))
    }

    /// Whether git may use it.
    pub fn serves_git(&self) -> bool {
        self.git_use != GitUse::Never && self.may_serve_git()
    }
}

/// When git may use an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GitUse {
    /// Wherever nothing speaks for another.
    Default,
    /// Where it was chosen, or is the one that can reach the project; everywhere while it is the first.
    WhereNeeded,
    /// Nowhere, not even where it is named.
    Never,
}

/// Which account git uses below a place, and who commits there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountChoice {
    /// Its number.
    pub id: i64,
    /// The account.
    pub link_id: i64,
    /// The instance's address.
    pub instance: String,
    /// A namespace or project as GitLab spells it, without slashes around it; empty for the whole instance. In which
    /// case its letters are makes no difference.
    pub prefix: String,
    /// The name under commits.
    pub commit_name: Option<String>,
    /// The address under commits.
    pub commit_email: Option<String>,
    /// The key that signs them, as git takes it.
    pub signing_key: Option<String>,
}

/// Who an account is at its instance, from `GET /api/v4/user`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// GitLab's number for the account; unlike the username it never changes.
    pub user_id: i64,
    /// The username, without `@`.
    pub username: String,
    /// The display name.
    pub name: String,
    /// Where its picture is said to be.
    pub avatar_url: Option<String>,
    /// The address that GitLab itself puts under the account's commits.
    pub commit_email: Option<String>,
}

/// Why a sign-in was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To link an account.
    Link,
    /// To renew this link; the same account is expected.
    Relink(i64),
    /// To sign a person in. Nothing is linked by it.
    SignIn,
    /// To sign a person in, and to link the account for them.
    SignInAndLink,
}

impl Purpose {
    /// The link to renew, if that is what it is for.
    pub fn relinks(self) -> Option<i64> {
        match self {
            Self::Link | Self::SignIn | Self::SignInAndLink => None,
            Self::Relink(link) => Some(link),
        }
    }

    /// Whether an account is linked by it, anew or for the first time.
    pub fn links(self) -> bool {
        self != Self::SignIn
    }

    /// Whether it is to sign a person in.
    pub fn signs_in(self) -> bool {
        matches!(self, Self::SignIn | Self::SignInAndLink)
    }
}

/// One way to finish a sign-in: a state, a verifier and the redirect URI they were sent with.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Its number.
    pub id: i64,
    /// Who is signing in.
    pub profile_id: i64,
    /// Through which integration.
    pub integration_id: i64,
    /// What for.
    pub purpose: Purpose,
    /// How the browser hands back.
    pub way: Way,
    /// The GitLab it was started with.
    pub instance: Instance,
    /// The application it was started with.
    pub application_id: String,
    /// The scopes that were asked for.
    pub scopes: Vec<String>,
    /// Byte for byte what was sent as `redirect_uri`.
    pub redirect_uri: String,
    /// When it was started (Unix milliseconds).
    pub started_at: i64,
    /// When it stops being valid (Unix milliseconds).
    pub expires_at: i64,
}

impl Attempt {
    /// How long an approval may take (milliseconds).
    pub const LIFETIME: i64 = 10 * 60 * 1000;

    /// Whether its time was ended before it had it in full.
    pub fn is_cut_short(&self) -> bool {
        self.expires_at.saturating_sub(self.started_at) < Self::LIFETIME
    }

    /// What was sent, to compare with GitLab's error page: the redirect URI, then the scopes.
    pub fn sent(&self) -> Vec<String> {
        vec![self.redirect_uri.clone(), self.scopes.join(" ")]
    }
}

/// A picture: its media type and its bytes.
pub type Picture = (String, Vec<u8>);

/// An access token with its refresh token: they live and die together.
#[derive(Debug)]
pub struct TokenPair {
    /// Opaque; of any length.
    pub access_token: SecretString,
    /// Opaque; of any length; used once.
    pub refresh_token: SecretString,
    /// Seconds the access token lives from now.
    pub expires_in: u64,
    /// What was granted.
    pub scopes: Vec<String>,
    /// What is to prove whose it is, where that was asked for; nobody has looked at it yet.
    pub id_token: Option<SecretString>,
    /// When GitLab gave it, by its own clock (Unix milliseconds), where it says so.
    pub given_at: Option<i64>,
}

/// What a profile may set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Sets up integrations for everyone on this computer.
    Admin,
    /// Links accounts of their own.
    Member,
}

/// How the browser hands the answer back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The custom scheme.
    DeepLink,
    /// A page on this computer.
    Loopback,
}

/// How far an attempt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It waits for its callback.
    Open,
    /// It has had its callback.
    Matched,
    /// That ended with a link.
    Done,
    /// That ended without one.
    Failed,
    /// It was given up before any callback came.
    Closed,
}

/// The stages of a sign-in, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// Whether secrets can be kept now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultState {
    /// Reads and writes work without a prompt.
    Ready,
    /// It exists and must be unlocked by the person.
    Locked,
    /// A keyring service runs but has no default keyring yet.
    NoCollection,
    /// The session bus or the service will not let Carrick in.
    Refused,
    /// No keyring service answers on this system.
    Absent,
    /// One runs, but did not answer in time.
    Silent,
    /// It would ask the person for each entry by itself.
    AsksEach,
    /// It works, but the entries of this installation are not in it: another keyring, or an emptied one.
    Elsewhere,
}
