//! A git that runs, with everything it starts: spoken to, listened to, and ended when it takes too long.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::task::JoinHandle;

use super::model::Failed;
use crate::git::cloning::failure::Failure;
use crate::git::cloning::group::Group;
use crate::git::cloning::words::Words;

/// More than what is answered here ever is.
const LARGEST: u64 = 1 << 20;

/// How long what git has started may still speak after its end.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// One git.
pub(super) struct Running {
    group: Group,
    stdin: Option<ChildStdin>,
    pub(super) stdout: Option<ChildStdout>,
    words: Option<JoinHandle<Words>>,
}

impl Running {
    pub(super) fn start(mut command: Command) -> Result<Self, Failed> {
        let mut child = command.spawn().map_err(|_| Failed::Git(Failure::GitMissing))?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let words = stderr.map(|stderr| tokio::spawn(listen(stderr)));
        Ok(Self { group: Group::of(child), stdin, stdout, words })
    }

    /// Hands it this, and waits for its answer and its end.
    pub(super) async fn answer(
        &mut self,
        limit: Duration,
        input: &[u8],
    ) -> Result<(ExitStatus, Vec<u8>, Words), Failed> {
        let talk = async {
            self.say(input).await;
            self.stdin = None;
            let mut answer = Vec::new();
            if let Some(stdout) = &mut self.stdout {
                let _ = stdout.take(LARGEST + 1).read_to_end(&mut answer).await;
            }
            if answer.len() as u64 > LARGEST {
                return Err(Failed::TooMany);
            }
            let status = self.group.child.wait().await.map_err(|_| Failed::Git(Failure::Unknown(None)))?;
            Ok((status, answer))
        };
        let talked = tokio::time::timeout(limit, talk).await;
        let (status, answer) = self.bounded(talked).await?;
        let (status, words) = self.last_words(status).await;
        Ok((status, answer, words))
    }

    /// A git that ends closes its end, and is seen to end.
    pub(super) async fn say(&mut self, input: &[u8]) {
        if let Some(stdin) = &mut self.stdin {
            let _ = stdin.write_all(input).await;
            let _ = stdin.flush().await;
        }
    }

    /// Waits for its end, with nothing more to say.
    pub(super) async fn end(&mut self, limit: Duration) -> Result<(ExitStatus, Words), Failed> {
        self.stdin = None;
        let wait = async { self.group.child.wait().await.map_err(|_| Failed::Git(Failure::Unknown(None))) };
        let status = tokio::time::timeout(limit, wait).await;
        let status = self.bounded(status).await?;
        Ok(self.last_words(status).await)
    }

    /// Ends it, with all that it has started.
    pub(super) async fn stop(&mut self) {
        self.group.end().await;
    }

    async fn bounded<T>(&mut self, ended: Result<Result<T, Failed>, impl Sized>) -> Result<T, Failed> {
        let ended = ended.unwrap_or(Err(Failed::Git(Failure::TimedOut)));
        if ended.is_err() {
            self.stop().await;
        }
        ended
    }

    async fn last_words(&mut self, status: ExitStatus) -> (ExitStatus, Words) {
        let status = self.group.ended(status);
        let Some(mut words) = self.words.take() else { return (status, Words::default()) };
        let heard = tokio::time::timeout(LAST_WORDS, &mut words).await;
        words.abort();
        (status, heard.ok().and_then(Result::ok).unwrap_or_default())
    }
}

async fn listen(mut stderr: ChildStderr) -> Words {
    let mut words = Words::default();
    let mut buffer = vec![0; 4096];
    while let Ok(length @ 1..) = stderr.read(&mut buffer).await {
        words.read(&buffer[..length], |_| {});
    }
    words
}

/// Reads exactly so much; an error where it ends before.
pub(super) async fn exactly(stdout: &mut ChildStdout, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    stdout.read_exact(&mut bytes).await?;
    Ok(bytes)
}
