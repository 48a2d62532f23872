//! `erase`: git says that a server did not take a token. Nothing is ever deleted for that; Carrick looks why, if it is
//! the current one.

use std::time::{Duration, Instant};

use carrick_store::db::links;
use carrick_store::vault::{IssuedFor, peek_pair};
use rusqlite::Connection;
use secrecy::ExposeSecret as _;

use crate::accounts::{self, Found};
use crate::errand::Errand;
use crate::get::generation_of;
use crate::outside::Outside;
use crate::question::{Generation, Question};
use crate::turn;

/// How long git, which has failed by now, is kept for it: a command that follows at once finds a living token then.
const LOOK: Duration = Duration::from_secs(5);

/// Has Carrick look.
pub(crate) fn erase(outside: &Outside, question: &Question) {
    if outside.is_of_another_user() {
        return;
    }
    let Ok(Some(connection)) = accounts::open(outside) else { return };
    let found = accounts::find(&connection, question, outside.acts_as.as_deref(), outside.clock.now());
    let Ok(Found::Account(found)) = found else { return };
    let (place, link) = *found;
    let is_current = match (question.answered, &question.password) {
        (Some(answered), _) => answered == generation_of(&link),
        (None, Some(password)) => {
            let issued_for = IssuedFor::new(&place.instance, &link.application_id);
            let pair = peek_pair(&connection, &*outside.store, link.pair_id, &issued_for).ok().flatten();
            pair.is_some_and(|pair| pair.access_token.expose_secret() == password.expose_secret())
        }
        (None, None) => false,
    };
    if is_current && link.standing.needs_you.is_none() {
        look(outside, &connection, generation_of(&link));
    }
}

/// Of many whose token died one asks.
fn look(outside: &Outside, connection: &Connection, dead: Generation) {
    let end = Instant::now() + LOOK;
    let Some(_turn) = turn::take(&outside.data_dir, dead.link_id, end) else { return };
    let is_still =
        links::get(connection, dead.link_id).is_ok_and(|link| link.is_some_and(|it| generation_of(&it) == dead));
    if is_still {
        (outside.send)(Errand::recheck(dead), end.saturating_duration_since(Instant::now()));
    }
}
