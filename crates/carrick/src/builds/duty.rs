//! Which program watches: of those that run over one data folder it is one, the open window before `carrick watch`.
//!
//! Both are told by locks of the system, so that whoever dies makes room at once. Who waits for one does so on a thread
//! of its own that nothing wakes, and that nobody waits for when the process ends.

pub mod standing;

use std::path::Path;
use std::time::Duration;

use carrick_store::error::{Code, Error, Source};
use carrick_store::lock::Lock;
use tokio::sync::{oneshot, watch};

use super::telling::state::State as Telling;
use super::{Builds, starting, watching};
use standing::Duty;

/// How soon `carrick watch` notices that a window has opened.
const LOOK_FOR_WINDOW: Duration = Duration::from_secs(2);
/// What is under way when a window opens is waited for so long: about as long as an answer of GitLab's. The rest is
/// broken off, and stands in the journal.
const LONGEST_END: Duration = Duration::from_secs(40);
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// Where the data folder takes no lock, it is tried again after this.
const TRY_AGAIN: Duration = Duration::from_secs(30);

/// Who watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watcher {
    /// The open window, which others make room for.
    Window,
    /// `carrick watch`.
    Service,
}

/// How this program stands to the others, now and as it changes.
pub fn duty(builds: &Builds) -> watch::Receiver<Duty> {
    builds.0.duty.subscribe()
}

/// Whether this program watches.
pub fn is_watching(builds: &Builds) -> bool {
    *builds.0.duty.borrow() == Duty::Watching
}

/// Watches whenever nobody who comes first does, for as long as it is polled.
pub async fn keep(builds: &Builds, watcher: Watcher) {
    loop {
        let kept = match watcher {
            Watcher::Window => keep_as_window(builds).await,
            Watcher::Service => keep_as_service(builds).await,
        };
        if let Err(error) = kept {
            tracing::warn!(%error, "it could not be found out who watches");
            turn(builds, Duty::Unlocked(error));
            tokio::time::sleep(TRY_AGAIN).await;
        }
    }
}

async fn keep_as_window(builds: &Builds) -> Result<(), Error> {
    let _window = wait(builds, Lock::of_window).await?;
    let _watcher = take(builds).await?;
    tracing::info!("this window watches from now on");
    turn(builds, Duty::Watching);
    std::future::pending().await
}

async fn keep_as_service(builds: &Builds) -> Result<(), Error> {
    if Lock::is_window_open(&builds.data_dir)? {
        turn(builds, Duty::StandingBy);
        drop(wait(builds, Lock::of_window).await?);
    }
    let _watcher = take(builds).await?;
    // What another gave back for a window that has just opened is not for this one.
    while !Lock::is_window_open(&builds.data_dir)? {
        turn(builds, Duty::Watching);
        tokio::time::sleep(LOOK_FOR_WINDOW).await;
    }
    tracing::info!("a window is open, and watches from now on");
    turn(builds, Duty::StandingBy);
    end(builds).await;
    Ok(())
}

/// Waits until nobody else watches.
async fn take(builds: &Builds) -> Result<Lock, Error> {
    if let Some(watcher) = Lock::try_watcher(&builds.data_dir)? {
        return Ok(watcher);
    }
    turn(builds, Duty::StandingBy);
    wait(builds, Lock::of_watcher).await
}

/// Waits for what is under way, and forgets what was true only while nobody else watched.
async fn end(builds: &Builds) {
    let is_busy = || starting::under_way(builds) > 0 || watching::status(builds).iter().any(|at| at.is_looking);
    let ends = async {
        while is_busy() {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    };
    if tokio::time::timeout(LONGEST_END, ends).await.is_err() {
        tracing::warn!("what was under way when a window opened is broken off");
    }
    builds.close();
    *builds.telling().lock().await = Telling::default();
}

fn turn(builds: &Builds, duty: Duty) {
    let is_new = builds.0.duty.send_replace(duty.clone()) != duty;
    if is_new {
        builds.touch();
    }
}

/// Waits for a lock on a thread of its own. A lock that comes when nobody waits any more is given back.
async fn wait(builds: &Builds, lock: fn(&Path) -> Result<Lock, Error>) -> Result<Lock, Error> {
    let (found, wanted) = oneshot::channel();
    let data_dir = builds.data_dir.clone();
    let waits = std::thread::Builder::new().name("watch lock".to_owned());
    let started = waits.spawn(move || drop(found.send(lock(&data_dir))));
    started.map_err(|cause| Error::new(Code::Internal).from_source(&cause))?;
    wanted.await.unwrap_or_else(|_| Err(Error::new(Code::Internal).from_source(Source::Task)))
}
