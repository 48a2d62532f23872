//! "Why not?", for merge requests that are known and for any other.

use carrick::builds::answering::{Answer, Asked, by_address, by_number};
use carrick::builds::why::Change;
use carrick::builds::{pausing, rules};
use carrick_store::build::Reason;
use carrick_store::rule::{RulePlace, Terms, Whose};
use local_gitlab::{AccessLevel, NewMergeRequest, NewProject};

use super::opened::{Opened, when_asked};
use super::room::{A_MINUTE, of_alice, open, watching, with_group};
use crate::support::Installation;

async fn answer(installation: &Installation, text: &str) -> Answer {
    match by_address(&installation.carrick.builds, text).await.unwrap() {
        Asked::Answered(answer) => *answer,
        other => panic!("{text}: {other:?}"),
    }
}

fn told(answer: &Answer) -> (Option<Reason>, Option<Change>) {
    let why = answer.why.clone();
    (why.as_ref().map(|why| why.reason.clone()), why.and_then(|why| why.what_would_change_it))
}

#[tokio::test]
async fn of_one_that_is_known_it_is_answered_without_asking_gitlab() {
    let (installation, link_id, ids) = watching(1).await;
    let draft = NewMergeRequest { draft: true, ..of_alice(ids[0]) };
    let iid = installation.gitlab.open_merge_request(draft).unwrap().iid;
    installation.pass(A_MINUTE);
    installation.look().await;
    installation.gitlab.clear_requests();
    let page = format!("{}/group/project-0/-/merge_requests/{iid}", installation.gitlab.url());
    let by_page = answer(&installation, &page).await;
    assert_eq!(told(&by_page), (Some(Reason::Draft), Some(Change::MarkReady)), "it is a draft");
    let known = installation.known(link_id, ids[0], iid).unwrap();
    let numbered = by_number(&installation.carrick.builds, known.id).await.unwrap();
    assert_eq!(told(&numbered), told(&by_page), "by whichever name");
    assert_eq!(installation.requests_to("/"), 0, "nothing was asked for");
    let since = carrick_store::clock::Clock::now(&*installation.clock);
    pausing::pause(&installation.carrick.builds).await.unwrap();
    let paused = (Some(Reason::Paused { since }), Some(Change::Resume));
    assert_eq!(told(&answer(&installation, &page).await), paused, "what holds back all comes before");
    installation.finish().await;
}

#[tokio::test]
async fn of_one_whose_pipeline_runs_there_is_nothing_to_answer() {
    let opened = Opened::with(when_asked()).await;
    opened.go_on(A_MINUTE).await;
    let told_of = by_number(&opened.installation.carrick.builds, opened.build().merge_request).await.unwrap();
    assert_eq!(told(&told_of), (None, None), "it is built");
    pausing::pause(&opened.installation.carrick.builds).await.unwrap();
    let told_of = by_number(&opened.installation.carrick.builds, opened.build().merge_request).await.unwrap();
    assert_eq!(told(&told_of), (None, None), "whatever holds back the next");
    opened.installation.finish().await;
}

#[tokio::test]
async fn of_a_project_that_is_not_watched_gitlab_is_asked() {
    let (installation, link_id, ids) = with_group(2).await;
    let opened = open(&installation, ids[0]);
    let text = format!("group/project-0!{}", opened.iid);
    let asked = answer(&installation, &text).await;
    assert_eq!(told(&asked), (Some(Reason::NotWatched), Some(Change::Watch)), "nobody watches it");
    assert_eq!((asked.link_id, asked.username.as_str()), (link_id, "alice"), "and who could is told");
    assert!(asked.row.is_none(), "nothing of it is kept");
    let bobs = NewMergeRequest { author: "bob".to_owned(), ..of_alice(ids[0]) };
    installation.gitlab.set_member(ids[0], "bob", Some(AccessLevel::Developer));
    let bobs = installation.gitlab.open_merge_request(bobs).unwrap().iid;
    installation.watch_project(link_id, ids[0], "group/project-0");
    let not_mine = (Some(Reason::NotMine { author: "bob".to_owned() }), Some(Change::ChangeWhose));
    let text = format!("group/project-0!{bobs}");
    assert_eq!(told(&answer(&installation, &text).await), not_mine, "by the rule, before the first look");
    installation.finish().await;
}

#[tokio::test]
async fn a_forks_merge_request_waits_for_an_approval() {
    let (installation, link_id, ids) = with_group(1).await;
    let fork = installation.gitlab.fork(ids[0], "bob/project", "bob").unwrap();
    let place = RulePlace::Project { project_id: ids[0].cast_signed(), path: "group/project-0".to_owned() };
    let of_fork = NewMergeRequest { source_project: Some(fork.id), author: "bob".to_owned(), ..of_alice(ids[0]) };
    let iid = installation.gitlab.open_merge_request(of_fork).unwrap().iid;
    let text = format!("group/project-0!{iid}");
    for (takes_forks, expected) in [
        (false, (Some(Reason::Fork), Some(Change::TakeForks))),
        (true, (Some(Reason::NeedsApproval), Some(Change::Approve))),
    ] {
        let terms = Terms { takes_forks, whose: Whose::OwnBranches, ..Terms::default() };
        installation.watch(link_id, place.clone(), terms);
        assert_eq!(told(&answer(&installation, &text).await), expected, "takes forks: {takes_forks}");
    }
    installation.finish().await;
}

#[tokio::test]
async fn what_nobody_here_can_see_is_said_to_be_so() {
    let (installation, ..) = with_group(1).await;
    let builds = &installation.carrick.builds;
    installation.gitlab.create_project(NewProject { path: "secret/web".to_owned(), ..NewProject::default() });
    let asked = async |text: &str| by_address(builds, text).await.unwrap();
    assert!(matches!(asked("secret/web!1").await, Asked::NotSeen { .. }), "GitLab shows it to nobody here");
    assert!(matches!(asked("group/project-0!77").await, Asked::NotSeen { .. }), "there is no such number");
    assert!(matches!(asked("fix the login").await, Asked::NoAddress), "that is no address");
    let elsewhere = asked("https://gitlab.elsewhere.example/a/b/-/merge_requests/1").await;
    assert!(
        matches!(&elsewhere, Asked::NoAccount { host } if host == "gitlab.elsewhere.example"),
        "no account is linked there: {elsewhere:?}"
    );
    assert_eq!(rules::list(builds).await.unwrap(), [], "and asking sets no rule");
    installation.finish().await;
}
