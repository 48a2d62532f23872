//! What a person types in a terminal of the session.

use std::process::Output;

use crate::failure::{Doing, Failure, Result};
use crate::session::Session;

/// How a command ended.
#[derive(Debug)]
pub struct Typed {
    /// What was typed.
    pub command: String,
    /// Whether it ended well.
    pub is_done: bool,
    /// What it printed, for programs and for people.
    pub text: String,
}

impl Session {
    /// Types a command in a folder below the projects. Nobody is there to answer a question.
    pub async fn type_in(&self, folder: &str, program: &str, words: &[&str]) -> Result<Typed> {
        let mut command = self.surroundings.command(program);
        command.args(words).current_dir(self.folders().projects().join(folder));
        command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_ASKPASS", "").stdin(std::process::Stdio::null());
        let ran = tokio::task::spawn_blocking(move || command.output()).await;
        let Output { status, stdout, stderr } =
            ran.map_err(|_| Failure::new("the command was cut off"))?.doing(program)?;
        let text = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        let command = std::iter::once(program).chain(words.iter().copied()).collect::<Vec<_>>().join(" ");
        Ok(Typed { command, is_done: status.success(), text })
    }

    /// The same with git, where it must end well.
    pub async fn git(&self, folder: &str, words: &[&str]) -> Result<Typed> {
        let typed = self.type_in(folder, "git", words).await?;
        if typed.is_done { Ok(typed) } else { Err(Failure::new(format!("{}: {}", typed.command, typed.text))) }
    }
}
