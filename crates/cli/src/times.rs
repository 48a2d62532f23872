//! Times, as JSON and people read them.

use jiff::Timestamp;

/// A time of ours (Unix milliseconds) in RFC 3339, UTC, to the second.
pub(crate) fn rfc3339(milliseconds: i64) -> String {
    let seconds = milliseconds.div_euclid(1000);
    Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn times_are_utc_to_the_second() {
        assert_eq!(rfc3339(1_772_546_520_999), "2026-03-03T14:02:00Z", "rounded down, with its zone");
        assert_eq!(rfc3339(i64::MAX), "1970-01-01T00:00:00Z", "a time that is none is no reason to fail");
    }
}
