//! Signs out whoever has gone from this computer, where that was set. Nothing is looked at where it was not.

use std::sync::{Arc, PoisonError};

use carrick_store::clock::Moment;
use carrick_store::error::Error;
use carrick_store::people::WhySignedOut;

use super::{Accounts, signing_out};
use crate::desktop::presence::OnLock;
use crate::people::{acting, admission};

/// How long after a look the next one comes, where nothing is heard in between (milliseconds).
const BETWEEN_LOOKS: i64 = 30_000;

/// A moment that is over however long the computer runs.
const AT_ONCE: Moment = Moment::at(i64::MIN);

/// When it is to be looked next whether somebody is there (Unix milliseconds); `None` where nobody wants to know.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_look_due(accounts: &Accounts) -> Result<Option<i64>, Error> {
    let is_wanted = admission::ends_by_itself(accounts).await?;
    let next = accounts.live().next_look;
    let to_come = next.filter(|next| is_wanted && *next > accounts.clock.moment());
    let due = to_come.map_or(i64::MIN, |next| accounts.clock.says(next));
    Ok((is_wanted || next.is_some()).then_some(due))
}

/// Looks whether somebody is there, and signs out if not. Where nobody wants to know any more, what was held for it is
/// let go of.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn look(accounts: &Accounts) -> Result<(), Error> {
    let why = if admission::ends_by_itself(accounts).await? {
        // Before it is looked: a lock that is heard meanwhile has the next look come at once.
        accounts.live().next_look = Some(accounts.clock.moment().after(BETWEEN_LOOKS));
        let seen = accounts.presence.look(on_lock(accounts)).await;
        let Some(why) = admission::judge(accounts, seen).await? else { return Ok(()) };
        Some(why)
    } else {
        // A sign-in whose time is over is signed out like any other, so that everybody hears of it.
        let signed_out = acting::acting(accounts).await?.signed_out.map(|it| it.why);
        signed_out.filter(|why| *why == WhySignedOut::Idle)
    };
    if let Some(why) = why {
        signing_out::sign_out(accounts, why).await?;
    }
    accounts.live().next_look = None;
    accounts.presence.rest();
    Ok(())
}

/// Has the next look come at once.
fn on_lock(accounts: &Accounts) -> OnLock {
    let (state, topics) = (Arc::downgrade(&accounts.0.state), Arc::clone(&accounts.topics));
    Arc::new(move || {
        let Some(state) = state.upgrade() else { return };
        state.lock().unwrap_or_else(PoisonError::into_inner).next_look = Some(AT_ONCE);
        topics.wake();
    })
}
