//! How the edges' errors become the one error the window understands.

use crate::messages::{ErrorCode, UiError, VaultState};
use crate::{db, vault};

impl From<vault::Error> for UiError {
    fn from(error: vault::Error) -> Self {
        Self::new(match error {
            vault::Error::Absent => ErrorCode::VaultAbsent,
            vault::Error::NoCollection => ErrorCode::VaultNoCollection,
            vault::Error::Locked => ErrorCode::VaultLocked,
            vault::Error::Dismissed => ErrorCode::VaultDismissed,
            vault::Error::Failed => ErrorCode::VaultFailed,
        })
    }
}

impl From<db::Error> for UiError {
    fn from(error: db::Error) -> Self {
        tracing::warn!(%error, "the database failed");
        Self::new(match &error {
            db::Error::Newer => ErrorCode::DatabaseNewer,
            db::Error::Sqlite(cause) if is_unwritable(cause) => ErrorCode::DatabaseReadOnly,
            db::Error::Sqlite(cause) if is_damaged(cause) => ErrorCode::DatabaseDamaged,
            db::Error::Io(_) => ErrorCode::DatabaseReadOnly,
            db::Error::Sqlite(_) | db::Error::Migration(_) | db::Error::Interrupted => ErrorCode::DatabaseFailed,
        })
    }
}

fn is_unwritable(cause: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, DiskFull, PermissionDenied, ReadOnly, SystemIoFailure};
    matches!(cause.sqlite_error_code(), Some(CannotOpen | DiskFull | PermissionDenied | ReadOnly | SystemIoFailure))
}

fn is_damaged(cause: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    matches!(cause.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}

/// A vault that is not ready, as an error.
///
/// # Errors
/// Unless it is ready.
pub fn require_ready(state: VaultState) -> Result<(), UiError> {
    Err(UiError::new(match state {
        VaultState::Ready => return Ok(()),
        VaultState::Locked => ErrorCode::VaultLocked,
        VaultState::NoCollection => ErrorCode::VaultNoCollection,
        VaultState::Absent => ErrorCode::VaultAbsent,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_crosses_as_code_and_facts_alone() {
        let error = UiError::new(ErrorCode::NotGitlab).with("host", "gitlab.example").with("status", 200);
        let json = serde_json::to_string(&error).unwrap();
        let expected = r#"{"code":"not_gitlab","facts":{"host":"gitlab.example","status":"200"}}"#;
        assert_eq!(json, expected, "the window's table is keyed by exactly this form");
    }
}
