//! How long sign-ins that are under way may still take: ten minutes of time that only runs forward, however the clock is
//! set meanwhile.

use std::collections::HashMap;

use carrick_store::clock::{Clock, Moment};
use carrick_store::model::Attempt;

/// An end that is off by more than this from what has passed is by a clock that was set since (milliseconds).
const SET: u64 = 1000;

/// When open attempts are over, by their number.
#[derive(Default)]
pub(super) struct Spans(HashMap<i64, Moment>);

impl Spans {
    /// An attempt is opened now.
    pub(super) fn begin(&mut self, id: i64, clock: &dyn Clock) {
        self.0.insert(id, clock.moment().after(Attempt::LIFETIME));
    }

    /// When each of these is over by the clock as it is set now (Unix milliseconds); they are all that are open. One that
    /// was not seen before has what its row leaves it, and one that was cut short was over long ago.
    pub(super) fn ends(&mut self, open: &[Attempt], clock: &dyn Clock) -> Vec<i64> {
        self.0.retain(|id, _| open.iter().any(|attempt| attempt.id == *id));
        let (now, moment) = (clock.now(), clock.moment());
        let end = |attempt: &Attempt| {
            let left = attempt.expires_at.saturating_sub(now).min(Attempt::LIFETIME);
            let over = *self.0.entry(attempt.id).or_insert_with(|| moment.after(left));
            if attempt.is_cut_short() {
                return i64::MIN;
            }
            let says = clock.says(over);
            if says.abs_diff(attempt.expires_at) <= SET { attempt.expires_at } else { says }
        };
        open.iter().map(end).collect()
    }
}
