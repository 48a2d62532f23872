//! Adding repositories: a queue that a restart goes on with.

pub mod show;

use std::path::PathBuf;

use carrick_store::error::{Code, Error};

use super::Repositories;
use crate::git::cloning::failure::Failure;
use crate::git::cloning::progress::Progress;
use crate::messages;

/// Why a repository was not added at once.
#[derive(Debug)]
pub enum NotAdded {
    /// It failed, and nothing of it is left; the folder it is about, where that is known.
    Failed(Failure, Option<PathBuf>),
    /// It is larger than is fetched without a question: about so many bytes, and so many are free.
    Large(u64, Option<u64>),
    /// A clone of the same project is there already.
    Taken(PathBuf),
    /// Something of ours stands in the way.
    Error(Error),
}

/// Adds a repository in this process, without the queue, and waits for it. Dropped, it is cancelled.
///
/// # Errors
/// Why it was not added.
pub async fn add_now(
    _: &Repositories,
    _: messages::AddRepository,
    _: impl FnMut(Progress) + Send + 'static,
) -> Result<messages::Added, NotAdded> {
    Err(NotAdded::Error(Error::new(Code::Internal)))
}

/// Adds a repository, or puts it into the queue.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn add(_: &Repositories, _: messages::AddRepository) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Puts many into the queue.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn add_many(_: &Repositories, _: Vec<i64>) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Tries again, or answers a question.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn retry(_: &Repositories, _: messages::RetryAddition) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Takes in the clone that is at the place already.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn use_found(_: &Repositories, _: i64) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Cancels one.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn cancel(_: &Repositories, _: i64) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Cancels all that run or wait.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn cancel_all(_: &Repositories) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Forgets one that failed.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn dismiss(_: &Repositories, _: i64) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Notes that the offer was answered.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn dismiss_git_offer(_: &Repositories) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Sets where new clones go.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn set_projects_folder(_: &Repositories, _: Option<String>) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// The groups that something is known of.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn groups(_: &Repositories) -> Result<messages::Groups, Error> {
    Err(Error::new(Code::Internal))
}

/// What is in a group.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn preview_group(_: &Repositories, _: messages::GroupWanted) -> Result<messages::GroupPreview, Error> {
    Err(Error::new(Code::Internal))
}
