//! **Save** while something else changes the same integration: GitLab is asked in between, which may take its time.

use carrick::accounts::integrations::{self, Agreed};
use carrick::accounts::{arrival, recovery};
use carrick::messages::{ErrorCode, SaveOutcome, TestReport, UiError};
use local_gitlab::{Fault, FaultKind, LocalGitlab, Options};

use crate::support::{FIRST, Installation, Op, approve, commands, form, until};

const TOKEN: &str = "/oauth/token";

/// Lets something happen while **Save** waits for an answer of this GitLab's; returns what Save says.
async fn meanwhile(
    asked: &LocalGitlab,
    save: impl Future<Output = Result<SaveOutcome, UiError>>,
    happens: impl Future<Output = ()>,
) -> Result<SaveOutcome, UiError> {
    asked.fault(Fault::once(TOKEN, FaultKind::Hold));
    let then = async {
        until("Save asks GitLab", || asked.held_answers() == 1).await;
        happens.await;
        asked.let_answer();
    };
    let (saved, ()) = tokio::join!(save, then);
    saved
}

impl Installation {
    /// How many Secrets are journalled, in any state.
    fn journalled_secrets(&self) -> i64 {
        let sql = "SELECT count(*) FROM entries WHERE kind = 'secret'";
        self.second_connection().query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

fn another_gitlab() -> LocalGitlab {
    LocalGitlab::start(Options::default()).unwrap()
}

#[tokio::test]
async fn a_link_that_comes_while_another_gitlab_is_asked_stands_in_its_way() {
    let (mut installation, application) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let other = another_gitlab();
    let moved = form(Some(FIRST), &other.url(), &application.id, "gloas-wrong-but-plausible");
    let save = installation.save_although(moved, true, true);
    let saved = meanwhile(&other, save, installation.receive(&callback)).await;
    let refused = saved.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InstanceHasLinks, "another GitLab is another integration");
    assert_eq!(refused.facts["count"], "1", "it says how many links stand in the way");
    let link = installation.the_link().await;
    assert_eq!(installation.test(link.id).await, TestReport::Working, "the link is where its tokens are");
    assert_eq!(installation.keyring.entries("secret/").len(), 1, "the Secret for elsewhere is kept nowhere");
    assert_eq!(installation.journalled_secrets(), 1, "nor remembered");
    installation.others.push(other);
    installation.finish().await;
}

#[tokio::test]
async fn a_link_that_comes_while_gitlab_is_asked_about_another_application_is_counted() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let second = installation.register(true);
    let new = || installation.form_of(Some(FIRST), &second);
    let save = installation.save(new());
    let saved = meanwhile(&installation.gitlab, save, installation.receive(&callback)).await;
    assert_eq!(saved, Ok(SaveOutcome::RelinkNeeded { count: 1 }), "nobody has agreed to relink that one");
    assert!(!installation.links().await[0].needs_relink, "so it is as it was");
    assert_eq!(installation.keyring.entries("secret/").len(), 1, "and the new Secret is kept nowhere");
    let saved = installation.save_although(new(), false, true).await;
    assert!(matches!(saved, Ok(SaveOutcome::Saved { .. })), "agreed to, it is kept: {saved:?}");
    installation.finish().await;
}

#[tokio::test]
async fn a_pair_for_what_another_program_saved_away_meanwhile_is_given_to_no_link_and_ended() {
    for to_another_gitlab in [false, true] {
        let (mut installation, application) = Installation::set_up(true).await;
        let callback = approve("alice", &installation.begin().await).await;
        let another = installation.start_another().await;
        let (other, second) = (another_gitlab(), installation.register(true));
        installation.gitlab.fault(Fault::once("/api/v4/user", FaultKind::HoldAnswer));
        let accounts = installation.accounts.clone();
        let receiving = tokio::spawn(async move { arrival::receive(&accounts, &callback).await });
        until("the account is asked about", || installation.gitlab.held_answers() == 1).await;
        let form = match to_another_gitlab {
            true => form(Some(FIRST), &other.url(), &application.id, ""),
            false => installation.form_of(Some(FIRST), &second),
        };
        let agreed = Agreed { although_refused: true, although_relink: true };
        integrations::save_integration(&another, &form.into(), agreed).await.expect("no link stands in the way");
        installation.gitlab.let_answer();
        receiving.await.unwrap();
        assert!(
            installation.links().await.is_empty(),
            "the integration is for something else (to another GitLab: {to_another_gitlab})"
        );
        assert!(installation.gitlab.live_pairs().is_empty(), "so the pair is ended where it came from");
        another.close();
        installation.others.push(other);
        installation.finish().await;
    }
}

#[tokio::test]
async fn what_is_removed_while_gitlab_is_asked_is_not_saved() {
    let (installation, application) = Installation::set_up(true).await;
    let save = installation.save(installation.form_of(Some(FIRST), &application));
    let remove = async { commands::remove_integration(&installation.accounts, FIRST).await.unwrap() };
    let saved = meanwhile(&installation.gitlab, save, remove).await;
    assert_eq!(saved.unwrap_err().code, ErrorCode::NotFound, "it is gone");
    assert!(installation.keyring.entries("").is_empty(), "and nothing has a Secret that nobody can see");
    assert_eq!(installation.journalled_secrets(), 0, "nor is one remembered");
    installation.finish().await;
}

#[tokio::test]
async fn a_secret_that_is_removed_while_gitlab_is_asked_stays_removed() {
    let (installation, application) = Installation::set_up(true).await;
    let left_empty = form(Some(FIRST), &installation.gitlab.url(), &application.id, "");
    let save = installation.save(left_empty);
    let remove = async { commands::remove_secret(&installation.accounts, FIRST).await.unwrap() };
    let saved = meanwhile(&installation.gitlab, save, remove).await;
    assert!(matches!(saved, Ok(SaveOutcome::Saved { .. })), "the rest is saved: {saved:?}");
    assert_eq!(installation.integration(FIRST).await.secret_set_at, None, "none is promised that is not there");
    assert!(installation.keyring.entries("secret/").is_empty(), "it was removed");
    installation.finish().await;
}

/// The disk takes no change of this kind.
fn fill(installation: &Installation, change: &str) -> rusqlite::Connection {
    let other = installation.second_connection();
    let full = format!("CREATE TRIGGER full BEFORE {change} BEGIN SELECT RAISE(ABORT, 'full'); END");
    other.execute_batch(&full).unwrap();
    other
}

#[tokio::test]
async fn a_secret_whose_integration_the_disk_does_not_take_is_not_left_in_the_keyring() {
    for id in [None, Some(FIRST)] {
        let installation = Installation::new().await;
        let application = installation.register(true);
        let other = fill(&installation, if id.is_some() { "UPDATE ON integrations" } else { "INSERT ON integrations" });
        let refused = installation.save(installation.form_of(id, &application)).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::DatabaseFailed, "the disk takes nothing");
        assert!(installation.keyring.entries("secret/").is_empty(), "so its Secret goes again");
        assert_eq!(installation.journalled_secrets(), 0, "and is forgotten");
        other.execute_batch("DROP TRIGGER full").unwrap();
        drop(other);
        installation.finish().await;
    }
}

#[tokio::test]
async fn where_not_even_that_can_be_noted_the_next_start_deletes_it() {
    let mut installation = Installation::new().await;
    let application = installation.register(true);
    let other = fill(&installation, "UPDATE ON integrations");
    other
        .execute_batch("CREATE TRIGGER fuller BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'full'); END")
        .unwrap();
    let refused = installation.save(installation.form_of(Some(FIRST), &application)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::DatabaseFailed, "the disk takes nothing at all");
    other.execute_batch("DROP TRIGGER full; DROP TRIGGER fuller").unwrap();
    drop(other);
    installation.restart().await;
    assert!(installation.keyring.entries("secret/").is_empty(), "nothing was saved, so nothing is kept");
    assert_eq!(installation.journalled_secrets(), 0, "nor remembered");
    installation.finish().await;
}

#[tokio::test]
async fn a_secret_that_a_slow_keyring_takes_after_it_was_given_up_on_is_deleted_again() {
    let installation = Installation::new().await;
    let application = installation.register(true);
    installation.keyring.hold_next(Op::Write, "secret/");
    let refused = installation.save(installation.form_of(Some(FIRST), &application)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultSilent, "it is not waited for without end");
    installation.keyring.let_go();
    until("the keyring has taken it", || installation.keyring.count(Op::Read, "secret/") == 1).await;
    until("it is deleted again", || installation.keyring.entries("secret/").is_empty()).await;
    until("and forgotten", || installation.journalled_secrets() == 0).await;
    installation.finish().await;
}

#[tokio::test]
async fn what_is_saved_is_told_as_saved_though_the_sign_in_before_cannot_be_given_up() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let second = installation.register(true);
    let other = fill(&installation, "UPDATE ON attempts");
    let saved = installation.save(installation.form_of(Some(FIRST), &second)).await;
    assert!(matches!(saved, Ok(SaveOutcome::Saved { .. })), "it is kept, whatever else fails: {saved:?}");
    other.execute_batch("DROP TRIGGER full").unwrap();
    drop(other);
    installation.receive(&callback).await;
    assert!(installation.links().await.is_empty(), "what comes of that sign-in is for the application before");
    assert!(installation.gitlab.live_pairs().is_empty(), "and nothing of it lives");
    recovery::finish_what_waited(&installation.accounts).await.unwrap();
    installation.finish().await;
}
