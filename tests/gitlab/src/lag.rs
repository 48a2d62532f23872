//! Rows that are read from a copy of the database which lags behind.

use crate::state::settings::Settings;
use std::cell::Cell;

/// A row, and for a while what it was before its last changes; before it was made it was nothing.
pub(crate) struct Lagging<T> {
    now: T,
    before: Option<Before<T>>,
}

struct Before<T> {
    value: Option<T>,
    until: i64,
    reads: Cell<u32>,
}

impl<T: Clone> Lagging<T> {
    /// A row made at this moment, in Unix milliseconds.
    pub(crate) fn new(value: T, moment: i64, settings: &Settings) -> Self {
        Self { before: before(None, moment, settings), now: value }
    }

    /// The row as it is, for what GitLab does itself.
    pub(crate) fn true_one(&self) -> &T {
        &self.now
    }

    /// The row, to change it at this moment. What was still shown goes on being shown.
    pub(crate) fn change(&mut self, moment: i64, settings: &Settings) -> &mut T {
        let shown = self.before.take().filter(|before| before.is_shown(moment));
        self.before = shown.or_else(|| before(Some(self.now.clone()), moment, settings));
        &mut self.now
    }

    /// The row to change when nobody is to notice a change.
    pub(crate) fn change_quietly(&mut self) -> &mut T {
        &mut self.now
    }

    /// The row as an answer of this moment has it; each call counts as one answer.
    pub(crate) fn shown(&self, moment: i64) -> Option<&T> {
        let Some(before) = self.before.as_ref().filter(|before| before.is_shown(moment)) else {
            return Some(&self.now);
        };
        before.reads.set(before.reads.get().saturating_sub(1));
        before.value.as_ref()
    }
}

impl<T> Before<T> {
    fn is_shown(&self, moment: i64) -> bool {
        self.reads.get() > 0 || moment < self.until
    }
}

fn before<T>(value: Option<T>, moment: i64, settings: &Settings) -> Option<Before<T>> {
    let lag = i64::try_from(settings.lag.as_millis()).unwrap_or(i64::MAX);
    let lags = settings.lag_reads > 0 || lag > 0;
    lags.then(|| Before { value, until: moment.saturating_add(lag), reads: Cell::new(settings.lag_reads) })
}
