//! The running installation as the shell holds it: opened beside the window, or not opened and why.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use carrick::desktop::browser::SystemBrowser;
use carrick::desktop::scheme::SchemeKeeper;
use carrick::git::ground::Ground;
use carrick::jobs::{self, Sight};
use carrick::{Carrick, Outside, assemble};
use carrick_store::clock::SystemClock;
use carrick_store::error::{Code, Error};
use carrick_store::installation::{self, Installation};
use carrick_store::vault::keyring::Keyring;
use tauri::{AppHandle, Manager as _};

use super::leave;
use super::teller::Teller;

/// GitLab's slowest answers are pages, not tokens.
const PATIENCE: Duration = Duration::from_secs(30);
/// A keyring answers within milliseconds, unless it writes to a slow disk.
const KEYRING_LIMIT: Duration = Duration::from_secs(5);
/// A lagging replica of GitLab's has mostly caught up by then, and a person who pressed Test still waits.
const REPLICA_LAG: [Duration; 3] = [Duration::from_millis(1500), Duration::from_millis(3500), Duration::from_secs(10)];

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

    /// What is done beside the window for as long as it is open.
    fn go_on(&self, carrick: Carrick) {
        self.sight.set(true, &carrick);
        tauri::async_runtime::spawn(self.teller.clone().run(carrick.clone()));
        let sight = self.sight.clone();
        tauri::async_runtime::spawn(leave::follow(self.app.clone(), carrick.clone()));
        tauri::async_runtime::spawn(async move { jobs::run(&carrick, sight).await });
    }

    async fn open(&self) -> Result<Carrick, Error> {
        let (data_home, data_dir) = folders(&self.app, &self.installation)?;
        assemble(Outside {
            git: Ground::find(&self.installation, &data_dir),
            data_dir,
            user_name: installation::user_name().unwrap_or_else(|| "Administrator".to_owned()),
            store: Arc::new(Keyring::new(&self.installation.identifier(), KEYRING_LIMIT)),
            browser: Arc::new(SystemBrowser),
            clock: Arc::new(SystemClock),
            listener: Arc::new(self.teller.clone()),
            scheme_keeper: scheme_keeper(&self.installation, data_home),
            patience: PATIENCE,
            replica_lag: REPLICA_LAG.to_vec(),
            on_step: |_| {},
        })
        .await
    }
}

/// Where programs keep what is theirs, and the folder in it that is ours.
pub(super) fn folders(app: &AppHandle, installation: &Installation) -> Result<(PathBuf, PathBuf), Error> {
    let data_home = app.path().data_dir().map_err(|_| Error::new(Code::DatabaseReadOnly))?;
    let made = installation.make_folder(&data_home);
    let data_dir = made.map_err(|cause| Error::new(Code::DatabaseReadOnly).from_source(&cause))?;
    Ok((data_home, data_dir))
}

#[cfg(target_os = "linux")]
fn scheme_keeper(installation: &Installation, data_home: PathBuf) -> Arc<dyn SchemeKeeper> {
    let program = std::env::current_exe().unwrap_or_else(|_| "carrick-desktop".into());
    Arc::new(carrick::desktop::scheme::DesktopEntries::new(program, installation.name.clone(), data_home))
}

#[cfg(not(target_os = "linux"))]
fn scheme_keeper(_: &Installation, _: PathBuf) -> Arc<dyn SchemeKeeper> {
    Arc::new(carrick::desktop::scheme::InstalledScheme)
}
