//! What the window is told of clones on this computer, and what it asks.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::error::UiError;

/// What is being done with clones on this computer. Told whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Clones {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// How far the search for clones is, while there is one.
    pub finding: Option<Finding>,
    /// The number of the clone that is looked at before it is removed.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub checking: Option<i64>,
}

/// How far a search for clones is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Finding {
    /// How many folders were read.
    pub folders: u32,
    /// How many clones were found.
    pub clones: u32,
}

/// The clone of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CloneFolder {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// Where it is, as people write it.
    pub folder: String,
    /// Whether a folder is there.
    pub is_there: bool,
    /// The account that was written into it.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub link_id: Option<i64>,
}

/// A clone.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CloneRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// A repository.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RepositoryRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// What folders can be opened with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Openers {
    /// The editors on this computer, the best first.
    pub editors: Vec<Editor>,
    /// The one that is used: the person's choice, or else the first.
    pub chosen: Option<String>,
}

/// An editor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Editor {
    /// The name of its desktop entry.
    pub id: String,
    /// As it calls itself.
    pub name: String,
}

/// A clone to open.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct OpenClone {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// With what.
    pub with: OpenWith,
}

/// What a folder is opened with.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum OpenWith {
    /// An editor, which is the chosen one from then on.
    Editor {
        /// Its number in the list of them.
        editor: String,
    },
    /// A terminal.
    Terminal,
    /// The file manager.
    Folder,
}

/// Folders in which clones are likely to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SuggestedFolders {
    /// As people write them; they are there.
    pub folders: Vec<String>,
}

/// Where clones are looked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct FindClones {
    /// Absolute, or below `~/`.
    pub folders: Vec<String>,
}

/// The clones that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct FoundClones {
    /// Those that belong to a linked GitLab; at most a thousand.
    pub clones: Vec<FoundClone>,
    /// How many belong to none.
    pub others: u32,
    /// How many folders were read.
    pub folders: u32,
    /// How many folders could not be read.
    pub left_out: u32,
    /// Whether it was broken off.
    pub is_cut_short: bool,
}

/// A clone that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct FoundClone {
    /// Absolute.
    pub folder: String,
    /// As people write it.
    pub shown: String,
    /// What kind of one.
    pub kind: FoundKind,
    /// Where it belongs.
    pub host: String,
    /// The project, as its remote spells it.
    pub path: String,
    /// The repository's number, if it is in the list.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub repository: Option<i64>,
    /// Whether this very folder is known already.
    pub added: bool,
    /// Whether git gets there by SSH, and so does not ask Carrick.
    pub ssh: bool,
    /// Whether a password stands in the address of a remote.
    pub password: bool,
    /// What a person should know of before git runs there.
    pub hazards: Vec<CloneHazard>,
}

/// What kind of clone it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum FoundKind {
    /// One with its own `.git`.
    Whole,
    /// Another working folder of a clone.
    Worktree,
    /// A part of a clone.
    Submodule,
    /// One whose git folder is elsewhere.
    Apart,
    /// One without files to work on.
    Bare,
}

/// A setting in a clone that a person should know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CloneHazard {
    /// What it can do.
    pub harm: Harm,
    /// Its key.
    pub key: String,
}

/// What a setting can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Harm {
    /// git starts what it names.
    StartsProgram,
    /// A server is believed that would not be.
    WeakensTls,
    /// git reads, writes or connects somewhere else.
    LeadsElsewhere,
}

/// Clones to take in.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AdoptClones {
    /// Which.
    pub clones: Vec<AdoptClone>,
}

/// A clone to take in.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AdoptClone {
    /// Absolute.
    pub folder: String,
    /// Whether its remote by SSH, or with a password, is to be a clean one over https.
    pub https: bool,
    /// Whether its settings were seen and agreed to.
    pub despite: bool,
}

/// What came of taking clones in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Adopted {
    /// How many are added now.
    pub done: u32,
    /// The others.
    pub failed: Vec<NotAdopted>,
}

/// A clone that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct NotAdopted {
    /// As people write it.
    pub folder: String,
    /// Why.
    pub error: UiError,
}

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

/// What stands against removing a clone's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum RemovalCheck {
    /// Nothing would be lost but what is named.
    Free {
        /// What goes too.
        also: LossAlso,
        /// From when what is known of the remotes is (Unix milliseconds); none where that is not known.
        #[cfg_attr(test, ts(type = "number | null"))]
        as_of: Option<i64>,
    },
    /// Something is here only.
    Losses {
        /// What.
        loss: CloneLoss,
        /// The same.
        #[cfg_attr(test, ts(type = "number | null"))]
        as_of: Option<i64>,
    },
    /// It cannot be told.
    Doubt {
        /// Why.
        doubt: RemovalDoubt,
        /// The folder it is about, as people write it.
        path: Option<String>,
    },
}

/// What is in a clone alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CloneLoss {
    /// How many files differ from what is committed.
    pub changed: u32,
    /// How many files git does not know.
    pub untracked: u32,
    /// The first of these files.
    pub files: Vec<String>,
    /// Branches and other references with commits that no remote has.
    pub unpushed: Vec<UnpushedRef>,
    /// How many stashed changes there are.
    pub stashes: u32,
    /// How much else: notes, begun merges and rebases, large files, what lies in submodules.
    pub other: u32,
}

/// A reference with commits that no remote has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct UnpushedRef {
    /// A branch by its short name; empty for commits that no reference holds.
    pub name: String,
    /// How many, where they were counted.
    pub commits: Option<u32>,
}

/// What goes with a folder though nobody calls it work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct LossAlso {
    /// How many ignored files that no program would make again.
    pub ignored: u32,
    /// The first of them.
    pub files: Vec<String>,
    /// How many hooks somebody put there.
    pub hooks: u32,
    /// How many commits that only logs name.
    pub in_logs: u32,
    /// How many settings of the clone's own.
    pub settings: u32,
}

/// Why it cannot be told whether something would be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum RemovalDoubt {
    /// It is no clone with files to work on.
    NoClone,
    /// It is a link, or shares its git folder, files or disk with others.
    Shape,
    /// Another clone lies in it.
    HoldsClone,
    /// Something in it cannot be read.
    Unreadable,
    /// Its configuration says what cannot be put aside.
    Configuration,
    /// git is not there.
    GitMissing,
    /// git failed.
    GitFailed,
    /// It took too long.
    TooMuch,
    /// It was broken off.
    Cancelled,
    /// None of its remotes answered.
    Unreachable,
    /// It changed meanwhile.
    Changed,
    /// There is no trash for its disk, or it does not take it.
    NoTrash,
}

/// A repository to remove from Carrick.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RemoveRepository {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The numbers of the clones whose folders go to the trash; the others stay where they are.
    #[cfg_attr(test, ts(type = "Array<number>"))]
    pub to_trash: Vec<i64>,
}

/// What came of removing a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum Removed {
    /// It is removed.
    Done,
    /// A folder would not go, and the repository stays.
    Kept {
        /// The number of that clone.
        #[cfg_attr(test, ts(type = "number"))]
        clone: i64,
        /// Why.
        check: RemovalCheck,
    },
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
