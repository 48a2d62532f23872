//! How far an instance's clock is ahead of this computer's, by what the instance last said of the time.

/// How far it is ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offset {
    /// Milliseconds.
    ahead: i64,
    /// When that was found out (Unix milliseconds, this computer's).
    noted_at: i64,
}

impl Offset {
    /// What the instance said of the time when it was `here` on this computer (Unix milliseconds, both).
    pub(crate) fn noted(there: i64, here: i64) -> Self {
        Self { ahead: there.saturating_sub(here), noted_at: here }
    }

    /// What time it is there when it is `now` here (Unix milliseconds, both). A clock that was set back since takes no
    /// instance's time back with it: until the instance is heard again, it is as late there as it was.
    pub(crate) fn there(self, now: i64) -> i64 {
        now.max(self.noted_at).saturating_add(self.ahead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_takes_nobody_elses_back() {
        let offset = Offset::noted(5_000_000, 4_000_000);
        assert_eq!(offset.there(4_010_000), 5_010_000, "ten seconds later");
        assert_eq!(offset.there(400_000), 5_000_000, "an hour back here, and not a second there");
    }
}
