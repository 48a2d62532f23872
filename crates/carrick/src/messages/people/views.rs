//! What the window is told of people.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use crate::messages::accounts::{Notice, Receipt, SignIn};

/// Who uses this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct People {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// The person using it.
    pub profile: Profile,
    /// Everybody, in the order in which they came; nobody while signed out.
    pub people: Vec<Person>,
    /// Who may join, and what is asked of them.
    pub admission: Admission,
    /// Whether the organisation has set that.
    pub managed: bool,
    /// Whether the organisation has people asked to sign in, and that waits for an administrator who can come back.
    pub asks_later: bool,
    /// Since when nobody is signed in, where nobody is. The window shows nothing but the sign-in screen then.
    pub signed_out: Option<SignedOut>,
    /// Where one can sign in: one per integration that is set up.
    pub doors: Vec<SignInDoor>,
    /// Whether git, the command line and builds act for somebody that can be named: two people or more.
    pub is_shared: bool,
}

/// The person using this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Profile {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The name shown; at first the system user's.
    pub name: String,
    /// What this person may set up.
    pub role: Role,
}

/// What a profile may set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Role {
    /// Sets up integrations for everyone on this computer.
    Admin,
    /// Links accounts of their own.
    Member,
}

/// Somebody who uses Carrick on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Person {
    /// The profile's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The name shown.
    pub name: String,
    /// What this person may set up.
    pub role: Role,
    /// The accounts this person signs in with.
    pub sign_in_accounts: Vec<SignInAccount>,
    /// The accounts this person has linked.
    pub linked: Vec<LinkedName>,
    /// When they were last here (Unix milliseconds), where they ever were.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub last_here_at: Option<i64>,
    /// Whether it is the person using it now.
    pub is_you: bool,
    /// Whether nobody else may set things up: this one stays as they are.
    pub is_last_admin: bool,
}

/// An account somebody signs in with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SignInAccount {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The username, as it was when they last signed in.
    pub username: String,
    /// The GitLab, without its scheme.
    pub host: String,
}

/// A linked account by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct LinkedName {
    /// The link's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// The username.
    pub username: String,
    /// The GitLab, without its scheme.
    pub host: String,
    /// Whether this person signs in with it too.
    pub signs_in: bool,
}

/// Who may join, and what is asked of the people who use Carrick here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(TS))]
pub struct Admission {
    /// Whether people are asked to sign in.
    pub asks_to_sign_in: bool,
    /// Who may join.
    pub who_may_join: WhoMayJoin,
    /// The groups whose members may join, where it is their members.
    pub groups: Vec<JoinGroup>,
    /// When a person is signed out by itself.
    pub sign_out_after: SignOutAfter,
    /// Whether GitLab is asked for a fresh sign-in.
    pub asks_for_fresh_sign_in: bool,
    /// Whether builds are started for whoever was here last while nobody is signed in.
    pub builds_while_signed_out: bool,
}

/// Who may join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum WhoMayJoin {
    /// Only people whom an administrator added.
    Listed,
    /// Anyone with an account on a GitLab that is set up.
    Anyone,
    /// Members of groups.
    Groups,
}

/// A group whose members may join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(TS))]
pub struct JoinGroup {
    /// The integration's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub integration_id: i64,
    /// The group's full path. Its number at GitLab is found out when it is set.
    pub path: String,
    /// The least role there, as GitLab numbers it: 10 guest, 20 reporter, 30 developer, 40 maintainer, 50 owner.
    pub least_role: u8,
}

/// When a person is signed out by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
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

/// That nobody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SignedOut {
    /// Since when (Unix milliseconds); unknown where what was written down cannot be read.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub since: Option<i64>,
    /// Why.
    pub why: WhySignedOut,
    /// Who may go on without signing in: everybody, where nobody is asked to sign in; else nobody.
    pub may_go_on: Vec<Profile>,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum WhySignedOut {
    /// A person signed out.
    Asked,
    /// The computer was not used for as long as was set.
    Idle,
    /// The computer was locked.
    ComputerLocked,
    /// People are asked to sign in from now on.
    Begun,
    /// What was written down of it cannot be read.
    Unreadable,
}

/// Where one can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SignInDoor {
    /// The integration's number; what goes on with a sign-in names it.
    #[cfg_attr(test, ts(type = "number"))]
    pub integration_id: i64,
    /// The GitLab's address.
    pub instance: String,
    /// The GitLab, without its scheme.
    pub host: String,
    /// Whether GitLab says who somebody is by an ID token (`openid` among its scopes).
    pub has_openid: bool,
    /// A sign-in under way that is for signing in.
    pub sign_in: Option<SignIn>,
    /// How the last one ended.
    pub notice: Option<Notice>,
}

/// Whom GitLab knows by a username.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct FoundPerson {
    /// The integration's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub integration_id: i64,
    /// The account's number at GitLab.
    #[cfg_attr(test, ts(type = "number"))]
    pub user_id: i64,
    /// The username as GitLab writes it.
    pub username: String,
    /// The name shown at GitLab.
    pub name: String,
    /// The GitLab, without its scheme.
    pub host: String,
    /// Who has this account already, where somebody has.
    pub is_known: Option<String>,
}

/// What goes when somebody is removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct PersonDependents {
    /// The linked accounts that are unlinked.
    pub linked: Vec<LinkedName>,
    /// Repositories on this computer whose folders stay.
    pub clones: u32,
    /// Repositories whose builds stop.
    pub repositories: u32,
}

/// What became of a removed person's links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct PersonRemoved {
    /// One for each link.
    pub receipts: Vec<UnlinkedName>,
}

/// What became of one link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct UnlinkedName {
    /// The username.
    pub username: String,
    /// The GitLab, without its scheme.
    pub host: String,
    /// What is known of its tokens.
    pub receipt: Receipt,
}
