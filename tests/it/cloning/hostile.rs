//! Repositories and servers that mean harm: nothing of theirs runs, nothing of ours is shown to them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use carrick::git::cloning::failure::Failure;
use local_gitlab::{Behaviour, NewFile, hostile};

use super::stand::{Stand, below, with_git};

#[test]
fn nothing_of_a_repository_runs() {
    with_git(async || {
        let stand = Stand::new("cloning::hostile::nothing_of_a_repository_runs").await;
        for (program, version) in stand.programs() {
            let ran = stand.home().join("ran");
            let path = format!("group/hostile-{}", version.1);
            let mut files = hostile(&format!("touch '{}'", ran.display()), "http://127.0.0.1:1/lfs");
            let url = format!("ext::sh -c touch% {}", ran.display());
            files.push(NewFile::submodule("sub", &url, &"1".repeat(40)));
            files.push(NewFile::submodule("-u./x", "--upload-pack=touch ran", &"2".repeat(40)));
            stand.project(&path, files);
            let cloned = stand.clone(&program, stand.order(&path)).await.unwrap();
            assert!(!ran.exists(), "git {version:?}: a clone runs nothing of what it brings");
            let submodule = std::fs::read_dir(cloned.folder.join("sub")).into_iter().flatten().count();
            assert_eq!(submodule, 0, "git {version:?}: other addresses are not fetched");
            let hooks = cloned.folder.join(".git/hooks/post-checkout");
            assert!(!hooks.exists(), "git {version:?}: hooks are files like others");
        }
        stand.installation.finish().await;
    });
}

#[test]
fn what_a_server_says_meanwhile_reaches_nobody() {
    with_git(async || {
        let stand = Stand::new("cloning::hostile::what_a_server_says_meanwhile_reaches_nobody").await;
        let project = stand.project("group/web", vec![NewFile::noise("noise", 1)]);
        let mut says =
            b"\x1b[2J\x1b]0;owned\x07\rReceiving objects: 100% (1/1)\nCarrick: the keyring is locked.\n".to_vec();
        says.extend(b"Resolving deltas: 900% (9/1)\r".iter().cycle().take(20_000));
        says.extend(std::iter::repeat_n(b'x', 100_000));
        let behaviour = Behaviour { says, ..Behaviour::default() };
        stand.installation.gitlab.edit_project(project.id, |it| it.behaviour = behaviour);
        for (at, (program, version)) in stand.programs().into_iter().enumerate() {
            let mut order = stand.order("group/web");
            order.place.below.push(format!("web-{at}"));
            stand.told.lock().unwrap().clear();
            let cloned = stand.clone(&program, order).await;
            assert!(cloned.is_ok(), "git {version:?}: it is noise and no more: {cloned:?}");
            let phases = stand.phases();
            assert!(phases.is_sorted(), "git {version:?}: phases go forward: {phases:?}");
        }
        stand.installation.finish().await;
    });
}

#[test]
fn no_more_than_ten_updates_a_second_are_told() {
    with_git(async || {
        let stand = Stand::new("cloning::hostile::no_more_than_ten_updates_a_second_are_told").await;
        let project = stand.project("group/web", vec![NewFile::noise("noise", 1)]);
        let mut says = Vec::new();
        for at in 0..2500 {
            says.extend(format!("Counting objects: 10% ({at}/50000)\r").bytes());
        }
        let behaviour = Behaviour { says, ..Behaviour::default() };
        stand.installation.gitlab.edit_project(project.id, |it| it.behaviour = behaviour);
        let began = std::time::Instant::now();
        stand.clone(&stand.newest(), stand.order("group/web")).await.unwrap();
        let most = began.elapsed().as_millis() / 100 + 10;
        let told = stand.told.lock().unwrap().len() as u128;
        assert!(told <= most, "{told} updates in {:?}", began.elapsed());
        stand.installation.finish().await;
    });
}

#[test]
fn a_name_that_is_no_path_of_gitlabs_is_refused_before_anything_is_made() {
    with_git(async || {
        let test = "cloning::hostile::a_name_that_is_no_path_of_gitlabs_is_refused_before_anything_is_made";
        let stand = Stand::new(test).await;
        for odd in [
            "x\"]\n[core]\n\tsshCommand = y/web",
            "a/../../b",
            "web",
            "",
            "a/b?x",
            "a/b#x",
            "a/--upload-pack=x y",
            "a@b/c",
        ] {
            let order = stand.order(odd);
            let failure = stand.fails(stand.git(&stand.newest()), order).await;
            assert_eq!(failure, Failure::NameRefused, "{odd:?}");
        }
        stand.installation.finish().await;
    });
}

#[test]
fn no_token_is_in_an_argument_an_environment_or_a_file() {
    with_git(async || {
        let stand = Stand::new("cloning::hostile::no_token_is_in_an_argument_an_environment_or_a_file").await;
        let project = stand.project("group/web", vec![NewFile::noise("noise", 2)]);
        let slow = Behaviour { bytes_per_second: Some(1_000_000), ..Behaviour::default() };
        stand.installation.gitlab.edit_project(project.id, |it| it.behaviour = slow);
        let issued = stand.installation.gitlab.issued();
        for (at, (program, version)) in stand.programs().into_iter().enumerate() {
            let mut order = stand.order("group/web");
            order.place.below.push(format!("web-{at}"));
            let ended = Arc::new(AtomicBool::new(false));
            let (has_ended, folder) = (Arc::clone(&ended), stand.home());
            let notes = stand.data_dir().join("cloning");
            let secrets = issued.clone();
            let looking = std::thread::spawn(move || {
                let (mut seen, mut leaks) = (BTreeSet::new(), BTreeSet::new());
                while !has_ended.load(Ordering::SeqCst) {
                    look_at_processes(&folder.display().to_string(), &secrets, &mut seen, &mut leaks);
                    look_at_notes(&notes, &secrets, &mut seen, &mut leaks);
                }
                (seen, leaks)
            });
            let cloned = stand.clone(&program, order).await.unwrap();
            ended.store(true, Ordering::SeqCst);
            let (seen, leaks) = looking.join().unwrap();
            for kind in ["cmdline", "environ", "trace"] {
                assert!(seen.contains(kind), "git {version:?}: {kind} was looked at: {seen:?}");
            }
            assert_eq!(leaks, BTreeSet::new(), "git {version:?}: no secret");
            for file in below(&cloned.folder).into_iter().filter(|path| path.is_file()) {
                let bytes = std::fs::read(&file).unwrap();
                let leak = issued.iter().any(|secret| contains(&bytes, secret));
                assert!(!leak, "git {version:?}: {} holds a secret", file.display());
            }
        }
        stand.installation.finish().await;
    });
}

/// The secrets are long enough not to occur by chance.
fn contains(bytes: &[u8], secret: &str) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}

fn look_at_processes(home: &str, secrets: &[String], seen: &mut BTreeSet<&'static str>, leaks: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir("/proc").unwrap().filter_map(Result::ok) {
        let words = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let variables = std::fs::read(entry.path().join("environ")).unwrap_or_default();
        let name = words.split(|byte| *byte == 0).next().unwrap_or_default();
        if !String::from_utf8_lossy(name).contains("git") || !contains(&variables, home) {
            continue;
        }
        for (kind, bytes) in [("cmdline", &words), ("environ", &variables)] {
            seen.insert(kind);
            if secrets.iter().any(|secret| contains(bytes, secret)) {
                leaks.insert(format!("{kind} of {}", String::from_utf8_lossy(&words)));
            }
        }
    }
}

fn look_at_notes(
    notes: &std::path::Path,
    secrets: &[String],
    seen: &mut BTreeSet<&'static str>,
    leaks: &mut BTreeSet<String>,
) {
    for path in below(notes).into_iter().filter(|path| path.is_file()) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        if path.ends_with("trace") {
            seen.insert("trace");
            let mode =
                path.metadata().map_or(0o600, |about| std::os::unix::fs::PermissionsExt::mode(&about.permissions()));
            let parent = path.parent().and_then(|it| it.metadata().ok());
            let closed =
                parent.is_none_or(|about| std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o077 == 0);
            if mode & 0o077 != 0 && !closed {
                leaks.insert("others can read the trace".to_owned());
            }
        }
        if secrets.iter().any(|secret| contains(&bytes, secret)) {
            leaks.insert(path.display().to_string());
        }
    }
}
