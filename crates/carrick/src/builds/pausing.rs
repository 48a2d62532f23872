//! The pause of all builds, and what is done about what came while nobody looked.

use carrick_store::db::preferences::{self, Building};
use carrick_store::error::Error;

use super::Builds;

/// What a person has set about builds.
///
/// # Errors
/// When the database cannot be read.
pub async fn building(builds: &Builds) -> Result<Building, Error> {
    let profile_id = builds.profile_id;
    builds.db.read(move |db| preferences::building(db, profile_id)).await
}

/// Builds nothing by itself from now on; what is under way goes on, and is looked at as before. A pause that lasts
/// already goes on from when it began.
///
/// # Errors
/// When the database cannot be written.
pub async fn pause(builds: &Builds) -> Result<(), Error> {
    let now = builds.clock.now();
    change(builds, move |building| Building { paused_at: building.paused_at.or(Some(now)), ..building }).await
}

/// Builds again what comes from now on. What came meanwhile is built where a person asks for it.
///
/// # Errors
/// When the database cannot be written.
pub async fn go_on(builds: &Builds) -> Result<(), Error> {
    change(builds, |building| Building { paused_at: None, ..building }).await
}

/// Says whether what came while nobody looked is built, instead of only shown.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_after_sleep(builds: &Builds, is_built: bool) -> Result<(), Error> {
    change(builds, move |building| Building { after_sleep: is_built, ..building }).await
}

async fn change(builds: &Builds, make: impl FnOnce(Building) -> Building + Send + 'static) -> Result<(), Error> {
    let profile_id = builds.profile_id;
    let write = move |db: &rusqlite::Connection| {
        let building = preferences::building(db, profile_id)?;
        preferences::set_building(db, profile_id, make(building))
    };
    builds.db.write(write).await?;
    builds.touch();
    Ok(())
}
