//! Every kind of work that a clone can hold alone.

use std::fs;

use carrick::git::losing::{Loss, Unfinished};

use super::stand::Stand;

#[test]
fn a_clone_whose_work_is_all_pushed_loses_nothing() {
    for stand in Stand::all() {
        assert_eq!(stand.loss(), Loss::default(), "{:?}: everything is on the server", stand.0.git);
    }
}

#[test]
fn a_clone_without_a_commit_loses_nothing_but_what_is_in_its_logs_is_named() {
    for stand in Stand::all() {
        fs::remove_dir_all(stand.folder()).unwrap();
        stand.0.clone_of("clone", "https://gitlab.example.com/a/b");
        assert_eq!(stand.loss(), Loss::default(), "{:?}: there is nothing in it", stand.0.git);
    }
    let stand = Stand::any();
    for at in ["one", "two"] {
        stand.write(at, at);
        stand.commit(at);
    }
    stand.git(&["reset", "-q", "--hard", "HEAD~2"]);
    let loss = stand.loss();
    assert_eq!((loss.is_nothing(), loss.also.in_logs), (true, 2), "thrown away once, and named all the same: {loss:?}");
}

#[test]
fn changed_and_untracked_files_are_named() {
    for stand in Stand::all() {
        stand.write("file", "two\n");
        stand.write("staged\nname", "x");
        stand.git(&["add", "staged\nname"]);
        stand.write("new/one", "x");
        stand.write("new/two", "x");
        let loss = stand.loss();
        assert_eq!(loss.changed.first, ["file", "staged\nname"], "changed and staged");
        assert_eq!(loss.untracked.first, ["new/one", "new/two"], "each file by itself");
        assert!(!loss.is_nothing());
    }
}

#[test]
fn a_change_that_git_would_not_look_at_is_seen() {
    for stand in Stand::all() {
        stand.git(&["config", "core.checkStat", "minimal"]);
        stand.git(&["config", "core.untrackedCache", "true"]);
        stand.git(&["update-index", "--assume-unchanged", "file"]);
        stand.write("file", "two\n");
        stand.git(&["update-index", "--skip-worktree", ".gitignore"]);
        let loss = stand.loss();
        assert_eq!(loss.changed.count, 0, "git itself says that nothing changed");
        assert_eq!(loss.unwatched.first, [".gitignore", "file"], "so it is named that it does not look");
        assert!(!loss.is_nothing());
        fs::remove_file(stand.folder().join("file")).unwrap();
        assert_eq!(stand.loss().unwatched.first, [".gitignore"], "what is not there is not lost");
    }
}

#[test]
fn ignored_files_are_named_but_do_not_keep_the_folder() {
    let stand = Stand::any();
    for name in ["node_modules/x/index.js", "main.o", "secrets/key", "sub/.env", ".env"] {
        stand.write(name, "x");
    }
    stand.write(".git/hooks/pre-push", "x");
    stand.git(&["config", "user.email", "work@example.com"]);
    let loss = stand.loss();
    assert!(loss.is_nothing(), "no work is lost: {loss:?}");
    assert_eq!(loss.also.ignored.first, [".env", "sub/.env", "secrets/"], "what nobody can make again");
    assert_eq!(loss.also.hooks.first, ["pre-push"], "samples do not count");
    assert_eq!(loss.also.settings, ["user.email"], "what a new clone would not have");
}

#[test]
fn commits_on_no_remote_are_told_by_what_holds_them() {
    for stand in Stand::all() {
        stand.git(&["checkout", "-q", "-b", "fix-login"]);
        for at in ["one", "two", "three"] {
            stand.write(at, at);
            stand.commit(at);
        }
        stand.git(&["tag", "-a", "-m", "x", "v1"]);
        stand.git(&["checkout", "-q", "--detach", "main"]);
        stand.write("alone", "x");
        stand.commit("detached");
        let told: Vec<_> = stand.loss().unpushed.into_iter().map(|it| (it.reference, it.commits)).collect();
        let expected = [("fix-login", 3), ("refs/tags/v1", 3), ("HEAD", 1)].map(|(name, n)| (name.to_owned(), Some(n)));
        assert_eq!(told, expected, "{:?}", stand.0.git);
    }
}

#[test]
fn stashes_and_notes_count() {
    for stand in Stand::all() {
        for text in ["two\n", "three\n"] {
            stand.write("file", text);
            stand.git(&["stash", "-q"]);
        }
        assert!(!stand.loss().is_nothing(), "stashes alone keep the folder");
        stand.git(&["notes", "add", "-m", "x", "HEAD"]);
        let loss = stand.loss();
        assert_eq!((loss.stashes, loss.notes, loss.unpushed.len()), (2, 1, 0), "each as what it is");
        assert!(!loss.is_nothing());
    }
}

#[test]
fn what_was_begun_is_told() {
    for stand in Stand::all() {
        stand.git(&["bisect", "start"]);
        assert_eq!(stand.loss().unfinished, [Unfinished::Bisect]);
        stand.git(&["bisect", "reset"]);
        stand.write(".git/MERGE_HEAD", &stand.git(&["rev-parse", "HEAD"]));
        assert_eq!(stand.loss().unfinished, [Unfinished::Merge], "{:?}", stand.0.git);
    }
}

#[test]
fn nothing_hides_commits_from_the_count() {
    for stand in Stand::all() {
        stand.write("file", "two\n");
        stand.commit("second");
        let [first, second] = ["HEAD~", "HEAD"].map(|name| stand.git(&["rev-parse", name]).trim().to_owned());
        stand.git(&["replace", &second, &first]);
        stand.write(".git/info/grafts", &format!("{second}\n"));
        let loss = stand.loss();
        assert!(loss.unpushed.iter().any(|it| it.reference == "main" && it.commits == Some(1)), "{loss:?}");
    }
}

#[test]
fn large_files_in_commits_that_no_remote_has_are_counted() {
    let stand = Stand::any();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    stand.write("old.bin", pointer);
    stand.commit("old");
    stand.git(&["push", "-q", "origin", "main"]);
    stand.write(".git/lfs/x", "");
    stand.write("new.bin", &pointer.replace("00", "01"));
    stand.commit("new");
    assert_eq!(stand.loss().large_files, 1, "the old one is on the server");
}

#[test]
fn work_in_submodules_counts_also_where_their_folder_is_gone() {
    for stand in Stand::all() {
        fs::create_dir(stand.0.path("library")).unwrap();
        stand.0.git("library", &["init", "-q", "."]);
        stand.0.write("library/file", "x");
        stand.0.git("library", &["add", "."]);
        stand.0.git("library", &["commit", "-q", "-m", "x"]);
        let library = stand.0.path("library").display().to_string();
        let add = |at: &str| {
            stand.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &library, at]);
        };
        add("lib");
        add("deep/er");
        stand.commit("submodules");
        stand.git(&["push", "-q", "origin", "main"]);
        assert_eq!(stand.loss().submodules, [], "they are as they were fetched: {:?}", stand.0.git);
        stand.write("lib/new", "x");
        stand.0.git("clone/deep/er", &["commit", "-q", "--allow-empty", "-m", "y"]);
        fs::remove_dir_all(stand.folder().join("deep/er")).unwrap();
        stand.git(&["update-index", "--assume-unchanged", ".gitignore"]);
        let loss = stand.loss();
        let names: Vec<_> = loss.submodules.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        let inside = |name: &str| &loss.submodules.iter().find(|(it, _)| it == name).expect("it is named").1;
        assert_eq!(inside("lib").untracked.count, 1);
        assert_eq!(inside("deep/er").unpushed.len(), 1, "its commits are in the git folder still");
    }
}

#[test]
fn nothing_that_the_configuration_names_is_started() {
    for stand in Stand::all() {
        let (trap, mark) = stand.trap();
        let trap = trap.display().to_string();
        stand.write(".gitattributes", "* filter=evil diff=evil\n");
        stand.commit("attributes");
        stand.git(&["push", "-q", "origin", "main"]);
        for key in ["core.fsmonitor", "filter.evil.clean", "filter.evil.process", "diff.evil.textconv", "diff.external"]
        {
            stand.git(&["config", key, &trap]);
        }
        for key in ["core.sshCommand", "core.pager", "credential.helper", "core.gitProxy", "uploadpack.packObjectsHook"]
        {
            stand.git(&["config", key, &trap]);
        }
        stand.git(&["config", "remote.origin.uploadpack", &trap]);
        stand.git(&["config", "core.hooksPath", &stand.0.path("").display().to_string()]);
        for hook in ["post-index-change", "reference-transaction"] {
            fs::copy(&trap, stand.0.path(hook)).unwrap();
        }
        // Its time is another one, so that git must read it.
        stand.write("file", "one\n");
        let _ = fs::remove_file(&mark);
        for proof in [stand.prove(), stand.prove_fetched()] {
            let loss = proof.expect("it can be told").loss().clone();
            assert!(loss.is_nothing(), "{:?}: {loss:?}", stand.0.git);
        }
        assert!(!mark.exists(), "{:?} started something of the clone's", stand.0.git);
    }
}
