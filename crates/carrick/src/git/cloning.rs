//! One project of a GitLab becomes a clone at its place: whole, or not at all.
//!
//! [`place`] says which folder that is and what is there, [`projects_folder`] and [`space`] help to choose. A clone is
//! made by the person's own git, with what [`command`] and [`environment`] let it see and do, as a [`group`] of programs
//! that ends together, into a folder that is [`unfinished`] until it is renamed. [`words`], [`progress`] and [`trace`]
//! read what git writes, [`failure`] says what it means; [`large_files`] come last. Knows nothing of links, tokens or
//! GitLab's API: the helper that git asks does.

mod command;
mod committing;
pub mod environment;
pub mod failure;
pub(super) mod group;
pub mod large_files;
mod order;
pub mod place;
pub mod progress;
pub mod projects_folder;
pub mod space;
pub mod trace;
mod unfinished;
mod wait;
pub(super) mod words;

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use carrick_store::{Code, Error};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use self::committing::{Committer, committer};
use self::failure::{Exit, Failure};
use self::group::Ended;
use self::large_files::LargeFiles;
pub use self::order::{Git, Kind, Order, clone_url};
use self::progress::{Pace, Phase, Progress};
use self::trace::Trace;
use self::unfinished::Unfinished;
pub use self::unfinished::clear_leftovers;
use self::words::Words;
use super::binding::{Binding, bind_unfinished};
use super::listing;

/// A clone that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloned {
    /// Where it lies.
    pub folder: PathBuf,
    /// It has no commit yet.
    pub is_empty: bool,
    /// Old contents were to come when needed, and the server knows no such thing: they are here.
    pub has_all_contents: bool,
    /// Names that this disk cannot keep apart, so that one file of each is here; at most a hundred.
    pub colliding: Vec<String>,
    /// What became of its large files.
    pub large_files: LargeFiles,
    /// Who was written into it for commits, as `Name <address>`, since git knew nobody there.
    pub commits_as: Option<String>,
    /// Where the repository would rather have its large files from, if that is elsewhere; it is not asked there.
    pub large_files_elsewhere: Option<String>,
}

/// A clone under way. Dropped, it is cancelled, and what there is of it is removed.
#[derive(Debug)]
pub struct Underway {
    stop: Stopper,
    task: JoinHandle<Result<Cloned, Failure>>,
}

/// Cancels a clone, from anywhere.
#[derive(Debug, Clone)]
pub struct Stopper(Arc<watch::Sender<bool>>);

impl Stopper {
    /// Asks for it. The clone ends with `Cancelled` once nothing of it is left, or as it would have if it was whole
    /// by then.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Underway {
    /// What cancels it.
    pub fn stopper(&self) -> Stopper {
        self.stop.clone()
    }
}

impl Future for Underway {
    type Output = Result<Cloned, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // A task that panicked, or whose runtime ends.
        Pin::new(&mut self.task).poll(context).map(|ended| ended.unwrap_or(Err(Failure::Unknown(None))))
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

/// Begins to clone. `tell` hears of each phase, and at most ten times a second of how far it is.
pub fn clone(git: Git, order: Order, tell: impl FnMut(Progress) + Send + 'static) -> Underway {
    let (to, mut stop) = watch::channel(false);
    let task = tokio::spawn(async move { work(&git, &order, &mut stop, &mut Pace::new(tell)).await });
    Underway { stop: Stopper(Arc::new(to)), task }
}

async fn work<F: FnMut(Progress)>(
    git: &Git,
    order: &Order,
    stop: &mut watch::Receiver<bool>,
    pace: &mut Pace<F>,
) -> Result<Cloned, Failure> {
    let url = order.url().map_err(|error| of_configuration(&error))?;
    let (data_dir, place) = (git.places.data_dir.clone(), order.place.clone());
    let unfinished = blocking(move || Unfinished::make(&data_dir, place)).await??;
    pace.tell(Progress::of(Phase::Asking));
    match fill(git, order, &url, &unfinished, stop, pace).await {
        Ok(cloned) if !*stop.borrow() => {
            let folder = blocking(move || unfinished.settle()).await??;
            Ok(Cloned { folder, ..cloned })
        }
        other => {
            blocking(move || unfinished.remove()).await?;
            Err(other.err().unwrap_or(Failure::Cancelled))
        }
    }
}

/// Makes the hidden folder a whole clone.
async fn fill<F: FnMut(Progress)>(
    git: &Git,
    order: &Order,
    url: &str,
    unfinished: &Unfinished,
    stop: &mut watch::Receiver<bool>,
    pace: &mut Pace<F>,
) -> Result<Cloned, Failure> {
    let hidden = unfinished.hidden();
    let trace = unfinished.note("trace");
    let mut command = command::clone(git, order, hidden).map_err(|error| of_configuration(&error))?;
    command.stdin(unfinished.held().map_err(|_| Failure::DataFolderRefused)?);
    command.env("GIT_TRACE2_EVENT", &trace);
    let mut words = Words::default();
    let ended = group::run(command, stop, |bytes| words.read(bytes, |progress| pace.tell(progress)), || {}).await;
    let trace = blocking(move || read_once(&trace)).await?;
    match ended {
        Err(_) => return Err(Failure::GitMissing),
        Ok(Ended::Stopped) => return Err(Failure::Cancelled),
        Ok(Ended::Itself(status)) if !status.success() => {
            let (host, room) = (order.instance.host(), || space::free_at(hidden));
            return Err(failure::classify(&trace, &words, Exit::of(status), &host, room));
        }
        Ok(Ended::Itself(_)) => {}
    }
    let is_empty = trace.has("You appear to have cloned an empty repository");
    if is_empty && !trace.has_spoken {
        // git takes any page that is no list of its own for a list of nothing.
        return Err(Failure::NotGit);
    }
    let notes = unfinished.note("large-files");
    let large_files = large_files::fetch(git, order, hidden, notes, stop, pace).await.ok_or(Failure::Cancelled)?;
    let commits_as = bind(git, order, hidden).await?;
    Ok(Cloned {
        folder: PathBuf::new(),
        is_empty,
        has_all_contents: trace.has("filtering not recognized by server"),
        colliding: words.colliding,
        large_files,
        commits_as,
        large_files_elsewhere: large_files::asked_elsewhere(hidden, url),
    })
}

/// So that it works whether or not git was set up for all clones; says who commits there, where git knew nobody.
async fn bind(git: &Git, order: &Order, hidden: &Path) -> Result<Option<String>, Failure> {
    let (places, order, folder) = (git.places.clone(), order.clone(), hidden.to_owned());
    let bind = move || {
        // Everything below the projects folder is included here as it will be at the place itself. Where git cannot
        // say who commits, nobody is overruled.
        let Committer { identity, commits_as } = match listing::of_added_clone(&places, &folder) {
            Ok(settings) => committer(&order, &settings),
            Err(_) => Committer { identity: order.identity.clone(), commits_as: None },
        };
        let Order { instance, username, helper, .. } = order;
        bind_unfinished(&folder, &Binding { helper, instance, username, identity })?;
        Ok(commits_as)
    };
    blocking(bind).await?.map_err(|error: Error| of_configuration(&error))
}

/// What a git wrote down is read once, and gone.
fn read_once(path: &Path) -> Trace {
    let trace = Trace::read(path);
    let _ = std::fs::remove_file(path);
    trace
}

fn of_configuration(error: &Error) -> Failure {
    match error.code {
        Code::GitNameRefused => Failure::NameRefused,
        _ => Failure::ConfigurationRefused,
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Failure::Unknown(None))
}
