//! Merge requests in short, each with what became of its head: what a list is ordered and searched by.

use rusqlite::{Connection, Result, Row, params};

use super::columns::to_json;
use crate::build::{Reason, Step};
use crate::merge_request::MergeRequestState;

/// A merge request in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number here.
    pub id: i64,
    /// Which watch it belongs to.
    pub watch_id: i64,
    /// Its number in the project.
    pub iid: i64,
    /// The title shown.
    pub title: String,
    /// GitLab's number of who opened it; `None` where that account is gone.
    pub author_id: Option<i64>,
    /// Their username.
    pub author: String,
    /// Where its commits are.
    pub source_branch: String,
    /// The head commit.
    pub sha: String,
    /// How it stands.
    pub state: MergeRequestState,
    /// When something about it changed (the instance's Unix milliseconds).
    pub updated_at: i64,
    /// What became of the head; nothing where nothing was decided.
    pub fate: Option<Fate>,
}

/// What became of a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// How far it is.
    pub step: Step,
    /// Why it is not built, or what it waits for.
    pub reason: Option<Reason>,
    /// GitLab's word for how its pipeline stands.
    pub status: Option<String>,
    /// When it was decided (Unix milliseconds).
    pub decided_at: i64,
    /// When it came to its end, by the instance's clock (Unix milliseconds).
    pub ended_at: Option<i64>,
}

/// All of a profile's that are open, or whose head has a pipeline, in no order.
pub fn of_profile(connection: &Connection, profile_id: i64) -> Result<Vec<Head>> {
    connection
        .prepare_cached(
            "SELECT its.id, its.watch_id, its.iid, its.title, its.author_id, its.author, its.source_branch, its.sha,
                its.state, its.updated_at, last.step, last.reason, last.status, last.decided_at, last.ended_at
             FROM links JOIN watches ON watches.link_id = links.id
             JOIN merge_requests AS its ON its.watch_id = watches.id
             LEFT JOIN builds AS last ON last.id = (
                 SELECT id FROM builds WHERE merge_request = its.id AND sha = its.sha ORDER BY attempt DESC LIMIT 1)
             WHERE links.profile_id = ?1 AND (its.state = 'opened' OR last.pipeline_id IS NOT NULL)",
        )?
        .query_map([profile_id], read)?
        .collect()
}

/// How many open ones' heads are not built for just this reason.
pub fn count_for(connection: &Connection, profile_id: i64, reason: &Reason) -> Result<u32> {
    connection
        .prepare_cached(&format!("SELECT count(*) FROM {NOT_BUILT} AND last.reason = ?2"))?
        .query_row(params![profile_id, to_json(reason)], |row| row.get(0))
}

/// A head that came while nobody looked or all builds were paused, and is not built for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// The number here of the merge request.
    pub merge_request: i64,
    /// When it was last looked, or the pause began (Unix milliseconds).
    pub from: i64,
    /// When it was looked again, or builds went on (Unix milliseconds).
    pub to: i64,
    /// Whether it was looked, and builds were paused.
    pub was_paused: bool,
}

/// Those of open ones, the last decided first.
pub fn missed(connection: &Connection, profile_id: i64) -> Result<Vec<Missed>> {
    let missed = |merge_request, reason| match reason {
        Reason::WhileClosed { from, to } => Some(Missed { merge_request, from, to, was_paused: false }),
        Reason::WhilePaused { from, to } => Some(Missed { merge_request, from, to, was_paused: true }),
        _ => None,
    };
    let all = not_built_for(connection, profile_id, "\"while_%")?;
    Ok(all.into_iter().filter_map(|(merge_request, reason)| missed(merge_request, reason)).collect())
}

/// The numbers here of open ones whose head a pause keeps from being built, each with when that began (Unix
/// milliseconds), the last decided first.
pub fn held_by_pause(connection: &Connection, profile_id: i64) -> Result<Vec<(i64, i64)>> {
    let held = |merge_request, reason| match reason {
        Reason::Paused { since } => Some((merge_request, since)),
        _ => None,
    };
    let all = not_built_for(connection, profile_id, "\"paused\"%")?;
    Ok(all.into_iter().filter_map(|(merge_request, reason)| held(merge_request, reason)).collect())
}

/// Open ones' heads that are not built for a reason whose word is like this, with the reason, the last decided first.
fn not_built_for(connection: &Connection, profile_id: i64, word: &str) -> Result<Vec<(i64, Reason)>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT its.id, last.reason FROM {NOT_BUILT} AND last.reason LIKE '{{\"reason\":' || ?2 ORDER BY last.id DESC"
    ))?;
    let all =
        statement.query_map(params![profile_id, word], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let read = |row: Result<(i64, String)>| match row {
        Ok((merge_request, reason)) => Some(Ok((merge_request, serde_json::from_str(&reason).ok()?))),
        Err(error) => Some(Err(error)),
    };
    all.filter_map(read).collect()
}

/// Open ones of a profile's whose head is not built.
const NOT_BUILT: &str = "builds AS last
     JOIN merge_requests AS its ON its.id = last.merge_request AND its.sha = last.sha AND its.state = 'opened'
     JOIN watches ON watches.id = its.watch_id
     JOIN links ON links.id = watches.link_id AND links.profile_id = ?1
     WHERE last.step = 'not_built' AND last.attempt = (
         SELECT max(attempt) FROM builds WHERE merge_request = its.id AND sha = its.sha)";

fn read(row: &Row<'_>) -> Result<Head> {
    Ok(Head {
        id: row.get(0)?,
        watch_id: row.get(1)?,
        iid: row.get(2)?,
        title: row.get(3)?,
        author_id: row.get(4)?,
        author: row.get(5)?,
        source_branch: row.get(6)?,
        sha: row.get(7)?,
        state: row.get(8)?,
        updated_at: row.get(9)?,
        fate: fate(row)?,
    })
}

fn fate(row: &Row<'_>) -> Result<Option<Fate>> {
    let Some(step) = row.get(10)? else { return Ok(None) };
    let reason: Option<String> = row.get(11)?;
    Ok(Some(Fate {
        step,
        // What a newer version wrote is a refusal that is not known here.
        reason: reason.map(|text| serde_json::from_str(&text).unwrap_or(Reason::Refused)),
        status: row.get(12)?,
        decided_at: row.get(13)?,
        ended_at: row.get(14)?,
    }))
}
