//! What tests do with repositories.

use super::files::NewFile;
use super::pushes;
use super::record::GitRequest;
use crate::projects::Project;
use crate::server::LocalGitlab;
use std::io;
use std::path::PathBuf;

/// One project's repository, on the server's side.
#[derive(Debug)]
pub struct Repository<'g> {
    gitlab: &'g LocalGitlab,
    project: Project,
}

impl Repository<'_> {
    /// Where it lies; it is made now if nobody has needed it before.
    ///
    /// # Errors
    /// What making it answered, also git.
    pub fn folder(&self) -> io::Result<PathBuf> {
        self.gitlab.instance.repositories.make(&self.project)
    }

    /// Adds a commit to the default branch and answers its hash.
    ///
    /// # Errors
    /// What git answered.
    pub fn commit(&self, message: &str, files: &[NewFile]) -> io::Result<String> {
        let branch = self.project.default_branch.clone();
        self.commit_on(&branch, message, files)
    }

    /// Adds a commit to a branch, which may be a new one, and answers its hash. All that a push of the project's
    /// creator sets off follows; see also [`LocalGitlab::push`].
    ///
    /// # Errors
    /// What git answered.
    pub fn commit_on(&self, branch: &str, message: &str, files: &[NewFile]) -> io::Result<String> {
        let creator = self.gitlab.instance.world().user(self.project.creator_id).map(|user| user.username.clone());
        pushes::commit(&self.gitlab.instance, &self.project, creator.as_deref(), (branch, message, files))
    }

    /// The hash of the newest commit of the default branch.
    ///
    /// # Errors
    /// What git answered, for an empty repository above all.
    pub fn head(&self) -> io::Result<String> {
        self.git(&["rev-parse", "--verify", &format!("refs/heads/{}", self.project.default_branch)])
    }

    /// Runs git in it and answers what it printed, without the last line break.
    ///
    /// # Errors
    /// What git said when it failed.
    pub fn git(&self, arguments: &[&str]) -> io::Result<String> {
        let printed = self.gitlab.instance.repositories.git(&self.folder()?, arguments)?;
        Ok(printed.trim_end_matches('\n').to_owned())
    }
}

/// Git.
impl LocalGitlab {
    /// The repository of a project; `None` when there is no such project.
    #[must_use]
    pub fn repository(&self, id: u64) -> Option<Repository<'_>> {
        Some(Repository { gitlab: self, project: self.project(id)? })
    }

    /// What git and git-lfs asked for so far, each with its answer's status, in the order of the answers.
    #[must_use]
    pub fn git_requests(&self) -> Vec<GitRequest> {
        self.instance.git_record.all()
    }
}
