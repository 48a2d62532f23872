//! Reading ranges of GitLab's numbers, many at once: what is left, whatever it is left of.

use carrick_store::error::{Code, Error, Source};
use carrick_store::ranges::Range;
use tokio::task::JoinSet;

use super::keeping::Told;
use super::work::Work;
use crate::gitlab::{Place, ProjectPage};

/// The most that is kept in one step: about as many rows as take a few milliseconds.
const TOGETHER: usize = 4;

/// What is left to be asked for.
#[derive(Default)]
struct Left {
    ranges: Vec<Range>,
    /// One whose end is not known, and which is therefore not split: until it is asked where the list ends.
    open: Option<Open>,
}

struct Open {
    range: Range,
    ids_per_page: i64,
}

type Landed = (Place, Result<ProjectPage, Error>);

/// Reads every range that is left.
///
/// # Errors
/// What stands in the way; what was read until then is kept.
pub(super) async fn sweep(work: &mut Work) -> Result<(), Error> {
    let mut left = Left { ranges: work.reading.remaining.iter().collect(), open: None };
    let mut flying = JoinSet::new();
    while let Some(landed) = next(work, &mut left, &mut flying).await {
        let more = std::iter::from_fn(|| flying.try_join_next()).take(TOGETHER - 1);
        let landed: Vec<_> = std::iter::once(landed).chain(more).collect();
        let (mut told, mut failed) = (Vec::new(), None);
        for landed in landed {
            let free = work.at_once().saturating_sub(flying.len() + left.ranges.len());
            match landed.unwrap_or_else(|_| (Place::End, Err(Error::new(Code::Internal).from_source(Source::Task)))) {
                (place, Ok(page)) => {
                    failed = failed.or(work.require_allowed(&page).err());
                    told.extend(left.hear(place, page, free));
                }
                (_, Err(error)) => failed = failed.or(Some(error)),
            }
        }
        // What is asked for next is under way while this is kept.
        if failed.is_none() {
            ask(work, &mut left, &mut flying);
        }
        work.keep(told).await?;
        if let Some(error) = failed {
            return Err(error);
        }
    }
    Ok(())
}

async fn next(
    work: &Work,
    left: &mut Left,
    flying: &mut JoinSet<Landed>,
) -> Option<Result<Landed, tokio::task::JoinError>> {
    ask(work, left, flying);
    flying.join_next().await
}

/// Asks for as much of what is left as may be under way.
fn ask(work: &Work, left: &mut Left, flying: &mut JoinSet<Landed>) {
    while flying.len() < work.at_once()
        && let Some(range) = left.ranges.pop()
    {
        spawn(work, flying, Place::Within(range));
    }
    if flying.is_empty() && left.open.is_some() {
        spawn(work, flying, Place::End);
    }
}

fn spawn(work: &Work, flying: &mut JoinSet<Landed>, place: Place) {
    let (asker, among) = (work.asker.clone(), work.among());
    flying.spawn(async move { (place, asker.page(among, place).await) });
}

impl Left {
    /// Takes what a page says, and what it leaves to be asked for, in so many pieces as there are free places.
    fn hear(&mut self, place: Place, page: ProjectPage, free: usize) -> Option<Told> {
        let range = match place {
            Place::Within(range) => range,
            Place::End => {
                self.know_end(page.span.map_or(0, |(_, last)| last), free);
                return None;
            }
            Place::Page(_) => return None,
        };
        let Some((first, last)) = page.span.filter(|_| !page.is_last) else {
            return Some(Told { range, listed: page.listed });
        };
        let (rest, ids_per_page) = (Range { after: last, upto: range.upto }, last - first + 1);
        if rest.upto == i64::MAX {
            self.open = Some(Open { range: rest, ids_per_page });
        } else {
            self.ranges.extend(split(rest, ids_per_page, free));
        }
        Some(Told { range: Range { upto: last, ..range }, listed: page.listed })
    }

    /// Splits what had no end. Behind the end lies what is made meanwhile.
    fn know_end(&mut self, last: i64, free: usize) {
        let Some(Open { range, ids_per_page }) = self.open.take() else { return };
        let end = last.clamp(range.after, range.upto - 1);
        self.ranges.push(Range { after: end, ..range });
        self.ranges.extend(split(Range { upto: end, ..range }, ids_per_page, free));
    }
}

/// Cuts a range into pieces of a page or more each, as far as one page tells how many numbers are on the next.
fn split(range: Range, ids_per_page: i64, most: usize) -> Vec<Range> {
    if range.is_empty() {
        return Vec::new();
    }
    let length = range.upto - range.after;
    let pages = length / ids_per_page.max(1);
    let pieces = pages.clamp(1, i64::try_from(most.max(1)).unwrap_or(1));
    let size = length / pieces;
    let begins = |piece: i64| range.after + piece * size;
    let ends = |piece: i64| if piece + 1 == pieces { range.upto } else { begins(piece + 1) };
    (0..pieces).map(|piece| Range { after: begins(piece), upto: ends(piece) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use carrick_store::ranges::Ranges;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_pieces_of_a_range_are_the_range(after in 0i64..1000, length in 0i64..1000, ids in 0i64..90, most in 0usize..40) {
            let range = Range { after, upto: after + length };
            let pieces = split(range, ids, most);
            prop_assert!(pieces.len() <= most.max(1), "there is a place for each");
            let mut left = Ranges::of(range);
            for piece in &pieces {
                left.remove(*piece);
            }
            prop_assert!(left.is_empty(), "{pieces:?} leave {left} of {range:?}");
            let total: i64 = pieces.iter().map(|piece| piece.upto - piece.after).sum();
            prop_assert_eq!(total, length, "and none is read twice");
        }
    }
}
