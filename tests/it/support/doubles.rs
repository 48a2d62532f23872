//! What stands around an installation where it cannot be real, and how the program is put together over it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use carrick::accounts::step::Step;
use carrick::accounts::{managed, recovery};
use carrick::desktop::service;
use carrick::git::ground::Ground;
use carrick::git::helper::Helper;
use carrick::git::losing::Trash;
use carrick::git::places::Places;
use carrick::{Carrick, Outside, assemble};
use carrick_store::Error;

use super::browser::SystemBrowser;
use super::keyring::KeyringDouble;
use super::notifier::NotifierDouble;
use super::opener::OpenerDouble;
use super::presence::PresenceDouble;
use super::surroundings::{Keeper, StillClock, Window};

/// What cannot be real in a test.
#[derive(Clone)]
pub(crate) struct Doubles {
    pub(crate) keyring: Arc<KeyringDouble>,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) browser: Arc<SystemBrowser>,
    pub(crate) opener: Arc<OpenerDouble>,
    pub(crate) notifier: Arc<NotifierDouble>,
    pub(crate) presence: Arc<PresenceDouble>,
    pub(crate) window: Arc<Window>,
    pub(crate) keeper: Arc<Keeper>,
}

impl Doubles {
    /// What stands around the installation in this folder, at this time (Unix milliseconds).
    pub(super) fn around(folder: &Path, now: i64) -> Self {
        Self {
            keyring: Arc::new(KeyringDouble::over(folder.join("keyring"))),
            clock: Arc::new(StillClock::at(now)),
            browser: Arc::new(SystemBrowser::default()),
            opener: Arc::default(),
            notifier: Arc::default(),
            presence: Arc::default(),
            window: Arc::new(Window::new()),
            keeper: Arc::new(Keeper::new()),
        }
    }

    /// Starts the program over this folder, as the shell does.
    pub(super) async fn start(&self, folder: &Path, patience: Duration, on_step: fn(Step)) -> Carrick {
        let carrick = self.open(folder, patience, on_step).await.expect("the installation opens");
        recovery::finish_interrupted(&carrick.accounts).await.expect("what the last start left is put in order");
        carrick
    }

    pub(super) async fn open(&self, folder: &Path, patience: Duration, on_step: fn(Step)) -> Result<Carrick, Error> {
        assemble(self.outside(folder, patience, on_step)).await
    }

    /// What the installation in this folder is put together from.
    pub(super) fn outside(&self, folder: &Path, patience: Duration, on_step: fn(Step)) -> Outside {
        let Self { keyring, clock, browser, opener, notifier, presence, window, keeper } = self;
        Outside {
            git: ground(folder),
            service: service_place(folder),
            data_dir: folder.join("data"),
            acts_as: None,
            user_name: "sam".to_owned(),
            store: Arc::clone(keyring) as Arc<_>,
            browser: Arc::clone(browser) as Arc<_>,
            opener: Arc::clone(opener) as Arc<_>,
            notifier: Arc::clone(notifier) as Arc<_>,
            presence: Arc::clone(presence) as Arc<_>,
            trash: Trash::of_this_user(folder.join("share")),
            clock: Arc::clone(clock) as Arc<_>,
            listener: Arc::clone(window) as Arc<_>,
            scheme_keeper: Arc::clone(keeper) as Arc<_>,
            managed: managed_place(folder),
            patience,
            replica_lag: vec![Duration::from_millis(5); 3],
            on_step,
        }
    }
}

/// The organisation's file, below a folder of this test's own.
fn managed_place(folder: &Path) -> managed::Place {
    managed::Place::below(&folder.join("system"), own_user(folder))
}

/// Who owns what these tests make.
#[cfg(unix)]
fn own_user(folder: &Path) -> u32 {
    std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(folder).expect("the folder is there"))
}

/// Services of a person whose system runs none: nothing is there that could be asked.
fn service_place(folder: &Path) -> service::Place {
    service::Place {
        program: folder.join("bin/carrick"),
        installation: None,
        environment: Vec::new(),
        folder: folder.join("home/.config/systemd/user"),
        control: folder.join("bin/systemctl"),
        presence: None,
        linger: Some(folder.join("linger")),
        user: "sam".to_owned(),
    }
}

/// A git whose configuration is this folder's alone.
fn ground(folder: &Path) -> Ground {
    let places = Places {
        git: super::all_gits().remove(0).0,
        home: folder.join("home"),
        xdg_config_home: None,
        git_config_global: None,
        git_config_system: None,
        without_system: true,
        data_dir: folder.join("data"),
    };
    Ground { places, helper: Helper::new(folder.join("home/helper")) }
}
