//! Whom programs of a session trust besides the system's authorities.

use std::path::PathBuf;

use crate::failure::{Doing, Result};
use crate::session::Session;

/// Where programs find them.
const VARIABLE: &str = "SSL_CERT_FILE";

impl Session {
    /// Has the programs that start from now on trust the authority behind GitLab's certificate, as an administrator
    /// would.
    pub fn trust_gitlab(&mut self) -> Result<()> {
        self.trust(&self.gitlab.ca_pem().unwrap_or_default())?;
        self.surroundings.environment.insert(VARIABLE.to_owned(), self.authorities().to_string_lossy().into_owned());
        Ok(())
    }

    /// Puts these in place of the authorities that programs were started with.
    pub fn trust(&self, pem: &str) -> Result<()> {
        std::fs::write(self.authorities(), pem).doing("writing the authorities")
    }

    /// Has the programs that start from now on trust the system's alone.
    pub fn distrust_gitlab(&mut self) {
        self.surroundings.environment.remove(VARIABLE);
    }

    fn authorities(&self) -> PathBuf {
        self.folders().root().join("authority.pem")
    }
}
