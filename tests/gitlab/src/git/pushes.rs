//! What a push sets off: merge requests follow their branches, pipelines of branches come. And what declines it.

use super::commands::RefChange;
use super::files::NewFile;
use crate::clock::Due;
use crate::instance::Instance;
use crate::merge_requests::MergeCheck;
use crate::merge_requests::course::millis;
use crate::merge_requests::refs::{self, Ends};
use crate::projects::Project;
use std::io;

/// What a hook says to these changes, if it declines them.
pub(crate) fn declined(
    instance: &Instance,
    project: &Project,
    username: Option<&str>,
    changes: &[RefChange],
) -> Option<String> {
    let world = instance.world();
    let user_id = username.and_then(|name| world.user_named(name)).map(|user| user.id);
    let level = user_id.and_then(|id| world.level(id, project));
    changes.iter().find_map(|change| {
        let declines = project.behaviour.declines.iter().find(|(start, _)| change.name.starts_with(start));
        let is_protected = change.branch().is_some_and(|branch| !project.ci.lets_push(branch, level));
        let protected = "You are not allowed to push code to protected branches on this project.".to_owned();
        declines.map(|(_, why)| why.clone()).or_else(|| is_protected.then_some(protected))
    })
}

/// Follows a push by git: only what has become what was asked for counts. It is activity, once an hour at most, and
/// ends that a project is empty.
pub(crate) fn received(instance: &Instance, project: &Project, username: Option<&str>, changes: Vec<RefChange>) {
    let mut world = instance.world();
    let now = world.now();
    if let Some(row) = world.projects.row_mut(project.id).filter(|row| now - row.last_activity_at >= 3600) {
        row.last_activity_at = now;
    }
    drop(world);
    if !changes.iter().any(|change| change.branch().is_some()) {
        return;
    }
    let Ok(path) = instance.repositories.make(project) else { return };
    let listed = instance.repositories.git(&path, ["for-each-ref", "--format=%(objectname) %(refname)", "refs/heads"]);
    let listed = listed.unwrap_or_default();
    if let Some(row) = instance.world().projects.row_mut(project.id) {
        row.empty = listed.is_empty();
    }
    let is_so = |change: &RefChange| {
        let now = listed.lines().find_map(|line| line.strip_suffix(&format!(" {}", change.name)));
        now.map_or(change.removes(), |sha| sha == change.new)
    };
    let done: Vec<RefChange> = changes.into_iter().filter(is_so).collect();
    follow(instance, project, username, &done);
}

/// Commits to a branch, which begins at the default one when it is new, as a push of this account.
pub(crate) fn commit(
    instance: &Instance,
    project: &Project,
    username: Option<&str>,
    (branch, message, files): (&str, &str, &[NewFile]),
) -> io::Result<String> {
    let new = instance.repositories.commit(project, branch, message, files)?;
    if let Some(row) = instance.world().projects.row_mut(project.id) {
        row.empty = false;
    }
    follow(instance, project, username, &[RefChange::branch_to(branch, &new)]);
    Ok(new)
}

/// Does what GitLab does after refs have changed.
pub(crate) fn follow(instance: &Instance, project: &Project, username: Option<&str>, changes: &[RefChange]) {
    let by = username.and_then(|name| instance.world().user_named(name).map(|user| user.id)).unwrap_or_default();
    instance.world().note_pushed(project.id, by, changes);
    for change in changes {
        let Some(branch) = change.branch() else { continue };
        uncheck_into(instance, project, branch);
        follow_merge_requests(instance, project, branch, change, by);
        if !change.removes() {
            follow_branch(instance, project, branch, change, by);
        }
    }
}

/// What goes into a branch that moved may no longer be merged.
fn uncheck_into(instance: &Instance, project: &Project, branch: &str) {
    let mut world = instance.world();
    let ids: Vec<u64> = world.merge_requests.ids_of_project(project.id).collect();
    for id in ids {
        let row = world.merge_requests.lagging_mut(id);
        if let Some(row) = row.filter(|row| row.true_one().target_branch == branch) {
            row.change_quietly().check = MergeCheck::Unchecked;
        }
    }
}

/// The ref of each open merge request moves at once; what the API shows of it comes later.
fn follow_merge_requests(instance: &Instance, project: &Project, branch: &str, change: &RefChange, by: u64) {
    let ids = instance.world().merge_requests.open_from(project.id, branch);
    for id in ids {
        let mut world = instance.world();
        let Some(row) = world.merge_requests.row(id).cloned() else { continue };
        if row.without_git {
            continue;
        }
        let exists = !change.removes();
        if let Some(row) = world.merge_requests.lagging_mut(id) {
            row.change_quietly().source_branch_exists = exists;
        }
        let Some(target) = world.projects.row(row.project_id).cloned().filter(|_| exists) else { continue };
        drop(world);
        let ends = Ends {
            target: &target,
            source: project,
            target_branch: &row.target_branch,
            source_branch: branch,
            pushed: Some(&change.new),
        };
        let Ok(head) = refs::move_head(&instance.repositories, &ends, row.iid) else { continue };
        let mut world = instance.world();
        if let Some(row) = world.merge_requests.lagging_mut(id) {
            head.put_into(row.change_quietly());
        }
        world.note_push(id, by);
    }
}

fn follow_branch(instance: &Instance, project: &Project, branch: &str, change: &RefChange, by: u64) {
    let builds = instance.world().projects.row(project.id).is_some_and(|row| row.ci.branches);
    let Some(path) = instance.repositories.make(project).ok().filter(|_| builds) else { return };
    let skips = refs::skips_ci(&instance.repositories, &path, &change.new);
    let mut world = instance.world();
    if skips {
        world.pipelines.skipping.insert(change.new.clone());
    }
    let delay = millis(world.settings.delays.pipeline);
    let (branch, sha) = (branch.to_owned(), change.new.clone());
    world.later(delay, Due::BuildBranch { project: project.id, branch, sha, by });
}
