//! Pages by their number, many at once, while GitLab counts them.
//!
//! What is removed meanwhile moves everything behind it forward, so that a row can slip through between two pages.
//! What lies between pages is therefore not taken for read as long as anything speaks against it; it is asked for by
//! itself then.

use std::collections::{BTreeMap, VecDeque};

use carrick_store::db::memberships::{self, Piece};
use carrick_store::db::readings::Pass;
use carrick_store::error::{Code, Error, Source};
use carrick_store::ranges::Range;
use tokio::task::JoinSet;

use super::keeping::Told;
use super::work::Work;
use crate::gitlab::{Place, ProjectPage};

/// How many pages are asked for before it is known how many there are.
const FIRST: u32 = 4;

/// The most that is kept in one step: about as many rows as take a few milliseconds.
const TOGETHER: usize = 4;

/// What the pages have said so far.
#[derive(Default)]
struct Count {
    left: VecDeque<u32>,
    asked: u32,
    total: Option<(i64, u32)>,
    /// Whether the pages told of different lists, or do not say.
    is_doubtful: bool,
    /// The first and the last number on each page that came.
    spans: BTreeMap<u32, (i64, i64)>,
    /// The first page behind which nothing follows.
    end: Option<u32>,
}

type Landed = (u32, Result<ProjectPage, Error>);

/// Reads what pages by number bring. What they cannot tell for sure is left to be read.
///
/// # Errors
/// What stands in the way; what was read until then is kept.
pub(super) async fn read_counted(work: &mut Work) -> Result<(), Error> {
    let mut count = Count::default();
    count.ask_upto(known_pages(work).max(FIRST));
    let mut flying = JoinSet::new();
    let mut failed = None;
    ask(work, &mut count, &mut flying);
    while let Some(landed) = flying.join_next().await {
        let more = std::iter::from_fn(|| flying.try_join_next()).take(TOGETHER - 1);
        let mut told = Vec::new();
        for landed in std::iter::once(landed).chain(more) {
            match landed.unwrap_or_else(|_| (0, Err(Error::new(Code::Internal).from_source(Source::Task)))) {
                (number, Ok(page)) => {
                    failed = failed.or(work.require_allowed(&page).err());
                    told.extend(count.hear(number, page));
                }
                (_, Err(error)) => failed = failed.or(Some(error)),
            }
        }
        // What is asked for next is under way while this is kept.
        if failed.is_none() {
            ask(work, &mut count, &mut flying);
        }
        work.total = count.total.map(|(total, _)| total);
        work.keep(told).await?;
    }
    take_for_read(work, count.gaps()).await?;
    failed.map_or(Ok(()), Err)
}

fn ask(work: &Work, count: &mut Count, flying: &mut JoinSet<Landed>) {
    while flying.len() < work.at_once()
        && let Some(page) = count.left.pop_front()
    {
        let (asker, among) = (work.asker.clone(), work.among());
        flying.spawn(async move { (page, asker.page(among, Place::Page(page)).await) });
    }
}

impl Count {
    fn ask_upto(&mut self, last: u32) {
        self.left.extend(self.asked + 1..=last);
        self.asked = self.asked.max(last);
    }

    fn hear(&mut self, number: u32, page: ProjectPage) -> Option<Told> {
        self.is_doubtful |= page.total.is_none() || self.total.is_some() && self.total != page.total;
        self.total = self.total.or(page.total);
        if page.is_last {
            self.end = Some(self.end.map_or(number, |end| end.min(number)));
        }
        match page.total {
            Some((_, pages)) => self.ask_upto(pages.min(MOST_PAGES)),
            // Above so many GitLab does not count, and there are better ways than pages by number.
            None => self.left.clear(),
        }
        let (first, last) = page.span?;
        self.spans.insert(number, (first, last));
        Some(Told { range: Range { after: first - 1, upto: last }, listed: page.listed })
    }

    /// What lies between pages that came one after the other, before the first and behind the last; nothing as long as
    /// anything speaks against their being of one list.
    fn gaps(&self) -> Vec<Range> {
        if self.is_doubtful {
            return Vec::new();
        }
        let before = |page: u32| match page.checked_sub(1) {
            Some(0) => Some(0),
            Some(page) => self.spans.get(&page).map(|(_, last)| *last),
            None => None,
        };
        let between =
            self.spans.iter().filter_map(|(page, (first, _))| Some(Range { after: before(*page)?, upto: first - 1 }));
        let behind = self.end.and_then(|end| {
            let last = self.spans.get(&end).map(|(_, last)| *last).or_else(|| before(end))?;
            Some(Range { after: last, upto: i64::MAX })
        });
        between.chain(behind).filter(|gap| !gap.is_empty()).collect()
    }
}

/// GitLab counts no more than 10,000 projects.
const MOST_PAGES: u32 = 100;

/// How many pages there were last time.
fn known_pages(work: &Work) -> u32 {
    let total = work.reading.total.filter(|_| work.pass == Pass::Names).unwrap_or_default();
    let pages = u32::try_from(total / 100).unwrap_or_default();
    if pages < MOST_PAGES { pages } else { 0 }
}

/// Takes it that nothing lies in these gaps, unless something is known to have lain there: then that is left to be
/// asked for.
async fn take_for_read(work: &mut Work, gaps: Vec<Range>) -> Result<(), Error> {
    let (link_id, instance) = (work.link_id, work.asker.instance().address());
    let asks = work.pass == Pass::Names;
    let look = move |db: &rusqlite::Connection| {
        let mut sure = Vec::new();
        for range in gaps {
            let piece = Piece { link_id, instance: &instance, range, listed: &[] };
            if !asks || !memberships::has_members_within(db, piece)? {
                sure.push(range);
            }
        }
        Ok(sure)
    };
    let sure = work.repositories.db.read(look).await?;
    let told = sure.into_iter().map(|range| Told { range, listed: Vec::new() }).collect();
    work.keep(told).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(span: Option<(i64, i64)>, is_last: bool, total: Option<(i64, u32)>) -> ProjectPage {
        ProjectPage { listed: Vec::new(), span, is_last, total, rest: None }
    }

    fn gaps(pages: &[(u32, ProjectPage)]) -> Vec<(i64, i64)> {
        let mut count = Count::default();
        for (number, page) in pages {
            count.hear(*number, page.clone());
        }
        count.gaps().into_iter().map(|gap| (gap.after, gap.upto)).collect()
    }

    #[test]
    fn only_between_neighbours_of_one_list_nothing_is_taken_to_lie() {
        let total = Some((4, 4));
        let first = (1, page(Some((3, 5)), false, total));
        let second = (2, page(Some((9, 12)), false, total));
        let last = (4, page(Some((30, 31)), true, total));
        let all = [first.clone(), second.clone(), last.clone()];
        assert_eq!(gaps(&all), [(0, 2), (5, 8), (31, i64::MAX)], "page 3 is missing, so 12 to 30 is open");
        assert_eq!(gaps(&[second.clone(), last.clone()]), [(31, i64::MAX)], "and so is what lies before page 2");
        let other = (4, page(Some((30, 31)), true, Some((5, 4))));
        assert_eq!(gaps(&[first.clone(), second.clone(), other]), [], "another count: something has moved");
        let unsaid = (4, page(Some((30, 31)), true, None));
        assert_eq!(gaps(&[first, second, unsaid]), [], "no count: it may have");
        let (empty, beyond) = (page(None, true, Some((0, 1))), page(None, true, Some((0, 1))));
        assert_eq!(gaps(&[(1, empty), (2, beyond)]), [(0, i64::MAX)], "there is nothing at all");
    }
}
