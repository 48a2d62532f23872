//! Projects by their paths, for whoever types one: a few looks into an index, however many there are.

use rusqlite::{Connection, OptionalExtension as _, Result};

/// No letter of a path comes after this one, in either case.
const BEHIND_ALL: char = '{';

/// What comes right behind the `/` that ends a group.
const BEHIND_GROUP: char = '0';

pub(super) const FIRST_FROM: &str = "SELECT path FROM projects
    WHERE instance = ?1 AND path >= ?2 COLLATE NOCASE AND path < ?3 COLLATE NOCASE
    ORDER BY path COLLATE NOCASE LIMIT 1";

/// Few are, so an index holds them alone.
pub(super) const ADDED: &str = "SELECT id, path FROM projects WHERE added_at IS NOT NULL ORDER BY path";

/// How a beginning of a path, in letters of either case, can go on: each to the end of the next part, so that groups
/// end in `/` and projects do not. At most so many, in the order of the paths.
pub fn going_on(connection: &Connection, instance: &str, beginning: &str, most: usize) -> Result<Vec<String>> {
    let mut first_from = connection.prepare_cached(FIRST_FROM)?;
    let end = format!("{beginning}{BEHIND_ALL}");
    let (mut from, mut found) = (beginning.to_owned(), Vec::new());
    while found.len() < most {
        let path: Option<String> = first_from.query_row([instance, &from, &end], |row| row.get(0)).optional()?;
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

/// The numbers and paths of the projects that were added, by path.
pub fn added(connection: &Connection) -> Result<Vec<(i64, String)>> {
    connection.prepare_cached(ADDED)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
