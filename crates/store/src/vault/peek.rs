//! A token pair, for a program that reads one and changes nothing: no journal, no marker.

use rusqlite::Connection;

use super::entry::{IssuedFor, KeptPair, entry_in, pair_in};
use super::error::Error;
use super::store::SecretStore;
use crate::db;
use crate::db::entries::{self, Kind};

/// A pair by its number, if it lies in the keyring that answers now and was issued for just this.
///
/// # Errors
/// As the store. [`Error::Elsewhere`] when it was laid in and is not there now.
pub fn peek_pair(
    connection: &Connection,
    store: &dyn SecretStore,
    pair_id: i64,
    issued_for: &IssuedFor,
) -> Result<Option<KeptPair>, Error> {
    let asked = |cause| super::books::unjournalled(db::Error::from(cause));
    let Some(entry) = entries::current(connection, Kind::Pair, pair_id).map_err(asked)? else { return Ok(None) };
    if let Some(home) = entries::installation(connection).map_err(asked)?.home {
        store.settle(&home);
    }
    let Some(text) = store.read(&entry.name)? else { return Err(Error::Elsewhere) };
    Ok(entry_in(&text).filter(|entry| entry.is_for(issued_for)).and_then(pair_in))
}
