//! The move to the trash.

use std::fs;
use std::time::{Duration, Instant};

use carrick::git::losing::{Doubt, remove};

use super::stand::Stand;

#[test]
fn a_clone_goes_to_the_trash_whole_and_can_be_put_back() {
    let stand = Stand::any();
    stand.write(".env", "x");
    let proof = stand.prove().unwrap();
    let folder = stand.folder().canonicalize().unwrap();
    let lies = remove(&stand.0.places(), &proof, &stand.trash(), Instant::now()).expect("nothing is lost");
    assert!(!folder.exists(), "it is gone from its place");
    assert_eq!(lies, stand.0.path("share/Trash/files/clone"));
    assert!(lies.join(".env").exists() && lies.join(".git/HEAD").exists(), "nothing of it was deleted");
    let about = String::from_utf8(stand.0.read("share/Trash/info/clone.trashinfo").unwrap()).unwrap();
    let lines: Vec<_> = about.lines().collect();
    assert_eq!(lines[..2], ["[Trash Info]", &format!("Path={}", folder.display())], "where it belongs is written down");
    assert!(lines[2].starts_with("DeletionDate=2") && lines[2].len() == "DeletionDate=2026-01-01T00:00:00".len());
}

#[test]
fn one_of_the_same_name_is_not_written_over() {
    let stand = Stand::any();
    stand.0.write("share/Trash/files/clone/other", "x");
    stand.0.write("share/Trash/info/clone 2.trashinfo", "x");
    let lies = remove(&stand.0.places(), &stand.prove().unwrap(), &stand.trash(), Instant::now()).unwrap();
    assert_eq!(lies, stand.0.path("share/Trash/files/clone 3"), "neither a folder's name nor a note's is taken twice");
    assert!(stand.0.path("share/Trash/files/clone/other").exists());
}

#[test]
fn a_proof_of_something_lost_moves_nothing() {
    let stand = Stand::any();
    stand.write("new", "x");
    let refused = remove(&stand.0.places(), &stand.prove().unwrap(), &stand.trash(), Instant::now());
    assert_eq!(refused, Err(Doubt::Loss));
    assert!(stand.folder().join("new").exists());
}

#[test]
fn an_old_proof_moves_nothing() {
    let stand = Stand::any();
    let proof = stand.prove().unwrap();
    let later = Instant::now() + Duration::from_secs(11);
    assert_eq!(remove(&stand.0.places(), &proof, &stand.trash(), later), Err(Doubt::Old));
    assert!(stand.folder().exists(), "much can be written in that time");
}

#[test]
fn another_folder_in_its_place_is_not_moved() {
    let stand = Stand::any();
    let proof = stand.prove().unwrap();
    fs::rename(stand.folder(), stand.0.path("elsewhere")).unwrap();
    stand.0.git("", &["clone", "-q", "elsewhere", "clone"]);
    assert_eq!(remove(&stand.0.places(), &proof, &stand.trash(), Instant::now()), Err(Doubt::Changed));
    assert!(stand.folder().exists() && stand.0.path("elsewhere").exists());
}

#[test]
fn a_clone_that_got_a_working_folder_meanwhile_is_not_moved() {
    let stand = Stand::any();
    let proof = stand.prove().unwrap();
    stand.git(&["worktree", "add", "-q", "../side", "-b", "side"]);
    let refused = remove(&stand.0.places(), &proof, &stand.trash(), Instant::now());
    assert!(matches!(refused, Err(Doubt::HasWorktrees(_))), "{refused:?}");
}

#[test]
fn a_trash_that_takes_nothing_leaves_the_folder_where_it_is() {
    let stand = Stand::any();
    stand.0.write("share/Trash", "a file");
    let refused = remove(&stand.0.places(), &stand.prove().unwrap(), &stand.trash(), Instant::now());
    assert!(matches!(refused, Err(Doubt::NoTrash(_))), "{refused:?}");
    assert!(stand.folder().join(".git/HEAD").exists(), "it is never deleted instead");
}
