//! `carrick repo add`, with real git over the local GitLab.

use std::path::PathBuf;

use carrick_store::model::VaultState;
use local_gitlab::{AccessLevel, Behaviour, Fault, FaultKind, NewFile, NewProject, Visibility};
use serde_json::json;

use crate::cloning::stand::{Stand, below, with_git};
use crate::support::command_line::{On, Said};
use crate::support::until;

async fn add(stand: &Stand, words: &[&str]) -> Said {
    stand.installation.command(&[&["repo", "add"], words].concat()).await
}

/// What lies where clones go.
fn projects(stand: &Stand) -> Vec<PathBuf> {
    below(&stand.projects())
}

fn large(path: &str, size: u64) -> NewProject {
    let members = vec![("alice".to_owned(), AccessLevel::Developer)];
    NewProject { path: path.to_owned(), members, repository_size: Some(size), ..NewProject::default() }
}

#[test]
fn a_repository_is_added_by_path_or_address_and_git_works_in_it() {
    with_git(async || {
        let stand = Stand::new("cli::adding::a_repository_is_added_by_path_or_address_and_git_works_in_it").await;
        stand.project("group/web", Vec::new());
        stand.project("group/api", Vec::new());
        let said = add(&stand, &["Group/web"]).await;
        assert_eq!(said.exit, 0, "GitLab is asked for what is not in the list: {said:?}");
        assert!(said.out.starts_with("Added group/web to ~/Projects/group/web.\n"), "{said:?}");
        assert!(said.out.contains("Commits here: "), "git knows no name here, so the account's is there: {said:?}");
        assert!(said.err.starts_with("group/web: Asking GitLab.\n"), "a line for each phase: {said:?}");
        let folder = stand.projects().join("group/web");
        std::fs::write(folder.join("new"), "new").unwrap();
        stand.does(&stand.newest(), &folder, &["add", "new"]);
        stand.does(&stand.newest(), &folder, &["commit", "-qm", "new"]);
        stand.does(&stand.newest(), &folder, &["push", "-q"]);
        let page = format!("{}/group/api/-/merge_requests/3#note_1", stand.installation.gitlab.url());
        assert!(add(&stand, &[&page]).await.out.starts_with("Added group/api to ~/Projects/group/api.\n"), "by a page");
        let again = add(&stand, &["web"]).await;
        let expected = "group/web is added already: ~/Projects/group/web.\n";
        assert_eq!(
            (again.exit, again.out.as_str(), again.err.as_str()),
            (0, expected, ""),
            "and by its name: {again:?}"
        );
        let listed = stand.installation.command(&["repo", "list", "--added"]).await;
        assert_eq!(listed.out.lines().count(), 2, "both are added: {listed:?}");
        stand.installation.finish().await;
    });
}

#[test]
fn scripts_hear_how_far_it_is() {
    with_git(async || {
        let stand = Stand::new("cli::adding::scripts_hear_how_far_it_is").await;
        stand.project("group/web", Vec::new());
        stand.project("group/api", Vec::new());
        let said = add(&stand, &["group/web", "group/api", "--json"]).await;
        assert_eq!((said.exit, said.err.as_str()), (0, ""), "{said:?}");
        let events = said.events();
        let of = |event: &str| events.iter().filter(|it| it["event"] == event).collect::<Vec<_>>();
        assert_eq!(of("started").len(), 2, "{events:?}");
        assert_eq!((&of("started")[1]["at"], &of("started")[1]["of"]), (&json!(2), &json!(2)), "{events:?}");
        assert_eq!(of("progress")[0]["phase"], "asking", "{events:?}");
        let done = of("done")[0];
        let folder = stand.projects().join("group/web").display().to_string();
        assert_eq!((&done["folder"], &done["was_added"]), (&json!(folder), &json!(false)), "{done}");
        let again = add(&stand, &["group/web", "--json"]).await.events();
        assert_eq!((again.len(), &again[0]["was_added"]), (1, &json!(true)), "what is there is no failure: {again:?}");
        stand.installation.finish().await;
    });
}

#[test]
fn it_goes_where_it_is_told_to_or_nowhere() {
    with_git(async || {
        let stand = Stand::new("cli::adding::it_goes_where_it_is_told_to_or_nowhere").await;
        for path in ["group/web", "group/api", "group/none"] {
            stand.project(path, Vec::new());
        }
        let into = stand.home().join("elsewhere");
        let said = add(&stand, &["group/web", "group/api", "--into", into.to_str().unwrap()]).await;
        assert_eq!(said.exit, 0, "{said:?}");
        assert!(into.join("web/.git").is_dir() && into.join("api/.git").is_dir(), "each under its own name");
        let none = add(&stand, &["group/none", "--no-clone"]).await;
        assert_eq!((none.exit, none.out.as_str()), (0, "Added group/none without a clone.\n"), "{none:?}");
        let open = stand.installation.command(&["repo", "open", "none", "--json"]).await;
        assert_eq!((open.exit, &open.json()["error"]["code"]), (1, &json!("no_clone")), "there is no folder: {open:?}");
        std::fs::create_dir_all(into.join("none/something")).unwrap();
        let taken = add(&stand, &["none", "--into", into.to_str().unwrap()]).await;
        assert_eq!(taken.exit, 1, "something is there: {taken:?}");
        assert!(taken.err.contains("Something is at ~/elsewhere/none already, and was left alone."), "{taken:?}");
        assert!(projects(&stand).is_empty(), "and nothing is where nothing was to go");
        stand.installation.finish().await;
    });
}

#[test]
fn what_is_large_is_asked_about() {
    with_git(async || {
        let stand = Stand::new("cli::adding::what_is_large_is_asked_about").await;
        stand.installation.gitlab.create_project(large("group/big", 6 << 30));
        let read = stand.installation.command(&["repo", "list"]).await;
        assert_eq!(read.exit, 0, "its size is known: {read:?}");
        let script = add(&stand, &["group/big"]).await;
        assert_eq!((script.exit, script.out.as_str()), (2, ""), "there is nobody to ask: {script:?}");
        assert!(script.err.contains("group/big is about 6.0 GiB"), "{script:?}");
        assert!(
            script.err.ends_with("To fetch all of it, add --yes; old contents only when needed, --partial.\n"),
            "{script:?}"
        );
        let json = add(&stand, &["group/big", "--json"]).await.events();
        assert_eq!(json.last().unwrap()["error"]["facts"]["size"], (6_u64 << 30).to_string(), "{json:?}");
        for (typed, exit) in [("n", 1), ("", 1), ("o", 0)] {
            let running = stand.installation.start_command(&["repo", "add", "group/big"], On::Terminal);
            running.until_it_says("[a/o/N]").await;
            running.keys.send(typed.to_owned()).unwrap();
            let said = running.said().await;
            assert_eq!(said.exit, exit, "{typed:?}: {said:?}");
        }
        let filter = stand.does(
            &stand.newest(),
            &stand.projects().join("group/big"),
            &["config", "remote.origin.partialclonefilter"],
        );
        assert_eq!(filter, "blob:none", "old contents come when needed");
        stand.installation.gitlab.create_project(large("group/bigger", 5 << 30));
        stand.installation.command(&["repo", "list", "--refresh"]).await;
        assert_eq!(add(&stand, &["group/bigger", "--yes"]).await.exit, 0, "it was agreed to before");
        stand.installation.finish().await;
    });
}

#[test]
fn a_clone_that_is_there_is_used_where_that_is_wanted() {
    with_git(async || {
        let stand = Stand::new("cli::adding::a_clone_that_is_there_is_used_where_that_is_wanted").await;
        stand.project("group/web", Vec::new());
        stand.clone(&stand.newest(), stand.order("group/web")).await.expect("somebody cloned it");
        let script = add(&stand, &["group/web", "--json"]).await;
        let error = &script.events().pop().unwrap()["error"];
        assert_eq!((script.exit, &error["code"]), (2, &json!("taken")), "there is nobody to ask: {script:?}");
        let used = add(&stand, &["group/web", "--yes"]).await;
        let expected = "Added group/web to ~/Projects/group/web.\n";
        assert_eq!((used.exit, used.out.as_str()), (0, expected), "it is Carrick's from now on: {used:?}");
        stand.installation.finish().await;
    });
}

#[test]
fn each_failure_has_its_sentence_and_its_exit_code_and_leaves_nothing() {
    with_git(async || {
        let test = "cli::adding::each_failure_has_its_sentence_and_its_exit_code_and_leaves_nothing";
        let stand = Stand::new(test).await;
        stand.project("group/web", Vec::new());
        let gitlab = &stand.installation.gitlab;
        let members = vec![("alice".to_owned(), AccessLevel::Guest)];
        gitlab.create_project(NewProject { path: "group/guest".to_owned(), members, ..NewProject::default() });
        let unknown = add(&stand, &["group/none"]).await;
        assert_eq!(unknown.exit, 2, "nobody knows it: {unknown:?}");
        assert!(unknown.err.starts_with("carrick: No linked account knows a repository group/none."), "{unknown:?}");
        let status = |code| FaultKind::Status { code, retry_after: None, body: "x".to_owned() };
        let table = [
            (status(503), 6, "server_error"),
            (FaultKind::PlainText429, 6, "rate_limited"),
            (status(403), 1, "forbidden"),
        ];
        for (kind, exit, code) in table {
            gitlab.fault(Fault::always("/group/web.git/info/refs", kind));
            let said = add(&stand, &["group/web", "--json"]).await;
            let error = &said.events().pop().unwrap()["error"];
            assert_eq!((said.exit, &error["code"]), (exit, &json!(code)), "{said:?}");
            gitlab.clear_faults();
        }
        let guest = add(&stand, &["group/guest", "group/web"]).await;
        assert_eq!(guest.exit, 1, "one of two failed: {guest:?}");
        assert!(guest.err.contains("carrick: group/guest: "), "which is said: {guest:?}");
        assert!(guest.out.starts_with("Added group/web to"), "and the other one is there: {guest:?}");
        stand.project("group/api", Vec::new());
        stand.installation.command(&["repo", "list", "--refresh"]).await;
        // The program of the helper has a keyring of its own here, so that another says its words.
        stand.installation.keyring.become_state(VaultState::Locked);
        let words = stand.installation.git_asks("username=alice\npath=group/api.git\n").await.words;
        stand.installation.keyring.become_state(VaultState::Ready);
        stand.program("helper", &format!("#!/bin/sh\ncat <<'END' >&2\n{words}END\n[ \"$1\" = get ] && echo quit=1\n"));
        let locked = add(&stand, &["group/api"]).await;
        assert_eq!((locked.exit, locked.err.contains("The keyring is locked.")), (5, true), "{locked:?}");
        let left = |name: &str| projects(&stand).iter().any(|path| path.ends_with(name));
        assert!(!left("guest") && !left("api"), "nothing is left of them: {:?}", projects(&stand));
        stand.installation.finish().await;
    });
}

#[test]
fn interrupted_it_leaves_nothing() {
    with_git(async || {
        let stand = Stand::new("cli::adding::interrupted_it_leaves_nothing").await;
        let project = stand.project("group/web", vec![NewFile::noise("noise", 3)]);
        let slow = Behaviour { bytes_per_second: Some(400_000), ..Behaviour::default() };
        stand.installation.gitlab.edit_project(project.id, |it| it.behaviour = slow);
        let running = stand.installation.start_command(&["repo", "add", "group/web"], On::Terminal);
        running.until_it_says("Adding group/web · [").await;
        running.until_it_says("Receiving").await;
        assert!(!stand.everything().is_empty(), "it is under way");
        running.interrupt.ask();
        let said = running.said().await;
        assert_eq!(said.exit, 130, "{said:?}");
        assert_eq!(stand.everything(), Vec::<PathBuf>::new(), "all of it is gone before the process ends");
        stand.installation.finish().await;
    });
}

#[test]
fn a_group_is_added_whole_after_a_look() {
    with_git(async || {
        let stand = Stand::new("cli::adding::a_group_is_added_whole_after_a_look").await;
        for path in ["work/web", "work/ui/kit", "workshop/other"] {
            stand.project(path, Vec::new());
        }
        let members = vec![("alice".to_owned(), AccessLevel::Developer)];
        let old = NewProject { path: "work/old".to_owned(), archived: true, members, ..NewProject::default() };
        stand.installation.gitlab.create_project(old);
        stand.installation.command(&["repo", "list"]).await;
        let script = add(&stand, &["--group", "work"]).await;
        assert_eq!((script.exit, projects(&stand).len()), (2, 0), "there is nobody to ask: {script:?}");
        let running = stand.installation.start_command(&["repo", "add", "--group", "work"], On::Terminal);
        running.until_it_says("Add 2 of 3").await;
        running.keys.send("y".to_owned()).unwrap();
        let said = running.said().await;
        let expected = "Added work/ui/kit to ~/Projects/work/ui/kit.\n";
        assert_eq!((said.exit, said.out.starts_with(expected)), (0, true), "what is not archived: {said:?}");
        assert!(said.err.contains("Adding 2 of 2: work/web"), "one after the other: {said:?}");
        let again = add(&stand, &["--group", "work", "--yes"]).await;
        assert_eq!(again.err, "Everything in work is added already, or archived.\n", "{again:?}");
        let none = add(&stand, &["--group", "play", "--yes"]).await;
        assert_eq!(none.exit, 2, "nothing is known of it: {none:?}");
        stand.installation.finish().await;
    });
}

#[test]
fn what_no_account_is_a_member_of_is_added_too() {
    with_git(async || {
        let stand = Stand::new("cli::adding::what_no_account_is_a_member_of_is_added_too").await;
        let public =
            NewProject { path: "world/site".to_owned(), visibility: Visibility::Public, ..NewProject::default() };
        stand.installation.gitlab.create_project(public);
        let said = add(&stand, &[&format!("{}/world/site.git", stand.installation.gitlab.url())]).await;
        assert_eq!(said.exit, 0, "GitLab shows it to everybody: {said:?}");
        let listed = stand.installation.command(&["repo", "list", "--added"]).await;
        assert_eq!(listed.out, "world/site\t-\t~/Projects/world/site\n", "though no account is in it");
        until("git let go of it", || stand.everything().iter().all(|path| path.starts_with(stand.projects()))).await;
        stand.installation.finish().await;
    });
}
