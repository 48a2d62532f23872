//! What an answer changes about what was seen before. Snapshots are compared, never times alone: a push moves no time
//! within a minute of another, and lists come from replicas that lag.

use carrick_store::merge_request::{MergeRequest, MergeRequestState, Snapshot};
use carrick_store::rule::Terms;

/// An answer that is older than what was seen is believed all the same once that is so long ago (milliseconds): times
/// can be wrong, and nothing may hide for ever.
const STALE_FOR: i64 = 5 * 60_000;

/// What an answer changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing.
    None,
    /// It tells of a time before what was seen.
    Stale,
    /// What nothing is decided by: a title, a time.
    Trace,
    /// What is decided by.
    Edit {
        /// Whether it is a reason to build what was not built before.
        is_news: bool,
    },
}

/// Compares what was seen before with what is seen at `now` (Unix milliseconds, this computer's).
pub(super) fn compare(before: Option<&MergeRequest>, seen: &Snapshot, terms: &Terms, now: i64) -> Change {
    let Some(MergeRequest { snapshot: before, seen_at, .. }) = before else { return Change::Edit { is_news: true } };
    if seen == before {
        return Change::None;
    }
    if seen.updated_at < before.updated_at && (0..STALE_FOR).contains(&now.saturating_sub(*seen_at)) {
        return Change::Stale;
    }
    let is_same = seen.sha == before.sha
        && seen.state == before.state
        && seen.is_draft == before.is_draft
        && seen.labels == before.labels
        && seen.target_branch == before.target_branch
        && seen.source_project == before.source_project
        // How long GitLab is waited for goes by it.
        && seen.prepared_at == before.prepared_at;
    if is_same { Change::Trace } else { Change::Edit { is_news: is_news(before, seen, terms) } }
}

/// Whether approvals of it hold no longer.
pub(super) fn voids_approvals(before: &Snapshot, seen: &Snapshot) -> bool {
    before.target_branch != seen.target_branch || before.state != seen.state
}

/// An edit that changes no code builds only where a rule names it.
fn is_news(before: &Snapshot, seen: &Snapshot, terms: &Terms) -> bool {
    let has = |snapshot: &Snapshot, named: &[String]| snapshot.labels.iter().any(|label| named.contains(label));
    let became_open = before.state != MergeRequestState::Opened && seen.state == MergeRequestState::Opened;
    let became_forced = !has(before, &terms.force_labels) && has(seen, &terms.force_labels);
    let is_skipped_no_longer = has(before, &terms.skip_labels) && !has(seen, &terms.skip_labels);
    seen.sha != before.sha
        || became_open
        || (before.is_draft && !seen.is_draft)
        || before.target_branch != seen.target_branch
        || before.source_project != seen.source_project
        || became_forced
        || is_skipped_no_longer
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    fn before() -> MergeRequest {
        let snapshot = Snapshot {
            iid: 42,
            sha: "a".repeat(40),
            state: MergeRequestState::Opened,
            is_draft: false,
            labels: vec!["one".to_owned()],
            source_branch: "invoices".to_owned(),
            target_branch: "main".to_owned(),
            source_project: Some(7),
            title: "Add invoices".to_owned(),
            author_id: Some(3),
            author: "alice".to_owned(),
            created_at: NOW,
            updated_at: NOW,
            prepared_at: Some(NOW),
        };
        MergeRequest { id: 1, watch_id: 1, snapshot, head_seen_at: NOW, was_there: false, hot_until: 0, seen_at: NOW }
    }

    fn changed(change: impl FnOnce(&mut Snapshot)) -> Change {
        let before = before();
        let mut seen = before.snapshot.clone();
        change(&mut seen);
        let terms =
            Terms { force_labels: vec!["ci".to_owned()], skip_labels: vec!["one".to_owned()], ..Terms::default() };
        compare(Some(&before), &seen, &terms, NOW + 1000)
    }

    #[test]
    fn two_pushes_within_a_minute_are_two_though_no_time_moved() {
        assert_eq!(changed(|seen| seen.sha = "b".repeat(40)), Change::Edit { is_news: true }, "the time did not move");
    }

    #[test]
    fn a_bots_label_builds_nothing_unless_the_rule_names_it() {
        let edit = |labels: &[&str]| changed(|seen| seen.labels = labels.iter().map(|it| (*it).to_owned()).collect());
        assert_eq!(edit(&["one", "bot"]), Change::Edit { is_news: false }, "no rule names it");
        assert_eq!(edit(&["one", "ci"]), Change::Edit { is_news: true }, "a rule forces by it");
        assert_eq!(edit(&[]), Change::Edit { is_news: true }, "a rule skipped by what is gone");
    }

    #[test]
    fn a_draft_that_is_ready_a_new_target_and_a_reopened_one_are_news() {
        assert_eq!(
            changed(|seen| seen.target_branch = "next".to_owned()),
            Change::Edit { is_news: true },
            "retargeted"
        );
        assert_eq!(changed(|seen| seen.is_draft = true), Change::Edit { is_news: false }, "a draft now");
        assert_eq!(changed(|seen| seen.state = MergeRequestState::Closed), Change::Edit { is_news: false }, "closed");
        let mut draft = before();
        draft.snapshot.is_draft = true;
        let ready = compare(Some(&draft), &before().snapshot, &Terms::default(), NOW);
        assert_eq!(ready, Change::Edit { is_news: true }, "ready");
        let mut closed = before();
        closed.snapshot.state = MergeRequestState::Closed;
        let reopened = compare(Some(&closed), &before().snapshot, &Terms::default(), NOW);
        assert_eq!(reopened, Change::Edit { is_news: true }, "reopened");
    }

    #[test]
    fn a_lagging_replica_takes_nothing_back_and_hides_nothing_for_ever() {
        let stale = |seen: &mut Snapshot| {
            seen.updated_at -= 1000;
            seen.sha = "b".repeat(40);
        };
        assert_eq!(changed(stale), Change::Stale, "it tells of a time before");
        let (before, mut seen) = (before(), before().snapshot);
        stale(&mut seen);
        let later = compare(Some(&before), &seen, &Terms::default(), NOW + STALE_FOR);
        assert_eq!(later, Change::Edit { is_news: true }, "no replica lags for so long");
    }

    #[test]
    fn a_title_is_kept_and_decides_nothing() {
        assert_eq!(changed(|seen| seen.title = "Other".to_owned()), Change::Trace, "a title");
        assert_eq!(changed(|seen| seen.updated_at += 1), Change::Trace, "a note");
        assert_eq!(changed(|_| ()), Change::None, "nothing");
    }
}
