//! How long GitLab is left alone after it could not be asked.

use carrick::accounts::health;
use carrick::messages::Health;
use local_gitlab::{Fault, FaultKind};

use super::link_faults::{SECOND, TOKEN, USER, status};
use crate::support::Installation;

/// Lets GitLab answer so at a path and checks, asking every time as early as that is done, how long the pauses
/// between the attempts are (seconds).
async fn assert_pauses(path: &str, kind: FaultKind, pauses: &[i64]) {
    let (installation, link) = Installation::linked().await;
    installation.gitlab.fault(Fault::always(path, kind.clone()));
    if path == TOKEN {
        installation.let_it_come_due(&link);
        health::look_after_links(&installation.accounts).await;
    } else {
        installation.test(link.id).await;
    }
    installation.gitlab.clear_requests();
    for (at, pause) in pauses.iter().enumerate() {
        let what = format!("pause {at} of {pauses:?} at {path} after {kind:?}");
        installation.clock.advance(pause * SECOND - 1);
        health::look_after_links(&installation.accounts).await;
        assert_eq!(installation.asked(path), at, "{what}: a millisecond too early");
        if at + 1 == pauses.len() {
            installation.gitlab.clear_faults();
        }
        installation.clock.advance(1);
        health::look_after_links(&installation.accounts).await;
        assert_eq!(installation.asked(path), at + 1, "{what}: now it is time, once");
    }
    assert_eq!(installation.the_link().await.health, Health::Fine, "it is well again by itself");
    installation.finish().await;
}

#[tokio::test]
async fn gitlab_is_left_alone_for_as_long_as_it_asks_within_reason() {
    for path in [USER, TOKEN] {
        assert_pauses(path, status(429, Some(7), "{}"), &[10, 10, 10]).await;
        assert_pauses(path, status(429, Some(90), "{}"), &[90, 90]).await;
        assert_pauses(path, status(429, Some(7200), "{}"), &[3600]).await;
    }
}

#[tokio::test]
async fn a_gitlab_that_does_not_say_how_long_is_asked_less_and_less_often() {
    for path in [USER, TOKEN] {
        let longer = [10, 20, 40, 80, 160, 320, 640, 900, 900];
        assert_pauses(path, status(429, None, "{}"), &longer).await;
        assert_pauses(path, status(503, None, "{}"), &longer).await;
        assert_pauses(path, FaultKind::Reset, &[10, 20, 40, 60, 60]).await;
    }
}
