//! Reading what linked accounts reach.

use carrick::accounts::unlink;
use carrick::messages::{ApplicationForm, ErrorCode, Health};
use carrick::repositories::list::Filter;
use carrick::repositories::refresh::next_reading_due;
use carrick_store::clock::Clock as _;
use carrick_store::db::{memberships, projects};
use carrick_store::project::{DEVELOPER, GUEST};
use local_gitlab::{AccessLevel, NewProject};

use super::room::{project, with_projects};
use crate::support::{FIRST, Installation};

const HOUR: i64 = 60 * 60 * 1000;

#[tokio::test]
async fn everything_a_new_link_reaches_is_read_once_and_nothing_while_nothing_is_due() {
    let (installation, link, ids) = with_projects(250).await;
    installation.gitlab.create_project(project("other/private", "bob", AccessLevel::Owner));
    installation.read_due().await;
    assert_eq!(installation.known_of(link.id), installation.at_gitlab(&ids), "all of them, and nobody else's");
    let status = &installation.statuses().await[0];
    assert_eq!((status.count, status.trouble.clone()), (250, None), "and that is told");
    installation.gitlab.clear_requests();
    installation.read_due().await;
    assert_eq!(installation.pages_asked(), 0, "it has just been read");
    installation.finish().await;
}

#[tokio::test]
async fn what_has_happened_since_is_noticed_with_one_question_and_what_is_gone_with_the_next_whole_reading() {
    let (installation, link, mut ids) = with_projects(120).await;
    installation.read_due().await;
    installation.gitlab.set_clock_offset(HOUR / 1000 / 5);
    installation.clock.advance(HOUR / 5);
    let now = installation.clock.now() / 1000;
    let new = NewProject { last_activity_at: Some(now), ..project("new/one", "alice", AccessLevel::Guest) };
    ids.push(installation.gitlab.create_project(new).id);
    installation.gitlab.remove_project(ids[3]);
    installation.gitlab.clear_requests();
    installation.read_due().await;
    assert!(installation.pages_asked() <= 2, "only what has changed: {}", installation.pages_asked());
    let known = installation.known_of(link.id);
    assert!(known.contains_key(&ids[120]) && known.contains_key(&ids[3]), "a removal shows in no list of changes");
    installation.clock.advance(HOUR);
    installation.read_due().await;
    assert_eq!(installation.known_of(link.id), installation.at_gitlab(&ids), "but in the next whole reading");
    installation.finish().await;
}

#[tokio::test]
async fn rights_and_what_is_archived_or_empty_come_after_the_rows() {
    let (installation, link) = Installation::linked().await;
    let make = |path: &str, level| project(path, "alice", level);
    installation.gitlab.create_project(make("a/developer", AccessLevel::Developer));
    installation.gitlab.create_project(make("a/reporter", AccessLevel::Reporter));
    installation.gitlab.create_project(NewProject { archived: true, ..make("a/archived", AccessLevel::Owner) });
    installation.gitlab.create_project(NewProject {
        empty: true,
        repository_size: Some(7),
        ..make("a/empty", AccessLevel::Maintainer)
    });
    installation.read_due().await;
    let connection = installation.second_connection();
    let address = installation.gitlab.url();
    let level = |path: &str| memberships::reachable_by(&connection, &address, path).unwrap();
    assert_eq!(level("A/Developer"), [(link.id, Some(DEVELOPER))], "may push");
    assert_eq!(level("a/reporter"), [(link.id, Some(GUEST))], "may not, and no more is known");
    let number = |path| projects::at_path(&connection, &address, path).unwrap().unwrap();
    let get = |path| projects::get(&connection, 1, number(path));
    let details = |path| get(path).unwrap().unwrap().listed.details;
    assert_eq!(details("a/archived").is_archived, Some(true), "it is archived");
    assert_eq!(details("a/developer").is_archived, Some(false), "it is not");
    assert_eq!((details("a/empty").is_empty, details("a/empty").size), (Some(true), Some(7)), "without a commit");
    let only = |read_only, archived| Filter { read_only, archived, ..Filter::default() };
    let count = async |filter| installation.listed("", filter).await.1;
    assert_eq!(count(only(Some(true), None)).await, 2, "the archived one and the reporter's");
    assert_eq!(count(only(Some(true), Some(false))).await, 1, "the reporter's alone");
    drop(connection);
    installation.finish().await;
}

#[tokio::test]
async fn two_accounts_that_reach_one_project_show_it_once_with_both() {
    let (installation, first) = Installation::linked().await;
    let shared = installation.gitlab.create_project(project("team/shared", "alice", AccessLevel::Developer));
    installation.gitlab.set_member(shared.id, "bob", Some(AccessLevel::Reporter));
    installation.gitlab.create_project(project("bobs/own", "bob", AccessLevel::Owner));
    let second = installation.link("bob").await;
    installation.read_due().await;
    let (rows, total, _) = installation.listed("shared", Filter::default()).await;
    assert_eq!(total, 1, "it is one project");
    let expected = [(first.id, Some(DEVELOPER)), (second.id, Some(GUEST))];
    assert_eq!(rows[0].project.reached_by, expected, "reached by both");
    let of_bob = Filter { link_id: Some(second.id), ..Filter::default() };
    assert_eq!(installation.listed("", of_bob).await.1, 2, "and one is bob's alone");
    unlink::unlink(&installation.accounts, second.id).await.unwrap();
    assert_eq!(installation.paths("").await, ["team/shared"], "what only he reached is listed no more, at once");
    installation.finish().await;
}

#[tokio::test]
async fn a_link_that_is_unlinked_while_it_is_read_leaves_nothing() {
    let (installation, link, _) = with_projects(3000).await;
    next_reading_due(&installation.carrick.repositories).await.unwrap();
    installation.begin_reading().await;
    installation.until_known(link.id, 200).await;
    unlink::unlink(&installation.accounts, link.id).await.unwrap();
    installation.until_read().await;
    assert_eq!(installation.kept_in("memberships"), 0, "no rows");
    assert_eq!(installation.kept_in("readings"), 0, "and no journal");
    assert_eq!(installation.paths("").await, Vec::<String>::new(), "and nothing is listed");
    let due = next_reading_due(&installation.carrick.repositories).await.unwrap();
    assert_eq!(due, Some(i64::MIN), "what it alone reached is to be forgotten");
    installation.begin_reading().await;
    assert_eq!(installation.kept_in("projects"), 0, "and is");
    installation.finish().await;
}

#[tokio::test]
async fn a_token_that_is_refused_in_the_middle_is_renewed_once_for_all_who_ask() {
    let (installation, link, ids) = with_projects(2000).await;
    installation.begin_reading().await;
    installation.until_known(link.id, 100).await;
    installation.gitlab.expire_access_tokens();
    installation.until_read().await;
    assert_eq!(installation.renewals(), 1, "sixteen were refused, one renewal helps them all");
    assert_eq!(installation.known_of(link.id), installation.at_gitlab(&ids), "and everything was read");
    installation.finish().await;
}

#[tokio::test]
async fn a_link_that_may_not_list_says_so_and_is_left_alone() {
    let (installation, application) = Installation::set_up(false).await;
    let scopes = vec!["read_user".to_owned()];
    installation.gitlab.edit_application(&application.id, |application| application.scopes.clone_from(&scopes));
    let form = ApplicationForm { scopes, ..installation.form_of(Some(FIRST), &application) };
    assert!(installation.save(form).await.is_ok(), "a smaller scope is kept");
    let link = installation.link("alice").await;
    installation.read_due().await;
    let trouble = installation.trouble().await.expect("it is told");
    assert_eq!(trouble.error.code, ErrorCode::ScopeTooSmall, "and why");
    assert_eq!(installation.links().await[0].health, link.health, "the link itself works");
    installation.gitlab.clear_requests();
    installation.read_due().await;
    assert_eq!(installation.pages_asked(), 0, "it is not asked again and again");
    installation.finish().await;
}

#[tokio::test]
async fn a_link_that_its_person_renews_is_read_at_once() {
    let (installation, link, ids) = with_projects(20).await;
    installation.gitlab.revoke_all("alice");
    installation.read_due().await;
    assert!(installation.trouble().await.is_some(), "it cannot be read");
    assert_eq!(installation.known_of(link.id).len(), 0, "so nothing is known");
    let needs_you = matches!(installation.links().await[0].health, Health::NeedsYou { .. });
    assert!(needs_you, "what GitLab has proven is told of the link itself");
    installation.clock.advance(1000);
    installation.relink(link.id, "alice").await;
    installation.read_due().await;
    assert_eq!(installation.known_of(link.id), installation.at_gitlab(&ids), "what stood in the way is over");
    installation.finish().await;
}
