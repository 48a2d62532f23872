//! Table `builds`: what became of each commit of a merge request. This is the journal: a step stands here before it
//! is taken.

use rusqlite::{Connection, OptionalExtension as _, Result, Row, named_params, params};

use super::columns::to_json;
use crate::build::{Build, PipelineSeen, Reason, Starter, Step};

/// Keeps a build as it now is, and returns its number; [`Build::id`] is 0 for one that is new.
pub fn put(connection: &Connection, build: &Build) -> Result<i64> {
    connection
        .prepare_cached(
            "INSERT INTO builds (merge_request, sha, attempt, target_branch, source_project, step, reason, starter,
                pipeline_id, pipeline_project, status, status_at, decided_at, asked_at, ended_at, claim)
             VALUES (:merge_request, :sha, :attempt, :target, :source, :step, :reason, :starter, :pipeline,
                :pipeline_project, :status, :status_at, :decided, :asked, :ended, :claim)
             ON CONFLICT (merge_request, sha, attempt) DO UPDATE SET target_branch = excluded.target_branch,
                source_project = excluded.source_project, step = excluded.step, reason = excluded.reason,
                starter = excluded.starter, pipeline_id = excluded.pipeline_id,
                pipeline_project = excluded.pipeline_project, status = excluded.status,
                status_at = excluded.status_at, decided_at = excluded.decided_at, asked_at = excluded.asked_at,
                ended_at = excluded.ended_at, claim = excluded.claim
             RETURNING id",
        )?
        .query_row(
            named_params! {
                ":merge_request": build.merge_request, ":sha": build.sha, ":attempt": build.attempt,
                ":target": build.target_branch, ":source": build.source_project, ":step": build.step,
                ":reason": build.reason.as_ref().map(to_json), ":starter": build.starter,
                ":pipeline": build.pipeline.as_ref().map(|seen| seen.id),
                ":pipeline_project": build.pipeline.as_ref().map(|seen| seen.project_id),
                ":status": build.pipeline.as_ref().map(|seen| seen.status.as_str()),
                ":status_at": build.pipeline.as_ref().map(|seen| seen.seen_at),
                ":decided": build.decided_at, ":asked": build.asked_at, ":ended": build.ended_at,
                ":claim": build.claim,
            },
            |row| row.get(0),
        )
}

/// One by its number.
pub fn get(connection: &Connection, id: i64) -> Result<Option<Build>> {
    connection.prepare_cached("SELECT * FROM builds WHERE id = ?1")?.query_row([id], read).optional()
}

/// All of a merge request's, the newest first.
pub fn of_merge_request(connection: &Connection, merge_request: i64) -> Result<Vec<Build>> {
    connection
        .prepare_cached("SELECT * FROM builds WHERE merge_request = ?1 ORDER BY id DESC")?
        .query_map([merge_request], read)?
        .collect()
}

/// The last of a commit's.
pub fn of_commit(connection: &Connection, merge_request: i64, sha: &str) -> Result<Option<Build>> {
    connection
        .prepare_cached("SELECT * FROM builds WHERE merge_request = ?1 AND sha = ?2 ORDER BY attempt DESC LIMIT 1")?
        .query_row(params![merge_request, sha], read)
        .optional()
}

/// Those that are under way, the oldest first.
pub fn under_way(connection: &Connection) -> Result<Vec<Build>> {
    connection
        .prepare_cached("SELECT * FROM builds WHERE step NOT IN ('not_built', 'over') ORDER BY id")?
        .query_map([], read)?
        .collect()
}

/// The number of the newest; 0 before there is one.
pub fn newest(connection: &Connection) -> Result<i64> {
    connection.prepare_cached("SELECT coalesce(max(id), 0) FROM builds")?.query_row([], |row| row.get(0))
}

/// Those that came after this number, the oldest first, at most `most`.
pub fn after(connection: &Connection, id: i64, most: u32) -> Result<Vec<Build>> {
    connection
        .prepare_cached("SELECT * FROM builds WHERE id > ?1 ORDER BY id LIMIT ?2")?
        .query_map([id, i64::from(most)], read)?
        .collect()
}

/// Keeps a build that is there as it now is. One that is gone, with its account, stays so.
pub fn change(connection: &Connection, build: &Build) -> Result<()> {
    if get(connection, build.id)?.is_some() {
        put(connection, build)?;
    }
    Ok(())
}

/// Keeps a build as it now is, if it is still at this step; whether it was. What another has written meanwhile stays.
pub fn change_from(connection: &Connection, from: Step, build: &Build) -> Result<bool> {
    let is_there = get(connection, build.id)?.is_some_and(|kept| kept.step == from);
    if is_there {
        put(connection, build)?;
    }
    Ok(is_there)
}

/// The stages and jobs of a build's pipeline as they were last read, in a form of the reader's.
pub fn jobs(connection: &Connection, id: i64) -> Result<Option<String>> {
    let read = connection.prepare_cached("SELECT jobs FROM builds WHERE id = ?1")?.query_row([id], |row| row.get(0));
    Ok(read.optional()?.flatten())
}

/// Keeps them.
pub fn set_jobs(connection: &Connection, id: i64, jobs: &str) -> Result<()> {
    connection.prepare_cached("UPDATE builds SET jobs = ?2 WHERE id = ?1")?.execute(params![id, jobs]).map(drop)
}

/// A build that is under way, as far as it says whether something is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its number.
    pub id: i64,
    /// How far it is.
    pub step: Step,
    /// The head of its merge request now.
    pub head: String,
}

/// All that are under way, the oldest first.
pub fn due(connection: &Connection) -> Result<Vec<Due>> {
    connection
        .prepare_cached(
            "SELECT builds.id, builds.step, merge_requests.sha
             FROM builds JOIN merge_requests ON merge_requests.id = builds.merge_request
             WHERE builds.step NOT IN ('not_built', 'over') ORDER BY builds.id",
        )?
        .query_map([], |row| Ok(Due { id: row.get(0)?, step: row.get(1)?, head: row.get(2)? }))?
        .collect()
}

/// Those that hold a claim, the oldest first.
pub fn with_claim(connection: &Connection) -> Result<Vec<Build>> {
    connection
        .prepare_cached("SELECT * FROM builds WHERE claim IS NOT NULL ORDER BY id")?
        .query_map([], read)?
        .collect()
}

/// Notes that a build's claim was let go of, unless it has another by now.
pub fn drop_claim(connection: &Connection, id: i64, claim: &str) -> Result<()> {
    connection
        .prepare_cached("UPDATE builds SET claim = NULL WHERE id = ?1 AND claim = ?2")?
        .execute(params![id, claim])
        .map(drop)
}

/// When the oldest that [`forget_before`] takes was decided (Unix milliseconds).
pub fn oldest_end(connection: &Connection) -> Result<Option<i64>> {
    connection
        .prepare_cached(&format!("SELECT decided_at FROM builds WHERE {IS_HISTORY} ORDER BY decided_at LIMIT 1"))?
        .query_row([], |row| row.get(0))
        .optional()
}

/// What came to its end and is not what is to be said of a merge request that is still open: without that a bot's label
/// on an old one would build it.
const IS_HISTORY: &str = "step IN ('not_built', 'over') AND NOT EXISTS (
    SELECT 1 FROM merge_requests AS its
    WHERE its.id = builds.merge_request AND its.state = 'opened' AND its.sha = builds.sha)";

/// Who started the last pipelines of a watched project's, at most `most`.
pub fn starters(connection: &Connection, watch_id: i64, most: u32) -> Result<Vec<Starter>> {
    connection
        .prepare_cached(
            "SELECT builds.starter FROM builds JOIN merge_requests ON merge_requests.id = builds.merge_request
             WHERE merge_requests.watch_id = ?1 AND builds.starter IS NOT NULL ORDER BY builds.id DESC LIMIT ?2",
        )?
        .query_map(params![watch_id, most], |row| row.get(0))?
        .collect()
}

/// Forgets what came to its end before `time` (Unix milliseconds), at most `most` of them; how many it were.
pub fn forget_before(connection: &Connection, time: i64, most: u32) -> Result<usize> {
    connection.execute(
        &format!(
            "DELETE FROM builds WHERE id IN (SELECT id FROM builds WHERE decided_at < ?1 AND {IS_HISTORY} LIMIT ?2)"
        ),
        params![time, most],
    )
}

fn read(row: &Row<'_>) -> Result<Build> {
    let reason: Option<String> = row.get("reason")?;
    Ok(Build {
        id: row.get("id")?,
        merge_request: row.get("merge_request")?,
        sha: row.get("sha")?,
        attempt: row.get("attempt")?,
        target_branch: row.get("target_branch")?,
        source_project: row.get("source_project")?,
        step: row.get("step")?,
        // What a newer version wrote is a refusal that is not known here.
        reason: reason.map(|text| serde_json::from_str(&text).unwrap_or(Reason::Refused)),
        starter: row.get::<_, Option<Starter>>("starter")?,
        pipeline: pipeline(row)?,
        decided_at: row.get("decided_at")?,
        asked_at: row.get("asked_at")?,
        ended_at: row.get("ended_at")?,
        claim: row.get("claim")?,
    })
}

fn pipeline(row: &Row<'_>) -> Result<Option<PipelineSeen>> {
    let Some(id) = row.get("pipeline_id")? else { return Ok(None) };
    Ok(Some(PipelineSeen {
        id,
        project_id: row.get("pipeline_project")?,
        status: row.get("status")?,
        seen_at: row.get("status_at")?,
    }))
}

#[cfg(test)]
mod tests;
