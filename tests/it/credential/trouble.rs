//! A linked host that cannot be served now: one clear line, and no question for a password.

use carrick_store::model::VaultState;

use crate::support::{Installation, Op};

#[tokio::test]
async fn a_keyring_that_gives_nothing_is_said_in_one_line() {
    let (installation, _) = Installation::linked().await;
    for (state, expected) in [
        (VaultState::Locked, "is locked. Unlock it, then run this again."),
        (VaultState::AsksEach, "is locked. Unlock it, then run this again."),
        (VaultState::Silent, "does not answer. Try again."),
        (VaultState::Absent, "no keyring is there in this session."),
        (VaultState::NoCollection, "no keyring is there in this session."),
        (VaultState::Refused, "does not let this program in. Open Carrick."),
    ] {
        installation.keyring.become_state(state);
        let said = installation.git_asks("").await;
        assert_eq!(said.output, "quit=1\n", "{state:?}: git must not ask for a password");
        assert!(said.words.starts_with("Carrick: ") && said.words.contains(expected), "{state:?}: {}", said.words);
        assert_eq!(said.words.lines().count(), 1, "{state:?}: one line");
    }
    installation.keyring.become_state(VaultState::Ready);
    assert_eq!(installation.git_asks("").await.value("username"), Some("alice"), "then it goes on");
    installation.finish().await;
}

#[tokio::test]
async fn another_keyring_is_not_mistaken_for_a_lost_link() {
    let (installation, _) = Installation::linked().await;
    installation.keyring.become_another(installation.folder().join("another"));
    let said = installation.git_asks("").await;
    assert_eq!(said.output, "quit=1\n", "nobody else has the token");
    assert!(said.words.contains("the keyring that holds its tokens is not there now"), "{}", said.words);
    installation.keyring.become_another(installation.folder().join("keyring"));
    assert_eq!(installation.git_asks("").await.value("username"), Some("alice"), "it is back");
    installation.finish().await;
}

#[tokio::test]
async fn a_token_of_another_application_is_never_handed_out() {
    let (installation, link) = Installation::linked().await;
    let pair: i64 = installation
        .second_connection()
        .query_row("SELECT pair_id FROM links WHERE id = ?1", [link.id], |row| row.get(0))
        .unwrap();
    let name = installation.entry_name("pair", pair);
    let entry = installation.keyring.entries("pair/").remove(&name).unwrap();
    let elsewhere = entry.replace(&installation.gitlab.url(), "https://evil.example");
    installation.keyring.tamper(&name, Some(&elsewhere));
    let said = installation.git_asks("").await;
    assert_eq!(said.output, "quit=1\n", "it was issued for another GitLab");
    installation.keyring.tamper(&name, Some(&entry));
    assert_eq!(installation.git_asks("").await.value("username"), Some("alice"), "its own is handed out");
    installation.finish().await;
}

#[tokio::test]
async fn a_link_that_needs_its_person_is_said_and_every_other_host_stays_silent() {
    let (installation, link) = Installation::linked().await;
    installation.gitlab.revoke_all("alice");
    installation.let_it_come_due(&link);
    let said = installation.git_asks("").await;
    assert_eq!(said.output, "quit=1\n", "no password helps");
    assert!(said.words.contains("needs to be relinked. Open Carrick."), "{}", said.words);
    let other = installation.git_says("get", "protocol=https\nhost=github.com\n").await;
    assert!(other.is_silence(), "that is nothing to another host: {other:?}");
    installation.relink(link.id, "alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn a_gitlab_that_cannot_be_reached_costs_a_token_only_when_it_has_ended() {
    let (installation, link) = Installation::linked().await;
    let before = super::answers::token(&installation);
    installation.gitlab.go_offline();
    installation.let_it_come_due(&link);
    let said = installation.git_asks("").await;
    assert_eq!(said.value("password"), Some(before.as_str()), "it lives for some minutes, so it is used");
    installation.clock.advance(10 * 60_000);
    let said = installation.git_asks("").await;
    assert_eq!(said.output, "quit=1\n", "it has ended, and no password helps");
    assert!(said.words.contains("can't be reached"), "{}", said.words);
    installation.gitlab.go_online().unwrap();
    assert_eq!(installation.git_asks("").await.value("username"), Some("alice"), "then it is renewed");
    installation.finish().await;
}

#[tokio::test]
async fn a_clock_that_is_an_hour_off_never_makes_git_drop_what_it_got() {
    for hours in [-1, 1, -24, 24] {
        let (installation, _) = Installation::linked().await;
        installation.clock.set_on(hours * 60 * 60_000);
        let said = installation.git_asks("").await;
        assert_eq!(said.value("username"), Some("alice"), "{hours} h: {said:?}");
        let now = installation.accounts.clock.now() / 1000;
        let ends = said.value("password_expiry_utc").map(|ends| ends.parse::<i64>().unwrap());
        assert!(ends.is_none_or(|ends| ends > now), "{hours} h: git would drop what has ended by its own clock");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_database_that_cannot_be_read_is_said_and_stops_nobody() {
    let (installation, _) = Installation::linked().await;
    let version = |version: u32, oldest: u32| {
        let db = installation.second_connection();
        db.pragma_update(None, "user_version", version).unwrap();
        db.execute("UPDATE compatibility SET oldest_reader = ?1", [oldest]).unwrap();
    };
    let now: u32 = installation.second_connection().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    version(now + 1, now + 1);
    let said = installation.git_asks("").await;
    assert!(said.output.is_empty(), "whether this is a linked host is not known: git goes on");
    assert!(said.words.contains("a newer Carrick uses its database"), "{}", said.words);
    version(now + 1, now);
    assert_eq!(
        installation.git_asks("").await.value("username"),
        Some("alice"),
        "a newer one that lets older ones read"
    );
    version(now, now);
    installation.finish().await;
}

#[tokio::test]
async fn a_keyring_that_fails_once_is_asked_no_second_time_and_nothing_is_lost() {
    let (installation, link) = Installation::linked().await;
    installation.keyring.fail_next(Op::Read, "pair/");
    let said = installation.git_asks("").await;
    assert_eq!(said.output, "quit=1\n", "{said:?}");
    assert_eq!(installation.git_asks("").await.value("username"), Some("alice"), "the next command works");
    assert_eq!(installation.the_link().await, link, "and the link is as it was");
    installation.finish().await;
}

#[cfg(unix)]
#[test]
fn the_data_of_another_user_is_not_opened() {
    use std::os::unix::fs::MetadataExt as _;
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().metadata().unwrap().uid();
    let data_dir = match mine {
        // Whoever runs this as root can give a folder away.
        0 => {
            let theirs = folder.path().join("theirs");
            std::fs::create_dir(&theirs).unwrap();
            std::os::unix::fs::chown(&theirs, Some(12_345), None).unwrap();
            std::fs::write(theirs.join("carrick.db"), "not a database").unwrap();
            theirs
        }
        _ => "/".into(),
    };
    let outside = credential::Outside {
        acts_as: None,
        data_dir,
        store: std::sync::Arc::new(crate::support::KeyringDouble::over(folder.path().join("keyring"))),
        clock: std::sync::Arc::new(carrick_store::clock::SystemClock),
        send: Box::new(|errand, _| panic!("{errand:?} is not needed")),
    };
    let (mut output, mut words) = (Vec::new(), Vec::new());
    let lines = "protocol=https\nhost=gitlab.com\n";
    credential::answer(|| Some(outside), "get", &mut lines.as_bytes(), &mut output, &mut words);
    assert!(output.is_empty(), "nothing is handed out");
    let words = String::from_utf8(words).unwrap();
    assert_eq!(words, "Carrick: these accounts are another user's. Run git without sudo.\n", "and it is said why");
}
