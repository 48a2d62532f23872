//! What time it is, and how much of it passes. The clock may be set at any moment; what passes only adds up.

/// What a clock that is kept right may be set back by (milliseconds).
const A_CORRECTION: i64 = 60_000;

/// What time it is.
pub trait Clock: Send + Sync {
    /// Unix milliseconds, as the clock is set now.
    fn now(&self) -> i64;

    /// The same moment by time that only runs forward, the computer's sleep included.
    fn moment(&self) -> Moment;

    /// What the clock says at a moment, as it is set now (Unix milliseconds).
    fn says(&self, moment: Moment) -> i64 {
        self.now().saturating_add(moment.since(self.moment()))
    }
}

/// A moment that is the same however the clock is set. It means nothing to another run of the computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

impl Moment {
    /// The moment so long after the computer, or whatever else counts, was started (milliseconds).
    pub const fn at(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// The moment so much later (milliseconds).
    #[must_use]
    pub fn after(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// How much has passed since another (milliseconds); negative for one that is still to come.
    pub fn since(self, other: Self) -> i64 {
        self.0.saturating_sub(other.0)
    }
}

/// Whether something that has been lies ahead by the clock (Unix milliseconds): it was set back since, and by how much
/// nobody knows.
pub fn is_ahead(been: i64, now: i64) -> bool {
    been > now.saturating_add(A_CORRECTION)
}

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }

    fn moment(&self) -> Moment {
        Moment(system::passed())
    }
}

#[cfg(unix)]
mod system {
    use rustix::time::{ClockId, clock_gettime};

    /// Linux's `CLOCK_MONOTONIC` stands still while the computer sleeps (clock_gettime(2)); Darwin's goes on.
    #[cfg(target_os = "linux")]
    const FORWARD: ClockId = ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    const FORWARD: ClockId = ClockId::Monotonic;

    pub(super) fn passed() -> i64 {
        let time = clock_gettime(FORWARD);
        time.tv_sec.saturating_mul(1000).saturating_add(time.tv_nsec / 1_000_000)
    }
}

#[cfg(not(unix))]
mod system {
    use std::sync::LazyLock;
    use std::time::Instant;

    /// What counts is only what lies between two moments. Windows counts its sleep.
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);

    pub(super) fn passed() -> i64 {
        i64::try_from(START.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_adds_up() {
        let (began, said) = (SystemClock.moment(), SystemClock.now());
        let later = began.after(3_600_000);
        assert_eq!((later.since(began), began.since(later)), (3_600_000, -3_600_000));
        let is_said = SystemClock.says(later) - said;
        assert!((3_600_000..3_660_000).contains(&is_said), "an hour later by the clock too: {is_said}");
        assert!(SystemClock.moment() >= began, "it never goes back");
    }

    #[test]
    fn a_small_correction_is_no_clock_that_was_set_back() {
        assert!(!is_ahead(1_000_050, 1_000_000), "it was corrected by a moment");
        assert!(is_ahead(1_100_000, 1_000_000));
    }
}
