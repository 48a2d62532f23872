//! Waits: each has an end, and a reason that can be told meanwhile.

use super::super::*;
use super::scene::*;

/// What is seen in a world in which nothing ever changes.
struct Stuck {
    listing: Listing,
    claim: Claim,
    answer: Option<Answer>,
    here: Standing,
}

/// One in which nothing stands in the way and nothing comes either.
fn quiet() -> Stuck {
    Stuck { listing: Listing::default(), claim: Claim::None, answer: None, here: standing(Decision::Build) }
}

/// Goes on for an hour, or until it ends or GitLab is asked; what that was, and how long it took (milliseconds).
fn outcome(stuck: &Stuck, mut build: Build) -> (Action, i64) {
    let mut seen = Seen { here: stuck.here.clone(), head_seen_at: NOW, own_until: NOW, ..seen() };
    let mut now = NOW;
    for _ in 0..2_000 {
        seen.answer = stuck.answer.clone().filter(|_| build.step == Step::Asking);
        let action = next(&build, &seen, now);
        let (step, reason) = match action {
            Action::List => {
                seen.listing = Some(At { what: stuck.listing.clone(), at: now });
                if build.step == Step::Adopting {
                    seen.looking_since.get_or_insert(now);
                }
                continue;
            }
            Action::Claim => {
                seen.claim = Some(At { what: stuck.claim.clone(), at: now });
                continue;
            }
            Action::Reread => {
                seen.again = Some(At { what: stuck.here.clone(), at: now });
                continue;
            }
            Action::ReadHead => {
                seen.head = Some(At { what: Some("aa".to_owned()), at: now });
                continue;
            }
            Action::Wait { step, reason, until } => {
                assert!(until > now, "it goes on: {:?}", build.step);
                let is_told = matches!(step, Step::Asking | Step::Adopting) || reason.is_some();
                assert!(is_told, "a person is told why it waits at {step:?}");
                now = until;
                (step, reason)
            }
            Action::Enter(step, reason) => (step, reason),
            action => return (action, now - NOW),
        };
        assert!(now - NOW < 3_600_000, "it waits for an hour at {:?}", build.step);
        if step != build.step {
            (seen.listing, seen.claim, seen.again, seen.head, seen.looking_since) = (None, None, None, None, None);
        }
        (build.step, build.reason) = (step, reason);
    }
    panic!("it turns in a circle at {:?}", build.step);
}

#[test]
fn nothing_is_waited_for_without_end_or_reason() {
    let minutes = |took: i64| took / 60_000;
    let waiting = || build(Step::Waiting);
    assert_eq!(outcome(&quiet(), waiting()), (Action::Ask, 0), "a control");
    let creates = Stuck { listing: Listing { is_being_created: true, ..Listing::default() }, ..quiet() };
    let (action, took) = outcome(&creates, waiting());
    assert_eq!((action, minutes(took)), (Action::Ask, 10), "GitLab says for ever that it creates one");
    let merged = Pipeline { head: None, ..pipeline(4) };
    let unknown = Stuck { listing: Listing { pipelines: vec![merged], ..Listing::default() }, ..quiet() };
    let (action, took) = outcome(&unknown, waiting());
    assert_eq!((action, minutes(took)), (Action::Ask, 10), "what is in a pipeline is never told");
    let held = Stuck { claim: Claim::Taken(NOW), ..quiet() };
    let (action, took) = outcome(&held, waiting());
    assert_eq!((action, minutes(took)), (Action::Ask, 15), "a machine keeps its claim and builds nothing");
    let own = Stuck { here: standing(Decision::Not(Reason::GitLabBuilds)), ..quiet() };
    let (action, took) = outcome(&own, waiting());
    assert_eq!(
        (ends(&action), minutes(took)),
        (Some((Step::NotBuilt, Some(Reason::GitLabBuilds))), 5),
        "it never came"
    );
    let lost = Build { reason: Some(Reason::Lost), ..asked(Step::Adopting) };
    let (action, took) = outcome(&quiet(), lost);
    assert_eq!((ends(&action), minutes(took)), (Some((Step::NotBuilt, Some(Reason::Lost))), 1), "no trace of it");
    let odd = Stuck { answer: Some(Answer::Made(Pipeline { head: None, ..pipeline(50) })), ..quiet() };
    let (action, took) = outcome(&odd, asked(Step::Asking));
    assert!(matches!(action, Action::Cancel { .. }), "what cannot be compared: {action:?}");
    assert_eq!(minutes(took), 1, "is not left running");
}

#[test]
fn nothing_is_followed_before_its_pipeline_was_seen() {
    for step in [Step::Waiting, Step::Claiming, Step::Asking, Step::Adopting] {
        for answer in [None, Some(Answer::Lost), Some(Answer::Later(Reason::TooMany, NOW + 9))] {
            let action = next(&asked(step), &Seen { answer, ..all_clear() }, NOW);
            assert!(!matches!(action, Action::Follow(_)), "there is none at {step:?}: {action:?}");
        }
    }
}
