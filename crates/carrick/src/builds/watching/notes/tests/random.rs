//! Whatever is seen, in whatever order.

use proptest::prelude::*;

use super::super::*;
use super::desk::{Desk, NOW, PROJECT, mine};

/// Anything that can be seen of one merge request.
fn snapshots() -> impl Strategy<Value = Snapshot> {
    let letter = prop::sample::select(vec!['a', 'b', 'c', 'd']);
    let state = prop::sample::select(vec![
        MergeRequestState::Opened,
        MergeRequestState::Opened,
        MergeRequestState::Opened,
        MergeRequestState::Closed,
        MergeRequestState::Locked,
    ]);
    let labels = prop::collection::vec(prop::sample::select(vec!["wip".to_owned(), "bot".to_owned()]), 0..2);
    (letter, state, labels, any::<bool>(), 0i64..3, any::<bool>()).prop_map(
        |(letter, state, labels, is_draft, later, is_fork)| {
            let source_project = if is_fork { Some(99) } else { Some(PROJECT) };
            Snapshot { state, labels, is_draft, source_project, updated_at: NOW + later * 1000, ..mine(letter) }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_seen_in_whatever_order_the_open_head_has_one_fate_and_no_other_waits(
        seen in prop::collection::vec(snapshots(), 1..14),
    ) {
        let mut desk = Desk::new();
        for snapshot in &seen {
            desk.see(snapshot);
        }
        let found = desk.db.read(|db| merge_requests::find(db, desk.look.target.watch.id, 42)).unwrap();
        let Some(merge_request) = found else { return Ok(()) };
        let head = &merge_request.snapshot;
        let all = desk.db.read(|db| builds::of_merge_request(db, merge_request.id)).unwrap();
        for build in &all {
            let may_wait = build.sha == head.sha && head.state == MergeRequestState::Opened;
            prop_assert!(build.step != Step::Waiting || may_wait, "{:?} waits in vain", build);
            prop_assert!(build.step == Step::Waiting || build.reason.is_some(), "{:?} has no reason", build);
        }
        if head.state == MergeRequestState::Opened {
            let fates = all.iter().filter(|build| build.sha == head.sha).count();
            prop_assert_eq!(fates, 1, "the head has one fate: {:?}", all);
            let build = all.iter().find(|build| build.sha == head.sha).unwrap();
            let is_plain = !head.is_draft && head.source_project == Some(PROJECT) && !head.labels.contains(&"wip".to_owned());
            if is_plain && build.step != Step::Waiting {
                prop_assert!(false, "nothing speaks against it: {:?}", build);
            }
        }
    }
}
