//! How long sign-ins that are under way may still take: ten minutes of time that only runs forward, however the clock is
//! set meanwhile. The database has their ends by the clock, and follows it.

use std::collections::HashMap;

use carrick_store::clock::{Clock, Moment};
use carrick_store::db::attempts;
use carrick_store::error::Error;
use carrick_store::model::Attempt;

use super::Accounts;

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

    /// When each of the open attempts is over by the clock as it is set now (Unix milliseconds). One that was not seen
    /// before has what its row leaves it, and one that was cut short is over as its row says.
    fn ends(&mut self, open: &[Attempt], clock: &dyn Clock) -> Vec<i64> {
        self.0.retain(|id, _| open.iter().any(|attempt| attempt.id == *id));
        let (now, moment) = (clock.now(), clock.moment());
        let end = |attempt: &Attempt| {
            let left = attempt.expires_at.saturating_sub(now).min(Attempt::LIFETIME);
            let over = *self.0.entry(attempt.id).or_insert_with(|| moment.after(left));
            let says = clock.says(over);
            if attempt.is_cut_short() || says.abs_diff(attempt.expires_at) <= SET { attempt.expires_at } else { says }
        };
        open.iter().map(end).collect()
    }
}

/// When the next sign-in has taken too long (Unix milliseconds).
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn next_end(accounts: &Accounts) -> Result<Option<i64>, Error> {
    let open = accounts.db.read(attempts::all_open).await?;
    let ends = accounts.live().spans.ends(&open, accounts.clock.as_ref());
    Ok(ends.into_iter().min())
}

/// Has the database say when open attempts end by the clock as it is set now. Only while holding
/// [`Accounts::exclusive`].
///
/// # Errors
/// When the database cannot be read or written.
pub(super) async fn follow_the_clock(accounts: &Accounts) -> Result<(), Error> {
    let open = accounts.db.read(attempts::all_open).await?;
    let ends = accounts.live().spans.ends(&open, accounts.clock.as_ref());
    let moved: Vec<(i64, i64)> = open
        .iter()
        .zip(ends)
        .filter(|(attempt, end)| attempt.expires_at != *end)
        .map(|(attempt, end)| (attempt.id, end))
        .collect();
    if !moved.is_empty() {
        let follow =
            move |db: &rusqlite::Connection| moved.iter().try_for_each(|&(id, end)| attempts::end_at(db, id, end));
        accounts.db.write(follow).await?;
    }
    Ok(())
}
