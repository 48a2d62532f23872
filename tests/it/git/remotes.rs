//! The addresses of a clone's remotes, by our reading and by git's.

use carrick::git::folder::GitFolder;
use carrick::git::remotes::all;
use proptest::prelude::*;

use super::home::Home;

fn agree(home: &Home, config: &str) {
    home.write("clone/.git/config", format!("[core]\n\trepositoryformatversion = 0\n{config}"));
    let settings = GitFolder::find(&home.path("clone")).unwrap().settings().unwrap();
    for remote in all(&settings) {
        for (push, ours) in [(false, &remote.fetch), (true, &remote.push)] {
            let arguments = ["remote", "get-url", "--all", if push { "--push" } else { "--all" }, &remote.name];
            let theirs = home.git("clone", &arguments);
            let theirs: Vec<&str> = theirs.lines().collect();
            assert_eq!(
                *ours,
                theirs,
                "{:?}: {} {} in {config}",
                home.git,
                remote.name,
                if push { "push" } else { "fetch" }
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn rewritten_as_git_rewrites(rules in prop::collection::vec((any::<bool>(), "(h|ht|https://a|https://a/|gl:)", "[xyz]:"), 0..5), pushes in any::<bool>()) {
        let mut config = "[remote \"origin\"]\n\turl = https://a/b/c.git\n\turl = gl:d/e\n[remote \"up.stream\"]\n\turl = https://a/f\n".to_owned();
        if pushes {
            config += "[remote \"origin\"]\n\tpushurl = https://a/pushed\n";
        }
        for (at, (push, prefix, base)) in rules.iter().enumerate() {
            let key = if *push { "pushInsteadOf" } else { "insteadOf" };
            config += &format!("[url \"{base}{at}\"]\n\t{key} = {prefix}\n");
        }
        for home in Home::all() {
            home.clone_of("clone", "x");
            agree(&home, &config);
        }
    }
}

#[test]
fn origin_comes_first_and_a_password_is_in_no_log() {
    let home = Home::any();
    home.clone_of("clone", "https://a:hunter2@h/x/y");
    home.git("clone", &["remote", "add", "a", "https://h/x/z"]);
    let remotes = all(&GitFolder::find(&home.path("clone")).unwrap().settings().unwrap());
    let names: Vec<&str> = remotes.iter().map(|remote| remote.name.as_str()).collect();
    assert_eq!(names, ["origin", "a"], "the one that counts most is first");
    assert!(!format!("{remotes:?}").contains("hunter2"), "addresses are not for the log");
}
