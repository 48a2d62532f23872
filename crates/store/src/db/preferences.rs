//! Table `preferences`: what a person has set for themselves.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

/// What a person has set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// Where new clones go, absolute; `None` for what the desktop and git say.
    pub projects_folder: Option<String>,
    /// The desktop entry of the editor that opens folders; `None` for the first one found.
    pub editor: Option<String>,
    /// When it was answered whether git should be set up after the first repository was added (Unix milliseconds).
    pub git_offered_at: Option<i64>,
}

/// What a profile has set; nothing is, for one that never did.
pub fn get(connection: &Connection, profile_id: i64) -> Result<Preferences> {
    let read = connection
        .prepare_cached("SELECT projects_folder, editor, git_offered_at FROM preferences WHERE profile_id = ?1")?
        .query_row([profile_id], |row| {
            Ok(Preferences { projects_folder: row.get(0)?, editor: row.get(1)?, git_offered_at: row.get(2)? })
        })
        .optional()?;
    Ok(read.unwrap_or_default())
}

/// Keeps it, in place of what was set before.
pub fn put(connection: &Connection, profile_id: i64, preferences: &Preferences) -> Result<()> {
    let Preferences { projects_folder, editor, git_offered_at } = preferences;
    connection
        .execute(
            "INSERT INTO preferences (profile_id, projects_folder, editor, git_offered_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (profile_id) DO UPDATE SET projects_folder = excluded.projects_folder,
                editor = excluded.editor, git_offered_at = excluded.git_offered_at",
            params![profile_id, projects_folder, editor, git_offered_at],
        )
        .map(drop)
}
