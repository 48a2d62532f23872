//! This computer's clock is set back and forth, and the computer sleeps, while links live: pauses last as long as they
//! should, and tokens live for as long as GitLab gave them.

use carrick::accounts::{expiry, health, revocation};
use carrick::messages::{ErrorCode, Health, Link, TestReport};
use carrick_store::model::Attempt;
use local_gitlab::{Fault, FaultKind};

use super::link_faults::{SECOND, TOKEN, USER, status};
use crate::support::{FIRST, Installation, approve, commands};

const HOUR: i64 = 3600 * SECOND;

/// Back a little and a lot, and forward.
const SETTINGS: [i64; 3] = [-2 * HOUR, -24 * HOUR, 24 * HOUR];

impl Installation {
    async fn look_after(&self) {
        health::look_after_links(&self.accounts).await;
    }

    /// In how long the next link is to be looked after, by what the clock says.
    async fn next_look_in(&self) -> i64 {
        let due = health::next_link_due(&self.accounts).await.unwrap().expect("there is a link");
        due - self.accounts.clock.now()
    }

    /// In how long a sign-in has taken too long, by what the clock says; `None` while none is under way.
    async fn sign_in_ends_in(&self) -> Option<i64> {
        let ends = expiry::next_expiry(&self.accounts).await.unwrap();
        ends.map(|at| at.saturating_sub(self.accounts.clock.now()))
    }

    /// A linked account that the jobs have looked after.
    async fn met() -> (Self, Link, i64) {
        let (installation, link) = Self::linked().await;
        let renews_in = installation.next_look_in().await;
        assert_eq!(renews_in, link.renews_at - installation.accounts.clock.now(), "five minutes before its end");
        (installation, link, renews_in)
    }
}

#[tokio::test]
async fn a_clock_that_is_set_puts_no_renewal_off_and_brings_none_forward() {
    for set in SETTINGS {
        let (installation, link, renews_in) = Installation::met().await;
        installation.clock.set_on(set);
        assert_eq!(installation.next_look_in().await, renews_in, "set on by {set} ms: it is due as before");
        let shown = installation.the_link().await.renews_at - installation.accounts.clock.now();
        assert_eq!(shown, renews_in, "set on by {set} ms: which is shown by the clock as it is now");
        installation.clock.advance(renews_in - 1);
        installation.look_after().await;
        assert_eq!(installation.test(link.id).await, TestReport::Working);
        assert_eq!(installation.renewals(), 0, "set on by {set} ms: a millisecond too early");
        installation.clock.advance(1);
        for _ in 0..3 {
            installation.look_after().await;
        }
        assert_eq!(installation.renewals(), 1, "set on by {set} ms: in time, and once");
        assert_eq!(installation.next_look_in().await, renews_in, "and the next is due by the next token's life");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_clock_that_is_set_makes_no_pause_longer_or_shorter() {
    for set in SETTINGS {
        for path in [USER, TOKEN] {
            let (installation, link, renews_in) = Installation::met().await;
            installation.gitlab.fault(Fault::always(path, status(503, Some(90), "{}")));
            if path == TOKEN {
                installation.clock.advance(renews_in);
                installation.look_after().await;
            } else {
                installation.test(link.id).await;
            }
            installation.gitlab.clear_requests();
            installation.clock.set_on(set);
            installation.clock.advance(90 * SECOND - 1);
            installation.look_after().await;
            assert_eq!(installation.asked(path), 0, "{path}, set on by {set} ms: GitLab has asked for 90 seconds");
            installation.gitlab.clear_faults();
            installation.clock.advance(1);
            installation.look_after().await;
            assert_eq!(installation.asked(path), 1, "{path}, set on by {set} ms: and not for longer");
            assert_eq!(installation.the_link().await.health, Health::Fine, "{path}: it is well again by itself");
            installation.finish().await;
        }
    }
}

#[tokio::test]
async fn a_clock_that_is_set_makes_no_pause_of_a_revocation_longer_or_shorter() {
    for set in SETTINGS {
        let (installation, link) = Installation::linked().await;
        installation.gitlab.fault(Fault::always("/oauth/revoke", status(503, Some(90), "{}")));
        commands::unlink(&installation.accounts, link.id).await.unwrap();
        revocation::revoke_due(&installation.accounts).await;
        installation.gitlab.clear_requests();
        installation.clock.set_on(set);
        installation.clock.advance(90 * SECOND - 1);
        revocation::revoke_due(&installation.accounts).await;
        assert_eq!(installation.asked("/oauth/revoke"), 0, "set on by {set} ms: GitLab has asked for 90 seconds");
        installation.gitlab.clear_faults();
        installation.clock.advance(1);
        revocation::revoke_due(&installation.accounts).await;
        assert!(installation.overview().await.revocations.is_empty(), "set on by {set} ms: and not for longer");
        installation.finish().await;
    }
}

#[tokio::test]
async fn after_a_night_of_sleep_a_link_is_renewed_once() {
    let (installation, _, renews_in) = Installation::met().await;
    installation.clock.advance(9 * HOUR);
    installation.gitlab.expire_access_tokens();
    assert!(installation.next_look_in().await <= 0, "it came due while the computer slept");
    for _ in 0..3 {
        installation.look_after().await;
    }
    assert_eq!(installation.renewals(), 1, "once");
    assert_eq!(installation.next_look_in().await, renews_in, "and then it has its two hours");
    installation.finish().await;
}

#[tokio::test]
async fn a_night_of_sleep_counts_as_a_part_of_a_pause() {
    let (installation, link, _) = Installation::met().await;
    installation
        .gitlab
        .fault(Fault::once(USER, FaultKind::Status { code: 429, retry_after: Some(3600), body: "{}".into() }));
    installation.test(link.id).await;
    installation.clock.advance(9 * HOUR);
    installation.look_after().await;
    assert_eq!(installation.the_link().await.health, Health::Fine, "the hour was over long ago");
    installation.finish().await;
}

#[tokio::test]
async fn where_a_clock_was_set_back_before_the_start_a_token_is_renewed_once_and_at_once() {
    for set in [-2 * HOUR, -24 * HOUR] {
        let (mut installation, _) = Installation::linked().await;
        installation.clock.advance(2 * HOUR);
        installation.gitlab.expire_access_tokens();
        // What has just ended would live for hours by this clock.
        installation.clock.set_on(set - HOUR);
        installation.restart().await;
        for _ in 0..3 {
            installation.look_after().await;
        }
        assert_eq!(installation.renewals(), 1, "set on by {set} ms: how much of its life is left is not known");
        assert!(installation.next_look_in().await > HOUR, "and the new one's is");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_dead_token_that_a_clock_makes_look_alive_is_renewed_once_by_its_first_refusal() {
    let (mut installation, link) = Installation::linked().await;
    // A day and an hour after it came, the clock is set back by a day: it has had an hour of two, it seems.
    installation.clock.advance(25 * HOUR);
    installation.gitlab.expire_access_tokens();
    installation.clock.set_on(-24 * HOUR);
    installation.restart().await;
    installation.look_after().await;
    assert_eq!(installation.renewals(), 0, "nothing tells yet");
    for _ in 0..3 {
        assert_eq!(installation.test(link.id).await, TestReport::Working, "the clock was wrong, the link is not");
    }
    assert_eq!(installation.renewals(), 1, "the refusal tells");
    installation.finish().await;
}

#[tokio::test]
async fn a_clock_that_is_corrected_by_a_moment_renews_nothing() {
    let (mut installation, _) = Installation::linked().await;
    installation.clock.set_on(-SECOND);
    installation.restart().await;
    installation.look_after().await;
    assert_eq!(installation.renewals(), 0, "a second less says nothing");
    installation.finish().await;
}

#[tokio::test]
async fn git_gets_a_token_that_lives_wherever_the_clock_was_set() {
    for set in SETTINGS {
        let (installation, _) = Installation::linked().await;
        let before = installation.git_asks("").await;
        installation.clock.advance(2 * HOUR);
        installation.gitlab.expire_access_tokens();
        installation.clock.set_on(set - HOUR);
        let said = installation.git_asks("").await;
        assert_ne!(said.value("password"), before.value("password"), "set on by {set} ms: that one is dead");
        assert!(said.value("password").is_some(), "set on by {set} ms: {said:?}");
        assert_eq!(installation.git_asks("").await.value("password"), said.value("password"), "it is renewed once");
        assert_eq!(installation.renewals(), 1, "set on by {set} ms");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_sign_in_has_its_ten_minutes_wherever_the_clock_is_set() {
    for set in SETTINGS {
        let (installation, _) = Installation::set_up(true).await;
        let address = installation.begin().await;
        installation.clock.set_on(set);
        installation.clock.advance(Attempt::LIFETIME - 1);
        // As its job does, which is asked again when the clock was set.
        expiry::expire_sign_ins(&installation.accounts).await.unwrap();
        assert_eq!(installation.sign_in_ends_in().await, Some(1), "set on by {set} ms: a millisecond is left");
        assert!(installation.integration(FIRST).await.sign_in.is_some(), "set on by {set} ms: it is still waited for");
        installation.receive(&approve("alice", &address).await).await;
        assert_eq!(installation.links().await.len(), 1, "set on by {set} ms: its answer is taken");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_sign_in_has_no_more_than_ten_minutes_wherever_the_clock_is_set() {
    for set in SETTINGS {
        let (installation, _) = Installation::set_up(true).await;
        let callback = approve("alice", &installation.begin().await).await;
        installation.clock.set_on(set);
        installation.clock.advance(Attempt::LIFETIME);
        installation.receive(&callback).await;
        let told = installation.stray().await;
        assert_eq!(told, Some(ErrorCode::SignInExpired), "set on by {set} ms: the time that has passed decides");
        expiry::expire_sign_ins(&installation.accounts).await.unwrap();
        assert_eq!(installation.failure().await.code, ErrorCode::SignInExpired, "set on by {set} ms: it is over");
        assert_eq!(installation.sign_in_ends_in().await, None, "set on by {set} ms: and nothing is waited for");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_sign_in_of_another_program_has_its_ten_minutes_too() {
    for set in SETTINGS {
        let (installation, _) = Installation::set_up(true).await;
        let other = installation.start_another().await;
        let address = installation.begin().await;
        // As its jobs do when they hear of it.
        expiry::next_expiry(&other).await.unwrap();
        installation.clock.set_on(set);
        expiry::expire_sign_ins(&other).await.unwrap();
        installation.receive(&approve("alice", &address).await).await;
        assert_eq!(installation.links().await.len(), 1, "set on by {set} ms: nobody has ended it");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_program_that_comes_after_the_clock_was_set_ends_no_sign_in_either() {
    for set in SETTINGS {
        let (installation, _) = Installation::set_up(true).await;
        let address = installation.begin().await;
        installation.clock.set_on(set);
        let due = installation.sign_in_ends_in().await;
        assert!(due.is_some_and(|due| due <= 0), "set on by {set} ms: there is something to do at once: {due:?}");
        expiry::expire_sign_ins(&installation.accounts).await.unwrap();
        let other = installation.start_another().await;
        expiry::expire_sign_ins(&other).await.unwrap();
        installation.receive(&approve("alice", &address).await).await;
        assert_eq!(installation.links().await.len(), 1, "set on by {set} ms: nobody has ended it");
        installation.finish().await;
    }
}

#[tokio::test]
async fn after_a_start_a_clock_that_was_set_back_leaves_a_sign_in_ten_minutes_at_most() {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.begin().await;
    installation.clock.set_on(-24 * HOUR);
    installation.restart().await;
    expiry::expire_sign_ins(&installation.accounts).await.unwrap();
    let left = installation.sign_in_ends_in().await.expect("it is still waited for");
    assert!((1..=Attempt::LIFETIME).contains(&left), "and not for a day: {left}");
    installation.finish().await;
}
