//! How the keyring is.

use carrick_store::model::VaultState;

/// How it is, by its name where it has one.
pub(crate) fn keyring(state: VaultState, name: &str) -> String {
    let the = if name.is_empty() { "The keyring".to_owned() } else { format!("The keyring {name}") };
    match state {
        VaultState::Ready => format!("{the} is ready."),
        VaultState::Locked => format!("{the} is locked."),
        VaultState::NoCollection => "A keyring service runs, but has no keyring yet.".to_owned(),
        VaultState::Refused => format!("{the} does not let Carrick in."),
        VaultState::Absent => "No keyring runs on this computer.".to_owned(),
        VaultState::Silent => format!("{the} does not answer."),
        VaultState::AsksEach => format!("{the} is open, but asks for each entry."),
        VaultState::Elsewhere => format!("{the} is another one than Carrick's entries are in."),
    }
}

/// What the person can do; `None` where nothing is to be done.
pub(crate) fn keyring_next(state: VaultState) -> Option<&'static str> {
    Some(match state {
        VaultState::Ready => return None,
        VaultState::Locked => "Unlock it, then try again.",
        VaultState::NoCollection => "Create one, named Login, in your keyring's program.",
        VaultState::Refused => "Let Carrick use it, in your keyring's settings.",
        VaultState::Absent => "Start one: GNOME Keyring, KWallet or KeePassXC.",
        VaultState::Silent => "Sign out of this computer and in again.",
        VaultState::AsksEach => "Have it let Carrick use its entries without asking.",
        VaultState::Elsewhere => "Bring the former keyring back, or link your accounts again.",
    })
}
