//! One repository is added, and whoever waits sees how far it is: a bar on a terminal, else a line for each phase.

use carrick::Carrick;
use carrick::git::cloning::progress::{Phase, Progress};
use carrick::repositories::adding::{self, Added, NotAdded, Wanted};
use tokio::sync::mpsc;

use crate::answers::repo::adding::Adding;
use crate::console::Console;
use crate::failure::Failure;
use crate::words;

/// Which of how many it is.
pub(super) struct Turn<'a> {
    /// Its path, harmless for a terminal.
    pub(super) path: &'a str,
    /// From 1.
    pub(super) at: usize,
    pub(super) of: usize,
}

/// Adds it. Dropped, it is cancelled.
pub(super) async fn follow(
    carrick: &Carrick,
    wanted: Wanted,
    turn: &Turn<'_>,
    console: &mut Console,
) -> Result<Result<Added, NotAdded>, Failure> {
    let (told, mut heard) = mpsc::unbounded_channel();
    let tell = move |progress| {
        // Whoever listened is gone, and so is this.
        let _ = told.send(progress);
    };
    let mut adding = std::pin::pin!(adding::add_now(&carrick.repositories, wanted, tell));
    let mut phase = None;
    loop {
        tokio::select! {
            done = &mut adding => {
                console.clear();
                return Ok(done);
            }
            Some(progress) = heard.recv() => show(turn, progress, &mut phase, console)?,
        }
    }
}

fn show(turn: &Turn<'_>, now: Progress, phase: &mut Option<Phase>, console: &mut Console) -> Result<(), Failure> {
    let is_new = phase.replace(now.phase) != Some(now.phase);
    if console.json {
        let Progress { percent, bytes, rate, .. } = now;
        let path = turn.path.to_owned();
        console.event(&Adding::Progress { path, phase: now.phase.into(), percent, bytes, rate })?;
    } else if console.bar.is_possible() {
        console.show(&words::progress(&words::adding(turn.path, turn.at, turn.of), now));
    } else if is_new {
        console.tell(&format!("{}: {}.", turn.path, words::phase(now.phase)));
    }
    Ok(())
}
