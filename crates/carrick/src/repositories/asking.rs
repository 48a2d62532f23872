//! Asking GitLab as a link: its token, its places at the instance, and a second try.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::project::Listed;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::Repositories;
use crate::accounts::tokens::{self, Access};
use crate::gitlab::{self, Among, Place, ProjectAnswer, ProjectPage, Which};

/// The pauses after which GitLab is asked again that has not answered, or not well: what it says of many pages should
/// not break off over one.
const AGAIN: [Duration; 2] = [Duration::from_millis(250), Duration::from_millis(1000)];

/// Asks GitLab as a link. Cheap to clone.
#[derive(Clone)]
pub(super) struct Asker(Arc<Shared>);

struct Shared {
    repositories: Repositories,
    instance: Instance,
    access: Mutex<Arc<Access>>,
    places: Arc<Semaphore>,
}

impl Asker {
    /// Somebody who asks as this link.
    pub(super) async fn of(repositories: &Repositories, link_id: i64) -> Result<Self, Error> {
        let access = tokens::access_for(repositories.accounts(), link_id).await?;
        let instance = access.instance.clone();
        let places = repositories.live().places(&instance.address());
        let repositories = repositories.clone();
        Ok(Self(Arc::new(Shared { repositories, instance, access: Mutex::new(Arc::new(access)), places })))
    }

    /// Where it asks.
    pub(super) fn instance(&self) -> &Instance {
        &self.0.instance
    }

    /// A page of the link's projects.
    pub(super) async fn page(&self, among: Among, place: Place) -> Result<ProjectPage, Error> {
        let mut tries = self.tries().await?;
        loop {
            let access = self.access();
            match self.gitlab().projects(&access.instance, &access.token, among, place).await {
                Ok(page) => return Ok(page),
                Err(error) => tries.go_on_after(&access, &error).await?,
            }
        }
    }

    /// What GitLab finds for a text.
    pub(super) async fn search(&self, text: &str) -> Result<Vec<Listed>, Error> {
        let mut tries = self.tries().await?;
        loop {
            let access = self.access();
            match self.gitlab().search_projects(&access.instance, &access.token, text).await {
                Ok(found) => return Ok(found),
                Err(error) => tries.go_on_after(&access, &error).await?,
            }
        }
    }

    /// One project.
    pub(super) async fn project(&self, which: Which<'_>) -> Result<Option<ProjectAnswer>, Error> {
        let mut tries = self.tries().await?;
        loop {
            let access = self.access();
            match self.gitlab().project(&access.instance, &access.token, which).await {
                Ok(project) => return Ok(project),
                Err(error) => tries.go_on_after(&access, &error).await?,
            }
        }
    }

    fn gitlab(&self) -> &gitlab::Client {
        &self.0.repositories.gitlab
    }

    /// Waits for a place at the instance, which is kept for all tries of one question.
    async fn tries(&self) -> Result<Tries<'_>, Error> {
        let place = self.0.places.acquire().await.map_err(|_| Error::new(Code::Internal))?;
        Ok(Tries { asker: self, _place: place, pauses: AGAIN.iter() })
    }

    fn access(&self) -> Arc<Access> {
        Arc::clone(&self.0.access.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The tries of one question.
struct Tries<'a> {
    asker: &'a Asker,
    _place: SemaphorePermit<'a>,
    pauses: std::slice::Iter<'static, Duration>,
}

impl Tries<'_> {
    /// Makes ready for another try: with another token once this one is refused, and after a pause where GitLab did
    /// not answer, or not well.
    ///
    /// # Errors
    /// What stands in the way, where another try would not help.
    async fn go_on_after(&mut self, access: &Access, error: &gitlab::Error) -> Result<(), Error> {
        let shared = &self.asker.0;
        match error {
            gitlab::Error::Unauthorized => {
                let renewed = tokens::access_after_refusal(shared.repositories.accounts(), access).await?;
                *shared.access.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(renewed);
            }
            gitlab::Error::Server { .. } | gitlab::Error::Lost { .. } | gitlab::Error::TimedOut { .. } => {
                let pause = self.pauses.next().ok_or_else(|| error.at(&shared.instance))?;
                tokio::time::sleep(*pause).await;
            }
            gitlab::Error::RateLimited { seconds: Some(seconds) } => {
                let repositories = &shared.repositories;
                repositories.pauses.note(&shared.instance.address(), *seconds, repositories.clock.moment());
                return Err(error.at(&shared.instance));
            }
            _ => return Err(error.at(&shared.instance)),
        }
        Ok(())
    }
}
