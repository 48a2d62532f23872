//! What is asked before anything is fetched, and what stands at the place.

use carrick::messages::{AdditionFailure, AdditionState};
use carrick::repositories::adding::{self, Again, Kind, To};

use super::desk::{Desk, with_git};

fn again(id: i64) -> Again {
    Again { id, kind: None, folder: None }
}

#[test]
fn what_is_large_is_asked_about_first() {
    with_git(async || {
        let test = "repositories::adding::questions::what_is_large_is_asked_about_first";
        let desk = Desk::with(test, &["group/large", "group/small", "group/huge"]).await;
        let db = desk.installation.second_connection();
        let set =
            |path: &str, size: i64| db.execute("UPDATE projects SET size = ?2 WHERE path = ?1", (path, size)).unwrap();
        set("group/large", (1 << 30) + 1);
        set("group/small", 1 << 30);
        set("group/huge", 1 << 60);
        desk.add("group/large").await;
        desk.add("group/small").await;
        desk.add("group/huge").await;
        let shown = desk.until("the small one is added", |shown| shown.done == 1 && shown.items.len() == 2).await;
        let AdditionState::Large { size, free: Some(free) } = shown.items[0].state else { panic!("{shown:?}") };
        assert_eq!(size, (1 << 30) + 1, "how large it is said to be");
        assert!(free > 1 << 20, "and how much is free");
        let too_large = AdditionState::Failed { failure: AdditionFailure::TooLarge, said: None, folder: None };
        assert_eq!(shown.items[1].state, too_large, "what has no room is not begun");
        assert_eq!(desk.fetched("group/large"), 0, "nothing was fetched");
        let repositories = &desk.installation.carrick.repositories;
        let kind = Some(Kind::OldContentsWhenNeeded);
        adding::retry(repositories, Again { kind, ..again(shown.items[0].id) }).await.unwrap();
        desk.until("it is added", |shown| shown.last.as_ref().is_some_and(|last| last.path == "group/large")).await;
        let filter = desk.git(&desk.folder("group/large"), &["config", "remote.origin.partialclonefilter"]);
        assert_eq!(filter, "blob:none", "old contents come when they are needed");
        desk.finish().await;
    });
}

#[test]
fn agreed_to_it_is_fetched_whole() {
    with_git(async || {
        let desk = Desk::with("repositories::adding::questions::agreed_to_it_is_fetched_whole", &["group/large"]).await;
        let db = desk.installation.second_connection();
        db.execute("UPDATE projects SET size = ?1", [2_i64 << 30]).unwrap();
        desk.add("group/large").await;
        let is_asked = |shown: &carrick::messages::Additions| {
            shown.items.iter().any(|it| matches!(it.state, AdditionState::Large { .. }))
        };
        let shown = desk.until("it is asked", is_asked).await;
        assert_eq!(shown.waiting, 0, "it waits for an answer, and for nothing else");
        adding::retry(&desk.installation.carrick.repositories, again(shown.items[0].id)).await.unwrap();
        desk.until_added(1).await;
        let filter = desk.git(&desk.folder("group/large"), &["config", "remote.origin.partialclonefilter"]);
        assert_eq!(filter, "", "all of it is there");
        desk.finish().await;
    });
}

#[test]
fn a_clone_that_is_there_is_asked_about_and_left_alone() {
    with_git(async || {
        let test = "repositories::adding::questions::a_clone_that_is_there_is_asked_about_and_left_alone";
        let desk = Desk::with(test, &["group/web"]).await;
        let folder = desk.folder("group/web");
        std::fs::create_dir_all(&folder).unwrap();
        let remote = format!("{}/group/web.git", desk.installation.gitlab.url());
        desk.git(&folder, &["init", "-q"]);
        desk.git(&folder, &["remote", "add", "origin", &remote]);
        std::fs::write(folder.join("mine"), "mine").unwrap();
        desk.add("group/web").await;
        let taken = AdditionState::Taken { folder: "~/Projects/group/web".to_owned() };
        let shown = desk.until("it is asked", |shown| shown.items.iter().any(|it| it.state == taken)).await;
        let repositories = &desk.installation.carrick.repositories;
        let folder = Some("~/anew/web".to_owned());
        adding::retry(repositories, Again { folder, ..again(shown.items[0].id) }).await.unwrap();
        desk.until_added(1).await;
        assert!(desk.home().join("anew/web/.git").is_dir(), "it is cloned anew elsewhere");
        assert!(desk.folder("group/web/mine").is_file(), "and what was there is as it was");
        desk.finish().await;
    });
}

#[test]
fn what_else_is_at_the_place_is_told_with_its_folder() {
    with_git(async || {
        let test = "repositories::adding::questions::what_else_is_at_the_place_is_told_with_its_folder";
        let desk = Desk::with(test, &["group/web", "Team/api", "linked/app"]).await;
        std::fs::create_dir_all(desk.folder("group/web")).unwrap();
        std::fs::write(desk.folder("group/web/mine"), "mine").unwrap();
        std::fs::create_dir_all(desk.folder("team")).unwrap();
        std::os::unix::fs::symlink(desk.home(), desk.folder("linked")).unwrap();
        let table = [
            ("group/web", AdditionFailure::FolderTaken, "~/Projects/group/web"),
            ("Team/api", AdditionFailure::FolderOtherCase, "~/Projects/team"),
            ("linked/app", AdditionFailure::FolderUnsafe, "~/Projects/linked"),
        ];
        for (path, failure, folder) in table {
            desk.add(path).await;
            let shown = desk.until("it failed", |shown| shown.failed == 1).await;
            let state = AdditionState::Failed { failure, said: None, folder: Some(folder.to_owned()) };
            assert_eq!(shown.items[0].state, state, "{path}");
            adding::dismiss(&desk.installation.carrick.repositories, shown.items[0].id).await.unwrap();
        }
        assert!(desk.folder("group/web/mine").is_file(), "what is there is as it was");
        desk.add_to("group/web", To::Folder("~/other".to_owned())).await;
        desk.until_added(1).await;
        assert!(desk.home().join("other/.git").is_dir(), "another folder is free");
        desk.finish().await;
    });
}

#[test]
fn a_folder_that_is_none_is_refused() {
    with_git(async || {
        let test = "repositories::adding::questions::a_folder_that_is_none_is_refused";
        let desk = Desk::with(test, &["group/web"]).await;
        let repositories = &desk.installation.carrick.repositories;
        for typed in ["relative/x", "", "~", "~other/x", "/a/../b", "/a\n/b"] {
            let set = adding::set_projects_folder(repositories, Some(typed.to_owned())).await;
            let is_reset = typed.is_empty();
            assert_eq!(set.is_ok(), is_reset, "{typed:?}: {set:?}");
        }
        adding::set_projects_folder(repositories, Some("~/src".to_owned())).await.unwrap();
        assert_eq!(desk.shown().await.projects_folder, "~/src", "it is shown as people write it");
        desk.add("group/web").await;
        desk.until_added(1).await;
        assert!(desk.home().join("src/group/web/.git").is_dir(), "and new clones go there");
        desk.finish().await;
    });
}
