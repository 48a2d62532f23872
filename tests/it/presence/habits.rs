//! What is seen and heard, and what services may do about it.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use carrick::desktop::presence::Seen;
use carrick_secret_service::PrivateBus;

use super::desk::{
    ANOTHERS, FREEDESKTOP, GNOME, LIMIT, Logind, Looking, OWN, Running, Session, forge, monitor, own_user, session,
};
use crate::support::until;

const NOTHING: Seen = Seen { is_locked: None, idle: None };

/// So many minutes ago, or to come (microseconds of the wall clock).
fn minutes_ago(minutes: i64) -> u64 {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros()).unwrap();
    u64::try_from(now - minutes * 60_000_000).unwrap()
}

#[tokio::test]
async fn a_screen_that_is_covered_is_heard_of_at_once_and_seen_at_the_next_look() {
    for name in [GNOME, FREEDESKTOP] {
        let bus = PrivateBus::start().unwrap();
        let saver = Running::start(&bus, name);
        let looking = Looking::at(&bus);
        assert_eq!(looking.look().await.is_locked, Some(false), "{name}: it is open");
        saver.set(true);
        until("it is heard", || looking.heard() == 1).await;
        saver.set(false);
        assert_eq!(looking.look().await.is_locked, Some(true), "{name}: however short it was");
        assert_eq!(looking.look().await.is_locked, Some(false), "{name}: and once");
        assert_eq!(looking.heard(), 1, "{name}: an open screen is no lock");
    }
}

#[tokio::test]
async fn a_session_that_is_to_lock_or_has_is_heard_of_and_no_other_is() {
    let bus = PrivateBus::start().unwrap();
    let logind = Logind::start(&bus, session(), Some(OWN));
    let _saver = Running::start(&bus, GNOME);
    let looking = Looking::at(&bus);
    assert_eq!(looking.look().await.is_locked, Some(false));
    logind.lock(ANOTHERS);
    logind.has_locked(ANOTHERS);
    forge(&bus);
    logind.lock(OWN);
    until("it is heard", || looking.heard() > 0).await;
    assert_eq!(looking.look().await.is_locked, Some(true), "it may be locked by now");
    assert_eq!(looking.heard(), 1, "neither another's session nor whoever is not logind");
    logind.has_locked(OWN);
    until("it is heard", || looking.heard() == 2).await;
}

#[tokio::test]
async fn what_is_in_no_session_is_told_by_its_users_screen_and_never_by_anothers() {
    let locked = Session { is_locked: true, ..session() };
    for by_process in [None, Some(ANOTHERS), Some(OWN)] {
        let bus = PrivateBus::start().unwrap();
        let _logind = Logind::start(&bus, locked.clone(), by_process);
        assert_eq!(Looking::at(&bus).look().await.is_locked, Some(true), "{by_process:?}");
    }
    let bus = PrivateBus::start().unwrap();
    let _logind = Logind::start(&bus, Session { user: own_user() + 7, ..locked }, Some(OWN));
    assert_eq!(Looking::at(&bus).look().await, NOTHING, "a session of another user's says nothing of this one");
}

#[tokio::test]
async fn how_long_nobody_was_there_is_told_by_who_knows_it_best() {
    let bus = PrivateBus::start().unwrap();
    let idle = Session { is_idle: true, idle_since: minutes_ago(20), ..session() };
    let _logind = Logind::start(&bus, idle, Some(OWN));
    let looking = Looking::at(&bus);
    let told = looking.look().await.idle.expect("logind tells");
    assert!((20 * 60_000..21 * 60_000).contains(&told), "in milliseconds: {told}");
    let known = monitor(&bus, Some(4321));
    assert_eq!(looking.look().await.idle, Some(4321), "who counts each key knows better");
    drop(known);
    assert!(looking.look().await.idle >= Some(told), "and when that has gone, logind tells again");
    let _liar = monitor(&bus, Some(u64::MAX));
    let again = looking.look().await.idle.expect("it is told");
    assert!((told..told + 60_000).contains(&again), "so it does where the other says what cannot be");
}

#[tokio::test]
async fn idle_since_a_time_to_come_is_not_known() {
    let bus = PrivateBus::start().unwrap();
    let _logind = Logind::start(&bus, Session { is_idle: true, idle_since: minutes_ago(-9), ..session() }, Some(OWN));
    assert_eq!(Looking::at(&bus).look().await.idle, None, "a clock or a service is wrong");
}

#[tokio::test]
async fn a_service_that_hangs_hides_nothing_of_the_others() {
    let bus = PrivateBus::start().unwrap();
    let _hangs = monitor(&bus, None);
    let saver = Running::start(&bus, GNOME);
    let looking = Looking::at(&bus);
    let begun = Instant::now();
    assert_eq!(looking.look().await, Seen { is_locked: Some(false), idle: None }, "the screen is known");
    assert!(begun.elapsed() < LIMIT * 10, "and it was not waited for without end");
    saver.set(true);
    until("it is heard", || looking.heard() == 1).await;
}

#[tokio::test]
async fn without_a_bus_or_services_nothing_is_seen_and_they_are_found_once_they_are_there() {
    let bus = PrivateBus::start().unwrap();
    let looking = Looking::at(&bus);
    assert_eq!(looking.look().await, NOTHING, "no service runs");
    let saver = Running::start(&bus, GNOME);
    assert_eq!(looking.look().await.is_locked, Some(false), "it is there");
    drop(saver);
    assert_eq!(looking.look().await, NOTHING, "it has gone");
    let saver = Running::start(&bus, GNOME);
    assert_eq!(looking.look().await.is_locked, Some(false), "it is back");
    saver.set(true);
    until("it is heard", || looking.heard() == 1).await;
    bus.pause().unwrap();
    let begun = Instant::now();
    let during = looking.look().await;
    assert_eq!(during, Seen { is_locked: Some(true), idle: None }, "what was heard before is not lost");
    assert!(begun.elapsed() < LIMIT * 10, "a bus that hangs is not waited for without end");
    bus.resume().unwrap();
    assert_eq!(looking.look().await.is_locked, Some(true), "and then it goes on");
    drop(saver);
    drop(bus);
    assert_eq!(looking.look().await, NOTHING, "no bus at all");
}

#[tokio::test]
async fn after_a_rest_nothing_is_heard_until_the_next_look() {
    let bus = PrivateBus::start().unwrap();
    let saver = Running::start(&bus, GNOME);
    let looking = Looking::at(&bus);
    looking.look().await;
    looking.rest();
    saver.set(true);
    saver.set(false);
    assert_eq!(looking.look().await.is_locked, Some(false), "what was locked meanwhile is not this one's business");
    assert_eq!(looking.heard(), 0, "and nobody is told");
    saver.set(true);
    until("it is heard", || looking.heard() == 1).await;
}
