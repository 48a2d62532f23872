//! Which builds are told: one that failed, and one that passes after one that failed.

use carrick_store::build::{Build, Reason, Step};

use crate::builds::following::mark::{Mark, mark};
use crate::builds::following::progress::Progress;
use crate::builds::news::Item;

/// How a build came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It failed.
    Failed,
    /// It passed, and the one before had failed.
    Fixed,
}

/// That a commit's build failed or passed. Everything else says neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The commit.
    pub sha: String,
    /// Whether it passed.
    pub is_good: bool,
}

impl Verdict {
    /// What a build says that is over.
    pub fn of(build: &Build, progress: &Progress) -> Option<Self> {
        let seen = build.pipeline.as_ref().filter(|_| build.step == Step::Over)?;
        let is_good = match mark(&seen.status, progress) {
            Mark::Failed => false,
            mark if mark.is_good() => true,
            _ => return None,
        };
        Some(Self { sha: build.sha.clone(), is_good })
    }
}

/// What happened to a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// What it says now.
    now: Option<Verdict>,
    /// What was said before of its merge request, of this commit or an earlier one.
    before: Option<Verdict>,
    /// Whether a newer commit or Carrick itself has ended it.
    is_passed_over: bool,
}

impl Happened {
    /// What is new of a build.
    pub fn of(item: &Item, before: Option<Verdict>) -> Self {
        let is_ended_by_us = matches!(
            item.build.reason,
            Some(Reason::Superseded | Reason::SecondStart | Reason::OtherCommit { .. } | Reason::WouldRunInFork)
        );
        let now = Verdict::of(&item.build, &item.progress);
        Self { now, before, is_passed_over: is_ended_by_us || !item.is_head() }
    }

    /// What the next one is compared with.
    pub fn verdict(&self) -> Option<Verdict> {
        self.now.clone()
    }

    /// What is told of it. The same of the same commit is told once.
    pub fn outcome(&self) -> Option<Outcome> {
        let now = self.now.as_ref().filter(|_| !self.is_passed_over)?;
        let had_failed = self.before.as_ref().is_some_and(|before| !before.is_good);
        match now.is_good {
            false if self.before.as_ref() == Some(now) => None,
            false => Some(Outcome::Failed),
            true => had_failed.then_some(Outcome::Fixed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(sha: &str, is_good: bool) -> Option<Verdict> {
        Some(Verdict { sha: sha.to_owned(), is_good })
    }

    fn outcome(before: Option<Verdict>, now: Option<Verdict>) -> Option<Outcome> {
        Happened { now, before, is_passed_over: false }.outcome()
    }

    #[test]
    fn only_a_change_is_told() {
        let (a, b) = ("a", "b");
        assert_eq!(outcome(None, verdict(a, false)), Some(Outcome::Failed), "the first failed");
        assert_eq!(outcome(None, verdict(a, true)), None, "that it passes as it should is no news");
        assert_eq!(outcome(verdict(a, false), verdict(b, true)), Some(Outcome::Fixed), "the next commit mends it");
        assert_eq!(outcome(verdict(a, false), verdict(a, true)), Some(Outcome::Fixed), "so does a retry");
        assert_eq!(outcome(verdict(a, true), verdict(b, true)), None, "it goes on passing");
        assert_eq!(outcome(verdict(a, false), verdict(a, false)), None, "a retry that fails again says the same");
        assert_eq!(
            outcome(verdict(a, false), verdict(b, false)),
            Some(Outcome::Failed),
            "a new commit does not mend it"
        );
        assert_eq!(outcome(verdict(a, false), None), None, "one that was cancelled says nothing");
    }

    #[test]
    fn what_a_newer_commit_or_carrick_ended_is_not_told() {
        let happened = Happened { now: verdict("a", false), before: None, is_passed_over: true };
        assert_eq!(happened.outcome(), None, "nobody waits for it any more");
        assert_eq!(happened.verdict(), verdict("a", false), "and yet it had failed, should the next one pass");
    }
}
