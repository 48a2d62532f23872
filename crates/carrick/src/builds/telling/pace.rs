//! How much is told at once: one in ten seconds and five in ten minutes. What comes faster is told together.

use std::collections::VecDeque;

/// One notification in so long (milliseconds).
const APART: i64 = 10_000;
/// So many in so long (milliseconds).
const MOST: usize = 5;
const WITHIN: i64 = 10 * 60_000;

/// What waits to be told, by merge request, and when something was.
#[derive(Debug)]
pub struct Pace<T> {
    waiting: VecDeque<(i64, T)>,
    /// When the last ones were told (Unix milliseconds), at most [`MOST`] of them.
    told_at: VecDeque<i64>,
    /// When what waits may be told (Unix milliseconds).
    due_at: Option<i64>,
}

/// What is told as one notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown<T> {
    /// One alone.
    One(T),
    /// Several together.
    Digest(Vec<T>),
}

impl<T> Default for Pace<T> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), told_at: VecDeque::new(), due_at: None }
    }
}

impl<T> Pace<T> {
    /// Has something told as soon as that may be, in place of what waits for the same merge request.
    pub fn add(&mut self, merge_request: i64, what: T, now: i64) {
        self.withdraw(merge_request);
        self.waiting.push_back((merge_request, what));
        self.due_at = Some(self.free_at(now));
    }

    /// Takes back what waits for a merge request.
    pub fn withdraw(&mut self, merge_request: i64) {
        self.waiting.retain(|(waiting, _)| *waiting != merge_request);
        if self.waiting.is_empty() {
            self.due_at = None;
        }
    }

    /// When what waits may be told (Unix milliseconds); `None` while nothing does.
    pub fn due_at(&self) -> Option<i64> {
        self.due_at
    }

    /// What is told now of what waits and is still wanted.
    pub fn take(&mut self, now: i64, is_wanted: impl Fn(&T) -> bool) -> Option<Shown<T>> {
        // A clock that was set back holds nothing up for longer than the pace itself.
        let due_at = self.due_at?.min(self.free_at(now));
        self.waiting.retain(|(_, what)| is_wanted(what));
        if self.waiting.is_empty() {
            self.due_at = None;
            return None;
        }
        if due_at > now {
            return None;
        }
        self.due_at = None;
        self.told_at.push_back(now);
        if self.told_at.len() > MOST {
            self.told_at.pop_front();
        }
        let mut all: Vec<T> = self.waiting.drain(..).map(|(_, what)| what).collect();
        match all.len() {
            1 => all.pop().map(Shown::One),
            _ => Some(Shown::Digest(all)),
        }
    }

    /// When the next may be told, if something is to be told now.
    fn free_at(&self, now: i64) -> i64 {
        let known = self.told_at.iter().filter(|at| **at <= now);
        let after_last = known.clone().max().map_or(now, |at| at.saturating_add(APART));
        let count = known.clone().count();
        let after_many = known.min().filter(|_| count >= MOST).map_or(now, |at| at.saturating_add(WITHIN));
        now.max(after_last).max(after_many)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: i64 = 1_772_546_520_000;

    fn all(_: &i64) -> bool {
        true
    }

    #[test]
    fn what_comes_within_ten_seconds_is_told_together() {
        let mut pace = Pace::default();
        pace.add(1, 10, START);
        assert_eq!(pace.take(START, all), Some(Shown::One(10)), "the first at once");
        pace.add(2, 20, START + 1_000);
        pace.add(3, 30, START + 2_000);
        assert_eq!(pace.take(START + 2_000, all), None, "the next ones wait");
        assert_eq!(pace.due_at(), Some(START + 10_000), "for ten seconds after the first");
        assert_eq!(pace.take(START + 10_000, all), Some(Shown::Digest(vec![20, 30])), "and come as one");
        assert_eq!(pace.due_at(), None, "nothing waits");
    }

    #[test]
    fn of_a_merge_request_the_newest_alone_waits() {
        let mut pace = Pace::default();
        pace.add(1, 10, START);
        pace.take(START, all);
        pace.add(2, 20, START + 1);
        pace.add(2, 21, START + 2);
        assert_eq!(pace.take(START + 10_000, all), Some(Shown::One(21)), "what it was before is old");
        pace.add(3, 30, START + 10_001);
        pace.withdraw(3);
        assert_eq!(pace.due_at(), None, "what was taken back is not waited for");
    }

    #[test]
    fn what_is_not_wanted_any_more_is_not_told_and_counts_for_nothing() {
        let mut pace = Pace::default();
        pace.add(1, 10, START);
        assert_eq!(pace.take(START, |_| false), None, "it is on screen by now");
        pace.add(2, 20, START + 1);
        assert_eq!(pace.take(START + 1, all), Some(Shown::One(20)), "so the next need not wait");
    }

    #[test]
    fn a_clock_that_is_set_back_holds_nothing_up() {
        let mut pace = Pace::default();
        pace.add(1, 10, START);
        pace.take(START, all);
        pace.add(2, 20, START);
        assert_eq!(pace.take(START - 3_600_000, all), Some(Shown::One(20)), "what was told in the future is forgotten");
    }

    proptest! {
        #[test]
        fn never_more_than_one_in_ten_seconds_or_five_in_ten_minutes(
            steps in proptest::collection::vec((0..20_000_i64, 0..8_i64), 1..200),
        ) {
            let (mut pace, mut now, mut told) = (Pace::default(), START, Vec::new());
            let (mut added, mut heard) = (std::collections::BTreeMap::new(), std::collections::BTreeMap::new());
            let mut hear = |pace: &mut Pace<i64>, now, told: &mut Vec<i64>| {
                let Some(shown) = pace.take(now, all) else { return };
                told.push(now);
                let items = match shown { Shown::One(one) => vec![one], Shown::Digest(many) => many };
                for item in items { heard.insert(item % 8, item); }
            };
            for (at, (wait, merge_request)) in steps.into_iter().enumerate() {
                now += wait;
                let what = i64::try_from(at).unwrap() * 8 + merge_request;
                pace.add(merge_request, what, now);
                added.insert(merge_request, what);
                hear(&mut pace, now, &mut told);
            }
            while let Some(due_at) = pace.due_at() {
                now = due_at;
                hear(&mut pace, now, &mut told);
            }
            prop_assert!(told.windows(2).all(|two| two[1] - two[0] >= 10_000), "{:?}", told);
            prop_assert!(told.windows(6).all(|six| six[5] - six[0] >= 600_000), "{:?}", told);
            prop_assert_eq!(heard, added, "and the last of each is told");
        }
    }
}
