//! The time in which nobody looked: Carrick was closed, or the computer slept. What came then is told from what came
//! while GitLab could not be reached, since that was looked for.

use super::plan::Target;
use super::state::State;
use crate::builds::known::Away;

/// A shorter time was no absence (milliseconds): rounds are up to a minute apart, and a restart takes its moment.
const SHORTEST: i64 = 3 * 60_000;

/// Whether nobody looked before a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absence {
    /// Somebody did.
    None,
    /// The process was there and did not run from then on (Unix milliseconds): it slept.
    Asleep {
        /// When it last ran.
        from: i64,
        /// When it ran again.
        to: i64,
    },
    /// Nothing is known of before: how far each project got tells.
    Closed {
        /// When this process looks first.
        to: i64,
    },
}

/// What lies before a round that begins now, where the last one began then and this one was due at that time.
pub(super) fn before(begun_at: Option<i64>, due_at: Option<i64>, now: i64) -> Absence {
    let Some(begun_at) = begun_at else { return Absence::Closed { to: now } };
    let from = due_at.unwrap_or(begun_at).max(begun_at);
    if now.saturating_sub(from) < SHORTEST { Absence::None } else { Absence::Asleep { from, to: now } }
}

impl Absence {
    /// Notes it for each project that was looked at before; one that was noted and not ended yet lasts.
    pub(super) fn note<'a>(self, live: &mut State, targets: impl Iterator<Item = &'a Target>) {
        for target in targets.filter(|target| !target.is_first()) {
            let looked_at = target.watch.looked_at.unwrap_or_default();
            let away = match self {
                Self::None => continue,
                Self::Asleep { from, to } => Away { from, to },
                Self::Closed { to } if to.saturating_sub(looked_at) < SHORTEST => continue,
                Self::Closed { to } => Away { from: looked_at, to },
            };
            live.away.entry(target.watch.id).or_insert(away);
            live.away_unswept.entry(target.watch.id).or_insert(away);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_is_an_absence_and_a_late_round_is_none() {
        let now = 1_800_000_000_000;
        assert_eq!(before(Some(now - 65_000), Some(now - 5_000), now), Absence::None, "a round that came late");
        let asleep = before(Some(now - 3_600_000), Some(now - 3_540_000), now);
        assert_eq!(asleep, Absence::Asleep { from: now - 3_540_000, to: now }, "it was due an hour ago");
        let pause = before(Some(now - 3_600_000), Some(now - 1_000), now);
        assert_eq!(pause, Absence::None, "GitLab asked for an hour's pause, and that was kept");
        assert_eq!(before(None, None, now), Absence::Closed { to: now }, "a new process knows nothing");
    }
}
