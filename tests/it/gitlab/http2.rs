//! HTTP/2, whose one connection carries everything: what becomes of a link when that connection, or HTTP/2 itself,
//! does not work on the way.

use std::sync::Arc;
use std::time::Duration;

use carrick::accounts::health;
use carrick::messages::{Cause, ErrorCode, Health, Link, TestReport};
use local_gitlab::{Fault, FaultKind, Setting};

use crate::support::{Installation, Relay, alone, until};

const TOKEN: &str = "/oauth/token";

/// How long an answer is waited for where none comes.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a link that could not be asked about is left alone (milliseconds).
const PAUSE: i64 = 60_000;

/// RFC 9113, 7.
const REFUSED_STREAM: u32 = 7;
const HTTP_1_1_REQUIRED: u32 = 13;

/// A link behind TLS, perhaps on tokens of a family.
async fn linked(of_a_family: bool) -> (Installation, Link) {
    let installation = Installation::secure().await;
    installation.gitlab.set_setting(Setting::PrefixedTokens(of_a_family));
    let link = installation.link("alice").await;
    (installation, link)
}

/// The same through a relay, over a connection that stands and works.
async fn linked_through_a_relay(of_a_family: bool) -> (Installation, Link, Arc<Relay>) {
    let (mut installation, link) = linked(of_a_family).await;
    let relay = Relay::before(installation.gitlab.port());
    installation.move_to(relay.url());
    installation.restart_with_patience(PATIENCE).await;
    assert_eq!(installation.test(link.id).await, TestReport::Working, "the relay lets everything through");
    installation.gitlab.clear_requests();
    (installation, link, relay)
}

impl Installation {
    /// Lets a renewal meet silence, and tries again when it is time; the link must be well then.
    async fn assert_silence_passes(&self, what: &str) {
        let before = self.standing().await;
        health::look_after_links(&self.accounts).await;
        assert_eq!(self.in_the_way(what).await.code, ErrorCode::TimedOut, "{what}: the silence is told");
        self.clock.advance(PAUSE);
        health::look_after_links(&self.accounts).await;
        let after = self.standing().await;
        assert_eq!(after.link.health, Health::Fine, "{what}: the next try finds another way");
        assert_eq!(after.issued, before.issued + 2, "{what}: for one rotation in all");
    }

    fn over_http2(&self) -> Vec<bool> {
        self.gitlab.requests().iter().map(|request| request.over_http2).collect()
    }
}

#[test]
fn a_connection_that_went_silent_is_left_after_one_time_out() {
    let this = "gitlab::http2::a_connection_that_went_silent_is_left_after_one_time_out";
    alone::trusting(this, async || {
        for of_a_family in [false, true] {
            let what = format!("a connection that went silent (a family: {of_a_family})");
            let (installation, link, relay) = linked_through_a_relay(of_a_family).await;
            assert_eq!(relay.stood(), 1, "{what}: it carried everything");
            installation.let_it_come_due(&link);
            relay.forget_connections();
            installation.assert_silence_passes(&what).await;
            assert_eq!(relay.stood(), 2, "{what}: the second try stood on a new one");
            until("the silent connection is closed", || relay.closed() >= 1).await;
            installation.move_to(&installation.gitlab.url());
            installation.finish().await;
        }
    });
}

#[test]
fn where_http2_is_swallowed_the_second_choice_is_http1() {
    alone::trusting("gitlab::http2::where_http2_is_swallowed_the_second_choice_is_http1", async || {
        let (mut installation, link, relay) = linked_through_a_relay(true).await;
        installation.let_it_come_due(&link);
        relay.swallow_http2();
        installation.restart().await;
        installation.assert_silence_passes("a relay that swallows HTTP/2").await;
        assert_eq!(installation.over_http2(), [false], "one request has arrived, over HTTP/1.1");
        assert_eq!(installation.test(link.id).await, TestReport::Working, "and it stays the way");
        assert_eq!(installation.over_http2(), [false, false], "without another time-out");
        installation.move_to(&installation.gitlab.url());
        installation.finish().await;
    });
}

#[test]
fn a_front_end_that_requires_http1_gets_it_at_once() {
    alone::trusting("gitlab::http2::a_front_end_that_requires_http1_gets_it_at_once", async || {
        let (mut installation, link) = linked(true).await;
        installation.gitlab.fault(Fault::always("/", FaultKind::ResetStream(HTTP_1_1_REQUIRED)));
        installation.restart().await;
        installation.let_it_come_due(&link);
        installation.gitlab.clear_requests();
        let before = installation.standing().await;
        health::look_after_links(&installation.accounts).await;
        let after = installation.standing().await;
        assert_eq!(after.link.health, Health::Fine, "a front end that has not looked at the request is no trouble");
        assert_eq!(after.issued, before.issued + 2, "GitLab has rotated once");
        assert_eq!(installation.over_http2(), [true, false], "it was sent again as it was asked for");
        assert_eq!(installation.test(link.id).await, TestReport::Working, "so the link works");
        assert_eq!(installation.over_http2(), [true, false, false], "and HTTP/2 is not tried again");
        installation.finish().await;
    });
}

#[test]
fn a_stream_that_was_refused_leaves_no_doubt() {
    alone::trusting("gitlab::http2::a_stream_that_was_refused_leaves_no_doubt", async || {
        for of_a_family in [false, true] {
            let (installation, link) = linked(of_a_family).await;
            installation.gitlab.fault(Fault::always(TOKEN, FaultKind::ResetStream(REFUSED_STREAM)));
            installation.let_it_come_due(&link);
            for _ in 0..2 {
                let report = installation.test(link.id).await;
                assert!(matches!(report, TestReport::Unreachable { .. }), "nothing was looked at: {report:?}");
            }
            installation.assert_no_doubt("a refused stream");
            installation.gitlab.clear_faults();
            installation.gitlab.revoke_all("alice");
            let report = installation.test(link.id).await;
            assert_eq!(report, TestReport::NeedsYou { cause: Cause::Refused }, "so no answer can have been lost");
            installation.relink(link.id, "alice").await;
            installation.finish().await;
        }
    });
}

#[test]
fn an_answer_that_had_begun_leaves_doubt_whatever_ends_it() {
    alone::trusting("gitlab::http2::an_answer_that_had_begun_leaves_doubt_whatever_ends_it", async || {
        for code in [REFUSED_STREAM, HTTP_1_1_REQUIRED] {
            let (installation, link) = linked(false).await;
            installation.gitlab.fault(Fault::once(TOKEN, FaultKind::ResetAnswer(code)));
            installation.let_it_come_due(&link);
            installation.gitlab.clear_requests();
            let report = installation.test(link.id).await;
            let TestReport::Unreachable { error } = report else { panic!("no answer came: {report:?}") };
            assert_eq!(error.code, ErrorCode::ConnectionLost, "it began, and broke off");
            assert_eq!(installation.renewals(), 1, "nobody has asked for it to be sent again");
            let report = installation.test(link.id).await;
            let expected = TestReport::NeedsYou { cause: Cause::AnswerLost };
            assert_eq!(report, expected, "GitLab had rotated before it broke off (error code {code})");
            installation.relink(link.id, "alice").await;
            installation.finish_with_lost(1).await;
        }
    });
}
