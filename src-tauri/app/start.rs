//! Putting one running installation together.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use carrick::accounts::{health, pairs, recovery};
use carrick::db::Db;
use carrick::gitlab::Client;
use carrick::messages::{ErrorCode, UiError};
use carrick::services::{Clock as _, Parts, SchemeKeeper, Services, SystemClock};
use carrick::vault::Vault;
use carrick::vault::keyring::Keyring;
use tauri::{App, AppHandle, Manager as _};

use super::adapters::{SystemBrowser, Window};
use super::events::Subscriber;
use super::installation::Installation;
use super::{deep_link, log, window};

/// GitLab's slowest answers are pages, not tokens.
const PATIENCE: Duration = Duration::from_secs(30);
const SETTLE: Duration = Duration::from_secs(1);
const ROUND: Duration = Duration::from_secs(5);
const REVOCATION_ROUND: Duration = Duration::from_secs(15);
/// A lagging replica of GitLab's has mostly caught up by then, and a person who pressed Test still waits.
const REPLICA_LAG: [Duration; 3] = [Duration::from_millis(1500), Duration::from_millis(3500), Duration::from_secs(10)];

/// The running installation, or why there is none. The window does not wait for it: it opens all the same, says what
/// stands in the way, and can try again.
pub(super) struct Startup {
    app: AppHandle,
    installation: Installation,
    opened: Mutex<Option<Result<Services, UiError>>>,
    /// One at a time opens.
    turn: tokio::sync::Mutex<()>,
}

impl Startup {
    /// What is open now. The window asks for nothing before it was told what there is.
    pub(super) fn services(&self) -> Result<Services, UiError> {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.clone().unwrap_or_else(|| Err(UiError::new(ErrorCode::Internal)))
    }

    /// Opens what is not open: for the first time, or because it could not be opened before and a disk has room
    /// again by now, a database was put back.
    pub(super) async fn services_at_last(&self) -> Result<Services, UiError> {
        let _turn = self.turn.lock().await;
        if let Ok(services) = self.services() {
            return Ok(services);
        }
        let opened = open(&self.app, &self.installation).await;
        if let Ok(services) = &opened {
            // What the last start left is known before a callback that caused this one is looked at.
            log_failure(recovery::take_stock(services).await);
            keep_going(services.clone());
        }
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(opened.clone());
        opened
    }
}

pub(super) fn set_up(app: &mut App, installation: &Installation) -> Result<(), Box<dyn std::error::Error>> {
    if let Ok((_, data_dir)) = folders(app.handle(), installation) {
        log::start(&data_dir);
    }
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Carrick starts");
    let handle = app.handle().clone();
    app.manage(Subscriber::default());
    app.manage(Startup {
        app: handle.clone(),
        installation: installation.clone(),
        opened: Mutex::default(),
        turn: tokio::sync::Mutex::default(),
    });
    // The web view takes longest; everything else is done beside it.
    tauri::async_runtime::spawn(async move { handle.state::<Startup>().services_at_last().await.map(drop) });
    window::open(app, installation)?;
    #[cfg(windows)]
    tauri_plugin_deep_link::DeepLinkExt::deep_link(app).register_all()?;
    deep_link::listen(app);
    Ok(())
}

/// Where programs keep what is theirs, and the folder in it that is ours.
fn folders(app: &AppHandle, installation: &Installation) -> Result<(PathBuf, PathBuf), UiError> {
    let unwritable = UiError::new(ErrorCode::DatabaseReadOnly);
    let data_home = app.path().data_dir().map_err(|_| unwritable.clone())?;
    let data_dir = installation.make_data_dir(&data_home).map_err(|_| unwritable)?;
    Ok((data_home, data_dir))
}

async fn open(app: &AppHandle, installation: &Installation) -> Result<Services, UiError> {
    let (data_home, data_dir) = folders(app, installation)?;
    let db = open_database(&data_dir)?;
    let profile = recovery::open_profile(&db, user_name(), SystemClock.now()).await?;
    let gitlab = Client::new(PATIENCE).map_err(|_| UiError::new(ErrorCode::Certificate))?;
    Ok(Services::new(Parts {
        db,
        vault: Vault::new(Arc::new(Keyring::new(&installation.identifier()))),
        gitlab,
        browser: Arc::new(SystemBrowser),
        clock: Arc::new(SystemClock),
        events: Arc::new(Window(app.clone())),
        scheme_keeper: scheme_keeper(installation, &data_home),
        data_dir,
        profile_id: profile.id,
        replica_lag: REPLICA_LAG.to_vec(),
        on_step: |_| {},
        now: Default::default(),
    }))
}

fn open_database(data_dir: &Path) -> Result<Db, UiError> {
    let path = data_dir.join("carrick.db");
    Db::open(&path).map_err(|error| UiError::from(error).with("path", path.display()))
}

#[cfg(target_os = "linux")]
fn scheme_keeper(installation: &Installation, data_home: &Path) -> Arc<dyn SchemeKeeper> {
    let program = std::env::current_exe().unwrap_or_else(|_| "carrick-desktop".into());
    let entries = carrick::scheme::DesktopEntries::new(program, installation.name.clone(), data_home.to_owned());
    Arc::new(entries)
}

#[cfg(not(target_os = "linux"))]
fn scheme_keeper(_: &Installation, _: &Path) -> Arc<dyn SchemeKeeper> {
    Arc::new(super::adapters::InstalledScheme)
}

/// What is done beside the window for as long as it is open.
fn keep_going(services: Services) {
    let scheme = services.clone();
    tauri::async_runtime::spawn(async move {
        // It starts programs, and the window needs the processor first.
        tokio::time::sleep(SETTLE).await;
        scheme.ensure_scheme().await;
    });
    let revocations = services.clone();
    tauri::async_runtime::spawn(async move {
        log_failure(recovery::go_on(&revocations).await);
        loop {
            tokio::time::sleep(REVOCATION_ROUND).await;
            pairs::revoke_due(&revocations).await;
        }
    });
    let links = services.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            tokio::time::sleep(ROUND).await;
            health::keep_alive(&links).await;
        }
    });
    tauri::async_runtime::spawn(async move {
        loop {
            tokio::time::sleep(ROUND).await;
            log_failure(recovery::look_around(&services).await);
        }
    });
}

fn log_failure(done: Result<(), UiError>) {
    if let Err(error) = done {
        tracing::warn!(code = ?error.code, "not everything could be put in order");
    }
}

/// The system user's name, for the first profile.
fn user_name() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "Administrator".to_owned())
}
