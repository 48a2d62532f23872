//! The queue: two at a time, each once, and what follows from it.

use carrick::accounts::unlink;
use carrick::git::cloning::progress::{Phase, Progress};
use carrick::messages::AdditionState;
use carrick::repositories::adding::{self, To};
use carrick::repositories::list::Filter;
use carrick::repositories::{clones, show};
use carrick_store::db::additions;
use carrick_store::db::links::Dependents;

use super::desk::{Desk, with_git};
use crate::support::until;

const PATHS: [&str; 5] = ["group/a", "group/b", "group/c", "group/d", "other/e"];

#[test]
fn five_are_added_two_at_a_time() {
    with_git(async || {
        let mut desk = Desk::new("repositories::adding::queue::five_are_added_two_at_a_time").await;
        for path in PATHS {
            desk.slow_project(path);
        }
        desk.read().await;
        desk.work();
        for path in PATHS {
            desk.add(path).await;
        }
        let (mut most, mut seen) = (0, Vec::new());
        desk.until("all is added", |shown| {
            let is_running = |state: &AdditionState| matches!(state, AdditionState::Running { .. });
            most = most.max(shown.items.iter().filter(|it| is_running(&it.state)).count());
            seen.push((shown.done, shown.total, shown.waiting));
            shown.done == 5
        })
        .await;
        assert_eq!(most, 2, "never more than two, and two as long as there are");
        seen.dedup();
        assert!(seen.contains(&(0, 5, 3)), "five in all, three of which wait: {seen:?}");
        let shown = desk.until_added(5).await;
        assert_eq!((shown.total, shown.failed), (5, 0), "all of them are done");
        for path in PATHS {
            let folder = desk.folder(path);
            let remote = format!("{}/{path}.git", desk.installation.gitlab.url());
            assert_eq!(desk.git(&folder, &["config", "remote.origin.url"]), remote, "the remote is clean");
            assert!(folder.join("noise").is_file(), "and the files are there");
        }
        let last = shown.last.expect("the last one is told");
        assert_eq!(last.folder, Some(format!("~/Projects/{}", last.path)), "with its folder, as people write it");
        assert_eq!(desk.installation.kept_in("additions"), 0, "nothing is left in the queue");
        let alice = desk.installation.links().await.remove(0).id;
        let stops = unlink::dependents(&desk.installation.accounts, alice).await.unwrap();
        assert_eq!(stops, Dependents { clones: 5, repositories: 0 }, "who unlinks the account is told of them");
        desk.add("group/a").await;
        let shown = desk.shown().await;
        assert!(shown.items.is_empty(), "one that is there is not cloned again: {shown:?}");
        let last = shown.last.expect("the last one is still told").path;
        clones::remove(&desk.installation.carrick.repositories, desk.id(&last), &[]).await.unwrap();
        assert_eq!(desk.shown().await.last, None, "what was removed since is not said to be added");
        desk.finish().await;
    });
}

#[test]
fn pressed_twice_it_is_added_once() {
    with_git(async || {
        let mut desk = Desk::new("repositories::adding::queue::pressed_twice_it_is_added_once").await;
        desk.project("group/web", Vec::new());
        desk.read().await;
        desk.add("group/web").await;
        desk.add("group/web").await;
        assert_eq!(desk.installation.kept_in("additions"), 1, "it is in the queue once");
        desk.work();
        desk.until("it runs or is done", |shown| {
            shown.done == 1 || matches!(shown.items[0].state, AdditionState::Running { .. })
        })
        .await;
        desk.add("group/web").await;
        desk.until_added(1).await;
        desk.add("group/web").await;
        assert_eq!(desk.fetched("group/web"), 2, "git asks for a list and for contents, once");
        assert_eq!(desk.installation.kept_in("clones"), 1, "there is one clone");
        desk.finish().await;
    });
}

#[test]
fn what_was_added_comes_first_with_its_folder_and_what_was_not_says_where_it_goes() {
    with_git(async || {
        let test = "repositories::adding::queue::\
                    what_was_added_comes_first_with_its_folder_and_what_was_not_says_where_it_goes";
        let desk = Desk::with(test, &["group/a", "group/b", "group/c"]).await;
        desk.add("group/a").await;
        desk.until_added(1).await;
        desk.installation.clock.advance(1000);
        desk.add("group/b").await;
        desk.until("both are added", |shown| shown.done == 1 && shown.last.as_ref().unwrap().path == "group/b").await;
        let (rows, ..) = desk.installation.listed("", Filter::default()).await;
        let repositories = &desk.installation.carrick.repositories;
        let rows: Vec<_> = rows.into_iter().map(|row| show::row(repositories, row).repository).collect();
        let paths: Vec<&str> = rows.iter().map(|row| row.path.as_str()).collect();
        assert_eq!(paths, ["group/b", "group/a", "group/c"], "the one used last, the other one, the rest");
        assert_eq!(rows[0].clones[0].folder, "~/Projects/group/b", "with its folder");
        assert!(rows[0].clones[0].is_there, "which is there");
        assert_eq!(rows[2].to, "~/Projects/group/c", "the rest says where it would go");
        let address = format!("{}/group/c.git", desk.installation.gitlab.url());
        assert_eq!(rows[2].clone_url, address, "and where it is cloned from");
        std::fs::remove_dir_all(desk.folder("group/b")).unwrap();
        let (rows, ..) = desk.installation.listed("", Filter::default()).await;
        assert!(!rows[0].whereabouts.clones[0].is_there, "a folder that is gone is said to be");
        desk.add("group/b").await;
        desk.until("it is cloned again", |_| desk.folder("group/b").join(".git").is_dir()).await;
        desk.finish().await;
    });
}

#[test]
fn without_a_clone_it_is_added_all_the_same() {
    with_git(async || {
        let test = "repositories::adding::queue::without_a_clone_it_is_added_all_the_same";
        let desk = Desk::with(test, &["group/web"]).await;
        desk.add_to("group/web", To::Nowhere).await;
        let (rows, ..) = desk.installation.listed("", Filter { added: Some(true), ..Filter::default() }).await;
        assert_eq!(rows.len(), 1, "it is listed as added");
        assert!(desk.everything().is_empty(), "and nothing was cloned");
        assert_eq!(desk.installation.kept_in("additions"), 0, "nothing waits either");
        desk.finish().await;
    });
}

#[test]
fn whoever_waits_for_it_gets_it_without_the_queue() {
    with_git(async || {
        let mut desk = Desk::new("repositories::adding::queue::whoever_waits_for_it_gets_it_without_the_queue").await;
        desk.project("group/web", Vec::new());
        desk.read().await;
        let repositories = desk.installation.carrick.repositories.clone();
        let wanted = || adding::Wanted {
            repository: desk.id("group/web"),
            to: To::Folder("~/elsewhere".to_owned()),
            kind: adding::Kind::Whole,
            is_size_agreed: false,
        };
        let added = adding::add_now(&repositories, wanted(), |_| {}).await.expect("it is added");
        assert_eq!(added.folder, Some(desk.home().join("elsewhere")), "to the folder that was named");
        let again = adding::add_now(&repositories, wanted(), |_| {}).await;
        let taken = adding::NotAdded::Taken(desk.home().join("elsewhere"));
        assert_eq!(again, Err(taken), "and is found there the next time");
        desk.rest();
        desk.finish().await;
    });
}

fn wanted(desk: &Desk, path: &str) -> adding::Wanted {
    let repository = desk.id(path);
    adding::Wanted { repository, to: To::ProjectsFolder, kind: adding::Kind::Whole, is_size_agreed: false }
}

#[test]
fn what_another_program_has_added_is_out_of_the_queue_or_done() {
    with_git(async || {
        let test = "repositories::adding::queue::what_another_program_has_added_is_out_of_the_queue_or_done";
        let mut desk = Desk::new(test).await;
        desk.project("group/web", Vec::new());
        desk.read().await;
        desk.add("group/web").await;
        let repositories = desk.installation.carrick.repositories.clone();
        adding::add_now(&repositories, wanted(&desk, "group/web"), |_| {}).await.expect("it is added");
        assert_eq!(desk.installation.kept_in("additions"), 0, "whoever adds it takes it out of the queue");
        // As if the queue had begun with it before.
        let (project, kind) = (desk.id("group/web"), adding::Kind::Whole);
        let row = additions::Wanted { project, folder: None, kind, is_size_agreed: false };
        let db = desk.installation.second_connection();
        let profile_id = db.query_row("SELECT profile_id FROM clones", [], |row| row.get(0)).unwrap();
        additions::put(&db, profile_id, &row, 0).unwrap();
        desk.work();
        let shown = desk.until_added(1).await;
        assert_eq!(shown.failed, 0, "the queue finds the clone there and asks nothing");
        assert_eq!(desk.installation.kept_in("clones"), 1, "which is the one");
        desk.finish().await;
    });
}

#[test]
fn removed_while_it_is_added_it_is_cancelled() {
    with_git(async || {
        let mut desk = Desk::new("repositories::adding::queue::removed_while_it_is_added_it_is_cancelled").await;
        desk.slow_project("group/web");
        desk.read().await;
        desk.work();
        desk.add("group/web").await;
        desk.until("it runs", |shown| shown.items.iter().any(|it| matches!(it.state, AdditionState::Running { .. })))
            .await;
        let repositories = &desk.installation.carrick.repositories;
        let removed = clones::remove(repositories, desk.id("group/web"), &[]).await.unwrap();
        assert_eq!(removed, clones::Removed::Done, "there is no clone yet");
        assert_eq!(desk.installation.kept_in("additions"), 0, "it does not come back");
        until("nothing is left of it", || desk.everything().is_empty()).await;
        desk.finish().await;
    });
}

#[test]
fn a_clone_that_settles_after_its_project_went_is_kept() {
    with_git(async || {
        let test = "repositories::adding::queue::a_clone_that_settles_after_its_project_went_is_kept";
        let mut desk = Desk::new(test).await;
        desk.project_at("group/web", 1_000_000);
        desk.read().await;
        let (to, mut receives) = tokio::sync::mpsc::unbounded_channel();
        let (repositories, wanted) = (desk.installation.carrick.repositories.clone(), wanted(&desk, "group/web"));
        let tell = move |progress: Progress| {
            if progress.phase == Phase::Receiving {
                let _ = to.send(());
            }
        };
        let adding = tokio::spawn(async move { adding::add_now(&repositories, wanted, tell).await });
        receives.recv().await.expect("it receives");
        crate::support::commands::unlink(&desk.installation.accounts, desk.link_id).await.unwrap();
        // Nobody reaches it any more, so that it is tidied away.
        desk.installation.second_connection().execute("DELETE FROM projects", []).unwrap();
        let added = adding.await.unwrap().expect("it is whole, and there");
        assert_eq!(added.repository, desk.id("group/web"), "so that its project is known again");
        assert_eq!(desk.installation.kept_in("clones"), 1, "with its clone");
        desk.rest();
        desk.finish().await;
    });
}
