//! `carrick repo list` and `carrick repo search`: what accounts reach, in the window's order.

use carrick_store::db::{clones, projects};
use carrick_store::model::VaultState;
use local_gitlab::{AccessLevel, Fault, FaultKind, NewProject, Visibility};
use serde_json::json;

use crate::support::command_line::On;
use crate::support::{Installation, until};

fn project(path: &str, username: &str, last_activity_at: i64) -> NewProject {
    NewProject {
        path: path.to_owned(),
        members: vec![(username.to_owned(), AccessLevel::Developer)],
        last_activity_at: Some(last_activity_at),
        ..NewProject::default()
    }
}

/// alice with three projects, of which one is archived; bob shares one and has one of his own.
async fn two() -> Installation {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.link("bob").await;
    let gitlab = &installation.gitlab;
    let shared = NewProject {
        members: vec![("alice".to_owned(), AccessLevel::Guest), ("bob".to_owned(), AccessLevel::Owner)],
        ..project("work/shared", "bob", 1_772_000_300)
    };
    gitlab.create_project(shared);
    gitlab.create_project(project("work/web-client", "alice", 1_772_000_200));
    gitlab.create_project(NewProject { archived: true, ..project("old/web", "alice", 1_772_000_100) });
    gitlab.create_project(project("bob/notes", "bob", 1_772_000_000));
    installation
}

/// The number here of a project.
fn number(installation: &Installation, path: &str) -> i64 {
    let sql = "SELECT id FROM projects WHERE path = ?1";
    installation.second_connection().query_row(sql, [path], |row| row.get(0)).expect("it is known")
}

#[tokio::test]
async fn what_was_never_read_is_read_once_and_listed_from_then_on() {
    let installation = two().await;
    let first = installation.command(&["repo", "list"]).await;
    assert_eq!((first.exit, first.err.as_str()), (0, "Reading repositories.\n"), "it says what it does: {first:?}");
    let expected = "work/shared\t@alice,@bob\t-\nwork/web-client\t@alice\t-\nold/web\t@alice\t-\nbob/notes\t@bob\t-\n";
    assert_eq!(first.out, expected, "last active first, with whoever reaches it");
    installation.gitlab.clear_requests();
    installation.gitlab.create_project(project("work/new", "alice", 1_772_000_400));
    let second = installation.command(&["repo", "list"]).await;
    assert_eq!((second.out.as_str(), second.err.as_str()), (expected, ""), "what the database has");
    assert_eq!(installation.gitlab.requests().len(), 0, "and GitLab is not asked");
    let again = installation.command(&["repo", "list", "--refresh", "--limit", "1"]).await;
    assert_eq!(again.out, "work/new\t@alice\t-\n", "until that is wanted");
    assert!(again.err.ends_with("1 of 5; the rest with a higher --limit.\n"), "what is left out is said: {again:?}");
    installation.finish().await;
}

#[tokio::test]
async fn a_list_is_narrowed_and_tells_folders() {
    let installation = two().await;
    installation.command(&["repo", "list"]).await;
    let added = number(&installation, "work/web-client");
    let home = installation.folder().join("home");
    let folder = home.join("Projects/work/web-client").display().to_string();
    let kept = folder.clone();
    let keep = move |db: &rusqlite::Connection| {
        projects::add(db, 1, added, 1)?;
        clones::put(db, 1, added, &kept, None, 1)
    };
    installation.carrick.parts.db.write(keep).await.unwrap();
    let list = async |words: &[&str]| installation.command(&[&["repo", "list"], words].concat()).await.out;
    assert_eq!(list(&["--added"]).await, "work/web-client\t@alice\t~/Projects/work/web-client\n", "where it is");
    assert_eq!(list(&["--archived"]).await, "old/web\t@alice\t-\n", "archived ones alone");
    assert_eq!(list(&["--account", "bob"]).await, "work/shared\t@alice,@bob\t-\nbob/notes\t@bob\t-\n", "of bob's");
    let json = installation.command(&["repo", "list", "--added", "--json"]).await.json();
    let only = &json[0];
    assert_eq!((&only["path"], &only["added"]), (&json!("work/web-client"), &json!(true)), "{json}");
    assert_eq!((&only["folders"], &only["host"]), (&json!([folder]), &json!(installation.gitlab.host())), "{json}");
    assert_eq!(only["accounts"], json!([{ "username": "alice", "may_push": true }]), "{json}");
    assert_eq!(only["url"], format!("{}/work/web-client", installation.gitlab.url()), "{json}");
    let none = installation.command(&["repo", "list", "--account", "carol"]).await;
    assert_eq!(none.exit, 2, "nobody is called so: {none:?}");
    installation.finish().await;
}

#[tokio::test]
async fn people_see_columns_and_how_far_the_reading_is() {
    let installation = two().await;
    installation.gitlab.fault(Fault::once("/api/v4/projects", FaultKind::Hold));
    let running = installation.start_command(&["repo", "list"], On::Terminal);
    running.until_it_says("Reading repositories: ").await;
    until("GitLab is asked", || installation.gitlab.held_answers() > 0).await;
    installation.gitlab.let_answer();
    let said = running.said().await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.out.contains("work/shared      @alice,@bob  -\nwork/web-client  @alice       -\n"), "{said:?}");
    assert!(said.err.ends_with("\r\u{1b}[K"), "nothing of it is left on the screen: {said:?}");
    installation.finish().await;
}

#[tokio::test]
async fn what_cannot_be_read_says_why_and_has_its_exit_code() {
    let installation = two().await;
    installation.gitlab.fault(Fault::always("/api/v4/projects", FaultKind::Reset));
    let away = installation.command(&["repo", "list"]).await;
    assert_eq!((away.exit, away.out.as_str()), (6, ""), "there is nothing to list: {away:?}");
    assert_eq!(away.err.matches("could not be read").count(), 2, "of both accounts: {away:?}");
    installation.gitlab.clear_faults();
    installation.keyring.become_state(VaultState::Locked);
    let locked = installation.command(&["repo", "list"]).await;
    assert_eq!(locked.exit, 5, "the keyring is locked: {locked:?}");
    installation.keyring.become_state(VaultState::Ready);
    assert_eq!(installation.command(&["repo", "list"]).await.exit, 0, "and is not any more");
    installation.gitlab.revoke_all("bob");
    let refused = installation.command(&["repo", "list", "--refresh", "--json"]).await;
    assert_eq!((refused.exit, refused.json().as_array().map(Vec::len)), (4, Some(4)), "what is known: {refused:?}");
    installation.command(&["unlink", "bob", "--yes"]).await;
    installation.command(&["unlink", "alice", "--yes"]).await;
    let nobody = installation.command(&["repo", "list", "--json"]).await;
    assert_eq!((nobody.exit, &nobody.json()["error"]["code"]), (4, &json!("no_accounts")), "nothing is linked");
    installation.finish().await;
}

#[tokio::test]
async fn a_search_ranks_as_the_window_does_and_gitlab_knows_more() {
    let installation = two().await;
    let public = NewProject { visibility: Visibility::Public, ..project("world/website", "carol", 1_771_000_000) };
    installation.gitlab.create_project(public);
    let found = installation.command(&["repo", "search", "web"]).await;
    assert_eq!(found.out, "old/web\t@alice\t-\nwork/web-client\t@alice\t-\n", "the whole name first: {found:?}");
    let one = installation.command(&["repo", "search", "web", "--limit", "1", "--json"]).await.json();
    assert_eq!((one.as_array().map(Vec::len), &one[0]["path"]), (Some(1), &json!("old/web")), "{one}");
    let none = installation.command(&["repo", "search", "website"]).await;
    let expected = "No repository is like this.\nGitLab may know more: add --gitlab.\n";
    assert_eq!((none.exit, none.out.as_str(), none.err.as_str()), (0, "", expected), "{none:?}");
    let asked = installation.command(&["repo", "search", "website", "--gitlab"]).await;
    assert_eq!(asked.out, "world/website\t@alice\t-\n", "once, though both accounts see it: {asked:?}");
    let known = installation.command(&["repo", "search", "notes", "--gitlab", "--json"]).await.json();
    assert_eq!(known[0]["accounts"], json!([{ "username": "bob", "may_push": true }]), "as it is known: {known}");
    let short = installation.command(&["repo", "search", "we", "--gitlab"]).await;
    assert_eq!(short.exit, 2, "GitLab looks for three letters or more: {short:?}");
    installation.gitlab.fault(Fault::always("/api/v4/projects", FaultKind::Reset));
    let away = installation.command(&["repo", "search", "website", "--gitlab"]).await;
    assert_eq!((away.exit, away.err.matches("could not ask").count()), (6, 2), "both say so: {away:?}");
    installation.gitlab.clear_faults();
    installation.finish().await;
}

#[tokio::test]
async fn more_than_a_page_is_listed_whole() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let make = |at: usize| project(&format!("group/project-{at}"), "alice", 1_772_000_000);
    installation.gitlab.create_many(450, make);
    let json = installation.command(&["repo", "list", "--json"]).await.json();
    let paths: std::collections::BTreeSet<_> =
        json.as_array().unwrap().iter().map(|it| it["path"].to_string()).collect();
    assert_eq!(paths.len(), 450, "each once");
    let some = installation.command(&["repo", "list", "--limit", "250"]).await;
    assert_eq!(some.out.lines().count(), 250, "and no more than wanted");
    installation.finish().await;
}
