//! Putting one running installation together.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use carrick::accounts::{health, pairs, recovery};
use carrick::db::Db;
use carrick::gitlab::Client;
use carrick::messages::{ErrorCode, UiError};
use carrick::services::{Clock as _, Parts, SchemeKeeper, Services, SystemClock};
use carrick::vault::Vault;
use carrick::vault::keyring::Keyring;
use tauri::{App, Manager as _};

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

/// The running installation, or why there is none: the window opens all the same and says it.
pub(super) struct Startup(Result<Services, UiError>);

impl Startup {
    pub(super) fn services(&self) -> Result<Services, UiError> {
        self.0.clone()
    }
}

pub(super) fn set_up(app: &mut App, installation: &Installation) -> Result<(), Box<dyn std::error::Error>> {
    app.manage(Subscriber::default());
    let data_home = app.path().data_dir()?;
    let startup = open(app, installation, &data_home);
    let services = startup.clone();
    app.manage(Startup(startup));
    window::open(app, data_home.join(installation.identifier()))?;
    if let Ok(services) = services {
        // What the last start left is known before a callback that caused this one is looked at.
        log_failure(tauri::async_runtime::block_on(recovery::take_stock(&services)));
        #[cfg(windows)]
        tauri_plugin_deep_link::DeepLinkExt::deep_link(app).register_all()?;
        deep_link::listen(app);
        keep_going(services);
    }
    Ok(())
}

fn open(app: &App, installation: &Installation, data_home: &Path) -> Result<Services, UiError> {
    let unwritable = |_| UiError::new(ErrorCode::DatabaseReadOnly);
    let data_dir = installation.make_data_dir(data_home).map_err(unwritable)?;
    log::start(&data_dir);
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Carrick starts");
    let db = open_database(&data_dir)?;
    let opened = recovery::open_profile(&db, user_name(), SystemClock.now());
    let profile = tauri::async_runtime::block_on(opened)?;
    let gitlab = Client::new(PATIENCE).map_err(|_| UiError::new(ErrorCode::Certificate))?;
    Ok(Services::new(Parts {
        db,
        vault: Vault::new(Arc::new(Keyring::new(&installation.identifier()))),
        gitlab,
        browser: Arc::new(SystemBrowser),
        clock: Arc::new(SystemClock),
        events: Arc::new(Window(app.handle().clone())),
        scheme_keeper: scheme_keeper(installation, data_home),
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
