//! The entry by which a database knows a keyring again, and a keyring its database.

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::error::Source;
use crate::vault::error::Error;

/// What the marker says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Marker {
    /// Which keyring this is: drawn when the marker was first laid in.
    pub(super) keyring: String,
    /// The database's counter when the marker was last brought up to it.
    pub(super) counter: i64,
}

impl Marker {
    pub(super) fn name(installation: &str) -> String {
        format!("marker/{installation}")
    }

    pub(super) fn text(&self) -> Result<SecretString, Error> {
        let text = serde_json::to_string(self).map_err(|cause| Error::Failed(Source::from(&cause)))?;
        Ok(text.into())
    }

    /// `None` for one that was changed by another hand.
    pub(super) fn read(text: &SecretString) -> Option<Self> {
        serde_json::from_str(text.expose_secret()).ok()
    }
}
