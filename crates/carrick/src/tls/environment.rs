//! The variables that name trusted certificates, as OpenSSL names them. An empty one is none, as with curl.

use std::ffi::OsString;
use std::path::PathBuf;

/// A file with certificates.
pub(super) const FILE: &str = "SSL_CERT_FILE";

/// Folders with files of them.
pub(super) const FOLDERS: &str = "SSL_CERT_DIR";

/// A variable of this process that says something.
pub(super) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The folders of a list, as a variable holds it.
pub(super) fn folders_of(list: &OsString) -> Vec<PathBuf> {
    std::env::split_paths(list).filter(|folder| !folder.as_os_str().is_empty()).collect()
}
