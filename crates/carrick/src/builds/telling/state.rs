//! What is known of telling.

use std::collections::{HashMap, HashSet};

use super::outcome::Verdict;
use super::pace::Pace;
use super::text::Told;
use crate::builds::news::News;

/// What is known of telling, which is true only while this process watches.
#[derive(Default)]
pub(crate) struct State {
    pub(super) news: News,
    pub(super) pace: Pace<Told>,
    /// How merge requests stood before, by their numbers here, as far as this process saw.
    pub(super) verdicts: HashMap<i64, Verdict>,
    /// The accounts that only their person can help; `None` before it was first looked.
    pub(super) needy: Option<HashSet<i64>>,
    /// The revisions of builds and accounts up to which it was told.
    pub(super) seen: Option<(u64, u64)>,
}
