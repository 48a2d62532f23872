//! Table `links`: GitLab accounts that a profile has approved.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use super::split_words;
use crate::messages::Cause;
use crate::model::{Identity, Link};

const COLUMNS: &str = "id, profile_id, integration_id, application_id, pair_id, user_id, username, name, avatar_url, \
                       scopes, linked_at, checked_at, needs_you, needs_you_since, refused_since, \
                       unsure_since, is_spent, \
                       (SELECT expires_at FROM pairs WHERE pairs.id = pair_id) AS expires_at";

/// Before the word for the state an account is in.
const ACCOUNT: &str = "account:";

/// A profile's links, oldest first.
///
/// # Errors
/// As SQLite.
pub fn of_profile(connection: &Connection, profile_id: i64) -> Result<Vec<Link>> {
    let mut statement =
        connection.prepare(&format!("SELECT {COLUMNS} FROM links WHERE profile_id = ?1 ORDER BY id"))?;
    statement.query_map([profile_id], read)?.collect()
}

/// Everybody's links, oldest first.
///
/// # Errors
/// As SQLite.
pub fn all(connection: &Connection) -> Result<Vec<Link>> {
    let mut statement = connection.prepare(&format!("SELECT {COLUMNS} FROM links ORDER BY id"))?;
    statement.query_map([], read)?.collect()
}

/// Everybody's links that stand on an integration, oldest first.
///
/// # Errors
/// As SQLite.
pub fn on(connection: &Connection, integration_id: i64) -> Result<Vec<Link>> {
    let mut statement =
        connection.prepare(&format!("SELECT {COLUMNS} FROM links WHERE integration_id = ?1 ORDER BY id"))?;
    statement.query_map([integration_id], read)?.collect()
}

/// One link, if it is still there.
///
/// # Errors
/// As SQLite.
pub fn get(connection: &Connection, id: i64) -> Result<Option<Link>> {
    connection.query_row(&format!("SELECT {COLUMNS} FROM links WHERE id = ?1"), [id], read).optional()
}

/// The profile's link to an account, if there is one already.
///
/// # Errors
/// As SQLite.
pub fn of_account(connection: &Connection, profile_id: i64, integration_id: i64, user_id: i64) -> Result<Option<Link>> {
    connection
        .query_row(
            &format!("SELECT {COLUMNS} FROM links WHERE profile_id = ?1 AND integration_id = ?2 AND user_id = ?3"),
            [profile_id, integration_id, user_id],
            read,
        )
        .optional()
}

/// How many links, of anybody, stand on an integration.
///
/// # Errors
/// As SQLite.
pub fn count_on(connection: &Connection, integration_id: i64) -> Result<u32> {
    connection.query_row("SELECT count(*) FROM links WHERE integration_id = ?1", [integration_id], |row| row.get(0))
}

/// Adds a link, or moves the one of the same account onto the new pair. Returns its number.
///
/// # Errors
/// As SQLite.
pub fn put(connection: &Connection, link: &Link) -> Result<i64> {
    connection.query_row(
        "INSERT INTO links (profile_id, integration_id, application_id, pair_id, user_id, username, name, avatar_url,
                            scopes, linked_at, checked_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)
         ON CONFLICT (profile_id, integration_id, user_id) DO UPDATE SET
            application_id = excluded.application_id, pair_id = excluded.pair_id, username = excluded.username,
            name = excluded.name, avatar_url = excluded.avatar_url, scopes = excluded.scopes,
            linked_at = excluded.linked_at, checked_at = excluded.checked_at,
            needs_you = NULL, needs_you_since = NULL, unsure_since = NULL, is_spent = 0
         RETURNING id",
        params![
            link.profile_id,
            link.integration_id,
            link.application_id,
            link.pair_id,
            link.identity.user_id,
            link.identity.username,
            link.identity.name,
            link.identity.avatar_url,
            link.scopes.join(" "),
            link.linked_at,
        ],
        |row| row.get(0),
    )
}

/// Moves a link from one pair to the one that replaces it; says whether it was there to be moved. GitLab has
/// taken token and client just now, so what needs the person for their sake is over.
///
/// # Errors
/// As SQLite.
pub fn renew(connection: &Connection, old_pair: i64, new_pair: i64, now: i64) -> Result<bool> {
    let over = "needs_you NOT LIKE 'account:%' AND needs_you <> 'scope_too_small'";
    let moved = connection.execute(
        &format!(
            "UPDATE links SET pair_id = ?2, checked_at = ?3, unsure_since = NULL, is_spent = 0,
                needs_you_since = CASE WHEN {over} THEN NULL ELSE needs_you_since END,
                needs_you = CASE WHEN {over} THEN NULL ELSE needs_you END
             WHERE pair_id = ?1"
        ),
        [old_pair, new_pair, now],
    )?;
    Ok(moved == 1)
}

/// Notes that GitLab answered well for an account, and what it is called now. A link that cannot renew itself
/// needs its person all the same.
///
/// # Errors
/// As SQLite.
pub fn works(connection: &Connection, id: i64, identity: &Identity, now: i64) -> Result<()> {
    connection
        .execute(
            "UPDATE links SET checked_at = ?2,
                needs_you = CASE WHEN NOT is_spent THEN NULL
                                 WHEN needs_you IN ('refused', 'application_refused') THEN needs_you
                                 ELSE 'answer_lost' END,
                needs_you_since = CASE WHEN is_spent THEN coalesce(needs_you_since, ?2) END,
                username = ?3, name = ?4, avatar_url = ?5 WHERE id = ?1",
            params![id, now, identity.username, identity.name, identity.avatar_url],
        )
        .map(drop)
}

/// Notes that a link needs its person and has not worked since then, unless it has moved to another pair
/// meanwhile. A refusal that follows another cause, or none, is a new one.
///
/// # Errors
/// As SQLite.
pub fn need_you(connection: &Connection, id: i64, pair_id: i64, cause: &Cause, since: i64, now: i64) -> Result<()> {
    connection
        .execute(
            "UPDATE links SET needs_you = ?3, needs_you_since = coalesce(needs_you_since, ?4),
                refused_since = CASE WHEN needs_you IN ('refused', 'answer_lost') THEN coalesce(refused_since, ?5)
                                     ELSE ?5 END
             WHERE id = ?1 AND pair_id = ?2",
            params![id, pair_id, cause_word(cause), since, now],
        )
        .map(drop)
}

/// Notes that a renewal of a pair went unanswered.
///
/// # Errors
/// As SQLite.
pub fn doubt(connection: &Connection, pair_id: i64, since: i64) -> Result<()> {
    connection
        .execute("UPDATE links SET unsure_since = coalesce(unsure_since, ?2) WHERE pair_id = ?1", [pair_id, since])
        .map(drop)
}

/// Notes that the refresh token of a pair must not be sent again.
///
/// # Errors
/// As SQLite.
pub fn spend(connection: &Connection, pair_id: i64) -> Result<()> {
    connection.execute("UPDATE links SET is_spent = 1 WHERE pair_id = ?1", [pair_id]).map(drop)
}

/// Removes a link, and with it its picture.
///
/// # Errors
/// As SQLite.
pub fn remove(connection: &Connection, id: i64) -> Result<()> {
    connection.execute("DELETE FROM links WHERE id = ?1", [id]).map(drop)
}

fn cause_word(cause: &Cause) -> String {
    let word = match cause {
        Cause::Refused => "refused",
        Cause::AnswerLost => "answer_lost",
        Cause::TokensMissing => "tokens_missing",
        Cause::SecretRenewed => "secret_renewed",
        Cause::ApplicationRefused => "application_refused",
        Cause::ScopeTooSmall => "scope_too_small",
        Cause::Account { state } => return format!("{ACCOUNT}{state}"),
    };
    word.to_owned()
}

/// A word that a newer version wrote is told as the cause that claims least.
fn read_cause(word: &str) -> Cause {
    match word {
        "answer_lost" => Cause::AnswerLost,
        "tokens_missing" => Cause::TokensMissing,
        "secret_renewed" => Cause::SecretRenewed,
        "application_refused" => Cause::ApplicationRefused,
        "scope_too_small" => Cause::ScopeTooSmall,
        _ => match word.strip_prefix(ACCOUNT) {
            Some(state) => Cause::Account { state: state.to_owned() },
            None => Cause::Refused,
        },
    }
}

fn read(row: &rusqlite::Row<'_>) -> Result<Link> {
    let scopes: String = row.get("scopes")?;
    let cause: Option<String> = row.get("needs_you")?;
    let since: Option<i64> = row.get("needs_you_since")?;
    Ok(Link {
        id: row.get("id")?,
        profile_id: row.get("profile_id")?,
        integration_id: row.get("integration_id")?,
        application_id: row.get("application_id")?,
        pair_id: row.get("pair_id")?,
        identity: Identity {
            user_id: row.get("user_id")?,
            username: row.get("username")?,
            name: row.get("name")?,
            avatar_url: row.get("avatar_url")?,
        },
        scopes: split_words(&scopes),
        linked_at: row.get("linked_at")?,
        checked_at: row.get("checked_at")?,
        expires_at: row.get::<_, Option<i64>>("expires_at")?.unwrap_or_default(),
        needs_you: cause.map(|word| read_cause(&word)).zip(since),
        refused_since: row.get("refused_since")?,
        unsure_since: row.get("unsure_since")?,
        is_spent: row.get("is_spent")?,
    })
}
