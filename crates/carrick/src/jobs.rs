//! What a running Carrick does by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use carrick_store::error::Error;

use crate::Carrick;
use crate::accounts::{health, recovery, revocation, sign_in};
use crate::schedule::{self, Job, Later};
use crate::topics::Topic;

/// Starting programs waits until the window is painted.
const SETTLE: i64 = 1_000;

/// What somebody is looking at, so that nothing is watched that nobody sees.
#[derive(Clone, Default)]
pub struct Sight(Arc<AtomicBool>);

impl Sight {
    /// Whether the window can be seen from now on.
    pub fn set(&self, is_visible: bool, carrick: &Carrick) {
        self.0.store(is_visible, Ordering::SeqCst);
        carrick.parts.topics.wake();
    }
}

/// Finishes what an earlier process left, then does what comes due, for as long as it is polled.
pub async fn run(carrick: &Carrick, sight: Sight) {
    if let Err(error) = recovery::finish_interrupted(&carrick.accounts).await {
        tracing::warn!(%error, "not everything could be put in order");
    }
    let started_at = carrick.parts.clock.now();
    let job = |kind| Arc::new(CarrickJob { carrick: carrick.clone(), kind }) as Arc<dyn Job>;
    let jobs = vec![
        job(Kind::Links),
        job(Kind::Revocations),
        job(Kind::SignIns),
        job(Kind::WaitingForVault),
        job(Kind::Scheme { at: started_at + SETTLE }),
        job(Kind::OtherPrograms(sight)),
    ];
    schedule::run(jobs, &carrick.parts.topics, &*carrick.parts.clock).await;
}

struct CarrickJob {
    carrick: Carrick,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    /// Renews links in time and asks again about those that wait for GitLab.
    Links,
    /// Ends pairs that GitLab could not be asked to end before.
    Revocations,
    /// Ends sign-ins that took too long.
    SignIns,
    /// Goes on with what waits for the vault.
    WaitingForVault,
    /// Finds out who answers the custom scheme, once.
    Scheme {
        /// When (Unix milliseconds).
        at: i64,
    },
    /// Notices what other programs change in the database, while somebody looks.
    OtherPrograms(Sight),
}

impl Job for CarrickJob {
    fn due(&self) -> Later<Option<i64>> {
        let (carrick, kind) = (self.carrick.clone(), self.kind.clone());
        let at_once = |is_due: bool| is_due.then_some(i64::MIN);
        Box::pin(async move {
            let accounts = &carrick.accounts;
            match kind {
                Kind::Links => health::next_link_due(accounts).await,
                Kind::Revocations => at_once(revocation::has_due_revocations(accounts).await),
                Kind::SignIns => sign_in::next_expiry(accounts).await,
                Kind::WaitingForVault => at_once(recovery::is_waiting_for_vault(accounts)),
                Kind::Scheme { at } => carrick.surroundings.scheme().is_none().then_some(at),
                Kind::OtherPrograms(sight) => at_once(sight.0.load(Ordering::SeqCst)),
            }
        })
    }

    fn run(&self) -> Later<()> {
        let (carrick, kind) = (self.carrick.clone(), self.kind.clone());
        Box::pin(async move {
            if let Err(error) = perform(&carrick, kind).await {
                tracing::warn!(%error, "what was due could not be done");
            }
        })
    }

    fn rest(&self) -> Duration {
        Duration::from_secs(match self.kind {
            Kind::Links | Kind::WaitingForVault => 5,
            Kind::Revocations => 15,
            Kind::SignIns | Kind::Scheme { .. } | Kind::OtherPrograms(_) => 1,
        })
    }
}

async fn perform(carrick: &Carrick, kind: Kind) -> Result<(), Error> {
    let accounts = &carrick.accounts;
    match kind {
        Kind::Links => health::look_after_links(accounts).await,
        Kind::Revocations => revocation::revoke_due(accounts).await,
        Kind::SignIns => sign_in::expire_sign_ins(accounts).await?,
        Kind::WaitingForVault => recovery::finish_what_waited(accounts).await?,
        Kind::Scheme { .. } => carrick.surroundings.ensure_scheme().await,
        Kind::OtherPrograms(_) => notice_other_programs(carrick).await?,
    }
    Ok(())
}

/// What they changed is not known, so everything may have.
async fn notice_other_programs(carrick: &Carrick) -> Result<(), Error> {
    if carrick.parts.db.was_changed_elsewhere().await? {
        for topic in [Topic::Accounts, Topic::People] {
            carrick.parts.topics.touch(topic);
        }
    }
    Ok(())
}
