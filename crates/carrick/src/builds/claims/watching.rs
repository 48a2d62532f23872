//! Another machine's claim is watched, in case that machine never starts anything. Pure: times are handed in.
//!
//! Only a claim that stayed the same for five minutes in which it was looked at again and again may be taken over:
//! whoever made it may only have been asleep, and what a clock says of a time in which nobody looked says nothing.
//! Somebody who keeps changing it, or keeps it without building, cannot hold anybody back for longer than fifteen
//! minutes.

use std::time::Duration;

use super::claim::ClaimId;
use super::turn::Turn;
use super::why::Why;

/// How long the same claim is watched before it is taken over.
pub const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// After so long a time from the first look on a claim holds nobody back.
pub const LONGEST: Duration = Duration::from_secs(15 * 60);

/// After so many changes neither.
pub const MOST_CHANGES: u32 = 3;

/// What lies between two looks counts up to this: a computer that slept did not watch.
pub const LONGEST_STEP: Duration = Duration::from_secs(60);

/// What one look showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// This claim, and no pipeline.
    Claim(ClaimId),
    /// No claim, and no pipeline.
    Nothing,
    /// A pipeline of the commit.
    Pipeline,
    /// Nobody could be asked, or not about both.
    Failed,
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Verdict {
    /// Look again, in less than a minute.
    Wait,
    /// It is built.
    Built,
    /// The claim is gone: ask for it.
    Free,
    /// The claim may be taken over.
    TakeOver(Ripe),
    /// Go on without.
    BestEffort(Why, Turn),
}

/// A claim that was watched for as long as it takes. Only watching makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ripe(ClaimId);

impl Ripe {
    /// The claim that was seen all the time.
    pub fn seen(&self) -> &ClaimId {
        &self.0
    }
}

/// A claim under watch.
#[derive(Debug, Clone)]
pub struct Watching {
    /// The last look that was answered showed this.
    seen: Option<ClaimId>,
    looked_at: Duration,
    /// Whether the last look was answered: only from one such to the next is a claim seen to stay.
    was_answered: bool,
    /// How long the same claim was seen.
    watched: Duration,
    /// How long all this has gone on.
    lasted: Duration,
    changes: u32,
}

impl Watching {
    /// From the first sight of another's claim on. `now` is of any clock that does not go back.
    pub fn begin(seen: ClaimId, now: Duration) -> Self {
        Self {
            seen: Some(seen),
            looked_at: now,
            was_answered: true,
            watched: Duration::ZERO,
            lasted: Duration::ZERO,
            changes: 0,
        }
    }

    /// Notes what a look showed. What comes of asking for a claim, or of taking one over, is a look too.
    pub fn look(&mut self, sight: Sight, now: Duration) -> Verdict {
        let step = now.saturating_sub(self.looked_at).min(LONGEST_STEP);
        self.looked_at = self.looked_at.max(now);
        self.lasted += step;
        let was_answered = std::mem::replace(&mut self.was_answered, sight != Sight::Failed);
        let seen = match sight {
            Sight::Pipeline => return Verdict::Built,
            Sight::Failed => return self.give_up_or(Verdict::Wait),
            Sight::Claim(id) => Some(id),
            Sight::Nothing => None,
        };
        if seen == self.seen {
            self.watched += if was_answered { step } else { Duration::ZERO };
        } else {
            self.seen = seen;
            self.watched = Duration::ZERO;
            self.changes += 1;
        }
        if self.changes >= MOST_CHANGES {
            return Verdict::BestEffort(Why::Restless, Turn::without());
        }
        let verdict = match &self.seen {
            None => Verdict::Free,
            Some(id) if self.watched >= PATIENCE => Verdict::TakeOver(Ripe(id.clone())),
            Some(_) => Verdict::Wait,
        };
        self.give_up_or(verdict)
    }

    fn give_up_or(&self, verdict: Verdict) -> Verdict {
        if self.lasted < LONGEST { verdict } else { Verdict::BestEffort(Why::Endless, Turn::without()) }
    }
}
