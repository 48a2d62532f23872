//! What tests do with merge requests.

use super::course::millis;
use super::create::{self, Opening};
use super::refs::{self, Ends, Head};
use super::{MergeCheck, MergeRequest, MergeRequestState, NewMergeRequest};
use crate::git::commands::RefChange;
use crate::git::files::NewFile;
use crate::git::pushes;
use crate::projects::{AccessLevel, NewProject, Project};
use crate::server::LocalGitlab;
use std::io;

/// Merge requests.
impl LocalGitlab {
    /// Makes a fork of a project, which its owner is at least a maintainer of: with its branches, tags and CI file.
    ///
    /// # Errors
    /// What git answered; `NotFound` when there is no such project.
    pub fn fork(&self, project: u64, path: &str, owner: &str) -> io::Result<Project> {
        let parent = self.project(project).ok_or(io::ErrorKind::NotFound)?;
        let child = self.create_project(NewProject {
            path: path.to_owned(),
            visibility: parent.visibility,
            default_branch: parent.default_branch.clone(),
            members: vec![(owner.to_owned(), AccessLevel::Maintainer)],
            ci: parent.ci.clone(),
            ..NewProject::default()
        });
        self.instance.repositories.fork(&parent, &child)?;
        self.edit_project(child.id, |row| row.forked_from = Some(project));
        self.project(child.id).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Opens a merge request, with a commit and a branch of its own when the branch that it names is not there.
    ///
    /// # Errors
    /// What git answered; `NotFound` when there is no such project or account.
    pub fn open_merge_request(&self, new: NewMergeRequest) -> io::Result<MergeRequest> {
        let target = self.project(new.project).ok_or(io::ErrorKind::NotFound)?;
        let source = self.project(new.source_project.unwrap_or(new.project)).ok_or(io::ErrorKind::NotFound)?;
        let author = if new.author.is_empty() { "alice".to_owned() } else { new.author.clone() };
        let author_id = self.user(&author).ok_or(io::ErrorKind::NotFound)?.id;
        let or = |text: &str, other: String| if text.is_empty() { other } else { text.to_owned() };
        let count = self.instance.world().merge_requests.count();
        let source_branch = or(&new.source_branch, format!("change-{}", count + 1));
        let target_branch = or(&new.target_branch, target.default_branch.clone());
        if !new.without_git {
            self.prepare_branch(&source, &source_branch, &author, &new)?;
        }
        let title = match (new.draft, new.title.as_str()) {
            (true, "") => format!("Draft: {source_branch}"),
            (true, title) => format!("Draft: {title}"),
            (false, title) => title.to_owned(),
        };
        let without_git = new.without_git;
        let labels = new.labels;
        let opening = Opening { target, source, source_branch, target_branch, author_id, title, labels, without_git };
        create::open(&self.instance, opening)
    }

    fn prepare_branch(&self, source: &Project, branch: &str, author: &str, new: &NewMergeRequest) -> io::Result<()> {
        let repositories = &self.instance.repositories;
        let path = repositories.make(source)?;
        let name = format!("refs/heads/{branch}");
        let is_there = repositories.git(&path, ["rev-parse", "--verify", "-q", &name]).is_ok();
        if !is_there {
            repositories.git(&path, ["update-ref", &name, &format!("refs/heads/{}", source.default_branch)])?;
        }
        if new.without_commits || (is_there && new.files.is_empty()) {
            return Ok(());
        }
        let own = [NewFile::new(format!("changes/{branch}.md"), format!("What {branch} changes.\n"))];
        let files = if new.files.is_empty() { &own[..] } else { &new.files };
        let message = if new.message.is_empty() { "Change something" } else { &new.message };
        pushes::commit(&self.instance, source, Some(author), (branch, message, files)).map(drop)
    }

    /// Commits these files to a branch as a push of this account does, and answers the commit. Open merge requests
    /// from the branch follow: their ref at once, what the API shows a little later.
    ///
    /// # Errors
    /// What git answered; `NotFound` when there is no such project.
    pub fn push(
        &self,
        project: u64,
        branch: &str,
        username: &str,
        message: &str,
        files: &[NewFile],
    ) -> io::Result<String> {
        let project = self.project(project).ok_or(io::ErrorKind::NotFound)?;
        pushes::commit(&self.instance, &project, Some(username), (branch, message, files))
    }

    /// Pushes by force: the branch becomes this commit, which may be an older one.
    ///
    /// # Errors
    /// What git answered; `NotFound` when there is no such project.
    pub fn force_push(&self, project: u64, branch: &str, username: &str, sha: &str) -> io::Result<()> {
        let project = self.project(project).ok_or(io::ErrorKind::NotFound)?;
        let path = self.instance.repositories.make(&project)?;
        self.instance.repositories.git(&path, ["update-ref", &format!("refs/heads/{branch}"), sha])?;
        pushes::follow(&self.instance, &project, Some(username), &[RefChange::branch_to(branch, sha)]);
        Ok(())
    }

    /// Removes a branch, as a push does.
    ///
    /// # Errors
    /// What git answered; `NotFound` when there is no such project.
    pub fn remove_branch(&self, project: u64, branch: &str, username: &str) -> io::Result<()> {
        let project = self.project(project).ok_or(io::ErrorKind::NotFound)?;
        let path = self.instance.repositories.make(&project)?;
        self.instance.repositories.git(&path, ["update-ref", "-d", &format!("refs/heads/{branch}")])?;
        pushes::follow(&self.instance, &project, Some(username), &[RefChange::branch_to(branch, &"0".repeat(40))]);
        Ok(())
    }

    /// Pushes one more commit to the source branch of a merge request as this account, and answers it.
    ///
    /// # Errors
    /// What git answered; `NotFound` when there is no such merge request, or its source is gone.
    pub fn push_to_merge_request(&self, project: u64, iid: u64, username: &str) -> io::Result<String> {
        let row = self.merge_request(project, iid).ok_or(io::ErrorKind::NotFound)?;
        let source = row.source_project_id.ok_or(io::ErrorKind::NotFound)?;
        if row.without_git {
            return Ok(self.push_number(&row, username));
        }
        let text = format!("Changed after {}.\n", row.head);
        let file = NewFile::new(format!("changes/{}-more.md", row.source_branch), text);
        self.push(source, &row.source_branch, username, "Change it again", &[file])
    }

    fn push_number(&self, row: &MergeRequest, username: &str) -> String {
        let head = Head::made_up(&format!("{} pushed", row.head));
        let sha = head.sha.clone();
        let mut world = self.instance.world();
        if let Some(row) = world.merge_requests.lagging_mut(row.id) {
            head.put_into(row.change_quietly());
        }
        let by = world.user_named(username).map_or(row.author_id, |user| user.id);
        let change = RefChange::branch_to(&row.source_branch, &sha);
        world.note_pushed(row.source_project_id.unwrap_or(row.project_id), by, &[change]);
        world.note_push(row.id, by);
        sha
    }

    /// A merge request as it is, whatever lags.
    #[must_use]
    pub fn merge_request(&self, project: u64, iid: u64) -> Option<MergeRequest> {
        let world = self.instance.world();
        let id = world.merge_requests.id_of(project, iid)?;
        world.merge_requests.row(id).cloned()
    }

    /// All merge requests of a project as they are, in the order of their numbers.
    #[must_use]
    pub fn merge_requests(&self, project: u64) -> Vec<MergeRequest> {
        let world = self.instance.world();
        let ids = world.merge_requests.ids_of_project(project);
        ids.filter_map(|id| world.merge_requests.row(id).cloned()).collect()
    }

    /// Changes a merge request as a person does, so `updated_at` moves; `false` when there is none.
    pub fn edit_merge_request(&self, project: u64, iid: u64, change: impl FnOnce(&mut MergeRequest)) -> bool {
        let mut world = self.instance.world();
        let Some(id) = world.merge_requests.id_of(project, iid) else { return false };
        let now = world.now_ms();
        world.change_merge_request(id, |row| {
            let labels = row.labels.clone();
            change(row);
            row.updated_at = now;
            if row.labels != labels {
                row.labels_before = Some((labels, now));
            }
        });
        true
    }

    /// Makes it a draft or not.
    pub fn set_draft(&self, project: u64, iid: u64, draft: bool) -> bool {
        self.edit_merge_request(project, iid, |row| match (draft, row.is_draft()) {
            (true, false) => row.title = format!("Draft: {}", row.title),
            (false, true) => {
                let rest = row.title.split_once([':', ']', ')']).map_or("", |(_, rest)| rest.trim_start());
                row.title = rest.to_owned();
            }
            _ => {}
        })
    }

    /// Gives it these labels.
    pub fn set_labels(&self, project: u64, iid: u64, labels: &[&str]) -> bool {
        let labels = labels.iter().map(|&label| label.to_owned()).collect();
        self.edit_merge_request(project, iid, |row| row.labels = labels)
    }

    /// Has it go into another branch.
    pub fn retarget(&self, project: u64, iid: u64, branch: &str) -> bool {
        let moved = self.edit_merge_request(project, iid, |row| {
            branch.clone_into(&mut row.target_branch);
            row.check = MergeCheck::Unchecked;
        });
        self.read_head_again(project, iid);
        moved
    }

    fn read_head_again(&self, project: u64, iid: u64) {
        let Some(row) = self.merge_request(project, iid).filter(|row| !row.without_git) else { return };
        let ends = (self.project(project), row.source_project_id.and_then(|id| self.project(id)));
        let (Some(target), Some(source)) = ends else { return };
        let (target_branch, source_branch) = (&row.target_branch, &row.source_branch);
        let ends = Ends { target: &target, source: &source, target_branch, source_branch, pushed: None };
        let Ok(head) = refs::move_head(&self.instance.repositories, &ends, iid) else { return };
        if let Some(row) = self.instance.world().merge_requests.lagging_mut(row.id) {
            head.put_into(row.change_quietly());
        }
    }

    /// Closes it.
    pub fn close_merge_request(&self, project: u64, iid: u64) -> bool {
        let now = self.clock();
        self.edit_merge_request(project, iid, |row| {
            (row.state, row.closed_at) = (MergeRequestState::Closed, Some(now));
        })
    }

    /// Opens it again. What was pushed meanwhile is seen now; GitLab builds nothing of it.
    pub fn reopen_merge_request(&self, project: u64, iid: u64) -> bool {
        self.edit_merge_request(project, iid, |row| (row.state, row.closed_at) = (MergeRequestState::Opened, None));
        self.read_head_again(project, iid);
        let mut world = self.instance.world();
        let Some(id) = world.merge_requests.id_of(project, iid) else { return false };
        world.change_merge_request(id, |row| {
            row.head.clone_into(&mut row.sha);
            row.check = MergeCheck::Unchecked;
        });
        true
    }

    /// Merges it into its target branch, which moves.
    ///
    /// # Errors
    /// What git answered, in a conflict above all; `NotFound` when there is none.
    pub fn merge(&self, project: u64, iid: u64) -> io::Result<()> {
        let row = self.merge_request(project, iid).ok_or(io::ErrorKind::NotFound)?;
        let target = self.project(project).ok_or(io::ErrorKind::NotFound)?;
        if !row.without_git {
            let new = refs::merge_into(&self.instance.repositories, &target, &row)?;
            let change = RefChange::branch_to(&row.target_branch, &new);
            pushes::follow(&self.instance, &target, Some(&row.author), &[change]);
        }
        let now = self.clock();
        self.edit_merge_request(project, iid, |row| {
            (row.state, row.merged_at) = (MergeRequestState::Merged, Some(now));
        });
        Ok(())
    }

    /// Has GitLab build it by itself in the name of this account, though there be a pipeline for the commit.
    pub fn build_by_itself(&self, project: u64, iid: u64, username: &str) -> bool {
        let mut world = self.instance.world();
        let Some(id) = world.merge_requests.id_of(project, iid) else { return false };
        let Some(by) = world.user_named(username).map(|user| user.id) else { return false };
        let delay = millis(world.settings.delays.pipeline);
        world.ask_worker(id, by, delay, true);
        true
    }

    /// A note was written, which is seen in `updated_at` only once a minute.
    pub fn note_on_merge_request(&self, project: u64, iid: u64) -> bool {
        let mut world = self.instance.world();
        let Some(id) = world.merge_requests.id_of(project, iid) else { return false };
        let now = world.now_ms();
        world.change_merge_request(id, |row| row.touch(now));
        true
    }
}
