//! A clone that ends before it is whole leaves nothing.

use std::process::Command;
use std::time::Duration;

use carrick::git::cloning::failure::Failure;
use carrick::git::cloning::progress::Phase;
use local_gitlab::{Behaviour, Fault, FaultKind, NewFile};

use super::stand::{Stand, with_git};
use crate::support::until;

/// The processes of a git that works on a hidden folder.
fn gits_at(stand: &Stand) -> Vec<u32> {
    let home = stand.home().display().to_string();
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|id: &u32| {
        let words = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        let words = String::from_utf8_lossy(&words).into_owned();
        words.contains(&home) && words.contains(".carrick-")
    })
    .collect()
}

#[test]
fn cancelled_in_any_phase_it_is_gone() {
    with_git(async || {
        let stand = Stand::new("cloning::cancelling::cancelled_in_any_phase_it_is_gone").await;
        let gitlab = &stand.installation.gitlab;
        let files = (0..2000).map(|at| NewFile::new(format!("files/{at}"), format!("{at}")));
        let files = files.chain([NewFile::noise("noise", 3)]).collect();
        let project = stand.project("group/web", files);
        let slow = Behaviour { bytes_per_second: Some(400_000), ..Behaviour::default() };
        gitlab.edit_project(project.id, |it| it.behaviour = slow);
        let mut longest = Duration::ZERO;
        for (program, version) in stand.programs() {
            for (phase, is_dropped) in [(Phase::Asking, false), (Phase::Receiving, false), (Phase::Receiving, true)] {
                let before = stand.everything();
                if phase == Phase::Asking {
                    gitlab.fault(Fault::once("/group/web.git/info/refs", FaultKind::Hold));
                }
                stand.told.lock().unwrap().clear();
                let clone = stand.start(stand.git(&program), stand.order("group/web"));
                let is_there = || match phase {
                    Phase::Asking => gitlab.held_answers() > 0,
                    _ => stand.phases().contains(&phase),
                };
                until("it is that far", is_there).await;
                assert!(!gits_at(&stand).is_empty(), "a git is at work");
                let stopped = std::time::Instant::now();
                if is_dropped {
                    drop(clone);
                    until("nothing is left", || stand.everything() == before).await;
                } else {
                    clone.stopper().stop();
                    assert_eq!(clone.await, Err(Failure::Cancelled), "git {version:?} in {phase:?}");
                    longest = longest.max(stopped.elapsed());
                }
                assert_eq!(stand.everything(), before, "git {version:?}, {phase:?}: nothing is left");
                until("no git is left", || gits_at(&stand).is_empty()).await;
                gitlab.let_answer();
            }
        }
        assert!(longest < Duration::from_secs(2), "at once, not after git's patience: {longest:?}");
        stand.installation.finish().await;
    });
}

#[test]
fn cancelled_while_a_program_takes_its_time_it_is_ended_all_the_same() {
    with_git(async || {
        let test = "cloning::cancelling::cancelled_while_a_program_takes_its_time_it_is_ended_all_the_same";
        let stand = Stand::new(test).await;
        stand.project("group/web", vec![NewFile::large("movie", "a long movie")]);
        let lfs = "#!/bin/sh\n[ \"$1\" = pull ] || exit 0\ntrap '' TERM\necho > \"$HOME/pulls\"\nexec sleep 60\n";
        stand.program("bin/git-lfs", lfs);
        let path = format!("{}:{}", stand.home().join("bin").display(), std::env::var("PATH").unwrap());
        let clone = stand.start(stand.git_in(&stand.newest(), &[("PATH", &path)]), stand.order("group/web"));
        until("it brings large files", || stand.home().join("pulls").exists()).await;
        clone.stopper().stop();
        let ended = tokio::time::timeout(Duration::from_secs(15), clone).await.expect("it ends");
        assert_eq!(ended, Err(Failure::Cancelled), "it heard no asking, and was ended");
        assert!(stand.everything().is_empty(), "nothing is left: {:?}", stand.everything());
        stand.installation.finish().await;
    });
}

#[test]
fn a_git_that_is_killed_leaves_nothing() {
    with_git(async || {
        let stand = Stand::new("cloning::cancelling::a_git_that_is_killed_leaves_nothing").await;
        let gitlab = &stand.installation.gitlab;
        let project = stand.project("group/web", vec![NewFile::noise("noise", 3)]);
        let slow = Behaviour { bytes_per_second: Some(400_000), ..Behaviour::default() };
        gitlab.edit_project(project.id, |it| it.behaviour = slow);
        for (program, version) in stand.programs() {
            stand.told.lock().unwrap().clear();
            let clone = stand.start(stand.git(&program), stand.order("group/web"));
            until("it receives", || stand.phases().contains(&Phase::Receiving)).await;
            // The one that was started; what it has started notices.
            let is_first = |id: &u32| {
                let words = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
                String::from_utf8_lossy(&words).contains("\0clone\0")
            };
            let first = gits_at(&stand).into_iter().find(is_first).unwrap();
            Command::new("kill").args(["-KILL", &first.to_string()]).status().unwrap();
            assert_eq!(clone.await, Err(Failure::Killed), "git {version:?}: nothing else was wrong");
            until("nothing is left", || stand.everything().is_empty() && gits_at(&stand).is_empty()).await;
            assert!(stand.everything().is_empty(), "git {version:?}: and nothing comes back");
        }
        stand.installation.finish().await;
    });
}

#[test]
fn a_place_that_was_taken_meanwhile_keeps_what_is_there() {
    with_git(async || {
        let stand = Stand::new("cloning::cancelling::a_place_that_was_taken_meanwhile_keeps_what_is_there").await;
        let gitlab = &stand.installation.gitlab;
        stand.project("group/web", Vec::new());
        let folder = stand.projects().join("group/web");
        for was_empty in [false, true] {
            for is_link in [false, true] {
                let _ = std::fs::remove_dir_all(stand.projects());
                if was_empty {
                    std::fs::create_dir_all(&folder).unwrap();
                }
                gitlab.fault(Fault::once("/group/web.git/git-upload-pack", FaultKind::Hold));
                let clone = stand.start(stand.git(&stand.newest()), stand.order("group/web"));
                until("it is asked for", || gitlab.held_answers() > 0).await;
                if is_link {
                    let _ = std::fs::remove_dir(&folder);
                    std::os::unix::fs::symlink(stand.home(), &folder).unwrap();
                } else {
                    std::fs::create_dir_all(folder.join("mine")).unwrap();
                }
                let before = [folder.clone(), folder.join("mine")]
                    .map(|path| path.symlink_metadata().ok().map(|it| it.file_type()));
                gitlab.let_answer();
                assert_eq!(clone.await, Err(Failure::FolderTaken), "somebody else was first");
                let after = [folder.clone(), folder.join("mine")]
                    .map(|path| path.symlink_metadata().ok().map(|it| it.file_type()));
                assert_eq!(after, before, "what came there is as it was");
                let hidden = stand.everything().into_iter().find(|path| path.to_string_lossy().contains(".carrick-"));
                assert_eq!(hidden, None, "nothing of the clone is left");
            }
        }
        stand.installation.finish().await;
    });
}
