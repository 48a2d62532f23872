//! How long links' access tokens still live: by the clock where this process meets one first, and by what passes from
//! then on, however the clock is set.

use std::collections::HashMap;

use carrick_store::clock::{Clock, Moment};
use carrick_store::model::Link;

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
}
