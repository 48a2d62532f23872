//! How long another's claim holds back: moved by hand, and by chance.

use std::time::Duration;

use carrick::builds::claims::ClaimId;
use carrick::builds::claims::watching::{LONGEST, LONGEST_STEP, MOST_CHANGES, PATIENCE, Sight, Verdict, Watching};
use carrick::builds::claims::why::Why;
use proptest::prelude::*;

fn claim(name: u8) -> Sight {
    Sight::Claim(id(name))
}

fn id(name: u8) -> ClaimId {
    ClaimId::new(name.to_string())
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn a_claim_is_taken_over_after_five_minutes_in_which_it_stayed_the_same() {
    let mut watching = Watching::begin(id(1), seconds(100));
    for at in (120..400).step_by(20) {
        let verdict = watching.look(claim(1), seconds(at));
        assert!(matches!(verdict, Verdict::Wait), "at {at}: {verdict:?}");
    }
    match watching.look(claim(1), seconds(400)) {
        Verdict::TakeOver(ripe) => assert_eq!(ripe.seen(), &id(1), "the one that was seen"),
        other => panic!("it was watched for five minutes: {other:?}"),
    }
}

#[test]
fn a_night_of_sleep_is_not_five_minutes_of_watching() {
    let mut watching = Watching::begin(id(1), seconds(0));
    let night = seconds(8 * 60 * 60);
    let verdict = watching.look(claim(1), night);
    assert!(matches!(verdict, Verdict::Wait), "its holder may have slept too: {verdict:?}");
    let verdict = watching.look(claim(1), night + seconds(230));
    assert!(matches!(verdict, Verdict::Wait), "a second gap is no longer than a step either: {verdict:?}");
}

#[test]
fn a_change_begins_anew() {
    let mut watching = Watching::begin(id(1), seconds(0));
    for at in (30..=270).step_by(30) {
        watching.look(claim(1), seconds(at));
    }
    for at in (300..570).step_by(30) {
        let verdict = watching.look(claim(2), seconds(at));
        assert!(matches!(verdict, Verdict::Wait), "at {at}: the new claim has its own five minutes: {verdict:?}");
    }
}

#[test]
fn what_nobody_could_see_does_not_count_as_watched() {
    let mut watching = Watching::begin(id(1), seconds(0));
    for at in (30..600).step_by(30) {
        let sight = if at % 60 == 0 { claim(1) } else { Sight::Failed };
        let verdict = watching.look(sight, seconds(at));
        assert!(matches!(verdict, Verdict::Wait), "at {at}: it may have changed in between: {verdict:?}");
    }
}

#[test]
fn nobody_is_held_back_for_longer_than_fifteen_minutes() {
    for sight in [Sight::Failed, claim(1)] {
        let mut watching = Watching::begin(id(0), seconds(0));
        // One change, late, so that neither the same claim nor the changes end it.
        let told: Vec<Verdict> = (1..=31)
            .map(|at| {
                let sight = if at < 25 { Sight::Failed } else { sight.clone() };
                watching.look(sight, seconds(at * 30))
            })
            .collect();
        let last = told.last().unwrap();
        assert!(matches!(last, Verdict::BestEffort(Why::Endless, _)), "{sight:?}: {last:?}");
        assert!(matches!(told[28], Verdict::Wait), "{sight:?}: not before: {:?}", told[28]);
    }
}

#[test]
fn a_pipeline_ends_it() {
    let mut watching = Watching::begin(id(1), seconds(0));
    let verdict = watching.look(Sight::Pipeline, seconds(600));
    assert!(matches!(verdict, Verdict::Built), "whoever started it: {verdict:?}");
}

fn sights() -> impl Strategy<Value = Vec<(Sight, u64)>> {
    let sight = prop_oneof![
        6 => Just(claim(1)), 1 => Just(claim(2)), 1 => Just(claim(3)), 1 => Just(Sight::Nothing), 1 => Just(Sight::Failed),
    ];
    let gap = prop_oneof![8 => 0..90_u64, 1 => 0..40_000_u64];
    proptest::collection::vec((sight, gap), 1..80)
}

proptest! {
    /// Held against a plain reading of the rule: everything that was seen, from its end backwards.
    #[test]
    fn only_what_was_seen_unchanged_for_five_minutes_is_taken_over(steps in sights()) {
        let mut watching = Watching::begin(id(1), Duration::ZERO);
        let mut now = Duration::ZERO;
        let mut seen = vec![(claim(1), Duration::ZERO)];
        for (sight, gap) in steps {
            now += seconds(gap);
            seen.push((sight.clone(), now));
            match watching.look(sight, now) {
                Verdict::TakeOver(ripe) => {
                    let same = seen.iter().rev().take_while(|(sight, _)| *sight == Sight::Claim(ripe.seen().clone()));
                    let times: Vec<Duration> = same.map(|(_, at)| *at).collect();
                    let unbroken: Duration = times.windows(2).map(|two| (two[0] - two[1]).min(LONGEST_STEP)).sum();
                    // A look that failed in between leaves what was watched before it.
                    let before: Duration = watched_in_all(&seen, ripe.seen());
                    prop_assert!(unbroken.max(before) >= PATIENCE, "{unbroken:?} {before:?}");
                    return Ok(());
                }
                Verdict::BestEffort(Why::Restless, _) => {
                    prop_assert!(changes(&seen) >= MOST_CHANGES, "{} changes", changes(&seen));
                    return Ok(());
                }
                Verdict::BestEffort(Why::Endless, _) => {
                    let lasted: Duration = seen.windows(2).map(|two| (two[1].1 - two[0].1).min(LONGEST_STEP)).sum();
                    prop_assert!(lasted >= LONGEST, "{lasted:?}");
                    return Ok(());
                }
                Verdict::BestEffort(why, _) => prop_assert!(false, "{why:?} is nothing that watching finds"),
                Verdict::Free => prop_assert_eq!(&seen.last().unwrap().0, &Sight::Nothing, "only what is gone is free"),
                Verdict::Built => prop_assert!(false, "there was no pipeline"),
                Verdict::Wait => {
                    let lasted: Duration = seen.windows(2).map(|two| (two[1].1 - two[0].1).min(LONGEST_STEP)).sum();
                    prop_assert!(lasted < LONGEST, "it comes to an end: {lasted:?}");
                }
            }
        }
    }
}

fn watched_in_all(seen: &[(Sight, Duration)], id: &ClaimId) -> Duration {
    let own = Sight::Claim(id.clone());
    let since = seen.iter().rposition(|(sight, _)| *sight != own && *sight != Sight::Failed).map_or(0, |at| at + 1);
    let pairs = seen[since..].windows(2).filter(|two| two[0].0 == own && two[1].0 == own);
    pairs.map(|two| (two[1].1 - two[0].1).min(LONGEST_STEP)).sum()
}

fn changes(seen: &[(Sight, Duration)]) -> u32 {
    let answered: Vec<&Sight> = seen.iter().map(|(sight, _)| sight).filter(|sight| **sight != Sight::Failed).collect();
    answered.windows(2).map(|two| u32::from(two[0] != two[1])).sum()
}
