//! Leaving: what is under way is waited for, and what cannot be kept is said before it is lost.
//!
//! Nothing here ends the process. Whoever follows [`Leaving::run`] does, once nothing can be cut off any more.

mod departure;
pub mod show;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::accounts::Accounts;
use crate::accounts::losses::Loss;
use crate::builds::Builds;
use crate::parts::Parts;
use crate::repositories::Repositories;
use crate::topics::Topic;

/// What takes longer is said. Whatever is waited for has a limit of its own, but one may follow on another.
pub const LONGEST: Duration = Duration::from_secs(180);

/// How far leaving has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Nobody wants to leave.
    Staying,
    /// What is under way is waited for, out of sight.
    Finishing {
        /// Whether the person was told what will be lost, and wants to leave all the same.
        although_lost: bool,
    },
    /// The person is asked, since this will be lost.
    Asking(Vec<Lost>),
    /// Nothing is cut off any more, and nothing begins.
    Gone,
}

/// What leaving now would lose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// Something of an account's.
    OfAccount(Loss),
    /// The answer to something that takes longer than anything should.
    Answer,
    /// That so many repositories are added before; they stay in the queue.
    Additions(u32),
    /// That builds of so many repositories are started while Carrick is closed. Asked about once.
    Builds(u32),
}

/// What becomes of repositories that are being added.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Additions {
    /// The person is asked.
    Ask,
    /// They are waited for.
    Finish,
    /// They are stopped; the next start goes on with them.
    Stop,
}

/// Leaving one running installation. Cheap to clone.
#[derive(Clone)]
pub struct Leaving(Arc<Shared>);

struct Shared {
    parts: Arc<Parts>,
    accounts: Accounts,
    repositories: Repositories,
    longest: Duration,
    phase: watch::Sender<Phase>,
    additions: Mutex<Additions>,
    /// What the person is asked about: a window is closed, a command only ends.
    builds: OnceLock<Builds>,
}

impl Leaving {
    /// One in which everything that is under way should have ended within `longest`.
    pub fn new(accounts: &Accounts, repositories: &Repositories, parts: &Arc<Parts>, longest: Duration) -> Self {
        let (parts, accounts, repositories) = (Arc::clone(parts), accounts.clone(), repositories.clone());
        let (phase, additions) = (watch::Sender::new(Phase::Staying), Mutex::new(Additions::Ask));
        let builds = OnceLock::new();
        Self(Arc::new(Shared { parts, accounts, repositories, longest, phase, additions, builds }))
    }

    /// Asks, once, whether builds are to be started while Carrick is closed.
    pub fn ask_of(&self, builds: &Builds) {
        self.0.builds.get_or_init(|| builds.clone());
    }

    /// Whether that is being asked just now.
    pub fn is_asking_of_builds(&self) -> bool {
        let is_of_builds = |lost: &Lost| matches!(lost, Lost::Builds(_));
        matches!(&*self.0.phase.borrow(), Phase::Asking(lost) if lost.iter().any(is_of_builds))
    }

    /// How far it has come, now and as it goes on.
    pub fn phase(&self) -> watch::Receiver<Phase> {
        self.0.phase.subscribe()
    }

    /// Begins to leave. Who is being asked is not asked again.
    pub fn begin(&self) {
        self.turn(|phase| match phase {
            Phase::Staying => Some(Phase::Finishing { although_lost: false }),
            _ => None,
        });
    }

    /// Begins to leave because the system says so; said again while the person is asked, that is their answer. Nobody
    /// is asked for what the next start goes on with.
    pub fn begin_or_insist(&self) {
        self.set_additions(Additions::Stop);
        self.turn(|phase| match phase {
            Phase::Staying => Some(Phase::Finishing { although_lost: false }),
            Phase::Asking(_) => Some(Phase::Finishing { although_lost: true }),
            Phase::Finishing { .. } | Phase::Gone => None,
        });
    }

    /// Leaves once the repositories that are being added are.
    pub fn add_first(&self) {
        self.turn(|phase| match phase {
            Phase::Asking(_) => {
                self.set_additions(Additions::Finish);
                Some(Phase::Finishing { although_lost: false })
            }
            // Who is not asked any more has answered otherwise.
            _ => None,
        });
    }

    /// Leaves if what the person was told of is not lost any more, and asks again if it is.
    pub fn look_again(&self) {
        self.turn(|phase| match phase {
            Phase::Asking(_) => Some(Phase::Finishing { although_lost: false }),
            _ => None,
        });
    }

    /// Leaves although something is lost that the person was told of.
    pub fn lose(&self) {
        self.set_additions(Additions::Stop);
        self.turn(|phase| match phase {
            Phase::Asking(_) => Some(Phase::Finishing { although_lost: true }),
            _ => None,
        });
    }

    /// Stays after all. `false` when it is too late.
    pub fn stay(&self) -> bool {
        self.turn(|phase| match phase {
            Phase::Finishing { .. } | Phase::Asking(_) => Some(Phase::Staying),
            Phase::Staying | Phase::Gone => None,
        });
        *self.0.phase.borrow() != Phase::Gone
    }

    fn additions(&self) -> Additions {
        *self.0.additions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_additions(&self, additions: Additions) {
        *self.0.additions.lock().unwrap_or_else(PoisonError::into_inner) = additions;
    }

    /// Whether it has turned to another phase.
    fn turn(&self, next: impl FnOnce(&Phase) -> Option<Phase>) -> bool {
        let turned = self.0.phase.send_if_modified(|phase| {
            let next = next(phase).filter(|next| next != phase);
            let turns = next.is_some();
            if let Some(next) = next {
                *phase = next;
            }
            turns
        });
        if turned {
            self.0.parts.topics.touch(Topic::Leaving);
        }
        turned
    }
}
