//! Clones of added repositories: opened, found, taken in, mended and removed.

pub mod show;

use carrick_store::error::{Code, Error};

use super::Repositories;
use crate::messages;

/// What folders can be opened with.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn openers(_: &Repositories) -> Result<messages::Openers, Error> {
    Err(Error::new(Code::Internal))
}

/// Opens a clone.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn open(_: &Repositories, _: messages::OpenClone) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Folders in which clones are likely to be.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn suggest_folders(_: &Repositories) -> Result<messages::SuggestedFolders, Error> {
    Err(Error::new(Code::Internal))
}

/// Finds clones.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn find(_: &Repositories, _: Vec<String>) -> Result<messages::FoundClones, Error> {
    Err(Error::new(Code::Internal))
}

/// Breaks the search off.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn stop_finding(_: &Repositories) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Takes clones in.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn adopt(_: &Repositories, _: Vec<messages::AdoptClone>) -> Result<messages::Adopted, Error> {
    Err(Error::new(Code::Internal))
}

/// What a clone uses, and where that comes from.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn details(_: &Repositories, _: i64) -> Result<messages::CloneDetails, Error> {
    Err(Error::new(Code::Internal))
}

/// Writes who acts and commits into a clone.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn set_identity(_: &Repositories, _: messages::SetCloneIdentity) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Leaves a commit name as it is.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn keep_name(_: &Repositories, _: i64) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Mends a remote.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn mend_remote(_: &Repositories, _: i64, _: String) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Looks what would be lost.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn check_removal(_: &Repositories, _: i64) -> Result<messages::RemovalCheck, Error> {
    Err(Error::new(Code::Internal))
}

/// Breaks that off.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn stop_check(_: &Repositories) -> Result<(), Error> {
    Err(Error::new(Code::Internal))
}

/// Removes a repository from Carrick.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn remove(_: &Repositories, _: i64, _: Vec<i64>) -> Result<messages::Removed, Error> {
    Err(Error::new(Code::Internal))
}

/// Where an account alone reaches.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn reach(_: &Repositories, _: i64) -> Result<messages::AccountReach, Error> {
    Err(Error::new(Code::Internal))
}
