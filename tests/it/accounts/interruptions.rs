//! What comes between two requests of one operation: the first was answered, the next one finds nobody there, or a
//! stranger, or no such name.
//!
//! The keyring stands still between the two, so that the change falls exactly there.

use carrick::accounts::{arrival, revocation};
use carrick::messages::{ErrorCode, Health, Notice, Receipt, TestReport, UiError, Way};
use local_gitlab::{LocalGitlab, Options};
use tokio::task::JoinHandle;

use crate::support::{FIRST, Installation, Op, Standing, alone, approve, commands, until};

const TOKEN: &str = "/oauth/token";
const USER: &str = "/api/v4/user";
const REVOKE: &str = "/oauth/revoke";
const INFO: &str = "/oauth/token/info";

/// Where nobody is, by a name that nobody knows.
const NOWHERE: &str = "https://nowhere.invalid";

/// Who meets the next connection.
#[derive(Debug, Clone, Copy)]
enum Interruption {
    /// Nobody: the port is closed.
    Nobody,
    /// Somebody with a certificate of their own.
    Stranger,
}

impl Interruption {
    const ALL: [Self; 2] = [Self::Nobody, Self::Stranger];

    fn code(self) -> ErrorCode {
        match self {
            Self::Nobody => ErrorCode::ConnectionRefused,
            Self::Stranger => ErrorCode::Certificate,
        }
    }

    /// Puts itself in GitLab's place; a stranger stays as long as it is held.
    fn begin(self, gitlab: &LocalGitlab) -> Option<LocalGitlab> {
        gitlab.go_offline();
        let same_place = Options { port: gitlab.port(), tls: true, ..Options::default() };
        matches!(self, Self::Stranger).then(|| LocalGitlab::start(same_place).unwrap())
    }

    /// Gives GitLab its place back.
    fn end(self, gitlab: &LocalGitlab, stranger: Option<LocalGitlab>) {
        let heard = stranger.as_ref().map_or(0, |stranger| stranger.requests().len());
        assert_eq!(heard, 0, "{self:?}: nothing may be sent to a stranger");
        drop(stranger);
        gitlab.go_online().unwrap();
    }
}

/// Runs a test for every interruption, in a process of its own that trusts its GitLab.
fn for_each_interruption(test: &str, interrupt: impl AsyncFn(Interruption)) {
    if alone::folder().is_none() {
        let folder = tempfile::tempdir().unwrap();
        return alone::run(test, folder.path(), None);
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for interruption in Interruption::ALL {
        runtime.block_on(interrupt(interruption));
    }
}

/// A link that is being relinked, its callback on its way.
pub(crate) async fn relinking(installation: &mut Installation) -> (i64, String) {
    let link = installation.link("alice").await;
    let address = installation.begin_with(FIRST, Some(link.id), Way::DeepLink).await;
    let callback = approve("alice", &address).await;
    // A connection left over from before would be lost, not refused, if it were written to just now.
    installation.restart().await;
    installation.gitlab.clear_requests();
    (link.id, callback)
}

/// Hands the callback over, and comes back when the exchange was answered and the account was not asked for.
pub(crate) async fn exchange(installation: &Installation, op: Op, callback: String) -> JoinHandle<()> {
    installation.keyring.hold_next(op, "pair/");
    let accounts = installation.accounts.clone();
    let receiving = tokio::spawn(async move { arrival::receive(&accounts, &callback).await });
    until("the exchange was answered", || installation.keyring.is_holding()).await;
    assert_eq!((installation.asked(TOKEN), installation.asked(USER)), (1, 0), "it stands between the two requests");
    receiving
}

/// Checks that a relink whose exchange went well and which could not read the account took nothing from the link.
async fn assert_link_as_before(installation: &Installation, before: &Standing, what: &str) {
    let after = installation.standing().await;
    assert_eq!((&after.link, &after.kept), (&before.link, &before.kept), "{what}: the link is as it was");
    assert_eq!(after.live[..1], before.live, "{what}: its old pair is alive");
    assert_eq!(after.live.len(), 2, "{what}: and so is the new one, which nobody can end yet");
    let waiting = installation.keyring.entries("revocation/").len() + installation.keyring.entries("pair/").len() - 1;
    assert_eq!(waiting, 1, "{what}: what ends it is kept");
}

/// Checks that all of it is put in order once GitLab is back.
pub(crate) async fn assert_in_order(installation: Installation, link_id: i64, before: &Standing, what: &str) {
    installation.clock.advance(60_000);
    revocation::revoke_due(&installation.accounts).await;
    assert_eq!(installation.gitlab.live_pairs(), before.live, "after {what} the new pair is ended, the old one is not");
    assert_eq!(installation.standing().await, *before, "after {what} the link is as it was");
    assert_eq!(installation.test(link_id).await, TestReport::Working, "after {what} it works on its old pair");
    assert_eq!(installation.renewals(), 0, "{what} is no reason to renew");
    installation.relink(link_id, "alice").await;
    let told = Some(Notice::LinkedAgain { link_id, username: "alice".to_owned() });
    assert_eq!(installation.notice().await, told, "after {what} relinking works");
    installation.finish().await;
}

#[test]
fn a_relink_that_cannot_read_the_account_gives_its_new_pair_back_and_keeps_the_old() {
    let this =
        "accounts::interruptions::a_relink_that_cannot_read_the_account_gives_its_new_pair_back_and_keeps_the_old";
    for_each_interruption(this, async |interruption| {
        let what = format!("{interruption:?}");
        let mut installation = Installation::secure().await;
        let (link_id, callback) = relinking(&mut installation).await;
        let before = installation.standing().await;
        let receiving = exchange(&installation, Op::Write, callback).await;
        let stranger = interruption.begin(&installation.gitlab);
        installation.keyring.let_go();
        receiving.await.unwrap();
        let error = installation.failure().await;
        assert_eq!(error.code, interruption.code(), "{what} has its own sentence");
        assert_eq!(error.facts["host"], installation.gitlab.host(), "{what}: the sentence names the instance");
        let issued = Standing { issued: before.issued + 2, ..before };
        assert_link_as_before(&installation, &issued, &what).await;
        interruption.end(&installation.gitlab, stranger);
        assert_in_order(installation, link_id, &issued, &what).await;
    });
}

/// Nothing can take a name away from a program that runs, so this one ends between the two requests and goes on
/// where nobody knows the name.
#[tokio::test]
async fn a_relink_that_goes_on_under_an_unknown_name_gives_its_new_pair_back_and_keeps_the_old() {
    let (mut installation, _) = Installation::set_up(true).await;
    let (link_id, callback) = relinking(&mut installation).await;
    let before = installation.standing().await;
    // The pair lies in the keyring by the time it is read back.
    let receiving = exchange(&installation, Op::Read, callback).await;
    receiving.abort();
    assert!(receiving.await.unwrap_err().is_cancelled(), "the program ended there");
    installation.keyring.abandon();
    installation.move_to(NOWHERE);
    installation.restart().await;
    assert_eq!(installation.failure().await.code, ErrorCode::HostUnknown, "it has its own sentence");
    let issued = Standing { issued: before.issued + 2, ..before };
    assert_link_as_before(&installation, &issued, "an unknown name").await;
    installation.move_to(&installation.gitlab.url());
    assert_in_order(installation, link_id, &issued, "an unknown name").await;
}

/// Unlinks, and comes back as soon as the keyring is asked for this.
async fn unlinking(
    installation: &Installation,
    link_id: i64,
    op: Op,
    prefix: &str,
) -> JoinHandle<Result<Receipt, UiError>> {
    installation.keyring.hold_next(op, prefix);
    let accounts = installation.accounts.clone();
    let unlinking = tokio::spawn(async move { commands::unlink(&accounts, link_id).await });
    until("the keyring was asked", || installation.keyring.is_holding()).await;
    unlinking
}

/// A link of a program that has just been started.
async fn linked() -> (Installation, i64) {
    let mut installation = Installation::secure().await;
    let link = installation.link("alice").await;
    installation.restart().await;
    installation.gitlab.clear_requests();
    (installation, link.id)
}

/// Checks that a receipt says no more than that GitLab took the revocation.
async fn assert_accepted(installation: Installation, receipt: Receipt, what: &str) {
    assert_eq!(receipt, Receipt::Accepted, "{what}: GitLab took the revocation, and that is all");
    let told = Notice::Unlinked { username: "alice".to_owned(), receipt };
    assert_eq!(installation.notice().await, Some(told), "{what}: and no more than that is told");
    assert!(installation.gitlab.live_pairs().is_empty(), "{what}: the pair has ended");
    assert!(installation.overview().await.revocations.is_empty(), "{what}: nothing waits");
    let again = installation.link("alice").await;
    assert_eq!(installation.test(again.id).await, TestReport::Working, "after {what} it can be linked again");
    installation.finish().await;
}

#[test]
fn a_receipt_claims_no_more_than_is_known_when_gitlab_is_back_only_for_the_revocation() {
    let this =
        "accounts::interruptions::a_receipt_claims_no_more_than_is_known_when_gitlab_is_back_only_for_the_revocation";
    for_each_interruption(this, async |interruption| {
        let what = format!("{interruption:?} before the revocation");
        let (installation, link_id) = linked().await;
        let stranger = interruption.begin(&installation.gitlab);
        // The pair is forgotten after its access token was asked about, and before GitLab is asked to revoke it.
        let unlinking = unlinking(&installation, link_id, Op::Delete, "pair/").await;
        interruption.end(&installation.gitlab, stranger);
        installation.keyring.let_go();
        let receipt = unlinking.await.unwrap().unwrap();
        assert_eq!(installation.asked(REVOKE), 1, "{what}: GitLab was there for it");
        assert_eq!(installation.asked(INFO), 0, "{what}: who learned nothing before need not ask afterwards");
        assert_accepted(installation, receipt, &what).await;
    });
}

#[test]
fn a_receipt_claims_no_more_than_is_known_when_gitlab_is_gone_after_the_revocation() {
    let this =
        "accounts::interruptions::a_receipt_claims_no_more_than_is_known_when_gitlab_is_gone_after_the_revocation";
    for_each_interruption(this, async |interruption| {
        let what = format!("{interruption:?} after the revocation");
        let (installation, link_id) = linked().await;
        // The revocation's own entry is forgotten once GitLab has answered.
        let unlinking = unlinking(&installation, link_id, Op::Delete, "revocation/").await;
        assert_eq!((installation.asked(INFO), installation.asked(REVOKE)), (1, 1), "{what}: it was asked before");
        let stranger = interruption.begin(&installation.gitlab);
        installation.keyring.let_go();
        let receipt = unlinking.await.unwrap().unwrap();
        interruption.end(&installation.gitlab, stranger);
        assert_eq!(installation.asked(INFO), 1, "{what}: GitLab itself was not asked afterwards");
        assert_accepted(installation, receipt, &what).await;
    });
}

/// The address is looked up for the questions before the tokens are read, and for the revocation afterwards.
#[tokio::test]
async fn a_receipt_claims_no_more_than_is_known_when_the_name_is_known_only_for_the_revocation() {
    let (installation, link) = Installation::linked().await;
    installation.gitlab.clear_requests();
    installation.move_to(NOWHERE);
    let unlinking = unlinking(&installation, link.id, Op::Read, "pair/").await;
    installation.move_rows_to(&installation.gitlab.url());
    installation.keyring.hold_next(Op::Read, "pair/");
    installation.keyring.let_go();
    until("the tokens were read once more", || installation.keyring.is_holding()).await;
    let shown = installation.links().await.into_iter().map(|link| link.health).collect::<Vec<_>>();
    assert_eq!(shown, [Health::Unlinking], "the link was gone before its token was asked about");
    installation.move_entries(NOWHERE, &installation.gitlab.url());
    installation.keyring.let_go();
    let receipt = unlinking.await.unwrap().unwrap();
    assert_eq!(installation.asked(REVOKE), 1, "the revocation found its way");
    assert_eq!(installation.asked(INFO), 0, "no question did, and who learned nothing need not ask afterwards");
    assert_accepted(installation, receipt, "an unknown name before the revocation").await;
}
