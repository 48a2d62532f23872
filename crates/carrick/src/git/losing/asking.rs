//! git, run so that nothing of what a clone's configuration names is started, and no longer than it may take.

use std::io::{Read, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::doubt::Doubt;
use super::harm;
use crate::git::hazards;
use crate::git::listing::{self, Scope, Setting};
use crate::git::places::Places;

/// More than any answer about a clone that a person works with.
const LARGEST: u64 = 64 << 20;

/// How long git is waited for before it is asked again whether to go on.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// What holds for every call: nothing is believed that could hide a change, nothing is written, no hook runs.
const CAREFUL: [&str; 10] = [
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.hooksPath=/dev/null",
    "core.checkStat=default",
    "core.trustctime=true",
    "status.renames=false",
    "diff.renames=false",
    "log.showSignature=false",
    "gc.auto=0",
    "maintenance.auto=false",
];

/// How long it may go on.
#[derive(Clone, Copy)]
pub(super) struct Limit<'a> {
    pub(super) until: Instant,
    pub(super) is_cancelled: &'a dyn Fn() -> bool,
}

impl Limit<'_> {
    pub(super) fn check(&self) -> Result<(), Doubt> {
        if (self.is_cancelled)() {
            return Err(Doubt::Cancelled);
        }
        if Instant::now() >= self.until { Err(Doubt::TooMuch) } else { Ok(()) }
    }
}

/// A clone, or the one of a submodule.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) git_folder: &'a Path,
    /// With its files; `None` where they are gone.
    pub(super) folder: Option<&'a Path>,
    pub(super) is_module: bool,
}

/// git in one clone.
pub(super) struct Git<'a> {
    places: &'a Places,
    limit: Limit<'a>,
    at: Place<'a>,
    overrides: Vec<String>,
    /// What the clone's configuration says, with everything around it.
    pub(super) settings: Vec<Setting>,
}

impl<'a> Git<'a> {
    /// Reads the configuration first, as data and then by git, and puts aside what of the clone's own would start
    /// programs. Where something would be left that could do harm, git does not run.
    pub(super) fn new(places: &'a Places, limit: Limit<'a>, at: Place<'a>) -> Result<Self, Doubt> {
        harm::refuse_in_files(at.git_folder)?;
        let overrides = CAREFUL.map(str::to_owned).to_vec();
        let mut git = Self { places, limit, at, overrides, settings: Vec::new() };
        let answer = git.ask("config", &["config", "--list", "-z", "--show-scope", "--show-origin"])?;
        git.settings = listing::parse(&answer).into_iter().filter(|setting| setting.scope != Scope::Other).collect();
        harm::refuse(&git.own_settings(), at.git_folder)?;
        for setting in git.own_settings() {
            if setting.key == "core.worktree" && !at.is_module {
                return Err(Doubt::FilesElsewhere);
            }
            let Some(Some(name)) =
                ["clean", "smudge", "process"].iter().find_map(|last| setting.within("filter", last))
            else {
                continue;
            };
            if hazards::of(&setting.key, setting.value.as_deref()).is_none() {
                continue;
            }
            if name.contains(['=', '\n']) {
                return Err(Doubt::Configuration);
            }
            let off = ["clean=", "smudge=", "process=", "required=false"].map(|off| format!("filter.{name}.{off}"));
            git.overrides.extend(off);
        }
        Ok(git)
    }

    /// What stands in the clone's own files.
    pub(super) fn own_settings(&self) -> Vec<Setting> {
        let is_own = |setting: &&Setting| matches!(setting.scope, Scope::Clone | Scope::Worktree);
        self.settings.iter().filter(is_own).cloned().collect()
    }

    /// git's answer; `what` names the question in a doubt.
    pub(super) fn ask(&self, what: &'static str, arguments: &[&str]) -> Result<Vec<u8>, Doubt> {
        self.ask_with(what, arguments, b"")
    }

    /// As [`Self::ask`], where git says no by the exit code 1.
    pub(super) fn ask_or_no(&self, what: &'static str, arguments: &[&str]) -> Result<Option<Vec<u8>>, Doubt> {
        let mut command = self.command();
        command.args(arguments);
        match self.run(command, b"")? {
            (status, answer) if status.success() => Ok(Some(answer)),
            (status, _) if status.code() == Some(1) => Ok(None),
            _ => Err(Doubt::GitFailed(what)),
        }
    }

    /// As [`Self::ask`], with an input.
    pub(super) fn ask_with(&self, what: &'static str, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Doubt> {
        let mut command = self.command();
        command.args(arguments);
        match self.run(command, input)? {
            (status, answer) if status.success() => Ok(answer),
            _ => Err(Doubt::GitFailed(what)),
        }
    }

    /// A command to which options may be added.
    pub(super) fn command(&self) -> Command {
        let folder = self.at.folder.unwrap_or(self.at.git_folder);
        let mut command = self.places.command(Some(folder));
        if self.at.is_module {
            // Else git would go where its configuration says, which may be gone or elsewhere.
            command.env("GIT_DIR", self.at.git_folder).env("GIT_WORK_TREE", folder);
        }
        command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1");
        // For a git that does not know the variable before: it would get what is missing by what the clone says.
        command.env("GIT_ALLOW_PROTOCOL", "none");
        // Both could make commits invisible.
        command.env("GIT_NO_REPLACE_OBJECTS", "1").env("GIT_GRAFT_FILE", "/dev/null");
        for setting in &self.overrides {
            command.args(["-c", setting]);
        }
        command
    }

    /// Runs one, and ends it when it may go on no longer.
    pub(super) fn run(&self, mut command: Command, input: &[u8]) -> Result<(ExitStatus, Vec<u8>), Doubt> {
        self.limit.check()?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|_| Doubt::GitMissing)?;
        let answer = feed_and_read(&mut child, input.to_owned());
        let done = self.wait(&mut child, &answer);
        if done.is_err() {
            let _ = child.kill();
            let _ = child.wait();
        }
        done
    }

    fn wait(&self, child: &mut Child, answer: &Receiver<Option<Vec<u8>>>) -> Result<(ExitStatus, Vec<u8>), Doubt> {
        loop {
            self.limit.check()?;
            match answer.recv_timeout(LOOK_AGAIN) {
                Ok(Some(answer)) => {
                    let status = child.wait().map_err(|_| Doubt::GitFailed("wait"))?;
                    return Ok((status, answer));
                }
                Ok(None) => return Err(Doubt::TooMuch),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(Doubt::GitFailed("answer")),
            }
        }
    }
}

/// In threads of their own, which end with git. `None` for an answer that is too large.
fn feed_and_read(child: &mut Child, input: Vec<u8>) -> Receiver<Option<Vec<u8>>> {
    let (tell, told) = channel();
    if let Some(mut stdin) = child.stdin.take() {
        thread::spawn(move || {
            // A git that fails closes its end, and is seen to fail.
            let _ = stdin.write_all(&input);
        });
    }
    if let Some(stdout) = child.stdout.take() {
        thread::spawn(move || {
            let mut answer = Vec::new();
            let read = stdout.take(LARGEST + 1).read_to_end(&mut answer);
            if read.is_ok() {
                let _ = tell.send((answer.len() as u64 <= LARGEST).then_some(answer));
            }
        });
    }
    told
}
