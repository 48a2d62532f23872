//! The checked way to the operations: who holds a session may act, for whom it says, as of just now.

use std::ops::Deref;

use carrick_store::error::Error;
use carrick_store::model::Profile;

use crate::assemble::Carrick;
use crate::people::acting;
use crate::topics::Topic;

/// Somebody who may act. It is made anew for each thing that is asked, by whatever door, and kept by none.
pub struct Session {
    carrick: Carrick,
    profile: Profile,
}

impl Session {
    /// Lets whoever this installation was opened for through, if they may act.
    ///
    /// # Errors
    /// [`SignedOut`](carrick_store::Code::SignedOut) where nobody is signed in, or somebody else is by now.
    pub async fn of(carrick: &Carrick) -> Result<Self, Error> {
        let profile = acting::require(&carrick.parts).await?;
        Ok(Self { carrick: carrick.clone(), profile })
    }

    /// Who acts.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }
}

/// The same installation for whoever is signed in instead, as soon as somebody else is, whichever program let them in.
pub async fn somebody_elses(carrick: &Carrick) -> Carrick {
    loop {
        let changed = carrick.parts.topics.touched_next(Topic::People);
        match acting::another(&carrick.parts).await {
            Ok(Some(profile_id)) => return carrick.for_another(profile_id),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "it could not be read who is signed in"),
        }
        changed.await;
    }
}

impl Deref for Session {
    type Target = Carrick;

    fn deref(&self) -> &Carrick {
        &self.carrick
    }
}
