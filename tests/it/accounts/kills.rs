//! Carrick is killed, as a process, at every step of a sign-in, a renewal and an unlinking.

use carrick::accounts::health;
use carrick::accounts::step::Step;
use carrick::messages::{Cause, ErrorCode, Health, TestReport};
use local_gitlab::{Fault, FaultKind};

use crate::support::{Installation, Stop, Work, approve, commands, is_child};

/// Two hours, the life of an access token (milliseconds).
const LIFETIME: i64 = 2 * 60 * 60 * 1000;

/// What is true after the next start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Afterwards {
    /// The link is there and works.
    Linked,
    /// There is none, and the person is told that the sign-in was interrupted. Answers lost: this many.
    ToldInterrupted(usize),
    /// GitLab's answer went with the process, which only the next renewal can find out: then it is told.
    ToldLost,
    /// It is gone, with every token.
    Unlinked,
}

/// Exhaustive, so that a new step needs an answer here; `None` for those that touch no link.
fn expected(step: Step) -> Option<Afterwards> {
    Some(match step {
        Step::ExchangeExpected => Afterwards::ToldInterrupted(0),
        Step::ExchangeAnswered => Afterwards::ToldInterrupted(1),
        Step::RenewalAnswered => Afterwards::ToldLost,
        Step::ExchangeKept
        | Step::ExchangeGiven
        | Step::RenewalExpected
        | Step::RenewalKept
        | Step::RenewalAdopted
        | Step::UnlinkKept => Afterwards::Linked,
        Step::UnlinkQueued | Step::UnlinkRetired | Step::UnlinkRevoked => Afterwards::Unlinked,
        Step::SaveDrafted | Step::SaveKept | Step::SecretLetGo | Step::IntegrationRemoved => return None,
    })
}

async fn prepare(step: Step, confidential: bool) -> (Installation, Work) {
    let (installation, _) = Installation::set_up(confidential).await;
    let work = match step {
        Step::ExchangeExpected | Step::ExchangeAnswered | Step::ExchangeKept | Step::ExchangeGiven => {
            Work::Receive(approve("alice", &installation.begin().await).await)
        }
        Step::RenewalExpected | Step::RenewalAnswered | Step::RenewalKept | Step::RenewalAdopted => {
            let link = installation.link("alice").await;
            expire(&installation);
            Work::Test(link.id)
        }
        Step::UnlinkKept | Step::UnlinkQueued | Step::UnlinkRetired | Step::UnlinkRevoked => {
            Work::Unlink(installation.link("alice").await.id)
        }
        Step::SaveDrafted | Step::SaveKept | Step::SecretLetGo | Step::IntegrationRemoved => {
            unreachable!("{step:?} touches no link")
        }
    };
    installation.accounts.close();
    (installation, work)
}

fn expire(installation: &Installation) {
    installation.clock.advance(LIFETIME);
    installation.gitlab.expire_access_tokens();
}

async fn check(installation: Installation, step: Step, afterwards: Afterwards) {
    let links = installation.links().await;
    match afterwards {
        Afterwards::Linked => {
            assert_eq!(links.len(), 1, "{step:?}: the link is whole");
            let report = commands::test_link(&installation.accounts, links[0].id).await.unwrap();
            assert_eq!(report, TestReport::Working, "{step:?}: and works");
            installation.finish().await;
        }
        Afterwards::ToldInterrupted(lost) => {
            assert!(links.is_empty(), "{step:?}: nothing is linked");
            assert_eq!(installation.failure().await.code, ErrorCode::SignInInterrupted, "{step:?}: that is told");
            installation.link("alice").await;
            installation.finish_with_lost(lost).await;
        }
        Afterwards::ToldLost => {
            let report = commands::test_link(&installation.accounts, links[0].id).await.unwrap();
            assert_eq!(report, TestReport::NeedsYou { cause: Cause::AnswerLost }, "{step:?}: what happened is told");
            installation.relink(links[0].id, "alice").await;
            let report = commands::test_link(&installation.accounts, links[0].id).await.unwrap();
            assert_eq!(report, TestReport::Working, "{step:?}: and relinking makes it whole");
            installation.finish_with_lost(1).await;
        }
        Afterwards::Unlinked => {
            assert!(links.is_empty(), "{step:?}: the link stays gone");
            assert!(installation.overview().await.revocations.is_empty(), "{step:?}: its revocation was carried out");
            assert!(installation.gitlab.live_pairs().is_empty(), "{step:?}: no token is left alive");
            installation.finish().await;
        }
    }
}

#[test]
fn wherever_it_is_killed_the_link_is_whole_or_the_person_is_told() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (step, afterwards) in Step::ALL.into_iter().filter_map(|step| Some((step, expected(step)?))) {
        for confidential in [true, false] {
            runtime.block_on(async {
                let (mut installation, work) = prepare(step, confidential).await;
                let this = "accounts::kills::wherever_it_is_killed_the_link_is_whole_or_the_person_is_told";
                installation.start_process(this, work, Some(Stop::at(step))).kill_at_its_step();
                installation.restart().await;
                check(installation, step, afterwards).await;
            });
        }
    }
}

/// What is true after the next start of a process that ended when it was asked to: nothing was cut off.
fn left(step: Step) -> Afterwards {
    match step {
        Step::UnlinkKept | Step::UnlinkQueued | Step::UnlinkRetired | Step::UnlinkRevoked => Afterwards::Unlinked,
        _ => Afterwards::Linked,
    }
}

/// The signals by which a system asks for an end: all three in the midst of a renewal, which is the longest.
fn signals(step: Step) -> &'static [&'static str] {
    match step {
        Step::RenewalExpected | Step::RenewalAnswered | Step::RenewalKept | Step::RenewalAdopted => {
            &["TERM", "INT", "HUP"]
        }
        _ if expected(step).is_none() => &[],
        _ => &["TERM"],
    }
}

#[test]
fn wherever_it_is_asked_to_end_it_finishes_first() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (step, signal) in Step::ALL.into_iter().flat_map(|step| signals(step).iter().map(move |signal| (step, signal)))
    {
        for confidential in [true, false] {
            runtime.block_on(async {
                let (mut installation, work) = prepare(step, confidential).await;
                let this = "accounts::kills::wherever_it_is_asked_to_end_it_finishes_first";
                installation.gitlab.clear_requests();
                let mut process = installation.start_process(this, work, Some(Stop::until_heard(step)));
                process.stand_at_its_step();
                process.ask_to_end(signal);
                assert!(process.end().success(), "{step:?}, {signal}: it ends in order");
                installation.restart().await;
                let renewals = installation.renewals();
                check(installation, step, left(step)).await;
                let is_renewal = signals(step).len() > 1;
                assert_eq!(renewals, usize::from(is_renewal), "{step:?}, {signal}: one rotation, if any");
            });
        }
    }
}

#[test]
fn wherever_it_is_killed_while_it_leaves_the_link_is_whole_or_the_person_is_told() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (step, afterwards) in Step::ALL.into_iter().filter_map(|step| Some((step, expected(step)?))) {
        runtime.block_on(async {
            let (mut installation, work) = prepare(step, true).await;
            let this = "accounts::kills::wherever_it_is_killed_while_it_leaves_the_link_is_whole_or_the_person_is_told";
            let mut process = installation.start_process(this, work, Some(Stop::at(step)));
            process.stand_at_its_step();
            process.ask_to_end("TERM");
            drop(process);
            installation.restart().await;
            check(installation, step, afterwards).await;
        });
    }
}

#[test]
fn a_renewal_that_was_cut_off_is_told_at_the_next_start_though_none_is_due() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (mut installation, _) = Installation::set_up(true).await;
        let link = installation.link("alice").await;
        // GitLab does not take the access token any more, long before it ends.
        installation.gitlab.expire_access_tokens();
        installation.clock.advance(60_000);
        installation.accounts.close();
        let this = "accounts::kills::a_renewal_that_was_cut_off_is_told_at_the_next_start_though_none_is_due";
        let stop = Some(Stop::at(Step::RenewalAnswered));
        installation.start_process(this, Work::Test(link.id), stop).kill_at_its_step();
        installation.restart().await;
        health::look_after_links(&installation.accounts).await;
        let health = installation.links().await[0].health.clone();
        let told = matches!(health, Health::NeedsYou { cause: Cause::AnswerLost, .. });
        assert!(told, "nobody pressed anything, and nothing is due for two hours: {health:?}");
        installation.relink(link.id, "alice").await;
        installation.finish_with_lost(1).await;
    });
}

#[test]
fn two_processes_that_renew_at_once_cost_one_rotation() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (installation, _) = Installation::set_up(true).await;
        let link = installation.link("alice").await;
        expire(&installation);
        installation.accounts.close();
        installation.gitlab.clear_requests();
        // Long enough for the second to arrive while the first one waits for its answer.
        let slow = FaultKind::SlowAnswer(std::time::Duration::from_secs(1));
        installation.gitlab.fault(Fault::once("/oauth/token", slow));
        let this = "accounts::kills::two_processes_that_renew_at_once_cost_one_rotation";
        let both = [(); 2].map(|()| installation.start_process(this, Work::Test(link.id), None));
        both.into_iter().for_each(crate::support::Process::finish);
        assert_eq!(installation.renewals(), 1, "the second uses what the first was given");
        let asked = installation.gitlab.requests().iter().filter(|seen| seen.path == "/api/v4/user").count();
        assert_eq!(asked, 2, "each asked GitLab with it");
        installation.finish().await;
    });
}

#[test]
fn a_link_lives_through_sixty_days_of_renewals_restarts_and_kills() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let this = "accounts::kills::a_link_lives_through_sixty_days_of_renewals_restarts_and_kills";
        let steps = [Step::RenewalExpected, Step::RenewalKept, Step::RenewalAdopted];
        let (mut installation, _) = Installation::set_up(true).await;
        let link = installation.link("alice").await;
        installation.gitlab.clear_requests();
        let mut kills = 0;
        for round in 0..720 {
            expire(&installation);
            if round % 24 == 23 {
                let step = steps[kills % steps.len()];
                kills += 1;
                installation.accounts.close();
                installation.start_process(this, Work::Test(link.id), Some(Stop::at(step))).kill_at_its_step();
            }
            if round % 8 == 7 {
                installation.restart().await;
            }
            health::look_after_links(&installation.accounts).await;
            let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
            assert_eq!(report, TestReport::Working, "in round {round}, after {kills} kills");
        }
        assert_eq!(kills, 30, "every two days");
        // When a pair ends that was found in the keyring died with the process, so that one is renewed at once.
        assert_eq!(installation.renewals(), 720 + kills / steps.len(), "one rotation every two hours, kills or not");
        assert_eq!(installation.links().await[0].id, link.id, "it is the same link still");
        installation.finish().await;
    });
}
