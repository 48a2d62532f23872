//! What is true of the queue only while this process runs.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::Instant;

use carrick_store::clock::{Clock, Moment};
use carrick_store::db::additions::Addition;
use tokio::sync::watch;

use super::added::Added;
use crate::gate::{Gate, UnderWay};
use crate::git::cloning::Git;
use crate::git::cloning::progress::Progress;

/// How many are cloned at once.
pub(super) const AT_ONCE: usize = 2;

/// What is true of the queue only while this process runs.
#[derive(Default)]
pub(crate) struct State {
    pub(super) running: HashMap<i64, Running>,
    pub(super) questions: HashMap<i64, Question>,
    /// Those that broke off, and are tried again.
    pub(super) broken: HashMap<i64, Broken>,
    pub(super) holds: HashMap<Scope, Hold>,
    /// Which link each was last to be cloned with.
    pub(super) links: HashMap<i64, i64>,
    /// How many are done since there was last nothing to do.
    pub(super) done: u32,
    pub(super) last: Option<Added>,
    /// Whether everything that could begin has, when it was last looked.
    pub(super) is_settled: bool,
    /// Nothing begins: the program is being left.
    pub(super) is_stopped: bool,
    pub(super) git: Option<Git>,
    pub(super) is_git_missing: bool,
    /// Whether git asks Carrick for every clone, as of this revision of its set-up.
    pub(super) set_up: Option<(u64, bool)>,
    pub(super) told_at: Option<Instant>,
    pub(super) is_to_be_told: bool,
    /// Whether this process works on the queue at all.
    is_at_work: bool,
}

/// One that is being cloned.
pub(super) struct Running {
    stop: watch::Sender<Option<Stop>>,
    pub(super) progress: Progress,
}

/// That one is to stop. Whoever leaves waits until nothing is left of it, since this lives that long.
struct Stop {
    _under_way: Option<UnderWay>,
}

/// Hears that one is to stop.
pub(super) struct Stopped(watch::Receiver<Option<Stop>>);

impl Running {
    pub(super) fn new() -> (Self, Stopped) {
        let (stop, stopped) = watch::channel(None);
        (Self { stop, progress: Progress::default() }, Stopped(stopped))
    }

    /// Asks it to stop.
    pub(super) fn stop(&self, gate: &Gate) {
        self.stop.send_replace(Some(Stop { _under_way: gate.try_enter() }));
    }
}

impl Stopped {
    /// Waits until it is to stop.
    pub(super) async fn wait(&mut self) {
        // One that nobody holds any more is to stop, too.
        let _ = self.0.wait_for(Option::is_some).await;
    }
}

/// One that cannot go on without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Question {
    /// About so many bytes, and so many are free.
    Large(u64, Option<u64>),
    /// A clone of the same project is at its place.
    Taken(PathBuf),
}

/// One that broke off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) since: i64,
    pub(super) tries: u32,
    /// When it is tried again; `None` from then on.
    pub(super) next_try: Option<Moment>,
}

/// What is held up together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    Everything,
    /// What is at the instance with this address.
    Instance(String),
    /// What is cloned with this link.
    Link(i64),
}

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wait {
    Offline,
    RateLimited,
    KeyringLocked,
    Keyring,
    NeedsYou(String),
    SignedOut,
    Other,
}

/// Something that holds additions up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hold {
    pub(super) wait: Wait,
    /// Unix milliseconds.
    pub(super) since: i64,
    /// When it is looked again; `None` for what only a change can end.
    pub(super) until: Option<Moment>,
    pub(super) tries: u32,
    /// What had changed by then, by [`Seen`].
    pub(super) seen: Seen,
    /// Whether it still does. One that does not is kept until something has come through.
    pub(super) blocks: bool,
}

/// The revisions of what can end a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Seen {
    pub(super) accounts: u64,
    pub(super) surroundings: u64,
    pub(super) people: u64,
}

impl State {
    /// Whether one may begin.
    pub(super) fn may_begin(&self, addition: &Addition) -> bool {
        let Addition { id, .. } = addition;
        !self.running.contains_key(id)
            && !self.questions.contains_key(id)
            && self.broken.get(id).is_none_or(|broken| broken.next_try.is_none())
            && self.hold_of(addition).is_none()
    }

    /// What holds one up.
    pub(super) fn hold_of(&self, addition: &Addition) -> Option<&Hold> {
        let scopes = self.scopes_of(addition).into_iter();
        scopes.filter_map(|scope| self.holds.get(&scope)).find(|hold| hold.blocks)
    }

    /// With what else one may be held up.
    pub(super) fn scopes_of(&self, addition: &Addition) -> Vec<Scope> {
        let link = self.links.get(&addition.id).map(|link_id| Scope::Link(*link_id));
        let all = [Some(Scope::Everything), Some(Scope::Instance(addition.instance.clone())), link];
        all.into_iter().flatten().collect()
    }

    /// Says no longer that a repository was added, if that is what is said. Whether it was.
    pub(crate) fn forget_last(&mut self, repository: i64) -> bool {
        self.last.take_if(|added| added.repository == repository).is_some()
    }

    /// When it is to be looked again (Unix milliseconds), perhaps long ago.
    pub(super) fn due(&self, seen: Seen, git: u64, clock: &dyn Clock) -> Option<i64> {
        if self.is_stopped {
            return None;
        }
        let asks_git = self.last.as_ref().is_some_and(|added| added.folder.is_some())
            && self.set_up.is_none_or(|(revision, _)| revision != git);
        let has_changed = self.holds.values().any(|hold| hold.blocks && hold.seen != seen);
        let has_room = self.running.len() < AT_ONCE;
        if asks_git || has_changed || !self.is_at_work || (!self.is_settled && has_room) {
            return Some(i64::MIN);
        }
        let ends = self.holds.values().filter(|hold| hold.blocks).filter_map(|hold| hold.until);
        ends.chain(self.broken.values().filter_map(|broken| broken.next_try)).min().map(|at| clock.says(at))
    }

    /// Drops what holds nothing up any more. Where GitLab asks to be left alone, it is for as long as it said, whatever
    /// is put into the queue by then.
    pub(super) fn drop_holds(&mut self, waiting: &[Addition]) {
        let held: HashSet<Scope> = waiting.iter().flat_map(|addition| self.scopes_of(addition)).collect();
        self.holds.retain(|scope, hold| held.contains(scope) || (hold.blocks && hold.wait == Wait::RateLimited));
    }

    /// Lets what broke off begin again, as far as it is time.
    pub(super) fn mend_broken(&mut self, now: Moment) {
        for broken in self.broken.values_mut() {
            broken.next_try = broken.next_try.filter(|at| *at > now);
        }
    }

    /// Whether this process works on the queue at all.
    pub(super) fn is_at_work(&self) -> bool {
        self.is_at_work
    }

    /// Forgets what is known of one beyond its row.
    pub(super) fn forget(&mut self, id: i64) {
        self.questions.remove(&id);
        self.broken.remove(&id);
        self.links.remove(&id);
        self.is_settled = false;
    }

    /// Ends one whose row is gone; nothing of it is left in a moment.
    pub(crate) fn cancel(&mut self, id: i64, gate: &Gate) {
        if let Some(running) = self.running.remove(&id) {
            running.stop(gate);
        }
        self.forget(id);
    }

    /// Whether this is the first time that it is asked.
    pub(super) fn is_first_look(&mut self) -> bool {
        !std::mem::replace(&mut self.is_at_work, true)
    }

    /// Stops what is being cloned, and begins nothing.
    pub(super) fn stop(&mut self, gate: &Gate) {
        self.is_stopped = true;
        self.running.values().for_each(|running| running.stop(gate));
    }
}
