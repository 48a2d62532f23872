//! What `carrick.log` says of links: what happened, by number, and of nothing that did not. The log is a whole
//! process's, so these tests start themselves again as one of their own.

use std::path::Path;

use carrick::accounts::{arrival, revocation};
use carrick::desktop::log;
use carrick::messages::{Receipt, TestReport};
use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind};

use crate::support::{Installation, Op, alone, approve, commands, deny};

/// What is said of something that happened.
const DONE: [&str; 6] = ["linked", "relinked", "renewed", "tested: it works", "unlinked", "revoked"];

/// The lines of the log that say just this, of whatever number.
fn lines(folder: &Path, words: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("logs/carrick.log")).expect("the log is there");
    let says = |line: &&str| line.split_once(&format!(": {words} ")).is_some_and(|(_, rest)| rest.contains('='));
    text.lines().filter(says).map(str::to_owned).collect()
}

/// Nothing in the log names anybody or anything but Carrick's own numbers.
fn assert_nameless(folder: &Path, installation: &Installation) {
    let text = std::fs::read_to_string(folder.join("logs/carrick.log")).expect("the log is there");
    let mut never = installation.gitlab.issued();
    never.extend([installation.gitlab.host(), "alice".to_owned(), "Alice".to_owned()]);
    for application in installation.gitlab.applications() {
        never.extend([application.id, application.secret]);
    }
    let found = never.iter().filter(|word| text.contains(word.as_str())).count();
    assert_eq!(found, 0, "no username, host, application, token or code is logged");
}

#[test]
fn each_thing_that_happens_to_a_link_has_its_line() {
    let Some(folder) = alone::folder() else {
        let folder = tempfile::tempdir().unwrap();
        return alone::run("accounts::log_lines::each_thing_that_happens_to_a_link_has_its_line", folder.path(), None);
    };
    log::start(&folder);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let installation = Installation::secure().await;
        let link = installation.link("alice").await;
        assert_eq!(lines(&folder, "linked").len(), 1, "it was linked");
        assert_eq!(installation.test(link.id).await, TestReport::Working, "it works");
        assert_eq!(lines(&folder, "tested: it works").len(), 1, "it was tested");
        assert!(lines(&folder, "renewed").is_empty(), "and not renewed for that");
        installation.let_it_come_due(&link);
        assert_eq!(installation.test(link.id).await, TestReport::Working, "it still works");
        assert_eq!(lines(&folder, "renewed").len(), 1, "it was renewed");
        installation.relink(link.id, "alice").await;
        assert_eq!(lines(&folder, "relinked").len(), 1, "it was relinked");
        let before = lines(&folder, "revoked").len();
        assert_eq!(before, 1, "the pair before was ended");
        let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
        assert_eq!(receipt, Receipt::Confirmed, "it is unlinked");
        assert_eq!(lines(&folder, "unlinked").len(), 1, "it was unlinked");
        assert_eq!(lines(&folder, "revoked").len(), before + 1, "and its tokens revoked");
        for words in DONE {
            let number = if words == "revoked" { "pair=" } else { "link=1" };
            assert!(lines(&folder, words).iter().all(|line| line.contains(number)), "{words}: by its number");
        }
        assert_nameless(&folder, &installation);
        installation.finish().await;
    });
}

#[test]
fn nothing_is_claimed_that_failed() {
    let Some(folder) = alone::folder() else {
        let folder = tempfile::tempdir().unwrap();
        return alone::run("accounts::log_lines::nothing_is_claimed_that_failed", folder.path(), None);
    };
    log::start(&folder);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let installation = Installation::secure().await;
        installation.receive(&deny("alice", &installation.begin().await).await).await;
        installation.keyring.fail_next(Op::Write, "pair/");
        arrival::receive(&installation.accounts, &approve("alice", &installation.begin().await).await).await;
        assert!(lines(&folder, "linked").is_empty(), "neither ended with a link");
        let link = installation.link("alice").await;
        let renewals = lines(&folder, "linked");
        assert_eq!(renewals.len(), 1, "the third did");
        installation.let_it_come_due(&link);
        installation.gitlab.fault(Fault::once("/oauth/token", FaultKind::PlainText429));
        installation.test(link.id).await;
        installation.gitlab.fault(Fault::once("/oauth/token", FaultKind::Html));
        installation.test(link.id).await;
        installation.keyring.become_state(VaultState::Locked);
        commands::test_link(&installation.accounts, link.id).await.unwrap_err();
        commands::unlink(&installation.accounts, link.id).await.unwrap_err();
        installation.keyring.become_state(VaultState::Ready);
        for words in ["renewed", "tested: it works", "unlinked", "revoked"] {
            assert_eq!(lines(&folder, words), Vec::<String>::new(), "{words}: it was not");
        }
        installation.gitlab.fault(Fault::once("/oauth/revoke", FaultKind::Reset));
        assert_eq!(commands::unlink(&installation.accounts, link.id).await.unwrap(), Receipt::Queued, "for later");
        assert_eq!(lines(&folder, "unlinked").len(), 1, "the link is gone");
        assert_eq!(lines(&folder, "revoked"), Vec::<String>::new(), "its tokens are not");
        revocation::revoke_due(&installation.accounts).await;
        assert_eq!(lines(&folder, "revoked").len(), 1, "now they are");
        assert_nameless(&folder, &installation);
        installation.finish().await;
    });
}
