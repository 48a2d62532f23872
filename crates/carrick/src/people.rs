//! Who uses this installation.

pub mod show;

use carrick_store::db::{integrations, profiles};
use carrick_store::error::Error;
use carrick_store::instance::Instance;
use carrick_store::model::Profile;

use crate::accounts::untouched::{FIRST_INSTANCE, FIRST_SCOPES};
use crate::blocking::Db;

/// The profile of this installation; made at the first start, with one integration that is not set up.
///
/// # Errors
/// When the database cannot be written.
pub async fn open_profile(db: &Db, name: String, now: i64) -> Result<Profile, Error> {
    let instance = Instance::parse(FIRST_INSTANCE)?;
    let open = move |db: &rusqlite::Connection| {
        let (profile, is_new) = profiles::first_or_make(db, &name, now)?;
        if is_new {
            integrations::add(db, &instance, None, &FIRST_SCOPES.map(str::to_owned), now)?;
        }
        Ok(profile)
    };
    db.write(open).await
}
