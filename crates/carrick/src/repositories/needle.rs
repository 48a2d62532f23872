//! What was typed, looked for in paths and names: how well it fits, and which letters it is.
//!
//! The better a place is where a word stands, the higher the grade: a whole name before the beginning of one, that
//! before the beginning of a word in it, that before the middle, and letters that are only scattered come last.

use memchr::memmem::Finder;

/// What separates the path of a project from its name in a text that is searched.
pub(super) const SEPARATOR: u8 = 0;

/// Longer texts are cut: nobody types them.
const LONGEST: usize = 256;

/// Only where a whole path is typed there is a better one, and that is found first.
const BEST_TIER: Grade = 11;

/// How well a text fits: the higher, the better.
pub(super) type Grade = u16;

/// A text that is searched: a lower-case path, the separator, a lower-case name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hay<'a> {
    pub(super) text: &'a [u8],
    /// Where the project's own part of its path begins.
    pub(super) slug: usize,
    /// Where the path ends.
    pub(super) path_end: usize,
}

/// What was typed: words that must all be found, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Needle {
    words: Vec<String>,
    letters: u64,
}

impl Needle {
    /// Reads what was typed.
    pub(super) fn new(typed: &str) -> Self {
        let typed: String = typed.chars().filter(|c| !c.is_control() || c.is_whitespace()).take(LONGEST).collect();
        let mut words: Vec<String> = typed.to_lowercase().split_whitespace().map(str::to_owned).collect();
        words.dedup();
        let letters = words.iter().fold(0, |letters, word| letters | letters_of(word.as_bytes()));
        Self { words, letters }
    }

    /// Whether everything fits.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether whatever fits this fits the other too, so that it needs to be looked for only there.
    pub(super) fn narrows(&self, other: &Self) -> bool {
        let begins = self.words.iter().zip(&other.words).all(|(word, before)| word.starts_with(before.as_str()));
        begins && self.words.len() >= other.words.len()
    }

    /// Whether a text with these letters can fit.
    pub(super) fn may_fit(&self, letters: u64) -> bool {
        letters & self.letters == self.letters
    }

    /// Something to look through many texts with.
    pub(super) fn seeker(&self) -> Seeker<'_> {
        Seeker(self.words.iter().map(|word| Word { word: word.as_bytes(), finder: Finder::new(word) }).collect())
    }

    /// The places of the letters that were found, in the text as it is written: by character, in order.
    pub(super) fn marks(&self, hay: Hay<'_>) -> Vec<usize> {
        let mut marks: Vec<usize> = self.seeker().0.iter().flat_map(|word| word.places(hay)).collect();
        marks.sort_unstable();
        marks.dedup();
        marks
    }
}

/// A needle made ready.
pub(super) struct Seeker<'a>(Vec<Word<'a>>);

struct Word<'a> {
    word: &'a [u8],
    finder: Finder<'a>,
}

impl Seeker<'_> {
    /// How well a text fits, if every word is found in it.
    pub(super) fn grade(&self, hay: Hay<'_>) -> Option<Grade> {
        let mut total: u32 = 0;
        for word in &self.0 {
            total += u32::from(word.best(hay)?.0);
        }
        let count = u32::try_from(self.0.len()).unwrap_or(u32::MAX).max(1);
        Some(Grade::try_from(total / count).unwrap_or(Grade::MAX))
    }
}

/// Where a word was found.
enum Place {
    /// In one piece, from here.
    Whole(usize),
    /// Letter by letter, between these two.
    Scattered(usize, usize),
}

impl Word<'_> {
    fn best(&self, hay: Hay<'_>) -> Option<(Grade, Place)> {
        let best = match self.word {
            // Every other text holds it many times over, and what lies before a project's own part decides little.
            [letter] => {
                let own = memchr::memchr_iter(*letter, &hay.text[hay.slug..]).map(|at| hay.slug + at);
                match self.best_of(hay, own) {
                    (0, _) => self.best_of(hay, memchr::memchr_iter(*letter, &hay.text[..hay.slug])),
                    best => best,
                }
            }
            _ => self.best_of(hay, self.finder.find_iter(hay.text)),
        };
        match best {
            (0, _) => self.scattered(hay),
            // Of what one letter fits, what was last active is the better.
            (tier, at) if self.word.len() == 1 => Some((graded(tier, 0), Place::Whole(at))),
            (tier, at) => Some((self.graded_whole(hay, tier, at), Place::Whole(at))),
        }
    }

    /// The best of these places, with its tier; the tier is 0 where there is none.
    fn best_of(&self, hay: Hay<'_>, places: impl Iterator<Item = usize>) -> (Grade, usize) {
        let mut best = (0, 0);
        for at in places {
            let tier = self.tier(hay, at);
            if tier > best.0 {
                best = (tier, at);
            }
            if tier >= BEST_TIER {
                break;
            }
        }
        best
    }

    fn tier(&self, hay: Hay<'_>, at: usize) -> Grade {
        let end = at + self.word.len();
        let begins_part = at == 0 || is_edge(hay.text[at - 1]);
        let ends_part = hay.text.get(end).is_none_or(|byte| is_edge(*byte));
        match (end > hay.slug, begins_part, ends_part) {
            _ if at == 0 && end == hay.path_end => 12,
            (true, true, true) => 11,
            (true, true, false) => 10,
            (true, false, _) if begins_word(hay.text, at) => 9,
            (false, true, true) => 8,
            (false, true, false) => 7,
            (false, false, _) if begins_word(hay.text, at) => 6,
            (true, false, _) => 5,
            (false, false, _) => 4,
        }
    }

    /// The less else stands in the part of the path, or in the name, the better.
    fn graded_whole(&self, hay: Hay<'_>, tier: Grade, at: usize) -> Grade {
        let from = hay.text[..at].iter().rposition(|byte| is_edge(*byte)).map_or(0, |edge| edge + 1);
        let part = memchr::memchr2(b'/', SEPARATOR, &hay.text[at + self.word.len()..]);
        let rest = part.unwrap_or(hay.text.len() - at - self.word.len());
        graded(tier, (at - from + rest) / 4)
    }

    /// Letters that stand in this order, all in the path or all in the name. A letter alone is not scattered, and those
    /// that are begin where a word begins.
    fn scattered(&self, hay: Hay<'_>) -> Option<(Grade, Place)> {
        if self.word.len() < 2 || !self.word.is_ascii() {
            return None;
        }
        let within = |from: usize, to: usize| {
            let found = span(self.word, hay.text.get(from..to)?);
            found.map(|(start, end)| (from + start, from + end))
        };
        let in_path = within(0, hay.path_end);
        let in_slug = in_path.and_then(|_| within(hay.slug, hay.path_end));
        let own = in_slug.or_else(|| within(hay.path_end + 1, hay.text.len()));
        let (tier, (start, end)) = own.map(|own| (2, own)).or(in_path.map(|path| (1, path)))?;
        Some((graded(tier, end - start - self.word.len()), Place::Scattered(start, end)))
    }

    fn places(&self, hay: Hay<'_>) -> Vec<usize> {
        match self.best(hay) {
            None => Vec::new(),
            Some((_, Place::Whole(at))) => (at..at + self.word.len()).collect(),
            Some((_, Place::Scattered(start, end))) => {
                let mut letters = self.word.iter().peekable();
                (start..end).filter(|at| letters.next_if(|letter| **letter == hay.text[*at]).is_some()).collect()
            }
        }
    }
}

/// Which letters a text has, as a set that may hold more.
pub(super) fn letters_of(text: &[u8]) -> u64 {
    text.iter().fold(0, |letters, byte| letters | 1 << (byte & 63))
}

/// A tier, and within it the less there is besides the better.
fn graded(tier: Grade, besides: usize) -> Grade {
    tier * 16 + 15 - Grade::try_from(besides.min(15)).unwrap_or(15)
}

fn is_edge(byte: u8) -> bool {
    matches!(byte, b'/' | SEPARATOR)
}

/// Whether a word begins here: before it stands nothing, or a sign.
fn begins_word(text: &[u8], at: usize) -> bool {
    at == 0 || (text[at - 1].is_ascii() && !text[at - 1].is_ascii_alphanumeric())
}

/// The first place from the beginning of a word on where the letters of `word` stand in order, as near to each other
/// as from its last letter backwards.
fn span(word: &[u8], text: &[u8]) -> Option<(usize, usize)> {
    let (first, rest) = word.split_first()?;
    let mut start = memchr::memchr_iter(*first, text).find(|at| begins_word(text, *at))?;
    let mut end = start + 1;
    for letter in rest {
        end += memchr::memchr(*letter, &text[end..])? + 1;
    }
    // A later beginning may be nearer.
    let after = start + 1;
    for later in memchr::memchr_iter(*first, &text[after..end]).map(|at| after + at) {
        if begins_word(text, later) && stands_within(rest, &text[later + 1..end]) {
            start = later;
        }
    }
    Some((start, end))
}

fn stands_within(letters: &[u8], text: &[u8]) -> bool {
    let mut at = 0;
    letters.iter().all(|letter| match memchr::memchr(*letter, &text[at..]) {
        Some(found) => {
            at += found + 1;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests;
