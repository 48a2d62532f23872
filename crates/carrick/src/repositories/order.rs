//! The order in which a list shows what fits a query.

use std::num::NonZero;
use std::ops::Range;
use std::sync::Arc;

use super::index::{Index, Row};
use super::needle::{Grade, Needle};

/// How many orders are kept: those of the last keystrokes, which the next one narrows.
pub(super) const KEPT: usize = 6;

/// So many rows are looked through before another thread would have begun, and more threads hardly help.
const WORTH_A_THREAD: usize = 20_000;
const MOST_THREADS: usize = 4;

/// No grade is higher.
const GRADES: usize = 256;

/// Which of all repositories are listed. `None` lets both kinds pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    /// Only what this link reaches.
    pub link_id: Option<i64>,
    /// Only the archived ones, or none of them.
    pub archived: Option<bool>,
    /// Only those that no account may push to, or none of them. Archived ones count as such.
    pub read_only: Option<bool>,
    /// Only those that were added, or none of them.
    pub added: Option<bool>,
}

/// What fits a query, in order.
pub(super) struct Order {
    pub(super) revision: u64,
    pub(super) needle: Needle,
    pub(super) filter: Filter,
    /// Places in the index: what was added first, then by grade, then as the index has them.
    pub(super) places: Vec<u32>,
    /// How many of them were added.
    pub(super) added: usize,
}

impl Order {
    /// Looks through the index, or through what an order that this one narrows has found.
    pub(super) fn make(index: &Index, needle: Needle, filter: Filter, kept: &[Arc<Self>]) -> Self {
        let usable = |order: &&Arc<Self>| {
            order.revision == index.revision && order.filter == filter && needle.narrows(&order.needle)
        };
        let narrowed = kept.iter().filter(usable).min_by_key(|order| order.places.len());
        let within = narrowed.filter(|order| !order.needle.is_empty()).map(|order| {
            let mut places = order.places.clone();
            places.sort_unstable();
            places
        });
        let found = search(index, &needle, filter, within.as_deref());
        let added = found.iter().filter(|(_, is_added, _)| *is_added).count();
        Self { revision: index.revision, needle, filter, places: sort(&found), added }
    }
}

/// A grade, whether it was added, and its place.
type Found = (Grade, bool, u32);

/// Looks through these places, or all, in their order; through many by several threads.
fn search(index: &Index, needle: &Needle, filter: Filter, within: Option<&[u32]>) -> Vec<Found> {
    let count = within.map_or(index.rows().len(), <[u32]>::len);
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS);
    let size = count.div_ceil(threads).max(WORTH_A_THREAD);
    let part = |from: usize| search_part(index, needle, filter, within, from..count.min(from + size));
    std::thread::scope(|scope| {
        let others: Vec<_> = (size..count).step_by(size).map(|from| scope.spawn(move || part(from))).collect();
        let mut found = part(0);
        for other in others {
            // A thread that panics has said so; what it would have found is not listed.
            found.extend(other.join().unwrap_or_default());
        }
        found
    })
}

fn search_part(
    index: &Index,
    needle: &Needle,
    filter: Filter,
    within: Option<&[u32]>,
    part: Range<usize>,
) -> Vec<Found> {
    let seeker = needle.seeker();
    let fits = |at: usize| {
        let place = match within {
            Some(places) => *places.get(at)?,
            None => u32::try_from(at).ok()?,
        };
        let row = index.rows().get(place as usize)?;
        if !needle.may_fit(row.letters) || !passes(index, row, filter) {
            return None;
        }
        let grade = if needle.is_empty() { 0 } else { seeker.grade(index.hay(row))? };
        Some((grade, row.is_added, place))
    };
    part.filter_map(fits).collect()
}

fn passes(index: &Index, row: &Row, filter: Filter) -> bool {
    let Filter { link_id, archived, read_only, added } = filter;
    let is = |wanted: Option<bool>, it: bool| wanted.is_none_or(|wanted| wanted == it);
    is(archived, row.is_archived)
        && is(read_only, row.is_read_only || row.is_archived)
        && is(added, row.is_added)
        && link_id.is_none_or(|link_id| index.is_reached(row, link_id))
}

/// By counting, since there are few grades and many rows. What comes in the order of the index stays in it.
fn sort(found: &[Found]) -> Vec<u32> {
    let drawer = |(grade, is_added, _): &Found| {
        let grade = usize::from(*grade).min(GRADES - 1);
        GRADES - 1 - grade + if *is_added { 0 } else { GRADES }
    };
    let mut starts = [0; 2 * GRADES];
    for it in found {
        starts[drawer(it)] += 1;
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += std::mem::replace(start, sum);
    }
    let mut places = vec![0; found.len()];
    for it in found {
        let start = &mut starts[drawer(it)];
        places[*start] = it.2;
        *start += 1;
    }
    places
}
