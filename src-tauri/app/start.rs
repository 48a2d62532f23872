//! Putting one running installation together.

use std::path::Path;
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
const ROUND: Duration = Duration::from_secs(5);
const REVOCATION_ROUND: Duration = Duration::from_secs(15);
/// A lagging replica of GitLab's has mostly caught up by then, and a person who pressed Test still waits.
const REPLICA_LAG: [Duration; 3] = [Duration::from_millis(1500), Duration::from_millis(3500), Duration::from_secs(10)];

/// The running installation, or why there is none: the window opens all the same, says it, and can try again.
pub(super) struct Startup {
    app: AppHandle,
    installation: Installation,
    opened: Mutex<Result<Services, UiError>>,
    /// One at a time opens.
    turn: tokio::sync::Mutex<()>,
}

impl Startup {
    pub(super) fn services(&self) -> Result<Services, UiError> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Opens again what could not be opened before: a disk has room again, a database was put back.
    pub(super) async fn services_at_last(&self) -> Result<Services, UiError> {
        let _turn = self.turn.lock().await;
        if let Ok(services) = self.services() {
            return Ok(services);
        }
        let opened = open(&self.app, &self.installation).await;
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = opened.clone();
        let services = opened?;
        begin(&self.app, services.clone()).await;
        Ok(services)
    }
}

pub(super) fn set_up(app: &mut App, installation: &Installation) -> Result<(), Box<dyn std::error::Error>> {
    app.manage(Subscriber::default());
    let handle = app.handle().clone();
    let opened = tauri::async_runtime::block_on(open(&handle, installation));
    app.manage(Startup {
        app: handle.clone(),
        installation: installation.clone(),
        opened: Mutex::new(opened.clone()),
        turn: Default::default(),
    });
    window::open(app, installation)?;
    if let Ok(services) = opened {
        tauri::async_runtime::block_on(begin(&handle, services));
    }
    Ok(())
}

/// Puts in order what the last start left, before a callback that caused this one is looked at; then goes on.
async fn begin(app: &AppHandle, services: Services) {
    log_failure(recovery::take_stock(&services).await);
    #[cfg(windows)]
    if let Err(error) = tauri_plugin_deep_link::DeepLinkExt::deep_link(app).register_all() {
        tracing::warn!(%error, "the scheme could not be registered");
    }
    deep_link::listen(app);
    keep_going(services);
}

async fn open(app: &AppHandle, installation: &Installation) -> Result<Services, UiError> {
    let unwritable = UiError::new(ErrorCode::DatabaseReadOnly);
    let data_home = app.path().data_dir().map_err(|_| unwritable.clone())?;
    let data_dir = installation.make_data_dir(&data_home).map_err(|_| unwritable)?;
    log::start(&data_dir);
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Carrick starts");
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
    tauri::async_runtime::spawn(async move { scheme.ensure_scheme().await });
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
