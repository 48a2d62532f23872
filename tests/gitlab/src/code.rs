//! The code of a project through the API: commits, branches, files, who may change them, and what its CI file is.

pub(crate) mod blobs;
pub(crate) mod branches;
pub(crate) mod commits;
pub(crate) mod files;
pub(crate) mod lint;
pub(crate) mod members;
