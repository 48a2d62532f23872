//! What is listed and searched, in the order in which it is shown where nothing was typed.

use std::cmp::Reverse;
use std::collections::HashMap;

use carrick_store::build::{Reason, Step};
use carrick_store::db::heads::{self, Head};
use carrick_store::merge_request::MergeRequestState;
use rusqlite::{Connection, Result};

use crate::builds::address::Address;
use crate::builds::starting::evidence::is_final;
use crate::builds::watched::Watched;

/// What is listed.
pub(super) struct Index {
    pub(super) revision: u64,
    pub(super) entries: Vec<Entry>,
    /// By number.
    pub(super) watched: HashMap<i64, Watched>,
}

/// A merge request, as far as it is searched and filtered.
pub(super) struct Entry {
    pub(super) id: i64,
    pub(super) watch_id: i64,
    pub(super) iid: i64,
    /// Everything that is searched, in small letters.
    pub(super) text: String,
    pub(super) is_mine: bool,
    pub(super) is_failed: bool,
    pub(super) needs_approval: bool,
    pub(super) is_running: bool,
    pub(super) has_pipeline: bool,
}

impl Index {
    pub(super) fn read(db: &Connection, profile_id: i64, revision: u64) -> Result<Self> {
        let watched = Watched::all(db, profile_id)?;
        let mut heads = heads::of_profile(db, profile_id)?;
        heads.retain(|head| watched.get(&head.watch_id).is_some_and(|watched| is_listed(head, watched)));
        let mut last: HashMap<i64, i64> = HashMap::new();
        for head in &heads {
            let last = last.entry(head.watch_id).or_default();
            *last = (*last).max(active_at(head));
        }
        heads.sort_by_key(|head| (Reverse(last[&head.watch_id]), head.watch_id, Reverse((active_at(head), head.iid))));
        let entries = heads.iter().map(|head| Entry::new(head, &watched[&head.watch_id])).collect();
        Ok(Self { revision, entries, watched })
    }

    /// Whether an entry is the merge request at an address.
    pub(super) fn is_at(&self, entry: &Entry, address: &Address) -> bool {
        let watched = &self.watched[&entry.watch_id];
        let is_there = address.instance.as_ref().is_none_or(|instance| *instance == watched.instance);
        entry.iid == address.iid && is_there && watched.watch.path.eq_ignore_ascii_case(&address.path)
    }
}

/// What nobody looks at any more says nothing of what is open; what was built stays told.
fn is_listed(head: &Head, watched: &Watched) -> bool {
    watched.is_looked_at() || head.fate.as_ref().is_some_and(|fate| fate.status.is_some())
}

/// When something happened to it last. The instance's clock and this computer's are close enough to sort by.
fn active_at(head: &Head) -> i64 {
    let fate = head.fate.as_ref();
    let built = fate.map_or(0, |fate| fate.ended_at.unwrap_or(fate.decided_at));
    head.updated_at.max(built)
}

impl Entry {
    fn new(head: &Head, watched: &Watched) -> Self {
        let Head { id, watch_id, iid, title, author, source_branch, sha, .. } = head;
        let path = &watched.watch.path;
        let text = format!("{path} !{iid} {title} {source_branch} {author} {sha}").to_lowercase();
        let status = head.fate.as_ref().and_then(|fate| fate.status.as_deref());
        let step = head.fate.as_ref().map(|fate| fate.step);
        let is_open = head.state == MergeRequestState::Opened;
        let reason = head.fate.as_ref().and_then(|fate| fate.reason.as_ref());
        Self {
            id: *id,
            watch_id: *watch_id,
            iid: *iid,
            text,
            is_mine: head.author_id == Some(watched.link.identity.user_id),
            is_failed: status == Some("failed"),
            needs_approval: is_open && step == Some(Step::NotBuilt) && reason == Some(&Reason::NeedsApproval),
            is_running: step.is_some_and(|step| is_running(step, status)),
            has_pipeline: status.is_some(),
        }
    }
}

/// Whether something of it is under way. What waits for a person does not run.
fn is_running(step: Step, status: Option<&str>) -> bool {
    match step {
        Step::Waiting | Step::Claiming | Step::Asking | Step::Adopting => true,
        Step::Following => status.is_none_or(|status| !is_final(status) && status != "manual"),
        Step::NotBuilt | Step::Over => false,
    }
}
