//! What the window is told of the queue, and what it asks for.

use std::path::Path;

use carrick_store::db::additions::{self, Addition, Failure};
use carrick_store::error::Error;
use carrick_store::instance::Instance;
use rusqlite::Connection;

use super::added::{Added, Note};
use super::offer;
use super::state::{Question, State, Wait};
use super::wanted::{Again, Kind, To, Wanted};
use crate::git::cloning::progress::Phase;
use crate::messages;
use crate::repositories::Repositories;
use crate::repositories::placing::{self, Placing, written};
use crate::topics::Topic;

/// No more are named.
const MOST_ITEMS: usize = 40;

/// As many bytes of names as are told at once: what is longer takes a second trip to the window.
const MOST_BYTES: usize = 6000;

/// As much of a text as is told (letters).
const LONGEST: usize = 300;

/// What is in the queue, as far as it may be named.
struct Listed {
    /// Those that run or have a question, those that failed, those that wait.
    all: Vec<Addition>,
    unfailed: u32,
    failed: u32,
}

/// Reads it.
///
/// # Errors
/// When the database cannot be read.
pub async fn additions(repositories: &Repositories) -> Result<messages::Additions, Error> {
    let revision = repositories.topics.revision(Topic::Additions);
    let offers_git = offer::is_due(repositories).await?;
    let placing = placing::placing(repositories).await?;
    let listed = listed(repositories).await?;
    let projects_folder = cut(&written(repositories, &placing.base));
    let live = repositories.live();
    let adding = &live.adding;
    let (mut items, mut room) = (Vec::new(), MOST_BYTES);
    for addition in listed.all.iter().take(MOST_ITEMS) {
        let item = item(repositories, &placing, adding, addition);
        let size = 120 + item.path.len() + item.host.len() + item.folder.len() + size_of_texts(&item.state);
        let Some(left) = room.checked_sub(size) else { break };
        room = left;
        items.push(item);
    }
    let busy = adding.running.len() + adding.questions.len();
    Ok(messages::Additions {
        revision,
        done: adding.done,
        total: adding.done.saturating_add(listed.unfailed),
        waiting: listed.unfailed.saturating_sub(u32::try_from(busy).unwrap_or(u32::MAX)),
        failed: listed.failed,
        items,
        last: adding.last.clone().map(|added| self::added(repositories, added)),
        projects_folder,
        offers_git,
        git_missing: adding.is_git_missing,
    })
}

async fn listed(repositories: &Repositories) -> Result<Listed, Error> {
    let profile_id = repositories.profile_id;
    let (running, asking): (Vec<i64>, Vec<i64>) = {
        let live = repositories.live();
        let sorted = |ids: Vec<i64>| {
            let mut ids = ids;
            ids.sort_unstable();
            ids
        };
        (sorted(live.adding.running.keys().copied().collect()), sorted(live.adding.questions.keys().copied().collect()))
    };
    let read = move |db: &Connection| {
        let (unfailed, failed) = additions::count(db, profile_id)?;
        let mut all = Vec::new();
        for id in running.iter().chain(&asking).take(MOST_ITEMS) {
            all.extend(additions::get(db, profile_id, *id)?);
        }
        let first = u32::try_from(MOST_ITEMS).unwrap_or(u32::MAX);
        all.extend(additions::failed(db, profile_id, first)?);
        let known = u32::try_from(running.len() + asking.len()).unwrap_or(u32::MAX);
        let waiting = additions::unfailed(db, profile_id, first.saturating_add(known))?;
        all.extend(waiting.into_iter().filter(|it| !running.contains(&it.id) && !asking.contains(&it.id)));
        Ok(Listed { all, unfailed, failed })
    };
    repositories.db.read(read).await
}

fn item(repositories: &Repositories, placing: &Placing, live: &State, addition: &Addition) -> messages::Addition {
    let instance = Instance::parse(&addition.instance).ok();
    let folder = match (&addition.wanted.folder, &instance) {
        (Some(folder), _) => written(repositories, Path::new(folder)),
        (None, Some(instance)) => {
            written(repositories, &placing.of(instance, &addition.path, addition.project_id).folder())
        }
        (None, None) => String::new(),
    };
    messages::Addition {
        id: addition.id,
        repository: addition.wanted.project,
        path: cut(&addition.path),
        host: instance.map(|instance| instance.host()).unwrap_or_default(),
        folder: cut(&folder),
        state: state(repositories, live, addition),
    }
}

fn state(repositories: &Repositories, live: &State, addition: &Addition) -> messages::AdditionState {
    use messages::AdditionState as Shown;
    if let Some((failure, detail)) = &addition.failure {
        let is_said = matches!(failure, Failure::NotFound | Failure::Forbidden);
        let said = detail.as_deref().filter(|_| is_said).map(cut);
        let folder = detail.as_deref().filter(|_| !is_said).map(|it| cut(&written(repositories, Path::new(it))));
        return Shown::Failed { failure: (*failure).into(), said, folder };
    }
    if let Some(running) = live.running.get(&addition.id) {
        let progress = running.progress;
        let phase = progress.phase.into();
        return Shown::Running { phase, percent: progress.percent, bytes: progress.bytes, rate: progress.rate };
    }
    match live.questions.get(&addition.id) {
        Some(Question::Large(size, free)) => Shown::Large { size: *size, free: *free },
        Some(Question::Taken(folder)) => Shown::Taken { folder: cut(&written(repositories, folder)) },
        None => Shown::Waiting { wait: wait(repositories, live, addition) },
    }
}

fn wait(repositories: &Repositories, live: &State, addition: &Addition) -> messages::AdditionWait {
    use messages::AdditionWait as Shown;
    if let Some(hold) = live.hold_of(addition) {
        return match &hold.wait {
            Wait::Offline => Shown::Offline { since: hold.since },
            Wait::RateLimited => {
                Shown::RateLimited { until: hold.until.map_or(hold.since, |until| repositories.clock.says(until)) }
            }
            Wait::KeyringLocked => Shown::KeyringLocked,
            Wait::Keyring => Shown::Keyring,
            Wait::NeedsYou(username) => Shown::NeedsYou { username: username.clone() },
            Wait::SignedOut => Shown::SignedOut,
            Wait::Other => Shown::Other,
        };
    }
    // It broke off, and the next try is for whether GitLab answers.
    match live.broken.get(&addition.id).filter(|broken| broken.next_try.is_some()) {
        Some(broken) => Shown::Offline { since: broken.since },
        None => Shown::Turn,
    }
}

fn size_of_texts(state: &messages::AdditionState) -> usize {
    match state {
        messages::AdditionState::Taken { folder } => folder.len(),
        messages::AdditionState::Failed { said, folder, .. } => {
            said.as_ref().map_or(0, String::len) + folder.as_ref().map_or(0, String::len)
        }
        _ => 0,
    }
}

/// What was added, as the window is told.
fn added(repositories: &Repositories, added: Added) -> messages::Added {
    let Added { repository, path, folder, commits_as, notes } = added;
    messages::Added {
        repository,
        path: cut(&path),
        folder: folder.map(|folder| cut(&written(repositories, &folder))),
        commits_as: commits_as.as_deref().map(cut),
        notes: notes.into_iter().map(Into::into).collect(),
    }
}

/// Not endless: what is shown is a line.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl From<Note> for messages::AdditionNote {
    fn from(note: Note) -> Self {
        match note {
            Note::Empty => Self::Empty,
            Note::HasAllContents => Self::HasAllContents,
            Note::Colliding(names) => Self::Colliding { names: names.iter().map(|name| cut(name)).collect() },
            Note::LargeFilesMissing => Self::LargeFilesMissing,
            Note::LargeFilesFailed => Self::LargeFilesFailed,
            Note::LargeFilesElsewhere(address) => Self::LargeFilesElsewhere { address: cut(&address) },
        }
    }
}

impl From<Phase> for messages::AdditionPhase {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Asking => Self::Asking,
            Phase::Preparing => Self::Preparing,
            Phase::Receiving => Self::Receiving,
            Phase::Resolving => Self::Resolving,
            Phase::CheckingOut => Self::CheckingOut,
            Phase::LargeFiles => Self::LargeFiles,
        }
    }
}

macro_rules! same_words {
    ($($word:ident),* $(,)?) => {
        impl From<Failure> for messages::AdditionFailure {
            fn from(failure: Failure) -> Self {
                match failure { $(Failure::$word => Self::$word,)* }
            }
        }
    };
}

same_words!(
    CredentialRejected,
    NobodyAnswered,
    NotFound,
    Forbidden,
    ServerError,
    Redirected,
    NotGit,
    Certificate,
    Proxy,
    TimedOut,
    CutOff,
    FolderTaken,
    FolderOtherCase,
    FolderUnsafe,
    FolderRefused,
    DiskFull,
    TooLarge,
    FilterFailed,
    PathRefused,
    CheckoutFailed,
    ForeignOwner,
    ForbiddenTransport,
    NameRefused,
    ConfigurationRefused,
    DataFolderRefused,
    GitMissing,
    Killed,
    Unknown,
);

impl From<messages::CloneKind> for Kind {
    fn from(kind: messages::CloneKind) -> Self {
        match kind {
            messages::CloneKind::Whole => Self::Whole,
            messages::CloneKind::OldContentsWhenNeeded => Self::OldContentsWhenNeeded,
        }
    }
}

impl From<messages::AddRepository> for Wanted {
    fn from(asked: messages::AddRepository) -> Self {
        let messages::AddRepository { repository, to, kind } = asked;
        let to = match to {
            messages::AddTo::ProjectsFolder => To::ProjectsFolder,
            messages::AddTo::Folder { folder } => To::Folder(folder),
            messages::AddTo::Nowhere => To::Nowhere,
        };
        Self { repository, to, kind: kind.into(), is_size_agreed: false }
    }
}

impl From<messages::RetryAddition> for Again {
    fn from(asked: messages::RetryAddition) -> Self {
        let messages::RetryAddition { id, kind, folder } = asked;
        Self { id, kind: kind.map(Into::into), folder }
    }
}
