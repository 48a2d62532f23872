//! Which numbers have still to be read, while they are read in pieces and in any order.

use std::fmt;
use std::str::FromStr;

/// One piece: the numbers above `after`, up to and with `upto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Below the first.
    pub after: i64,
    /// The last.
    pub upto: i64,
}

/// Pieces that do not touch each other, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranges(Vec<Range>);

impl Range {
    /// Every number that GitLab gives.
    pub const ALL: Self = Self { after: 0, upto: i64::MAX };

    /// Whether it holds no number.
    pub fn is_empty(&self) -> bool {
        self.after >= self.upto
    }
}

impl Ranges {
    /// One piece alone.
    pub fn of(range: Range) -> Self {
        Self(Some(range).into_iter().filter(|range| !range.is_empty()).collect())
    }

    /// Takes away what has been read.
    pub fn remove(&mut self, read: Range) {
        if read.is_empty() {
            return;
        }
        let left = |range: &Range| {
            let before = Range { after: range.after, upto: range.upto.min(read.after) };
            let behind = Range { after: range.after.max(read.upto), upto: range.upto };
            [before, behind].into_iter().filter(|part| !part.is_empty())
        };
        self.0 = self.0.iter().flat_map(left).collect();
    }

    /// The pieces.
    pub fn iter(&self) -> impl Iterator<Item = Range> + '_ {
        self.0.iter().copied()
    }

    /// Whether everything has been read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Ranges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, range) in self.0.iter().enumerate() {
            let blank = if at == 0 { "" } else { " " };
            write!(f, "{blank}{}-{}", range.after, range.upto)?;
        }
        Ok(())
    }
}

/// A text that is none of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no list of ranges")]
pub struct Malformed;

impl FromStr for Ranges {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let mut ranges = Vec::new();
        let mut last = 0;
        for piece in text.split_whitespace() {
            let (after, upto) = piece.split_once('-').ok_or(Malformed)?;
            let range = Range { after: number(after)?, upto: number(upto)? };
            if range.is_empty() || range.after < last {
                return Err(Malformed);
            }
            last = range.upto;
            ranges.push(range);
        }
        Ok(Self(ranges))
    }
}

fn number(text: &str) -> Result<i64, Malformed> {
    text.parse().ok().filter(|number| *number >= 0).ok_or(Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(ranges: &Ranges, number: i64) -> bool {
        ranges.iter().any(|range| range.after < number && number <= range.upto)
    }

    proptest! {
        #[test]
        fn what_was_not_read_is_left(pieces in prop::collection::vec((0i64..60, 0i64..20), 0..8)) {
            let mut ranges = Ranges::of(Range { after: 0, upto: 60 });
            for (after, length) in &pieces {
                ranges.remove(Range { after: *after, upto: after + length });
            }
            for number in 1..=60 {
                let is_read = pieces.iter().any(|(after, length)| *after < number && number <= after + length);
                prop_assert_eq!(holds(&ranges, number), !is_read, "{} of {}", number, &ranges);
            }
            prop_assert_eq!(ranges.to_string().parse(), Ok(ranges), "and what is written is read back");
        }

        #[test]
        fn a_text_of_another_hand_is_refused_or_read(text in "[0-9 -]{0,24}") {
            if let Ok(ranges) = text.parse::<Ranges>() {
                prop_assert!(ranges.iter().all(|range| !range.is_empty()));
                prop_assert_eq!(ranges.to_string().parse(), Ok(ranges));
            }
        }
    }
}
