//! A program with everything it starts, as one group that ends together.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};
use tokio::sync::watch;

/// How long a program may take to put its things in order.
const GRACE: Duration = Duration::from_secs(5);

/// How long what a program has started may still speak after its end.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// How a program ended.
pub(super) enum Ended {
    /// By itself, or by somebody else.
    Itself(ExitStatus),
    /// Because it was to stop.
    Stopped,
}

/// Runs a program to its end, or stops it, and hands over what it writes for people. `tick` is called meanwhile, ten
/// times a second.
pub(super) async fn run(
    mut command: Command,
    stop: &mut watch::Receiver<bool>,
    mut read: impl FnMut(&[u8]),
    mut tick: impl FnMut(),
) -> io::Result<Ended> {
    let child = command.spawn()?;
    let mut group = Group::of(child);
    let mut words = group.child.stderr.take();
    let mut buffer = vec![0; 16 * 1024];
    let mut ticks = tokio::time::interval(Duration::from_millis(100));
    let status = loop {
        let reading = async {
            match &mut words {
                Some(words) => words.read(&mut buffer).await.unwrap_or(0),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = stopped(stop) => {
                group.end().await;
                return Ok(Ended::Stopped);
            }
            length = reading => match length {
                0 => words = None,
                length => read(&buffer[..length]),
            },
            status = group.child.wait() => break group.ended(status?),
            _ = ticks.tick() => tick(),
        }
    };
    // A program in the background that a hook of the person's has started may hold the line for ever.
    if let Some(mut words) = words {
        let rest = async {
            while let Ok(length @ 1..) = words.read(&mut buffer).await {
                read(&buffer[..length]);
            }
        };
        let _ = tokio::time::timeout(LAST_WORDS, rest).await;
    }
    Ok(Ended::Itself(status))
}

/// Waits until somebody stops it, or nobody is left who could.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Known by the number of its first program, for as long as that may not be another's.
pub(in crate::git) struct Group {
    pub(in crate::git) child: Child,
    id: Option<u32>,
}

impl Group {
    /// Of a program that was started as the first of a group of its own.
    pub(in crate::git) fn of(child: Child) -> Self {
        Self { id: child.id(), child }
    }

    /// Asks it to end, and sees to it that it does.
    pub(in crate::git) async fn end(&mut self) {
        self.signal(Signal::Asks);
        if tokio::time::timeout(GRACE, self.child.wait()).await.is_err() {
            self.signal(Signal::Ends);
            let _ = self.child.wait().await;
        }
        self.id = None;
    }

    /// Its first program has ended. Where that failed, the others would go on in a folder that is about to be removed;
    /// where it went well, they may be somebody's in the background.
    pub(in crate::git) fn ended(&mut self, status: ExitStatus) -> ExitStatus {
        if !status.success() {
            self.signal(Signal::Ends);
        }
        self.id = None;
        status
    }

    #[cfg(unix)]
    fn signal(&mut self, signal: Signal) {
        use rustix::process::{Pid, kill_process_group};
        let id = self.id.and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        let signal = match signal {
            Signal::Asks => rustix::process::Signal::TERM,
            Signal::Ends => rustix::process::Signal::KILL,
        };
        if let Some(id) = id {
            let _ = kill_process_group(id, signal);
        }
    }

    #[cfg(not(unix))]
    fn signal(&mut self, _: Signal) {
        let _ = self.child.start_kill();
    }
}

enum Signal {
    Asks,
    Ends,
}

impl Drop for Group {
    /// Where nobody is left to wait, since the whole program ends.
    fn drop(&mut self) {
        self.signal(Signal::Asks);
    }
}
