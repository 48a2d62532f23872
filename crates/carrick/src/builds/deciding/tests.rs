use carrick_store::build::Reason;
use carrick_store::merge_request::{MergeRequest, MergeRequestState};
use carrick_store::rule::{PipelineKind, Rule, Whose};

use super::{Decision, approval_of, decide};
use crate::builds::known::{Away, ChangedPaths, Fact, Known, LastPush, Level};
use crate::builds::staging::{BOB, FORK, ME, PROJECT, SEEN, known, merge_request, rule};

/// What a case changes of the rule, the merge request and what is known.
type Change = fn(&mut Rule, &mut MergeRequest, &mut Known);

fn decided(changes: &[Change]) -> Decision {
    let (mut rule, mut merge_request, mut known) = (rule(), merge_request(), known());
    for change in changes {
        change(&mut rule, &mut merge_request, &mut known);
    }
    decide(Some(&rule), &merge_request, &known)
}

fn of_bob(_: &mut Rule, merge_request: &mut MergeRequest, _: &mut Known) {
    merge_request.snapshot.author_id = Some(BOB);
    merge_request.snapshot.author = "bob".to_owned();
}

fn of_fork(rule: &mut Rule, merge_request: &mut MergeRequest, known: &mut Known) {
    rule.terms.takes_forks = true;
    of_bob(rule, merge_request, known);
    merge_request.snapshot.source_project = Some(FORK);
}

fn approved(_: &mut Rule, merge_request: &mut MergeRequest, known: &mut Known) {
    known.approval = Some(approval_of(merge_request));
}

fn asked_for(_: &mut Rule, _: &mut MergeRequest, known: &mut Known) {
    known.is_asked_for = true;
}

fn mine_only(rule: &mut Rule, _: &mut MergeRequest, _: &mut Known) {
    rule.terms.whose = Whose::Mine;
}

fn maintainers(rule: &mut Rule, _: &mut MergeRequest, _: &mut Known) {
    rule.terms.whose = Whose::Members(40);
}

fn only_ruby(rule: &mut Rule, _: &mut MergeRequest, _: &mut Known) {
    rule.terms.paths = vec!["**/*.rb".to_owned()];
}

fn changed(paths: &[&str]) -> Option<ChangedPaths> {
    Some(ChangedPaths { paths: paths.iter().map(|path| (*path).to_owned()).collect(), is_whole: true })
}

/// Every reason that a decision can give, in the order in which they are told, each with what gives it.
fn reasons() -> Vec<(Reason, Vec<Change>)> {
    vec![
        (Reason::NotOpen, vec![|_, merge_request, _| merge_request.snapshot.state = MergeRequestState::Merged]),
        (Reason::SwitchedOff, vec![|rule, _, _| rule.is_on = false]),
        (Reason::Paused { since: 5 }, vec![|_, _, known| known.paused_since = Some(5)]),
        (Reason::RoleTooLow { level: Some(20) }, vec![|_, _, known| known.level = Level::Is(20)]),
        (Reason::OpenedBefore, vec![|_, merge_request, _| merge_request.was_there = true]),
        (Reason::WhileClosed { from: 1, to: 2 }, vec![|_, _, known| known.away = Some(Away { from: 1, to: 2 })]),
        (
            Reason::SkipLabel { label: "wip".to_owned() },
            vec![|rule, merge_request, _| {
                rule.terms.skip_labels = vec!["wip".to_owned()];
                merge_request.snapshot.labels.push("wip".to_owned());
            }],
        ),
        (Reason::Draft, vec![|_, merge_request, _| merge_request.snapshot.is_draft = true]),
        (
            Reason::OtherTarget { target: "docs".to_owned(), built: vec!["main".to_owned()] },
            vec![|rule, merge_request, _| {
                rule.terms.targets = vec!["main".to_owned()];
                merge_request.snapshot.target_branch = "docs".to_owned();
            }],
        ),
        (Reason::GitLabBuilds, vec![|_, _, known| known.gitlab_builds = true]),
        (Reason::NotMine { author: "bob".to_owned() }, vec![of_bob, mine_only]),
        (Reason::AuthorRefused, vec![of_bob, |_, _, known| known.author_refused = true]),
        (Reason::OtherPaths, vec![only_ruby, |_, _, known| known.changed_paths = changed(&["a.py"])]),
    ]
}

#[test]
fn what_matches_is_built() {
    assert_eq!(decided(&[]), Decision::Build, "nothing speaks against it");
    assert_eq!(decided(&[mine_only]), Decision::Build, "it is mine, and so was the last push");
    assert_eq!(decided(&[of_bob]), Decision::Build, "it comes from a branch of the project");
    assert_eq!(decided(&[of_fork, approved]), Decision::Build, "just this commit was approved");
}

#[test]
fn without_a_rule_nothing_is_asked() {
    assert_eq!(decide(None, &merge_request(), &known()), Decision::Not(Reason::NotWatched), "nobody asked for builds");
}

#[test]
fn each_reason_is_told_for_what_gives_it() {
    for (reason, changes) in reasons() {
        assert_eq!(decided(&changes), Decision::Not(reason.clone()), "alone, {reason:?}");
    }
}

#[test]
fn of_two_reasons_the_first_is_told() {
    let reasons = reasons();
    for (at, (first, change)) in reasons.iter().enumerate() {
        // Of two that are about the same thing the later one would undo the earlier.
        for (second, also) in reasons[at + 1..].iter().filter(|(second, _)| !is_same_matter(first, second)) {
            let both: Vec<Change> = change.iter().chain(also).copied().collect();
            assert_eq!(decided(&both), Decision::Not(first.clone()), "{first:?} comes before {second:?}");
        }
    }
}

fn is_same_matter(first: &Reason, second: &Reason) -> bool {
    std::mem::discriminant(first) == std::mem::discriminant(second)
}

#[test]
fn a_request_is_asked_for_only_where_its_answer_decides() {
    let unasked: Change = |_, _, known| known.last_push = None;
    assert_eq!(decided(&[unasked]), Decision::Build, "whose push it was makes no difference to any branch");
    assert_eq!(decided(&[unasked, mine_only]), Decision::Needs(Fact::LastPush), "here it does");
    assert_eq!(
        decided(&[unasked, mine_only, of_bob]),
        Decision::Not(Reason::NotMine { author: "bob".to_owned() }),
        "not where it is another's anyway",
    );
    assert_eq!(decided(&[maintainers]), Decision::Build, "nobody is asked about the account itself");
    assert_eq!(decided(&[of_bob, maintainers]), Decision::Needs(Fact::AuthorLevel), "Bob's level decides");
    assert_eq!(decided(&[only_ruby]), Decision::Needs(Fact::ChangedPaths), "its files decide");
    let draft: Change = |_, merge_request, _| merge_request.snapshot.is_draft = true;
    assert_eq!(decided(&[only_ruby, draft]), Decision::Not(Reason::Draft), "not where it is a draft anyway");
    assert_eq!(decided(&[only_ruby, mine_only, unasked]), Decision::Needs(Fact::LastPush), "one at a time");
}

#[test]
fn what_gitlab_does_not_say_is_not_taken_as_good() {
    let not_said: Change = |_, _, known| known.last_push = Some(LastPush::NotSaid);
    assert_eq!(decided(&[mine_only, not_said]), Decision::Not(Reason::NotMyPush), "nobody knows whose push it was");
    let by_bob: Change = |_, _, known| known.last_push = Some(LastPush::By(BOB));
    assert_eq!(decided(&[mine_only, by_bob]), Decision::Not(Reason::NotMyPush), "Bob pushed into my merge request");
    let gone: Change = |_, merge_request, _| merge_request.snapshot.author_id = None;
    assert_eq!(
        decided(&[maintainers, gone]),
        Decision::Not(Reason::AuthorBelow { level: None, least: 40 }),
        "an account that is gone is no member",
    );
    assert!(matches!(decided(&[mine_only, gone]), Decision::Not(Reason::NotMine { .. })), "and it is not mine");
    let unknown: Change = |_, _, known| known.forks_run_here = false;
    assert_eq!(decided(&[of_fork, approved, unknown]), Decision::Not(Reason::WouldRunInFork), "it may run there");
}

#[test]
fn whose_it_is_is_told_by_number_and_not_by_name() {
    let called_like_me: Change = |_, merge_request, _| {
        merge_request.snapshot.author_id = Some(BOB);
        merge_request.snapshot.author = "alice".to_owned();
    };
    assert!(
        matches!(decided(&[mine_only, called_like_me]), Decision::Not(Reason::NotMine { .. })),
        "names change hands"
    );
    let renamed: Change = |_, merge_request, _| merge_request.snapshot.author = "alice-moreau".to_owned();
    assert_eq!(decided(&[mine_only, renamed]), Decision::Build, "it is me under another name");
}

#[test]
fn members_are_told_by_their_level() {
    for (level, expected) in [
        (Level::Is(50), Decision::Build),
        (Level::Is(40), Decision::Build),
        (Level::Is(30), Decision::Not(Reason::AuthorBelow { level: Some(30), least: 40 })),
        (Level::NoMember, Decision::Not(Reason::AuthorBelow { level: None, least: 40 })),
    ] {
        let (mut rule, mut merge_request, mut known) = (rule(), merge_request(), known());
        maintainers(&mut rule, &mut merge_request, &mut known);
        of_bob(&mut rule, &mut merge_request, &mut known);
        known.author_level = level;
        assert_eq!(decide(Some(&rule), &merge_request, &known), expected, "{level:?}");
    }
}

#[test]
fn a_label_forces_target_paths_and_drafts_and_nothing_else() {
    let forced: Change = |rule, merge_request, _| {
        rule.terms.force_labels = vec!["build".to_owned()];
        merge_request.snapshot.labels.push("build".to_owned());
    };
    for (reason, changes) in reasons() {
        let lifts = matches!(reason, Reason::Draft | Reason::OtherTarget { .. } | Reason::OtherPaths);
        let expected = if lifts { Decision::Build } else { Decision::Not(reason.clone()) };
        let with_label: Vec<Change> = changes.into_iter().chain([forced]).collect();
        assert_eq!(decided(&with_label), expected, "{reason:?} under a label that forces");
    }
    assert_eq!(decided(&[of_fork, forced]), Decision::Not(Reason::NeedsApproval), "a label approves no fork");
}

#[test]
fn forks_have_an_order_of_their_own() {
    let refused: Change = |rule, _, _| rule.terms.takes_forks = false;
    assert_eq!(decided(&[of_fork, refused, approved]), Decision::Not(Reason::Fork), "the rule takes none");
    let asked = [of_fork, refused, asked_for];
    assert_eq!(decided(&asked), Decision::Not(Reason::NeedsApproval), "a person asks all the same, and approves");
    assert_eq!(decided(&[asked.as_slice(), &[approved]].concat()), Decision::Build, "just this commit");
    let branch: Change = |rule, _, _| {
        rule.terms.kind = PipelineKind::Branch { inputs: Default::default(), variables: Default::default() };
    };
    let runs_there = Decision::Not(Reason::WouldRunInFork);
    assert_eq!(decided(&[of_fork, branch, approved]), runs_there, "a fork's branch is the fork's");
    let settings: Change = |_, _, known| known.forks_run_here = false;
    assert_eq!(decided(&[of_fork, settings]), runs_there, "nobody is asked to approve what would not run here");
    let my_own: Change = |_, merge_request, _| merge_request.snapshot.author_id = Some(ME);
    assert_eq!(decided(&[of_fork, my_own]), Decision::Not(Reason::NeedsApproval), "whoever opened it");
    let gone: Change = |_, merge_request, _| merge_request.snapshot.source_project = None;
    assert_eq!(decided(&[of_fork, gone]), Decision::Not(Reason::NeedsApproval), "a fork that is gone is one");
    let gitlab_builds: Change = |_, _, known| known.gitlab_builds = true;
    assert_eq!(decided(&[of_fork, approved, gitlab_builds]), Decision::Build, "GitLab builds a stranger's in the fork");
}

#[test]
fn an_approval_is_void_for_anything_but_what_was_approved() {
    let pushed: Change = |_, merge_request, _| merge_request.snapshot.sha = "b".repeat(40);
    let retargeted: Change = |_, merge_request, _| merge_request.snapshot.target_branch = "production".to_owned();
    let moved: Change = |_, merge_request, _| merge_request.snapshot.source_project = Some(FORK + 1);
    let gone: Change = |_, merge_request, _| merge_request.snapshot.source_project = None;
    let another: Change = |_, merge_request, _| merge_request.id += 1;
    for (what, change) in
        [("push", pushed), ("retarget", retargeted), ("other fork", moved), ("gone fork", gone), ("other", another)]
    {
        assert_eq!(decided(&[of_fork, approved, change]), Decision::Not(Reason::NeedsApproval), "after a {what}");
        assert_eq!(decided(&[of_fork, change, approved]), Decision::Build, "once it is approved again after a {what}");
    }
}

#[test]
fn what_a_person_asks_for_is_built_whatever_the_rule_chooses() {
    for (reason, changes) in reasons() {
        let stays = matches!(reason, Reason::NotOpen | Reason::RoleTooLow { .. } | Reason::AuthorRefused);
        let expected = if stays { Decision::Not(reason.clone()) } else { Decision::Build };
        let asked: Vec<Change> = changes.into_iter().chain([asked_for as Change]).collect();
        assert_eq!(decided(&asked), expected, "{reason:?} when a person asks");
    }
    assert_eq!(decided(&[of_fork, asked_for]), Decision::Not(Reason::NeedsApproval), "a new build asks the same way");
}

#[test]
fn gitlab_has_its_time_to_begin_by_itself() {
    let early: Change = |_, _, known| known.now = SEEN + 29_999;
    let until = |until| Decision::Wait(Reason::Preparing { until });
    assert_eq!(decided(&[early]), until(Some(SEEN + 30_000)), "the grace is not over");
    let on_time: Change = |_, _, known| known.now = SEEN + 30_000;
    assert_eq!(decided(&[on_time]), Decision::Build, "now it is");
    let unprepared: Change = |_, merge_request, _| merge_request.snapshot.prepared_at = None;
    assert_eq!(decided(&[on_time, unprepared]), until(Some(SEEN + 60_000)), "a new one is being prepared");
    assert_eq!(decided(&[unprepared]), Decision::Build, "before 16.1 that is never said");
    let creating: Change = |_, _, known| known.is_being_created = true;
    assert_eq!(decided(&[creating]), until(None), "GitLab says that it is at it");
    assert_eq!(decided(&[early, of_fork]), Decision::Not(Reason::NeedsApproval), "what is not built waits for nothing");
}

#[test]
fn a_merge_request_without_commits_is_told_once_it_had_its_time() {
    let empty: Change = |_, merge_request, _| merge_request.snapshot.sha.clear();
    assert_eq!(decided(&[empty]), Decision::Not(Reason::NoCommits), "there is nothing to build");
    let early: Change = |_, _, known| known.now = SEEN;
    assert!(matches!(decided(&[empty, early]), Decision::Wait(_)), "its commits may not be there yet");
}

#[test]
fn only_what_came_after_the_switch_is_built_by_itself() {
    let before: Change = |_, _, known| known.switched_on_at = SEEN + 1;
    assert_eq!(decided(&[before]), Decision::Not(Reason::OpenedBefore), "its commit was seen before");
    let at_once: Change = |_, _, known| known.switched_on_at = SEEN;
    assert_eq!(decided(&[at_once]), Decision::Build, "and at that moment counts");
}

#[test]
fn merged_closed_and_locked_ones_are_not_open() {
    for state in [MergeRequestState::Closed, MergeRequestState::Merged, MergeRequestState::Locked] {
        let mut merge_request = merge_request();
        merge_request.snapshot.state = state;
        let decision = decide(Some(&rule()), &merge_request, &known());
        assert_eq!(decision, Decision::Not(Reason::NotOpen), "{state:?}, which a merge train's is too");
    }
}

#[test]
fn of_a_list_of_files_that_was_cut_one_may_fit() {
    let (mut rule, merge_request, mut known) = (rule(), merge_request(), known());
    rule.terms.paths = vec!["*.rb".to_owned()];
    known.changed_paths = Some(ChangedPaths { paths: vec!["a.py".to_owned()], is_whole: false });
    assert_eq!(decide(Some(&rule), &merge_request, &known), Decision::Build, "as GitLab takes it");
    assert_eq!(merge_request.snapshot.source_project, Some(PROJECT), "which is a matter of own branches alone");
}

mod random;
