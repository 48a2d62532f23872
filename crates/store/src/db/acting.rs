//! Table `acting`: who acts here, and whether they are signed in.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use super::words::Standing;
use super::{admission, profiles};
use crate::computer;
use crate::people::{Acting, SignedOut, WhySignedOut};

/// Who acts now (`now` in Unix milliseconds); `None` before anybody was here. What cannot be read is signed out.
pub fn get(connection: &Connection, now: i64) -> Result<Option<Acting>> {
    let read = "SELECT profile_id, state, since, good_until, computer FROM acting";
    let row = connection
        .prepare_cached(read)?
        .query_row([], |row| {
            let row: (i64, Standing, i64, Option<i64>, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
            Ok(row)
        })
        .optional()?;
    let Some((id, standing, since, good_until, written_on)) = row else {
        let asks = admission::get(connection)?.asks;
        let unread = SignedOut { since: None, why: WhySignedOut::Unreadable };
        return Ok(profiles::first(connection)?.map(|profile| Acting { profile, signed_out: asks.then_some(unread) }));
    };
    let unread = Some(SignedOut { since: None, why: WhySignedOut::Unreadable });
    let is_elsewhere = written_on != computer::word() && admission::get(connection)?.asks;
    let Some(profile) = profiles::find(connection, id)? else {
        return Ok(profiles::first(connection)?.map(|profile| Acting { profile, signed_out: unread }));
    };
    let signed_out = match standing.why() {
        _ if is_elsewhere => unread,
        Some(why) => Some(SignedOut { since: Some(since), why }),
        None => {
            let over = good_until.filter(|until| *until < now);
            over.map(|until| SignedOut { since: Some(until), why: WhySignedOut::Idle })
        }
    };
    Ok(Some(Acting { profile, signed_out }))
}

/// Somebody is signed in, for as long as `good_until` says (Unix milliseconds).
pub fn sign_in(connection: &Connection, profile_id: i64, now: i64, good_until: Option<i64>) -> Result<()> {
    put(connection, profile_id, Standing::SignedIn, now, good_until)?;
    profiles::was_here(connection, profile_id, now)
}

/// Nobody is signed in any more; whoever acted stays the one who acted last. Who is signed out already stays so since
/// when they are; where only their time was over that is written down, so that a clock that is set back opens nothing.
pub fn sign_out(connection: &Connection, why: WhySignedOut, now: i64) -> Result<()> {
    let Some(acting) = get(connection, now)? else { return Ok(()) };
    let (why, since) = match acting.signed_out {
        None => (why, now),
        Some(SignedOut { since: Some(since), why: WhySignedOut::Idle }) => (WhySignedOut::Idle, since),
        Some(_) => return Ok(()),
    };
    put(connection, acting.profile.id, why.into(), since, None)
}

/// A sign of life: who is signed in stays so until `good_until` (Unix milliseconds).
pub fn keep(connection: &Connection, now: i64, good_until: Option<i64>) -> Result<()> {
    let Some(acting) = get(connection, now)?.filter(|acting| acting.signed_out.is_none()) else { return Ok(()) };
    let kept = "UPDATE acting SET good_until = ?1 WHERE good_until IS NOT ?1";
    connection.execute(kept, [good_until])?;
    profiles::was_here(connection, acting.profile.id, now)
}

fn put(connection: &Connection, profile_id: i64, standing: Standing, now: i64, good_until: Option<i64>) -> Result<()> {
    let put = "INSERT INTO acting (one, profile_id, state, since, good_until, computer) VALUES (1, ?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (one) DO UPDATE SET profile_id = excluded.profile_id, state = excluded.state,
            since = excluded.since, good_until = excluded.good_until, computer = excluded.computer";
    connection.execute(put, params![profile_id, standing, now, good_until, computer::word()]).map(drop)
}
