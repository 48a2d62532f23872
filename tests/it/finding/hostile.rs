//! Folders that somebody else may have made.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Command;

use carrick::git::finding::Why;
use carrick_store::Code;

use super::walking::{Tree, look};

fn code_of(tree: &Tree, name: &str) -> Option<Code> {
    let seen = look(&[tree.path("")], &[]);
    let found = seen.clones.iter().find(|found| found.folder == tree.path(name)).expect("the clone was found");
    found.contents.as_ref().err().map(|error| error.code)
}

#[test]
fn a_configuration_that_is_no_plain_file_of_a_sane_size_is_not_read() {
    let tree = Tree::new();
    let config = tree.git_folder("clone/.git", "").join("config");
    fs::write(&config, "#".repeat((1 << 20) + 1)).unwrap();
    assert_eq!(code_of(&tree, "clone"), Some(Code::GitConfigFailed), "more than a mebibyte");
    fs::remove_file(&config).unwrap();
    assert!(Command::new("mkfifo").arg(&config).status().unwrap().success());
    assert_eq!(code_of(&tree, "clone"), Some(Code::GitConfigFailed), "a pipe holds nobody up");
    fs::remove_file(&config).unwrap();
    symlink("/etc/passwd", &config).unwrap();
    assert_eq!(code_of(&tree, "clone"), Some(Code::GitConfigFailed), "a link leads anywhere");
    fs::remove_file(&config).unwrap();
    fs::create_dir(&config).unwrap();
    assert_eq!(code_of(&tree, "clone"), Some(Code::GitConfigFailed), "a folder");
    fs::remove_dir(&config).unwrap();
    fs::write(&config, "[core]\n\tx = y\0z\n").unwrap();
    assert_eq!(code_of(&tree, "clone"), Some(Code::GitConfigMalformed), "git would read half of it");
    fs::write(&config, "[core").unwrap();
    assert_eq!(code_of(&tree, "clone"), Some(Code::GitConfigMalformed), "git would refuse it");
}

#[test]
fn no_link_is_followed_and_no_pipe_opened() {
    let tree = Tree::new();
    let outside = Tree::new();
    outside.clone_of("clone", "https://gitlab.example.com/a/b");
    let inside = tree.folder("inside");
    symlink(outside.path(""), inside.join("out")).unwrap();
    symlink("/etc", inside.join("etc")).unwrap();
    symlink(".", inside.join("again")).unwrap();
    symlink(outside.path("clone/.git"), tree.folder("linked").join(".git")).unwrap();
    assert!(Command::new("mkfifo").arg(tree.folder("pipe").join(".git")).status().unwrap().success());
    let seen = look(&[tree.path("")], &[]);
    assert_eq!(seen.clones, [], "what a link leads to was not put there by who chose the folder");
    assert_eq!(seen.looked.folders, 3, "the folder itself, and the two that are folders without a linked .git");
    assert_eq!(seen.left_out, [(tree.path("linked"), Why::GitIsALink)], "it says why a clone is missing");
}

#[test]
fn a_git_file_that_leads_nowhere_makes_no_clone() {
    let tree = Tree::new();
    let texts =
        ["gitdir: /etc\n", "gitdir: \n", "gitdir: ../../../../../..\n", "\0", "gitdir: /dev/zero\n", "gitdir: .\n"];
    for (at, text) in texts.iter().enumerate() {
        fs::write(tree.folder(&at.to_string()).join(".git"), text).unwrap();
    }
    fs::write(tree.folder("long").join(".git"), format!("gitdir: {}", "x/".repeat(100_000))).unwrap();
    let seen = look(&[tree.path("")], &[]);
    assert_eq!((seen.clones.len(), seen.looked.folders), (0, texts.len() + 2), "they are folders like others");
}

#[test]
fn an_unreadable_folder_is_told_and_the_rest_is_found() {
    let tree = Tree::new();
    let closed = tree.folder("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    tree.clone_of("open", "https://gitlab.example.com/a/b");
    let is_almighty = fs::read_dir(&closed).is_ok();
    let seen = look(&[tree.path("")], &[]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(seen.folders(), [tree.path("open")], "one folder does not stop it");
    let expected = [(closed, Why::Unreadable(std::io::ErrorKind::PermissionDenied))];
    assert!(is_almighty || seen.left_out == expected, "it says what it could not read: {:?}", seen.left_out);
}

#[test]
fn nesting_without_end_ends() {
    let tree = Tree::new();
    let mut folder = tree.folder("n");
    // Longer than any path that the system takes at once.
    while folder.as_os_str().len() < 3500 {
        folder.push("n".repeat(200));
        fs::create_dir(&folder).unwrap();
    }
    let seen = look(&[tree.path("")], &[]);
    assert_eq!((seen.looked.folders, seen.looked.left_out), (9, 0), "eight below the chosen one");
}

#[test]
fn names_that_are_no_text_are_kept() {
    use std::os::unix::ffi::OsStrExt as _;
    let tree = Tree::new();
    tree.clone_of("x", "https://gitlab.example.com/a/b");
    let odd = tree.path("").join(std::ffi::OsStr::from_bytes(b"\xff\n\x1b[31m"));
    fs::rename(tree.path("x"), &odd).unwrap();
    assert_eq!(look(&[tree.path("")], &[]).folders(), [odd], "the folder can be used by what is told");
}
