//! What the system hands over by Carrick's scheme: what a browser brings back of a sign-in, or a set-up that somebody was
//! given. Which of the two is decided by the place alone, before anything of it is believed.

use super::{Accounts, arrival, proposals, setup};

/// Takes it, whatever it is. What belongs to nothing changes nothing.
pub async fn receive(accounts: &Accounts, text: &str) {
    if setup::link::is_one(text) {
        proposals::receive(accounts, text).await;
    } else {
        arrival::receive(accounts, text).await;
    }
}
