//! The one place where a running installation is put together: for the app, for tests, for every program to come.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use carrick_store::clock::{Clock, SystemClock};
use carrick_store::db;
use carrick_store::error::{Code, Error};
use carrick_store::installation::{self, Installation};
use carrick_store::vault::SecretStore;
use carrick_store::vault::keyring::Keyring;

use crate::accounts::managed::{self, Managed};
use crate::accounts::step::Step;
use crate::accounts::{Accounts, recovery};
use crate::blocking::{self, Db, Vault};
use crate::builds::Builds;
use crate::desktop::browser::{Browser, SystemBrowser};
use crate::desktop::notifications::{self, Notifier};
use crate::desktop::opening::environment::Environment;
use crate::desktop::opening::{Opener, SystemOpener};
use crate::desktop::presence::{self, Presence};
use crate::desktop::scheme::{self, SchemeKeeper};
use crate::desktop::service;
use crate::gate::Gate;
use crate::git::ground::Ground;
use crate::git::losing::Trash;
use crate::git_setup::watch::Watch;
use crate::gitlab::Client;
use crate::leaving::{self, Leaving};
use crate::parts::Parts;
use crate::people;
use crate::repositories::Repositories;
use crate::surroundings::Surroundings;
use crate::topics::{Listener, Topics};

/// GitLab's slowest answers are pages, not tokens.
const PATIENCE: Duration = Duration::from_secs(30);
/// A keyring answers within milliseconds, unless it writes to a slow disk.
const KEYRING_LIMIT: Duration = Duration::from_secs(5);
/// A lagging replica of GitLab's has mostly caught up by then, and a person who pressed Test still waits.
const REPLICA_LAG: [Duration; 3] = [Duration::from_millis(1500), Duration::from_millis(3500), Duration::from_secs(10)];

/// What an installation is put together from.
pub struct Outside {
    /// Its folder; 0700, and there.
    pub data_dir: PathBuf,
    /// What the first profile is called.
    pub user_name: String,
    /// Whom it is opened for by name, where not for whoever acts.
    pub acts_as: Option<String>,
    /// The keyring.
    pub store: Arc<dyn SecretStore>,
    /// The system's browser.
    pub browser: Arc<dyn Browser>,
    /// What opens folders.
    pub opener: Arc<dyn Opener>,
    /// What shows notifications.
    pub notifier: Arc<dyn Notifier>,
    /// What knows whether somebody is there.
    pub presence: Arc<dyn Presence>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Who is told of changes.
    pub listener: Arc<dyn Listener>,
    /// The custom scheme.
    pub scheme_keeper: Arc<dyn SchemeKeeper>,
    /// What is to watch when no window is open.
    pub service: service::Place,
    /// git on this computer.
    pub git: Ground,
    /// Where folders go that are removed.
    pub trash: Trash,
    /// Where the organisation's file would be.
    pub managed: managed::Place,
    /// How long an answer of GitLab's is waited for.
    pub patience: Duration,
    /// The pauses after which a refresh token that GitLab refused is asked about again (gitlab-org/gitlab issue
    /// 599181: a lagging replica may not know it yet).
    pub replica_lag: Vec<Duration>,
    /// Hears of every step, so that a test can end the process between two of them.
    pub on_step: fn(Step),
}

impl Outside {
    /// This computer as it is, for one of its installations. The custom scheme is to start `desktop_program`.
    ///
    /// # Errors
    /// When the installation has no folder and none can be made.
    pub fn of_this_computer(
        installation: &Installation,
        desktop_program: PathBuf,
        listener: Arc<dyn Listener>,
    ) -> Result<Self, Error> {
        let (data_home, data_dir) = folders(installation)?;
        let git = Ground::find(installation, &data_dir);
        let environment = Environment::find();
        Ok(Self {
            service: service::Place::find(installation, &data_home, &git.places.git),
            git,
            data_dir,
            user_name: installation::user_name().unwrap_or_else(|| "Administrator".to_owned()),
            acts_as: None,
            store: Arc::new(Keyring::new(&installation.identifier(), KEYRING_LIMIT)),
            browser: Arc::new(SystemBrowser::new(environment.clone(), scheme::places::Places::find(data_home.clone()))),
            opener: Arc::new(SystemOpener::new(environment)),
            clock: Arc::new(SystemClock),
            notifier: notifier(installation, Arc::clone(&listener)),
            presence: presence(),
            listener,
            trash: Trash::of_this_user(data_home.clone()),
            scheme_keeper: scheme_keeper(installation, desktop_program, data_home),
            managed: managed::Place::of_this_computer(),
            patience: PATIENCE,
            replica_lag: REPLICA_LAG.to_vec(),
            on_step: |_| {},
        })
    }
}

/// Where programs keep what is theirs, and the folder in it that is ours, made if it is not there.
///
/// # Errors
/// When it cannot be made.
pub fn folders(installation: &Installation) -> Result<(PathBuf, PathBuf), Error> {
    let data_home = installation::data_home().ok_or_else(|| Error::new(Code::DatabaseReadOnly))?;
    let made = installation.make_folder(&data_home);
    let data_dir = made.map_err(|cause| Error::new(Code::DatabaseReadOnly).from_source(&cause))?;
    Ok((data_home, data_dir))
}

#[cfg(target_os = "linux")]
fn notifier(installation: &Installation, listener: Arc<dyn Listener>) -> Arc<dyn Notifier> {
    let pressed = move |target| listener.asked_for(target);
    Arc::new(notifications::bus::BusNotifier::new(installation.identifier(), Arc::new(pressed)))
}

#[cfg(not(target_os = "linux"))]
fn notifier(_: &Installation, _: Arc<dyn Listener>) -> Arc<dyn Notifier> {
    Arc::new(notifications::Silent)
}

#[cfg(target_os = "linux")]
fn presence() -> Arc<dyn Presence> {
    Arc::new(presence::bus::BusPresence::new())
}

#[cfg(not(target_os = "linux"))]
fn presence() -> Arc<dyn Presence> {
    Arc::new(presence::Unseen)
}

#[cfg(target_os = "linux")]
fn scheme_keeper(installation: &Installation, program: PathBuf, data_home: PathBuf) -> Arc<dyn SchemeKeeper> {
    let places = scheme::places::Places::find(data_home);
    Arc::new(scheme::DesktopEntries::new(program, installation.name.clone(), places))
}

#[cfg(not(target_os = "linux"))]
fn scheme_keeper(_: &Installation, _: PathBuf, _: PathBuf) -> Arc<dyn SchemeKeeper> {
    Arc::new(scheme::InstalledScheme)
}

/// One running installation. Cheap to clone.
#[derive(Clone)]
pub struct Carrick {
    /// What everything stands on.
    pub parts: Arc<Parts>,
    /// Linked accounts.
    pub accounts: Accounts,
    /// What they can reach.
    pub repositories: Repositories,
    /// Which of their merge requests are built.
    pub builds: Builds,
    /// Vault and scheme.
    pub surroundings: Surroundings,
    /// Whether git's set-up still fits.
    pub git_watch: Arc<Watch>,
    /// How its process may end.
    pub leaving: Leaving,
}

impl Carrick {
    /// The same installation for somebody else. What is under way for whom it was opened goes on to its end.
    pub fn for_another(&self, profile_id: i64) -> Self {
        let parts = Arc::new(Parts { profile_id, is_named: false, ..(*self.parts).clone() });
        let accounts = self.accounts.for_another(Arc::clone(&parts));
        let repositories = Repositories::new(&accounts);
        Self {
            leaving: Leaving::new(&accounts, &repositories, &parts, leaving::LONGEST),
            surroundings: self.surroundings.clone(),
            builds: Builds::new(&accounts),
            git_watch: Arc::default(),
            repositories,
            accounts,
            parts,
        }
    }

    /// Gives back what ends with the process, after the last write that is under way.
    pub async fn close(&self) {
        if let Err(error) = self.parts.db.write(|_| Ok(())).await {
            tracing::warn!(%error, "the last write could not be waited for");
        }
        self.builds.close();
        self.repositories.close();
        self.accounts.close();
    }
}

/// Opens what an installation keeps and finds out what its last process left, so that a callback which started
/// this one can be matched. Nothing is asked of GitLab or of the keyring.
///
/// # Errors
/// When the database cannot be opened.
pub async fn assemble(outside: Outside) -> Result<Carrick, Error> {
    let carrick = assemble_beside(outside).await?;
    prepare_client(&carrick.parts);
    if let Err(error) = recovery::find_interrupted(&carrick.accounts).await {
        tracing::warn!(%error, "what the last process left could not be read");
    }
    Ok(carrick)
}

/// The same for a program that runs beside an open window, or instead of it for a moment: what earlier processes left
/// is not its business, and whoever comes next finds it as it was.
///
/// # Errors
/// When the database cannot be opened.
pub async fn assemble_beside(outside: Outside) -> Result<Carrick, Error> {
    let path = outside.data_dir.join("carrick.db");
    let db = open_database(path).await?;
    let is_named = outside.acts_as.is_some();
    let profile = people::open_profile(&db, outside.user_name, outside.acts_as, outside.clock.now()).await?;
    let managed = keep_presets(&db, outside.managed, outside.clock.now()).await?;
    let topics = Arc::new(Topics::new(outside.listener));
    let parts = Arc::new(Parts {
        vault: Vault::new(outside.store, &db, Arc::clone(&outside.clock), Arc::clone(&topics)),
        db,
        gitlab: Client::new(outside.patience),
        pauses: Arc::default(),
        browser: outside.browser,
        opener: outside.opener,
        notifier: outside.notifier,
        presence: outside.presence,
        clock: outside.clock,
        topics,
        gate: Gate::default(),
        scheme_keeper: outside.scheme_keeper,
        service: outside.service,
        data_dir: outside.data_dir,
        git: outside.git,
        trash: outside.trash,
        profile_id: profile.id,
        is_named,
    });
    let accounts = Accounts::new(Arc::clone(&parts), managed, outside.replica_lag, outside.on_step);
    let repositories = Repositories::new(&accounts);
    let leaving = Leaving::new(&accounts, &repositories, &parts, leaving::LONGEST);
    Ok(Carrick {
        surroundings: Surroundings::new(Arc::clone(&parts)),
        leaving,
        repositories,
        builds: Builds::new(&accounts),
        git_watch: Arc::default(),
        accounts,
        parts,
    })
}

/// What the organisation presets, with its integrations among the others.
async fn keep_presets(db: &Db, place: managed::Place, now: i64) -> Result<Managed, Error> {
    let managed = Arc::new(blocking::run(move || Managed::read(&place)).await?);
    let looked = Arc::clone(&managed);
    if db.read(move |db| looked.is_news(db)).await? {
        let kept = Arc::clone(&managed);
        db.write(move |db| kept.put(db, now)).await?;
    }
    Ok(Arc::unwrap_or_clone(managed))
}

/// Beside everything else, since it takes as long as a request; one that fails is told where a request fails.
fn prepare_client(parts: &Parts) {
    let gitlab = parts.gitlab.clone();
    tokio::spawn(async move { gitlab.prepare().await });
}

async fn open_database(path: PathBuf) -> Result<Db, Error> {
    let shown = path.display().to_string();
    let opened = blocking::run(move || db::Db::open(&path)).await?;
    opened.map(Db::new).map_err(|error| Error::from(error).with("path", shown))
}
