//! What only this process knows: it is lost when the process ends.

use super::{Accounts, leftovers, recovery};

/// Something that ending the process would lose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loss {
    /// The tokens a renewal brought, which the vault has not taken. The link would have to be linked again.
    Renewal {
        /// Whose link it is.
        username: String,
        /// Its GitLab, as it is shown.
        host: String,
    },
    /// A person's approval, which waits for the vault. They would approve once more.
    Approval {
        /// Where they approved.
        host: String,
    },
    /// Tokens that could be neither kept nor ended. They would stay valid until GitLab's own page ends them.
    Token {
        /// Where they are valid.
        host: String,
    },
}

/// What would be lost if the process ended now, and nothing were under way.
pub(crate) fn losses(accounts: &Accounts) -> Vec<Loss> {
    let live = accounts.live();
    let renewals = live.unstored.values().map(|unstored| Loss::Renewal {
        username: unstored.renewal.link.identity.username.clone(),
        host: unstored.renewal.instance.host(),
    });
    let approvals = live.held.iter().map(|held| Loss::Approval { host: held.attempt.instance.host() });
    let tokens = live.leftovers.iter().map(|leftover| Loss::Token { host: leftover.instance.host() });
    let mut losses: Vec<Loss> = renewals.chain(approvals).chain(tokens).collect();
    losses.sort_by_key(|loss| format!("{loss:?}"));
    losses.dedup();
    losses
}

/// Tries once more to keep or to end it, as far as vault and GitLab can be reached without a question. That is under
/// way from now on, and goes on if nobody waits any more: what is being kept or ended may lie nowhere else meanwhile.
pub(crate) fn save(accounts: &Accounts) {
    let Some(under_way) = accounts.gate.try_enter() else { return };
    let accounts = accounts.clone();
    tokio::spawn(async move {
        recovery::keep_what_waited(&accounts).await;
        leftovers::revoke_all(&accounts).await;
        drop(under_way);
    });
}
