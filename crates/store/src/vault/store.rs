//! What holds secrets by name.

use std::sync::Arc;

use secrecy::SecretString;

use super::error::Error;
use crate::model::VaultState;

/// Who is told that the store, or how it stands, has changed. Called from a thread of the store's, which it must not
/// keep.
pub type OnChange = Arc<dyn Fn() + Send + Sync>;

/// A store of secrets by name: the system's keyring, or a test's double. Calls block, but never longer than the limit
/// it was made with, and never for a prompt, except [`SecretStore::unlock`].
pub trait SecretStore: Send + Sync {
    /// The secret of that name, `None` when there is none.
    ///
    /// # Errors
    /// When the store cannot be read without a prompt.
    fn read(&self, name: &str) -> Result<Option<SecretString>, Error>;
    /// Keeps a secret under a name, replacing what was there; only in the generation that is meant, if one is.
    ///
    /// # Errors
    /// When the store cannot be written without a prompt, and [`Error::Elsewhere`] when another generation is meant;
    /// what was there is kept. After [`Error::Silent`] it may be written all the same, now or later.
    fn write(&self, name: &str, secret: &SecretString, meant: Option<u64>) -> Result<(), Error>;
    /// Forgets a secret; one that is not there is forgotten already.
    ///
    /// # Errors
    /// When the store cannot be written without a prompt; [`Error::Emptied`] when the secret is gone and an entry
    /// is left.
    fn delete(&self, name: &str) -> Result<(), Error>;
    /// The names of all secrets, where the store can list them; else none.
    ///
    /// # Errors
    /// When the store cannot be read without a prompt.
    fn names(&self) -> Result<Vec<String>, Error>;
    /// Whether it works now, found out without a prompt, and the system's name for it.
    fn look(&self) -> (VaultState, String);
    /// Sets who is told of changes that come by themselves. To be called once, before anything is asked.
    fn watch(&self, on_change: OnChange);
    /// Grows when another store answers than before, so that nothing that was known of it holds.
    fn generation(&self) -> u64;
    /// Where in it the secrets lie, in its own words, if it has several places.
    fn home(&self) -> Option<String>;
    /// Looks in that place first from now on.
    fn settle(&self, home: &str);
    /// Lets the system ask the person to unlock it; waits for them.
    ///
    /// # Errors
    /// When they did not, or could not be asked.
    fn unlock(&self) -> Result<(), Error>;
    /// Takes that question away; whoever waits is told that it was dismissed.
    fn cancel_unlock(&self);
}
