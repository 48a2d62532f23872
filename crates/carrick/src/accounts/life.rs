//! How long links' access tokens still live: by the clock where this process meets one first, and by what passes from
//! then on, however the clock is set.

use std::collections::HashMap;
use std::path::Path;

use carrick_store::clock::{Clock, Moment};
use carrick_store::model::Link;
use carrick_store::stamps::Stamp;

/// How long a program outside is taken to need the token that it was handed (milliseconds).
const IN_USE: i64 = 60_000;

/// So long before its end a token is renewed all the same (milliseconds).
const NO_LATER: i64 = 2 * 60_000;

/// What is known of tokens' lives, by link.
#[derive(Default)]
pub(super) struct Lives(HashMap<i64, Life>);

struct Life {
    pair_id: i64,
    ends: Moment,
}

impl Lives {
    /// Notes when the tokens end that are met for the first time. These are all links that there are.
    pub(super) fn meet(&mut self, all: &[Link], clock: &dyn Clock) {
        let (now, moment) = (clock.now(), clock.moment());
        let ends = |link: &Link| match self.0.get(&link.id) {
            Some(known) if known.pair_id == link.pair_id => known.ends,
            _ => moment.after(link.left(now)),
        };
        self.0 = all.iter().map(|link| (link.id, Life { pair_id: link.pair_id, ends: ends(link) })).collect();
    }

    /// How long a link's token still lives (milliseconds).
    pub(super) fn left(&self, link: &Link, clock: &dyn Clock) -> i64 {
        match self.0.get(&link.id) {
            Some(known) if known.pair_id == link.pair_id => known.ends.since(clock.moment()).max(0),
            _ => link.left(clock.now()),
        }
    }

    /// In how long it is renewed (milliseconds), perhaps long ago.
    pub(super) fn renews_in(&self, link: &Link, clock: &dyn Clock) -> i64 {
        link.renews_in(self.left(link, clock))
    }

    /// In how long Carrick renews it by itself (milliseconds), perhaps long ago: a token that was just handed to a program
    /// outside, or to the person for one, is left to it for a while, unless it ends before.
    pub(super) fn due_in(&self, link: &Link, data_dir: &Path, clock: &dyn Clock) -> i64 {
        let (left, now) = (self.left(link, clock), clock.now());
        let handed_out =
            [Stamp::HandedOut, Stamp::Printed].into_iter().filter_map(|stamp| stamp.last(data_dir, link.id));
        // What a clock that was set back has before it says nothing.
        let last = handed_out.filter(|at| *at <= now).max();
        let used_for = last.map_or(i64::MIN, |at| at.saturating_add(IN_USE).saturating_sub(now));
        link.renews_in(left).max(used_for.min(left - NO_LATER))
    }
}
