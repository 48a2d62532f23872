//! The running installation as the shell holds it: opened beside the window, or not opened and why.

use std::sync::{Arc, Mutex, PoisonError};

use carrick::builds::telling::errand;
use carrick::desktop::notifications::Target;
use carrick::jobs::{self, Sight};
use carrick::repositories::list;
use carrick::session::{self, Session};
use carrick::topics::Topic;
use carrick::{Carrick, Outside, assemble};
use carrick_store::error::{Code, Error};
use carrick_store::installation::Installation;
use tauri::async_runtime::{JoinHandle, spawn};
use tauri::{AppHandle, Manager as _};

use super::leave;
use super::teller::Teller;

/// The running installation, or why there is none. The window does not wait for it: it opens all the same, says what
/// stands in the way, and can try again.
pub(super) struct Startup {
    app: AppHandle,
    installation: Installation,
    teller: Teller,
    sight: Sight,
    opened: Mutex<Option<Result<Carrick, Error>>>,
    /// One at a time opens, or turns to somebody else.
    opening: tokio::sync::Mutex<()>,
    /// What is done beside the window for whoever acts.
    beside: Mutex<Vec<JoinHandle<()>>>,
}

impl Startup {
    pub(super) fn new(app: &AppHandle, installation: &Installation) -> Self {
        let (sight, opened, opening, beside) = Default::default();
        let (teller, app, installation) = (Teller::new(app.clone()), app.clone(), installation.clone());
        Self { app, installation, teller, sight, opened, opening, beside }
    }

    /// Who tells the window.
    pub(super) fn teller(&self) -> &Teller {
        &self.teller
    }

    /// The way to what whoever is signed in may do.
    pub(super) async fn session(&self) -> Result<Session, Error> {
        let carrick = self.carrick()?;
        match Session::of(&carrick).await {
            Err(error) if error.code == Code::SignedOut => Session::of(&self.turn().await?).await,
            session => session,
        }
    }

    /// The same for what may be asked although nobody is signed in: signing in, the keyring, leaving.
    pub(super) fn even_signed_out(&self) -> Result<Carrick, Error> {
        self.carrick()
    }

    /// Turns to whoever is signed in by now, if it is somebody else.
    pub(super) async fn turn(&self) -> Result<Carrick, Error> {
        let _one = self.opening.lock().await;
        let carrick = self.carrick()?;
        let Some(theirs) = session::turned(&carrick).await? else { return Ok(carrick) };
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(Ok(theirs.clone()));
        self.go_on(theirs.clone());
        for topic in Topic::ALL {
            theirs.parts.topics.touch(topic);
        }
        Ok(theirs)
    }

    /// What is open now. The window asks for nothing before it was told what there is.
    fn carrick(&self) -> Result<Carrick, Error> {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.clone().unwrap_or_else(|| Err(Error::new(Code::Internal)))
    }

    /// Opens what is not open: for the first time, or because it could not be opened before and a disk has room
    /// again by now, a database was put back.
    pub(super) async fn carrick_at_last(&self) -> Result<Carrick, Error> {
        let _one = self.opening.lock().await;
        if let Ok(carrick) = self.carrick() {
            return Ok(carrick);
        }
        let opened = self.open().await;
        // Before anything is begun: whatever asks for an end meanwhile must find what it would cut off.
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(opened.clone());
        match &opened {
            Ok(carrick) => {
                self.sight.set(true, carrick);
                self.go_on(carrick.clone());
            }
            Err(error) => tracing::warn!(%error, "Carrick could not open its data"),
        }
        opened
    }

    /// Whether the window can be seen from now on.
    pub(super) fn see(&self, carrick: &Carrick, is_visible: bool) {
        self.sight.set(is_visible, carrick);
    }

    /// What the notification led to that started this process, where one did.
    pub(super) fn errand() -> Option<Target> {
        std::env::args().find_map(|word| errand::target(&word))
    }

    /// What is done beside the window for as long as it is open, or until it is somebody else's. Runs of jobs that are
    /// under way then are carried to their ends.
    fn go_on(&self, carrick: Carrick) {
        let mut beside = self.beside.lock().unwrap_or_else(PoisonError::into_inner);
        for task in beside.drain(..) {
            task.abort();
        }
        self.sight.keep(&carrick);
        carrick.leaving.ask_of(&carrick.builds);
        let repositories = carrick.repositories.clone();
        let (sight, jobs) = (self.sight.clone(), carrick.clone());
        *beside = vec![
            spawn(self.teller.clone().run(carrick.clone())),
            spawn(async move { list::prepare(&repositories).await }),
            spawn(leave::follow(self.app.clone(), carrick.clone())),
            spawn(async move { jobs::run(&jobs, sight).await }),
            spawn(follow_people(self.app.clone(), carrick)),
        ];
    }

    async fn open(&self) -> Result<Carrick, Error> {
        let program = std::env::current_exe().unwrap_or_else(|_| "carrick-desktop".into());
        assemble(Outside::of_this_computer(&self.installation, program, Arc::new(self.teller.clone()))?).await
    }
}

/// Turns to somebody else as soon as they act. This ends with it.
async fn follow_people(app: AppHandle, carrick: Carrick) {
    session::somebody_else(&carrick).await;
    drop(app.state::<Startup>().turn().await);
}
