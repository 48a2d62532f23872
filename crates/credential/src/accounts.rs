//! What is known of linked accounts without a secret.

use std::time::Duration;

use carrick_store::choosing::{self, Asked};
use carrick_store::db::{self, Existing, integrations, profiles};
use carrick_store::model::Link;
use rusqlite::Connection;

use crate::errand::Errand;
use crate::outside::Outside;
use crate::place::{self, Place};
use crate::question::Question;

/// What bringing a database up to date may take.
const MIGRATION: Duration = Duration::from_secs(10);

/// Opens the database; `None` where there is none. An older one is brought up to date once.
pub(crate) fn open(outside: &Outside) -> Result<Option<Connection>, db::Error> {
    let path = outside.data_dir.join("carrick.db");
    for _ in 0..2 {
        match db::open_existing(&path)? {
            Existing::Absent => return Ok(None),
            Existing::Ready(connection) => return Ok(Some(connection)),
            Existing::Older => drop((outside.send)(Errand::Prepare, MIGRATION)),
        }
    }
    Ok(None)
}

/// The place a question is about, and the account that answers there.
pub(crate) fn find(connection: &Connection, question: &Question) -> rusqlite::Result<Option<(Place, Link)>> {
    let instances: Vec<_> = integrations::all(connection)?.into_iter().map(|it| it.instance).collect();
    let Some(place) = place::find(question, &instances) else { return Ok(None) };
    let Some(profile) = profiles::first(connection)? else { return Ok(None) };
    let (project, username) = (place.project.as_deref(), question.username.as_deref());
    let asked = Asked { instance: &place.instance, project, username };
    let chosen = choosing::choose(connection, profile.id, asked)?;
    Ok(chosen.map(|(link, _)| (place, link)))
}
