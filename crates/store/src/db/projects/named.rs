//! Projects by their paths, for whoever types one: a few looks into an index, however many there are.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

/// No letter of a path comes after this one, in either case.
const BEHIND_ALL: char = '{';

/// What comes right behind the `/` that ends a group.
const BEHIND_GROUP: char = '0';

/// Of one that is another person's alone not even the name is told.
pub(super) const FIRST_FROM: &str = "SELECT path FROM projects
    WHERE instance = ?2 AND path >= ?3 COLLATE NOCASE AND path < ?4 COLLATE NOCASE
      AND (EXISTS (SELECT 1 FROM memberships JOIN links ON links.id = link_id
                   WHERE project = projects.id AND profile_id = ?1)
        OR EXISTS (SELECT 1 FROM kept_projects WHERE project = projects.id AND profile_id = ?1))
    ORDER BY path COLLATE NOCASE LIMIT 1";

/// Few are, so an index holds them alone.
pub(super) const ADDED: &str = "SELECT projects.id, path FROM kept_projects JOIN projects ON projects.id = project
    WHERE profile_id = ?1 AND kept_projects.added_at IS NOT NULL ORDER BY path";

/// How a beginning of a path, in letters of either case, can go on: each to the end of the next part, so that groups
/// end in `/` and projects do not. At most so many of a profile's, in the order of the paths.
pub fn going_on(
    connection: &Connection,
    profile_id: i64,
    instance: &str,
    beginning: &str,
    most: usize,
) -> Result<Vec<String>> {
    let mut first_from = connection.prepare_cached(FIRST_FROM)?;
    let end = format!("{beginning}{BEHIND_ALL}");
    let (mut from, mut found) = (beginning.to_owned(), Vec::new());
    while found.len() < most {
        let path: Option<String> =
            first_from.query_row(params![profile_id, instance, from, end], |row| row.get(0)).optional()?;
        let Some(mut path) = path else { break };
        let slash = path.get(beginning.len()..).and_then(|rest| rest.find('/'));
        match slash {
            Some(slash) => {
                path.truncate(beginning.len() + slash);
                from = format!("{path}{BEHIND_GROUP}");
                path.push('/');
            }
            None => from = format!("{path}\u{1}"),
        }
        found.push(path);
    }
    Ok(found)
}

/// The numbers and paths of the projects that a profile added, by path.
pub fn added(connection: &Connection, profile_id: i64) -> Result<Vec<(i64, String)>> {
    connection.prepare_cached(ADDED)?.query_map([profile_id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
