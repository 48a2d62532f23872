//! What the helper stands on: what cannot be the same in a test is handed in.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use carrick_store::clock::{Clock, SystemClock};
use carrick_store::installation::{self, Installation};
use carrick_store::vault::SecretStore;
use carrick_store::vault::keyring::Keyring;

use crate::errand::{self, Errand};

/// What the keyring may take, connecting included; git waits meanwhile.
const KEYRING_LIMIT: Duration = Duration::from_secs(5);

/// Has Carrick do something, and waits so long for it; how it ended, where that is known by then.
pub type Messenger = Box<dyn Fn(Errand, Duration) -> Option<i32> + Send>;

/// What the helper stands on.
pub struct Outside {
    /// Whose accounts answer, by the name of a person here; whoever acts, where nobody is named.
    pub acts_as: Option<String>,
    /// The installation's folder; it need not be there.
    pub data_dir: PathBuf,
    /// The keyring.
    pub store: Arc<dyn SecretStore>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Has Carrick do what needs a network, or writes.
    pub send: Messenger,
}

impl Outside {
    /// An installation of whoever runs git. `None` where the environment does not say where that lies.
    pub(crate) fn of(installation: Installation, acts_as: Option<String>) -> Option<Self> {
        let identifier = installation.identifier();
        Some(Self {
            acts_as,
            data_dir: installation::data_home()?.join(&identifier),
            store: Arc::new(Keyring::new(&identifier, KEYRING_LIMIT).briefly()),
            clock: Arc::new(SystemClock),
            send: Box::new(move |errand, limit| errand::send(errand, installation.name.as_deref(), limit)),
        })
    }

    /// Whether the data is another user's: then nothing of it is opened, whoever this is.
    pub(crate) fn is_of_another_user(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let owner = self.data_dir.metadata().map(|metadata| metadata.uid());
            owner.is_ok_and(|owner| owner != rustix::process::geteuid().as_raw())
        }
        #[cfg(not(unix))]
        false
    }
}
