//! All merge requests, by their number and by project.

use super::MergeRequest;
use crate::lag::Lagging;
use crate::state::World;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// Numbers begin here, apart from those of other things.
const FIRST: u64 = 700_001;

/// The table, and what lists keep of it.
#[derive(Default)]
pub(crate) struct MergeRequests {
    rows: BTreeMap<u64, Lagging<MergeRequest>>,
    /// In the order of their numbers there.
    of_project: HashMap<u64, Vec<u64>>,
    /// How many there ever were in a project.
    counted: HashMap<u64, u64>,
    made: u64,
    pub(crate) kept: HashMap<ListKey, (i64, Value)>,
    /// By merge request, oldest first.
    pub(crate) requests: HashMap<u64, Vec<CreationRequest>>,
}

/// What a list is kept under for eight hours: not the commit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ListKey {
    pub(crate) user: Option<u64>,
    pub(crate) id: u64,
    pub(crate) updated_at: i64,
    pub(crate) merge_status: &'static str,
    pub(crate) labels: Vec<String>,
}

/// A pipeline asked for by a worker; GitLab keeps these for five minutes.
#[derive(Clone, Debug)]
pub(crate) struct CreationRequest {
    pub(crate) number: u64,
    pub(crate) asked_at: i64,
    pub(crate) status: &'static str,
    pub(crate) pipeline: Option<u64>,
    pub(crate) error: Option<String>,
}

impl MergeRequests {
    /// The numbers that the next one in this project gets.
    pub(crate) fn next_numbers(&mut self, project: u64) -> (u64, u64) {
        let iid = self.counted.entry(project).or_default();
        (*iid, self.made) = (*iid + 1, self.made + 1);
        (FIRST + self.made - 1, *iid)
    }

    pub(crate) fn insert(&mut self, id: u64, row: Lagging<MergeRequest>) {
        self.of_project.entry(row.true_one().project_id).or_default().push(id);
        self.rows.insert(id, row);
    }

    /// As it is, for what GitLab does itself.
    pub(crate) fn row(&self, id: u64) -> Option<&MergeRequest> {
        self.rows.get(&id).map(Lagging::true_one)
    }

    pub(crate) fn lagging(&self, id: u64) -> Option<&Lagging<MergeRequest>> {
        self.rows.get(&id)
    }

    pub(crate) fn lagging_mut(&mut self, id: u64) -> Option<&mut Lagging<MergeRequest>> {
        self.rows.get_mut(&id)
    }

    pub(crate) fn count(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn id_of(&self, project: u64, iid: u64) -> Option<u64> {
        let ids = self.of_project.get(&project)?;
        ids.iter().copied().find(|id| self.row(*id).is_some_and(|row| row.iid == iid))
    }

    pub(crate) fn ids_of_project(&self, project: u64) -> impl Iterator<Item = u64> {
        self.of_project.get(&project).into_iter().flatten().copied()
    }

    /// The open ones that come from this branch.
    pub(crate) fn open_from(&self, project: u64, branch: &str) -> Vec<u64> {
        let from = |row: &&MergeRequest| {
            row.is_open() && row.source_project_id == Some(project) && row.source_branch == branch
        };
        self.rows.values().map(Lagging::true_one).filter(from).map(|row| row.id).collect()
    }

    /// Forgets what went into a project; what came from it goes on without a source.
    pub(crate) fn forget_project(&mut self, project: u64) {
        for id in self.of_project.remove(&project).unwrap_or_default() {
            self.rows.remove(&id);
        }
        for row in self.rows.values_mut() {
            if row.true_one().source_project_id == Some(project) {
                row.change_quietly().source_project_id = None;
            }
        }
    }
}

impl World {
    /// The merge request as an answer of now has it.
    pub(crate) fn shown_merge_request(&self, id: u64) -> Option<&MergeRequest> {
        self.merge_requests.lagging(id)?.shown(self.now_ms())
    }

    /// Changes a merge request now.
    pub(crate) fn change_merge_request(&mut self, id: u64, change: impl FnOnce(&mut MergeRequest)) {
        let now = self.now_ms();
        if let Some(row) = self.merge_requests.lagging_mut(id) {
            change(row.change(now, &self.settings));
        }
    }
}
