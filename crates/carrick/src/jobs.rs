//! What a running Carrick does by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use carrick_store::error::Error;

use crate::Carrick;
use crate::accounts::{expiry, health, presence, recovery, revocation, sign_in};
use crate::builds::duty::{self, Watcher};
use crate::builds::{starting, telling, watching};
use crate::people::acting;
use crate::repositories::{adding, list, refresh};
use crate::schedule::{self, Job, Later, survived};
use crate::topics::Topic;

/// The window needs the processor first.
const SETTLE: Duration = Duration::from_secs(1);

/// When a job that cannot be asked whether it is due is asked again (milliseconds).
const ASK_AGAIN: i64 = 60_000;

/// What is tried in vain rests twice as long each time, up to some forty minutes.
const MOST_DOUBLINGS: u32 = 9;

/// A click is not to be waited for; what ends begins another at once, all the same.
const BETWEEN_ADDITIONS: Duration = Duration::from_millis(20);

/// What was found out in one turn of a build is not old by the next.
const BETWEEN_STEPS: Duration = Duration::from_millis(100);

/// What ended early is begun again after this.
const BEGIN_AGAIN: Duration = Duration::from_secs(5);

/// How often whoever watches without a window looks whether other programs have changed anything.
const PULSE: Duration = Duration::from_secs(5);

/// How far what an earlier process left is put in order.
#[derive(Default)]
struct Order {
    is_done: AtomicBool,
    tries: AtomicU32,
}

/// What somebody is looking at, so that nothing is watched that nobody sees.
#[derive(Clone, Default)]
pub struct Sight(Arc<AtomicBool>);

impl Sight {
    /// Whether the window can be seen from now on.
    pub fn set(&self, is_visible: bool, carrick: &Carrick) {
        self.0.store(is_visible, Ordering::SeqCst);
        telling::see(&carrick.builds, is_visible);
        carrick.parts.topics.wake();
    }

    /// Whether it can be seen is the same for whoever acts now.
    pub fn keep(&self, carrick: &Carrick) {
        self.set(self.0.load(Ordering::SeqCst), carrick);
    }
}

/// Finishes what an earlier process left and does what comes due, for as long as it is polled.
pub async fn run(carrick: &Carrick, sight: Sight) {
    let job = |kind| job(carrick, kind, Watcher::Window);
    let jobs = vec![
        job(Kind::PuttingInOrder(Arc::default())),
        job(Kind::Links),
        job(Kind::Revocations),
        job(Kind::SignIns),
        job(Kind::Presence),
        job(Kind::WaitingForVault),
        job(Kind::Tidying),
        job(Kind::Repositories),
        job(Kind::Additions),
        job(Kind::Looks),
        job(Kind::Builds),
        job(Kind::Telling),
        job(Kind::Scheme),
        job(Kind::GitSetup),
        job(Kind::OtherPrograms(sight)),
    ];
    let watch = keep_watching(carrick, Watcher::Window);
    tokio::join!(watch, schedule::run(jobs, SETTLE, &carrick.parts.topics, &*carrick.parts.clock));
}

/// Watches whenever it is this program's turn. What panics over it gives back its locks, and is begun again.
async fn keep_watching(carrick: &Carrick, watcher: Watcher) {
    while survived(duty::keep(&carrick.builds, watcher)).await.is_none() {
        tracing::error!("what keeps watch ended early, and is begun again");
        tokio::time::sleep(BEGIN_AGAIN).await;
    }
}

/// The same without a window, for as long as it is polled: while one is open, or another program watches, nothing is
/// done. `pulse` hears of each round of the jobs, every few seconds; it stays away when they hang.
pub async fn run_without_window(carrick: &Carrick, pulse: Pulse) {
    let job = |kind| job(carrick, kind, Watcher::Service);
    let jobs = vec![
        job(Kind::Links),
        job(Kind::Revocations),
        job(Kind::Presence),
        job(Kind::WaitingForVault),
        job(Kind::Tidying),
        job(Kind::Repositories),
        job(Kind::Looks),
        job(Kind::Builds),
        job(Kind::Telling),
        job(Kind::Pulse(pulse)),
    ];
    let watch = keep_watching(carrick, Watcher::Service);
    tokio::join!(watch, schedule::run(jobs, SETTLE, &carrick.parts.topics, &*carrick.parts.clock));
}

/// What hears that the jobs go on.
pub type Pulse = Arc<dyn Fn() + Send + Sync>;

fn job(carrick: &Carrick, kind: Kind, watcher: Watcher) -> Arc<dyn Job> {
    Arc::new(CarrickJob { carrick: carrick.clone(), kind, watcher })
}

struct CarrickJob {
    carrick: Carrick,
    kind: Kind,
    watcher: Watcher,
}

impl CarrickJob {
    /// A window does what is its own whoever watches; what is the watcher's only one program does.
    fn is_for_another(&self) -> bool {
        let is_watchers = match self.kind {
            Kind::Pulse(_) => false,
            Kind::Looks | Kind::Builds | Kind::Telling => true,
            _ => self.watcher == Watcher::Service,
        };
        is_watchers && !duty::is_watching(&self.carrick.builds)
    }
}

#[derive(Clone)]
enum Kind {
    /// Finishes what an earlier process left, once, and again as long as that fails.
    PuttingInOrder(Arc<Order>),
    /// Renews links in time and asks again about those that wait for GitLab.
    Links,
    /// Ends pairs that GitLab could not be asked to end before.
    Revocations,
    /// Ends sign-ins that took too long.
    SignIns,
    /// Looks whether somebody is at this computer, where that was set, and at once when it locks.
    Presence,
    /// Goes on with what waits for the vault.
    WaitingForVault,
    /// Deletes from the vault what could not be deleted before, the less often, the longer it cannot be.
    Tidying,
    /// Reads projects: right after linking, and by age.
    Repositories,
    /// Clones what is in the queue.
    Additions,
    /// Looks at merge requests.
    Looks,
    /// Starts and follows pipelines.
    Builds,
    /// Tells the person what became of builds.
    Telling,
    /// Finds out who answers the custom scheme, once.
    Scheme,
    /// Looks whether git's set-up still fits the accounts and this program, at the start and after each change.
    GitSetup,
    /// Notices what other programs change in the database, while somebody looks.
    OtherPrograms(Sight),
    /// Says that the jobs go on, and notices other programs where nobody looks.
    Pulse(Pulse),
}

impl Job for CarrickJob {
    fn due(&self) -> Later<Option<i64>> {
        let (carrick, kind, is_for_another) = (self.carrick.clone(), self.kind.clone(), self.is_for_another());
        Box::pin(async move {
            if is_for_another || !may_begin(&carrick, &kind).await {
                return None;
            }
            let due = due(&carrick, kind).await;
            due.unwrap_or_else(|error| {
                tracing::warn!(%error, "it could not be read what is due");
                Some(carrick.parts.clock.now() + ASK_AGAIN)
            })
        })
    }

    fn run(&self) -> Later<()> {
        let (carrick, kind) = (self.carrick.clone(), self.kind.clone());
        Box::pin(async move {
            // Another program may have signed out since.
            if !may_begin(&carrick, &kind).await {
                return;
            }
            if let Err(error) = perform(&carrick, kind).await {
                tracing::warn!(%error, "what was due could not be done");
            }
        })
    }

    fn rest(&self) -> Duration {
        match self.kind {
            Kind::Additions => return BETWEEN_ADDITIONS,
            Kind::Builds => return BETWEEN_STEPS,
            Kind::Pulse(_) => return PULSE,
            _ => {}
        }
        Duration::from_secs(match &self.kind {
            Kind::Links | Kind::SignIns | Kind::WaitingForVault => 5,
            Kind::PuttingInOrder(order) => {
                5 << order.tries.load(Ordering::SeqCst).saturating_sub(1).min(MOST_DOUBLINGS)
            }
            Kind::Tidying => 5 << recovery::vain_tidyings(&self.carrick.accounts).min(MOST_DOUBLINGS),
            Kind::Revocations => 15,
            Kind::Repositories
            | Kind::Presence
            | Kind::Scheme
            | Kind::GitSetup
            | Kind::OtherPrograms(_)
            | Kind::Additions
            | Kind::Looks
            | Kind::Builds
            | Kind::Telling
            | Kind::Pulse(_) => 1,
        })
    }
}

/// What is done for a person rests while they are not signed in; what keeps links alive does not.
async fn may_begin(carrick: &Carrick, kind: &Kind) -> bool {
    let is_of_builds = match kind {
        // Whoever is at the screen then is to read no titles.
        Kind::Telling | Kind::Repositories | Kind::Additions => false,
        Kind::Looks | Kind::Builds => true,
        _ => return true,
    };
    acting::may_begin(&carrick.parts, is_of_builds).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "it could not be read who is signed in");
        false
    })
}

async fn due(carrick: &Carrick, kind: Kind) -> Result<Option<i64>, Error> {
    let accounts = &carrick.accounts;
    let is_due = match kind {
        Kind::Links => return health::next_link_due(accounts).await,
        Kind::SignIns => return expiry::next_expiry(accounts).await,
        Kind::Presence => return presence::next_look_due(accounts).await,
        Kind::Repositories => return refresh::next_reading_due(&carrick.repositories).await,
        Kind::Looks => return watching::next_look_due(&carrick.builds).await,
        Kind::Builds => return starting::next_step_due(&carrick.builds).await,
        Kind::Telling => return Ok(telling::next_telling_due(&carrick.builds)),
        Kind::Additions => return Ok(adding::next_addition_due(&carrick.repositories)),
        Kind::PuttingInOrder(order) => !order.is_done.load(Ordering::SeqCst),
        Kind::Revocations => revocation::has_due_revocations(accounts).await?,
        Kind::WaitingForVault => recovery::is_waiting_for_vault(accounts),
        Kind::Tidying => recovery::is_vault_untidy(accounts),
        Kind::Scheme => carrick.surroundings.scheme().is_none(),
        Kind::GitSetup => carrick.git_watch.is_due(&carrick.parts),
        Kind::OtherPrograms(sight) => sight.0.load(Ordering::SeqCst),
        Kind::Pulse(_) => true,
    };
    Ok(is_due.then_some(i64::MIN))
}

async fn perform(carrick: &Carrick, kind: Kind) -> Result<(), Error> {
    let accounts = &carrick.accounts;
    match kind {
        Kind::PuttingInOrder(order) => {
            order.tries.fetch_add(1, Ordering::SeqCst);
            recovery::finish_interrupted(accounts).await?;
            order.is_done.store(true, Ordering::SeqCst);
        }
        Kind::Links => health::look_after_links(accounts).await,
        Kind::Revocations => revocation::revoke_due(accounts).await,
        Kind::SignIns => expiry::expire_sign_ins(accounts).await?,
        Kind::Presence => presence::look(accounts).await?,
        Kind::WaitingForVault => recovery::finish_what_waited(accounts).await?,
        Kind::Tidying => recovery::tidy_vault(accounts).await,
        Kind::Repositories => refresh::begin_due_readings(&carrick.repositories).await?,
        Kind::Looks => watching::begin_due_looks(&carrick.builds).await?,
        Kind::Builds => starting::begin_due_steps(&carrick.builds).await?,
        Kind::Telling => telling::tell(&carrick.builds).await?,
        Kind::Additions => adding::begin_due_additions(&carrick.repositories).await?,
        Kind::Scheme => carrick.surroundings.ensure_scheme().await,
        Kind::GitSetup => carrick.git_watch.look(&carrick.parts).await?,
        Kind::OtherPrograms(_) => notice_other_programs(carrick).await?,
        Kind::Pulse(pulse) => {
            notice_other_programs(carrick).await?;
            pulse();
        }
    }
    Ok(())
}

/// What they changed is not known, so everything may have.
async fn notice_other_programs(carrick: &Carrick) -> Result<(), Error> {
    if carrick.parts.db.was_changed_elsewhere().await? {
        sign_in::follow_other_programs(&carrick.accounts).await?;
        for topic in [Topic::Accounts, Topic::People, Topic::Git, Topic::Builds] {
            carrick.parts.topics.touch(topic);
        }
        list::doubt(&carrick.repositories);
    }
    Ok(())
}
