//! What the API says of a merge request.

use super::table::ListKey;
use super::{MergeCheck, MergeRequest};
use crate::asked::Asked;
use crate::clock::stamp;
use crate::instance::Instance;
use crate::pipelines::{self, Pipeline};
use crate::projects::AccessLevel;
use crate::state::World;
use crate::state::users::User;
use serde_json::{Map, Value, json};

/// How long a list keeps what it told.
const KEPT: i64 = 8 * 3600 * 1000;

/// A person as they are told wherever somebody did something.
pub(crate) fn person(instance: &Instance, user: &User) -> Value {
    json!({
        "id": user.id,
        "username": user.username,
        "public_email": user.public_email.as_deref().unwrap_or_default(),
        "name": user.name,
        "state": user.state.api_word(),
        "locked": false,
        "avatar_url": user.avatar.url(instance, "user", user.id),
        "web_url": format!("{}/{}", instance.url(), user.username),
    })
}

impl MergeRequest {
    /// `merge_status`: what is being prepared counts as being checked.
    pub(crate) fn merge_status(&self) -> &'static str {
        match self.check {
            _ if self.prepared_at.is_none() => "checking",
            MergeCheck::Unchecked => "unchecked",
            MergeCheck::Checking => "checking",
            MergeCheck::Checked if self.conflicts => "cannot_be_merged",
            MergeCheck::Checked => "can_be_merged",
        }
    }

    /// `detailed_merge_status`.
    pub(crate) fn detailed_status(&self) -> &'static str {
        match self.check {
            _ if !self.is_open() => "not_open",
            _ if self.prepared_at.is_none() => "preparing",
            MergeCheck::Unchecked => "unchecked",
            MergeCheck::Checking => "checking",
            MergeCheck::Checked if self.is_draft() => "draft_status",
            MergeCheck::Checked if !self.has_commits => "commits_status",
            MergeCheck::Checked if self.conflicts => "conflict",
            MergeCheck::Checked => "mergeable",
        }
    }
}

/// The row of a list, as it was told within the last hours if nothing has changed of what it is kept under.
pub(crate) fn listed(asked: &Asked<'_>, row: MergeRequest) -> (ListKey, Value) {
    let now = asked.world.now_ms();
    let key = ListKey {
        user: asked.user.as_ref().map(|user| user.id),
        id: row.id,
        updated_at: row.updated_at,
        merge_status: row.merge_status(),
        labels: row.labels.clone(),
    };
    let kept = asked.world.merge_requests.kept.get(&key).filter(|(moment, _)| now - moment < KEPT);
    if let Some((_, value)) = kept {
        return (key, value.clone());
    }
    let old = i64::try_from(asked.world.settings.old_labels.as_millis()).unwrap_or(i64::MAX);
    let before = row.labels_before.clone().filter(|(_, changed_at)| now - changed_at < old);
    let row = MergeRequest { labels: before.map_or(row.labels.clone(), |(labels, _)| labels), ..row };
    (key, Value::Object(plain(asked, &row)))
}

/// What lists and the single one say alike.
fn plain(asked: &Asked<'_>, row: &MergeRequest) -> Map<String, Value> {
    let (instance, world) = (asked.instance, &asked.world);
    let path = world.projects.row(row.project_id).map(|project| project.path.clone()).unwrap_or_default();
    let author = world.user(row.author_id).map(|user| person(instance, user));
    let time = |moment: Option<i64>| moment.map(stamp);
    let mut map = object(json!({
        "id": row.id,
        "iid": row.iid,
        "project_id": row.project_id,
        "title": row.title,
        "description": "",
        "state": row.state.word(),
        "created_at": stamp(row.created_at),
        "updated_at": stamp(row.updated_at),
        "merged_by": null,
        "merge_user": null,
        "merged_at": time(row.merged_at),
        "closed_by": null,
        "closed_at": time(row.closed_at),
        "target_branch": row.target_branch,
        "source_branch": row.source_branch,
        "user_notes_count": 0,
        "upvotes": 0,
        "downvotes": 0,
        "author": author,
        "assignees": [],
        "assignee": null,
        "reviewers": [],
        "source_project_id": row.source_project_id,
        "target_project_id": row.project_id,
        "labels": row.labels,
        "draft": row.is_draft(),
        "imported": false,
        "imported_from": "none",
        "work_in_progress": row.is_draft(),
        "milestone": null,
        "merge_when_pipeline_succeeds": false,
        "merge_status": row.merge_status(),
        "sha": row.sha,
    }));
    map.extend(object(json!({
        "merge_commit_sha": null,
        "squash_commit_sha": null,
        "discussion_locked": null,
        "should_remove_source_branch": null,
        "force_remove_source_branch": false,
        "reference": format!("!{}", row.iid),
        "references": {
            "short": format!("!{}", row.iid),
            "relative": format!("!{}", row.iid),
            "full": format!("{path}!{}", row.iid),
        },
        "web_url": web_url(instance, world, row),
        "time_stats": {
            "time_estimate": 0, "total_time_spent": 0, "human_time_estimate": null, "human_total_time_spent": null,
        },
        "squash": false,
        "squash_on_merge": false,
        "task_completion_status": { "count": 0, "completed_count": 0 },
        "has_conflicts": row.check == MergeCheck::Checked && row.conflicts,
        "blocking_discussions_resolved": true,
        "approvals_before_merge": null,
    })));
    let version = world.settings.version_number();
    if version >= (15, 6) {
        map.insert("detailed_merge_status".to_owned(), row.detailed_status().into());
    }
    if version >= (16, 1) {
        map.insert("prepared_at".to_owned(), time(row.prepared_at).into());
    }
    map
}

pub(crate) fn web_url(instance: &Instance, world: &World, row: &MergeRequest) -> String {
    let path = world.projects.row(row.project_id).map(|project| project.path.as_str()).unwrap_or_default();
    format!("{}/{path}/-/merge_requests/{}", instance.url(), row.iid)
}

/// The single one, with the pipeline of its head.
pub(crate) fn single(asked: &Asked<'_>, row: &MergeRequest) -> Value {
    let mut map = plain(asked, row);
    let head = head_pipeline(asked, row);
    let project = asked.world.projects.row(row.project_id);
    let may_merge = project.is_some_and(|project| asked.viewer().is_at_least(project, AccessLevel::Developer));
    map.extend(object(json!({
        "subscribed": false,
        "changes_count": row.paths.len().to_string(),
        "latest_build_started_at": head.as_ref().and_then(|one| one.started_at).map(stamp),
        "latest_build_finished_at": head.as_ref().and_then(|one| one.finished_at).map(stamp),
        "first_deployed_to_production_at": null,
        "pipeline": head.as_ref().map(|one| pipelines::body::basic(asked.instance, &asked.world, one)),
        "head_pipeline": head.as_ref().map(|one| pipelines::body::single(asked.instance, &asked.world, one)),
        "diff_refs": { "base_sha": row.base_sha, "head_sha": row.sha, "start_sha": row.base_sha },
        "merge_error": null,
        "first_contribution": false,
        "user": { "can_merge": may_merge },
    })));
    Value::Object(map)
}

/// The newest pipeline of the commit that is shown, those made for merge requests before those of branches, in the
/// fork as well; none where it may not be read.
pub(crate) fn head_pipeline(asked: &Asked<'_>, row: &MergeRequest) -> Option<Pipeline> {
    let world = &asked.world;
    let ids = world.pipelines_for(row.id);
    let shown = ids.into_iter().filter_map(|id| world.shown_pipeline(id));
    let fitting = shown.filter(|one| one.sha == row.sha || one.source_sha.as_ref() == Some(&row.sha));
    let head = fitting.max_by_key(|one| (one.merge_request_id.is_some(), one.id))?;
    let project = world.projects.row(head.project_id)?;
    asked.viewer().reads_code(project).then(|| head.clone())
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
