//! What is known of linked accounts without a secret.

use std::time::{Duration, Instant};

use carrick_store::choosing::{self, Asked};
use carrick_store::db::{self, Existing, integrations, profiles};
use carrick_store::model::Link;
use rusqlite::Connection;

use crate::errand::Errand;
use crate::outside::Outside;
use crate::place::{self, Place};
use crate::question::Question;
use crate::turn;

/// What bringing a database up to date may take.
const MIGRATION: Duration = Duration::from_secs(10);

/// Opens the database; `None` where there is none. An older one is brought up to date once, by one of many.
pub(crate) fn open(outside: &Outside) -> Result<Option<Connection>, db::Error> {
    if let Some(found) = open_as_it_is(outside)? {
        return Ok(found);
    }
    let end = Instant::now() + MIGRATION;
    let Some(_turn) = turn::take(&outside.data_dir, turn::DATABASE, end) else { return Ok(None) };
    if let Some(found) = open_as_it_is(outside)? {
        return Ok(found);
    }
    (outside.send)(Errand::Prepare, end.saturating_duration_since(Instant::now()));
    Ok(open_as_it_is(outside)?.flatten())
}

/// `None` for an older one.
fn open_as_it_is(outside: &Outside) -> Result<Option<Option<Connection>>, db::Error> {
    Ok(match db::open_existing(&outside.data_dir.join("carrick.db"))? {
        Existing::Absent => Some(None),
        Existing::Ready(connection) => Some(Some(connection)),
        Existing::Older => None,
    })
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
