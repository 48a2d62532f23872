//! The checked way to the operations: who holds a session may act, for whom it says, as of just now.

use std::ops::Deref;

use carrick_store::error::Error;

use crate::accounts::sign_in;
use crate::assemble::Carrick;
use crate::people::acting;
use crate::topics::Topic;

/// Somebody who may act. It is made anew for each thing that is asked, by whatever door, and kept by none.
pub struct Session(Carrick);

impl Session {
    /// Lets whoever this installation was opened for through, if they may act.
    ///
    /// # Errors
    /// [`SignedOut`](carrick_store::Code::SignedOut) where nobody is signed in, or somebody else is by now.
    pub async fn of(carrick: &Carrick) -> Result<Self, Error> {
        acting::require(&carrick.parts).await?;
        Ok(Self(carrick.clone()))
    }
}

/// The same installation for whoever is signed in by now, if that is somebody else. What the one before had begun in the
/// browser is given up; what is under way otherwise goes on to its end.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn turned(carrick: &Carrick) -> Result<Option<Carrick>, Error> {
    let Some(profile_id) = acting::another(&carrick.parts).await? else { return Ok(None) };
    tracing::info!(profile = profile_id, "somebody else acts from now on");
    sign_in::give_up_all(&carrick.accounts).await?;
    Ok(Some(carrick.for_another(profile_id)))
}

/// Waits until somebody else is signed in, whichever program let them in.
pub async fn somebody_else(carrick: &Carrick) {
    loop {
        let changed = carrick.parts.topics.touched_next(Topic::People);
        match acting::another(&carrick.parts).await {
            Ok(Some(_)) => return,
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "it could not be read who is signed in"),
        }
        changed.await;
    }
}

impl Deref for Session {
    type Target = Carrick;

    fn deref(&self) -> &Carrick {
        &self.0
    }
}
