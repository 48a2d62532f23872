//! The server's clock, and what is to happen by itself when it gets there.

use crate::state::World;
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds apart from the system's clock, or standing still.
#[derive(Default)]
pub(crate) struct Clock {
    ahead: i64,
    stopped_at: Option<i64>,
}

impl Clock {
    /// Unix milliseconds.
    pub(crate) fn now(&self) -> i64 {
        self.stopped_at.unwrap_or_else(|| system().saturating_add(self.ahead))
    }

    /// Goes so many milliseconds ahead of the system's from now on (negative: behind), running.
    pub(crate) fn run_ahead(&mut self, milliseconds: i64) {
        (self.ahead, self.stopped_at) = (milliseconds, None);
    }

    /// Stands still at this moment, in Unix milliseconds.
    pub(crate) fn stop_at(&mut self, moment: i64) {
        self.stopped_at = Some(moment);
    }

    /// Moves on, standing or running.
    pub(crate) fn advance(&mut self, milliseconds: i64) {
        match &mut self.stopped_at {
            Some(moment) => *moment = moment.saturating_add(milliseconds),
            None => self.ahead = self.ahead.saturating_add(milliseconds),
        }
    }
}

fn system() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Something that GitLab's workers do later.
#[derive(Clone, Debug)]
pub(crate) enum Due {
    /// The diff row of a push is written, so the API shows the commit.
    ShowPush { merge_request: u64, sha: String, by: u64 },
    /// `prepared_at` is set.
    Prepare { merge_request: u64 },
    /// Mergeability has been looked at.
    Check { merge_request: u64 },
    /// A pipeline that was asked for by a worker is made, or is not.
    Build { merge_request: u64, by: u64, request: u64, asked: bool },
    /// The pipeline of a branch that was pushed.
    BuildBranch { project: u64, branch: String, sha: String, by: u64 },
    /// The first jobs of a new pipeline are put into the queue.
    Start { pipeline: u64 },
    /// A job that takes its course goes on, unless it has been moved otherwise.
    Work { job: u64, course: u64 },
    /// A job that was told to stop has stopped.
    Stop { job: u64 },
}

/// What is to happen, in the order of time.
#[derive(Default)]
pub(crate) struct Agenda {
    entries: BTreeMap<(i64, u64), Due>,
    counted: u64,
}

impl Agenda {
    pub(crate) fn add(&mut self, moment: i64, due: Due) {
        self.counted += 1;
        self.entries.insert((moment, self.counted), due);
    }

    fn take(&mut self, now: i64) -> Option<(i64, Due)> {
        let entry = self.entries.first_entry().filter(|entry| entry.key().0 <= now)?;
        let ((moment, _), due) = entry.remove_entry();
        Some((moment, due))
    }

    /// When the next thing happens, in Unix milliseconds.
    pub(crate) fn next(&self) -> Option<i64> {
        self.entries.keys().next().map(|(moment, _)| *moment)
    }
}

impl World {
    /// Unix milliseconds on the server's clock; while something that was due happens, its own moment.
    pub(crate) fn now_ms(&self) -> i64 {
        self.moment.unwrap_or_else(|| self.clock.now())
    }

    /// Unix seconds on the server's clock.
    pub(crate) fn now(&self) -> i64 {
        self.now_ms().div_euclid(1000)
    }

    /// Has something happen after so many milliseconds; at once when there are none.
    pub(crate) fn later(&mut self, milliseconds: u64, due: Due) {
        if milliseconds == 0 {
            return self.happen(due);
        }
        let moment = self.now_ms().saturating_add(i64::try_from(milliseconds).unwrap_or(i64::MAX));
        self.agenda.add(moment, due);
    }

    /// Does everything that is due by now, each at its own moment.
    pub(crate) fn catch_up(&mut self) {
        let now = self.clock.now();
        while let Some((moment, due)) = self.agenda.take(now) {
            self.moment = Some(moment);
            self.happen(due);
        }
        self.moment = None;
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::ShowPush { merge_request, sha, by } => self.show_push(merge_request, &sha, by),
            Due::Prepare { merge_request } => self.prepare(merge_request),
            Due::Check { merge_request } => self.check(merge_request),
            Due::Build { merge_request, by, request, asked } => self.build_later(merge_request, by, request, asked),
            Due::BuildBranch { project, branch, sha, by } => self.build_pushed_branch(project, &branch, &sha, by),
            Due::Start { pipeline } => self.process(pipeline),
            Due::Work { job, course } => self.work(job, course),
            Due::Stop { job } => self.stop(job),
        }
    }
}

/// GitLab's form of a moment in Unix milliseconds.
pub(crate) fn stamp(milliseconds: i64) -> String {
    let moment = jiff::Timestamp::from_millisecond(milliseconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The same without its milliseconds, which is how GraphQL tells moments.
pub(crate) fn stamp_of_seconds(milliseconds: i64) -> String {
    let moment = jiff::Timestamp::from_millisecond(milliseconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
