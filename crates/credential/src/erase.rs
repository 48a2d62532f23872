//! `erase`: git says that a server did not take a token. Nothing is ever deleted for that; Carrick looks why, if it is
//! the current one.

use std::time::Duration;

use carrick_store::vault::{IssuedFor, peek_pair};
use secrecy::ExposeSecret as _;

use crate::accounts;
use crate::errand::Errand;
use crate::get::generation_of;
use crate::outside::Outside;
use crate::question::Question;

/// Has Carrick look, without waiting for it.
pub(crate) fn erase(outside: &Outside, question: &Question) {
    if outside.is_of_another_user() {
        return;
    }
    let Ok(Some(connection)) = accounts::open(outside) else { return };
    let Ok(Some((place, link))) = accounts::find(&connection, question) else { return };
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
        (outside.send)(Errand::recheck(generation_of(&link)), Duration::ZERO);
    }
}
