//! Asking GitLab as a link: its token, a second try with another one, and the pauses that the instance asks for.

use std::sync::{Arc, Mutex, PoisonError};

use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;

use super::Builds;
use crate::accounts::tokens::{self, Access};
use crate::gitlab::{self, Caller, Client, Said, Unanswered};

/// GitLab's pause where it asks for one and does not say how long (seconds).
const USUAL_PAUSE: u64 = 60;

/// Asks GitLab as a link.
pub(in crate::builds) struct Asker {
    builds: Builds,
    access: Mutex<Arc<Access>>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::builds) enum NoAnswer {
    /// This GitLab does not know all that was named: an older text is to be tried, or REST.
    Older,
    /// Less is to be asked for at once.
    Less,
    /// What stands in the way.
    Stopped {
        /// What it is.
        error: Error,
        /// Whether GitLab may have done all the same what it was asked to do.
        is_lost: bool,
    },
}

impl From<Error> for NoAnswer {
    fn from(error: Error) -> Self {
        Self::Stopped { error, is_lost: false }
    }
}

impl NoAnswer {
    fn of(why: Unanswered, instance: &Instance) -> Self {
        match why {
            Unanswered::Unsupported => Self::Older,
            Unanswered::TooSlow | Unanswered::TooMuch => Self::Less,
            Unanswered::Failed(error) => Self::Stopped { error: error.at(instance), is_lost: error.may_have_acted() },
        }
    }

    /// As an error, where nothing else helps.
    pub(in crate::builds) fn told(self, instance: &Instance) -> Error {
        match self {
            Self::Older => Error::new(Code::AnswerMalformed).with("host", instance.host()),
            Self::Less => Error::new(Code::TimedOut).with("host", instance.host()),
            Self::Stopped { error, .. } => error,
        }
    }
}

/// What one question is asked with.
pub(in crate::builds) struct Asked {
    pub(in crate::builds) gitlab: Client,
    access: Arc<Access>,
}

impl Asked {
    /// As whom it is asked.
    pub(in crate::builds) fn caller(&self) -> Caller<'_> {
        Caller { instance: &self.access.instance, token: &self.access.token }
    }
}

impl Asker {
    /// Somebody who asks as this link.
    pub(in crate::builds) async fn of(builds: &Builds, link_id: i64) -> Result<Self, Error> {
        let access = tokens::access_for(builds.accounts(), link_id).await?;
        Ok(Self { builds: builds.clone(), access: Mutex::new(Arc::new(access)) })
    }

    /// Where it asks.
    pub(in crate::builds) fn instance(&self) -> Instance {
        self.access().instance.clone()
    }

    /// The account's number at its instance.
    pub(in crate::builds) fn user_id(&self) -> i64 {
        self.access().link.identity.user_id
    }

    /// As which link it asks.
    pub(in crate::builds) fn link_id(&self) -> i64 {
        self.access().link.id
    }

    /// Asks once, and once more with another token where this one is refused: who was refused was not looked at. While
    /// the instance wants to be left alone it is not asked at all.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(in crate::builds) async fn ask<T, F>(&self, question: impl Fn(Asked) -> F) -> Result<Said<T>, NoAnswer>
    where
        F: Future<Output = Result<Said<T>, Unanswered>>,
    {
        self.heed_pause()?;
        let access = self.access();
        let answer = match question(self.asked(&access)).await {
            Err(Unanswered::Failed(gitlab::Error::Unauthorized)) => {
                let renewed = Arc::new(tokens::access_after_refusal(self.builds.accounts(), &access).await?);
                *self.access.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&renewed);
                question(self.asked(&renewed)).await
            }
            answer => answer,
        };
        self.note_pause(&answer);
        answer.map_err(|why| NoAnswer::of(why, &access.instance))
    }

    fn heed_pause(&self) -> Result<(), Error> {
        let instance = self.instance();
        match self.builds.pauses.left(&instance.address(), self.builds.clock.moment()) {
            Some(seconds) => Err(gitlab::Error::RateLimited { seconds: Some(seconds) }.at(&instance)),
            None => Ok(()),
        }
    }

    fn note_pause<T>(&self, answer: &Result<Said<T>, Unanswered>) {
        let seconds = match answer {
            Ok(said) => said.rest,
            Err(Unanswered::Failed(gitlab::Error::RateLimited { seconds })) => Some(seconds.unwrap_or(USUAL_PAUSE)),
            Err(_) => None,
        };
        if let Some(seconds) = seconds {
            self.builds.pauses.note(&self.instance().address(), seconds, self.builds.clock.moment());
        }
    }

    fn asked(&self, access: &Arc<Access>) -> Asked {
        Asked { gitlab: self.builds.gitlab.clone(), access: Arc::clone(access) }
    }

    fn access(&self) -> Arc<Access> {
        Arc::clone(&self.access.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
