//! The course, fact by fact.

mod scene;
mod second;
mod waits;
mod worlds;

use super::*;
use scene::*;

#[test]
fn it_asks_for_one_fact_after_the_other_before_it_asks_for_a_pipeline() {
    let claiming = build(Step::Claiming);
    let mut seen = Seen { listing: listed(Vec::new()), ..seen() };
    assert_eq!(next(&build(Step::Waiting), &seen, NOW), Action::Enter(Step::Claiming, None), "GitLab had its time");
    seen.listing = None;
    assert_eq!(next(&claiming, &seen, NOW), Action::Claim);
    seen.claim = at(Claim::None);
    assert_eq!(next(&claiming, &seen, NOW), Action::List, "again, with the claim in hand");
    seen.listing = listed(Vec::new());
    assert_eq!(next(&claiming, &seen, NOW), Action::Reread);
    seen.again = at(standing(Decision::Build));
    assert_eq!(next(&claiming, &seen, NOW), Action::ReadHead);
    seen.head = at(Some("aa".to_owned()));
    assert_eq!(next(&claiming, &seen, NOW), Action::Ask);
}

#[test]
fn what_was_read_before_a_sleep_is_read_again() {
    let claiming = build(Step::Claiming);
    assert_eq!(next(&claiming, &all_clear(), NOW + 1), Action::Ask, "a control");
    assert_eq!(next(&claiming, &all_clear(), NOW + HEAD_FRESH), Action::ReadHead);
    assert_eq!(next(&claiming, &all_clear(), NOW + FRESH), Action::Reread);
    assert_eq!(next(&claiming, &all_clear(), NOW + CLAIM_FRESH), Action::Claim, "it may have been taken over");
    let before = Some(At { what: Listing::default(), at: NOW - 1 });
    assert_eq!(next(&claiming, &Seen { listing: before, ..all_clear() }, NOW), Action::List, "listed before the claim");
}

#[test]
fn a_pipeline_that_is_there_is_followed_at_whatever_step() {
    for step in [Step::Waiting, Step::Claiming] {
        let there = Seen { listing: listed(vec![pipeline(4), pipeline(5)]), ..all_clear() };
        let Action::Follow(Followed { pipeline: found, starter, .. }) = next(&build(step), &there, NOW) else {
            panic!("at {step:?} it is followed");
        };
        assert_eq!((found.id, starter), (4, Starter::Person), "it came after the time that is GitLab's");
        let own = Pipeline { created_at: NOW - 6_000, ..pipeline(4) };
        let there = Seen { listing: listed(vec![own]), ..all_clear() };
        let action = next(&build(step), &there, NOW);
        assert!(
            matches!(action, Action::Follow(Followed { starter: Starter::GitLab, .. })),
            "GitLab's own: {action:?}"
        );
        let skipped = Pipeline { status: "skipped".to_owned(), ..pipeline(4) };
        let there = Seen { listing: listed(vec![skipped]), ..all_clear() };
        assert_eq!(ends(&next(&build(step), &there, NOW)), Some((Step::NotBuilt, Some(Reason::SkipCi))));
    }
}

#[test]
fn a_forks_and_a_status_posters_pipelines_hold_nothing_back() {
    let in_fork = Pipeline { project_id: FORK, ..pipeline(4) };
    let external = Pipeline { source: "external".to_owned(), ..pipeline(5) };
    let older = Pipeline { head: Some("bb".to_owned()), ..pipeline(6) };
    let there = Seen { listing: listed(vec![in_fork, external, older]), ..all_clear() };
    assert_eq!(next(&build(Step::Claiming), &there, NOW), Action::Ask);
}

#[test]
fn where_gitlab_builds_by_itself_its_own_is_followed_and_none_started() {
    let own = |listing, now| {
        let here = standing(Decision::Not(Reason::GitLabBuilds));
        next(&build(Step::Waiting), &Seen { here, listing, ..all_clear() }, now)
    };
    assert_eq!(own(None, NOW), Action::List);
    let action = own(listed(vec![pipeline(4)]), NOW);
    assert!(matches!(action, Action::Follow(Followed { starter: Starter::GitLab, .. })), "{action:?}");
    let waits = own(listed(vec![]), NOW);
    assert!(matches!(waits, Action::Wait { reason: Some(Reason::GitLabBuilds), .. }), "it comes yet: {waits:?}");
    let ended = ends(&own(listed(vec![]), NOW + LONGEST_OWN));
    assert_eq!(ended, Some((Step::NotBuilt, Some(Reason::GitLabBuilds))), "and none is started instead");
}

#[test]
fn what_is_being_created_is_waited_for_and_not_for_ever() {
    let coming = at(Listing { pipelines: Vec::new(), is_being_created: true });
    let there = Seen { listing: coming.clone(), ..all_clear() };
    let waits = |action: Action| matches!(action, Action::Wait { step: Step::Waiting, .. });
    assert!(waits(next(&build(Step::Claiming), &there, NOW)), "GitLab says that it comes");
    let long = Seen { head_seen_at: NOW - LONGEST_CREATION, ..there };
    assert_eq!(next(&build(Step::Claiming), &long, NOW), Action::Ask, "not for ever");
    let doubtful = Pipeline { head: None, ..pipeline(4) };
    let there = Seen { listing: listed(vec![doubtful]), ..all_clear() };
    assert!(waits(next(&build(Step::Claiming), &there, NOW)), "merged results of which the source is not known yet");
}

#[test]
fn a_claim_of_anothers_holds_back_and_not_for_ever() {
    let taken = Seen { claim: at(Claim::Taken(NOW - 1000)), ..all_clear() };
    let action = next(&build(Step::Claiming), &taken, NOW);
    let reason = Some(Reason::TakenByOther { since: NOW - 1000 });
    assert_eq!(action, Action::Wait { step: Step::Claiming, reason, until: NOW + WHILE_TAKEN });
    let there = Seen { listing: listed(vec![pipeline(4)]), ..taken.clone() };
    let action = next(&build(Step::Claiming), &there, NOW);
    let is_theirs = matches!(action, Action::Follow(Followed { starter: Starter::OtherCarrick, .. }));
    assert!(is_theirs, "whose claim it is: {action:?}");
    let long = Seen { claim: at(Claim::Taken(NOW - LONGEST_CLAIM)), ..taken };
    assert_eq!(next(&build(Step::Claiming), &long, NOW), Action::Ask, "a claim never forbids for good");
    let early = Seen { claim: at(Claim::NotYet(NOW + 7)), ..all_clear() };
    let action = next(&build(Step::Claiming), &early, NOW);
    assert!(matches!(action, Action::Wait { until, .. } if until == NOW + 7), "others come first: {action:?}");
}

#[test]
fn whatever_changed_meanwhile_ends_it_before_it_is_asked() {
    let changes = [
        Reason::Paused { since: 1 },
        Reason::SwitchedOff,
        Reason::NotOpen,
        Reason::NotWatched,
        Reason::RoleTooLow { level: None },
        Reason::Draft,
        Reason::NeedsApproval,
        Reason::AuthorRefused,
    ];
    for step in [Step::Waiting, Step::Claiming] {
        for reason in &changes {
            let no = standing(Decision::Not(reason.clone()));
            let told = Seen { here: no.clone(), ..all_clear() };
            assert_eq!(ends(&next(&build(step), &told, NOW)), Some((Step::NotBuilt, Some(reason.clone()))), "{step:?}");
        }
        let pushed = Standing { is_head: false, decision: Decision::Build };
        let told = Seen { here: pushed.clone(), ..all_clear() };
        assert_eq!(ends(&next(&build(step), &told, NOW)), Some((Step::NotBuilt, Some(Reason::Superseded))));
    }
    let again = |standing| next(&build(Step::Claiming), &Seen { again: at(standing), ..all_clear() }, NOW);
    for reason in changes {
        let action = again(standing(Decision::Not(reason.clone())));
        assert_eq!(ends(&action), Some((Step::NotBuilt, Some(reason))), "seen only when it was read again");
    }
    let pushed = Standing { is_head: false, decision: Decision::Build };
    assert_eq!(ends(&again(pushed)), Some((Step::NotBuilt, Some(Reason::Superseded))));
}

#[test]
fn a_reference_that_moved_already_is_not_built() {
    let moved = Seen { head: at(Some("bb".to_owned())), ..all_clear() };
    let action = next(&build(Step::Claiming), &moved, NOW);
    assert!(matches!(action, Action::Wait { step: Step::Waiting, .. }), "the merge request will tell: {action:?}");
    let long = Seen { head_seen_at: NOW - LONGEST_CREATION, ..moved };
    let action = next(&build(Step::Claiming), &long, NOW);
    let until = NOW + SELDOM;
    assert!(
        matches!(action, Action::Wait { until: at, .. } if at == until),
        "GitLab may be stuck for days: {action:?}"
    );
    let gone = Seen { head: at(None), ..all_clear() };
    assert_eq!(ends(&next(&build(Step::Claiming), &gone, NOW)), Some((Step::NotBuilt, Some(Reason::NoRef))));
}

#[test]
fn every_answer_has_its_end() {
    let answered = |answer| next(&asked(Step::Asking), &Seen { answer: Some(answer), ..all_clear() }, NOW);
    let of_status = |status: &str| answered(Answer::Made(Pipeline { status: status.to_owned(), ..pipeline(50) }));
    for status in ["created", "pending", "running", "manual", "waiting_for_callback"] {
        let action = of_status(status);
        assert!(matches!(action, Action::Follow(Followed { starter: Starter::Carrick, .. })), "{status}: {action:?}");
    }
    assert_eq!(ends(&of_status("failed")), Some((Step::Over, Some(Reason::Broken))), "made, and broken");
    assert_eq!(ends(&of_status("skipped")), Some((Step::NotBuilt, Some(Reason::SkipCi))));
    let refused = answered(Answer::Refused(Reason::NoJobs));
    assert_eq!(ends(&refused), Some((Step::NotBuilt, Some(Reason::NoJobs))), "final");
    let later = answered(Answer::Later(Reason::TooMany, NOW + 9));
    let reason = Some(Reason::TooMany);
    assert_eq!(later, Action::Wait { step: Step::Claiming, reason, until: NOW + 9 }, "a pause, with all looks again");
    assert_eq!(answered(Answer::Lost), Action::Enter(Step::Adopting, None), "it is looked for, not repeated");
}

#[test]
fn another_commit_or_another_project_than_was_asked_for_is_cancelled() {
    let made = |pipeline: Pipeline| {
        let seen = Seen { answer: Some(Answer::Made(pipeline)), ..all_clear() };
        match next(&asked(Step::Asking), &seen, NOW) {
            Action::Cancel { pipeline, then: After::End(ended) } => (pipeline.id, ended.step, ended.reason),
            other => panic!("it is cancelled: {other:?}"),
        }
    };
    let other = Pipeline { head: Some("bb".to_owned()), sha: "bb".to_owned(), ..pipeline(50) };
    let reason = Some(Reason::OtherCommit { sha: "bb".to_owned() });
    assert_eq!(made(other.clone()), (50, Step::NotBuilt, reason.clone()), "not what its rule saw");
    assert_eq!(
        made(Pipeline { status: "failed".to_owned(), ..other }),
        (50, Step::NotBuilt, reason),
        "however it stands"
    );
    let in_fork = Pipeline { project_id: FORK, ..pipeline(50) };
    assert_eq!(made(in_fork), (50, Step::NotBuilt, Some(Reason::WouldRunInFork)));
}

#[test]
fn merged_results_are_compared_by_their_source_and_not_believed_while_it_is_unknown() {
    let merged = |head: Option<&str>| Pipeline { sha: "cc".to_owned(), head: head.map(str::to_owned), ..pipeline(50) };
    let made =
        |pipeline, now| next(&asked(Step::Asking), &Seen { answer: Some(Answer::Made(pipeline)), ..all_clear() }, now);
    assert!(matches!(made(merged(Some("aa")), NOW), Action::Follow(_)));
    assert!(
        matches!(made(merged(None), NOW), Action::Wait { step: Step::Asking, .. }),
        "it is asked again what is in it"
    );
    let action = made(merged(None), NOW + LONGEST_DOUBT);
    assert!(matches!(action, Action::Cancel { .. }), "what cannot be compared does not run on: {action:?}");
}

#[test]
fn a_start_that_was_cut_off_is_resumed_by_looking() {
    assert_eq!(next(&asked(Step::Asking), &seen(), NOW), Action::Enter(Step::Adopting, None), "no answer is known");
    let answered = Build { pipeline: followed().pipeline, ..asked(Step::Asking) };
    assert_eq!(next(&answered, &seen(), NOW), Action::ReadBack, "it was answered, and not compared");
    assert_eq!(next(&asked(Step::Adopting), &seen(), NOW), Action::List);
}

#[test]
fn a_lost_answers_pipeline_is_adopted() {
    let found = |pipelines| next(&asked(Step::Adopting), &Seen { listing: listed(pipelines), ..seen() }, NOW);
    let action = found(vec![pipeline(50), pipeline(49)]);
    let Action::Follow(followed) = action else { panic!("it is adopted: {action:?}") };
    assert_eq!((followed.pipeline.id, followed.starter), (49, Starter::Carrick));
    let waits = |pipelines| matches!(found(pipelines), Action::Wait { step: Step::Adopting, .. });
    assert!(waits(vec![]), "it may come yet");
    assert!(waits(vec![Pipeline { user_id: Some(ME + 1), ..pipeline(50) }]), "another's is not ours");
    assert!(waits(vec![Pipeline { user_id: None, ..pipeline(50) }]), "nor is nobody's");
    assert!(waits(vec![Pipeline { created_at: NOW - 1, ..pipeline(50) }]), "nor one from before it was asked");
    assert!(waits(vec![Pipeline { head: Some("bb".to_owned()), ..pipeline(50) }]), "nor GitLab's own of a later push");
    let known = Seen { known_pipelines: vec![50], listing: listed(vec![pipeline(50)]), ..seen() };
    let action = next(&asked(Step::Adopting), &known, NOW);
    assert!(matches!(action, Action::Wait { .. }), "nor one of another build: {action:?}");
}

#[test]
fn of_a_forks_commits_what_a_lost_answer_made_instead_is_cancelled() {
    let other = Pipeline { head: Some("bb".to_owned()), ..pipeline(50) };
    let fork = Seen { is_of_fork: true, listing: listed(vec![other]), ..seen() };
    let action = next(&asked(Step::Adopting), &fork, NOW);
    let Action::Cancel { then: After::End(ended), .. } = action else { panic!("it is cancelled: {action:?}") };
    assert_eq!(ended.reason, Some(Reason::OtherCommit { sha: "bb".to_owned() }));
}

#[test]
fn what_was_looked_for_in_vain_is_asked_for_once_more_and_then_lost() {
    let looked = |build: &Build, now: i64| {
        let listing = Some(At { what: Listing::default(), at: now });
        next(build, &Seen { listing, looking_since: Some(NOW), ..seen() }, now)
    };
    let first = asked(Step::Adopting);
    assert!(matches!(looked(&first, NOW + LOOK_OUT - 1), Action::Wait { .. }), "for a minute");
    assert_eq!(
        looked(&first, NOW + LOOK_OUT),
        Action::Enter(Step::Claiming, Some(Reason::Lost)),
        "with every look again"
    );
    let again = Build { reason: Some(Reason::Lost), ..first.clone() };
    let ended = ends(&looked(&again, NOW + LOOK_OUT));
    assert_eq!(ended, Some((Step::NotBuilt, Some(Reason::Lost))), "and no third time");
    let woken = Build { asked_at: Some(NOW - 3_600_000), ..first };
    assert!(matches!(looked(&woken, NOW), Action::Wait { .. }), "one look after a sleep proves nothing");
}

#[test]
fn that_it_was_asked_in_vain_is_not_forgotten() {
    let lost = |step| Build { reason: Some(Reason::Lost), ..asked(step) };
    let late = Pipeline { created_at: NOW + 1, ..pipeline(50) };
    let surfaced = Seen { listing: listed(vec![late]), ..all_clear() };
    let action = next(&lost(Step::Claiming), &surfaced, NOW);
    assert!(matches!(action, Action::Follow(Followed { starter: Starter::Carrick, .. })), "it surfaced: {action:?}");
    assert_eq!(next(&lost(Step::Waiting), &all_clear(), NOW), Action::Enter(Step::Claiming, Some(Reason::Lost)));
    let taken = Seen { claim: at(Claim::Taken(NOW)), ..all_clear() };
    let action = next(&lost(Step::Claiming), &taken, NOW);
    assert!(matches!(action, Action::Wait { reason: Some(Reason::Lost), .. }), "whatever is waited for: {action:?}");
    assert_eq!(next(&lost(Step::Asking), &seen(), NOW), Action::Enter(Step::Adopting, Some(Reason::Lost)));
}

#[test]
fn only_our_superseded_one_is_cancelled_and_only_if_the_rule_says_so() {
    let pushed = Standing { is_head: false, decision: Decision::Build };
    let superseded = Seen { here: pushed, ..seen() };
    let Action::Cancel { pipeline, then } = next(&followed(), &superseded, NOW) else { panic!("ours is cancelled") };
    let ended = Ended { step: Step::Over, reason: Some(Reason::Superseded), pipeline: None };
    assert_eq!((pipeline.id, then), (50, After::End(ended)));
    let stays = |build: &Build, seen: &Seen| matches!(next(build, seen, NOW), Action::Rest(_));
    assert!(stays(&followed(), &Seen { cancels_superseded: false, ..superseded.clone() }), "the rule says no");
    for starter in [Starter::GitLab, Starter::Person] {
        assert!(stays(&Build { starter: Some(starter), ..followed() }, &superseded), "{starter:?}'s is not ours");
    }
}

#[test]
fn another_build_that_a_person_asks_for_is_made_beside_what_is_there() {
    let again = Build { attempt: 2, ..build(Step::Claiming) };
    let there = Seen { listing: listed(vec![pipeline(4)]), ..all_clear() };
    assert_eq!(next(&again, &there, NOW), Action::Ask);
}
