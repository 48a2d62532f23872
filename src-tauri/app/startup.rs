//! The running installation as the shell holds it: opened beside the window, or not opened and why.

use std::sync::{Arc, Mutex, PoisonError};

use carrick::builds::telling::errand;
use carrick::desktop::notifications::Target;
use carrick::jobs::{self, Sight};
use carrick::repositories::list;
use carrick::{Carrick, Outside, assemble};
use carrick_store::error::{Code, Error};
use carrick_store::installation::Installation;
use tauri::AppHandle;

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
    /// One at a time opens.
    opening: tokio::sync::Mutex<()>,
}

impl Startup {
    pub(super) fn new(app: &AppHandle, installation: &Installation) -> Self {
        let (sight, opened, opening) = Default::default();
        let (teller, app, installation) = (Teller::new(app.clone()), app.clone(), installation.clone());
        Self { app, installation, teller, sight, opened, opening }
    }

    /// Who tells the window.
    pub(super) fn teller(&self) -> &Teller {
        &self.teller
    }

    /// What is open now. The window asks for nothing before it was told what there is.
    pub(super) fn carrick(&self) -> Result<Carrick, Error> {
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
            Ok(carrick) => self.go_on(carrick.clone()),
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

    /// What is done beside the window for as long as it is open.
    fn go_on(&self, carrick: Carrick) {
        self.sight.set(true, &carrick);
        carrick.leaving.ask_of(&carrick.builds);
        tauri::async_runtime::spawn(self.teller.clone().run(carrick.clone()));
        let sight = self.sight.clone();
        let repositories = carrick.repositories.clone();
        tauri::async_runtime::spawn(async move { list::prepare(&repositories).await });
        tauri::async_runtime::spawn(leave::follow(self.app.clone(), carrick.clone()));
        tauri::async_runtime::spawn(async move { jobs::run(&carrick, sight).await });
    }

    async fn open(&self) -> Result<Carrick, Error> {
        let program = std::env::current_exe().unwrap_or_else(|_| "carrick-desktop".into());
        assemble(Outside::of_this_computer(&self.installation, program, Arc::new(self.teller.clone()))?).await
    }
}
