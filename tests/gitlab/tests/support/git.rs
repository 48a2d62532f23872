//! The real git as a person's, with a home of its own and a password when it is given one.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Answers git's question with what the environment holds.
const HELPER: &str = "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \"$NAME\" \"$TOKEN\"; }; f";

pub(crate) struct Git {
    home: TempDir,
    name: String,
    token: String,
}

impl Git {
    /// Without any password.
    pub(crate) fn anonymous() -> Self {
        Self::with("", "")
    }

    /// With this password under the name that GitLab advises.
    pub(crate) fn with_token(token: &str) -> Self {
        Self::with("oauth2", token)
    }

    pub(crate) fn with(name: &str, token: &str) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        Self { home, name: name.to_owned(), token: token.to_owned() }
    }

    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Runs git in a folder below its home.
    pub(crate) fn run(&self, folder: &str, arguments: &[&str]) -> Run {
        let mut command = Command::new("git");
        command.env_clear().env("PATH", std::env::var_os("PATH").expect("PATH is set"));
        command
            .env("HOME", self.home.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("NAME", &self.name)
            .env("TOKEN", &self.token)
            .current_dir(self.folder(folder))
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "protocol.file.allow=never"]);
        if !self.token.is_empty() {
            command.args(["-c", &format!("credential.helper={HELPER}")]);
        }
        Run(command.args(arguments).output().expect("git is installed"))
    }

    pub(crate) fn clone(&self, address: &str, to: &str) -> Run {
        self.run("", &["clone", "-q", address, to])
    }

    /// Writes a file, commits it and pushes it.
    pub(crate) fn push_file(&self, folder: &str, name: &str, content: &[u8]) -> Run {
        write(&self.folder(folder).join(name), content);
        assert!(self.run(folder, &["add", "-A"]).is_ok(), "the file is added");
        assert!(self.run(folder, &["commit", "-q", "-m", "Change"]).is_ok(), "the change is committed");
        self.run(folder, &["push", "-q", "origin", "HEAD"])
    }
}

fn write(path: &Path, content: &[u8]) {
    std::fs::write(path, content).expect("the file is written");
}

/// What git did.
pub(crate) struct Run(Output);

impl Run {
    pub(crate) fn is_ok(&self) -> bool {
        self.0.status.success()
    }

    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    pub(crate) fn printed(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).trim_end().to_owned()
    }
}
