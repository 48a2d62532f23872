//! Table `merge_requests`: the last snapshot of each, stored together with what was decided of it.

use rusqlite::{Connection, OptionalExtension as _, Result, Row, named_params};

use super::columns::{json_column, to_json};
use crate::merge_request::{MergeRequest, Snapshot};

/// What goes with a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// When its commit was first seen as its head (the instance's Unix milliseconds).
    pub head_seen_at: i64,
    /// Whether its commit was there at the first look.
    pub was_there: bool,
    /// Until when it is read in each round (the instance's Unix milliseconds).
    pub hot_until: i64,
    /// Now (Unix milliseconds, this computer's).
    pub seen_at: i64,
}

/// Keeps a snapshot in place of the one before, and returns the merge request's number here.
pub fn put(connection: &Connection, watch_id: i64, snapshot: &Snapshot, seen: Seen) -> Result<i64> {
    connection
        .prepare_cached(
            "INSERT INTO merge_requests (watch_id, iid, sha, state, is_draft, labels, source_branch, target_branch,
                source_project, title, author_id, author, created_at, updated_at, prepared_at, head_seen_at, was_there,
                hot_until, seen_at)
             VALUES (:watch, :iid, :sha, :state, :draft, :labels, :source, :target, :project, :title, :author_id,
                :author, :created, :updated, :prepared, :head_seen, :was_there, :hot, :seen)
             ON CONFLICT (watch_id, iid) DO UPDATE SET sha = excluded.sha, state = excluded.state,
                is_draft = excluded.is_draft, labels = excluded.labels, source_branch = excluded.source_branch,
                target_branch = excluded.target_branch, source_project = excluded.source_project,
                title = excluded.title, author_id = excluded.author_id, author = excluded.author,
                created_at = excluded.created_at, updated_at = excluded.updated_at,
                prepared_at = excluded.prepared_at, head_seen_at = excluded.head_seen_at,
                was_there = excluded.was_there, hot_until = excluded.hot_until, seen_at = excluded.seen_at
             RETURNING id",
        )?
        .query_row(
            named_params! {
                ":watch": watch_id, ":iid": snapshot.iid, ":sha": snapshot.sha, ":state": snapshot.state,
                ":draft": snapshot.is_draft, ":labels": to_json(&snapshot.labels),
                ":source": snapshot.source_branch, ":target": snapshot.target_branch,
                ":project": snapshot.source_project, ":title": snapshot.title, ":author_id": snapshot.author_id,
                ":author": snapshot.author, ":created": snapshot.created_at, ":updated": snapshot.updated_at,
                ":prepared": snapshot.prepared_at, ":head_seen": seen.head_seen_at, ":was_there": seen.was_there,
                ":hot": seen.hot_until, ":seen": seen.seen_at,
            },
            |row| row.get(0),
        )
}

/// One by its number here.
pub fn get(connection: &Connection, id: i64) -> Result<Option<MergeRequest>> {
    connection.prepare_cached("SELECT * FROM merge_requests WHERE id = ?1")?.query_row([id], read).optional()
}

/// One by its number in the project.
pub fn find(connection: &Connection, watch_id: i64, iid: i64) -> Result<Option<MergeRequest>> {
    connection
        .prepare_cached("SELECT * FROM merge_requests WHERE watch_id = ?1 AND iid = ?2")?
        .query_row([watch_id, iid], read)
        .optional()
}

/// All of a watched project's, the newest first.
pub fn of_watch(connection: &Connection, watch_id: i64) -> Result<Vec<MergeRequest>> {
    connection
        .prepare_cached("SELECT * FROM merge_requests WHERE watch_id = ?1 ORDER BY iid DESC")?
        .query_map([watch_id], read)?
        .collect()
}

/// All of a watched project's that were open when they were last seen.
pub fn open_of_watch(connection: &Connection, watch_id: i64) -> Result<Vec<MergeRequest>> {
    connection
        .prepare_cached("SELECT * FROM merge_requests WHERE watch_id = ?1 AND state = 'opened'")?
        .query_map([watch_id], read)?
        .collect()
}

/// Those of an account's that are to be read in each round at `at` (the instance's Unix milliseconds), as the number of
/// the watch and the merge request's in the project.
pub fn hot(connection: &Connection, link_id: i64, at: i64) -> Result<Vec<(i64, i64)>> {
    connection
        .prepare_cached(
            "SELECT merge_requests.watch_id, merge_requests.iid
             FROM merge_requests JOIN watches ON watches.id = merge_requests.watch_id
             WHERE merge_requests.hot_until > ?2 AND watches.link_id = ?1",
        )?
        .query_map([link_id, at], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Forgets those that were closed or merged when they were last seen, before `time` (Unix milliseconds), and of which
/// nothing is left; at most `most` of them. How many it were.
pub fn forget_closed_before(connection: &Connection, time: i64, most: u32) -> Result<usize> {
    connection.execute(
        &format!(
            "DELETE FROM merge_requests WHERE id IN
                (SELECT id FROM merge_requests WHERE {IS_HISTORY} AND seen_at < ?1 LIMIT ?2)"
        ),
        rusqlite::params![time, most],
    )
}

/// When the oldest that [`forget_closed_before`] takes was last seen (Unix milliseconds).
pub fn oldest_closed(connection: &Connection) -> Result<Option<i64>> {
    connection
        .prepare_cached(&format!("SELECT min(seen_at) FROM merge_requests WHERE {IS_HISTORY}"))?
        .query_row([], |row| row.get(0))
}

/// What was closed or merged, and of which nothing is left.
const IS_HISTORY: &str = "state IN ('closed', 'merged')
    AND NOT EXISTS (SELECT 1 FROM builds WHERE builds.merge_request = merge_requests.id)";

fn read(row: &Row<'_>) -> Result<MergeRequest> {
    Ok(MergeRequest {
        id: row.get("id")?,
        watch_id: row.get("watch_id")?,
        snapshot: Snapshot {
            iid: row.get("iid")?,
            sha: row.get("sha")?,
            state: row.get("state")?,
            is_draft: row.get("is_draft")?,
            labels: json_column(row, "labels")?,
            source_branch: row.get("source_branch")?,
            target_branch: row.get("target_branch")?,
            source_project: row.get("source_project")?,
            title: row.get("title")?,
            author_id: row.get("author_id")?,
            author: row.get("author")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            prepared_at: row.get("prepared_at")?,
        },
        head_seen_at: row.get("head_seen_at")?,
        was_there: row.get("was_there")?,
        hot_until: row.get("hot_until")?,
        seen_at: row.get("seen_at")?,
    })
}
