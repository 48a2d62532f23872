//! When it is looked again: soon while something happens, seldom when it is quiet.

/// While something happens (milliseconds).
const BUSY: i64 = 5_000;

/// When it is quiet.
const QUIET: i64 = 60_000;

/// Each request costs so much time (milliseconds), so that no instance is asked more than some 300 times a minute.
const A_REQUEST: i64 = 200;

/// The longest pause between two rounds, however much they take.
const LONGEST: i64 = 10 * 60_000;

/// When a round is due after one that came to its end (Unix milliseconds), a tenth sooner or later by the clock's own
/// small figures, so that many computers do not ask together.
pub(super) fn next_at(now: i64, is_busy: bool, requests: u32) -> i64 {
    let usual = if is_busy { BUSY } else { QUIET };
    let interval = usual.max(i64::from(requests).saturating_mul(A_REQUEST)).min(LONGEST);
    let tenth = interval / 10;
    let jitter = now.rem_euclid(997) * (2 * tenth + 1) / 997 - tenth;
    now.saturating_add(interval + jitter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_looked_soon_while_something_happens_and_seldom_when_not() {
        for now in [1_800_000_000_000, 1_800_000_000_998, 1_800_000_000_500] {
            let (busy, quiet) = (next_at(now, true, 3) - now, next_at(now, false, 3) - now);
            assert!((4_500..=5_500).contains(&busy), "{busy} ms while something happens");
            assert!((54_000..=66_000).contains(&quiet), "{quiet} ms when it is quiet");
            let costly = next_at(now, true, 1000) - now;
            assert!(costly >= 180_000, "a thousand requests are not asked again after {costly} ms");
        }
    }

    #[test]
    fn no_two_computers_ask_in_step() {
        let all: std::collections::BTreeSet<i64> =
            (0..1000).map(|after| next_at(1_800_000_000_000 + after, false, 1) - after).collect();
        assert!(all.len() > 500, "{} different times", all.len());
    }
}
