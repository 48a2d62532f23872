//! Who of several machines builds a commit: each says so before it does, and only one can say it first.
//!
//! A claim only ever holds back. It says nothing about whether a commit may be built, and anybody who may push can
//! forge, delete or renew one: where one is in the way for too long, or changes too often, a machine goes on without
//! it and says so ([`watching`]). Which machine asks first is agreed without talk ([`precedence`]). One machine needs no
//! claims ([`alone`]); several leave references in the project's repository ([`refs`]), or rows in a database of their
//! own ([`postgres`]), whose address [`database`] keeps. [`why`] says what kept them from it, [`standing`] how it
//! stands with a project's.

pub mod alone;
mod claim;
pub mod database;
pub mod note;
pub mod postgres;
pub mod precedence;
pub mod refs;
pub mod standing;
mod turn;
pub mod watching;
pub mod why;

use std::pin::Pin;

pub use self::claim::{ClaimId, Key, Listed, Project};
pub use self::turn::{Cleared, Turn};
use self::watching::Ripe;
use self::why::Why;

/// What came of asking for a commit.
#[derive(Debug)]
pub enum Tried {
    /// This machine has it.
    Won(Turn),
    /// Another one has.
    Taken(ClaimId),
    /// Nobody can say: two machines may both start it, and the second start is cancelled afterwards.
    BestEffort(Why, Turn),
}

/// What came of letting a claim go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Released {
    /// It is gone.
    Gone,
    /// It is another one by now, and stays: it is somebody else's.
    Anothers,
}

/// An answer that takes a while.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where machines tell each other what they are about to build.
pub trait Claims: Send + Sync {
    /// Asks for a commit that nobody was seen to have.
    fn claim<'a>(&'a self, key: &'a Key, attempt: i64) -> Answer<'a, Tried>;

    /// Puts a claim of this machine's in the place of one that was watched for long enough.
    fn take_over<'a>(&'a self, key: &'a Key, ripe: &'a Ripe, attempt: i64) -> Answer<'a, Tried>;

    /// Puts the next one in the place of this machine's own, since a person asked for another build.
    fn renew<'a>(&'a self, key: &'a Key, own: &'a ClaimId, attempt: i64) -> Answer<'a, Tried>;

    /// Who has a commit now: to be asked while another's claim is watched, and by a holder that may have slept.
    fn look<'a>(&'a self, key: &'a Key) -> Answer<'a, Result<Option<ClaimId>, Why>>;

    /// Lets go of this machine's own.
    fn release<'a>(&'a self, key: &'a Key, own: &'a ClaimId) -> Answer<'a, Result<Released, Why>>;

    /// All that there are of a project, or of one of its merge requests. What is no claim is left out.
    fn list<'a>(&'a self, project: &'a Project, iid: Option<i64>) -> Answer<'a, Result<Vec<Listed>, Why>>;

    /// Takes claims away that are over, whoever made them, each only if it is still the one that was listed; fifty at
    /// most. Says how many are gone.
    fn sweep<'a>(&'a self, project: &'a Project, over: &'a [Listed]) -> Answer<'a, Result<usize, Why>>;

    /// Makes a claim of nothing and takes it away again, to see whether that is possible.
    fn probe<'a>(&'a self, project: &'a Project) -> Answer<'a, Result<(), Why>>;
}

/// How many are taken away at once.
pub const MOST_SWEPT: usize = 50;
