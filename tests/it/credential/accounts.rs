//! Which of several accounts answers.

use carrick_store::db::{choices, links};
use carrick_store::model::{AccountChoice, GitUse};

use crate::support::Installation;

/// alice, who was linked first, and bob, on one GitLab.
async fn two() -> (Installation, i64, i64) {
    let (installation, alice) = Installation::linked().await;
    let bob = installation.link("bob").await;
    (installation, alice.id, bob.id)
}

async fn who(installation: &Installation, further: &str) -> Option<String> {
    installation.git_asks(further).await.value("username").map(str::to_owned)
}

pub(super) fn may_reach(installation: &Installation, project: &str, links: &[(i64, Option<i64>)]) {
    let db = installation.second_connection();
    let number = i64::try_from(project.len()).unwrap() * 1000 + i64::from(project.as_bytes()[0]);
    let add = "INSERT INTO projects (instance, project_id, path, name) VALUES (?1, ?2, ?3, ?3) RETURNING id";
    let row: i64 =
        db.query_row(add, rusqlite::params![installation.gitlab.url(), number, project], |row| row.get(0)).unwrap();
    for (link, level) in links {
        let add = "INSERT INTO memberships (link_id, project, access_level) VALUES (?1, ?2, ?3)";
        db.execute(add, rusqlite::params![link, row, level]).unwrap();
    }
}

async fn choose(installation: &Installation, prefix: &str, link_id: i64) {
    let choice = AccountChoice {
        id: 0,
        link_id,
        instance: installation.gitlab.url(),
        prefix: prefix.to_owned(),
        commit_name: None,
        commit_email: None,
        signing_key: None,
    };
    installation.accounts.db.write(move |db| choices::put(db, 1, &choice)).await.unwrap();
}

async fn let_git_use(installation: &Installation, link: i64, git_use: GitUse) {
    installation.accounts.db.write(move |db| links::set_git_use(db, link, git_use)).await.unwrap();
}

#[tokio::test]
async fn the_first_account_is_the_default_until_another_is_made_it() {
    let (installation, alice, bob) = two().await;
    assert_eq!(who(&installation, "").await.as_deref(), Some("alice"), "she was linked first");
    let_git_use(&installation, bob, GitUse::Default).await;
    assert_eq!(who(&installation, "").await.as_deref(), Some("bob"), "he was made the default");
    let_git_use(&installation, alice, GitUse::Default).await;
    assert_eq!(who(&installation, "").await.as_deref(), Some("alice"), "there is one default at a time");
    installation.finish().await;
}

#[tokio::test]
async fn who_is_named_answers_whatever_else_was_chosen() {
    let (installation, alice, _) = two().await;
    choose(&installation, "group", alice).await;
    may_reach(&installation, "group/web", &[(alice, Some(50))]);
    assert_eq!(who(&installation, "username=bob\npath=group/web.git").await.as_deref(), Some("bob"), "bob@ in the URL");
    assert_eq!(who(&installation, "username=carol\npath=group/web.git").await, None, "nobody of that name is linked");
    installation.finish().await;
}

#[tokio::test]
async fn the_choice_for_the_innermost_place_counts() {
    let (installation, alice, bob) = two().await;
    for (prefix, link) in [("group", bob), ("group/inner", alice), ("group/inner/web", bob)] {
        choose(&installation, prefix, link).await;
    }
    for (path, expected) in [
        ("group/web.git", "bob"),
        ("Group/WEB.git", "bob"),
        ("group/inner/api.git", "alice"),
        ("group/inner/web.git", "bob"),
        ("group/inner/web.git/info/lfs", "bob"),
        ("group/innermost/web.git", "bob"),
        ("groups/web.git", "alice"),
        ("other/web.git", "alice"),
    ] {
        let answered = who(&installation, &format!("path={path}\nusername=oauth2")).await;
        assert_eq!(answered.as_deref(), Some(expected), "for {path}");
    }
    installation.finish().await;
}

#[tokio::test]
async fn the_account_that_can_reach_a_project_answers_for_it() {
    let (installation, alice, bob) = two().await;
    may_reach(&installation, "bobs/own", &[(bob, None)]);
    may_reach(&installation, "both/same", &[(alice, Some(30)), (bob, Some(40))]);
    may_reach(&installation, "both/bob-pushes", &[(alice, Some(20)), (bob, Some(30))]);
    may_reach(&installation, "both/nobody-knows", &[(alice, None), (bob, None)]);
    for (path, expected, why) in [
        ("bobs/own.git", "bob", "only he is a member"),
        ("BOBS/own.git", "bob", "in any case of its letters"),
        ("both/same.git", "alice", "both may push: the default"),
        ("both/bob-pushes.git", "bob", "she is a Reporter, and may not push"),
        ("both/nobody-knows.git", "alice", "nothing speaks for him"),
        ("unknown/project.git", "alice", "nothing is known of it"),
    ] {
        assert_eq!(who(&installation, &format!("path={path}")).await.as_deref(), Some(expected), "{path}: {why}");
    }
    installation.finish().await;
}

#[tokio::test]
async fn an_account_that_git_may_never_use_is_not_there_for_git() {
    let (installation, alice, bob) = two().await;
    choose(&installation, "group", bob).await;
    may_reach(&installation, "bobs/own", &[(bob, Some(50))]);
    let_git_use(&installation, bob, GitUse::Never).await;
    for further in ["path=group/web.git", "path=bobs/own.git", ""] {
        assert_eq!(who(&installation, further).await.as_deref(), Some("alice"), "{further:?}: she is the other one");
    }
    assert_eq!(who(&installation, "username=bob").await, None, "not even where he is named");
    let_git_use(&installation, alice, GitUse::Never).await;
    assert!(installation.git_asks("").await.is_silence(), "and without any account it is not our host");
    installation.finish().await;
}

#[tokio::test]
async fn a_renamed_user_is_known_by_the_old_name_until_somebody_else_has_it() {
    let (installation, alice, _) = two().await;
    installation.gitlab.edit_user("alice", |user| user.username = "alice-moreau".to_owned());
    installation.test(alice).await;
    let asked_as = async |name: &str| who(&installation, &format!("username={name}")).await;
    assert_eq!(asked_as("alice").await.as_deref(), Some("alice-moreau"), "her old name is in many a clone");
    assert_eq!(asked_as("alice-moreau").await.as_deref(), Some("alice-moreau"), "her new one is her own");
    installation.gitlab.edit_user("bob", |user| user.username = "alice".to_owned());
    let bob = installation.links().await.into_iter().find(|link| link.username == "bob").unwrap();
    installation.test(bob.id).await;
    assert_eq!(asked_as("alice").await.as_deref(), Some("alice"), "who has the name comes before who had it");
    installation.gitlab.edit_user("alice-moreau", |user| user.username = "carol".to_owned());
    installation.test(alice).await;
    assert_eq!(asked_as("alice-moreau").await.as_deref(), Some("carol"), "and so on");
    installation.finish().await;
}

/// An account that was granted this scope alone.
async fn granted(scope: &str) -> Installation {
    let installation = Installation::new().await;
    let application = installation.register(true);
    let mut form = installation.form_of(Some(crate::support::FIRST), &application);
    form.scopes = vec![scope.to_owned()];
    installation.gitlab.edit_application(&application.id, |application| application.scopes.push(scope.to_owned()));
    installation.save(form).await.unwrap();
    installation.link("alice").await;
    installation
}

#[tokio::test]
async fn what_was_granted_without_git_is_of_no_use_to_it() {
    let installation = granted("read_user").await;
    assert!(installation.git_asks("").await.is_silence(), "GitLab would refuse each request: others are asked");
    installation.finish().await;
}

#[tokio::test]
async fn who_may_only_read_fetches() {
    let installation = granted("read_api").await;
    assert_eq!(who(&installation, "").await.as_deref(), Some("alice"), "GitLab lets it read over git");
    installation.finish().await;
}
