//! By which ways merge requests are looked at: how much at once, in which words, or by REST.

use std::time::Duration;

use carrick_store::build::{Reason, Step};
use carrick_store::db::watches;
use carrick_store::rule::{RulePlace, Terms};
use local_gitlab::{Fault, MergeRequest, NewMergeRequest, NewProject, Setting, Visibility};

use super::room::{A_MINUTE, GRAPHQL, of_alice, open, scattered, status, watching, with_group};

#[tokio::test]
async fn many_that_changed_in_the_same_instant_are_all_seen_by_either_way() {
    for by_rest in [false, true] {
        let (installation, link_id, ids) = watching(1).await;
        if by_rest {
            installation.gitlab.fault(Fault::always(GRAPHQL, status(404, None)));
        }
        installation.gitlab.stop_clock();
        let opened: Vec<u64> =
            (0..250).map(|_| installation.gitlab.open_merge_request(of_alice(ids[0])).unwrap().iid).collect();
        installation.pass(A_MINUTE);
        installation.look().await;
        let missed: Vec<&u64> = opened.iter().filter(|iid| !installation.is_waiting(link_id, ids[0], **iid)).collect();
        assert!(missed.is_empty(), "missed (by REST: {by_rest}): {missed:?}");
        installation.finish().await;
    }
}

#[tokio::test]
async fn each_version_of_gitlab_is_asked_in_words_that_it_knows() {
    for (version, most) in [("18.7.0", 2), ("17.11.2-ee", 3), ("15.11.0", 4)] {
        let (installation, link_id, ids) = with_group(2).await;
        installation.gitlab.set_setting(Setting::Version(version.to_owned()));
        installation.watch_project(link_id, ids[0], "group/project-0");
        installation.look().await;
        let opened = open(&installation, ids[0]);
        installation.gitlab.clear_requests();
        installation.pass(A_MINUTE);
        installation.look().await;
        assert!(installation.is_waiting(link_id, ids[0], opened.iid), "{version}");
        assert!(
            installation.requests_to(GRAPHQL) <= most,
            "{version}: {} questions",
            installation.requests_to(GRAPHQL)
        );
        assert_eq!(installation.requests_to("/api/v4/projects/"), 0, "{version}: nothing by REST");
        let known = installation.known(link_id, ids[0], opened.iid).unwrap();
        assert_eq!(known.snapshot.prepared_at.is_some(), version != "15.11.0", "{version}");
        installation.finish().await;
    }
}

#[tokio::test]
async fn where_graphql_is_kept_away_everything_is_seen_by_rest() {
    let (installation, link_id, ids) = with_group(2).await;
    installation.gitlab.fault(Fault::always(GRAPHQL, status(404, None)));
    for (at, id) in ids.iter().enumerate() {
        installation.watch_project(link_id, *id, &format!("group/project-{at}"));
    }
    let before = open(&installation, ids[0]);
    installation.look().await;
    assert_eq!(installation.fate(link_id, ids[0], before.iid), None, "it was there");
    let opened = open(&installation, ids[1]);
    installation.gitlab.clear_requests();
    installation.pass(A_MINUTE);
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[1], opened.iid), "it is seen");
    assert_eq!(installation.requests_to(GRAPHQL), 0, "and what is kept away is not asked for again and again");
    installation.gitlab.close_merge_request(ids[1], opened.iid);
    installation.pass(A_MINUTE);
    installation.look().await;
    let fate = installation.fate(link_id, ids[1], opened.iid);
    assert_eq!(fate, Some((Step::NotBuilt, Some(Reason::NotOpen))), "a closed one too");
    installation.finish().await;
}

#[tokio::test]
async fn labels_of_old_that_a_list_tells_are_not_taken_for_new_ones() {
    let (installation, link_id, ids) = with_group(1).await;
    installation.gitlab.fault(Fault::always(GRAPHQL, status(404, None)));
    let place = RulePlace::Project { project_id: ids[0].cast_signed(), path: "group/project-0".to_owned() };
    let terms = Terms { skip_labels: vec!["wip".to_owned()], ..Terms::default() };
    installation.watch(link_id, place, terms);
    installation.look().await;
    let opened = open(&installation, ids[0]);
    installation.gitlab.set_setting(Setting::ListsTellOldLabels(Duration::from_secs(3600)));
    installation.gitlab.set_labels(ids[0], opened.iid, &["wip"]);
    installation.pass(A_MINUTE);
    installation.look().await;
    let skipped = Some((Step::NotBuilt, Some(Reason::SkipLabel { label: "wip".to_owned() })));
    assert_eq!(installation.fate(link_id, ids[0], opened.iid), skipped, "the merge request itself was read");
    installation.finish().await;
}

#[tokio::test]
async fn what_takes_gitlab_too_long_is_asked_for_in_smaller_pieces() {
    let (installation, link_id, ids) = watching(40).await;
    installation.gitlab.set_setting(Setting::GraphqlTimesOutAbove(Some(6)));
    let opened: Vec<MergeRequest> = ids.iter().map(|id| open(&installation, *id)).collect();
    installation.pass(A_MINUTE);
    installation.look().await;
    for (id, opened) in ids.iter().zip(&opened) {
        assert!(installation.is_waiting(link_id, *id, opened.iid), "project {id}");
    }
    let first = installation.looks()[0].cost.requests;
    installation.pass(A_MINUTE);
    installation.look().await;
    let second = installation.looks()[0].cost.requests;
    assert!(second < first, "it is remembered how much is too much: {first} requests, then {second}");
    installation.finish().await;
}

#[tokio::test]
async fn a_group_of_which_all_is_watched_is_asked_about_with_one_question() {
    let (installation, link_id, ids) = with_group(40).await;
    installation.watch(link_id, RulePlace::Namespace("group".to_owned()), Terms::default());
    installation.look().await;
    let opened = open(&installation, ids[17]);
    installation.pass(A_MINUTE);
    installation.gitlab.clear_requests();
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[17], opened.iid), "it is seen");
    assert_eq!(installation.requests_to("/"), 1, "with one question");
    installation.finish().await;
}

#[tokio::test]
async fn a_group_is_asked_about_as_one_though_a_project_of_it_is_left_out() {
    let (installation, link_id, ids) = with_group(40).await;
    for (at, id) in ids.iter().enumerate().skip(1) {
        installation.watch_project(link_id, *id, &format!("group/project-{at}"));
    }
    installation.look().await;
    let (left_out, opened) = (open(&installation, ids[0]), open(&installation, ids[17]));
    installation.pass(A_MINUTE);
    installation.gitlab.clear_requests();
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[17], opened.iid), "it is seen");
    assert_eq!(installation.requests_to("/"), 1, "with one question");
    let known = watches::find(&installation.second_connection(), link_id, ids[0].cast_signed()).unwrap();
    assert_eq!(known, None, "nothing is kept of {left_out:?}, whose project nobody watches");
    installation.finish().await;
}

#[tokio::test]
async fn a_group_that_tells_mostly_of_others_is_asked_about_by_project() {
    let (installation, link_id, ids) = with_group(30).await;
    installation.watch(link_id, RulePlace::Namespace("group".to_owned()), Terms::default());
    installation.look().await;
    let make =
        |at| NewProject { path: format!("group/open-{at}"), visibility: Visibility::Internal, ..NewProject::default() };
    let others = installation.gitlab.create_many(4, make);
    for id in others.iter().cycle().take(120) {
        let theirs = NewMergeRequest { author: "bob".to_owned(), ..of_alice(*id) };
        installation.gitlab.open_merge_request(theirs).unwrap();
    }
    let opened = open(&installation, ids[17]);
    installation.pass(A_MINUTE);
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[17], opened.iid), "it is seen");
    installation.pass(A_MINUTE);
    installation.gitlab.clear_requests();
    installation.look().await;
    let asked = installation
        .gitlab
        .requests()
        .iter()
        .filter(|it| it.form_param("query").is_some_and(|text| text.contains("group(")))
        .count();
    assert_eq!(asked, 0, "the account sees more in the group than it is a member of");
    installation.finish().await;
}

#[tokio::test]
async fn a_round_over_a_thousand_projects_takes_few_requests() {
    let (installation, link_id, ids) = scattered(1000).await;
    installation.look().await;
    let opened = open(&installation, ids[500]);
    installation.pass(A_MINUTE);
    installation.gitlab.clear_requests();
    installation.look().await;
    assert!(installation.is_waiting(link_id, ids[500], opened.iid), "it is seen");
    assert!(installation.requests_to("/") <= 25, "with {} requests", installation.requests_to("/"));
    installation.finish().await;
}
