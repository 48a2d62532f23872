//! Every door says the same while nobody is signed in: the command line, git's helper, what goes on by itself.

use carrick::accounts::signing_out;
use carrick::people::{acting, joining};
use carrick_store::people::{Admission, WhySignedOut};

use crate::support::Installation;

#[tokio::test]
async fn the_command_line_answers_nobody_and_ends_with_a_number_of_its_own() {
    let installation = Installation::signed_out().await;
    for words in [
        &["status"][..],
        &["account", "list"],
        &["token", "--print"],
        &["repo", "list"],
        &["build", "list"],
        &["export"],
        &["unlink", "alice", "--yes"],
        &["doctor"],
        &["people", "add", "bob", "--yes"],
        &["people", "role", "sam", "member"],
    ] {
        let said = installation.command(words).await;
        assert_eq!(said.exit, 8, "{words:?}: {said:?}");
        assert!(said.err.contains("Nobody is signed in to Carrick."), "{words:?}: {said:?}");
        assert!(!said.out.contains("alice"), "{words:?}: nothing of anybody's: {said:?}");
    }
    let said = installation.command(&["people", "list", "--json"]).await;
    assert_eq!((said.exit, said.json()["signed_out"].as_bool()), (0, Some(true)), "that may be seen: {said:?}");
    assert_eq!(said.json()["people"].as_array().map(Vec::len), Some(0), "and nobody's name: {said:?}");
    let said = installation.command(&["people", "unlock"]).await;
    assert_eq!(said.exit, 0, "the owner of the login always can: {said:?}");
    assert_eq!(installation.command(&["status"]).await.exit, 0, "and it opens");
    installation.finish().await;
}

#[tokio::test]
async fn git_gets_one_line_and_no_token() {
    let installation = Installation::signed_out().await;
    let said = installation.git_asks("").await;
    assert_eq!(said.output, "quit=1\n", "git must not ask for a password");
    assert!(said.words.contains("nobody is signed in to Carrick"), "{}", said.words);
    assert_eq!(said.words.lines().count(), 1, "one line");
    let elsewhere = installation.git_says("get", "protocol=https\nhost=github.com\n\n").await;
    assert!(elsewhere.is_silence(), "what is no GitLab of ours is none of our business");
    installation.sign_in("alice").await;
    assert_eq!(installation.git_asks("").await.value("username"), Some("alice"), "and serves whoever signs in");
    installation.finish().await;
}

#[tokio::test]
async fn git_acts_for_whoever_acts() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let bob = installation.add_person("bob").await;
    acting::go_on_as(&installation.accounts, bob).await.unwrap();
    installation.turn().await;
    assert!(installation.git_asks("").await.is_silence(), "bob has no account there, and gets nobody else's");
    installation.link("bob").await;
    assert_eq!(installation.git_asks("").await.value("username"), Some("bob"));
    acting::go_on_as(&installation.accounts, 1).await.unwrap();
    assert_eq!(installation.git_asks("").await.value("username"), Some("alice"));
    let said = installation.command(&["--as", "bob", "account", "list", "--json"]).await;
    assert!(said.out.contains("\"bob\"") && !said.out.contains("\"alice\""), "one command for somebody else: {said:?}");
    let said = installation.command(&["--as", "nobody", "status"]).await;
    assert_eq!(said.exit, 2, "who is not here: {said:?}");
    installation.finish().await;
}

#[tokio::test]
async fn what_goes_on_by_itself_rests_and_builds_only_where_that_is_set() {
    let installation = Installation::signed_out().await;
    let parts = &installation.carrick.parts;
    assert!(!acting::may_begin(parts, false).await.unwrap(), "nothing is read or added");
    assert!(!acting::may_begin(parts, true).await.unwrap(), "nor built");
    installation.sign_in("alice").await;
    let asked = Admission { asks: true, builds_on: true, ..Admission::default() };
    joining::set_admission(&installation.accounts, asked, Vec::new()).await.unwrap();
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    assert!(acting::may_begin(parts, true).await.unwrap(), "an administrator said that builds go on");
    assert!(!acting::may_begin(parts, false).await.unwrap(), "which is all that does");
    installation.finish().await;
}
