//! Opening a merge request.

use super::refs::{self, Ends, Head};
use super::{MergeCheck, MergeRequest, MergeRequestState};
use crate::instance::Instance;
use crate::lag::Lagging;
use crate::projects::Project;
use std::io;

/// What is opened; both branches are there, unless it is without git.
pub(crate) struct Opening {
    pub(crate) target: Project,
    pub(crate) source: Project,
    pub(crate) source_branch: String,
    pub(crate) target_branch: String,
    pub(crate) author_id: u64,
    /// Made from the number when empty.
    pub(crate) title: String,
    pub(crate) labels: Vec<String>,
    pub(crate) without_git: bool,
}

/// Opens it: the ref first, then the row, then what GitLab does by itself.
pub(crate) fn open(instance: &Instance, new: Opening) -> io::Result<MergeRequest> {
    let (id, iid) = instance.world().merge_requests.next_numbers(new.target.id);
    let head = if new.without_git {
        Head::made_up(&format!("{id} opened"))
    } else {
        let ends = Ends {
            target: &new.target,
            source: &new.source,
            target_branch: &new.target_branch,
            source_branch: &new.source_branch,
            pushed: None,
        };
        refs::move_head(&instance.repositories, &ends, iid)?
    };
    let mut world = instance.world();
    let now = world.now_ms();
    let mut row = MergeRequest {
        id,
        iid,
        project_id: new.target.id,
        source_project_id: Some(new.source.id),
        source_branch: new.source_branch,
        target_branch: new.target_branch,
        author: world.user(new.author_id).map(|user| user.username.clone()).unwrap_or_default(),
        title: if new.title.is_empty() { format!("Change number {iid}") } else { new.title },
        labels: new.labels,
        state: MergeRequestState::Opened,
        sha: head.sha.clone(),
        head: String::new(),
        merge_sha: None,
        source_branch_exists: true,
        base_sha: String::new(),
        has_commits: false,
        skips_ci: false,
        conflicts: false,
        check: MergeCheck::Unchecked,
        paths: Vec::new(),
        created_at: now,
        updated_at: now,
        prepared_at: None,
        closed_at: None,
        merged_at: None,
        without_git: new.without_git,
        author_id: new.author_id,
        labels_before: None,
    };
    head.put_into(&mut row);
    let lagging = Lagging::new(row.clone(), now, &world.settings);
    world.merge_requests.insert(id, lagging);
    world.begin_course(id, new.author_id);
    Ok(world.merge_requests.row(id).cloned().unwrap_or(row))
}
