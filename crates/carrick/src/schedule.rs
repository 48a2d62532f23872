//! Work that is done by itself, each piece when it is due. Nothing is looked at while nothing is due.

mod timer;

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use carrick_store::clock::{Clock, Moment};
use tokio::task::JoinSet;

use crate::topics::Topics;
use timer::Timer;

/// When a job that panicked instead of saying when it is due runs all the same (milliseconds).
const ASK_AGAIN: i64 = 60_000;

/// A clock that is off by more than this from what has passed was set (milliseconds); less is a correction.
const SET: u64 = 1000;

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
    /// When it is to run next; asked anew when `None`.
    next: Option<Option<Moment>>,
    /// Until when it rests.
    rests_until: Instant,
}

/// Runs the jobs, each whenever it is due, one run of each at a time, and none before `settle` has passed. A run that
/// is under way when this is dropped is carried to its end.
pub async fn run(jobs: Vec<Arc<dyn Job>>, settle: Duration, topics: &Topics, clock: &dyn Clock) {
    let mut timer = Timer::new();
    let mut running = JoinSet::new();
    let mut jobs: Vec<Scheduled> = jobs
        .into_iter()
        .map(|job| Scheduled { job, is_running: false, next: None, rests_until: Instant::now() + settle })
        .collect();
    let mut looked_at = (clock.now(), clock.moment());
    loop {
        if was_set(clock, &mut looked_at) {
            // What is due when is another matter by it.
            jobs.iter_mut().for_each(|scheduled| scheduled.next = None);
        }
        for (at, scheduled) in jobs.iter_mut().enumerate().filter(|(_, scheduled)| !scheduled.is_running) {
            if scheduled.wait(clock).await.is_some_and(|wait| wait.is_zero()) {
                scheduled.is_running = true;
                let job = Arc::clone(&scheduled.job);
                running.spawn(async move {
                    // One that panics ends alone.
                    if tokio::spawn(async move { job.run().await }).await.is_err() {
                        tracing::error!("a job ended early");
                    }
                    at
                });
            }
        }
        let resting = jobs.iter().filter(|scheduled| !scheduled.is_running);
        let wait = resting.filter_map(|scheduled| scheduled.known_wait(clock)).min();
        tokio::select! {
            () = timer.wait(wait) => {}
            () = topics.touched() => jobs.iter_mut().for_each(|scheduled| scheduled.next = None),
            Some(ended) = running.join_next() => {
                let Ok(at) = ended else { return };
                let job = Arc::clone(&jobs[at].job);
                let rests_until = Instant::now() + job.rest();
                jobs[at] = Scheduled { job, is_running: false, next: None, rests_until };
            }
        }
    }
}

/// What comes of something; nothing where it panics. Its locks and whatever else it held are given back by then.
pub async fn survived<T>(work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        polled.map_or(Poll::Ready(None), |polled| polled.map(Some))
    })
    .await
}

impl Scheduled {
    /// How long until it runs; nothing while it has nothing to do.
    async fn wait(&mut self, clock: &dyn Clock) -> Option<Duration> {
        if self.next.is_none() {
            let job = Arc::clone(&self.job);
            // One that panics when it is asked is asked again later, and keeps nobody else from being asked.
            let due = tokio::spawn(async move { job.due().await }).await;
            let due = due.unwrap_or_else(|_| {
                tracing::error!("a job could not say when it is due");
                Some(clock.now().saturating_add(ASK_AGAIN))
            });
            let moment = |due: i64| clock.moment().after(due.saturating_sub(clock.now()));
            self.next = Some(due.map(moment));
        }
        self.known_wait(clock)
    }

    fn known_wait(&self, clock: &dyn Clock) -> Option<Duration> {
        let left = self.next.flatten()?.since(clock.moment());
        let rest = self.rests_until.saturating_duration_since(Instant::now());
        Some(Duration::from_millis(u64::try_from(left).unwrap_or(0)).max(rest))
    }
}

/// Whether the clock was set since it was looked at, this way or that.
fn was_set(clock: &dyn Clock, looked_at: &mut (i64, Moment)) -> bool {
    let (now, moment) = (clock.now(), clock.moment());
    let (said, passed) = (now.saturating_sub(looked_at.0), moment.since(looked_at.1));
    *looked_at = (now, moment);
    said.abs_diff(passed) > SET
}

#[cfg(test)]
mod tests;
