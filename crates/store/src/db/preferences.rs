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

/// What a person has set about builds, as far as it decides what is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Building {
    /// Since when all builds are paused (Unix milliseconds).
    pub paused_at: Option<i64>,
    /// Whether what was opened while nobody looked or builds were paused is built, instead of only shown.
    pub after_sleep: bool,
}

/// What a person has set about their machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Machines {
    /// Whether no other builds for them, so that none is told.
    pub is_only_one: bool,
    /// Whether this one comes before the machines of others.
    pub is_designated: bool,
}

/// What a profile has set about machines.
pub fn machines(connection: &Connection, profile_id: i64) -> Result<Machines> {
    let read = connection
        .prepare_cached("SELECT builds_only_here, builds_designated FROM preferences WHERE profile_id = ?1")?
        .query_row([profile_id], |row| Ok(Machines { is_only_one: row.get(0)?, is_designated: row.get(1)? }))
        .optional()?;
    Ok(read.unwrap_or_default())
}

/// Keeps what is set about machines.
pub fn set_machines(connection: &Connection, profile_id: i64, machines: Machines) -> Result<()> {
    connection
        .execute(
            "INSERT INTO preferences (profile_id, builds_only_here, builds_designated) VALUES (?1, ?2, ?3)
             ON CONFLICT (profile_id) DO UPDATE SET builds_only_here = excluded.builds_only_here,
                builds_designated = excluded.builds_designated",
            params![profile_id, machines.is_only_one, machines.is_designated],
        )
        .map(drop)
}

/// What a profile has set about builds.
pub fn building(connection: &Connection, profile_id: i64) -> Result<Building> {
    let read = connection
        .prepare_cached("SELECT builds_paused_at, builds_after_sleep FROM preferences WHERE profile_id = ?1")?
        .query_row([profile_id], |row| Ok(Building { paused_at: row.get(0)?, after_sleep: row.get(1)? }))
        .optional()?;
    Ok(read.unwrap_or_default())
}

/// Keeps what is set about builds.
pub fn set_building(connection: &Connection, profile_id: i64, building: Building) -> Result<()> {
    connection
        .execute(
            "INSERT INTO preferences (profile_id, builds_paused_at, builds_after_sleep) VALUES (?1, ?2, ?3)
             ON CONFLICT (profile_id) DO UPDATE SET builds_paused_at = excluded.builds_paused_at,
                builds_after_sleep = excluded.builds_after_sleep",
            params![profile_id, building.paused_at, building.after_sleep],
        )
        .map(drop)
}

/// Which builds a person is notified of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Notices {
    /// Those of their own merge requests.
    #[default]
    Mine,
    /// Everybody's.
    All,
    /// None.
    None,
}

/// Which builds a profile is notified of.
pub fn notices(connection: &Connection, profile_id: i64) -> Result<Notices> {
    let read = connection
        .prepare_cached("SELECT build_notices FROM preferences WHERE profile_id = ?1")?
        .query_row([profile_id], |row| row.get(0))
        .optional()?;
    Ok(read.unwrap_or_default())
}

/// Keeps that.
pub fn set_notices(connection: &Connection, profile_id: i64, notices: Notices) -> Result<()> {
    connection
        .execute(
            "INSERT INTO preferences (profile_id, build_notices) VALUES (?1, ?2)
             ON CONFLICT (profile_id) DO UPDATE SET build_notices = excluded.build_notices",
            params![profile_id, notices],
        )
        .map(drop)
}

/// When a profile said whether builds go on when the window is closed (Unix milliseconds).
pub fn service_offered(connection: &Connection, profile_id: i64) -> Result<Option<i64>> {
    let read = connection
        .prepare_cached("SELECT service_offered_at FROM preferences WHERE profile_id = ?1")?
        .query_row([profile_id], |row| row.get(0))
        .optional()?;
    Ok(read.flatten())
}

/// Keeps that.
pub fn set_service_offered(connection: &Connection, profile_id: i64, at: i64) -> Result<()> {
    connection
        .execute(
            "INSERT INTO preferences (profile_id, service_offered_at) VALUES (?1, ?2)
             ON CONFLICT (profile_id) DO UPDATE SET service_offered_at = excluded.service_offered_at",
            params![profile_id, at],
        )
        .map(drop)
}

/// Up to when what came while nobody looked was looked through (Unix milliseconds).
pub fn reviewed(connection: &Connection, profile_id: i64) -> Result<Option<i64>> {
    let read = connection
        .prepare_cached("SELECT builds_reviewed_at FROM preferences WHERE profile_id = ?1")?
        .query_row([profile_id], |row| row.get(0))
        .optional()?;
    Ok(read.flatten())
}

/// Notes that what came before was looked through.
pub fn set_reviewed(connection: &Connection, profile_id: i64, at: i64) -> Result<()> {
    connection
        .execute(
            "INSERT INTO preferences (profile_id, builds_reviewed_at) VALUES (?1, ?2)
             ON CONFLICT (profile_id) DO UPDATE SET builds_reviewed_at = excluded.builds_reviewed_at",
            [profile_id, at],
        )
        .map(drop)
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
