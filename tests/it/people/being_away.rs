//! Who has gone is signed out, where that was set, and nobody is watched where it was not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use carrick::accounts::{presence, sign_in};
use carrick::desktop::presence::Seen;
use carrick::jobs::{self, Sight};
use carrick::people::{acting, joining};
use carrick::schedule::{self, Job, Later};
use carrick::topics::Topic;
use carrick_store::Code;
use carrick_store::people::{Admission, SignOutAfter, WhoMayJoin, WhySignedOut};

use crate::support::{FIRST, Installation, approve, until};

const MINUTE: i64 = 60_000;

/// One whose person is signed in, and signed out after this.
async fn signed_in(after: SignOutAfter) -> Installation {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.ask_people(WhoMayJoin::Listed).await;
    set(&installation, after).await;
    installation.presence.set(used(0));
    installation
}

async fn set(installation: &Installation, after: SignOutAfter) {
    let asked = Admission { asks: true, sign_out_after: after, ..Admission::default() };
    joining::set_admission(&installation.accounts, asked, Vec::new()).await.expect("it is set");
}

/// An open screen in front of which somebody was so long ago (milliseconds).
fn used(ago: i64) -> Seen {
    Seen { is_locked: Some(false), idle: Some(ago) }
}

/// Time passes, and then it is looked.
async fn look_after(installation: &Installation, passed: i64, seen: Seen) {
    installation.clock.advance(passed);
    installation.presence.set(seen);
    presence::look(&installation.accounts).await.expect("it is looked");
}

async fn why(installation: &Installation) -> Option<WhySignedOut> {
    acting::acting(&installation.accounts).await.unwrap().signed_out.map(|it| it.why)
}

#[tokio::test]
async fn a_lock_signs_out_at_once_and_gives_up_what_was_begun() {
    let installation = signed_in(SignOutAfter::ComputerLocks).await;
    let callback = approve("bob", &installation.begin().await).await;
    let (carrick, sight) = (installation.carrick.clone(), Sight::default());
    // The window is hidden: people work in a terminal.
    let running = tokio::spawn(async move { jobs::run(&carrick, sight).await });
    until("it is looked", || installation.presence.is_watched()).await;
    assert!(installation.may_act().await, "somebody is there");
    let begun = Instant::now();
    installation.presence.lock();
    until("nobody is watched any more", || !installation.presence.is_watched()).await;
    assert!(begun.elapsed() < Duration::from_secs(20), "the next look was due in half a minute");
    assert_eq!(why(&installation).await, Some(WhySignedOut::ComputerLocked), "however soon it was unlocked");
    running.abort();
    let goes_on = sign_in::use_another_way(&installation.accounts, FIRST).await.map_err(|error| error.code);
    assert_eq!(goes_on, Err(Code::NoSignIn), "the link that was begun is given up");
    let pairs = installation.gitlab.live_pairs().len();
    installation.receive(&callback).await;
    assert_eq!(installation.gitlab.live_pairs().len(), pairs, "and an approval that comes now is not exchanged");
    installation.finish().await;
}

/// Counts how often it is asked whether it is due, which it never is.
#[derive(Default)]
struct Counted(AtomicUsize);

impl Job for Counted {
    fn due(&self) -> Later<Option<i64>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { None })
    }

    fn run(&self) -> Later<()> {
        Box::pin(async {})
    }

    fn rest(&self) -> Duration {
        Duration::ZERO
    }
}

#[tokio::test]
async fn each_lock_wakes_what_waits_for_the_next_look() {
    let installation = signed_in(SignOutAfter::ComputerLocks).await;
    presence::look(&installation.accounts).await.unwrap();
    let (job, parts) = (Arc::new(Counted::default()), Arc::clone(&installation.carrick.parts));
    let jobs: Vec<Arc<dyn Job>> = vec![Arc::clone(&job) as Arc<_>];
    let waiting = tokio::spawn(async move { schedule::run(jobs, Duration::ZERO, &parts.topics, &*parts.clock).await });
    // One touch of before may still be waiting to be heard, and no more.
    for _ in 0..3 {
        let before = job.0.load(Ordering::SeqCst);
        installation.presence.lock();
        until("it is asked what is due", || job.0.load(Ordering::SeqCst) > before).await;
        let due = presence::next_look_due(&installation.accounts).await.unwrap();
        assert_eq!(due, Some(i64::MIN), "and a look is");
    }
    waiting.abort();
    installation.finish().await;
}

#[tokio::test]
async fn who_uses_the_computer_stays_signed_in_and_who_does_not_is_signed_out_in_time() {
    let installation = signed_in(SignOutAfter::Minutes15).await;
    for _ in 0..3 {
        look_after(&installation, 14 * MINUTE, used(1000)).await;
        assert!(installation.may_act().await, "somebody types, wherever that is");
    }
    look_after(&installation, 15 * MINUTE - 2000, used(15 * MINUTE - 1000)).await;
    assert!(installation.may_act().await, "they may come back until the last moment");
    look_after(&installation, 1000, used(15 * MINUTE)).await;
    assert_eq!(why(&installation).await, Some(WhySignedOut::Idle), "and not a moment later");
    assert!(!installation.presence.is_watched(), "nobody is watched who is not there");
    look_after(&installation, MINUTE, used(0)).await;
    assert!(!installation.may_act().await, "a mouse that moves opens nothing");
    installation.finish().await;
}

#[tokio::test]
async fn a_sleeping_computer_is_one_that_nobody_uses() {
    for after in [SignOutAfter::Minutes15, SignOutAfter::Hour1, SignOutAfter::ComputerLocks] {
        let installation = signed_in(after).await;
        look_after(&installation, 0, used(0)).await;
        let before = installation.carrick.parts.topics.revision(Topic::People);
        // What wakes it is used at once.
        look_after(&installation, 2 * 60 * MINUTE, used(0)).await;
        assert_eq!(why(&installation).await, Some(WhySignedOut::Idle), "{after:?}: waking up is no sign of life");
        let told = installation.carrick.parts.topics.revision(Topic::People);
        assert!(told > before, "{after:?}: and it is told");
        installation.clock.set_on(-2 * 60 * MINUTE);
        assert!(!installation.may_act().await, "{after:?}: a clock that is set back opens nothing");
        installation.finish().await;
    }
}

#[tokio::test]
async fn where_nothing_is_seen_a_sign_in_ends_after_its_time() {
    for after in [SignOutAfter::Minutes15, SignOutAfter::ComputerLocks] {
        let installation = signed_in(after).await;
        look_after(&installation, 14 * MINUTE, Seen::default()).await;
        assert!(installation.may_act().await, "{after:?}: its time is not over");
        look_after(&installation, 2 * MINUTE, Seen::default()).await;
        assert!(!installation.may_act().await, "{after:?}: nothing seen is no sign of life");
        installation.finish().await;
    }
}

#[tokio::test]
async fn nobody_is_watched_where_that_was_not_set() {
    let (alone, _) = Installation::set_up(true).await;
    assert_eq!(presence::next_look_due(&alone.accounts).await.unwrap(), None, "one person's own computer");
    let installation = signed_in(SignOutAfter::Never).await;
    for known in [&alone, &installation] {
        let (carrick, sight) = (known.carrick.clone(), Sight::default());
        let running = tokio::spawn(async move { jobs::run(&carrick, sight).await });
        until("the jobs run", || known.carrick.surroundings.scheme().is_some()).await;
        assert_eq!(presence::next_look_due(&known.accounts).await.unwrap(), None, "there is nothing to wake up for");
        assert_eq!(known.presence.looks(), 0, "nothing is asked");
        running.abort();
    }
    set(&installation, SignOutAfter::Hour1).await;
    let due = presence::next_look_due(&installation.accounts).await.unwrap();
    assert_eq!(due, Some(i64::MIN), "it is looked as soon as it is set");
    presence::look(&installation.accounts).await.unwrap();
    assert!(installation.presence.is_watched());
    set(&installation, SignOutAfter::Never).await;
    let due = presence::next_look_due(&installation.accounts).await.unwrap();
    assert_eq!(due, Some(i64::MIN), "and once more when it is not wanted any more");
    presence::look(&installation.accounts).await.unwrap();
    assert!(!installation.presence.is_watched(), "to let go of what was held for it");
    assert_eq!(presence::next_look_due(&installation.accounts).await.unwrap(), None, "and then not again");
    assert!(installation.may_act().await, "nobody is signed out by that");
    alone.finish().await;
    installation.finish().await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_puts_no_look_off() {
    let installation = signed_in(SignOutAfter::Hour1).await;
    look_after(&installation, 0, used(0)).await;
    installation.clock.set_on(-5 * 60 * MINUTE);
    let (due, now) =
        (presence::next_look_due(&installation.accounts).await.unwrap(), installation.accounts.clock.now());
    assert!(due.is_some_and(|due| due <= now + MINUTE), "the next look is as near as ever: {due:?} at {now}");
    installation.clock.advance(20_000);
    let then = presence::next_look_due(&installation.accounts).await.unwrap();
    assert_eq!(then, due, "and comes no later for being asked about again");
    installation.finish().await;
}
