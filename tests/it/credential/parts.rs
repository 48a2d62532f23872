//! What a clone is made of besides its own commits: submodules of another account's, and large files.

use super::accounts::may_reach;
use super::real_git::{installation, project, with_git};
use crate::support::all_gits;

#[test]
fn a_submodule_is_fetched_by_the_account_that_reaches_it() {
    with_git(async || {
        let installation = installation().await;
        let alice = installation.link("alice").await.id;
        let bob = installation.link("bob").await.id;
        let (outer, inner) =
            (project(&installation, "alices/own", &["alice"]), project(&installation, "bobs/own", &["bob"]));
        may_reach(&installation, "alices/own", &[(alice, Some(30))]);
        may_reach(&installation, "bobs/own", &[(bob, Some(30))]);
        for (program, version) in all_gits() {
            let git = installation
                .git("credential::parts::a_submodule_is_fetched_by_the_account_that_reaches_it")
                .of(&program);
            let (outer, inner, name) = (outer.clone(), inner.clone(), format!("outer-{}", version.1));
            let text = tokio::task::spawn_blocking(move || {
                git.does("", &["clone", "-q", &outer, &name]);
                if version.1 == all_gits()[0].1.1 {
                    git.does(&name, &["submodule", "--quiet", "add", &inner, "inner"]);
                    git.does(&name, &["commit", "-q", "-m", "With a part of bob's"]);
                    git.does(&name, &["push", "-q"]);
                }
                let whole = format!("whole-{}", version.1);
                git.does("", &["clone", "-q", "--recurse-submodules", &outer, &whole]);
                git.does(&whole, &["submodule", "status"])
            })
            .await
            .unwrap();
            assert!(text.starts_with(' ') && text.contains("inner"), "git {version:?}: it is there: {text:?}");
        }
        let of = |path: &str| {
            let mut who: Vec<_> = installation.gitlab.git_requests().into_iter().collect();
            who.retain(|request| request.path.contains(path));
            let mut who: Vec<_> = who.into_iter().filter_map(|request| request.account).collect();
            who.dedup();
            who
        };
        assert_eq!(of("alices/own"), ["alice"], "the outer one by hers");
        assert_eq!(of("bobs/own"), ["bob"], "and the part by his, without a question");
        installation.finish().await;
    });
}

#[test]
fn large_files_go_and_come_by_git_lfs_itself() {
    with_git(async || {
        let installation = installation().await;
        installation.link("alice").await;
        let url = project(&installation, "group/large", &["alice"]);
        let git = installation.git("credential::parts::large_files_go_and_come_by_git_lfs_itself");
        let text = tokio::task::spawn_blocking(move || {
            git.does("", &["lfs", "install", "--skip-repo"]);
            git.does("", &["clone", "-q", &url, "one"]);
            git.does("one", &["lfs", "track", "*.bin"]);
            std::fs::write(git.folder("one").join("movie.bin"), "a long movie".repeat(50_000)).unwrap();
            git.does("one", &["add", "."]);
            git.does("one", &["commit", "-q", "-m", "A movie"]);
            git.does("one", &["push", "-q"]);
            git.does("", &["clone", "-q", &url, "two"]);
            assert!(git.does("two", &["lfs", "ls-files"]).contains("movie.bin"), "it is a large file");
            std::fs::read_to_string(git.folder("two").join("movie.bin")).unwrap()
        })
        .await
        .unwrap();
        assert_eq!(text.len(), 600_000, "the bytes came, not their stand-in");
        installation.finish().await;
    });
}
