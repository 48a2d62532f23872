//! Which database a profile's machines claim in, where there is one: kept in the vault, since its password stands in it.

use carrick_store::Error;
use secrecy::SecretString;

use super::postgres::Postgres;
use super::postgres::address::{Address, Refused};
use super::why::Why;
use crate::parts::Parts;

/// Why a database was not kept; the one before is still used.
#[derive(Debug)]
pub enum NotKept {
    /// Its address cannot be used.
    Address(Refused),
    /// It cannot be used.
    Database(Why),
    /// It could not be laid into the vault.
    Vault(Error),
}

/// Uses the database at this address from now on, once it has answered and has its table.
///
/// # Errors
/// Why not.
pub async fn keep(parts: &Parts, address: SecretString) -> Result<(), NotKept> {
    let database = Postgres::new(Address::parse(&address).map_err(NotKept::Address)?);
    database.prepare().await.map_err(NotKept::Database)?;
    let profile_id = parts.profile_id;
    let kept = parts.vault.call(move |vault| vault.keep_database(profile_id, &address)).await;
    kept.map_err(|error| NotKept::Vault(error.into()))
}

/// The database that is used, or that its address is none that this Carrick can use; `None` where there is none. Other
/// machines may claim in one that this one cannot use, so that it is not as if there was none.
///
/// # Errors
/// As the vault.
pub async fn find(parts: &Parts) -> Result<Option<Result<Postgres, Refused>>, Error> {
    let profile_id = parts.profile_id;
    let address = parts.vault.call(move |vault| vault.database(profile_id)).await?;
    Ok(address.map(|address| Address::parse(&address).map(Postgres::new)))
}

/// Uses none from now on. What lies in it stays there.
///
/// # Errors
/// As the vault.
pub async fn forget(parts: &Parts) -> Result<(), Error> {
    let profile_id = parts.profile_id;
    Ok(parts.vault.call(move |vault| vault.forget_database(profile_id)).await?)
}
