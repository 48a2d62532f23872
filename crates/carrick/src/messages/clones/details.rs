//! What a clone uses, and where an account reaches.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::finding::CloneHazard;

/// What a clone uses, and where that comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CloneDetails {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The repository's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub repository: i64,
    /// As people write it.
    pub folder: String,
    /// Whether a folder is there.
    pub is_there: bool,
    /// Its remotes at linked GitLabs, `origin` first.
    pub remotes: Vec<CloneRemote>,
    /// Who is written under commits.
    pub name: Option<Origin>,
    /// With which address.
    pub email: Option<Origin>,
    /// With which key they are signed.
    pub signing_key: Option<Origin>,
    /// That the commit name does not fit the account, unless that was left on purpose.
    pub misfit: Option<Misfit>,
    /// What starts programs or leads elsewhere.
    pub hazards: Vec<CloneHazard>,
}

/// A remote of a clone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CloneRemote {
    /// Such as `origin`.
    pub name: String,
    /// Where it is.
    pub host: String,
    /// The project, as it is spelled there.
    pub path: String,
    /// Whether git gets there by SSH, and so does not ask Carrick.
    pub ssh: bool,
    /// Whether a password stands in its address.
    pub password: bool,
    /// Where the project is now, if it was moved or renamed.
    pub moved_to: Option<String>,
    /// The account that git uses.
    pub account: Option<String>,
    /// Why that one.
    pub reason: Option<AccountReason>,
    /// Whether it may push; `null` while that is not known.
    pub may_push: Option<bool>,
    /// When git last got that account's token, here or in another folder (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number | null"))]
    pub handed_out_at: Option<i64>,
}

/// Why git uses an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum AccountReason {
    /// The clone or its address names it.
    Named,
    /// It was chosen for this place.
    Chosen,
    /// It is the one that reaches the project.
    Reaches,
    /// It is the default.
    Default,
    /// It is the only one there.
    Only,
}

/// A value, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Origin {
    /// What git uses.
    pub value: String,
    /// The file it stands in, as people write it.
    pub file: String,
    /// Whether that is the clone's own file.
    pub is_here: bool,
}

/// A commit name that does not fit the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Misfit {
    /// Under which address commits are made.
    pub email: String,
    /// The account's name.
    pub username: String,
    /// The address that would fit.
    pub fitting: String,
}

/// Who git acts and commits as in a clone.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SetCloneIdentity {
    /// The clone's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The account; none leaves the choice to Carrick.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub link: Option<i64>,
    /// The name under commits; none for what git says elsewhere.
    pub name: Option<String>,
    /// The address under commits.
    pub email: Option<String>,
    /// The key they are signed with.
    pub signing_key: Option<String>,
}

/// A remote to mend.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct MendRemote {
    /// The clone's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// Its name. It gets the clean address, over https, of where the project is now.
    pub remote: String,
}

/// Where a linked account reaches further than the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AccountReach {
    /// Groups that only this account reaches, largest first; at most three.
    pub groups: Vec<ReachedGroup>,
    /// How many further ones.
    pub more: u32,
    /// The account that git uses elsewhere on this instance.
    pub default: Option<String>,
}

/// A group that one account alone reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ReachedGroup {
    /// Its path.
    pub path: String,
    /// How many repositories.
    pub count: u32,
}
