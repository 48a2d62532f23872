//! Table `agreements`: how agreeing with other machines about a project's builds went.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

/// How it went when it was last tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Nothing where it went well; else why not, as a word of the reader's.
    pub trouble: Option<String>,
    /// Since when it is so (Unix milliseconds).
    pub since: i64,
}

/// Notes how it went.
pub fn note(connection: &Connection, watch_id: i64, trouble: Option<&str>, now: i64) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO agreements (watch_id, trouble, since) VALUES (?1, ?2, ?3)
             ON CONFLICT (watch_id) DO UPDATE SET trouble = excluded.trouble, since = excluded.since
             WHERE trouble IS NOT excluded.trouble",
        )?
        .execute(params![watch_id, trouble, now])
        .map(drop)
}

/// How it went for a project; nothing where it was never tried.
pub fn of_watch(connection: &Connection, watch_id: i64) -> Result<Option<Agreement>> {
    connection
        .prepare_cached("SELECT trouble, since FROM agreements WHERE watch_id = ?1")?
        .query_row([watch_id], |row| Ok(Agreement { trouble: row.get(0)?, since: row.get(1)? }))
        .optional()
}

/// Where it did not go well in a profile's projects: each watch, its project's path, and why not as a word of the
/// reader's; by path.
pub fn troubled(connection: &Connection, profile_id: i64) -> Result<Vec<(i64, String, String)>> {
    connection
        .prepare_cached(
            "SELECT watches.id, watches.path, agreements.trouble FROM agreements
             JOIN watches ON watches.id = agreements.watch_id
             JOIN links ON links.id = watches.link_id AND links.profile_id = ?1
             WHERE agreements.trouble IS NOT NULL ORDER BY watches.path, watches.id",
        )?
        .query_map([profile_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}

/// A project whose claims were last looked through longest ago, and before `time`, by its watch; or that was looked
/// through later than `now`, since a clock was set back meanwhile (Unix milliseconds).
pub fn unswept(connection: &Connection, time: i64, now: i64) -> Result<Option<i64>> {
    connection
        .prepare_cached(
            "SELECT watch_id FROM agreements WHERE coalesce(swept_at, 0) < ?1 OR swept_at > ?2
             ORDER BY coalesce(swept_at, 0) LIMIT 1",
        )?
        .query_row([time, now], |row| row.get(0))
        .optional()
}

/// Notes that they were looked through.
pub fn swept(connection: &Connection, watch_id: i64, now: i64) -> Result<()> {
    connection.execute("UPDATE agreements SET swept_at = ?2 WHERE watch_id = ?1", params![watch_id, now]).map(drop)
}
