//! What a running Carrick does by itself, without a person and without a test that calls it.

use carrick::accounts::incoming;
use carrick::jobs::{self, Sight};
use carrick::topics::Topic;
use tokio::task::JoinHandle;

use crate::support::{FIRST, Installation, approve, commands, until};

/// The jobs of an installation, until they are dropped.
struct Running(JoinHandle<()>, Sight);

impl Running {
    fn start(installation: &Installation) -> Self {
        let (carrick, sight) = (installation.carrick.clone(), Sight::default());
        let seen = sight.clone();
        Self(tokio::spawn(async move { jobs::run(&carrick, seen).await }), sight)
    }

    /// The same, once all that a start does by itself is done, so that nothing of it passes for what a test is about.
    async fn settled(installation: &Installation) -> Self {
        let topics = &installation.carrick.parts.topics;
        let before = topics.revision(Topic::Accounts);
        let running = Self::start(installation);
        let has_finished = || topics.revision(Topic::Accounts) > before;
        until("what an earlier process left is finished", has_finished).await;
        until("the jobs run", || installation.carrick.surroundings.scheme().is_some()).await;
        running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[tokio::test]
async fn a_link_is_renewed_when_it_is_due() {
    let (installation, link) = Installation::linked().await;
    let _running = Running::settled(&installation).await;
    installation.let_it_come_due(&link);
    // The clock of the test does not run; whoever sets a real one wakes nobody either.
    installation.carrick.parts.topics.touch(Topic::Accounts);
    let renewed = |told: &carrick::messages::Accounts| told.integrations[0].links[0].renews_at > link.renews_at;
    installation.window.wait("the link renews itself later", renewed).await;
    assert_eq!(installation.renewals(), 1, "it was renewed once");
    installation.finish().await;
}

#[tokio::test]
async fn a_sign_in_that_takes_too_long_is_ended() {
    let (installation, _) = Installation::set_up(true).await;
    let _running = Running::settled(&installation).await;
    installation.begin().await;
    installation.clock.advance(carrick_store::model::Attempt::LIFETIME);
    installation.carrick.parts.topics.touch(Topic::Accounts);
    let ended = |told: &carrick::messages::Accounts| told.integrations[0].sign_in.is_none();
    installation.window.wait("nothing is waited for any more", ended).await;
    assert!(installation.integration(FIRST).await.notice.is_some(), "and why");
    installation.finish().await;
}

#[tokio::test]
async fn a_revocation_that_waited_is_made_when_gitlab_is_back() {
    let (installation, link) = Installation::linked().await;
    let _running = Running::settled(&installation).await;
    installation.gitlab.go_offline();
    commands::unlink(&installation.accounts, link.id).await.unwrap();
    installation.gitlab.go_online().unwrap();
    // A round that came before GitLab was back is followed by a rest of fifteen seconds, and leaves the pair alone.
    let are_ended = || {
        installation.clock.advance(1000);
        installation.gitlab.live_pairs().is_empty()
    };
    until("its tokens are ended", are_ended).await;
    installation.finish().await;
}

#[tokio::test]
async fn what_another_program_changes_is_shown_while_somebody_looks() {
    let (installation, _) = Installation::set_up(true).await;
    let running = Running::settled(&installation).await;
    running.1.set(true, &installation.carrick);
    let other = installation.second_connection();
    other.execute("UPDATE integrations SET scopes = 'api read_user'", []).unwrap();
    let shown = |told: &carrick::messages::Accounts| told.integrations[0].scopes.len() == 2;
    installation.window.wait("another program ticked a scope", shown).await;
    running.1.set(false, &installation.carrick);
    let beside = Installation::new().await;
    let looking = Running::settled(&beside).await;
    looking.1.set(true, &beside.carrick);
    let touches = || [Topic::Accounts, Topic::People].map(|topic| installation.carrick.parts.topics.revision(topic));
    let before = touches();
    other.execute("UPDATE integrations SET scopes = 'api'", []).unwrap();
    // That rests as long as this one would, so whoever looked here would have looked by then.
    for _ in 0..3 {
        have_it_look(&beside).await;
    }
    assert_eq!(touches(), before, "nothing is told of it while nobody looks");
    running.1.set(true, &installation.carrick);
    let shown = |told: &carrick::messages::Accounts| told.integrations[0].scopes.len() == 1;
    installation.window.wait("what changed meanwhile is shown when somebody looks again", shown).await;
    let [_, people] = touches();
    assert!(people > before[1], "it is not known what was changed, so people may have been, too");
    drop(other);
    beside.finish().await;
    installation.finish().await;
}

/// Changes something as another program, and waits until it is noticed.
async fn have_it_look(installation: &Installation) {
    let topics = &installation.carrick.parts.topics;
    let before = topics.revision(Topic::People);
    installation.second_connection().execute("UPDATE profiles SET name = name || '.'", []).unwrap();
    until("what another program changes is noticed", || topics.revision(Topic::People) > before).await;
}

#[tokio::test]
async fn the_scheme_is_looked_after_by_itself() {
    let installation = Installation::new().await;
    let _running = Running::start(&installation);
    let is_known = || installation.carrick.surroundings.scheme().is_some();
    until("it is known who answers the scheme", is_known).await;
    installation.finish().await;
}

#[tokio::test]
async fn a_sign_in_that_another_program_ends_is_waited_for_no_longer() {
    let (installation, _) = Installation::set_up(true).await;
    let running = Running::settled(&installation).await;
    let address = installation.begin().await;
    running.1.set(true, &installation.carrick);
    let other = installation.second_connection();
    other.execute("UPDATE profiles SET name = name || '.'", []).unwrap();
    have_it_look(&installation).await;
    assert!(
        installation.integration(FIRST).await.sign_in.is_some(),
        "what is open is waited for, whatever else changes"
    );
    drop(other);
    let finishing = installation.start_another().await;
    incoming::receive(&finishing, &approve("alice", &address).await).await;
    let is_over = |told: &carrick::messages::Accounts| told.integrations[0].sign_in.is_none();
    installation.window.wait("the other program has finished it", is_over).await;
    assert_eq!(installation.notice().await, None, "it did not fail, so nothing is said to have failed");
    assert_eq!(installation.links().await.len(), 1, "and the link is shown");
    installation.finish().await;
}
