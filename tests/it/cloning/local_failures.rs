//! What this computer does not take, told apart.

use std::path::PathBuf;
use std::process::Command;

use carrick::git::cloning::Order;
use carrick::git::cloning::failure::Failure;
use carrick::git::cloning::place::Place;
use local_gitlab::NewFile;

use super::stand::{Stand, with_git};

#[test]
fn folders_that_cannot_take_a_clone_are_told_apart() {
    with_git(async || {
        let stand = Stand::new("cloning::local_failures::folders_that_cannot_take_a_clone_are_told_apart").await;
        stand.project("group/web", Vec::new());
        let program = stand.newest();
        let base = stand.projects();
        std::fs::create_dir_all(base.join("full/mine")).unwrap();
        std::fs::create_dir_all(base.join("clone/.git")).unwrap();
        std::os::unix::fs::symlink(stand.home(), base.join("link")).unwrap();
        std::fs::write(base.join("file"), "").unwrap();
        let below =
            |names: &[&str]| Place { base: base.clone(), below: names.iter().map(|name| (*name).to_owned()).collect() };
        let table = [
            (below(&["full"]), Failure::FolderTaken),
            (below(&["file"]), Failure::FolderTaken),
            (below(&["link"]), Failure::FolderTaken),
            (below(&["link", "x"]), Failure::FolderUnsafe),
            (below(&["clone", "x"]), Failure::FolderUnsafe),
            (below(&["file", "x"]), Failure::FolderRefused),
            (below(&["new", &"n".repeat(256)]), Failure::PathRefused),
            // Nobody may make a folder there, whoever they are.
            (Place::exactly(&PathBuf::from("/proc/carrick/web")).unwrap(), Failure::FolderRefused),
        ];
        for (place, expected) in table {
            let order = Order { place: place.clone(), ..stand.order("group/web") };
            assert_eq!(stand.fails(stand.git(&program), order).await, expected, "{place:?}");
        }
        assert_eq!(stand.installation.gitlab.git_requests().len(), 0, "none of it is asked for before");
        stand.installation.finish().await;
    });
}

#[test]
fn files_that_cannot_be_written_are_told_apart() {
    with_git(async || {
        let stand = Stand::new("cloning::local_failures::files_that_cannot_be_written_are_told_apart").await;
        stand.project("group/long", vec![NewFile::new("n".repeat(300), "x")]);
        stand.project("group/filter", vec![NewFile::new(".gitattributes", "* filter=mine\n"), NewFile::new("a", "x")]);
        let config = "[filter \"mine\"]\n\tsmudge = /nowhere/filter\n\trequired = true\n";
        std::fs::write(stand.home().join(".gitconfig"), config).unwrap();
        for (program, version) in stand.programs() {
            let failure = stand.fails(stand.git(&program), stand.order("group/long")).await;
            assert_eq!(failure, Failure::PathRefused, "git {version:?}: a name that no disk takes");
            let failure = stand.fails(stand.git(&program), stand.order("group/filter")).await;
            assert_eq!(failure, Failure::FilterFailed, "git {version:?}: a program of the person's is missing");
        }
        let gone = stand.program("git-that-goes", "#!/bin/sh\necho git version 2.47.0\n");
        let git = stand.git(&gone);
        std::fs::remove_file(&gone).unwrap();
        assert_eq!(stand.fails(git, stand.order("group/long")).await, Failure::GitMissing, "it was uninstalled");
        stand.installation.finish().await;
    });
}

/// Says in which folder a small disk is to be, in a process that may have disks of its own.
const VARIABLE: &str = "CARRICK_SMALL_DISK";

#[test]
fn a_full_disk_is_told_while_receiving_and_while_checking_out() {
    let test = "cloning::local_failures::a_full_disk_is_told_while_receiving_and_while_checking_out";
    if std::env::var_os(VARIABLE).is_none() && !crate::support::is_helper() && !crate::support::is_child() {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount"]).arg(std::env::current_exe().unwrap());
        let status = command.args(["--exact", test, "--nocapture"]).env(VARIABLE, "1").status().unwrap();
        assert!(status.success(), "it went well where the disk was full");
        return;
    }
    with_git(async || {
        let stand = Stand::new(test).await;
        std::fs::create_dir_all(stand.projects()).unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=6m", "disk"]).arg(stand.projects()).status();
        assert!(mount.unwrap().success(), "a small disk");
        stand.project("group/large", vec![NewFile::noise("noise", 8)]);
        stand.project("group/files", vec![NewFile::noise("noise", 4)]);
        for (program, version) in stand.programs() {
            for project in ["group/large", "group/files"] {
                let failure = stand.fails(stand.git(&program), stand.order(project)).await;
                assert_eq!(failure, Failure::DiskFull, "git {version:?}: {project}");
            }
        }
        stand.installation.finish().await;
    });
}
