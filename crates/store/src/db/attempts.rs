//! Table `attempts`: sign-ins under way. A state is kept only as its SHA-256, a verifier not at all.

use rusqlite::{Connection, OptionalExtension as _, Result, Row, named_params, params};
use sha2::{Digest as _, Sha256};

use super::columns::{instance_column, split_words};
use crate::model::{Attempt, Phase, Purpose};

const COLUMNS: &str = "id, profile_id, integration_id, relinks, way, instance, application_id, scopes, redirect_uri, \
                       started_at, expires_at, purpose";

/// What a callback that matched nothing was after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mismatch {
    /// No sign-in has this state.
    Unknown,
    /// It was used before.
    Repeated,
    /// It came back on another path, or named another issuer, than it was sent with.
    WrongInstance,
    /// Its time was over, which it had had in full, and nothing else came of its sign-in.
    Expired,
    /// The sign-in was over already: cancelled, given up, or finished another way or anew.
    Closed,
}

/// The only form in which a state is kept.
pub fn hash_state(state: &str) -> Vec<u8> {
    Sha256::digest(state.as_bytes()).to_vec()
}

/// Adds an open attempt in place of the one that was open for the same way; `attempt.id` is ignored.
/// Returns its number and those of the ones it took the place of.
pub fn open(connection: &Connection, attempt: &Attempt, state: &str) -> Result<(i64, Vec<i64>)> {
    let mut replace = connection.prepare_cached(
        "UPDATE attempts SET phase = 'closed'
         WHERE profile_id = ?1 AND integration_id = ?2 AND way = ?3 AND phase = 'open'
         RETURNING id",
    )?;
    let of_this_way = params![attempt.profile_id, attempt.integration_id, attempt.way];
    let replaced = replace.query_map(of_this_way, |row| row.get(0))?.collect::<Result<Vec<i64>>>()?;
    connection.execute(
        "INSERT INTO attempts (profile_id, integration_id, relinks, way, instance, application_id, scopes,
                               state_hash, redirect_uri, phase, started_at, expires_at, purpose)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'open', ?10, ?11, ?12)",
        params![
            attempt.profile_id,
            attempt.integration_id,
            attempt.purpose.relinks(),
            attempt.way,
            attempt.instance.address(),
            attempt.application_id,
            attempt.scopes.join(" "),
            hash_state(state),
            attempt.redirect_uri,
            attempt.started_at,
            attempt.expires_at,
            word_of(attempt.purpose),
        ],
    )?;
    Ok((connection.last_insert_rowid(), replaced))
}

/// Uses up the one open attempt that this state, redirect URI and issuer belong to, and closes its siblings,
/// whose numbers come with it.
///
/// The first statement is the match: it changes one row or none.
pub fn consume(
    connection: &Connection,
    state: &str,
    redirect_uri: &str,
    issuer: Option<&str>,
    now: i64,
) -> Result<Option<(Attempt, Vec<i64>)>> {
    let matched = connection
        .query_row(
            &format!(
                "UPDATE attempts SET phase = 'matched'
                 WHERE state_hash = :state AND redirect_uri = :uri AND phase = 'open' AND expires_at > :now
                   AND (:issuer IS NULL OR instance = :issuer)
                   AND expires_at - started_at >= :whole
                 RETURNING {COLUMNS}"
            ),
            named_params! {
                ":state": hash_state(state), ":uri": redirect_uri, ":now": now, ":whole": Attempt::LIFETIME,
                ":issuer": issuer,
            },
            read,
        )
        .optional()?;
    let Some(attempt) = matched else { return Ok(None) };
    let siblings = close_all(connection, attempt.profile_id, attempt.integration_id)?;
    Ok(Some((attempt, siblings)))
}

/// Says why [`consume`] found nothing. Changes nothing.
pub fn explain(
    connection: &Connection,
    state: &str,
    redirect_uri: &str,
    issuer: Option<&str>,
    now: i64,
) -> Result<Mismatch> {
    let read = format!("SELECT {COLUMNS}, phase FROM attempts WHERE state_hash = ?1");
    let found = connection.query_row(&read, [hash_state(state)], |row| Ok((self::read(row)?, row.get("phase")?)));
    let Some((attempt, phase)) = found.optional()? else { return Ok(Mismatch::Unknown) };
    let instance = attempt.instance.address();
    let had_its_time = attempt.expires_at <= now && !attempt.is_cut_short();
    Ok(match phase {
        _ if attempt.redirect_uri != redirect_uri || issuer.is_some_and(|it| it != instance) => Mismatch::WrongInstance,
        Phase::Matched | Phase::Done | Phase::Failed => Mismatch::Repeated,
        _ if had_its_time && !is_settled(connection, &attempt)? => Mismatch::Expired,
        Phase::Open if attempt.expires_at > now && !attempt.is_cut_short() => Mismatch::Unknown,
        Phase::Closed | Phase::Open => Mismatch::Closed,
    })
}

/// Whether an answer has come to the same sign-in on another way, or to a later one.
fn is_settled(connection: &Connection, attempt: &Attempt) -> Result<bool> {
    connection.query_row(
        "SELECT count(*) FROM attempts
         WHERE profile_id = ?1 AND integration_id = ?2 AND phase IN ('matched', 'done', 'failed') AND expires_at > ?3",
        params![attempt.profile_id, attempt.integration_id, attempt.started_at],
        |row| row.get::<_, i64>(0).map(|count| count > 0),
    )
}

/// Gives up every open attempt of a profile at an integration; returns their numbers.
pub fn close_all(connection: &Connection, profile_id: i64, integration_id: i64) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "UPDATE attempts SET phase = 'closed' WHERE profile_id = ?1 AND integration_id = ?2 AND phase = 'open'
         RETURNING id",
    )?;
    statement.query_map([profile_id, integration_id], |row| row.get(0))?.collect()
}

/// Gives up everything of a profile at an integration: open attempts are closed, those that had their callback
/// have failed, and a pair one of these had brought is to be ended. Returns the closed ones' numbers, and whether there
/// were any of either kind.
pub fn abandon(connection: &Connection, profile_id: i64, integration_id: i64) -> Result<(Vec<i64>, bool)> {
    connection.execute(
        "UPDATE pairs SET state = 'revoking' WHERE state = 'received' AND id IN (
            SELECT pair_id FROM attempts WHERE profile_id = ?1 AND integration_id = ?2 AND phase = 'matched')",
        [profile_id, integration_id],
    )?;
    let failed = connection.execute(
        "UPDATE attempts SET phase = 'failed' WHERE profile_id = ?1 AND integration_id = ?2 AND phase = 'matched'",
        [profile_id, integration_id],
    )?;
    let closed = close_all(connection, profile_id, integration_id)?;
    let was_any = failed > 0 || !closed.is_empty();
    Ok((closed, was_any))
}

/// Closes open attempts of everybody's that are too old or were cut short; returns them.
pub fn expire(connection: &Connection, now: i64) -> Result<Vec<Attempt>> {
    let mut statement = connection.prepare_cached(&format!(
        "UPDATE attempts SET phase = 'closed'
         WHERE phase = 'open' AND (expires_at <= ?1 OR expires_at - started_at < ?2) RETURNING {COLUMNS}"
    ))?;
    statement.query_map([now, Attempt::LIFETIME], read)?.collect()
}

/// Whether an attempt has had its callback and has not ended.
pub fn is_matched(connection: &Connection, id: i64) -> Result<bool> {
    connection.query_row("SELECT count(*) FROM attempts WHERE id = ?1 AND phase = 'matched'", [id], |row| {
        row.get::<_, i64>(0).map(|count| count == 1)
    })
}

/// Gives up one open attempt.
pub fn close(connection: &Connection, id: i64) -> Result<()> {
    connection.execute("UPDATE attempts SET phase = 'closed' WHERE id = ?1 AND phase = 'open'", [id]).map(drop)
}

/// Cuts the time of every open attempt to sign somebody in short `now` (Unix milliseconds): it is over, whatever the
/// clock was set to since or is set to later.
pub fn end_sign_ins(connection: &Connection, now: i64) -> Result<()> {
    let end = "UPDATE attempts SET expires_at = min(expires_at - 1, ?1) WHERE phase = 'open' AND purpose IS NOT NULL";
    connection.execute(end, [now]).map(drop)
}

/// Has an open attempt have had its full time at `end` (Unix milliseconds), unless it was cut short.
pub fn end_at(connection: &Connection, id: i64, end: i64) -> Result<()> {
    let follow = "UPDATE attempts SET started_at = ?3 - ?2, expires_at = ?3
         WHERE id = ?1 AND phase = 'open' AND expires_at - started_at >= ?2";
    connection.execute(follow, [id, Attempt::LIFETIME, end]).map(drop)
}

/// Says how a matched attempt ended.
pub fn finish(connection: &Connection, id: i64, well: bool) -> Result<()> {
    let phase = if well { Phase::Done } else { Phase::Failed };
    connection
        .execute("UPDATE attempts SET phase = ?2 WHERE id = ?1 AND phase = 'matched'", params![id, phase])
        .map(drop)
}

/// Notes which pair a matched attempt is going to bring.
pub fn expect_pair(connection: &Connection, id: i64, pair_id: i64) -> Result<()> {
    connection.execute("UPDATE attempts SET pair_id = ?2 WHERE id = ?1", [id, pair_id]).map(drop)
}

/// A profile's open attempts, oldest first, the expired ones too.
pub fn open_of(connection: &Connection, profile_id: i64) -> Result<Vec<Attempt>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM attempts WHERE profile_id = ?1 AND phase = 'open' ORDER BY id"
    ))?;
    statement.query_map([profile_id], read)?.collect()
}

/// A profile's attempts whose time is over, which they had in full, with nothing having come of them.
pub fn run_out(connection: &Connection, profile_id: i64, now: i64) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM attempts
         WHERE profile_id = ?1 AND phase = 'closed' AND expires_at <= ?2 AND expires_at - started_at >= ?3",
    )?;
    statement.query_map([profile_id, now, Attempt::LIFETIME], |row| row.get(0))?.collect()
}

/// A profile's attempts that have linked an account, each with its integration's number.
pub fn done_of(connection: &Connection, profile_id: i64) -> Result<Vec<(i64, i64)>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, integration_id FROM attempts WHERE profile_id = ?1 AND phase = 'done' AND purpose IS NULL",
    )?;
    statement.query_map([profile_id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Everybody's open attempts, the expired ones too.
pub fn all_open(connection: &Connection) -> Result<Vec<Attempt>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM attempts WHERE phase = 'open' ORDER BY id"))?;
    statement.query_map([], read)?.collect()
}

/// Attempts of everybody's whose callback came but whose end is unknown: Carrick was closed in the middle.
pub fn interrupted(connection: &Connection) -> Result<Vec<(Attempt, Option<i64>)>> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS}, pair_id FROM attempts WHERE phase = 'matched' ORDER BY id"))?;
    statement.query_map([], |row| Ok((read(row)?, row.get("pair_id")?)))?.collect()
}

/// Attempts that have ended or are gone, whose verifiers the vault may still hold.
pub fn with_verifier(connection: &Connection) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM attempts WHERE phase IN ('done', 'failed', 'closed') AND NOT verifier_gone
             UNION SELECT attempt_id FROM verifiers_left",
    )?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// Notes that the vault has forgotten an attempt's verifier.
pub fn verifier_is_gone(connection: &Connection, id: i64) -> Result<()> {
    connection.execute("UPDATE attempts SET verifier_gone = 1 WHERE id = ?1", [id])?;
    connection.execute("DELETE FROM verifiers_left WHERE attempt_id = ?1", [id]).map(drop)
}

/// Forgets attempts that ended before `before` (Unix milliseconds).
pub fn forget(connection: &Connection, before: i64) -> Result<()> {
    connection
        .execute(
            "DELETE FROM attempts WHERE phase IN ('done', 'failed', 'closed') AND verifier_gone AND expires_at < ?1",
            [before],
        )
        .map(drop)
}

const SIGN_IN: &str = "sign_in";
const SIGN_IN_AND_LINK: &str = "sign_in_and_link";

fn word_of(purpose: Purpose) -> Option<&'static str> {
    match purpose {
        Purpose::Link | Purpose::Relink(_) => None,
        Purpose::SignIn => Some(SIGN_IN),
        Purpose::SignInAndLink => Some(SIGN_IN_AND_LINK),
    }
}

/// What a newer version wrote links nothing.
fn purpose_of(relinks: Option<i64>, word: Option<&str>) -> Purpose {
    match (relinks, word) {
        (Some(link), _) => Purpose::Relink(link),
        (None, None) => Purpose::Link,
        (None, Some(SIGN_IN_AND_LINK)) => Purpose::SignInAndLink,
        (None, Some(_)) => Purpose::SignIn,
    }
}

fn read(row: &Row<'_>) -> Result<Attempt> {
    let scopes: String = row.get("scopes")?;
    let relinks: Option<i64> = row.get("relinks")?;
    Ok(Attempt {
        id: row.get("id")?,
        profile_id: row.get("profile_id")?,
        integration_id: row.get("integration_id")?,
        purpose: purpose_of(relinks, row.get::<_, Option<String>>("purpose")?.as_deref()),
        way: row.get("way")?,
        instance: instance_column(row, "instance")?,
        application_id: row.get("application_id")?,
        scopes: split_words(&scopes),
        redirect_uri: row.get("redirect_uri")?,
        started_at: row.get("started_at")?,
        expires_at: row.get("expires_at")?,
    })
}
