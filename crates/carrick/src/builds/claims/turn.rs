//! That it is this machine's turn, which is not yet the permission to ask GitLab for anything.

use super::claim::ClaimId;

/// It is this machine's turn, by a claim or by best effort. Meanwhile another one may have had it, so pipelines are
/// listed once more before one is asked for.
#[derive(Debug)]
#[must_use = "the turn is used up by listing pipelines"]
pub struct Turn {
    claim: Option<ClaimId>,
}

/// It is this machine's turn, and pipelines were listed since.
#[derive(Debug)]
pub struct Cleared {
    claim: Option<ClaimId>,
}

impl Turn {
    /// By a claim: for whoever implements [`Claims`](super::Claims).
    pub fn with(claim: ClaimId) -> Self {
        Self { claim: Some(claim) }
    }

    /// By best effort, or where there is nobody to tell: for whoever implements [`Claims`](super::Claims).
    pub fn without() -> Self {
        Self { claim: None }
    }

    /// The claim that is held, to be kept before anything else is done; `None` where there is none to let go.
    pub fn claim(&self) -> Option<&ClaimId> {
        self.claim.as_ref()
    }

    /// Lists pipelines, whose meaning is the caller's. Only then is there something that goes on.
    ///
    /// # Errors
    /// What listing answered, with the turn.
    pub async fn list<T, E>(self, list: impl Future<Output = Result<T, E>>) -> Result<(Cleared, T), (Self, E)> {
        match list.await {
            Ok(pipelines) => Ok((Cleared { claim: self.claim }, pipelines)),
            Err(error) => Err((self, error)),
        }
    }
}

impl Cleared {
    /// The claim that is held.
    pub fn claim(&self) -> Option<&ClaimId> {
        self.claim.as_ref()
    }
}
