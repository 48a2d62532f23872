//! A second start.

use super::super::*;
use super::scene::*;

#[test]
fn a_second_start_is_looked_for_at_ten_seconds_a_minute_and_five() {
    let look = |verified_at, now| next(&followed(), &Seen { verified_at, ..seen() }, now);
    assert_eq!(look(None, NOW), Action::Rest(Some(NOW + 10_000)));
    assert_eq!(look(None, NOW + 10_000), Action::List);
    assert_eq!(look(Some(NOW + 10_000), NOW + 10_001), Action::Rest(Some(NOW + 60_000)));
    assert_eq!(look(Some(NOW + 60_000), NOW + 60_001), Action::Rest(Some(NOW + 300_000)));
    assert_eq!(look(Some(NOW + 300_000), NOW + 300_001), Action::Rest(None));
    assert_eq!(look(None, NOW + 9_000_000), Action::List, "once in each process");
}

/// Which pipeline stays, with ours as number 50.
fn survivor(claim: Option<&str>, others: Vec<Pipeline>) -> i64 {
    let build = Build { claim: claim.map(str::to_owned), ..followed() };
    let now = NOW + 10_000;
    let mut pipelines = others;
    pipelines.push(pipeline(50));
    let listing = Some(At { what: Listing { pipelines, is_being_created: false }, at: now });
    let held = Some(At { what: Claim::Held("x".to_owned()), at: now });
    let mut seen = Seen { listing, claim: held, ..seen() };
    let mut action = next(&build, &seen, now);
    if action == Action::SecondSeen {
        assert!(claim.is_some(), "without the claim ours goes at once");
        seen.second_seen_at = Some(now);
        assert_eq!(next(&build, &seen, now), Action::Rest(Some(now + STANDING_BACK)), "it may be going itself");
        seen.second_seen_at = Some(now - STANDING_BACK);
        action = next(&build, &seen, now);
    }
    match action {
        Action::Verified => 50,
        Action::Cancel { pipeline, then: After::Follow(stays) } => {
            assert_eq!(pipeline.id, 50, "only ours is ever cancelled");
            assert_eq!(stays.reason, Some(Reason::SecondStart), "and it is said why");
            stays.pipeline.id
        }
        other => panic!("one of two: {other:?}"),
    }
}

#[test]
fn of_two_the_first_stays_and_with_the_claim_the_others() {
    assert_eq!(survivor(None, vec![]), 50, "alone");
    assert_eq!(survivor(None, vec![pipeline(51)]), 50, "the first");
    assert_eq!(survivor(None, vec![pipeline(49)]), 49, "the first, which is another's");
    assert_eq!(survivor(Some("x"), vec![pipeline(51)]), 51, "GitLab's own came late: it asks for no claim");
    let in_fork = Pipeline { project_id: FORK, ..pipeline(49) };
    let void = ["canceled", "skipped"].map(|status| Pipeline { status: status.to_owned(), ..pipeline(48) });
    let other = Pipeline { head: Some("bb".to_owned()), ..pipeline(47) };
    let mut none = vec![in_fork, other];
    none.extend(void);
    assert_eq!(survivor(Some("x"), none), 50, "none of these is a second one");
}

#[test]
fn whether_the_claim_is_still_held_is_looked_at_before_ours_stands_back() {
    let held = Build { claim: Some("x".to_owned()), ..followed() };
    assert_eq!(next(&held, &seen(), NOW + 10_000), Action::Claim, "it may have been taken over");
    assert_eq!(next(&followed(), &seen(), NOW + 10_000), Action::List, "there is none to look at");
}
