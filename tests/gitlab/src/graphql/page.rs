//! Pages of a list: where one is in it is told by the last row, so rows that move meanwhile are missed or met again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// What a row is sorted by, and its number.
pub(crate) type Key = (i64, u64);

/// What was asked for of a list.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) first: Option<usize>,
    pub(crate) last: Option<usize>,
    pub(crate) after: Option<Key>,
    pub(crate) before: Option<Key>,
}

/// A page of rows, with the key of each.
pub(crate) struct Page<T> {
    pub(crate) rows: Vec<(Key, T)>,
    pub(crate) has_next: bool,
    pub(crate) has_previous: bool,
    pub(crate) total: usize,
}

/// The most rows of a page; who asks for more gets these without a word.
const MOST: usize = 100;

impl Asked {
    /// Turns rows that are in order already; `descends` says in which.
    pub(crate) fn turn<T>(&self, rows: Vec<(Key, T)>, descends: bool) -> Page<T> {
        let total = rows.len();
        let is_past = |key: Key, mark: Key| if descends { key < mark } else { key > mark };
        let mut within: Vec<(Key, T)> = rows
            .into_iter()
            .filter(|(key, _)| self.after.is_none_or(|mark| is_past(*key, mark)))
            .filter(|(key, _)| self.before.is_none_or(|mark| is_past(mark, *key)))
            .collect();
        let size = self.first.or(self.last).unwrap_or(MOST).min(MOST);
        let has_more = within.len() > size;
        if self.first.is_none() && self.last.is_some() {
            within.drain(..within.len().saturating_sub(size));
            return Page { rows: within, has_next: self.before.is_some(), has_previous: has_more, total };
        }
        within.truncate(size);
        Page { rows: within, has_next: has_more, has_previous: self.after.is_some(), total }
    }
}

/// GitLab's cursors are JSON in Base64; nobody may rely on it.
pub(crate) fn cursor(key: Key) -> String {
    STANDARD.encode(json!({ "key": key.0.to_string(), "id": key.1.to_string() }).to_string())
}

/// The row that a cursor means.
pub(crate) fn read(text: &str) -> Option<Key> {
    let value: Value = serde_json::from_slice(&STANDARD.decode(text).ok()?).ok()?;
    Some((value["key"].as_str()?.parse().ok()?, value["id"].as_str()?.parse().ok()?))
}
