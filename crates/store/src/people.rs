//! Who uses this installation, and what is asked of them.

use crate::instance::Instance;
use crate::model::Profile;

/// Who acts, and whether they are signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    /// Who acts, or acted last.
    pub profile: Profile,
    /// Why nobody does, where nobody does.
    pub signed_out: Option<SignedOut>,
}

/// That nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedOut {
    /// Since when (Unix milliseconds), where that could be read.
    pub since: Option<i64>,
    /// Why.
    pub why: WhySignedOut,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhySignedOut {
    /// A person signed out.
    Asked,
    /// The computer was not used for as long as was set.
    Idle,
    /// The computer was locked.
    ComputerLocked,
    /// People are asked to sign in from now on.
    Begun,
    /// What was written down of it cannot be read, or was written on another computer.
    Unreadable,
}

/// What is asked of the people who use this installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// Whether people are asked to sign in.
    pub asks: bool,
    /// Who may join.
    pub who: WhoMayJoin,
    /// When a person is signed out by itself.
    pub sign_out_after: SignOutAfter,
    /// Whether GitLab is asked for a fresh sign-in.
    pub asks_fresh: bool,
    /// Whether builds go on for whoever was here last while nobody is signed in.
    pub builds_on: bool,
}

impl Default for Admission {
    fn default() -> Self {
        Self {
            asks: false,
            who: WhoMayJoin::Listed,
            sign_out_after: SignOutAfter::Never,
            asks_fresh: false,
            builds_on: false,
        }
    }
}

/// Who may join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhoMayJoin {
    /// Only people whom an administrator added.
    Listed,
    /// Anyone with an account on a GitLab that is set up.
    Anyone,
    /// Members of groups.
    Groups,
}

/// When a person is signed out by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOutAfter {
    /// Never.
    Never,
    /// After a quarter of an hour without use of this computer.
    Minutes15,
    /// After an hour without use of this computer.
    Hour1,
    /// When this computer locks.
    ComputerLocks,
}

/// A quarter of an hour (milliseconds).
const QUARTER: i64 = 15 * 60 * 1000;

impl SignOutAfter {
    /// How long a sign-in holds without a sign of life (milliseconds); `None` for ever. Whether the computer locks
    /// is not seen while no program of ours runs, so that this holds for a quarter of an hour then.
    pub fn grace(self) -> Option<i64> {
        match self {
            Self::Never => None,
            Self::Minutes15 | Self::ComputerLocks => Some(QUARTER),
            Self::Hour1 => Some(4 * QUARTER),
        }
    }
}

/// A group whose members may join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinGroup {
    /// At the GitLab of this integration.
    pub integration_id: i64,
    /// Its number there.
    pub group_id: i64,
    /// Its full path when it was last looked at.
    pub path: String,
    /// The least role there, as GitLab numbers it: 10 guest to 50 owner.
    pub least_role: u8,
}

/// An account somebody signs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInAccount {
    /// Its number here.
    pub id: i64,
    /// Whose it is.
    pub profile_id: i64,
    /// Its GitLab.
    pub instance: Instance,
    /// Its number there.
    pub user_id: i64,
    /// The username when it was last told.
    pub username: String,
    /// The name shown at GitLab, as it was last told.
    pub name: String,
    /// Whether this person came by themselves, and no administrator named them.
    pub joined: bool,
}
