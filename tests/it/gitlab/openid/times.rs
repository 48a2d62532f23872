//! Whose clock counts: GitLab's.

use carrick::gitlab::Error;
use carrick::gitlab::openid::Unproven;
use local_gitlab::{Forgery, Setting};

use super::{Desk, now, reason, set};

/// A moment so many seconds from now, as `Date` tells it.
fn date(seconds: i64) -> Option<String> {
    let moment = jiff::Timestamp::from_millisecond(now() + seconds * 1000).unwrap();
    Some(moment.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

#[tokio::test]
async fn a_token_whose_time_is_over_proves_nobody() {
    let desk = Desk::new();
    let ends = |from_now: i64| [Forgery::Claims(set("exp", now() / 1000 + from_now))];
    desk.refuses(&ends(-65), Unproven::Expired, "it ended a minute ago").await;
    desk.accepts(&ends(-50), "clocks of one GitLab may be a minute apart").await;
    desk.refuses(&ends(-3600), Unproven::Expired, "it ended an hour ago").await;
}

#[tokio::test]
async fn a_token_that_was_not_made_just_now_proves_nobody() {
    let desk = Desk::new();
    let made = |from_now: i64| {
        let at = now() / 1000 + from_now;
        [Forgery::Claims(set("iat", at)), Forgery::Claims(set("exp", at.max(now() / 1000) + 120))]
    };
    desk.refuses(&made(310), Unproven::IssuedAt, "it is from the future").await;
    desk.refuses(&made(-310), Unproven::IssuedAt, "it is an old one that lasts").await;
    for near in [240, -240] {
        desk.accepts(&made(near), "some minutes are a clock's").await;
    }
}

#[tokio::test]
async fn a_token_with_times_that_are_none_proves_nobody() {
    let desk = Desk::new();
    for claim in ["exp", "iat"] {
        for odd in ["soon", "2026-11-27T00:00:00Z", ""] {
            desk.refuses(&[Forgery::Claims(set(claim, odd))], Unproven::Malformed, "a time is a number").await;
        }
        desk.refuses(&[Forgery::Claims(super::remove(claim))], Unproven::Malformed, "a token without one").await;
    }
    let last = [Forgery::Claims(set("iat", i64::MIN)), Forgery::Claims(set("exp", i64::MAX))];
    desk.gitlab.forge_id_tokens(&last);
    assert!(desk.sign_in("alice").await.is_err(), "no number is too large to be refused");
}

#[tokio::test]
async fn a_computer_whose_clock_is_hours_off_signs_in_all_the_same() {
    for hours in [2, -2] {
        let desk = Desk::new();
        desk.gitlab.set_clock_offset(hours * 3600);
        let person = desk.sign_in("alice").await.expect("GitLab's clock counts");
        let clock = person.clock.expect("the difference is noted");
        assert!((clock - hours * 3600).abs() <= 2, "by how much GitLab's is ahead: {clock} s");
    }
    let desk = Desk::new();
    desk.gitlab.set_clock_offset(100);
    assert_eq!(desk.sign_in("alice").await.map(|person| person.clock), Ok(None), "a little is nothing to speak of");
}

#[tokio::test]
async fn an_old_token_is_not_made_good_by_this_computers_clock() {
    let desk = Desk::new();
    let brought = desk.bring("alice", &["openid"]).await;
    assert!(desk.prove(&brought).await.is_ok(), "it is good now");
    let mut late = brought;
    late.pair.given_at = late.pair.given_at.map(|at| at + 2 * 3600 * 1000);
    let answer = desk.prove(&late).await;
    let Err(Error::Unproven { reason, clock: Some(clock) }) = answer else {
        panic!("GitLab says it is late: {answer:?}")
    };
    assert_eq!(reason, Unproven::Expired, "by GitLab's clock it is");
    assert!((clock - 7200).abs() <= 2, "and the difference is noted: {clock} s");
}

#[tokio::test]
async fn an_answer_that_tells_another_time_than_its_token_proves_nobody() {
    let desk = Desk::new();
    for (seconds, expected) in [(2 * 3600, Unproven::Expired), (-2 * 3600, Unproven::IssuedAt)] {
        desk.gitlab.set_setting(Setting::DateHeader(date(seconds)));
        let answer = desk.sign_in("alice").await.map_err(|error| reason(&error));
        assert_eq!(answer, Err(Some(expected)), "{seconds} s apart, one of the two is not GitLab's");
    }
    desk.gitlab.set_setting(Setting::DateHeader(date(45)));
    desk.accepts(&[], "some seconds are the way's").await;
}

#[tokio::test]
async fn where_an_answer_tells_no_time_this_computers_counts() {
    let desk = Desk::new();
    for odd in ["yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "0"] {
        desk.gitlab.set_setting(Setting::DateHeader(Some(odd.to_owned())));
        let person = desk.sign_in("alice").await.expect("this computer's clock is right");
        assert_eq!(person.clock, None, "{odd:?} is no time to compare with");
        desk.gitlab.forge_id_tokens(&[Forgery::Claims(set("exp", now() / 1000 - 65))]);
        let answer = desk.sign_in("alice").await.map_err(|error| reason(&error));
        assert_eq!(answer, Err(Some(Unproven::Expired)), "{odd:?} makes no token good");
        desk.gitlab.forge_id_tokens(&[]);
    }
}
