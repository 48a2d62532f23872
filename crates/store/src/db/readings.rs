//! Table `readings`: how far the projects of each link have been read.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use crate::ranges::{Range, Ranges};

/// What is read of all projects of a link, in this order. The names come first and make the rows; the rest comes
/// later and holds nothing back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// What there is.
    Names,
    /// Where the account may push.
    Rights,
    /// What is archived.
    Archived,
    /// What is empty, and how big the rest is.
    Details,
}

impl Pass {
    /// What is read after it.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Names => Some(Self::Rights),
            Self::Rights => Some(Self::Archived),
            Self::Archived => Some(Self::Details),
            Self::Details => None,
        }
    }
}

/// How far a link's projects have been read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// What is being read; nothing once everything is.
    pub pass: Option<Pass>,
    /// What of it has still to be read.
    pub remaining: Ranges,
    /// How many projects there were at the end of the last whole reading of names.
    pub total: Option<i64>,
    /// When it began (Unix milliseconds).
    pub began_at: i64,
    /// When the last whole reading of names began.
    pub whole_at: Option<i64>,
    /// When GitLab was last asked for what has changed.
    pub asked_at: Option<i64>,
}

/// How far a link's projects have been read; nothing is, for one that was never begun.
pub fn get(connection: &Connection, link_id: i64) -> Result<Reading> {
    let read = connection
        .prepare_cached("SELECT pass, remaining, total, began_at, whole_at, asked_at FROM readings WHERE link_id = ?1")?
        .query_row([link_id], |row| {
            let remaining: String = row.get(1)?;
            Ok(Reading {
                pass: row.get(0)?,
                // What another hand wrote is read again from the beginning.
                remaining: remaining.parse().unwrap_or_else(|_| Ranges::of(Range::ALL)),
                total: row.get(2)?,
                began_at: row.get(3)?,
                whole_at: row.get(4)?,
                asked_at: row.get(5)?,
            })
        })
        .optional()?;
    Ok(read.unwrap_or_default())
}

/// Notes how far it is; says whether the link is still there to be read for.
pub fn put(connection: &Connection, link_id: i64, reading: &Reading) -> Result<bool> {
    let Reading { pass, remaining, total, began_at, whole_at, asked_at } = reading;
    let written = connection
        .prepare_cached(
            "INSERT INTO readings (link_id, pass, remaining, total, began_at, whole_at, asked_at)
             SELECT id, ?2, ?3, ?4, ?5, ?6, ?7 FROM links WHERE id = ?1
             ON CONFLICT (link_id) DO UPDATE SET pass = excluded.pass, remaining = excluded.remaining,
                total = excluded.total, began_at = excluded.began_at, whole_at = excluded.whole_at,
                asked_at = excluded.asked_at",
        )?
        .execute(params![link_id, pass, remaining.to_string(), total, began_at, whole_at, asked_at])?;
    Ok(written > 0)
}
