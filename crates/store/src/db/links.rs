//! Table `links`: GitLab accounts that a profile has approved.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use super::columns::split_words;
use super::former_usernames;
use crate::model::{GitUse, Identity, Link};
use crate::standing::{Cause, Proof, Standing};

const COLUMNS: &str = "id, profile_id, integration_id, application_id, pair_id, user_id, username, name, avatar_url, \
                       scopes, linked_at, checked_at, needs_you, needs_you_since, refused_since, \
                       unsure_since, is_spent, git_use, commit_email, \
                       (SELECT created_at FROM pairs WHERE pairs.id = pair_id) AS asked_at, \
                       (SELECT expires_at FROM pairs WHERE pairs.id = pair_id) AS expires_at";

/// A profile's links, oldest first.
pub fn of_profile(connection: &Connection, profile_id: i64) -> Result<Vec<Link>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM links WHERE profile_id = ?1 ORDER BY id"))?;
    statement.query_map([profile_id], read)?.collect()
}

/// Everybody's links, oldest first.
pub fn all(connection: &Connection) -> Result<Vec<Link>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM links ORDER BY id"))?;
    statement.query_map([], read)?.collect()
}

/// Everybody's links that stand on an integration, oldest first.
pub fn on(connection: &Connection, integration_id: i64) -> Result<Vec<Link>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM links WHERE integration_id = ?1 ORDER BY id"))?;
    statement.query_map([integration_id], read)?.collect()
}

/// One link, if it is still there.
pub fn get(connection: &Connection, id: i64) -> Result<Option<Link>> {
    connection.query_row(&format!("SELECT {COLUMNS} FROM links WHERE id = ?1"), [id], read).optional()
}

/// The profile's link to an account, if there is one already.
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
pub fn count_on(connection: &Connection, integration_id: i64) -> Result<u32> {
    connection.query_row("SELECT count(*) FROM links WHERE integration_id = ?1", [integration_id], |row| row.get(0))
}

/// What stops when a link goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dependents {
    /// In how many folders git uses it: where it was written in, or where the helper chooses and may choose it.
    pub clones: u32,
    /// How many repositories are built through it.
    pub repositories: u32,
}

/// What hangs on a link.
pub fn dependents(connection: &Connection, id: i64) -> Result<Dependents> {
    connection.query_row(
        "SELECT (SELECT count(*) FROM clones
                 WHERE link_id = ?1
                    OR link_id IS NULL AND project IN (SELECT project FROM memberships WHERE link_id = ?1)) AS clones,
                (SELECT count(*) FROM watches WHERE link_id = ?1) AS repositories",
        [id],
        |row| Ok(Dependents { clones: row.get("clones")?, repositories: row.get("repositories")? }),
    )
}

/// Adds a link, or moves the one of the same account onto the new pair. Its standing begins anew; when git may use it
/// stays. Returns its number.
pub fn put(connection: &Connection, link: &Link) -> Result<i64> {
    let before = of_account(connection, link.profile_id, link.integration_id, link.identity.user_id)?;
    let id = connection.query_row(
        "INSERT INTO links (profile_id, integration_id, application_id, pair_id, user_id, username, name, avatar_url,
                            commit_email, scopes, linked_at, checked_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)
         ON CONFLICT (profile_id, integration_id, user_id) DO UPDATE SET
            application_id = excluded.application_id, pair_id = excluded.pair_id, username = excluded.username,
            name = excluded.name, avatar_url = excluded.avatar_url, commit_email = excluded.commit_email,
            scopes = excluded.scopes, linked_at = excluded.linked_at, checked_at = excluded.checked_at
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
            link.identity.commit_email,
            link.scopes.join(" "),
            link.linked_at,
        ],
        |row| row.get(0),
    )?;
    if let Some(before) = before {
        former_usernames::note_change(connection, id, &before.identity.username, &link.identity.username)?;
    }
    prove(connection, id, Proof::Linked)?;
    Ok(id)
}

/// Moves a link from one pair to the one that replaces it; says whether it was there to be moved.
pub fn renew(connection: &Connection, old_pair: i64, new_pair: i64, now: i64) -> Result<bool> {
    let Some(link) = on_pair(connection, old_pair)? else { return Ok(false) };
    connection.execute("UPDATE links SET pair_id = ?2, checked_at = ?3 WHERE id = ?1", [link.id, new_pair, now])?;
    prove(connection, link.id, Proof::Renewed)?;
    Ok(true)
}

/// Notes that GitLab answered well for an account, and what it is called now.
pub fn works(connection: &Connection, id: i64, identity: &Identity, now: i64) -> Result<()> {
    if let Some(before) = get(connection, id)? {
        former_usernames::note_change(connection, id, &before.identity.username, &identity.username)?;
    }
    connection.execute(
        "UPDATE links SET checked_at = ?2, username = ?3, name = ?4, avatar_url = ?5, commit_email = ?6 WHERE id = ?1",
        params![id, now, identity.username, identity.name, identity.avatar_url, identity.commit_email],
    )?;
    prove(connection, id, Proof::Works(now))
}

/// Says when git may use a link; of an instance's links one at most is the default.
pub fn set_git_use(connection: &Connection, id: i64, git_use: GitUse) -> Result<()> {
    if git_use == GitUse::Default {
        connection.execute(
            "UPDATE links SET git_use = ?2 WHERE git_use = ?3 AND id IN (
                 SELECT others.id FROM links AS chosen
                 JOIN integrations AS its ON its.id = chosen.integration_id
                 JOIN integrations AS same ON same.instance = its.instance
                 JOIN links AS others ON others.integration_id = same.id AND others.profile_id = chosen.profile_id
                 WHERE chosen.id = ?1)",
            params![id, GitUse::WhereNeeded, GitUse::Default],
        )?;
    }
    connection.execute("UPDATE links SET git_use = ?2 WHERE id = ?1", params![id, git_use]).map(drop)
}

/// Notes what has become known of the link that lives on this pair; nothing if none does any more.
pub fn prove_of_pair(connection: &Connection, pair_id: i64, proof: Proof) -> Result<()> {
    match on_pair(connection, pair_id)? {
        Some(link) => prove(connection, link.id, proof),
        None => Ok(()),
    }
}

/// What a proof means is decided on what is read here, in the same transaction.
fn prove(connection: &Connection, id: i64, proof: Proof) -> Result<()> {
    let Some(link) = get(connection, id)? else { return Ok(()) };
    let before = link.standing.needs_you.clone();
    let Standing { needs_you, refused_since, unsure_since, is_spent } = link.standing.after(proof);
    connection.execute(
        "UPDATE links SET refused_since = ?2, unsure_since = ?3, is_spent = ?4 WHERE id = ?1",
        params![id, refused_since, unsure_since, is_spent],
    )?;
    if needs_you == before {
        // It may be a word of a newer program's, which was read as another.
        return Ok(());
    }
    let (cause, since) = needs_you.unzip();
    let write = "UPDATE links SET needs_you = ?2, needs_you_since = ?3 WHERE id = ?1";
    connection.execute(write, params![id, cause, since]).map(drop)
}

fn on_pair(connection: &Connection, pair_id: i64) -> Result<Option<Link>> {
    connection.query_row(&format!("SELECT {COLUMNS} FROM links WHERE pair_id = ?1"), [pair_id], read).optional()
}

/// Removes a link, and with it its picture.
pub fn remove(connection: &Connection, id: i64) -> Result<()> {
    connection.execute("DELETE FROM links WHERE id = ?1", [id]).map(drop)
}

fn read(row: &rusqlite::Row<'_>) -> Result<Link> {
    let scopes: String = row.get("scopes")?;
    let cause: Option<Cause> = row.get("needs_you")?;
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
            commit_email: row.get("commit_email")?,
        },
        scopes: split_words(&scopes),
        linked_at: row.get("linked_at")?,
        checked_at: row.get("checked_at")?,
        asked_at: row.get::<_, Option<i64>>("asked_at")?.unwrap_or_default(),
        expires_at: row.get::<_, Option<i64>>("expires_at")?.unwrap_or_default(),
        git_use: row.get("git_use")?,
        standing: Standing {
            needs_you: cause.zip(since),
            refused_since: row.get("refused_since")?,
            unsure_since: row.get("unsure_since")?,
            is_spent: row.get("is_spent")?,
        },
    })
}
