//! Random rules, merge requests and facts: what must hold of every one of them.

use carrick_store::build::Reason;
use carrick_store::db::approvals::Approval;
use carrick_store::merge_request::{MergeRequest, MergeRequestState};
use carrick_store::rule::{PipelineKind, Rule, Whose};
use proptest::prelude::*;

use super::super::{Decision, decide};
use crate::builds::known::{Away, ChangedPaths, Fact, Known, LastPush, Level};
use crate::builds::staging::{BOB, FORK, ME, PROJECT, SEEN, known, merge_request, rule};

fn labels() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]).prop_map(str::to_owned), 0..3)
}

fn branches() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["main", "docs", "release/1"]).prop_map(str::to_owned)
}

fn levels() -> impl Strategy<Value = Level> {
    prop_oneof![
        Just(Level::Unknown),
        Just(Level::NoMember),
        prop::sample::select(vec![10, 20, 30, 40, 50]).prop_map(Level::Is)
    ]
}

fn whose() -> impl Strategy<Value = Whose> {
    prop_oneof![
        Just(Whose::Mine),
        Just(Whose::OwnBranches),
        prop::sample::select(vec![20, 30, 40]).prop_map(Whose::Members)
    ]
}

prop_compose! {
    fn rules()(
        is_on in prop::bool::weighted(0.9), drafts: bool, forks: bool, is_branch in prop::bool::weighted(0.2),
        targets in prop::collection::vec(branches(), 0..2), skip_labels in labels(), force_labels in labels(),
        whose in whose(), has_paths: bool,
    ) -> Rule {
        let mut rule = rule();
        rule.is_on = is_on;
        rule.terms.takes_drafts = drafts;
        rule.terms.takes_forks = forks;
        rule.terms.targets = targets;
        rule.terms.skip_labels = skip_labels;
        rule.terms.force_labels = force_labels;
        rule.terms.whose = whose;
        rule.terms.paths = if has_paths { vec!["src/**".to_owned()] } else { Vec::new() };
        if is_branch {
            rule.terms.kind = PipelineKind::Branch { inputs: Default::default(), variables: Default::default() };
        }
        rule
    }
}

prop_compose! {
    fn merge_requests()(
        sha in prop::sample::select(vec!["", "aa", "bb"]), is_draft: bool, labels in labels(), target in branches(),
        source_project in prop::sample::select(vec![Some(PROJECT), Some(FORK), Some(FORK + 1), None]),
        author_id in prop::sample::select(vec![Some(ME), Some(BOB), None]), was_there in prop::bool::weighted(0.2),
        state in prop::sample::select(vec![
            MergeRequestState::Opened, MergeRequestState::Opened, MergeRequestState::Opened, MergeRequestState::Merged,
        ]),
        prepared_at in prop::sample::select(vec![None, Some(SEEN)]), id in 3_i64..5,
    ) -> MergeRequest {
        let mut merge_request = merge_request();
        let snapshot = &mut merge_request.snapshot;
        (snapshot.sha, snapshot.is_draft, snapshot.labels) = (sha.to_owned(), is_draft, labels);
        (snapshot.target_branch, snapshot.source_project, snapshot.author_id) = (target, source_project, author_id);
        (snapshot.state, snapshot.prepared_at) = (state, prepared_at);
        (merge_request.was_there, merge_request.id) = (was_there, id);
        merge_request
    }
}

prop_compose! {
    fn approvals()(
        merge_request in 3_i64..5, sha in prop::sample::select(vec!["", "aa", "bb"]), target_branch in branches(),
        source_project in prop::sample::select(vec![Some(PROJECT), Some(FORK), Some(FORK + 1), None]),
    ) -> Approval {
        Approval { merge_request, sha: sha.to_owned(), source_project, target_branch }
    }
}

prop_compose! {
    fn facts()(
        level in levels(), author_level in levels(), late in 0_i64..90_000, is_paused in prop::bool::weighted(0.1),
        is_away in prop::bool::weighted(0.1), is_asked_for: bool, approval in prop::option::of(approvals()),
        forks_run_here in prop::bool::weighted(0.8), gitlab_builds in prop::bool::weighted(0.2),
        author_refused in prop::bool::weighted(0.2), is_being_created in prop::bool::weighted(0.1),
        last_push in prop::option::of(prop_oneof![Just(LastPush::By(ME)), Just(LastPush::By(BOB)), Just(LastPush::NotSaid)]),
        paths in prop::option::of((prop::sample::select(vec!["src/a", "docs/a"]), any::<bool>())),
    ) -> Known {
        Known {
            level, author_level, is_asked_for, approval, forks_run_here, gitlab_builds, author_refused,
            is_being_created, last_push,
            now: SEEN + late,
            paused_since: is_paused.then_some(1),
            away: is_away.then_some(Away { from: 1, to: 2 }),
            changed_paths: paths.map(|(path, is_whole)| ChangedPaths { paths: vec![path.to_owned()], is_whole }),
            ..known()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn no_commit_of_a_fork_is_built_unapproved(rule in rules(), merge_request in merge_requests(), known in facts()) {
        let mut merge_request = merge_request;
        merge_request.snapshot.source_project = merge_request.snapshot.source_project.filter(|id| *id != PROJECT);
        let snapshot = &merge_request.snapshot;
        let is_approved = known.approval.as_ref().is_some_and(|approval| {
            approval.merge_request == merge_request.id
                && approval.sha == snapshot.sha
                && approval.source_project == snapshot.source_project
                && approval.target_branch == snapshot.target_branch
        });
        let decision = decide(Some(&rule), &merge_request, &known);
        let may = is_approved && (rule.terms.takes_forks || known.is_asked_for) && known.forks_run_here;
        prop_assert!(may || matches!(decision, Decision::Not(_)), "{decision:?} of a fork's commit that nobody approved");
    }

    #[test]
    fn nothing_is_started_in_anothers_name_who_was_refused(
        rule in rules(), merge_request in merge_requests(), known in facts(),
    ) {
        let (mut merge_request, known) = (merge_request, Known { author_refused: true, ..known });
        merge_request.snapshot.author_id = merge_request.snapshot.author_id.filter(|id| *id != ME);
        let decision = decide(Some(&rule), &merge_request, &known);
        prop_assert!(!matches!(decision, Decision::Build | Decision::Wait(_)), "{decision:?}");
    }

    #[test]
    fn a_label_that_does_not_skip_keeps_no_build_back(
        rule in rules(), merge_request in merge_requests(), known in facts(),
    ) {
        let mut without = merge_request.clone();
        without.snapshot.labels.retain(|label| rule.terms.skip_labels.contains(label));
        let narrower = decide(Some(&rule), &without, &known);
        let decision = decide(Some(&rule), &merge_request, &known);
        prop_assert!(narrower != Decision::Build || decision == Decision::Build, "a label can only force: {decision:?}");
    }

    #[test]
    fn whoever_answers_what_is_needed_comes_to_a_decision(
        rule in rules(), merge_request in merge_requests(), known in facts(),
    ) {
        let mut known = known;
        let mut asked = Vec::new();
        while let Decision::Needs(fact) = decide(Some(&rule), &merge_request, &known) {
            prop_assert!(!asked.contains(&fact), "{fact:?} is asked for once");
            asked.push(fact);
            match fact {
                Fact::LastPush => known.last_push = Some(LastPush::By(ME)),
                Fact::AuthorLevel => known.author_level = Level::Is(50),
                Fact::ChangedPaths => known.changed_paths = Some(ChangedPaths { paths: vec![], is_whole: false }),
            }
        }
        let least = usize::from(!rule.terms.paths.is_empty()) + usize::from(rule.terms.whose != Whose::OwnBranches);
        prop_assert!(asked.len() <= least, "what no part of the rule looks at is not asked for: {asked:?}");
    }

    #[test]
    fn a_fact_that_was_asked_for_changes_the_answer(rule in rules(), merge_request in merge_requests(), known in facts()) {
        let Decision::Needs(fact) = decide(Some(&rule), &merge_request, &known) else { return Ok(()) };
        let answered = |known: Known| decide(Some(&rule), &merge_request, &known);
        let (bad, good) = match fact {
            Fact::LastPush => (
                answered(Known { last_push: Some(LastPush::By(BOB)), ..known.clone() }),
                answered(Known { last_push: Some(LastPush::By(ME)), ..known }),
            ),
            Fact::AuthorLevel => (
                answered(Known { author_level: Level::NoMember, ..known.clone() }),
                answered(Known { author_level: Level::Is(50), ..known }),
            ),
            Fact::ChangedPaths => (
                answered(Known { changed_paths: Some(ChangedPaths { paths: vec![], is_whole: true }), ..known.clone() }),
                answered(Known { changed_paths: Some(ChangedPaths { paths: vec![], is_whole: false }), ..known }),
            ),
        };
        let is_told = matches!(
            bad, Decision::Not(Reason::NotMyPush | Reason::AuthorBelow { .. } | Reason::OtherPaths)
        );
        prop_assert!(is_told && bad != good, "asking for {fact:?} was for nothing: {bad:?} and {good:?}");
    }
}
