//! The one line to the service: a thread with a queue, so that never more than one call of ours is in the service at
//! a time, and one that hangs costs no second thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, SyncSender};
use std::time::Duration;

use async_channel::{Receiver, Sender};
use futures_lite::future;
use secrecy::SecretString;

use super::desk::{Desk, Told};
use super::service::Service;
use crate::error::Source;
use crate::model::VaultState;
use crate::vault::error::Error;
use crate::vault::store::OnChange;

/// Where an answer goes.
pub(super) type Reply<T> = SyncSender<Result<T, Error>>;

/// What can be asked for.
pub(super) enum Job {
    /// How the keyring stands and what it is called.
    State(Reply<(VaultState, String)>),
    Read(String, Reply<Option<SecretString>>),
    /// The generation that is meant, if one is.
    Write(String, SecretString, Option<u64>, Reply<()>),
    Delete(String, Reply<()>),
    Names(Reply<Vec<String>>),
    /// The service itself, for whoever waits for a person: KeePassXC lets a connection in, not a program.
    Share(Reply<Service>),
    /// Believes entries that were locked by themselves to be open.
    Forgive(Reply<()>),
}

/// The end of it that asks. Dropping it ends the thread.
pub(super) struct Line {
    jobs: Sender<Job>,
    generation: Arc<AtomicU64>,
}

impl Line {
    /// Starts the thread, on which `desk` does what is asked for within `limit`.
    pub(super) fn new(desk: Desk, limit: Duration, on_change: OnChange) -> Self {
        let (jobs, asked) = async_channel::unbounded();
        let generation = desk.generation();
        let serve = move || async_io::block_on(serve(desk, asked, limit, on_change));
        // Without the thread every question is answered as by a service that is not there.
        let started = std::thread::Builder::new().name("keyring".to_owned()).spawn(serve);
        if let Err(cause) = started {
            tracing::warn!(source = %Source::from(&cause), "the keyring's thread does not start");
        }
        Self { jobs, generation }
    }

    /// Asks, and waits for the answer.
    pub(super) fn ask<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, Error> {
        let (reply, answer) = mpsc::sync_channel(1);
        self.jobs.send_blocking(job(reply)).map_err(|_| Error::Absent)?;
        answer.recv().unwrap_or(Err(Error::Failed(Source::Task)))
    }

    /// Grows when another service answers, or another collection is looked in.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }
}

async fn serve(mut desk: Desk, jobs: Receiver<Job>, limit: Duration, on_change: OnChange) {
    loop {
        let told = async { Err(desk.told().await) };
        let job = async { Ok(jobs.recv().await) };
        match future::or(told, job).await {
            Ok(Ok(job)) => perform(&mut desk, job, limit).await,
            Ok(Err(_)) => return,
            Err(told) => take_in(&mut desk, told).await,
        }
        if desk.has_news() {
            tell(&mut desk, limit, &on_change).await;
        }
    }
}

async fn perform(desk: &mut Desk, job: Job, limit: Duration) {
    // Whoever asked may have gone.
    let _ = match job {
        Job::State(reply) => reply.send(desk.within(limit, async |desk| desk.state().await).await).ok(),
        Job::Read(name, reply) => reply.send(desk.within(limit, async |desk| desk.read(&name).await).await).ok(),
        Job::Write(name, secret, meant, reply) => {
            reply.send(desk.within(limit, async |desk| desk.write(&name, &secret, meant).await).await).ok()
        }
        Job::Delete(name, reply) => reply.send(desk.within(limit, async |desk| desk.delete(&name).await).await).ok(),
        Job::Names(reply) => reply.send(desk.within(limit, async |desk| desk.names().await).await).ok(),
        Job::Share(reply) => reply.send(desk.within(limit, async |desk| desk.service().await).await).ok(),
        Job::Forgive(reply) => {
            desk.forgive();
            reply.send(Ok(())).ok()
        }
    };
}

/// All that was told by now, for which it is looked once: an import makes a word for each entry, and whoever asks
/// meanwhile would wait for as many looks.
async fn take_in(desk: &mut Desk, told: Told) {
    desk.take_in(told);
    while let Some(told) = future::poll_once(desk.told()).await {
        desk.take_in(told);
    }
}

/// Tells of the news if they make a difference.
async fn tell(desk: &mut Desk, limit: Duration, on_change: &OnChange) {
    let before = desk.last_state();
    let _ = desk.within(limit, async |desk| desk.state().await).await;
    if desk.forget_news() || desk.last_state() != before {
        on_change();
    }
}
