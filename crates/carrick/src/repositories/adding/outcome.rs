//! What follows from how a clone of the queue ended: it is done, it waits, it has a question, it is tried again, or it
//! came to nothing.

use std::path::PathBuf;

use carrick_store::db::additions::{self, Addition};
use carrick_store::db::links;
use carrick_store::error::{Code, Error};
use carrick_store::model::VaultState;

use super::added::Added;
use super::not_added::NotAdded;
use super::state::{Broken, Hold, Question, Scope, Seen, Wait};
use crate::git::cloning::failure::{self, Failure};
use crate::pause::pause;
use crate::repositories::Repositories;
use crate::topics::Topic;

/// How often one that broke off is tried again before it counts as failed.
const MOST_TRIES: u32 = 2;

/// git does not say how long GitLab wants to be left alone (seconds).
const USUAL_PAUSE: u64 = 60;

/// What became of it, by what comes next.
enum Next {
    /// Nothing is to be noted: it was cancelled, or stopped and stays in the queue.
    Nothing,
    Wait(Scope, Wait),
    Ask(Question),
    Broken(Option<additions::Failure>, Error),
    Fail(additions::Failure, Option<String>),
}

/// One of the queue that is being cloned. It is over when this is dropped, however it ended.
pub(super) struct Attempt {
    pub(super) repositories: Repositories,
    pub(super) addition: Addition,
    /// Of the account that it is cloned with.
    pub(super) username: Option<String>,
    seen: Seen,
    is_noted: bool,
}

impl Attempt {
    pub(super) fn begin(repositories: &Repositories, addition: Addition) -> Self {
        let (repositories, seen) = (repositories.clone(), seen(repositories));
        Self { repositories, addition, username: None, seen, is_noted: false }
    }

    /// Notes how it ended.
    pub(super) async fn end(mut self, outcome: Result<Added, NotAdded>) {
        match outcome {
            Ok(added) => {
                self.note_done(added);
                self.is_noted = true;
            }
            // It was cancelled, however it ended.
            Err(_) if !self.repositories.live().adding.running.contains_key(&self.addition.id) => {}
            Err(why) => {
                tracing::info!(addition = self.addition.id, ?why, "a repository was not added");
                let next = self.next(why);
                self.is_noted = self.note(next).await;
            }
        }
    }

    fn note_done(&self, added: Added) {
        let mut live = self.repositories.live();
        let adding = &mut live.adding;
        adding.done = adding.done.saturating_add(1);
        adding.last = Some(added);
        // Whatever held it up does not any more.
        for scope in adding.scopes_of(&self.addition) {
            adding.holds.remove(&scope);
        }
        adding.forget(self.addition.id);
    }

    /// Whether that could be noted.
    async fn note(&self, next: Next) -> bool {
        let id = self.addition.id;
        match next {
            Next::Nothing => {}
            Next::Wait(scope, wait) => self.hold(scope, wait),
            Next::Ask(question) => drop(self.repositories.live().adding.questions.insert(id, question)),
            Next::Broken(failure, error) => return self.note_broken(failure, &error).await,
            Next::Fail(failure, detail) => return self.fail(failure, detail).await,
        }
        true
    }

    fn next(&self, why: NotAdded) -> Next {
        match why {
            NotAdded::Failed(failure, folder) => self.next_after(failure, folder),
            NotAdded::Large(size, free) => Next::Ask(Question::Large(size, free)),
            NotAdded::Taken(folder) => Next::Ask(Question::Taken(folder)),
            NotAdded::TooLarge(..) => Next::Fail(additions::Failure::TooLarge, None),
            NotAdded::OtherCase(folder) => {
                Next::Fail(additions::Failure::FolderOtherCase, Some(folder.display().to_string()))
            }
            // It was cancelled, and its project is gone with it.
            NotAdded::Error(error) if error.code == Code::NotFound => Next::Nothing,
            NotAdded::Error(error) => Next::Broken(None, error),
        }
    }

    fn next_after(&self, failure: Failure, folder: Option<PathBuf>) -> Next {
        use additions::Failure as Word;
        let at_instance = |wait| Next::Wait(Scope::Instance(self.addition.instance.clone()), wait);
        let broken = |word, code| Next::Broken(Some(word), Error::new(code));
        match failure {
            Failure::Cancelled => Next::Nothing,
            Failure::HostUnknown | Failure::ConnectionRefused => at_instance(Wait::Offline),
            Failure::RateLimited => at_instance(Wait::RateLimited),
            Failure::Waiting(wait) => self.next_after_waiting(wait),
            Failure::CutOff => broken(Word::CutOff, Code::ConnectionLost),
            Failure::TimedOut => broken(Word::TimedOut, Code::TimedOut),
            Failure::Killed => broken(Word::Killed, Code::ConnectionLost),
            Failure::ServerError(_) => broken(Word::ServerError, Code::ServerError),
            failure => {
                let (word, said) = word(failure);
                Next::Fail(word, said.or_else(|| folder.map(|folder| folder.display().to_string())))
            }
        }
    }

    fn next_after_waiting(&self, wait: failure::Wait) -> Next {
        let link = self.repositories.live().adding.links.get(&self.addition.id).copied();
        let username = self.username.clone().unwrap_or_default();
        let instance = Scope::Instance(self.addition.instance.clone());
        match wait {
            failure::Wait::KeyringLocked => Next::Wait(Scope::Everything, Wait::KeyringLocked),
            failure::Wait::Keyring => Next::Wait(Scope::Everything, Wait::Keyring),
            failure::Wait::SignedOut => Next::Wait(Scope::Everything, Wait::SignedOut),
            failure::Wait::NeedsYou => Next::Wait(link.map_or(instance, Scope::Link), Wait::NeedsYou(username)),
            failure::Wait::Unreachable => Next::Wait(instance, Wait::Offline),
            failure::Wait::TokenRefused => Next::Fail(additions::Failure::CredentialRejected, None),
            failure::Wait::Other => Next::Wait(instance, Wait::Other),
        }
    }

    fn hold(&self, scope: Scope, wait: Wait) {
        let now = self.repositories.clock.now();
        let mut live = self.repositories.live();
        let before = live.adding.holds.get(&scope).filter(|hold| hold.wait == wait);
        // Two that run at once meet the same trouble, which counts once.
        if before.is_some_and(|hold| hold.blocks) {
            return;
        }
        let (since, tries) = before.map_or((now, 0), |hold| (hold.since, hold.tries.saturating_add(1)));
        let until = until(&wait, tries).map(|pause| self.repositories.clock.moment().after(pause));
        live.adding.holds.insert(scope, Hold { wait, since, until, tries, seen: self.seen, blocks: true });
    }

    async fn note_broken(&self, failure: Option<additions::Failure>, error: &Error) -> bool {
        let now = self.repositories.clock.now();
        let before = self.repositories.live().adding.broken.get(&self.addition.id).cloned();
        let tries = before.as_ref().map_or(0, |broken| broken.tries);
        if let Some(failure) = failure.filter(|_| tries >= MOST_TRIES) {
            return self.fail(failure, None).await;
        }
        let next_try = Some(self.repositories.clock.moment().after(pause(error, tries)));
        let since = before.map_or(now, |broken| broken.since);
        let broken = Broken { since, tries: tries.saturating_add(1), next_try };
        self.repositories.live().adding.broken.insert(self.addition.id, broken);
        true
    }

    async fn fail(&self, failure: additions::Failure, detail: Option<String>) -> bool {
        let id = self.addition.id;
        let failed = self.repositories.db.write(move |db| additions::fail(db, id, failure, detail.as_deref())).await;
        if let Err(error) = &failed {
            tracing::warn!(addition = id, %error, "why a repository was not added could not be kept");
        }
        self.repositories.live().adding.forget(id);
        failed.is_ok()
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        let now = self.repositories.clock.now();
        let mut live = self.repositories.live();
        let adding = &mut live.adding;
        let has_run = adding.running.remove(&self.addition.id).is_some();
        adding.is_settled = false;
        if has_run && !self.is_noted {
            // A task that panicked, or what could not be written down: it is tried again, but not at once.
            let next_try = Some(self.repositories.clock.moment().after(pause(&Error::new(Code::Internal), MOST_TRIES)));
            adding.broken.insert(self.addition.id, Broken { since: now, tries: 0, next_try });
        }
        drop(live);
        self.repositories.topics.touch(Topic::Additions);
    }
}

/// How long until it is looked again, where not only a change can end it (milliseconds).
fn until(wait: &Wait, tries: u32) -> Option<i64> {
    let error = match wait {
        // The person ends it, and what they do is heard of.
        Wait::NeedsYou(_) | Wait::KeyringLocked | Wait::SignedOut => return None,
        Wait::RateLimited => {
            let seconds = USUAL_PAUSE.saturating_mul(1 << tries.min(4));
            Error::new(Code::RateLimited).with("seconds", seconds)
        }
        Wait::Offline | Wait::Keyring | Wait::Other => Error::new(Code::ConnectionRefused),
    };
    Some(pause(&error, tries))
}

/// What can end a wait, as it is now.
pub(super) fn seen(repositories: &Repositories) -> Seen {
    let revision = |topic| repositories.topics.revision(topic);
    Seen {
        accounts: revision(Topic::Accounts),
        surroundings: revision(Topic::Surroundings),
        people: revision(Topic::People),
    }
}

/// Lets go on what nothing holds up any more.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn look_at_holds(repositories: &Repositories) -> Result<(), Error> {
    let (now, seen) = (repositories.clock.moment(), seen(repositories));
    let blocking: Vec<(Scope, Hold)> = {
        let live = repositories.live();
        let holds = live.adding.holds.iter().filter(|(_, hold)| hold.blocks);
        holds.map(|(scope, hold)| (scope.clone(), hold.clone())).collect()
    };
    for (scope, hold) in blocking {
        let is_time = hold.until.is_some_and(|until| until <= now);
        if !is_time && hold.seen == seen {
            continue;
        }
        let is_over = has_ended(repositories, &scope, &hold, is_time).await?;
        if let Some(kept) = repositories.live().adding.holds.get_mut(&scope) {
            (kept.seen, kept.blocks) = (seen, !is_over);
            if is_time {
                kept.tries = kept.tries.saturating_add(u32::from(!is_over));
                kept.until = until(&kept.wait, kept.tries).map(|pause| now.after(pause));
            }
        }
        if is_over {
            repositories.topics.touch(Topic::Additions);
        }
    }
    Ok(())
}

/// Whether a wait is over, or may be, so that it is tried: its time has come, or something has changed.
async fn has_ended(repositories: &Repositories, scope: &Scope, hold: &Hold, is_time: bool) -> Result<bool, Error> {
    match (&hold.wait, scope) {
        (Wait::KeyringLocked | Wait::Keyring, _) => {
            Ok(matches!(repositories.vault.state().await, VaultState::Ready | VaultState::Elsewhere))
        }
        (Wait::NeedsYou(_), Scope::Link(link_id)) => {
            let link_id = *link_id;
            let link = repositories.db.read(move |db| links::get(db, link_id)).await?;
            Ok(link.is_none_or(|link| link.standing.needs_you.is_none()))
        }
        (Wait::NeedsYou(_) | Wait::SignedOut | Wait::Other, _) => Ok(true),
        (Wait::Offline | Wait::RateLimited, _) => Ok(is_time),
    }
}

/// A failure in the queue's word, with what GitLab said.
fn word(failure: Failure) -> (additions::Failure, Option<String>) {
    use additions::Failure as Word;
    let word = match failure {
        Failure::NotFound(said) => return (Word::NotFound, said),
        Failure::Forbidden(said) => return (Word::Forbidden, said),
        Failure::CredentialRejected => Word::CredentialRejected,
        Failure::NobodyAnswered => Word::NobodyAnswered,
        Failure::ServerError(_) => Word::ServerError,
        Failure::Redirected => Word::Redirected,
        Failure::NotGit => Word::NotGit,
        Failure::Certificate => Word::Certificate,
        Failure::Proxy => Word::Proxy,
        Failure::TimedOut => Word::TimedOut,
        Failure::CutOff => Word::CutOff,
        Failure::FolderTaken => Word::FolderTaken,
        Failure::FolderUnsafe => Word::FolderUnsafe,
        Failure::FolderRefused => Word::FolderRefused,
        Failure::DiskFull => Word::DiskFull,
        Failure::FilterFailed => Word::FilterFailed,
        Failure::PathRefused => Word::PathRefused,
        Failure::CheckoutFailed => Word::CheckoutFailed,
        Failure::ForeignOwner => Word::ForeignOwner,
        Failure::ForbiddenTransport => Word::ForbiddenTransport,
        Failure::NameRefused => Word::NameRefused,
        Failure::ConfigurationRefused => Word::ConfigurationRefused,
        Failure::DataFolderRefused => Word::DataFolderRefused,
        Failure::GitMissing => Word::GitMissing,
        Failure::Killed => Word::Killed,
        Failure::Cancelled
        | Failure::Waiting(_)
        | Failure::RateLimited
        | Failure::HostUnknown
        | Failure::ConnectionRefused
        | Failure::Unknown(_) => Word::Unknown,
    };
    (word, None)
}
