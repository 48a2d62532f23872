//! Removing a repository, and the folders of its clones.

use std::future::ready;
use std::path::{Path, PathBuf};

use carrick::git::losing::Doubt;
use carrick::messages;
use carrick::repositories::clones::{self, Check, Removed, show};
use carrick_store::Code;

use super::room::{Room, code, with_git};

/// A repository with a real clone.
async fn with_clone(test: &str) -> (Room, PathBuf, i64) {
    let room = Room::with(&["alice"], &format!("removing::{test}")).await;
    room.project("group/web", &["alice"]).await;
    let folder = room.cloned("web", "group/web").await;
    let id = room.adopted(&folder).await;
    (room, folder, id)
}

fn in_trash(room: &Room) -> PathBuf {
    room.installation.folder().join("share/Trash/files")
}

async fn remove(room: &Room, to_trash: &[i64]) -> Removed {
    clones::remove(room.repositories(), room.number("group/web"), to_trash).await.unwrap()
}

/// That the folder is where it was, and known.
fn assert_kept(room: &Room, folder: &Path) {
    assert!(folder.join("README.md").exists(), "the folder stays");
    assert!(room.kept(folder).is_some() && room.is_added("group/web"), "and so does the repository");
    assert!(!in_trash(room).join("web").exists(), "nothing is in the trash");
}

#[test]
fn a_repository_goes_and_its_folder_stays_as_it_is() {
    with_git(async || {
        let (room, folder, _) = with_clone("a_repository_goes_and_its_folder_stays_as_it_is").await;
        std::fs::write(folder.join("draft"), "not committed").unwrap();
        let before = room.config(&folder);
        let number = room.number("group/web");
        assert_eq!(remove(&room, &[]).await, Removed::Done, "nothing of the folder is asked about");
        assert_eq!((room.config(&folder), room.kept(&folder)), (before, None), "git there still asks Carrick");
        assert!(folder.join("draft").exists() && !room.is_added("group/web"), "only Carrick forgets it");
        assert_eq!(code(clones::remove(room.repositories(), number, &[77]).await), Code::NotFound, "no clone of it");
        assert_eq!(code(clones::remove(room.repositories(), 77, &[]).await), Code::NotFound, "no such repository");
        room.installation.finish().await;
    });
}

#[test]
fn a_folder_in_which_nothing_would_be_lost_goes_to_the_trash() {
    with_git(async || {
        let (room, folder, id) = with_clone("a_folder_in_which_nothing_would_be_lost_goes_to_the_trash").await;
        let second = room.cloned("second", "group/web").await;
        room.adopted(&second).await;
        std::fs::write(folder.join(".git/info/exclude"), ".env\n").unwrap();
        std::fs::write(folder.join(".env"), "SECRET=1").unwrap();
        let check = clones::check_removal(room.repositories(), id).await.unwrap();
        match show::check(room.repositories(), check) {
            messages::RemovalCheck::Free { also, as_of } => {
                assert_eq!((also.ignored, also.files), (1, vec![".env".to_owned()]), "what goes too is named");
                assert!(as_of.is_some(), "the remote was asked");
            }
            other => panic!("nothing would be lost: {other:?}"),
        }
        assert_eq!(show::clones(room.repositories()).checking, None, "the look is over");
        assert_eq!(remove(&room, &[id]).await, Removed::Done, "so it goes");
        assert!(!folder.exists() && in_trash(&room).join("web/.env").exists(), "whole, to the trash");
        assert!(second.exists(), "the other folder stays, which nobody ticked");
        assert_eq!((room.kept(&second), room.is_added("group/web")), (None, false), "though Carrick forgets it");
        room.installation.finish().await;
    });
}

#[test]
fn what_is_in_a_folder_alone_keeps_it_also_when_it_came_after_the_look() {
    with_git(async || {
        let (room, folder, id) =
            with_clone("what_is_in_a_folder_alone_keeps_it_also_when_it_came_after_the_look").await;
        let other = room.cloned("other", "group/web").await;
        let other_id = room.adopted(&other).await;
        let check = clones::check_removal(room.repositories(), id).await.unwrap();
        assert!(matches!(check, Check::Free(..)), "nothing yet: {check:?}");
        std::fs::write(folder.join("draft"), "written a moment later").unwrap();
        match remove(&room, &[other_id, id]).await {
            Removed::Kept(clone, Check::Losses(loss, _)) => {
                assert_eq!((clone, loss.untracked.first), (id, vec!["draft".to_owned()]), "it is named");
            }
            kept => panic!("a draft would be lost: {kept:?}"),
        }
        assert_kept(&room, &folder);
        assert!(other.exists() && room.kept(&other).is_some(), "and no other folder goes for nothing");
        std::fs::remove_file(folder.join("draft")).unwrap();
        room.git.does("web", &["commit", "-q", "--allow-empty", "-m", "Only here"]);
        match remove(&room, &[id]).await {
            Removed::Kept(_, Check::Losses(loss, _)) => {
                assert_eq!(loss.unpushed.iter().map(|it| it.commits).collect::<Vec<_>>(), [Some(1)], "a commit");
            }
            kept => panic!("a commit would be lost: {kept:?}"),
        }
        assert_kept(&room, &folder);
        room.installation.finish().await;
    });
}

#[test]
fn whatever_cannot_be_told_keeps_the_folder() {
    with_git(async || {
        let (room, folder, id) = with_clone("whatever_cannot_be_told_keeps_the_folder").await;
        room.installation.gitlab.go_offline();
        let kept = remove(&room, &[id]).await;
        assert!(matches!(kept, Removed::Kept(_, Check::Doubt(Doubt::Unreachable(_)))), "no remote answers: {kept:?}");
        assert_kept(&room, &folder);
        room.installation.gitlab.go_online().unwrap();
        room.clone_of("web/inside", &room.address("group/web"));
        std::fs::write(folder.join(".git/info/exclude"), "inside\n").unwrap();
        let check = clones::check_removal(room.repositories(), id).await.unwrap();
        let shown = show::check(room.repositories(), check);
        let expected = messages::RemovalCheck::Doubt {
            doubt: messages::RemovalDoubt::HoldsClone,
            path: Some("~/web/inside".to_owned()),
        };
        assert_eq!(shown, expected, "another clone lies in it");
        std::fs::remove_dir_all(folder.join("inside")).unwrap();
        let share = room.installation.folder().join("share");
        std::fs::create_dir_all(&share).unwrap();
        std::fs::write(share.join("Trash"), "no folder").unwrap();
        let kept = remove(&room, &[id]).await;
        assert!(matches!(kept, Removed::Kept(_, Check::Doubt(Doubt::NoTrash(_)))), "there is no trash: {kept:?}");
        assert!(folder.exists() && room.kept(&folder).is_some(), "it stays");
        std::fs::remove_dir_all(&folder).unwrap();
        let missing = clones::check_removal(room.repositories(), id).await;
        assert_eq!(code(missing), Code::FolderMissing, "there is nothing to look at");
        assert_eq!(remove(&room, &[id]).await, Removed::Done, "nor to keep");
        room.installation.finish().await;
    });
}

#[test]
fn a_look_can_be_broken_off_and_then_proves_nothing() {
    with_git(async || {
        let (room, folder, id) = with_clone("a_look_can_be_broken_off_and_then_proves_nothing").await;
        let repositories = room.repositories();
        let mut look = Box::pin(clones::check_removal(repositories, id));
        while show::clones(repositories).checking.is_none() {
            tokio::select! { biased; _ = &mut look => panic!("it takes git"), () = ready(()) => {} }
            tokio::task::yield_now().await;
        }
        assert_eq!(show::clones(repositories).checking, Some(id), "it is told which one is looked at");
        clones::stop_check(repositories);
        let check = look.await.unwrap();
        assert_eq!(check, Check::Doubt(Doubt::Cancelled), "it does not say that nothing would be lost");
        let to_trash = [id];
        let mut removal = Box::pin(clones::remove(repositories, room.number("group/web"), &to_trash));
        while show::clones(repositories).checking.is_none() {
            tokio::select! { biased; _ = &mut removal => panic!("it takes git"), () = ready(()) => {} }
            tokio::task::yield_now().await;
        }
        clones::stop_check(repositories);
        let kept = removal.await.unwrap();
        assert_eq!(kept, Removed::Kept(id, Check::Doubt(Doubt::Cancelled)), "what is broken off removes nothing");
        assert_kept(&room, &folder);
        room.installation.finish().await;
    });
}
