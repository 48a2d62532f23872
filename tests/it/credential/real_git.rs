//! The real git against the local GitLab, with the helper as a program: it asks nobody and gets what it needs.

use std::sync::Arc;
use std::time::Duration;

use carrick::accounts::health;
use carrick_store::clock::{Clock as _, SystemClock};
use local_gitlab::{AccessLevel, Fault, FaultKind, NewProject};

use super::accounts::may_reach;
use crate::support::{Git, Installation, all_gits, is_child, is_helper, until};

/// The first git that asks again within a command.
const HEALS: (u32, u32) = (2, 46);

/// Runs a test, unless this process is a helper that a git of the test has started.
pub(super) fn with_git<F: Future<Output = ()>>(test: impl FnOnce() -> F) {
    if is_helper() || is_child() {
        return;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(test());
}

/// An installation whose clock is git's, since git drops what has ended by its own.
pub(super) async fn installation() -> Installation {
    let (installation, _) = Installation::set_up(true).await;
    installation.clock.advance(SystemClock.now() - installation.clock.now());
    installation
}

pub(super) fn project(installation: &Installation, path: &str, members: &[&str]) -> String {
    let members = members.iter().map(|name| ((*name).to_owned(), AccessLevel::Developer)).collect();
    installation.gitlab.create_project(NewProject { path: path.to_owned(), members, ..NewProject::default() });
    format!("{}/{path}.git", installation.gitlab.url())
}

fn commit(git: &Git, clone: &str, name: &str) {
    std::fs::write(git.folder(clone).join(name), name).unwrap();
    git.does(clone, &["add", name]);
    git.does(clone, &["commit", "-q", "-m", name]);
}

/// Who did it, by GitLab's own account, of the requests that GitLab let in.
fn accounts_at(installation: &Installation, path: &str) -> Vec<String> {
    let requests = installation.gitlab.git_requests();
    let mut who: Vec<_> =
        requests.into_iter().filter(|it| it.path.contains(path)).filter_map(|it| it.account).collect();
    who.dedup();
    who
}

#[test]
fn a_private_project_is_cloned_fetched_and_pushed_without_a_question() {
    with_git(async || {
        let installation = installation().await;
        installation.link("alice").await;
        for (program, version) in all_gits() {
            let path = format!("group/web-{}-{}", version.0, version.1);
            let url = project(&installation, &path, &["alice"]);
            let test = "credential::real_git::a_private_project_is_cloned_fetched_and_pushed_without_a_question";
            let git = installation.git(test).of(&program);
            let clone = format!("clone-{}", version.1);
            tokio::task::spawn_blocking(move || {
                git.does("", &["clone", "-q", &url, &clone]);
                commit(&git, &clone, "new");
                git.does(&clone, &["push", "-q"]);
                git.does(&clone, &["fetch", "-q"]);
                let status = git.does(&clone, &["status", "-sb"]);
                assert!(!status.contains("ahead"), "git {version:?}: it is pushed: {status}");
            })
            .await
            .unwrap();
            assert_eq!(accounts_at(&installation, &path), ["alice"], "git {version:?}: by her account");
        }
        installation.finish().await;
    });
}

#[test]
fn each_of_two_accounts_on_one_host_reaches_its_own() {
    with_git(async || {
        let installation = installation().await;
        let alice = installation.link("alice").await.id;
        let bob = installation.link("bob").await.id;
        let alices = project(&installation, "alices/own", &["alice"]);
        let bobs = project(&installation, "bobs/own", &["bob"]);
        may_reach(&installation, "alices/own", &[(alice, Some(30))]);
        may_reach(&installation, "bobs/own", &[(bob, Some(30))]);
        let named = bobs.replace("://", "://bob@");
        let other = project(&installation, "bobs/unlisted", &["bob"]).replace("://", "://bob@");
        let git = installation.git("credential::real_git::each_of_two_accounts_on_one_host_reaches_its_own");
        tokio::task::spawn_blocking(move || {
            for (url, clone) in [(&alices, "one"), (&bobs, "two"), (&named, "three"), (&other, "four")] {
                git.does("", &["clone", "-q", url, clone]);
                commit(&git, clone, clone);
                git.does(clone, &["push", "-q", "origin", &format!("HEAD:refs/heads/{clone}")]);
            }
        })
        .await
        .unwrap();
        assert_eq!(accounts_at(&installation, "alices/own"), ["alice"], "hers, without a choice");
        assert_eq!(accounts_at(&installation, "bobs/own"), ["bob"], "his, without a choice");
        assert_eq!(accounts_at(&installation, "bobs/unlisted"), ["bob"], "he is named in the address");
        installation.finish().await;
    });
}

#[test]
fn a_token_that_dies_between_two_requests_of_a_push_is_healed_within_it() {
    with_git(async || {
        let installation = installation().await;
        installation.link("alice").await;
        for (program, version) in all_gits() {
            let path = format!("group/web-{}-{}", version.0, version.1);
            let url = project(&installation, &path, &["alice"]);
            let test = "credential::real_git::a_token_that_dies_between_two_requests_of_a_push_is_healed_within_it";
            let git = Arc::new(installation.git(test).of(&program));
            let clone = format!("clone-{}", version.1);
            git.does("", &["clone", "-q", &url, &clone]);
            commit(&git, &clone, "new");
            installation.gitlab.fault(Fault::once(&format!("/{path}.git/git-receive-pack"), FaultKind::Hold));
            let (pushes, folder) = (Arc::clone(&git), clone.clone());
            let push = tokio::task::spawn_blocking(move || pushes.run(&folder, &["push", "-q"]));
            until("the push is sent", || installation.gitlab.held_answers() > 0).await;
            installation.gitlab.expire_access_tokens();
            installation.gitlab.let_answer();
            let pushed = push.await.unwrap();
            if version >= HEALS {
                assert!(pushed.is_done, "git {version:?} asks again, and gets a living one: {}", pushed.words);
            } else {
                assert!(!pushed.is_done, "git {version:?} cannot ask again");
                // It has erased the token, so Carrick has looked.
                let again = tokio::task::spawn_blocking(move || git.run(&clone, &["push", "-q"])).await.unwrap();
                assert!(again.is_done, "git {version:?}: the next command works: {}", again.words);
            }
            installation.clock.advance(61_000);
        }
        installation.finish().await;
    });
}

#[test]
fn two_hundred_fetches_with_a_renewal_in_their_middle_all_succeed() {
    with_git(async || {
        let installation = installation().await;
        let link = installation.link("alice").await;
        let url = project(&installation, "group/web", &["alice"]);
        let (program, version) = all_gits().into_iter().max_by_key(|(_, version)| *version).unwrap();
        let test = "credential::real_git::two_hundred_fetches_with_a_renewal_in_their_middle_all_succeed";
        let git = Arc::new(installation.git(test).of(&program));
        git.does("", &["clone", "-q", "--bare", &url, "clone"]);
        let issued = installation.gitlab.issued().len();
        let fetches: Vec<_> = (0..200)
            .map(|_| {
                let git = Arc::clone(&git);
                tokio::task::spawn_blocking(move || {
                    let first = git.run("clone", &["ls-remote", "-q", "origin"]);
                    // An older git gives up when a token dies under it; its next command works.
                    if first.is_done || version >= HEALS {
                        first
                    } else {
                        git.run("clone", &["ls-remote", "-q", "origin"])
                    }
                })
            })
            .collect();
        let answered = || installation.gitlab.git_requests().iter().filter(|it| it.account.is_some()).count();
        until("some have been answered", || answered() > 20).await;
        let pair = installation
            .second_connection()
            .query_row("SELECT pair_id FROM links WHERE id = ?1", [link.id], |row| row.get(0))
            .unwrap();
        health::renew_link(&installation.accounts, link.id, pair).await.unwrap();
        let mut failed = Vec::new();
        for fetch in fetches {
            let ran = fetch.await.unwrap();
            failed.extend((!ran.is_done).then_some(ran.words));
        }
        assert_eq!(failed, Vec::<String>::new(), "each got a token that lives, or another when it did not");
        assert_eq!(installation.gitlab.issued().len(), issued + 2, "and one renewal was enough");
        installation.finish().await;
    });
}

#[test]
fn a_revoked_link_stops_git_with_one_line_and_no_question() {
    with_git(async || {
        let installation = installation().await;
        let link = installation.link("alice").await;
        let url = project(&installation, "group/web", &["alice"]);
        for (program, version) in all_gits() {
            installation.gitlab.revoke_all("alice");
            let test = "credential::real_git::a_revoked_link_stops_git_with_one_line_and_no_question";
            let git = Arc::new(installation.git(test).of(&program));
            let (url, again) = (url.clone(), Arc::clone(&git));
            let clone = format!("clone-{}", version.1);
            let first = tokio::task::spawn_blocking({
                let (url, clone) = (url.clone(), clone.clone());
                move || git.run("", &["clone", "-q", &url, &clone])
            });
            assert!(!first.await.unwrap().is_done, "git {version:?}: it is revoked");
            let looked = || {
                let db = installation.second_connection();
                db.query_row("SELECT needs_you FROM links", [], |row| row.get::<_, Option<String>>(0))
                    .unwrap()
                    .is_some()
            };
            tokio::time::timeout(Duration::from_secs(20), until("Carrick has looked", looked)).await.unwrap();
            let second =
                tokio::task::spawn_blocking(move || again.run("", &["clone", "-q", &url, &clone])).await.unwrap();
            assert!(second.words.contains("Carrick: @alice on"), "git {version:?}: people are told: {}", second.words);
            assert!(second.words.contains("needs to be relinked. Open Carrick."), "{}", second.words);
            assert!(!second.words.contains("could not read"), "git {version:?} asked nobody: {}", second.words);
            installation.relink(link.id, "alice").await;
            installation.clock.advance(61_000);
        }
        installation.finish().await;
    });
}
