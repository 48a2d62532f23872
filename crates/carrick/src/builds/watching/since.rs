//! From when on changes are asked for. Two clocks that cannot be trusted meet here: `updated_at`, which stands still for
//! up to a minute, and GitLab's own, which replicas lag behind. This computer's is not asked.

use carrick_store::db::watches::Watch;

/// What was seen is asked for again for so long: a second push within a minute moves no time (milliseconds).
pub(super) const OVERLAP: i64 = 90_000;

/// A replica of GitLab's lags no more than this (milliseconds); what comes later still is found by the sweep.
const LAG: i64 = 15 * 60_000;

/// What changed before is not looked for again, however long nobody looked (milliseconds): the sweep finds what is open.
pub(crate) const LOOK_BACK: i64 = 7 * 24 * 60 * 60_000;

/// From when on a project's changes are asked for (the instance's Unix milliseconds), where it is now `now` there, as far
/// as that is known. A quiet project would name a year ago: once a look came to its end, nothing from before it is new.
pub(super) fn since(watch: &Watch, now: Option<i64>) -> i64 {
    let seen = watch.cursor_at.unwrap_or_default();
    let looked = watch.told_at.map_or(0, |told_at| told_at.saturating_sub(LAG));
    let earliest = now.map_or(0, |now| now.saturating_sub(LOOK_BACK));
    seen.max(looked).saturating_sub(OVERLAP).max(earliest)
}

/// From before when changes are left out because nobody looked for so long (the instance's Unix milliseconds); nothing
/// where none are.
pub(super) fn left_out(watch: &Watch, now: Option<i64>) -> Option<i64> {
    let earliest = now?.saturating_sub(LOOK_BACK);
    watch.told_at.filter(|told_at| *told_at < earliest).map(|_| earliest)
}

/// How far the highest `updated_at` of an answer moves the cursor: never beyond the answer itself, since nobody has seen
/// what is still to come.
pub(super) fn cursor(highest: i64, answered_at: Option<i64>) -> Option<i64> {
    answered_at.map(|answered_at| highest.min(answered_at)).filter(|cursor| *cursor > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(cursor_at: Option<i64>, told_at: Option<i64>) -> Watch {
        Watch {
            id: 1,
            link_id: 1,
            project_id: 7,
            path: "group/web".to_owned(),
            cursor_at,
            swept_at: None,
            looked_at: None,
            told_at,
            failures: 0,
            next_try: 0,
            failure: None,
            self_built_at: None,
        }
    }

    const NOW: i64 = 1_800_000_000_000;

    #[test]
    fn a_second_push_within_a_minute_is_asked_for_again() {
        let at = since(&watch(Some(NOW), Some(NOW)), Some(NOW));
        assert!(NOW - at >= 60_000, "its time did not move: it is asked for from {} s before", (NOW - at) / 1000);
    }

    #[test]
    fn a_quiet_project_is_not_asked_for_its_last_year() {
        let year_ago = NOW - 365 * 24 * 60 * 60_000;
        let at = since(&watch(Some(year_ago), Some(NOW)), Some(NOW));
        assert_eq!(NOW - at, LAG + OVERLAP, "but for as long as a replica may lag");
    }

    #[test]
    fn after_a_long_sleep_a_week_is_looked_back() {
        let long_ago = NOW - 60 * 24 * 60 * 60_000;
        let at = since(&watch(Some(long_ago), Some(long_ago)), Some(NOW));
        assert_eq!(NOW - at, LOOK_BACK, "what is open is found by the sweep");
        let said = left_out(&watch(Some(long_ago), Some(long_ago)), Some(NOW));
        assert_eq!(said, Some(NOW - LOOK_BACK), "and that is said");
        let quiet = watch(Some(long_ago), Some(NOW - 60_000));
        assert_eq!(left_out(&quiet, Some(NOW)), None, "a quiet project leaves nothing out");
    }

    #[test]
    fn a_merge_request_from_the_future_hides_none_that_comes_before() {
        assert_eq!(cursor(NOW + 1_000_000, Some(NOW)), Some(NOW), "the answer itself is the latest that was seen");
        assert_eq!(cursor(NOW, None), None, "an answer without a time moves nothing");
    }
}
