//! How long an access token lives, as GitLab tells it: renewed five minutes before, at half of a short life, never in
//! a loop.

use carrick::accounts::health;
use carrick::messages::{Health, TestReport};
use local_gitlab::{Fault, FaultKind, JsonEdit};
use serde_json::{Value, json};

use crate::support::Installation;

const TOKEN: &str = "/oauth/token";
const SECOND: i64 = 1000;
const USUAL: i64 = (7200 - 300) * SECOND;

/// What is told of the lifetime, and when it is renewed (milliseconds from now).
fn table() -> Vec<(Option<Value>, i64)> {
    vec![
        (Some(json!(7200)), USUAL),
        (Some(json!("7200")), USUAL),
        (Some(json!(7200.0)), USUAL),
        (None, USUAL),
        (Some(json!("soon")), USUAL),
        (Some(json!(0)), 15 * SECOND),
        (Some(json!("0")), 15 * SECOND),
        (Some(json!(-1)), 15 * SECOND),
        (Some(json!("-1")), 15 * SECOND),
        (Some(json!(900)), 600 * SECOND),
        (Some(json!(600)), 300 * SECOND),
        (Some(json!(300)), 150 * SECOND),
        (Some(json!("300")), 150 * SECOND),
        (Some(json!(60)), 30 * SECOND),
        (Some(json!(1)), 15 * SECOND),
    ]
}

fn told(lifetime: Option<Value>) -> FaultKind {
    let field = "expires_in".to_owned();
    FaultKind::ReplaceJson(match lifetime {
        Some(lifetime) => JsonEdit::Set(field, lifetime),
        None => JsonEdit::Remove(field),
    })
}

#[tokio::test]
async fn a_token_is_renewed_in_time_and_not_earlier() {
    for (lifetime, after) in table() {
        let what = format!("a lifetime of {lifetime:?}");
        let (installation, _) = Installation::set_up(true).await;
        installation.gitlab.fault(Fault::always(TOKEN, told(lifetime)));
        let link = installation.link("alice").await;
        for round in 0..3 {
            let link = installation.the_link().await;
            assert_eq!(link.renews_at - installation.accounts.clock.now(), after, "{what}, round {round}");
            let due = health::next_link_due(&installation.accounts).await.unwrap();
            assert_eq!(due, Some(link.renews_at), "{what}, round {round}: nothing is due before");
            health::look_after_links(&installation.accounts).await;
            installation.clock.advance(after - 1);
            assert_eq!(installation.test(link.id).await, TestReport::Working, "{what}, round {round}: it is good");
            health::look_after_links(&installation.accounts).await;
            assert_eq!(installation.renewals(), round, "{what}, round {round}: a millisecond too early");
            installation.clock.advance(1);
            health::look_after_links(&installation.accounts).await;
            assert_eq!(installation.renewals(), round + 1, "{what}, round {round}: now it is time, once");
        }
        assert_eq!(installation.test(link.id).await, TestReport::Working, "{what}: the link works");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_lifetime_beyond_all_clocks_is_a_year() {
    let year = 365 * 24 * 60 * 60 * SECOND;
    for lifetime in [json!(1e15), json!(10_u64.pow(15)), json!("1000000000000000"), json!(u64::MAX), json!(1e300)] {
        let (installation, _) = Installation::set_up(true).await;
        installation.gitlab.fault(Fault::always(TOKEN, told(Some(lifetime.clone()))));
        let link = installation.link("alice").await;
        let renews_in = link.renews_at - installation.accounts.clock.now();
        assert_eq!(renews_in, year - 300 * SECOND, "{lifetime} is a time that can be shown");
        installation.let_it_come_due(&link);
        health::look_after_links(&installation.accounts).await;
        let renewed = installation.the_link().await;
        assert_eq!(renewed.health, Health::Fine, "{lifetime} is no reason to lose a link");
        assert_eq!(renewed.renews_at - link.renews_at, renews_in, "{lifetime}: nor is the next one");
        installation.finish().await;
    }
}
