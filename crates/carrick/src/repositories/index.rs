//! What is searched: everything that can be listed, in one piece of memory: what was added first, as it was
//! used last, then what was last active.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use carrick_store::db::clones;
use carrick_store::db::projects::{self, Seen};
use carrick_store::project::DEVELOPER;
use rusqlite::{Connection, Result};

use super::needle::{Hay, SEPARATOR, letters_of};

/// So many links are told apart; those behind share the last place.
const MOST_LINKS: usize = 64;

/// What is searched.
pub(super) struct Index {
    /// Which changes it knows of.
    pub(super) revision: u64,
    rows: Vec<Row>,
    /// Of each row its path and, where that says more, its name, in lower case.
    text: Vec<u8>,
    links: Vec<i64>,
}

/// A project that can be listed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Its number here.
    pub(super) id: i64,
    pub(super) letters: u64,
    reached_by: u64,
    start: u32,
    length: u16,
    path_end: u16,
    slug: u16,
    /// When it was last used, for one that was added; else when it was last active (Unix milliseconds).
    at: i64,
    pub(super) is_archived: bool,
    pub(super) is_added: bool,
    /// Whether it is known that no account may push.
    pub(super) is_read_only: bool,
}

impl Row {
    /// Rows stand by this, from the least on.
    fn rank(&self) -> impl Ord + use<> {
        (Reverse(self.is_added), Reverse(self.at), self.id)
    }
}

/// A row while the index is made, in the order of the database.
struct Draft {
    row: Row,
    may_push: Push,
}

impl Draft {
    fn finish(self) -> Row {
        let is_read_only = self.may_push == Push::Nobody && self.row.reached_by != 0;
        Row { is_read_only, ..self.row }
    }
}

/// What is known of pushing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Push {
    Nobody,
    Perhaps,
    Somebody,
}

impl Index {
    /// Reads everything that a profile can list.
    pub(super) fn read(connection: &Connection, profile_id: i64, revision: u64) -> Result<Self> {
        let count = projects::count(connection)? as usize;
        let mut making = Making {
            drafts: Vec::with_capacity(count),
            text: Vec::with_capacity(count * 48),
            links: Vec::new(),
            used: clones::last_used(connection, profile_id)?,
        };
        projects::see_all(connection, profile_id, |seen| making.see(seen))?;
        Ok(making.finish(revision))
    }

    /// The same, with what there is of these projects now.
    pub(super) fn renewed(
        &self,
        connection: &Connection,
        profile_id: i64,
        changed: &[i64],
        revision: u64,
    ) -> Result<Self> {
        let changed: HashSet<i64> = changed.iter().copied().collect();
        let mut rows: Vec<Row> = self.rows.iter().filter(|row| !changed.contains(&row.id)).copied().collect();
        let (text, links, used) = (self.text.clone(), self.links.clone(), clones::last_used(connection, profile_id)?);
        let mut making = Making { drafts: Vec::new(), text, links, used };
        for id in changed {
            projects::see_one(connection, profile_id, id, |seen| making.see(seen))?;
        }
        let Making { drafts, text, links, .. } = making;
        for row in drafts.into_iter().map(Draft::finish) {
            let place = rows.partition_point(|other| other.rank() < row.rank());
            rows.insert(place, row);
        }
        Ok(Self { revision, rows, text, links })
    }

    /// All rows.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What is searched of a row.
    pub(super) fn hay(&self, row: &Row) -> Hay<'_> {
        let start = row.start as usize;
        Hay {
            text: &self.text[start..start + usize::from(row.length)],
            slug: row.slug.into(),
            path_end: row.path_end.into(),
        }
    }

    /// Whether a link reaches a row.
    pub(super) fn is_reached(&self, row: &Row, link_id: i64) -> bool {
        let place = self.links.iter().position(|link| *link == link_id);
        place.is_some_and(|place| row.reached_by & bit(place) != 0)
    }

    /// Whether it was made while just these links were there.
    pub(super) fn knows(&self, links: &[i64]) -> bool {
        self.links.iter().all(|link| links.contains(link))
    }
}

struct Making {
    drafts: Vec<Draft>,
    text: Vec<u8>,
    links: Vec<i64>,
    /// When the clones of a project were last used.
    used: HashMap<i64, i64>,
}

impl Making {
    fn see(&mut self, seen: Seen<'_>) {
        if self.drafts.last().is_none_or(|last| last.row.id != seen.id) {
            self.begin(&seen);
        }
        let Some((link_id, level)) = seen.reached_by else { return };
        let place = self.links.iter().position(|link| *link == link_id).unwrap_or_else(|| {
            self.links.push(link_id);
            self.links.len() - 1
        });
        let Some(draft) = self.drafts.last_mut() else { return };
        draft.row.reached_by |= bit(place);
        draft.may_push = match (draft.may_push, level) {
            (Push::Somebody, _) => Push::Somebody,
            (_, Some(level)) if level >= DEVELOPER => Push::Somebody,
            (Push::Perhaps, _) | (_, None) => Push::Perhaps,
            (Push::Nobody, Some(_)) => Push::Nobody,
        };
    }

    fn begin(&mut self, seen: &Seen<'_>) {
        let start = self.text.len();
        push_lower(&mut self.text, seen.path);
        let path_end = self.text.len() - start;
        let slug = self.text[start..].iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
        let name_at = self.text.len() + 1;
        self.text.push(SEPARATOR);
        push_lower(&mut self.text, seen.name);
        if says_the_same(&self.text[start + slug..start + path_end], &self.text[name_at..]) {
            self.text.truncate(start + path_end);
        }
        let fits = |length: usize| u16::try_from(length).unwrap_or(u16::MAX);
        let length = fits(self.text.len() - start);
        self.text.truncate(start + usize::from(length));
        let used_at = seen.added_at.map(|added_at| self.used.get(&seen.id).copied().unwrap_or(added_at));
        let row = Row {
            id: seen.id,
            letters: letters_of(&self.text[start..]),
            reached_by: 0,
            start: u32::try_from(start).unwrap_or(u32::MAX),
            length,
            path_end: fits(path_end),
            slug: fits(slug),
            at: used_at.unwrap_or(seen.last_activity_at),
            is_archived: seen.is_archived,
            is_added: seen.added_at.is_some(),
            is_read_only: false,
        };
        self.drafts.push(Draft { row, may_push: Push::Nobody });
    }

    /// Lays the texts in the order of the rows, so that they are read in one go.
    fn finish(mut self, revision: u64) -> Index {
        self.drafts.sort_unstable_by_key(|draft| draft.row.rank());
        let mut text = Vec::with_capacity(self.text.len());
        let mut rows = Vec::with_capacity(self.drafts.len());
        for mut row in self.drafts.into_iter().map(Draft::finish) {
            let start = row.start as usize;
            row.start = u32::try_from(text.len()).unwrap_or(u32::MAX);
            text.extend_from_slice(&self.text[start..start + usize::from(row.length)]);
            rows.push(row);
        }
        Index { revision, rows, text, links: self.links }
    }
}

fn bit(place: usize) -> u64 {
    1 << place.min(MOST_LINKS - 1)
}

fn push_lower(text: &mut Vec<u8>, more: &str) {
    if more.is_ascii() {
        text.extend(more.bytes().map(|byte| byte.to_ascii_lowercase()));
    } else {
        text.extend_from_slice(more.to_lowercase().as_bytes());
    }
}

/// Whether a name only repeats the last part of the path, perhaps with blanks for its hyphens.
fn says_the_same(slug: &[u8], name: &[u8]) -> bool {
    let is_sign = |byte: u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    let same = |(one, other): (&u8, &u8)| one == other || (is_sign(*one) && is_sign(*other));
    slug.len() == name.len() && slug.iter().zip(name).all(same)
}

#[cfg(test)]
mod tests;
