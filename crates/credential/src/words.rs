//! The one line that people read when a linked host cannot be served: what is, and one next step.

use carrick_store::model::{Link, VaultState};
use carrick_store::standing::Cause;
use carrick_store::vault::Error;

pub(crate) const ANOTHER_USER: &str = "these accounts are another user's. Run git without sudo.";
pub(crate) const SIGNED_OUT: &str = "nobody is signed in to Carrick. Open Carrick and sign in, then run this again.";
pub(crate) const UNREADABLE: &str = "its database can't be read. Open Carrick.";
pub(crate) const NEWER: &str = "a newer Carrick uses its database. Update this one.";

/// Who it is, as people know them.
pub(crate) fn whom(link: &Link, host: &str) -> String {
    format!("@{} on {host}", link.identity.username)
}

pub(crate) fn needs_you(cause: &Cause, whom: &str) -> String {
    match cause {
        Cause::Account { .. } => format!("GitLab wants {whom} to do something in the browser first. Open Carrick."),
        Cause::SecretRenewed => format!("{whom} needs the new Secret of its application. Open Carrick."),
        _ => format!("{whom} needs to be relinked. Open Carrick."),
    }
}

pub(crate) fn unreachable(whom: &str) -> String {
    format!("the token of {whom} has ended, and GitLab can't be reached for a new one. Try again.")
}

pub(crate) fn refused(whom: &str) -> String {
    format!("GitLab does not take the token of {whom} here, though it lives. Look at its access rights in GitLab.")
}

pub(crate) fn unchecked(whom: &str) -> String {
    format!("GitLab did not take the token of {whom}, and can't be asked why. Try again.")
}

pub(crate) fn keyring(error: &Error, name: &str) -> String {
    let keyring = if name.is_empty() { "the keyring".to_owned() } else { format!("the {name} keyring") };
    match error.state() {
        Some(VaultState::Locked | VaultState::AsksEach) => {
            format!("{keyring} is locked. Unlock it, then run this again.")
        }
        Some(VaultState::Elsewhere) => "the keyring that holds its tokens is not there now. Open Carrick.".to_owned(),
        Some(VaultState::Silent) => format!("{keyring} does not answer. Try again."),
        Some(VaultState::Absent | VaultState::NoCollection) => {
            "no keyring is there in this session. Log in to the desktop, or start one.".to_owned()
        }
        Some(VaultState::Refused) => format!("{keyring} does not let this program in. Open Carrick."),
        _ => format!("{keyring} failed. Open Carrick."),
    }
}
