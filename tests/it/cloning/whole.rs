//! A clone that is whole.

use carrick::git::cloning::large_files::LargeFiles;
use carrick::git::cloning::progress::Phase;
use carrick::git::cloning::{Kind, Order};
use carrick::git::identities::Identity;
use local_gitlab::{NewFile, NewProject, odd_names};

use super::stand::{Stand, below, with_git};

#[test]
fn a_clone_is_what_the_server_has_and_works_by_itself() {
    with_git(async || {
        let test = "cloning::whole::a_clone_is_what_the_server_has_and_works_by_itself";
        let stand = Stand::new(test).await;
        for (program, version) in stand.programs() {
            let path = format!("group/sub/web-{}", version.1);
            let project = stand.project(&path, vec![NewFile::noise("noise", 4), NewFile::new("a/b", "x")]);
            let repository = stand.installation.gitlab.repository(project.id).unwrap();
            repository.commit_on("other", "More", &[NewFile::new("c", "y")]).unwrap();
            stand.told.lock().unwrap().clear();
            let identity = Identity { email: Some("alice@work.example".to_owned()), ..Identity::default() };
            let cloned = stand.clone(&program, Order { identity, ..stand.order(&path) }).await.unwrap();
            assert_eq!(cloned.folder, stand.projects().join(&path), "git {version:?}: at its place");
            assert_eq!((cloned.is_empty, cloned.large_files), (false, LargeFiles::None), "git {version:?}");
            let theirs = repository.git(&["for-each-ref", "--format=%(objectname) %(refname:lstrip=2)"]).unwrap();
            let format = "--format=%(objectname) %(refname:lstrip=3)";
            let ours = stand.does(&program, &cloned.folder, &["for-each-ref", format, "refs/remotes/origin"]);
            let ours: Vec<_> = ours.lines().filter(|line| !line.ends_with(" HEAD")).collect();
            assert_eq!(ours, theirs.lines().collect::<Vec<_>>(), "git {version:?}: every branch of the server's");
            let status = stand.does(&program, &cloned.folder, &["status", "--porcelain"]);
            assert_eq!(status, "", "git {version:?}: every file is there");
            let url = format!("{}/{path}.git", stand.installation.gitlab.url());
            let remote = stand.does(&program, &cloned.folder, &["config", "remote.origin.url"]);
            assert_eq!(remote, url, "git {version:?}: no name and no password in it");
            for (key, value) in [
                ("lfs.url", format!("{url}/info/lfs")),
                (&format!("lfs.{url}/info/lfs.access"), "basic".to_owned()),
                (&format!("lfs.{url}/info/lfs.locksverify"), "true".to_owned()),
                ("user.email", "alice@work.example".to_owned()),
            ] {
                assert_eq!(stand.does(&program, &cloned.folder, &["config", key]), value, "git {version:?}: {key}");
            }
            let phases = stand.phases();
            for phase in [Phase::Asking, Phase::Preparing, Phase::Receiving, Phase::CheckingOut] {
                assert!(phases.contains(&phase), "git {version:?}: {phase:?} is told: {phases:?}");
            }
            std::fs::write(cloned.folder.join("new"), "new").unwrap();
            stand.does(&program, &cloned.folder, &["add", "new"]);
            stand.does(&program, &cloned.folder, &["-c", "user.name=A", "commit", "-q", "-m", "new"]);
            stand.does(&program, &cloned.folder, &["push", "-q"]);
        }
        assert_eq!(below(&stand.data_dir().join("cloning")), Vec::<std::path::PathBuf>::new(), "no notes are left");
        let hidden = below(&stand.projects()).into_iter().find(|path| path.to_string_lossy().contains(".carrick-"));
        assert_eq!(hidden, None, "and nothing hidden");
        stand.installation.finish().await;
    });
}

#[test]
fn old_contents_come_when_they_are_needed() {
    with_git(async || {
        let test = "cloning::whole::old_contents_come_when_they_are_needed";
        let stand = Stand::new(test).await;
        for (program, version) in stand.programs() {
            let path = format!("group/web-{}", version.1);
            let project = stand.project(&path, vec![NewFile::new("file", "old")]);
            let repository = stand.installation.gitlab.repository(project.id).unwrap();
            repository.commit("Change", &[NewFile::new("file", "new")]).unwrap();
            let order = Order { kind: Kind::OldContentsWhenNeeded, ..stand.order(&path) };
            let cloned = stand.clone(&program, order).await.unwrap();
            assert!(!cloned.has_all_contents, "git {version:?}: the server knows how");
            let missing = stand.does(&program, &cloned.folder, &["rev-list", "--all", "--objects", "--missing=print"]);
            assert!(missing.contains("\n?"), "git {version:?}: the old file is not here: {missing}");
            let old = stand.does(&program, &cloned.folder, &["show", "HEAD~1:file"]);
            assert_eq!(old, "old", "git {version:?}: and comes when somebody looks");
        }
        stand.installation.finish().await;
    });
}

#[test]
fn an_empty_project_is_an_empty_clone() {
    with_git(async || {
        let stand = Stand::new("cloning::whole::an_empty_project_is_an_empty_clone").await;
        for (program, version) in stand.programs() {
            let path = format!("alice/empty-{}", version.1);
            stand.installation.gitlab.create_project(NewProject {
                path: path.clone(),
                empty: true,
                ..NewProject::default()
            });
            // An empty folder may wait for it.
            std::fs::create_dir_all(stand.projects().join(&path)).unwrap();
            let cloned = stand.clone(&program, stand.order(&path)).await.unwrap();
            assert!(cloned.is_empty, "git {version:?} says so");
            assert!(cloned.folder.join(".git").is_dir(), "git {version:?}: it is there all the same");
        }
        stand.installation.finish().await;
    });
}

#[test]
fn odd_names_and_large_files_arrive() {
    with_git(async || {
        let stand = Stand::new("cloning::whole::odd_names_and_large_files_arrive").await;
        for (program, version) in stand.programs() {
            let path = format!("group/odd-{}", version.1);
            let mut files = odd_names();
            files.push(NewFile::large("deep/movie.bin", "a long movie"));
            stand.project(&path, files);
            // The person has the filter, and not the program.
            let config = "[filter \"lfs\"]\n\tprocess = git-lfs filter-process\n\tsmudge = git-lfs smudge -- %f\n\trequired = true\n";
            std::fs::write(stand.home().join(".gitconfig"), config).unwrap();
            let git = stand.git_in(&program, &[("PATH", &without_lfs(&stand))]);
            let cloned = stand.start(git, stand.order(&path)).await.unwrap();
            assert_eq!(cloned.large_files, LargeFiles::NotInstalled(1), "git {version:?}: what lacks is told");
            let pointer = std::fs::read_to_string(cloned.folder.join("deep/movie.bin")).unwrap();
            assert!(pointer.starts_with("version https://git-lfs"), "git {version:?}: {pointer}");
            assert!(cloned.folder.join("n".repeat(255)).is_file(), "git {version:?}: the longest name");
        }
        stand.installation.finish().await;
    });
}

/// Where there is a shell and nothing else, wherever this machine has its programs.
fn without_lfs(stand: &Stand) -> String {
    let folder = stand.home().join("only-a-shell");
    std::fs::create_dir_all(&folder).unwrap();
    let _ = std::os::unix::fs::symlink("/bin/sh", folder.join("sh"));
    folder.display().to_string()
}

#[test]
fn large_files_arrive_by_git_lfs_itself() {
    with_git(async || {
        let stand = Stand::new("cloning::whole::large_files_arrive_by_git_lfs_itself").await;
        stand.project("group/movies", vec![NewFile::large("deep/movie.bin", "a long movie")]);
        let cloned = stand.clone(&stand.newest(), stand.order("group/movies")).await.unwrap();
        let movie = std::fs::read_to_string(cloned.folder.join("deep/movie.bin")).unwrap();
        assert_eq!(movie, "a long movie", "the bytes, not what stands for them");
        assert_eq!(cloned.large_files, LargeFiles::Fetched, "and it is told");
        stand.installation.finish().await;
    });
}

#[test]
fn large_files_are_brought_by_the_program_for_them_from_the_instance() {
    with_git(async || {
        let test = "cloning::whole::large_files_are_brought_by_the_program_for_them_from_the_instance";
        let stand = Stand::new(test).await;
        let lfs = "#!/bin/sh\necho \"$@ $(git config lfs.url)\" >> \"$HOME/lfs\"\n\
                   [ \"$1\" = pull ] && echo 'download 1/1 12/12 movie' > \"$GIT_LFS_PROGRESS\" && sleep 0.3\nexit 0\n";
        stand.program("bin/git-lfs", lfs);
        let path = format!("{}:{}", stand.home().join("bin").display(), std::env::var("PATH").unwrap());
        let elsewhere = NewFile::new(".lfsconfig", "[lfs]\n\turl = https://me:token@evil.example/\u{1b}[31mlfs\n");
        stand.project("group/web", vec![NewFile::large("movie", "a long movie"), elsewhere]);
        let git = stand.git_in(&stand.newest(), &[("PATH", &path)]);
        let cloned = stand.start(git, stand.order("group/web")).await.unwrap();
        assert_eq!(cloned.large_files, LargeFiles::Fetched, "they came");
        let asked = cloned.large_files_elsewhere.as_deref();
        assert_eq!(asked, Some("https://evil.example/lfs"), "the other place is told, as plain letters");
        let calls = std::fs::read_to_string(stand.home().join("lfs")).unwrap();
        let own = format!("{}/group/web.git/info/lfs", stand.installation.gitlab.url());
        let words: Vec<_> = calls.lines().map(|line| line.split(' ').next().unwrap()).collect();
        assert_eq!(words, ["version", "install", "pull"], "the filter is set first, and nothing smudged: {calls}");
        assert!(calls.lines().all(|line| line.ends_with(&own)), "the instance is where they come from: {calls}");
        assert!(stand.phases().contains(&Phase::LargeFiles), "and it is told");
        stand.installation.finish().await;
    });
}

#[test]
fn the_persons_own_configuration_leads_nowhere_else() {
    with_git(async || {
        let stand = Stand::new("cloning::whole::the_persons_own_configuration_leads_nowhere_else").await;
        stand.project("group/web", Vec::new());
        let url = stand.installation.gitlab.url();
        let config =
            format!("[url \"git@nowhere.invalid:\"]\n\tinsteadOf = {url}/\n[credential]\n\thelper = !exit 1\n");
        std::fs::write(stand.home().join(".gitconfig"), config).unwrap();
        for (at, (program, version)) in stand.programs().into_iter().enumerate() {
            // A git from before settings came in variables takes them as options.
            let text = format!(
                "#!/bin/sh\nfor w; do case \"$w\" in --version) echo git version 2.25.1; exit;; esac; done\n\
                 unset GIT_CONFIG_COUNT\nexec '{}' \"$@\"\n",
                program.display()
            );
            let old = stand.program(&format!("old-git-{at}"), &text);
            for program in [program, old] {
                let order = stand.order("group/web");
                let cloned = stand.clone(&program, order).await;
                let cloned = cloned.unwrap_or_else(|failure| panic!("git {version:?}: {failure:?}"));
                std::fs::remove_dir_all(cloned.folder).unwrap();
            }
        }
        stand.installation.finish().await;
    });
}
