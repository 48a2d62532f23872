//! What git asks for a password is answered from the linked accounts.

use std::process::ExitCode;

/// Answers one question of git's.
pub fn run() -> ExitCode {
    ExitCode::SUCCESS
}
