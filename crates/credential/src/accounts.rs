//! What is known of linked accounts without a secret.

use std::time::{Duration, Instant};

use carrick_store::choosing::{self, Asked};
use carrick_store::db::{self, Existing, acting, admission, integrations, profiles};
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

/// Who answers a question.
pub(crate) enum Found {
    /// Nobody has an account there.
    Nobody,
    /// Somebody has, but nobody is signed in to Carrick, or somebody else than was named.
    SignedOut,
    /// The place it is about, and the account that answers there.
    Account(Box<(Place, Link)>),
}

/// Who answers a question: for whoever acts at `now` (Unix milliseconds), or for whom `acts_as` names where nobody is
/// asked to sign in.
pub(crate) fn find(
    connection: &Connection,
    question: &Question,
    acts_as: Option<&str>,
    now: i64,
) -> rusqlite::Result<Found> {
    let instances: Vec<_> = integrations::all(connection)?.into_iter().map(|it| it.instance).collect();
    let Some(place) = place::find(question, &instances) else { return Ok(Found::Nobody) };
    let Some(acting) = acting::get(connection, now)? else { return Ok(Found::Nobody) };
    let named = acts_as.map(|name| profiles::named(connection, name)).transpose()?;
    let profile = match named {
        None => acting.profile.clone(),
        Some(Some(named)) => named,
        Some(None) => return Ok(Found::SignedOut),
    };
    let (project, username) = (place.project.as_deref(), question.username.as_deref());
    let asked = Asked { instance: &place.instance, project, username };
    let Some((link, _)) = choosing::choose(connection, profile.id, asked)? else { return Ok(Found::Nobody) };
    let may_act = acting.signed_out.is_none() && (profile.id == acting.profile.id || !admission::get(connection)?.asks);
    Ok(if may_act { Found::Account(Box::new((place, link))) } else { Found::SignedOut })
}
