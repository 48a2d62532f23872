//! Leaving: what is under way is waited for, and what cannot be kept is said before it is lost.
//!
//! Nothing here ends the process. Whoever follows [`Leaving::run`] does, once nothing can be cut off any more.

pub mod show;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::accounts::Accounts;
use crate::accounts::losses::{self, Loss};
use crate::builds::{Builds, service, status};
use crate::desktop::service::Standing;
use crate::parts::Parts;
use crate::repositories::{Repositories, adding};
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

    /// Leaves whenever that is begun, for as long as it is polled; ends once the process may.
    pub async fn run(&self) {
        tokio::select! {
            () = self.leave_when_begun() => {}
            () = self.stay_when_brought_forward() => {}
        }
    }

    async fn leave_when_begun(&self) {
        let mut phase = self.phase();
        loop {
            until(&mut phase, |phase| *phase != Phase::Staying).await;
            self.0.parts.gate.narrow();
            tokio::select! {
                () = until(&mut phase, |phase| *phase == Phase::Staying) => {}
                () = self.finish() => return,
            }
            self.0.parts.gate.open();
            self.set_additions(Additions::Ask);
            adding::go_on(&self.0.repositories);
        }
    }

    /// A sign-in that comes back is followed in the window, and is under way meanwhile.
    async fn stay_when_brought_forward(&self) {
        let topics = &self.0.parts.topics;
        let mut forward = std::pin::pin!(topics.forward());
        loop {
            forward.as_mut().await;
            forward.set(topics.forward());
            self.stay();
        }
    }

    /// Ends once nothing is under way and nothing can be lost, or may be.
    async fn finish(&self) {
        let Shared { parts, accounts, longest, .. } = &*self.0;
        let (mut has_tried, mut has_stopped, mut is_late) = (false, false, false);
        loop {
            // Whoever stays just now has this dropped.
            until(&mut self.phase(), |phase| *phase != Phase::Staying).await;
            // What has taken too long is not waited for as long again.
            let limit = if is_late { Duration::ZERO } else { *longest };
            let begun = tokio::time::timeout(limit, parts.gate.quiet()).await.ok();
            is_late = begun.is_none();
            let changed = parts.topics.touched_next(Topic::Accounts);
            let added = parts.topics.touched_next(Topic::Additions);
            let Some(additions) = self.additions_left(&mut has_stopped).await else { continue };
            let losses = losses::losses(accounts);
            if !losses.is_empty() && !has_tried {
                has_tried = true;
                losses::save(accounts);
                continue;
            }
            let answer = begun.is_none().then_some(Lost::Answer);
            let asks = self.additions() == Additions::Ask;
            let unadded = (additions > 0 && asks).then_some(Lost::Additions(additions));
            let losses = losses.into_iter().map(Lost::OfAccount);
            let unbuilt = self.unbuilt().await.filter(|_| asks);
            let lost: Vec<Lost> = unbuilt.into_iter().chain(unadded).chain(answer).chain(losses).collect();
            if !lost.is_empty() && !self.may_lose() {
                self.ask(lost);
                self.answered(begun, changed, added).await;
            } else if additions > 0 {
                self.wait_for(added).await;
            } else if self.go(begun) {
                return;
            }
        }
    }

    /// How many repositories are still being added; `None` after those that are to be stopped were told to, until which
    /// something is under way.
    async fn additions_left(&self, has_stopped: &mut bool) -> Option<u32> {
        if self.additions() == Additions::Stop {
            let is_first = !std::mem::replace(has_stopped, true);
            adding::stop(&self.0.repositories);
            return (!is_first).then_some(0);
        }
        let counted = adding::count_under_way(&self.0.repositories).await;
        // What cannot be counted cannot be waited for.
        Some(counted.unwrap_or(0))
    }

    /// That builds stop, where the person was not asked about it before. What cannot be found out is not asked about.
    async fn unbuilt(&self) -> Option<Lost> {
        let builds = self.0.builds.get()?;
        if service::answered_at(builds).await.ok()?.is_some() {
            return None;
        }
        let watched = status::status(builds).await.ok()?.watched;
        let count = u32::try_from(watched).ok().filter(|count| *count > 0)?;
        let is_installed = service::seen(builds).await.ok()?.standing != Standing::NotInstalled;
        (!is_installed && service::is_possible(builds)).then_some(Lost::Builds(count))
    }

    /// Waits until another repository is added, or the person does not wait any more.
    async fn wait_for(&self, added: impl Future<Output = ()>) {
        let mut phase = self.phase();
        tokio::select! {
            () = until(&mut phase, |phase| *phase != Phase::Finishing { although_lost: false }) => {}
            () = added => {}
        }
    }

    fn additions(&self) -> Additions {
        *self.0.additions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_additions(&self, additions: Additions) {
        *self.0.additions.lock().unwrap_or_else(PoisonError::into_inner) = additions;
    }

    fn may_lose(&self) -> bool {
        *self.0.phase.borrow() == Phase::Finishing { although_lost: true }
    }

    fn ask(&self, lost: Vec<Lost>) {
        let asks = self.turn(|phase| match phase {
            Phase::Finishing { .. } | Phase::Asking(_) => Some(Phase::Asking(lost.clone())),
            Phase::Staying | Phase::Gone => None,
        });
        if asks {
            tracing::warn!(?lost, "leaving now would lose something");
        }
    }

    /// Waits for the person's answer, or until there may be nothing to ask any more.
    async fn answered(&self, begun: Option<u64>, changed: impl Future<Output = ()>, added: impl Future<Output = ()>) {
        let mut phase = self.phase();
        let gate = &self.0.parts.gate;
        let quiet = async {
            match begun {
                Some(begun) => gate.quiet_again(begun).await,
                None => drop(gate.quiet().await),
            }
        };
        tokio::select! {
            () = until(&mut phase, |phase| !matches!(phase, Phase::Asking(_))) => {}
            () = quiet => {}
            () = changed => {}
            () = added => {}
        }
    }

    /// The last step, unless somebody stays or something begins just now. The gate shuts in it: a shut gate that is
    /// met means that this process ends.
    fn go(&self, begun: Option<u64>) -> bool {
        self.turn(|phase| match phase {
            Phase::Finishing { .. } | Phase::Asking(_) if self.0.parts.gate.shut(begun) => Some(Phase::Gone),
            _ => None,
        });
        // It may have been taken by an earlier run already.
        *self.0.phase.borrow() == Phase::Gone
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

async fn until(phase: &mut watch::Receiver<Phase>, is_so: impl FnMut(&Phase) -> bool) {
    if phase.wait_for(is_so).await.is_err() {
        // Who leaves is gone; there is nothing to wait for.
        std::future::pending::<()>().await;
    }
}
