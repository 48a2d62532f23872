//! A server does not take a token: healed within the command, looked into after it.

use super::answers::token;
use crate::support::Installation;

const ASKS_AGAIN: &str = "capability[]=authtype\ncapability[]=state\n";

async fn first_state(installation: &Installation) -> String {
    let said = installation.git_asks(ASKS_AGAIN).await;
    assert_eq!(said.value("continue"), Some("1"), "git may come back with it");
    said.value("state[]").expect("git keeps a state for us").to_owned()
}

async fn asks_again(installation: &Installation, state: &str) -> crate::support::Said {
    installation
        .git_asks(&format!("{ASKS_AGAIN}state[]={state}\nstate[]=other:1\nwwwauth[]=Basic realm=\"GitLab\""))
        .await
}

#[tokio::test]
async fn a_dead_token_is_replaced_within_the_command() {
    let (installation, _) = Installation::linked().await;
    let state = first_state(&installation).await;
    let dead = token(&installation);
    installation.gitlab.expire_access_tokens();
    let said = asks_again(&installation, &state).await;
    let alive = token(&installation);
    assert_ne!(alive, dead, "GitLab says that it is dead: the link was renewed");
    assert_eq!(said.value("password"), Some(alive.as_str()), "and the command goes on");
    assert_eq!(said.value("continue"), None, "a second round is the last: git would ask without end");
    installation.finish().await;
}

#[tokio::test]
async fn a_token_that_was_renewed_meanwhile_costs_no_renewal() {
    let (installation, link) = Installation::linked().await;
    let state = first_state(&installation).await;
    installation.let_it_come_due(&link);
    installation.test(link.id).await;
    let (now, issued) = (token(&installation), installation.gitlab.issued().len());
    let said = asks_again(&installation, &state).await;
    assert_eq!(said.value("password"), Some(now.as_str()), "the current one is handed out");
    assert_eq!(installation.gitlab.issued().len(), issued, "nothing was renewed for it");
    assert_eq!(installation.asked("/oauth/token/info"), 0, "and GitLab was not asked");
    installation.finish().await;
}

#[tokio::test]
async fn a_living_token_that_a_server_refuses_is_kept_and_said() {
    let (installation, _) = Installation::linked().await;
    let state = first_state(&installation).await;
    let (before, issued) = (token(&installation), installation.gitlab.issued().len());
    let said = asks_again(&installation, &state).await;
    assert_eq!(said.output, "quit=1\n", "git would ask for a password, which is not what is missing");
    assert!(said.words.contains("does not take the token of @alice"), "people are told: {}", said.words);
    assert_eq!(token(&installation), before, "it lives, so it is kept");
    let again = asks_again(&installation, &state).await;
    assert_eq!(again.output, "quit=1\n", "nothing has changed");
    assert_eq!(installation.asked("/oauth/token/info"), 1, "GitLab is asked once a minute at most");
    installation.clock.advance(60_000);
    asks_again(&installation, &state).await;
    assert_eq!(installation.asked("/oauth/token/info"), 2, "and again after that");
    assert_eq!(installation.gitlab.issued().len(), issued, "nothing was renewed");
    installation.finish().await;
}

#[tokio::test]
async fn an_erased_token_is_looked_into_and_never_deleted() {
    let (installation, link) = Installation::linked().await;
    let host = installation.gitlab.host();
    let current = token(&installation);
    let erase = async |password: &str| {
        let lines = format!("protocol=http\nhost={host}\nusername=alice\npassword={password}\n");
        let said = installation.git_says("erase", &lines).await;
        assert!(said.is_silence(), "git does not listen: {said:?}");
    };
    erase("a-token-of-another-time").await;
    assert_eq!(installation.asked("/oauth/token/info"), 0, "one that is not the current one is nothing");
    erase(&current).await;
    assert_eq!(installation.asked("/oauth/token/info"), 1, "the current one is asked about");
    assert_eq!(token(&installation), current, "it lives, so it stays");
    installation.clock.advance(61_000);
    installation.gitlab.expire_access_tokens();
    erase(&current).await;
    assert_ne!(token(&installation), current, "it was dead, so the link was renewed");
    assert_eq!(installation.links().await[0].id, link.id, "and is the same link");
    installation.finish().await;
}

#[tokio::test]
async fn a_revoked_link_is_found_out_by_the_command_that_meets_it() {
    let (installation, link) = Installation::linked().await;
    let state = first_state(&installation).await;
    installation.gitlab.revoke_all("alice");
    let said = asks_again(&installation, &state).await;
    assert_eq!(said.output, "quit=1\n", "no password helps");
    let whom = format!("Carrick: @alice on {} needs to be relinked. Open Carrick.\n", installation.gitlab.host());
    assert_eq!(said.words, whom, "one line, and the next step");
    let next = installation.git_asks("").await;
    assert_eq!(next.words, whom, "the next command hears it at once");
    installation.relink(link.id, "alice").await;
    assert_eq!(installation.git_asks("").await.value("username"), Some("alice"), "until it is relinked");
    installation.finish().await;
}
