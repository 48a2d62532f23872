//! The repositories on disk: real bare ones in a temporary folder, made when somebody first needs one.

use super::command;
use super::files::{Content, NewFile};
use super::import::{Commit, sample};
use crate::instance::locked;
use crate::lfs::store::LargeFiles;
use crate::projects::Project;
use crate::projects::namespaces::last;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock};
use tempfile::TempDir;

/// Says what it is given: after a push, before one that is declined then, and before a pack.
const AFTER_PUSH: &str = "#!/bin/sh\n[ -z \"$LOCAL_GITLAB_SAYS\" ] || printf '%s\\n' \"$LOCAL_GITLAB_SAYS\" >&2\n";
const BEFORE_PUSH: &str = "#!/bin/sh\n[ -z \"$LOCAL_GITLAB_DECLINES\" ] || { printf 'GitLab: %s\\n' \"$LOCAL_GITLAB_DECLINES\" >&2; exit 1; }\n";
const BEFORE_PACK: &str = "#!/bin/sh\nprintf '%s' \"$LOCAL_GITLAB_SAYS\" >&2\nexec \"$@\"\n";

/// All repositories and large files of an instance; gone with it.
pub(crate) struct Repositories {
    folder: TempDir,
    pub(crate) large: LargeFiles,
    /// What the ones not made yet are to hold.
    planned: Mutex<HashMap<u64, Vec<NewFile>>>,
    /// Held while one is made, so that two requests do not make the same one.
    making: Mutex<()>,
    programs: OnceLock<PathBuf>,
}

impl Repositories {
    pub(crate) fn new() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("local-gitlab-").tempdir()?;
        let large = LargeFiles::new(folder.path().join("large"))?;
        let before_pack = folder.path().join("before-pack");
        write_program(&before_pack, BEFORE_PACK)?;
        Ok(Self { folder, large, planned: Mutex::default(), making: Mutex::default(), programs: OnceLock::new() })
    }

    /// Notes what a repository is to hold once it is made; nothing is noted for an ordinary one.
    pub(crate) fn plan(&self, id: u64, files: Vec<NewFile>) {
        if !files.is_empty() {
            locked(&self.planned).insert(id, files);
        }
    }

    /// The program that is run before a pack is made, see [`crate::Behaviour::says`].
    pub(crate) fn before_pack(&self) -> PathBuf {
        self.folder.path().join("before-pack")
    }

    pub(crate) fn home(&self) -> &Path {
        self.folder.path()
    }

    /// `git-http-backend`, wherever this system's git keeps its programs.
    pub(crate) fn http_backend(&self) -> Command {
        let programs = self.programs.get_or_init(|| {
            let output = command("git", self.home()).arg("--exec-path").output();
            let mut path = output.map(|output| output.stdout).unwrap_or_default();
            path.truncate(path.trim_ascii_end().len());
            PathBuf::from(OsString::from_vec(path))
        });
        command(programs.join("git-http-backend"), self.home())
    }

    /// The project's repository, made now if it has not been needed before.
    pub(crate) fn make(&self, project: &Project) -> io::Result<PathBuf> {
        let path = self.folder.path().join(format!("{}.git", project.id));
        let _making = locked(&self.making);
        if path.exists() {
            return Ok(path);
        }
        let unfinished = self.folder.path().join(format!("{}.unfinished", project.id));
        let _ = fs::remove_dir_all(&unfinished);
        let branch = format!("--initial-branch={}", project.default_branch);
        self.git(
            self.home(),
            [OsStr::new("init"), "-q".as_ref(), "--bare".as_ref(), branch.as_ref(), unfinished.as_ref()],
        )?;
        write_hooks(&unfinished)?;
        let planned = locked(&self.planned).remove(&project.id);
        if !project.empty {
            self.fill(&unfinished, project, planned)?;
        }
        fs::rename(&unfinished, &path)?;
        Ok(path)
    }

    fn fill(&self, repository: &Path, project: &Project, planned: Option<Vec<NewFile>>) -> io::Result<()> {
        let commits: Vec<(&str, Vec<NewFile>)> = match planned {
            Some(files) => vec![("Begin", files)],
            None => sample(last(&project.path)).into(),
        };
        let mut stream = Vec::new();
        for (number, (message, files)) in commits.iter().enumerate() {
            self.keep_large(project.id, files)?;
            let branch = &project.default_branch;
            Commit { branch, number: number as u64, continues: false, message, files }.write(&mut stream);
        }
        self.import(repository, &stream)
    }

    /// Adds a commit to a branch of the repository and answers its hash.
    pub(crate) fn commit(
        &self,
        project: &Project,
        branch: &str,
        message: &str,
        files: &[NewFile],
    ) -> io::Result<String> {
        let repository = self.make(project)?;
        self.keep_large(project.id, files)?;
        let name = format!("refs/heads/{branch}");
        let count = self.git(&repository, ["rev-list", "--count", &name]).ok();
        let number = count.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        let mut stream = Vec::new();
        Commit { branch, number, continues: number > 0, message, files }.write(&mut stream);
        self.import(&repository, &stream)?;
        self.git(&repository, ["rev-parse", &name]).map(|hash| hash.trim().to_owned())
    }

    /// Makes the repository of a fork: branches and tags of the other, nothing else.
    pub(crate) fn fork(&self, parent: &Project, child: &Project) -> io::Result<()> {
        let from = self.make(parent)?;
        let to = self.folder.path().join(format!("{}.git", child.id));
        self.git(self.home(), [OsStr::new("clone"), "-q".as_ref(), "--bare".as_ref(), from.as_ref(), to.as_ref()])?;
        write_hooks(&to)
    }

    pub(crate) fn remove(&self, id: u64) {
        locked(&self.planned).remove(&id);
        let _ = fs::remove_dir_all(self.folder.path().join(format!("{id}.git")));
    }

    /// Runs git in a folder and answers what it printed.
    pub(crate) fn git<A: AsRef<OsStr>>(
        &self,
        folder: &Path,
        arguments: impl IntoIterator<Item = A>,
    ) -> io::Result<String> {
        self.bytes(folder, arguments).map(|printed| String::from_utf8_lossy(&printed).into_owned())
    }

    /// The same, as the bytes that they are.
    pub(crate) fn bytes<A: AsRef<OsStr>>(
        &self,
        folder: &Path,
        arguments: impl IntoIterator<Item = A>,
    ) -> io::Result<Vec<u8>> {
        let output = command("git", self.home()).current_dir(folder).args(arguments).stdin(Stdio::null()).output()?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
    }

    fn import(&self, repository: &Path, stream: &[u8]) -> io::Result<()> {
        let mut import = command("git", self.home());
        import.current_dir(repository).args(["fast-import", "--quiet", "--force"]);
        let mut child = import.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(stream)?;
        }
        let output = child.wait_with_output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
    }

    fn keep_large(&self, project_id: u64, files: &[NewFile]) -> io::Result<()> {
        for file in files {
            if let Content::Large(bytes) = &file.content {
                self.large.keep(project_id, bytes)?;
            }
        }
        Ok(())
    }
}

fn write_hooks(repository: &Path) -> io::Result<()> {
    fs::create_dir_all(repository.join("hooks"))?;
    write_program(&repository.join("hooks/pre-receive"), BEFORE_PUSH)?;
    write_program(&repository.join("hooks/post-receive"), AFTER_PUSH)
}

fn write_program(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}
