//! What every operation stands on.

use std::path::PathBuf;
use std::sync::Arc;

use carrick_store::clock::Clock;
use carrick_store::error::{Code, Error};
use url::Url;

use crate::blocking::{self, Db, Vault};
use crate::desktop::browser::Browser;
use crate::desktop::notifications::Notifier;
use crate::desktop::opening::Opener;
use crate::desktop::presence::Presence;
use crate::desktop::scheme::SchemeKeeper;
use crate::desktop::service;
use crate::gate::Gate;
use crate::git::ground::Ground;
use crate::git::losing::Trash;
use crate::gitlab::Client;
use crate::pause::Pauses;
use crate::topics::Topics;

/// What every operation stands on. Live state is each area's own. A clone shares everything, and may be for somebody
/// else.
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The secrets.
    pub vault: Vault,
    /// GitLab.
    pub gitlab: Client,
    /// How long each GitLab is to be left alone.
    pub pauses: Arc<Pauses>,
    /// The system's browser.
    pub browser: Arc<dyn Browser>,
    /// What opens folders.
    pub opener: Arc<dyn Opener>,
    /// What tells the person something on the desktop.
    pub notifier: Arc<dyn Notifier>,
    /// What knows whether somebody is there.
    pub presence: Arc<dyn Presence>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How changes are told.
    pub topics: Arc<Topics>,
    /// What leaving must not cut off.
    pub gate: Gate,
    /// The custom scheme.
    pub scheme_keeper: Arc<dyn SchemeKeeper>,
    /// What watches when no window is open.
    pub service: service::Place,
    /// Where lock files lie; 0700.
    pub data_dir: PathBuf,
    /// git on this computer.
    pub git: Ground,
    /// Where folders go that are removed.
    pub trash: Trash,
    /// Whom it was opened for: everything here is theirs, whoever acts by now.
    pub profile_id: i64,
    /// Whether they were named, instead of being whoever acted.
    pub is_named: bool,
}

impl Parts {
    /// Opens an address in the system's browser.
    ///
    /// # Errors
    /// `BrowserFailed`.
    pub(crate) async fn open_in_browser(&self, url: Url) -> Result<(), Error> {
        let browser = Arc::clone(&self.browser);
        let opened = blocking::run(move || browser.open(url.as_str())).await?;
        opened.map_err(|cause| Error::new(Code::BrowserFailed).from_source(&cause))
    }

    /// Whether the system's browser is known to be built on Chromium.
    ///
    /// # Errors
    /// When the program is closing.
    pub(crate) async fn opens_chromium(&self) -> Result<bool, Error> {
        let browser = Arc::clone(&self.browser);
        blocking::run(move || browser.is_chromium()).await
    }
}
