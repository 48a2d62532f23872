//! What git clients asked for and who they turned out to be.

use crate::instance::locked;
use std::fmt;
use std::sync::Mutex;

/// A request of git's or of its large files, answered.
#[derive(Clone, PartialEq, Eq)]
pub struct GitRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path below the relative URL root, as sent.
    pub path: String,
    /// `git-upload-pack` or `git-receive-pack`, from the path or the query.
    pub service: Option<String>,
    /// The user name of Basic, when there was one. People put tokens there, so `Debug` leaves it out.
    pub username: Option<String>,
    /// The account that the password proved; none for nobody and for a wrong password.
    pub account: Option<String>,
    /// The status of the answer.
    pub status: u16,
}

impl fmt::Debug for GitRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("GitRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("service", &self.service)
            .field("account", &self.account)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

#[derive(Default)]
pub(crate) struct GitRecord(Mutex<Vec<GitRequest>>);

impl GitRecord {
    pub(crate) fn add(&self, request: GitRequest) {
        locked(&self.0).push(request);
    }

    pub(crate) fn all(&self) -> Vec<GitRequest> {
        locked(&self.0).clone()
    }

    pub(crate) fn clear(&self) {
        locked(&self.0).clear();
    }
}
