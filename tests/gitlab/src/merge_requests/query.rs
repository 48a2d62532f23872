//! What a list of merge requests is asked for.

use super::{MergeRequest, MergeRequestState};
use crate::projects::query::{milliseconds, one_of};
use crate::seen::SeenRequest;

const ORDERS: [&str; 8] =
    ["created_at", "label_priority", "milestone_due", "popularity", "priority", "title", "updated_at", "merged_at"];

/// The parameters, checked; what this does not know is left out, as GitLab does with what it does not know.
pub(crate) struct Query {
    state: Option<MergeRequestState>,
    updated_after: Option<i64>,
    updated_before: Option<i64>,
    created_after: Option<i64>,
    created_before: Option<i64>,
    iids: Vec<u64>,
    source_branch: Option<String>,
    target_branch: Option<String>,
    author_id: Option<u64>,
    author: Option<String>,
    draft: Option<bool>,
    order_by: &'static str,
    descending: bool,
}

impl Query {
    /// The parameters, or GitLab's sentence about the first that cannot be.
    pub(crate) fn read(call: &SeenRequest) -> Result<Self, String> {
        let states = ["opened", "closed", "locked", "merged", "all"];
        let state = match one_of(call, "state", &states)? {
            Some("opened") => Some(MergeRequestState::Opened),
            Some("closed") => Some(MergeRequestState::Closed),
            Some("locked") => Some(MergeRequestState::Locked),
            Some("merged") => Some(MergeRequestState::Merged),
            _ => None,
        };
        let iids = call.query.iter().filter(|(name, _)| name == "iids[]" || name == "iids");
        let iids = iids.map(|(_, iid)| iid.parse().map_err(|_| "iids is invalid".to_owned()));
        Ok(Self {
            state,
            updated_after: milliseconds(call, "updated_after")?,
            updated_before: milliseconds(call, "updated_before")?,
            created_after: milliseconds(call, "created_after")?,
            created_before: milliseconds(call, "created_before")?,
            iids: iids.collect::<Result<_, _>>()?,
            source_branch: call.param("source_branch").map(str::to_owned),
            target_branch: call.param("target_branch").map(str::to_owned),
            author_id: call.param("author_id").and_then(|id| id.parse().ok()),
            author: call.param("author_username").map(str::to_owned),
            draft: one_of(call, "wip", &["yes", "no"])?.map(|word| word == "yes"),
            order_by: one_of(call, "order_by", &ORDERS)?.unwrap_or("created_at"),
            descending: one_of(call, "sort", &["asc", "desc"])? != Some("asc"),
        })
    }

    /// Moments are inclusive.
    pub(crate) fn wants(&self, row: &MergeRequest) -> bool {
        self.state.is_none_or(|state| state == row.state)
            && self.updated_after.is_none_or(|moment| row.updated_at >= moment)
            && self.updated_before.is_none_or(|moment| row.updated_at <= moment)
            && self.created_after.is_none_or(|moment| row.created_at >= moment)
            && self.created_before.is_none_or(|moment| row.created_at <= moment)
            && (self.iids.is_empty() || self.iids.contains(&row.iid))
            && self.source_branch.as_ref().is_none_or(|branch| *branch == row.source_branch)
            && self.target_branch.as_ref().is_none_or(|branch| *branch == row.target_branch)
            && self.author_id.is_none_or(|id| id == row.author_id)
            && self.author.as_ref().is_none_or(|name| *name == row.author)
            && self.draft.is_none_or(|draft| draft == row.is_draft())
    }

    pub(crate) fn sort(&self, rows: &mut [MergeRequest]) {
        rows.sort_by(|one, other| {
            let order = match self.order_by {
                "updated_at" => one.updated_at.cmp(&other.updated_at),
                "title" => one.title.cmp(&other.title),
                "merged_at" => one.merged_at.cmp(&other.merged_at),
                _ => one.created_at.cmp(&other.created_at),
            };
            let order = order.then(one.id.cmp(&other.id));
            if self.descending { order.reverse() } else { order }
        });
    }
}
