//! What git is told of a linked account.

use crate::support::Installation;

/// The access token of the one pair that lives.
pub(super) fn token(installation: &Installation) -> String {
    let pairs = installation.gitlab.live_pairs();
    assert_eq!(pairs.len(), 1, "one account is linked");
    pairs.into_iter().next().unwrap().access_token
}

#[tokio::test]
async fn git_gets_the_name_and_the_token_of_the_linked_account() {
    let (installation, _) = Installation::linked().await;
    let said = installation.git_asks("path=group/web.git\nwwwauth[]=Basic realm=\"GitLab\"").await;
    assert_eq!(said.value("username"), Some("alice"), "the account's own name, which every git understands");
    assert_eq!(said.value("password"), Some(token(&installation).as_str()), "its access token");
    assert!(said.words.is_empty(), "people need not be told: {}", said.words);
    let ends = said.value("password_expiry_utc").expect("git is told how long it lives").parse::<i64>().unwrap();
    let now = installation.accounts.clock.now() / 1000;
    assert!((now + 7100..=now + 7200).contains(&ends), "two hours, by this computer's clock: {}", ends - now);
    installation.finish().await;
}

#[tokio::test]
async fn nothing_but_what_an_old_git_knows_is_said_unless_git_says_that_it_knows_more() {
    let (installation, _) = Installation::linked().await;
    for (further, keys) in [
        ("", vec!["username", "password", "password_expiry_utc"]),
        ("capability[]=authtype", vec!["username", "password", "password_expiry_utc"]),
        (
            "capability[]=authtype\ncapability[]=state",
            vec!["capability[]", "state[]", "username", "password", "password_expiry_utc", "continue"],
        ),
    ] {
        let said = installation.git_asks(further).await;
        let told: Vec<_> = said.output.lines().filter_map(|line| Some(line.split_once('=')?.0.to_owned())).collect();
        assert_eq!(told, keys, "to {further:?}: no refresh token, no ready-made header, no place of its own");
    }
    installation.finish().await;
}

#[tokio::test]
async fn nothing_is_kept_and_nothing_is_opened_when_git_says_that_it_worked() {
    let (installation, _) = Installation::linked().await;
    let (rows, uses) = (installation.dump(), installation.keyring.uses());
    let host = installation.gitlab.host();
    let lines = format!("protocol=http\nhost={host}\nusername=alice\npassword=another-token-of-a-stranger\n");
    for operation in ["store", "", "list", "GET", "--help"] {
        let said = installation.git_says(operation, &lines).await;
        assert!(said.is_silence(), "{operation:?} is met with silence: {said:?}");
    }
    assert_eq!(installation.dump(), rows, "the database is as it was");
    assert_eq!(installation.keyring.uses(), uses, "the keyring was not asked");
    installation.finish().await;
}

#[tokio::test]
async fn what_it_can_is_said_without_looking_anything_up() {
    let (installation, _) = Installation::linked().await;
    let uses = installation.keyring.uses();
    let said = installation.git_says("capability", "").await;
    assert_eq!(said.output, "version 0\ncapability state\n", "as git asks for it");
    assert_eq!(installation.keyring.uses(), uses, "and the keyring was not asked");
    installation.finish().await;
}

#[tokio::test]
async fn an_address_is_taken_as_git_takes_it_and_replaces_what_was_said_before() {
    let (installation, _) = Installation::linked().await;
    let host = installation.gitlab.host();
    let whole =
        format!("capability[]=state\nprotocol=https\nhost=evil.example\nurl=http://alice@{host}/group/web.git\n");
    let said = installation.git_says("get", &whole).await;
    assert_eq!(said.value("username"), Some("alice"), "it is about the address");
    assert_eq!(said.value("state[]"), None, "and what was announced before it is forgotten");
    let other_way = format!("protocol=http\nhost={host}\nurl=https://evil.example/x\n");
    assert!(installation.git_says("get", &other_way).await.is_silence(), "the last word counts");
    installation.finish().await;
}

#[tokio::test]
async fn a_token_that_ends_soon_is_renewed_before_git_gets_it() {
    let (installation, link) = Installation::linked().await;
    let before = token(&installation);
    installation.let_it_come_due(&link);
    let said = installation.git_asks("").await;
    let now = token(&installation);
    assert_ne!(now, before, "it was renewed");
    assert_eq!(said.value("password"), Some(now.as_str()), "and git got the new one");
    let again = installation.git_asks("").await;
    assert_eq!(again.value("password"), Some(now.as_str()), "which lasts");
    installation.finish().await;
}

#[tokio::test]
async fn what_one_command_was_handed_is_not_pulled_from_under_it() {
    let (installation, link) = Installation::linked().await;
    installation.clock.advance(link.renews_at - installation.accounts.clock.now() - 1000);
    let first = installation.git_asks("").await;
    installation.clock.advance(2000);
    let second = installation.git_asks("").await;
    assert_eq!(second, first, "the same command asks again: it gets the same token, though that is due");
    let due = carrick::accounts::health::next_link_due(&installation.accounts).await.unwrap().unwrap();
    let now = installation.accounts.clock.now();
    assert!(due > now + 30_000, "and Carrick does not renew it by itself meanwhile: in {} ms", due - now);
    assert!(due <= now + 60_000, "but soon after: in {} ms", due - now);
    installation.clock.advance(30_000);
    let later = installation.git_asks("").await;
    assert_ne!(later.value("password"), first.value("password"), "another command gets one that lasts");
    installation.finish().await;
}
