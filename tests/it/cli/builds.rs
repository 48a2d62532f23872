//! `carrick build`: what is listed, explained, repeated and ended, and the rules.

use std::time::Duration;

use clap::Parser as _;
use local_gitlab::{AccessLevel, Ci, JobStatus, NewJob, NewMergeRequest};
use serde_json::json;

use crate::builds::opened::{Opened, when_asked};
use crate::builds::room::{A_MINUTE, of_alice, watching, with_group};
use crate::support::Installation;
use crate::support::command_line::On;

/// CI whose job fails after a while, and says why.
fn failing() -> Ci {
    let job = NewJob::new("unit", "test").ending(Duration::ZERO, Duration::from_secs(5), JobStatus::Failed);
    Ci { jobs: vec![NewJob { log: b"\x1b[31mboom\x1b[0m\n".to_vec(), ..job }], ..when_asked() }
}

#[tokio::test]
async fn whether_other_machines_build_is_set_and_told() {
    let (installation, _) = Installation::linked().await;
    let at_first = installation.command(&["build", "claims", "--json"]).await;
    assert!(at_first.out.contains("\"only_here\": false"), "there may be others: {at_first:?}");
    installation.command(&["build", "claims", "--designated"]).await;
    let alone = installation.command(&["build", "claims", "--only-here"]).await;
    assert!(alone.out.contains("This computer alone builds for you"), "{alone:?}");
    let told = installation.command(&["build", "claims", "--json"]).await;
    assert!(told.out.contains("\"only_here\": true") && told.out.contains("\"designated\": true"), "{told:?}");
    let others = installation.command(&["build", "claims", "--only-here", "false"]).await;
    assert!(others.out.contains("by a marker in the repository"), "{others:?}");
    installation.finish().await;
}

#[tokio::test]
async fn a_failed_build_is_listed_shown_and_run_again() {
    let opened = Opened::with(failing()).await;
    opened.go_on(2 * 60_000).await;
    let (installation, name) = (&opened.installation, format!("group/project-0!{}", opened.iid));
    let listed = installation.command(&["build", "list", "--failed"]).await;
    let title = installation.gitlab.merge_request(opened.project, opened.iid).unwrap().title;
    assert_eq!((listed.exit, listed.out), (0, format!("{name}\tFailed: unit\t{title}\n")), "with the job that failed");
    let none = installation.command(&["build", "list", "--running"]).await;
    assert_eq!((none.exit, none.out.as_str()), (0, ""), "nothing runs: {none:?}");
    let shown = installation.command(&["build", "show", &name, "--json"]).await.json();
    assert_eq!(shown["build"]["state"], "failed", "how it stands: {shown}");
    assert_eq!(shown["stages"][0]["jobs"][0]["name"], "unit", "its jobs");
    let log = installation.command(&["build", "log", &name]).await;
    assert_eq!((log.exit, log.out.as_str()), (0, "boom\n"), "its log, as plain text");
    let retried = installation.command(&["build", "retry", &name, "--job", "unit", "--json"]).await;
    assert_eq!((retried.exit, &retried.json()["done"]), (0, &json!("retried")), "the job runs again: {retried:?}");
    let wrong = installation.command(&["build", "retry", &name, "--job", "nothing"]).await;
    assert_eq!(wrong.exit, 2, "there is no such job: {wrong:?}");
    assert!(wrong.err.contains("unit"), "and the jobs there are are told: {wrong:?}");
    opened.go_on(1_000).await;
    let cancelled = installation.command(&["build", "cancel", &name]).await;
    assert_eq!(cancelled.exit, 0, "what runs is cancelled: {cancelled:?}");
    opened.go_on(30_000).await;
    let again = installation.command(&["build", "cancel", &name]).await;
    assert_eq!(again.exit, 1, "what is over is not: {again:?}");
    opened.installation.finish().await;
}

#[tokio::test]
async fn why_is_answered_for_any_merge_request_with_what_would_change_it() {
    let (installation, _, ids) = watching(2).await;
    let draft = NewMergeRequest { draft: true, ..of_alice(ids[0]) };
    let iid = installation.gitlab.open_merge_request(draft).unwrap().iid;
    installation.pass(A_MINUTE);
    installation.look().await;
    let page = format!("{}/group/project-0/-/merge_requests/{iid}", installation.gitlab.url());
    let said = installation.command(&["build", "why", &page]).await;
    let expected = "It is a draft.\nIt is built once it is marked ready.\n";
    assert_eq!((said.exit, said.out.as_str()), (0, expected), "one reason, and what would change it");
    let answer = installation.command(&["build", "why", &page, "--json"]).await.json();
    assert_eq!((&answer["built"], &answer["reason"]["code"]), (&json!(false), &json!("draft")), "for scripts too");
    for (typed, exit, code) in [
        ("fix the login", 2, "no_merge_request_address"),
        ("group/project-0!77", 1, "merge_request_not_seen"),
        ("https://gitlab.elsewhere.example/a/b/-/merge_requests/1", 1, "merge_request_not_seen"),
    ] {
        let said = installation.command(&["build", "why", typed, "--json"]).await;
        assert_eq!((said.exit, &said.json()["error"]["code"]), (exit, &json!(code)), "{typed}");
    }
    let unknown = installation.command(&["build", "show", "group/project-0!77"]).await;
    assert_eq!(unknown.exit, 2, "nothing is known of it here: {unknown:?}");
    installation.finish().await;
}

#[tokio::test]
async fn what_would_change_it_is_a_command_that_can_be_typed() {
    let (installation, link_id, ids) = with_group(1).await;
    let iid = installation.gitlab.open_merge_request(of_alice(ids[0])).unwrap().iid;
    installation.watch_project(link_id, ids[0], "group/project-0");
    installation.look().await;
    let name = format!("group/project-0!{iid}");
    let said = installation.command(&["build", "why", &name]).await;
    let command = format!("carrick build retry --anew '{name}'");
    assert!(said.out.ends_with(&format!("{command}\n")), "the whole of it: {said:?}");
    let words: Vec<&str> = command.split_whitespace().skip(1).map(|word| word.trim_matches('\'')).collect();
    let done = installation.command(&words).await;
    assert_eq!(done.exit, 0, "and it does what was said: {done:?}");
    installation.finish().await;
}

#[tokio::test]
async fn a_rule_is_tried_set_listed_and_removed() {
    let (installation, _, ids) = with_group(1).await;
    installation.gitlab.edit_project(ids[0], |project| project.ci = when_asked());
    installation.gitlab.set_member(ids[0], "bob", Some(AccessLevel::Developer));
    for author in ["alice", "bob"] {
        let new = NewMergeRequest { author: author.to_owned(), ..of_alice(ids[0]) };
        installation.gitlab.open_merge_request(new).unwrap();
        installation.gitlab.advance_clock(Duration::from_secs(90));
    }
    let own = ["group/project-0", "--whose", "own-branches"];
    let tried = installation.command(&[&["build", "rule", "try"], &own[..]].concat()).await;
    assert_eq!(tried.exit, 0, "{tried:?}");
    assert!(tried.out.contains("group/project-0!2\tbuilt\t"), "what it would do: {tried:?}");
    assert!(tried.out.contains("Anyone who can push there"), "and what it lets others do: {tried:?}");
    let none = installation.command(&["build", "rule", "list", "--json"]).await;
    assert_eq!(none.json(), json!([]), "nothing is kept");
    let asked = installation.command(&[&["build", "rule", "set"], &own[..]].concat()).await;
    assert_eq!(asked.exit, 2, "what lets others do something is asked about, and nobody is there: {asked:?}");
    let set = installation.command(&[&["build", "rule", "set", "--yes", "--json"], &own[..]].concat()).await;
    assert_eq!((set.exit, &set.json()["whose"]), (0, &json!("own_branches")), "{set:?}");
    let listed = installation.command(&["build", "rule", "list"]).await;
    assert_eq!(listed.out, "group/project-0\ton\town_branches\t@alice\n", "it is on");
    let status = installation.command(&[
        "build",
        "rule",
        "set",
        "group/project-0",
        "--branch-pipeline",
        "--status",
        "--yes",
        "--json",
    ]);
    assert_eq!(status.await.json()["status"], true, "the state is written back");
    let wrong = installation.command(&["build", "rule", "set", "group/project-0", "--path", "a[b", "--yes"]).await;
    assert_eq!(wrong.exit, 2, "that is no glob: {wrong:?}");
    let removed = installation.command(&["build", "rule", "remove", "GROUP/project-0"]).await;
    assert_eq!(removed.exit, 0, "{removed:?}");
    let again = installation.command(&["build", "rule", "remove", "group/project-0"]).await;
    assert_eq!(again.exit, 2, "there is none any more: {again:?}");
    installation.finish().await;
}

#[tokio::test]
async fn a_forks_commit_is_approved_as_it_was_looked_at() {
    let (installation, _, ids) = with_group(1).await;
    installation.gitlab.edit_project(ids[0], |project| project.ci = when_asked());
    let set = ["build", "rule", "set", "group/project-0", "--whose", "own-branches", "--forks", "--yes"];
    assert_eq!(installation.command(&set).await.exit, 0, "forks are taken");
    installation.look().await;
    let fork = installation.gitlab.fork(ids[0], "bob/project", "bob").unwrap();
    let new = NewMergeRequest { source_project: Some(fork.id), author: "bob".to_owned(), ..of_alice(ids[0]) };
    let opened = installation.gitlab.open_merge_request(new).unwrap();
    installation.pass(2_000);
    installation.look().await;
    let name = format!("group/project-0!{}", opened.iid);
    let listed = installation.command(&["build", "list", "--needs-approval", "--json"]).await.json();
    assert_eq!(listed[0]["build"]["state"], "needs_approval", "{listed}");
    let anew = installation.command(&["build", "retry", &name, "--anew", "--json"]).await;
    assert_eq!((anew.exit, &anew.json()["error"]["code"]), (1, &json!("must_be_approved")), "not without");
    let other = installation.command(&["build", "approve", &name, "--commit", "0000000", "--yes"]).await;
    assert_eq!(other.exit, 1, "another commit than was looked at: {other:?}");
    let words = ["build", "approve", &name, "--commit", &opened.sha[..12]];
    let asking = installation.start_command(&words, On::Terminal);
    asking.until_it_says("in your name (@alice)").await;
    asking.keys.send("n".to_owned()).unwrap();
    assert_eq!(asking.said().await.exit, 1, "somebody said no");
    let approved = installation.command(&[&words[..], &["--yes", "--json"]].concat()).await;
    assert_eq!((approved.exit, &approved.json()["done"]), (0, &json!("approved")), "{approved:?}");
    let running = installation.command(&["build", "list", "--running", "--json"]).await.json();
    assert_eq!(running[0]["iid"], opened.iid, "it is on its way");
    installation.finish().await;
}

#[tokio::test]
async fn what_is_typed_wrongly_is_said_with_what_would_be_right() {
    let (installation, _, ids) = watching(2).await;
    for _ in 0..10 {
        installation.gitlab.open_merge_request(of_alice(ids[0])).unwrap();
    }
    let none = installation.command(&["build", "list"]).await;
    assert!(none.err.contains("No merge request is known yet."), "nobody has asked for a particular one: {none:?}");
    installation.pass(A_MINUTE);
    installation.look().await;
    let one = installation.command(&["build", "show", "!1", "--json"]).await;
    assert_eq!((one.exit, &one.json()["iid"]), (0, &json!(1)), "a number is not the beginning of another: {one:?}");
    for (typed, code, words) in [
        (&["rule", "set", "group", "--yes"][..], "is_group", "--group"),
        (&["rule", "try", "group/none"], "repository_unknown", "carrick repo search"),
        (&["approve", "group/project-0!1", "--commit", "x"], "commit_unclear", "seven"),
        (&["approve", "group/project-0!1", "--commit", "0000000"], "moved_on", "carrick build show"),
        (&["log", "group/project-0!1"], "nothing_to_do", "has no pipeline"),
    ] {
        let said = installation.command(&[&["build"], typed, &["--json"]].concat()).await;
        let error = &said.json()["error"];
        assert_eq!(error["code"], code, "{typed:?}: {said:?}");
        let told = format!("{} {}", error["what"], error["next"]);
        assert!(told.contains(words), "{typed:?}: {told}");
    }
    let contrary = ["build", "rule", "set", "group/project-0", "--branch-pipeline", "--forks", "--yes"];
    let said = installation.command(&contrary).await;
    assert!(said.exit == 2 && said.err.contains("--forks"), "in the words that were typed: {said:?}");
    let whole = installation.command(&["build", "rule", "set", "group/*", "--yes", "--json"]).await;
    assert_eq!((whole.exit, &whole.json()["group"]), (0, &json!(true)), "as the list writes it: {whole:?}");
    let nowhere = installation.command(&["build", "rule", "set", "nowhere", "--group"]).await;
    assert_eq!(nowhere.exit, 2, "a name that may be mistyped is asked about: {nowhere:?}");
    let kept = installation.command(&["build", "rule", "set", "nowhere", "--group", "--yes"]).await;
    assert!(kept.exit == 0 && kept.err.contains("No linked account is known to reach"), "or told: {kept:?}");
    installation.finish().await;
}

#[test]
fn an_empty_pattern_widens_no_rule() {
    for option in ["--target", "--skip-label", "--force-label", "--path"] {
        let typed = ["carrick", "build", "rule", "set", "group/project-0", option, ""];
        assert!(carrick_cli::arguments::Arguments::try_parse_from(typed).is_err(), "{option} with nothing");
    }
}
