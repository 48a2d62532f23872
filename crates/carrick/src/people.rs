//! Who uses this installation.

pub mod acting;
pub mod admission;
pub mod joining;
pub mod removing;
pub mod roles;
pub mod show;

use carrick_store::db::{acting as table, integrations, profiles};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::Profile;

use crate::accounts::untouched::{FIRST_INSTANCE, FIRST_SCOPES};
use crate::blocking::Db;

/// Whom an installation is opened for: whoever acts, or whom `acts_as` names. The first profile is made at the first
/// start, with one integration that is not set up.
///
/// # Errors
/// When the database cannot be written; [`Code::NobodyOfThatName`].
pub async fn open_profile(db: &Db, name: String, acts_as: Option<String>, now: i64) -> Result<Profile, Error> {
    let instance = Instance::parse(FIRST_INSTANCE)?;
    let open = move |db: &rusqlite::Connection| {
        let (profile, is_new) = profiles::first_or_make(db, &name, now)?;
        if is_new {
            integrations::add(db, &instance, None, &FIRST_SCOPES.map(str::to_owned), now)?;
        }
        match &acts_as {
            Some(name) => Ok(profiles::named(db, name)?.ok_or_else(|| name.clone())),
            None => Ok(Ok(table::get(db, now)?.map_or(profile, |acting| acting.profile))),
        }
    };
    let found = db.write(open).await?;
    found.map_err(|name| Error::new(Code::NobodyOfThatName).with("name", name))
}
