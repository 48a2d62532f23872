//! How far git is, from what it writes for people: read with suspicion, since the server writes along.

use std::time::{Duration, Instant};

/// Nobody sees more updates than this.
const PAUSE: Duration = Duration::from_millis(100);

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Phase {
    /// git was started, and GitLab is asked.
    #[default]
    Asking,
    /// GitLab counts and compresses.
    Preparing,
    /// It arrives.
    Receiving,
    /// What arrived as differences is put together.
    Resolving,
    /// The files are written.
    CheckingOut,
    /// The large files arrive.
    LargeFiles,
}

/// How far it is. Of a server's words there are numbers here alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// 0 to 100; `None` where the end is not known.
    pub percent: Option<u8>,
    /// Objects or files so far.
    pub done: u64,
    /// All of them, where that is known.
    pub total: Option<u64>,
    /// Bytes that arrived; git tells them after half a second.
    pub bytes: Option<u64>,
    /// Bytes a second.
    pub rate: Option<u64>,
}

impl Progress {
    /// The beginning of a phase.
    pub fn of(phase: Phase) -> Self {
        Self { phase, ..Self::default() }
    }

    /// Reads a line of git's; `None` for one that tells nothing of this.
    ///
    /// `Receiving objects:  98% (205/209), 380.00 KiB | 337.00 KiB/s`
    pub fn parse(line: &str) -> Option<Self> {
        let (title, rest) = line.split_once(": ")?;
        let (is_server, title, rest) = match title {
            "remote" => rest.split_once(": ").map(|(title, rest)| (true, title, rest))?,
            title => (false, title, rest),
        };
        let phase = match (is_server, title) {
            (true, "Enumerating objects" | "Counting objects" | "Compressing objects") => Phase::Preparing,
            (false, "Receiving objects") => Phase::Receiving,
            (false, "Resolving deltas") => Phase::Resolving,
            (false, "Updating files" | "Checking out files") => Phase::CheckingOut,
            (false, "Filtering content") => Phase::LargeFiles,
            _ => return None,
        };
        let mut parts = rest.split(", ");
        let (percent, done, total) = counted(parts.next()?.trim())?;
        let amount = parts.next().and_then(amount);
        let (bytes, rate) = amount.map_or((None, None), |(bytes, rate)| (Some(bytes), rate));
        Some(Self { phase, percent, done, total, bytes, rate })
    }

    /// Reads a line of git-lfs's progress file: `download 1/3 123/456 name`, which comes for each file.
    pub fn of_large_files(line: &str) -> Option<Self> {
        let mut words = line.splitn(4, ' ');
        if words.next()? != "download" {
            return None;
        }
        let (at, total) = words.next()?.split_once('/')?;
        let (bytes, size) = words.next()?.split_once('/')?;
        let (at, total): (u64, u64) = (number(at)?, number(total)?);
        let (bytes, size): (u64, u64) = (number(bytes)?, number(size)?);
        let done = if bytes < size { at.saturating_sub(1) } else { at };
        let percent = percent_of(done.min(total), total);
        Some(Self { phase: Phase::LargeFiles, percent, done, total: Some(total), bytes: Some(bytes), rate: None })
    }
}

/// `98% (205/209)`, or `205` where the end is not known.
fn counted(text: &str) -> Option<(Option<u8>, u64, Option<u64>)> {
    let Some((percent, rest)) = text.split_once('%') else { return Some((None, number(text)?, None)) };
    let percent = number(percent).filter(|percent| *percent <= 100)?;
    let (done, total) = rest.trim().strip_prefix('(')?.strip_suffix(')')?.split_once('/')?;
    let (done, total) = (number(done)?, number(total)?);
    (done <= total).then_some((u8::try_from(percent).ok(), done, Some(total)))
}

/// `380.00 KiB | 337.00 KiB/s`, with or without the rate.
fn amount(text: &str) -> Option<(u64, Option<u64>)> {
    let (amount, rate) = text.split_once(" | ").map_or((text, None), |(amount, rate)| (amount, Some(rate)));
    let rate = rate.and_then(|rate| bytes(rate.trim().strip_suffix("/s")?));
    Some((bytes(amount.trim())?, rate))
}

/// `1.25 MiB`, in bytes.
fn bytes(text: &str) -> Option<u64> {
    let (value, unit) = text.split_once(' ')?;
    let factor: u64 = match unit {
        "byte" | "bytes" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        "TiB" => 1 << 40,
        _ => return None,
    };
    let (whole, hundredths) = value.split_once('.').unwrap_or((value, "0"));
    if hundredths.len() > 2 {
        return None;
    }
    let scale = 10_u64.pow(u32::try_from(hundredths.len()).ok()?);
    let part = number(hundredths)?.checked_mul(factor)? / scale;
    number(whole)?.checked_mul(factor)?.checked_add(part)
}

fn number(text: &str) -> Option<u64> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

fn percent_of(done: u64, total: u64) -> Option<u8> {
    u8::try_from(done.checked_mul(100)?.checked_div(total)?).ok().filter(|percent| *percent <= 100)
}

/// Lets through what is told: each new phase, and within one no more than [`PAUSE`] allows. Phases go forward only,
/// whatever a server makes git say; only large files are told of after files.
pub(super) struct Pace<F> {
    tell: F,
    last: Option<(Phase, Instant)>,
}

impl<F: FnMut(Progress)> Pace<F> {
    pub(super) fn new(tell: F) -> Self {
        Self { tell, last: None }
    }

    pub(super) fn tell(&mut self, progress: Progress) {
        let now = Instant::now();
        let is_told = match self.last {
            None => true,
            Some((phase, _)) if progress.phase != phase => progress.phase > phase,
            Some((_, at)) => now.duration_since(at) >= PAUSE,
        };
        if is_told {
            self.last = Some((progress.phase, now));
            (self.tell)(progress);
        }
    }
}
