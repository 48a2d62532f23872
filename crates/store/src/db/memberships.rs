//! Table `memberships`: which account reaches which project.
//!
//! Pieces are kept as GitLab lists them: everything between two of its numbers, so that whatever is kept of such a
//! piece and is not listed any more is known to be gone. Each piece is a transaction of its own.

use std::collections::HashSet;

use rusqlite::{Connection, Result, params};

use super::projects::{forget_unless_needed, number_of, put, write_details};
use crate::project::{DEVELOPER, GUEST, Listed};
use crate::ranges::Range;

/// What a link reaches, as one page of GitLab's says.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Whose.
    pub link_id: i64,
    /// The address of the instance.
    pub instance: &'a str,
    /// Which of GitLab's numbers it tells of; those that are not listed are not there.
    pub range: Range,
    /// What is there.
    pub listed: &'a [Listed],
}

/// Keeps projects that a link is a member of, and forgets those of the piece that it is no member of any more.
pub fn keep_members(connection: &Connection, piece: Piece<'_>) -> Result<()> {
    add_members(connection, piece)?;
    let there: HashSet<i64> = piece.listed.iter().map(|listed| listed.project_id).collect();
    for (project, project_id) in members_within(connection, piece)? {
        if !there.contains(&project_id) {
            connection
                .prepare_cached("DELETE FROM memberships WHERE project = ?1 AND link_id = ?2")?
                .execute([project, piece.link_id])?;
            forget_unless_needed(connection, project)?;
        }
    }
    Ok(())
}

/// Keeps projects that a link is a member of, and says nothing of others.
pub fn add_members(connection: &Connection, piece: Piece<'_>) -> Result<()> {
    let add = "INSERT INTO memberships (link_id, project) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    for listed in piece.listed {
        let project = put(connection, piece.instance, listed)?;
        connection.prepare_cached(add)?.execute([piece.link_id, project])?;
    }
    Ok(())
}

/// Notes who may push: all that are listed of a piece, and nobody else in it.
pub fn keep_rights(connection: &Connection, piece: Piece<'_>) -> Result<()> {
    let may_push: HashSet<i64> = piece.listed.iter().map(|listed| listed.project_id).collect();
    let write = "UPDATE memberships SET access_level = ?3 WHERE project = ?1 AND link_id = ?2";
    for (project, project_id) in members_within(connection, piece)? {
        let level = access_level(connection, project, piece.link_id)?;
        let may = may_push.contains(&project_id);
        // A level that is known better is not made worse by one that is known roughly.
        if level.is_none_or(|level| (level >= DEVELOPER) != may) {
            let rough = if may { DEVELOPER } else { GUEST };
            connection.prepare_cached(write)?.execute([project, piece.link_id, rough])?;
        }
    }
    Ok(())
}

/// Notes which are archived: all that are listed of a piece, and no other that the link reaches.
pub fn keep_archived(connection: &Connection, piece: Piece<'_>) -> Result<()> {
    let archived: HashSet<i64> = piece.listed.iter().map(|listed| listed.project_id).collect();
    let write = "UPDATE projects SET is_archived = ?2 WHERE id = ?1 AND is_archived IS NOT ?2";
    for (project, project_id) in members_within(connection, piece)? {
        connection.prepare_cached(write)?.execute(params![project, archived.contains(&project_id)])?;
    }
    Ok(())
}

/// Notes what whole records say of projects that are known.
pub fn keep_details(connection: &Connection, piece: Piece<'_>) -> Result<()> {
    for listed in piece.listed {
        if let Some(project) = number_of(connection, piece.instance, listed.project_id)? {
            write_details(connection, project, listed.details)?;
        }
    }
    Ok(())
}

/// Notes what GitLab says that an account is in a project.
pub fn set_level(connection: &Connection, id: i64, link_id: i64, level: i64) -> Result<()> {
    let write = "INSERT INTO memberships (link_id, project, access_level) VALUES (?1, ?2, ?3)
                 ON CONFLICT (project, link_id) DO UPDATE SET access_level = excluded.access_level";
    connection.execute(write, [link_id, id, level]).map(drop)
}

/// Which links reach a project, and with which of GitLab's access levels; the path in letters of either case. One
/// query over an index.
pub fn reachable_by(connection: &Connection, instance: &str, path: &str) -> Result<Vec<(i64, Option<i64>)>> {
    connection
        .prepare_cached(REACHABLE_BY)?
        .query_map([instance, path], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

pub(super) const REACHABLE_BY: &str = "SELECT memberships.link_id, memberships.access_level
     FROM projects JOIN memberships ON memberships.project = projects.id
     WHERE projects.instance = ?1 AND projects.path = ?2 COLLATE NOCASE";

/// A project that a link reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// GitLab's number.
    pub project_id: i64,
    /// Where it is, as GitLab spells it.
    pub path: String,
    /// One of GitLab's access levels, where it is known.
    pub access_level: Option<i64>,
}

/// Everything that a link reaches and that is not archived, by path.
pub fn reached_by(connection: &Connection, link_id: i64) -> Result<Vec<Reached>> {
    connection
        .prepare_cached(
            "SELECT projects.project_id, projects.path, memberships.access_level
             FROM memberships JOIN projects ON projects.id = memberships.project
             WHERE memberships.link_id = ?1 AND NOT coalesce(projects.is_archived, 0) ORDER BY projects.path",
        )?
        .query_map([link_id], |row| {
            Ok(Reached { project_id: row.get(0)?, path: row.get(1)?, access_level: row.get(2)? })
        })?
        .collect()
}

/// What a link reaches below a namespace and is not archived, last active first.
pub fn last_active_below(connection: &Connection, link_id: i64, namespace: &str) -> Result<Vec<Reached>> {
    connection
        .prepare_cached(
            "SELECT projects.project_id, projects.path, memberships.access_level
             FROM memberships JOIN projects ON projects.id = memberships.project
             WHERE memberships.link_id = ?1 AND NOT coalesce(projects.is_archived, 0)
                AND substr(projects.path, 1, length(?2) + 1) = (?2 || '/') COLLATE NOCASE
             ORDER BY projects.last_activity_at DESC",
        )?
        .query_map(params![link_id, namespace], |row| {
            Ok(Reached { project_id: row.get(0)?, path: row.get(1)?, access_level: row.get(2)? })
        })?
        .collect()
}

/// How many projects a link reaches.
pub fn count_of(connection: &Connection, link_id: i64) -> Result<u32> {
    connection
        .prepare_cached("SELECT count(*) FROM memberships WHERE link_id = ?1")?
        .query_row([link_id], |row| row.get(0))
}

/// The outermost groups in which a link reaches something, and how many projects it reaches there.
pub fn groups_of(connection: &Connection, link_id: i64) -> Result<Vec<(String, u32)>> {
    connection
        .prepare_cached(
            "SELECT substr(path, 1, instr(path, '/') - 1) AS outermost, count(*)
             FROM memberships JOIN projects ON projects.id = memberships.project
             WHERE memberships.link_id = ?1 GROUP BY outermost COLLATE NOCASE",
        )?
        .query_map([link_id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Whether a link is known to reach something within a piece of GitLab's numbers.
pub fn has_members_within(connection: &Connection, piece: Piece<'_>) -> Result<bool> {
    Ok(!members_within(connection, piece)?.is_empty())
}

fn access_level(connection: &Connection, project: i64, link_id: i64) -> Result<Option<i64>> {
    connection
        .prepare_cached("SELECT access_level FROM memberships WHERE project = ?1 AND link_id = ?2")?
        .query_row([project, link_id], |row| row.get(0))
}

/// What a link is known to reach within a piece: the numbers here, and GitLab's.
fn members_within(connection: &Connection, piece: Piece<'_>) -> Result<Vec<(i64, i64)>> {
    let Piece { link_id, instance, range, .. } = piece;
    connection
        .prepare_cached(
            "SELECT projects.id, projects.project_id
             FROM projects JOIN memberships ON memberships.project = projects.id AND memberships.link_id = ?1
             WHERE projects.instance = ?2 AND projects.project_id > ?3 AND projects.project_id <= ?4",
        )?
        .query_map(params![link_id, instance, range.after, range.upto], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}
