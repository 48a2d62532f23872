//! Table `projects`: what linked accounts can reach, and what the person asked for.

pub mod named;

use rusqlite::{Connection, OptionalExtension as _, Result, Row, Rows, params};

use crate::project::{Details, Listed, Project};

const COLUMNS: &str = "project_id, path, name, avatar_url, default_branch, visibility, \
                       last_activity_at, is_archived, is_empty, size";

/// Whether a profile has anything of a project: an account that reaches it, or itself asked for it, added it, adds it
/// or has a clone of it.
const CONCERNS: &str = "EXISTS (SELECT 1 FROM memberships JOIN links ON links.id = link_id
             WHERE project = projects.id AND links.profile_id = ?1)
     OR EXISTS (SELECT 1 FROM kept_projects WHERE project = projects.id AND profile_id = ?1)
     OR EXISTS (SELECT 1 FROM additions WHERE project = projects.id AND profile_id = ?1)
     OR EXISTS (SELECT 1 FROM clones WHERE project = projects.id AND profile_id = ?1)";

/// Keeps one project, whoever reaches it, and returns its number here.
pub fn put(connection: &Connection, instance: &str, listed: &Listed) -> Result<i64> {
    let known = connection
        .prepare_cached(&format!("SELECT id, {COLUMNS} FROM projects WHERE instance = ?1 AND project_id = ?2"))?
        .query_row(params![instance, listed.project_id], |row| Ok((row.get("id")?, read_listed(row)?)))
        .optional()?;
    let project = match known {
        Some((id, known)) if is_same(&known, listed) => id,
        Some((id, _)) => {
            write(connection, id, listed)?;
            id
        }
        None => insert(connection, instance, listed)?,
    };
    write_details(connection, project, listed.details)?;
    Ok(project)
}

/// Notes that a person asked for a project that none of their accounts may be a member of.
pub fn ask_for(connection: &Connection, profile_id: i64, id: i64, now: i64) -> Result<()> {
    let ask = "INSERT INTO kept_projects (profile_id, project, asked_at) VALUES (?1, ?2, ?3)
               ON CONFLICT (project, profile_id) DO UPDATE SET asked_at = excluded.asked_at";
    connection.prepare_cached(ask)?.execute([profile_id, id, now]).map(drop)
}

/// Notes that a person added a project.
pub fn add(connection: &Connection, profile_id: i64, id: i64, at: i64) -> Result<()> {
    let add = "INSERT INTO kept_projects (profile_id, project, added_at) VALUES (?1, ?2, ?3)
               ON CONFLICT (project, profile_id) DO UPDATE SET added_at = excluded.added_at";
    connection.prepare_cached(add)?.execute([profile_id, id, at]).map(drop)
}

/// Notes that a project is added no longer by a person; what they asked for stays so.
pub fn take_away(connection: &Connection, profile_id: i64, id: i64) -> Result<()> {
    let of = [profile_id, id];
    let gone = "DELETE FROM kept_projects WHERE profile_id = ?1 AND project = ?2 AND asked_at IS NULL";
    if connection.execute(gone, of)? == 0 {
        connection.execute("UPDATE kept_projects SET added_at = NULL WHERE profile_id = ?1 AND project = ?2", of)?;
    }
    forget_unless_needed(connection, id)
}

/// The project at a path, in letters of either case; the one that was written last where two are said to be there.
pub fn at_path(connection: &Connection, instance: &str, path: &str) -> Result<Option<i64>> {
    connection
        .query_row(
            "SELECT id FROM projects WHERE instance = ?1 AND path = ?2 COLLATE NOCASE ORDER BY id DESC LIMIT 1",
            [instance, path],
            |row| row.get(0),
        )
        .optional()
}

/// One project as a profile has it, with the accounts of theirs that reach it; `None` where they have nothing of it.
pub fn get(connection: &Connection, profile_id: i64, id: i64) -> Result<Option<Project>> {
    let look = format!(
        "SELECT id, instance, {COLUMNS}, kept_projects.asked_at, kept_projects.added_at
         FROM projects
              LEFT JOIN kept_projects ON kept_projects.project = projects.id AND kept_projects.profile_id = ?1
         WHERE projects.id = ?2 AND ({CONCERNS})"
    );
    let mut statement = connection.prepare_cached(&look)?;
    let Some(mut project) = statement.query_row([profile_id, id], read).optional()? else { return Ok(None) };
    let mut reached = connection.prepare_cached(
        "SELECT link_id, access_level FROM memberships JOIN links ON links.id = link_id
         WHERE project = ?2 AND profile_id = ?1 ORDER BY link_id",
    )?;
    let reached = reached.query_map([profile_id, id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    project.reached_by = reached.collect::<Result<_>>()?;
    Ok(Some(project))
}

/// What a list needs of one project; the same project comes again for each further link that reaches it.
#[derive(Debug)]
pub struct Seen<'a> {
    /// Its number here.
    pub id: i64,
    /// With its namespace.
    pub path: &'a str,
    /// The name shown.
    pub name: &'a str,
    /// Unix milliseconds.
    pub last_activity_at: i64,
    /// Whether it is archived, as far as is known.
    pub is_archived: bool,
    /// When this person added it (Unix milliseconds).
    pub added_at: Option<i64>,
    /// Who reaches it, and how far.
    pub reached_by: Option<(i64, Option<i64>)>,
}

const SEE: &str = "SELECT projects.id, path, name, last_activity_at, is_archived, kept_projects.added_at,
            kept_projects.asked_at, memberships.link_id,
            access_level
     FROM projects LEFT JOIN memberships ON memberships.project = projects.id
          AND memberships.link_id IN (SELECT id FROM links WHERE profile_id = ?1)
     LEFT JOIN kept_projects ON kept_projects.project = projects.id AND kept_projects.profile_id = ?1";

/// Goes through everything that a profile's links reach or that they asked for, one project after the other.
pub fn see_all(connection: &Connection, profile_id: i64, see: impl FnMut(Seen<'_>)) -> Result<()> {
    let mut statement = connection.prepare_cached(&format!("{SEE} ORDER BY projects.id"))?;
    see_rows(statement.query([profile_id])?, see)
}

/// As [`see_all`], of one project.
pub fn see_one(connection: &Connection, profile_id: i64, id: i64, see: impl FnMut(Seen<'_>)) -> Result<()> {
    let mut statement = connection.prepare_cached(&format!("{SEE} WHERE projects.id = ?2"))?;
    see_rows(statement.query([profile_id, id])?, see)
}

fn see_rows(mut rows: Rows<'_>, mut see: impl FnMut(Seen<'_>)) -> Result<()> {
    while let Some(row) = rows.next()? {
        let link_id: Option<i64> = row.get(7)?;
        let access_level: Option<i64> = row.get(8)?;
        let (added_at, asked_at): (Option<i64>, Option<i64>) = (row.get(5)?, row.get(6)?);
        if link_id.is_none() && added_at.is_none() && asked_at.is_none() {
            continue;
        }
        see(Seen {
            id: row.get(0)?,
            path: row.get_ref(1)?.as_str()?,
            name: row.get_ref(2)?.as_str()?,
            last_activity_at: row.get(3)?,
            is_archived: row.get::<_, Option<bool>>(4)?.unwrap_or(false),
            added_at,
            reached_by: link_id.map(|link_id| (link_id, access_level)),
        });
    }
    Ok(())
}

/// Goes through the paths of what a profile's links reach, with the addresses of their instances.
pub fn see_paths(connection: &Connection, profile_id: i64, mut see: impl FnMut(&str, &str)) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT projects.id, instance, path
         FROM projects JOIN memberships ON memberships.project = projects.id
              AND memberships.link_id IN (SELECT id FROM links WHERE profile_id = ?1)",
    )?;
    let mut rows = statement.query([profile_id])?;
    while let Some(row) = rows.next()? {
        see(row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
    }
    Ok(())
}

/// A project of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// Its number here.
    pub id: i64,
    /// With its namespace.
    pub path: String,
    /// The size of its repository in bytes, where GitLab told.
    pub size: Option<i64>,
    /// Whether it is archived, as far as is known.
    pub is_archived: bool,
    /// Whether this person added it, or has it in the queue.
    pub is_added: bool,
}

/// What a profile's links reach in a group, at any depth, by path.
pub fn within(connection: &Connection, profile_id: i64, instance: &str, group: &str) -> Result<Vec<Within>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, path, size, is_archived,
                EXISTS (SELECT 1 FROM kept_projects
                        WHERE project = projects.id AND profile_id = ?1 AND added_at IS NOT NULL) OR
                EXISTS (SELECT 1 FROM additions WHERE project = projects.id AND profile_id = ?1)
         FROM projects
         WHERE instance = ?2 AND substr(path, 1, length(?3) + 1) = ?3 || '/' COLLATE NOCASE
           AND EXISTS (SELECT 1 FROM memberships WHERE project = projects.id
                       AND link_id IN (SELECT id FROM links WHERE profile_id = ?1))
         ORDER BY path COLLATE NOCASE",
    )?;
    let read = |row: &Row<'_>| {
        Ok(Within {
            id: row.get(0)?,
            path: row.get(1)?,
            size: row.get(2)?,
            is_archived: row.get::<_, Option<bool>>(3)?.unwrap_or(false),
            is_added: row.get(4)?,
        })
    };
    statement.query_map(params![profile_id, instance, group], read)?.collect()
}

/// How many projects are kept.
pub fn count(connection: &Connection) -> Result<u32> {
    connection.query_row("SELECT count(*) FROM projects", [], |row| row.get(0))
}

/// Forgets some of the projects that nobody reaches, nobody asked for and nobody added or is adding; says whether there may be
/// more of them, from which number on.
pub fn forget_some(connection: &Connection, after: i64) -> Result<Option<i64>> {
    const AT_ONCE: u32 = 500;
    let look = "SELECT id, NOT EXISTS (SELECT 1 FROM kept_projects WHERE project = projects.id) AND
                       NOT EXISTS (SELECT 1 FROM memberships WHERE project = projects.id) AND
                       NOT EXISTS (SELECT 1 FROM additions WHERE project = projects.id)
                FROM projects WHERE id > ?1 ORDER BY id LIMIT ?2";
    let looked: Vec<(i64, bool)> = connection
        .prepare_cached(look)?
        .query_map(params![after, AT_ONCE], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_>>()?;
    for (id, _) in looked.iter().filter(|(_, is_nobodys)| *is_nobodys) {
        connection.prepare_cached("DELETE FROM projects WHERE id = ?1")?.execute([id])?;
    }
    Ok(looked.last().filter(|_| looked.len() == AT_ONCE as usize).map(|(id, _)| *id))
}

/// Forgets a project that nobody reaches, nobody asked for and nobody added or is adding.
pub(super) fn forget_unless_needed(connection: &Connection, id: i64) -> Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM projects WHERE id = ?1
             AND NOT EXISTS (SELECT 1 FROM kept_projects WHERE project = ?1)
             AND NOT EXISTS (SELECT 1 FROM memberships WHERE project = ?1)
             AND NOT EXISTS (SELECT 1 FROM additions WHERE project = ?1)",
        )?
        .execute([id])
        .map(drop)
}

/// The number here of a project that has this one at GitLab.
pub fn number_of(connection: &Connection, instance: &str, project_id: i64) -> Result<Option<i64>> {
    connection
        .prepare_cached("SELECT id FROM projects WHERE instance = ?1 AND project_id = ?2")?
        .query_row(params![instance, project_id], |row| row.get(0))
        .optional()
}

/// Whether nothing would change. What is not listed at all is left as it is.
fn is_same(known: &Listed, listed: &Listed) -> bool {
    *known == Listed { details: known.details, ..listed.clone() }
}

fn insert(connection: &Connection, instance: &str, listed: &Listed) -> Result<i64> {
    connection
        .prepare_cached("INSERT INTO projects (instance, project_id, path, name) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![instance, listed.project_id, listed.path, listed.name])?;
    let id = connection.last_insert_rowid();
    write(connection, id, listed)?;
    Ok(id)
}

fn write(connection: &Connection, id: i64, listed: &Listed) -> Result<()> {
    let Listed { path, name, avatar_url, default_branch, visibility, last_activity_at, .. } = listed;
    connection
        .prepare_cached(
            "UPDATE projects SET path = ?2, name = ?3, avatar_url = ?4, default_branch = ?5, visibility = ?6,
                                 last_activity_at = ?7 WHERE id = ?1",
        )?
        .execute(params![id, path, name, avatar_url, default_branch, visibility, last_activity_at])
        .map(drop)
}

/// Writes what is known of a project besides; the rest stays.
pub(super) fn write_details(connection: &Connection, id: i64, details: Details) -> Result<()> {
    if details == Details::default() {
        return Ok(());
    }
    connection
        .prepare_cached(
            "UPDATE projects SET is_archived = coalesce(?2, is_archived), is_empty = coalesce(?3, is_empty),
                                 size = coalesce(?4, size) WHERE id = ?1",
        )?
        .execute(params![id, details.is_archived, details.is_empty, details.size])
        .map(drop)
}

fn read(row: &Row<'_>) -> Result<Project> {
    Ok(Project {
        id: row.get("id")?,
        instance: row.get("instance")?,
        listed: read_listed(row)?,
        reached_by: Vec::new(),
        asked_at: row.get("asked_at")?,
        added_at: row.get("added_at")?,
    })
}

fn read_listed(row: &Row<'_>) -> Result<Listed> {
    Ok(Listed {
        project_id: row.get("project_id")?,
        path: row.get("path")?,
        name: row.get("name")?,
        avatar_url: row.get("avatar_url")?,
        default_branch: row.get("default_branch")?,
        visibility: row.get("visibility")?,
        last_activity_at: row.get("last_activity_at")?,
        details: Details {
            is_archived: row.get("is_archived")?,
            is_empty: row.get("is_empty")?,
            size: row.get("size")?,
        },
    })
}

#[cfg(test)]
mod tests;
