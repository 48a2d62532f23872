//! What would be lost with a clone, and removing a repository.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

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
