//! What the remotes have, as it is remembered and as it is.

use std::fs;

use carrick::git::losing::Doubt;

use super::stand::Stand;

#[test]
fn what_was_deleted_on_the_server_is_only_here() {
    for stand in Stand::all() {
        stand.git(&["checkout", "-q", "-b", "gone"]);
        stand.write("file", "two\n");
        stand.commit("two");
        stand.git(&["push", "-q", "origin", "gone"]);
        stand.0.git("server.git", &["update-ref", "-d", "refs/heads/gone"]);
        assert!(stand.loss().is_nothing(), "as far as is remembered");
        let proof = stand.prove_fetched().expect("the server answers");
        let told: Vec<_> = proof.loss().unpushed.iter().map(|it| it.reference.as_str()).collect();
        assert_eq!(told, ["gone", "refs/remotes/origin/gone"], "asked, the server has it no more: {:?}", stand.0.git);
    }
}

#[test]
fn what_the_server_has_got_since_is_fetched_first() {
    for stand in Stand::all() {
        stand.git(&["checkout", "-q", "-b", "other"]);
        stand.write("file", "two\n");
        stand.commit("two");
        stand.git(&["push", "-q", &stand.0.path("server.git").display().to_string(), "other:main"]);
        assert!(!stand.loss().is_nothing(), "the push went by the address, so nothing is remembered of it");
        let proof = stand.prove_fetched().expect("the server answers");
        assert!(proof.loss().is_nothing(), "it is there: {:?}", proof.loss());
        assert!(proof.as_of().is_some(), "and that is from now");
    }
}

#[test]
fn asking_moves_no_branch_of_the_persons() {
    let stand = Stand::any();
    stand.git(&["config", "remote.origin.fetch", "+refs/heads/*:refs/heads/*"]);
    stand.git(&["config", "fetch.prune", "true"]);
    stand.git(&["checkout", "-q", "-b", "work"]);
    stand.git(&["branch", "-f", "main"]);
    stand.write("file", "two\n");
    stand.commit("two");
    stand.git(&["branch", "-f", "main"]);
    let before = stand.git(&["for-each-ref", "refs/heads"]);
    let loss = stand.prove_fetched().expect("the server answers").loss().clone();
    assert_eq!(stand.git(&["for-each-ref", "refs/heads"]), before, "not even where its rules say so");
    assert_eq!(loss.unpushed.len(), 2, "both are told: {loss:?}");
}

#[test]
fn a_remote_that_does_not_answer_proves_nothing() {
    let stand = Stand::any();
    stand.git(&["remote", "set-url", "origin", "https://127.0.0.1:1/a/b.git"]);
    assert_eq!(stand.prove_fetched().err(), Some(Doubt::Unreachable(vec!["origin".to_owned()])));
    let second = stand.0.path("second.git");
    fs::create_dir(&second).unwrap();
    stand.0.git("second.git", &["init", "-q", "--bare", "."]);
    stand.git(&["remote", "add", "second", &second.display().to_string()]);
    let loss = stand.prove_fetched().expect("one answers").loss().clone();
    assert!(loss.unpushed.iter().any(|it| it.reference == "main"), "what the silent one had does not count: {loss:?}");
}

#[test]
fn a_remote_inside_the_folder_or_gone_keeps_nothing() {
    let stand = Stand::any();
    fs::rename(stand.0.path("server.git"), stand.0.path("away.git")).unwrap();
    assert!(!stand.loss().is_nothing(), "the folder it named is not there");
    let inside = stand.folder().join(".git/backup");
    fs::rename(stand.0.path("away.git"), &inside).unwrap();
    stand.git(&["remote", "set-url", "origin", ".git/backup"]);
    assert!(!stand.loss().is_nothing(), "it would go with the clone");
}

#[test]
fn references_that_no_remote_of_the_clone_stands_for_keep_nothing() {
    let stand = Stand::any();
    stand.write("file", "two\n");
    stand.commit("two");
    stand.git(&["update-ref", "refs/remotes/forged/main", "HEAD"]);
    let told: Vec<_> = stand.loss().unpushed.into_iter().map(|it| it.reference).collect();
    assert_eq!(told, ["main", "refs/remotes/forged/main"], "there is no such remote");
}
