//! Work that is done by itself, each piece when it is due. Nothing is looked at while nothing is due.

mod timer;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use carrick_store::clock::Clock;

use crate::topics::Topics;
use timer::Timer;

/// What an asynchronous function of a job gives.
pub type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A piece of work that comes due again and again.
pub trait Job: Send + Sync {
    /// When it is due (Unix milliseconds), perhaps long ago; `None` while there is nothing to do. Asked at the
    /// start, after every touch of a topic and after every run, so it must be quick and must touch nothing.
    fn due(&self) -> Later<Option<i64>>;
    /// Does what is due.
    fn run(&self) -> Later<()>;
    /// How long it rests after a run, however much is due.
    fn rest(&self) -> Duration;
}

/// A job as it is scheduled.
struct Scheduled {
    job: Arc<dyn Job>,
    is_running: bool,
    /// When it is to run next (Unix milliseconds); asked anew when `None`.
    next: Option<Option<i64>>,
    /// Until when it rests (Unix milliseconds).
    rests_until: i64,
}

/// Runs the jobs, each whenever it is due, one run of each at a time. Ends with the task it runs in.
pub async fn run(jobs: Vec<Arc<dyn Job>>, topics: &Topics, clock: &dyn Clock) {
    let mut timer = Timer::new();
    let mut running = JoinSet::new();
    let mut jobs: Vec<Scheduled> =
        jobs.into_iter().map(|job| Scheduled { job, is_running: false, next: None, rests_until: i64::MIN }).collect();
    loop {
        for (at, scheduled) in jobs.iter_mut().enumerate().filter(|(_, scheduled)| !scheduled.is_running) {
            if scheduled.next_run().await.is_some_and(|next| next <= clock.now()) {
                scheduled.is_running = true;
                let job = Arc::clone(&scheduled.job);
                running.spawn(async move {
                    // One that panics ends alone.
                    if tokio::spawn(job.run()).await.is_err() {
                        tracing::error!("a job ended early");
                    }
                    at
                });
            }
        }
        let next = jobs.iter().filter(|scheduled| !scheduled.is_running).filter_map(Scheduled::known_next).min();
        let wait = next.map(|next| Duration::from_millis(u64::try_from(next - clock.now()).unwrap_or(0)));
        tokio::select! {
            () = timer.wait(wait) => {}
            () = topics.touched() => jobs.iter_mut().for_each(|scheduled| scheduled.next = None),
            Some(ended) = running.join_next() => {
                let Ok(at) = ended else { return };
                let rest = i64::try_from(jobs[at].job.rest().as_millis()).unwrap_or(i64::MAX);
                jobs[at] = Scheduled {
                    job: Arc::clone(&jobs[at].job),
                    is_running: false,
                    next: None,
                    rests_until: clock.now().saturating_add(rest),
                };
            }
        }
    }
}

impl Scheduled {
    async fn next_run(&mut self) -> Option<i64> {
        if self.next.is_none() {
            self.next = Some(self.job.due().await);
        }
        self.known_next()
    }

    fn known_next(&self) -> Option<i64> {
        self.next.flatten().map(|next| next.max(self.rests_until))
    }
}
