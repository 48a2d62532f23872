//! What can stand between a link and its GitLab: one table of it, and every operation on a link that is there.
//! Whatever it is, it is told by its name, asks nothing of the person, changes nothing, and passes.

use std::time::Duration;

use carrick::accounts::{health, revocation};
use carrick::messages::{Cause, ErrorCode, Health, Notice, Receipt, TestReport, UiError, Way};
use local_gitlab::{Fault, FaultKind, LocalGitlab, Options};

use crate::support::{FIRST, Installation, approve, commands};

pub(super) const TOKEN: &str = "/oauth/token";
pub(super) const USER: &str = "/api/v4/user";
const REVOKE: &str = "/oauth/revoke";
const INFO: &str = "/oauth/token/info";

pub(super) const SECOND: i64 = 1000;
const HOUR: i64 = 60 * 60 * SECOND;

/// How long an answer is waited for where none comes, and a time that is longer in any case.
const PATIENCE: Duration = Duration::from_secs(1);
const FOR_EVER: Duration = Duration::from_secs(60);

/// What stands in the way.
#[derive(Clone)]
enum Obstacle {
    /// GitLab answers so at the path in question, or something on the way to it does.
    At(FaultKind),
    /// It answers later than anybody waits.
    Late(FaultKind),
    /// Nothing listens there.
    Offline,
    /// Nobody knows the name.
    Nowhere,
    /// Somebody with a certificate of their own answers instead.
    Untrusted,
}

/// A row of the table.
struct Row {
    what: &'static str,
    obstacle: Obstacle,
    code: ErrorCode,
    /// Whether GitLab did what it was asked for before the answer went wrong.
    acted: bool,
}

pub(super) fn status(code: u16, retry_after: Option<u64>, body: &str) -> FaultKind {
    FaultKind::Status { code, retry_after, body: body.to_owned() }
}

fn table() -> Vec<Row> {
    use Obstacle::{At, Late, Nowhere, Offline, Untrusted};
    let row = |what, obstacle, code| Row { what, obstacle, code, acted: false };
    let acted = |what, obstacle, code| Row { what, obstacle, code, acted: true };
    let portal = FaultKind::Redirect("https://portal.example/login".to_owned());
    let garbage = |text: &str| At(FaultKind::Garbage(text.to_owned()));
    vec![
        row("an unknown name", Nowhere, ErrorCode::HostUnknown),
        row("a closed port", Offline, ErrorCode::ConnectionRefused),
        row("a certificate nobody vouches for", Untrusted, ErrorCode::Certificate),
        row("a broken connection", At(FaultKind::Reset), ErrorCode::ConnectionLost),
        row("silence", Late(FaultKind::Delay(FOR_EVER)), ErrorCode::TimedOut),
        row("a proxy that wants a password", At(status(407, None, "")), ErrorCode::Proxy),
        row("the rate limit with a time", At(status(429, Some(60), "{}")), ErrorCode::RateLimited),
        row("the rate limit without one", At(status(429, None, "Retry later")), ErrorCode::RateLimited),
        row("an error of GitLab's own", At(status(500, None, "{}")), ErrorCode::ServerError),
        row("a gateway's page", At(status(502, None, "<html>Bad gateway</html>")), ErrorCode::ServerError),
        row("a captive portal's page", At(FaultKind::Html), ErrorCode::AnswerMalformed),
        row("a captive portal's redirect", At(portal), ErrorCode::Redirected),
        row("broken JSON", garbage("{"), ErrorCode::AnswerMalformed),
        row("other JSON", garbage("[]"), ErrorCode::AnswerMalformed),
        // These two hold a whole token at the token endpoint, which must not be found anywhere afterwards.
        acted("an answer without its end", At(FaultKind::Garble), ErrorCode::AnswerMalformed),
        acted("half an answer", At(FaultKind::Truncate), ErrorCode::ConnectionLost),
        acted("an answer lost on the way", At(FaultKind::AnswerLost), ErrorCode::ConnectionLost),
        acted("an answer that comes too late", Late(FaultKind::SlowAnswer(FOR_EVER)), ErrorCode::TimedOut),
    ]
}

impl Row {
    /// Whether it hits one path and leaves the others alone.
    fn is_of_a_path(&self) -> bool {
        matches!(self.obstacle, Obstacle::At(_) | Obstacle::Late(_))
    }

    /// Puts it in the way.
    async fn put_up(&self, installation: &mut Installation, path: &str) {
        match &self.obstacle {
            Obstacle::At(kind) => installation.gitlab.fault(Fault::always(path, kind.clone())),
            Obstacle::Late(kind) => {
                installation.gitlab.fault(Fault::always(path, kind.clone()));
                installation.restart_with_patience(PATIENCE).await;
            }
            Obstacle::Offline => {
                installation.gitlab.go_offline();
                // A connection left over from before would be lost, not refused, if it were written to just now.
                installation.restart().await;
            }
            Obstacle::Nowhere => installation.move_to("https://nowhere.invalid"),
            Obstacle::Untrusted => {
                let secure = LocalGitlab::start(Options { tls: true, ..Options::default() }).unwrap();
                installation.move_to(&secure.url());
                installation.others.push(secure);
            }
        }
    }

    /// Takes it away again.
    async fn take_away(&self, installation: &mut Installation) {
        match self.obstacle {
            Obstacle::At(_) => installation.gitlab.clear_faults(),
            Obstacle::Late(_) => {
                installation.gitlab.clear_faults();
                installation.restart_with_patience(Duration::from_secs(20)).await;
            }
            Obstacle::Offline => installation.gitlab.go_online().unwrap(),
            Obstacle::Nowhere | Obstacle::Untrusted => {
                installation.move_to(&installation.gitlab.url());
                let heard = installation.others.iter().map(|other| other.requests().len()).sum::<usize>();
                assert_eq!(heard, 0, "{}: nothing may be sent to a stranger", self.what);
            }
        }
    }

    /// Checks the error that was told.
    fn assert_told(&self, installation: &Installation, error: &UiError) {
        let what = self.what;
        assert_eq!(error.code, self.code, "{what} has its own sentence");
        if self.is_of_a_path() {
            assert_eq!(error.facts["host"], installation.gitlab.host(), "{what}: the sentence names the instance");
        }
        if let Obstacle::At(FaultKind::Status { code: 429, retry_after, .. }) = &self.obstacle {
            let seconds = retry_after.map(|seconds| seconds.to_string());
            assert_eq!(error.facts.get("seconds").cloned(), seconds, "{what}: a number only where GitLab gave one");
        }
    }
}

/// Runs the table through a renewal that the program or the person asks for.
async fn assert_renewals_survive(by_the_person: bool) {
    for row in table() {
        let (what, acted) = (row.what, row.acted);
        let (mut installation, link) = Installation::linked().await;
        installation.let_it_come_due(&link);
        let before = installation.standing().await;
        row.put_up(&mut installation, TOKEN).await;
        let report = if by_the_person {
            Some(installation.test(link.id).await)
        } else {
            health::look_after_links(&installation.accounts).await;
            None
        };
        let error = installation.in_the_way(what).await;
        row.assert_told(&installation, &error);
        if let Some(report) = report {
            assert_eq!(report, TestReport::Unreachable { error }, "{what}: the report and the line are one");
        }
        let sent = usize::from(row.is_of_a_path());
        assert_eq!(installation.renewals(), sent, "{what}: a refresh token is not sent twice in one go");
        let after = installation.standing().await.but_fine();
        if acted {
            assert_eq!((&after.link, &after.kept), (&before.link, &before.kept), "{what}: nothing is given up yet");
            assert_eq!(after.issued, before.issued + 2, "{what}: GitLab rotated once");
        } else {
            assert_eq!(after, before, "{what} changes nothing");
        }
        row.take_away(&mut installation).await;
        installation.clock.advance(60 * SECOND);
        health::look_after_links(&installation.accounts).await;
        if acted {
            let expected = TestReport::NeedsYou { cause: Cause::AnswerLost };
            assert_eq!(installation.test(link.id).await, expected, "{what}: GitLab refuses what it has spent");
            installation.relink(link.id, "alice").await;
        } else {
            let renewed = installation.standing().await;
            assert_eq!(renewed.link.health, Health::Fine, "{what} has passed, without anybody's help");
            assert_eq!(renewed.issued, before.issued + 2, "{what} costs one rotation in all");
            assert!(renewed.link.renews_at > link.renews_at, "{what}: it is renewed");
        }
        assert_eq!(installation.test(link.id).await, TestReport::Working, "after {what} the link works");
        installation.finish_with_lost(usize::from(acted)).await;
    }
}

#[tokio::test]
async fn whatever_stops_a_renewal_is_told_and_the_link_renews_itself_afterwards() {
    assert_renewals_survive(false).await;
}

#[tokio::test]
async fn whatever_stops_the_renewal_before_a_test_is_told_and_the_link_renews_itself_afterwards() {
    assert_renewals_survive(true).await;
}

#[tokio::test]
async fn whatever_stops_a_test_of_a_fresh_token_is_told_and_costs_no_rotation() {
    for row in table() {
        let what = row.what;
        let (mut installation, link) = Installation::linked().await;
        let before = installation.standing().await;
        installation.gitlab.clear_requests();
        row.put_up(&mut installation, USER).await;
        match installation.test(link.id).await {
            TestReport::Unreachable { error } => {
                row.assert_told(&installation, &error);
                assert_eq!(installation.in_the_way(what).await, error, "{what}: the report and the line are one");
            }
            other => panic!("{what} must ask nothing of the person, but the report is {other:?}"),
        }
        assert_eq!(installation.asked(USER), usize::from(row.is_of_a_path()), "{what}: it is asked once");
        assert_eq!(installation.standing().await.but_fine(), before, "{what} changes nothing");
        row.take_away(&mut installation).await;
        installation.clock.advance(60 * SECOND);
        health::look_after_links(&installation.accounts).await;
        assert_eq!(installation.the_link().await.health, Health::Fine, "{what} has passed, which is noticed by itself");
        assert_eq!(installation.test(link.id).await, TestReport::Working, "after {what} the link works");
        assert_eq!(installation.renewals(), 0, "{what} is no reason to renew");
        installation.finish().await;
    }
}

#[tokio::test]
async fn whatever_stops_a_relink_is_told_and_leaves_the_link_on_its_old_pair() {
    for path in [TOKEN, USER] {
        // What keeps everything from GitLab is met at the first request already.
        for row in table().into_iter().filter(|row| path == TOKEN || row.is_of_a_path()) {
            let what = format!("{} at {path}", row.what);
            let lost = usize::from(row.acted && path == TOKEN);
            let (mut installation, link) = Installation::linked().await;
            let address = installation.begin_with(FIRST, Some(link.id), Way::DeepLink).await;
            let callback = approve("alice", &address).await;
            let before = installation.standing().await;
            row.put_up(&mut installation, path).await;
            installation.receive(&callback).await;
            row.assert_told(&installation, &installation.failure().await);
            let after = installation.standing().await;
            assert_eq!((&after.link, &after.kept), (&before.link, &before.kept), "{what}: the link is as it was");
            assert_eq!(after.live[..1], before.live, "{what}: its old pair is alive");
            assert_eq!(after.live.len(), 1 + lost, "{what}: no other is, but one that was lost on the way");
            row.take_away(&mut installation).await;
            assert_eq!(installation.test(link.id).await, TestReport::Working, "after {what} the link works as before");
            assert_eq!(installation.renewals(), 0, "{what} is no reason to renew");
            installation.relink(link.id, "alice").await;
            let told = Some(Notice::LinkedAgain { link_id: link.id, username: "alice".to_owned() });
            assert_eq!(installation.notice().await, told, "after {what} relinking works");
            assert_eq!(installation.test(link.id).await, TestReport::Working, "and so does the link");
            installation.finish_with_lost(lost).await;
        }
    }
}

#[tokio::test]
async fn whatever_stops_a_revocation_queues_it_until_that_has_passed() {
    for row in table() {
        let what = row.what;
        let (mut installation, link) = Installation::linked().await;
        let before = installation.standing().await;
        row.put_up(&mut installation, REVOKE).await;
        let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
        assert_eq!(receipt, Receipt::Queued, "{what}: nothing is known of the tokens' end");
        let told = Notice::Unlinked { username: "alice".to_owned(), receipt };
        assert_eq!(installation.notice().await, Some(told), "{what}: and no more than that is told");
        assert!(installation.links().await.is_empty(), "{what} does not keep the link");
        let waiting = installation.overview().await.revocations;
        assert_eq!(
            waiting.iter().map(|line| line.by_hand).collect::<Vec<_>>(),
            [false],
            "{what}: it is Carrick's work"
        );
        assert_eq!(installation.gitlab.live_pairs().is_empty(), row.acted, "{what}: what became of the pair");
        row.take_away(&mut installation).await;
        revocation::revoke_due(&installation.accounts).await;
        assert!(installation.overview().await.revocations.is_empty(), "{what} has passed, so it is carried out");
        assert!(installation.gitlab.live_pairs().is_empty(), "{what}: the pair has ended");
        assert_eq!(installation.gitlab.issued().len(), before.issued, "{what}: nothing new was issued for it");
        let again = installation.link("alice").await;
        assert_eq!(installation.test(again.id).await, TestReport::Working, "after {what} the account can be linked");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_receipt_claims_no_more_than_is_known_when_the_access_token_cannot_be_asked_about() {
    for first_is_answered in [false, true] {
        for row in table().into_iter().filter(Row::is_of_a_path) {
            let what = format!("{} (asked before: {first_is_answered})", row.what);
            let (mut installation, link) = Installation::linked().await;
            if first_is_answered {
                installation.gitlab.fault(Fault::once(INFO, FaultKind::Delay(Duration::ZERO)));
            }
            row.put_up(&mut installation, INFO).await;
            let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
            assert_eq!(receipt, Receipt::Accepted, "{what}: GitLab took the revocation, and that is all");
            let asked = if first_is_answered { 2 } else { 1 };
            assert_eq!(installation.asked(INFO), asked, "{what}: who learned nothing before need not ask afterwards");
            assert!(installation.gitlab.live_pairs().is_empty(), "{what}: the pair has ended");
            row.take_away(&mut installation).await;
            let again = installation.link("alice").await;
            assert_eq!(installation.test(again.id).await, TestReport::Working, "after {what} it can be linked again");
            installation.finish().await;
        }
    }
}

#[tokio::test]
async fn a_gitlab_whose_clock_jumps_by_an_hour_changes_nothing() {
    for seconds in [-3600, 3600] {
        let (installation, link) = Installation::linked().await;
        let before = installation.standing().await;
        installation.gitlab.set_clock_offset(seconds);
        assert_eq!(installation.test(link.id).await, TestReport::Working, "{seconds}: a fresh token is fresh");
        assert_eq!(installation.standing().await, before, "{seconds}: it is not renewed for that");
        installation.let_it_come_due(&link);
        health::look_after_links(&installation.accounts).await;
        let renewed = installation.the_link().await;
        let life = renewed.renews_at - installation.accounts.clock.now();
        assert_eq!(life, 2 * HOUR - 300 * SECOND, "{seconds}: only how long it lives counts");
        assert_eq!((renewed.health, installation.renewals()), (Health::Fine, 1), "{seconds}: one renewal, in time");
        installation.relink(link.id, "alice").await;
        let relinked = installation.standing().await;
        assert_eq!((relinked.link.id, relinked.live.len()), (link.id, 1), "{seconds}: relinked, the old pair ended");
        assert_eq!(installation.test(link.id).await, TestReport::Working, "{seconds}: the new one works");
        let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
        assert_eq!(receipt, Receipt::Confirmed, "{seconds}: the token turned from accepted to refused");
        installation.finish().await;
    }
}
