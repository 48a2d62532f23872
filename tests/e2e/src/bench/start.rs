//! Starting a program, watched from outside: when its window appears, when it is done, what it costs.
//!
//! The screen is a frame buffer in a file. It is read every few milliseconds; a start is over with the last change
//! before the screen rests, and counts only if the screen then shows what it must.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::process::Command;
use std::time::{Duration, Instant};

use end_to_end::failure::{Failure, Result};
use end_to_end::process::{Process, with_variable};
use end_to_end::session::Session;
use end_to_end::wait::until_true;

/// Marks what a start brought to life.
const MARK: &str = "CARRICK_BENCH_RUN";
/// How exactly times are read.
const LOOK_AGAIN: Duration = Duration::from_millis(3);
/// A screen that has not changed for this long rests.
const REST: Duration = Duration::from_millis(1200);
const LONGEST: Duration = Duration::from_secs(20);

/// What one start came to.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    /// When it was asked for.
    pub(crate) at: std::time::SystemTime,
    /// Until the first pixel changed (milliseconds).
    pub(crate) first: f64,
    /// Until the last one did (milliseconds).
    pub(crate) done: f64,
    /// Proportional set size of all its processes at rest (MiB).
    pub(crate) memory: f64,
    /// How many processes that are.
    pub(crate) processes: usize,
}

/// Starts `program`, waits until its window rests, and ends it. `is_right` says whether what is on the screen then
/// is what was to be started.
pub(crate) async fn watch(
    session: &Session,
    name: &str,
    mut program: Command,
    is_right: impl Fn(&Session) -> Result<bool>,
) -> Result<Start> {
    let run = format!("{name}-{}", std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos());
    let mut screen = Screen::open(session)?;
    program.env(MARK, &run);
    let (at, start) = (std::time::SystemTime::now(), Instant::now());
    let process = Process::start(name, &mut program, &session.folders().logs())?;
    let (first, done) = screen.changes_until_rest(start)?;
    let ids = family(process.id());
    let memory = ids.iter().map(|id| proportional_size(*id)).sum();
    let right = is_right(session)?;
    drop(process);
    until_true("what was started to end", async || {
        let left = with_variable(MARK, &run);
        for id in &left {
            let _ = Command::new("kill").arg(id.to_string()).output();
        }
        Ok(left.is_empty())
    })
    .await?;
    screen.settle().await?;
    if !right {
        return Err(Failure::new(format!("{name} did not show what it should have")));
    }
    Ok(Start { at, first, done, memory, processes: ids.len() })
}

/// The frame buffer.
struct Screen {
    file: File,
    last: Vec<u8>,
    now: Vec<u8>,
}

impl Screen {
    fn open(session: &Session) -> Result<Self> {
        let file = File::open(session.display().frame_buffer())?;
        let mut last = vec![0; usize::try_from(file.metadata()?.len())?];
        file.read_exact_at(&mut last, 0)?;
        Ok(Self { file, now: last.clone(), last })
    }

    /// Waits until nothing changes any more, so that the next start begins from a screen at rest.
    async fn settle(&mut self) -> Result<()> {
        until_true("the screen to rest", async || {
            self.file.read_exact_at(&mut self.now, 0)?;
            std::mem::swap(&mut self.now, &mut self.last);
            Ok(self.now == self.last)
        })
        .await
    }

    /// First and last change, in milliseconds since `start`.
    fn changes_until_rest(&mut self, start: Instant) -> Result<(f64, f64)> {
        let mut changes: Option<(Duration, Duration)> = None;
        loop {
            self.file.read_exact_at(&mut self.now, 0)?;
            let age = start.elapsed();
            if self.now != self.last {
                std::mem::swap(&mut self.now, &mut self.last);
                changes = Some((changes.map_or(age, |(first, _)| first), age));
            }
            match changes {
                Some((first, last)) if age - last > REST => return Ok((milliseconds(first), milliseconds(last))),
                _ if age > LONGEST => return Err(Failure::new("the screen did not come to rest")),
                _ => std::thread::sleep(LOOK_AGAIN),
            }
        }
    }
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A process and all that come from it. (Their environment does not tell: Chromium's write over theirs.)
fn family(first: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let status = std::fs::read_to_string(entry.path().join("status")).ok()?;
            let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()?;
            Some((id, parent))
        })
        .collect();
    let mut family = vec![first];
    let mut next = 0;
    while let Some(parent) = family.get(next).copied() {
        family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(id, _)| *id));
        next += 1;
    }
    family
}

/// In MiB; nothing for a process that has just ended.
fn proportional_size(id: u32) -> f64 {
    let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
