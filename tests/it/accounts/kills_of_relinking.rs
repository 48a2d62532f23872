//! Carrick is killed, as a process, at every step of a relinking.

use carrick::accounts::step::Step;
use carrick::messages::{ErrorCode, Health, Link, Notice, TestReport, Way};
use local_gitlab::LivePair;

use crate::support::{FIRST, Installation, Stop, Work, approve, commands, is_child};

/// What is true of a link after the next start, when it was being relinked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relinked {
    /// It lives on its old pair, and the person is told that the sign-in was interrupted. Answers lost: this many.
    NotYet(usize),
    /// It lives on the new pair. Whether that is told: the sign-in came to its end only at the next start.
    AtTheStart(bool),
}

/// What a kill at a step leaves of a relinking; `None` where relinking takes no such step.
fn relinked(step: Step) -> Option<Relinked> {
    match step {
        Step::ExchangeExpected => Some(Relinked::NotYet(0)),
        Step::ExchangeAnswered => Some(Relinked::NotYet(1)),
        Step::ExchangeKept => Some(Relinked::AtTheStart(true)),
        Step::ExchangeGiven => Some(Relinked::AtTheStart(false)),
        Step::RenewalExpected
        | Step::RenewalAnswered
        | Step::RenewalKept
        | Step::RenewalAdopted
        | Step::UnlinkKept
        | Step::UnlinkQueued
        | Step::UnlinkRetired
        | Step::UnlinkRevoked
        | Step::SaveDrafted
        | Step::SaveKept
        | Step::SecretLetGo
        | Step::IntegrationRemoved => None,
    }
}

/// Checks a link that a kill at this step left, and whose pair at GitLab was the only one before.
async fn check_relinked(installation: Installation, before: Link, old: Vec<LivePair>, step: Step, left: Relinked) {
    let links = installation.links().await;
    assert_eq!(links.len(), 1, "{step:?}: what hangs on a link is neither lost nor doubled");
    assert_eq!((links[0].id, &links[0].health), (before.id, &Health::Fine), "{step:?}: it is the same link, and well");
    let live = installation.gitlab.live_pairs();
    let told = Notice::LinkedAgain { link_id: before.id, username: "alice".to_owned() };
    let lost = match left {
        Relinked::NotYet(lost) => {
            assert_eq!(links[0], before, "{step:?}: it is as it was");
            assert_eq!(installation.failure().await.code, ErrorCode::SignInInterrupted, "{step:?}: that is told");
            assert_eq!((&live[..1], live.len()), (&old[..], 1 + lost), "{step:?}: its old pair is alive");
            lost
        }
        Relinked::AtTheStart(is_told) => {
            let notice = is_told.then(|| told.clone());
            assert_eq!(installation.notice().await, notice, "{step:?}: nothing but the truth is told");
            assert_eq!(live.len(), 1, "{step:?}: one pair is alive");
            assert_ne!(live, old, "{step:?}: and that is the new one");
            0
        }
    };
    let report = commands::test_link(&installation.accounts, before.id).await.unwrap();
    assert_eq!(report, TestReport::Working, "{step:?}: the link works on what it has");
    assert_eq!(installation.renewals(), 0, "{step:?}: and needs no renewal for that");
    installation.relink(before.id, "alice").await;
    assert_eq!(installation.notice().await, Some(told), "{step:?}: and can be relinked");
    installation.finish_with_lost(lost).await;
}

#[test]
fn wherever_a_relinking_is_killed_the_link_is_whole_and_no_pair_is_left_over() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (step, left) in Step::ALL.into_iter().filter_map(|step| Some((step, relinked(step)?))) {
        for confidential in [true, false] {
            runtime.block_on(async {
                let (mut installation, _) = Installation::set_up(confidential).await;
                let link = installation.link("alice").await;
                let old = installation.gitlab.live_pairs();
                let address = installation.begin_with(FIRST, Some(link.id), Way::DeepLink).await;
                let work = Work::Receive(approve("alice", &address).await);
                installation.accounts.close();
                let this = "accounts::kills_of_relinking::wherever_a_relinking_is_killed_the_link_is_whole_and_no_pair_is_left_over";
                installation.start_process(this, work, Some(Stop::at(step))).kill_at_its_step();
                installation.restart().await;
                check_relinked(installation, link, old, step, left).await;
            });
        }
    }
}
