//! A rule before it is saved: the last merge requests, what was found, and what can be added to the CI file.

use std::time::Duration;

use carrick::builds::consequence::Consequence;
use carrick::builds::known::Level;
use carrick::builds::rules::{self, Wanted};
use carrick::builds::trial::Outcome;
use carrick::builds::trying::ci_file::{self, Added, BRANCH, Proposed};
use carrick::builds::trying::preflight::Finding;
use carrick::builds::trying::{Tried, check, try_out};
use carrick_store::build::Reason;
use carrick_store::rule::{PipelineKind, RulePlace, Terms, Whose};
use local_gitlab::{AccessLevel, Ci, Fault, FaultKind, MergeRequestJobs, NewFile, NewMergeRequest, NewProject};

use super::opened::when_asked;
use super::room::{of_alice, with_group};
use crate::support::{Installation, until};

const JOB: &str = "test:\n  script: make\n";

fn wanted(link_id: i64, project: u64, terms: Terms) -> Wanted {
    let place = RulePlace::Project { project_id: project.cast_signed(), path: "group/project-0".to_owned() };
    Wanted { link_id, place, is_on: true, terms, writes_status: false }
}

async fn tried(installation: &Installation, wanted: Wanted) -> Tried {
    try_out(&installation.carrick.builds, wanted).await.unwrap()
}

/// A project of the group's with this CI and this file.
async fn with_file(ci: Ci, text: &str) -> (Installation, i64, u64) {
    let (installation, link_id, ids) = with_group(1).await;
    installation.gitlab.edit_project(ids[0], |project| project.ci = ci);
    installation.gitlab.push(ids[0], "main", "bob", "Build", &[NewFile::new(".gitlab-ci.yml", text)]).unwrap();
    (installation, link_id, ids[0])
}

fn no_job() -> Ci {
    Ci { merge_requests: MergeRequestJobs::None, ..Ci::default() }
}

#[tokio::test]
async fn a_rule_is_tried_on_the_last_merge_requests_with_the_first_reason_each() {
    let (installation, link_id, ids) = with_group(1).await;
    installation.gitlab.set_member(ids[0], "bob", Some(AccessLevel::Developer));
    let bobs = NewMergeRequest { author: "bob".to_owned(), ..of_alice(ids[0]) };
    let draft = NewMergeRequest { draft: true, ..of_alice(ids[0]) };
    for new in [of_alice(ids[0]), bobs, draft] {
        installation.gitlab.open_merge_request(new).unwrap();
        installation.gitlab.advance_clock(Duration::from_secs(90));
    }
    installation.gitlab.close_merge_request(ids[0], 1);
    let own = Terms { whose: Whose::OwnBranches, ..Terms::default() };
    let outcomes = |tried: &Tried| -> Vec<(i64, Outcome)> {
        tried.trial.tried.iter().map(|it| (it.iid, it.outcome.clone())).collect()
    };
    let all = tried(&installation, wanted(link_id, ids[0], own)).await;
    let expected = [(3, Outcome::NotBuilt(Reason::Draft)), (2, Outcome::Built), (1, Outcome::Built)];
    assert_eq!(outcomes(&all), expected, "the newest first, the closed one as if it was open");
    assert_eq!(all.checked.consequences, [Consequence::PushersRunCode], "and what that lets others do");
    let mine = tried(&installation, wanted(link_id, ids[0], Terms::default())).await;
    let bob = Outcome::NotBuilt(Reason::NotMine { author: "bob".to_owned() });
    assert_eq!(outcomes(&mine)[1], (2, bob), "another's");
    assert_eq!(rules::list(&installation.carrick.builds).await.unwrap(), [], "nothing is kept");
    let namespace =
        Wanted { place: RulePlace::Namespace("group".to_owned()), ..wanted(link_id, ids[0], Terms::default()) };
    let group = tried(&installation, namespace).await;
    assert_eq!(outcomes(&group).len(), 3, "a group's too");
    assert_eq!(group.paths[0].as_deref(), Some("group/project-0"), "each with its project");
    installation.finish().await;
}

#[tokio::test]
async fn a_groups_rule_is_tried_on_what_it_would_be_for_and_says_what_was_looked_into() {
    let (installation, link_id, ids) = with_group(5).await;
    let stranger =
        installation.gitlab.create_project(NewProject { path: "group/stranger".to_owned(), ..NewProject::default() });
    for id in ids.iter().copied().chain([stranger.id]) {
        installation.gitlab.open_merge_request(of_alice(id)).unwrap();
    }
    let builds = &installation.carrick.builds;
    let own = Wanted { is_on: false, ..wanted(link_id, ids[0], Terms::default()) };
    rules::set(builds, own).await.unwrap();
    let namespace =
        Wanted { place: RulePlace::Namespace("group".to_owned()), ..wanted(link_id, ids[0], Terms::default()) };
    let group = tried(&installation, namespace).await;
    let mut paths: Vec<&str> = group.paths.iter().map(|path| path.as_deref().unwrap()).collect();
    paths.sort_unstable();
    let expected = ["group/project-1", "group/project-2", "group/project-3", "group/project-4"];
    assert_eq!(paths, expected, "neither one that nobody here reaches nor one with a rule of its own");
    assert_eq!((group.checked.preflights.len(), group.checked.projects), (3, 4), "three of four were looked into");
    installation.finish().await;
}

#[tokio::test]
async fn what_stands_in_the_way_is_found_before_it_is_switched_on() {
    let (installation, link_id, ids) = with_group(1).await;
    let found = async |terms: Terms| {
        let mut tried = tried(&installation, wanted(link_id, ids[0], terms)).await;
        tried.checked.preflights.remove(0)
    };
    let first = found(Terms::default()).await;
    assert_eq!((first.level, first.findings), (Level::Is(30), vec![Finding::NoCiFile]), "there is no file");
    installation.gitlab.set_member(ids[0], "alice", Some(AccessLevel::Reporter));
    let reporter = found(Terms::default()).await;
    assert_eq!(reporter.findings[0], Finding::RoleTooLow, "{reporter:?}");
    assert!(reporter.findings[0].stands_in_the_way(), "nothing can be built then");
    installation.gitlab.set_member(ids[0], "alice", Some(AccessLevel::Maintainer));
    installation.gitlab.edit_project(ids[0], |project| {
        project.ci = Ci { enabled: false, fork_runs_here: false, ..no_job() };
    });
    let maintainer = found(Terms { takes_forks: true, ..Terms::default() }).await;
    for finding in [Finding::NoPipelines, Finding::ForksRunElsewhere, Finding::MoreThanDeveloper] {
        assert!(maintainer.findings.contains(&finding), "{finding:?} in {maintainer:?}");
    }
    installation.finish().await;
}

#[tokio::test]
async fn a_rule_that_gives_variables_is_told_where_the_project_takes_none() {
    let (installation, link_id, ids) = with_group(1).await;
    let found = async |variables: &[(&str, &str)]| {
        let pairs = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let kind = PipelineKind::Branch { inputs: [].into(), variables: pairs.collect() };
        let mut tried = tried(&installation, wanted(link_id, ids[0], Terms { kind, ..Terms::default() })).await;
        tried.checked.preflights.remove(0)
    };
    let taken = found(&[("DEBUG", "1")]).await;
    assert_eq!(taken.takes_variables, Some(true), "a Developer may, where nobody changed that");
    assert!(!taken.findings.contains(&Finding::VariablesRefused), "{taken:?}");
    for least in [None, Some(AccessLevel::Maintainer)] {
        installation.gitlab.edit_project(ids[0], |project| project.ci.variables_from = least);
        let refused = found(&[("DEBUG", "1")]).await;
        assert_eq!(refused.takes_variables, Some(false), "{least:?}");
        assert!(refused.findings.contains(&Finding::VariablesRefused), "before it is kept: {refused:?}");
        assert!(Finding::VariablesRefused.stands_in_the_way(), "GitLab would refuse each pipeline");
        let without = found(&[]).await;
        assert!(!without.findings.contains(&Finding::VariablesRefused), "a rule without any: {without:?}");
    }
    installation.finish().await;
}

#[tokio::test]
async fn what_is_tried_and_looked_at_together_is_read_once_and_later_anew() {
    let (installation, link_id, project) = with_file(when_asked(), JOB).await;
    installation.gitlab.open_merge_request(of_alice(project)).unwrap();
    let (builds, wanted) = (&installation.carrick.builds, wanted(link_id, project, Terms::default()));
    let requests = || {
        let all = installation.gitlab.requests().into_iter().map(|request| request.path);
        all.filter(|path| path.starts_with("/api/v4/projects/")).collect::<Vec<_>>()
    };
    installation.gitlab.clear_requests();
    let (tried, checked) = tokio::join!(try_out(builds, wanted.clone()), check(builds, wanted.clone()));
    assert_eq!(tried.unwrap().checked.preflights, checked.unwrap().preflights, "both are told the same");
    let mut paths = requests();
    let all = paths.len();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), all, "no question is asked twice: {:?}", requests());
    installation.gitlab.set_member(project, "alice", Some(AccessLevel::Reporter));
    let later = check(builds, wanted).await.unwrap();
    assert_eq!(later.preflights[0].level, Level::Is(20), "what was changed since is seen");
    installation.finish().await;
}

#[tokio::test]
async fn a_project_that_gitlab_builds_by_itself_is_known_by_its_last_merge_requests() {
    let built = Ci { merge_requests: MergeRequestJobs::Built, ..Ci::default() };
    let (installation, link_id, project) = with_file(built, JOB).await;
    installation.gitlab.open_merge_request(of_alice(project)).unwrap();
    installation.gitlab.advance_clock(Duration::from_secs(60));
    let found = tried(&installation, wanted(link_id, project, Terms::default())).await;
    assert_eq!(found.checked.preflights[0].findings, [Finding::GitLabBuilds], "it came at once");
    let outcome = &found.trial.tried[0].outcome;
    assert_eq!(outcome, &Outcome::NotBuilt(Reason::GitLabBuilds), "so that none is started");
    installation.finish().await;
}

#[tokio::test]
async fn what_is_missing_is_added_to_a_new_branch_once_it_was_shown() {
    let (installation, link_id, project) = with_file(no_job(), JOB).await;
    let found = tried(&installation, wanted(link_id, project, Terms::default())).await;
    assert_eq!(found.checked.preflights[0].findings, [Finding::NothingRuns { can_be_added: true }], "nothing runs");
    let (builds, id) = (&installation.carrick.builds, project.cast_signed());
    let propose = async || ci_file::propose(builds, link_id, id).await.unwrap();
    let Proposed::Addition(shown) = propose().await else { panic!("it can be added") };
    assert_eq!((shown.branch, shown.target.as_str(), shown.username.as_str()), (BRANCH, "main", "alice"), "where to");
    assert_eq!(shown.before, ["test:", "  script: make"], "after what is there");
    let head = installation.gitlab.repository(project).unwrap().head().unwrap();
    assert_eq!(ci_file::add(builds, link_id, id, "another").await.unwrap(), Added::Changed, "what was not shown");
    installation.gitlab.push(project, "main", "bob", "Change", &[NewFile::new(".gitlab-ci.yml", "a:\n")]).unwrap();
    assert_eq!(ci_file::add(builds, link_id, id, &shown.base).await.unwrap(), Added::Changed, "nor what was");
    assert_eq!(installation.gitlab.merge_requests(project), [], "nothing is written then");
    installation.gitlab.push(project, "main", "bob", "Back", &[NewFile::new(".gitlab-ci.yml", JOB)]).unwrap();
    let before = installation.gitlab.repository(project).unwrap().head().unwrap();
    assert_ne!(head, before, "the default branch was moved by bob");
    let added = ci_file::add(builds, link_id, id, &shown.base).await.unwrap();
    assert_eq!(added, Added::Opened(1), "its merge request is open");
    let opened = installation.gitlab.merge_request(project, 1).unwrap();
    assert_eq!((opened.source_branch.as_str(), opened.target_branch.as_str()), (BRANCH, "main"), "from there");
    let repository = installation.gitlab.repository(project).unwrap();
    assert_eq!(repository.head().unwrap(), before, "and the default branch is as it was");
    let text = repository.git(&["show", &format!("{BRANCH}:.gitlab-ci.yml")]).unwrap();
    let expected: String = shown.added.iter().map(|line| format!("{line}\n")).collect();
    assert_eq!(text.trim_end(), format!("{JOB}{expected}").trim_end(), "what was shown, and nothing else");
    assert_eq!(propose().await, Proposed::BranchIsThere, "once");
    installation.finish().await;
}

#[tokio::test]
async fn what_somebody_changed_in_that_second_is_not_written_over() {
    let (installation, link_id, project) = with_file(no_job(), JOB).await;
    let (builds, id, gitlab) = (&installation.carrick.builds, project.cast_signed(), &installation.gitlab);
    let proposed = ci_file::propose(builds, link_id, id).await.unwrap();
    let Proposed::Addition(shown) = proposed else { panic!("it can be added: {proposed:?}") };
    let commits = format!("/api/v4/projects/{project}/repository/commits");
    gitlab.fault(Fault::once(&format!("POST {commits}"), FaultKind::Hold));
    let faster = async {
        until("GitLab is asked to write", || gitlab.held_answers() == 1).await;
        gitlab.push(project, "main", "bob", "Faster", &[NewFile::new(".gitlab-ci.yml", "bobs:\n")]).unwrap();
        gitlab.let_answer();
    };
    let (added, ()) = tokio::join!(ci_file::add(builds, link_id, id, &shown.base), faster);
    assert_eq!(added.unwrap(), Added::Changed, "it was read before bob's, and is to be shown again");
    let branches = gitlab.repository(project).unwrap().git(&["branch", "--format=%(refname:short)"]).unwrap();
    assert_eq!(branches.trim(), "main", "no branch takes bob's commit back");
    assert_eq!(gitlab.merge_requests(project), [], "nor a merge request");
    installation.finish().await;
}

#[tokio::test]
async fn a_file_of_elsewhere_or_with_a_workflow_is_left_to_people() {
    let (installation, link_id, project) = with_file(no_job(), "workflow:\n  name: x\n").await;
    let builds = &installation.carrick.builds;
    let proposed = ci_file::propose(builds, link_id, project.cast_signed()).await.unwrap();
    assert_eq!(proposed, Proposed::HasWorkflow, "which only people can change well");
    let empty = installation.gitlab.create_project(NewProject {
        path: "group/empty".to_owned(),
        members: vec![("alice".to_owned(), AccessLevel::Developer)],
        ..NewProject::default()
    });
    let proposed = ci_file::propose(builds, link_id, empty.id.cast_signed()).await.unwrap();
    assert_eq!(proposed, Proposed::NoFile, "there is none");
    let others = ci_file::propose(builds, link_id + 1, project.cast_signed()).await;
    assert!(others.is_err(), "nobody writes in another's name");
    installation.finish().await;
}
