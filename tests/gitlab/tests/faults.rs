use crate::support::http::send;
use crate::support::{api, code, confidential, exchange, linked, post, refresh, start};
use local_gitlab::{Fault, FaultKind, JsonEdit};
use serde_json::json;
use std::thread;
use std::time::{Duration, Instant};

const TOKEN: &str = "/oauth/token";

#[test]
fn a_status_comes_with_retry_after_and_body() {
    let gitlab = start();
    let kind = FaultKind::Status { code: 503, retry_after: Some(7), body: r#"{"message":"busy"}"#.to_owned() };
    gitlab.fault(Fault::once(TOKEN, kind));
    let answer = post(&gitlab, TOKEN, &[]);
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("7")), "as asked for");
    assert_eq!((answer.field("message").as_str(), answer.header("content-type")), ("busy", Some("application/json")));
    assert_eq!(post(&gitlab, TOKEN, &[]).status, 400, "once means once");
}

#[test]
fn faults_queue_up_and_are_cleared() {
    let gitlab = start();
    let status = |code| FaultKind::Status { code, retry_after: None, body: String::new() };
    gitlab.fault(Fault::times(TOKEN, 2, status(500)));
    gitlab.fault(Fault::always(TOKEN, status(502)));
    let statuses: Vec<u16> = (0..4).map(|_| post(&gitlab, TOKEN, &[]).status).collect();
    assert_eq!(statuses, [500, 500, 502, 502], "the older one is used up first");
    assert_eq!(post(&gitlab, "/oauth/revoke", &[]).status, 403, "other paths answer as ever: no client, no revocation");
    assert_eq!(send(&gitlab, "GET", "/oauth/token/info", &[], None).unwrap().status, 400, "those below it too");
    gitlab.clear_faults();
    assert_eq!(post(&gitlab, TOKEN, &[]).status, 400, "cleared is cleared");
}

#[test]
fn a_path_with_a_slash_at_its_end_means_everything_below() {
    let gitlab = start();
    gitlab.fault(Fault::always("/api/", FaultKind::Html));
    assert_eq!(send(&gitlab, "GET", "/api/v4/version", &[], None).unwrap().status, 200, "below");
    assert_eq!(send(&gitlab, "GET", "/users/sign_in", &[], None).unwrap().status, 200, "elsewhere");
    gitlab.fault(Fault::once("/", FaultKind::PlainText429));
    assert_eq!(send(&gitlab, "GET", "/users/sign_in", &[], None).unwrap().status, 429, "a slash alone is everything");
}

#[test]
fn the_rate_limiter_speaks_plain_text() {
    let gitlab = start();
    gitlab.fault(Fault::once(TOKEN, FaultKind::PlainText429));
    let answer = post(&gitlab, TOKEN, &[]);
    assert_eq!((answer.status, answer.text().as_str()), (429, "Retry later\n"), "no JSON");
    assert!(answer.header("content-type").unwrap().starts_with("text/plain"), "and it says so");
    assert!(answer.header("retry-after").is_some() && answer.header("ratelimit-limit").is_some(), "with its headers");
}

#[test]
fn a_delay_comes_before_acting_and_a_slow_answer_after() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    let wait = Duration::from_millis(150);
    gitlab.fault(Fault::once(TOKEN, FaultKind::Delay(wait)));
    let before = Instant::now();
    let answer = refresh(&gitlab, &application, &pair.refresh_token);
    assert!(answer.status == 200 && before.elapsed() >= wait, "it answers late and well");
    gitlab.fault(Fault::once(TOKEN, FaultKind::SlowAnswer(Duration::from_secs(20))));
    let client = thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let form = format!(
                "grant_type=refresh_token&refresh_token={}&client_id={}&client_secret={}",
                answer.field("refresh_token"),
                application.id,
                application.secret
            );
            send(&gitlab, "POST", TOKEN, &[], Some(&form))
        });
        let deadline = Instant::now() + Duration::from_secs(10);
        while gitlab.live_pairs().iter().any(|pair| pair.access_token == answer.field("access_token")) {
            assert!(Instant::now() < deadline, "the server acts before it answers");
            thread::yield_now();
        }
        gitlab.go_offline();
        waiting.join().unwrap()
    });
    assert!(client.is_err(), "the client never had its answer");
}

#[test]
fn a_client_that_hangs_up_does_not_stop_the_server_from_acting() {
    use std::io::Write as _;
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    gitlab.fault(Fault::once(TOKEN, FaultKind::Delay(Duration::from_millis(100))));
    let form = format!(
        "grant_type=refresh_token&refresh_token={}&client_id={}&client_secret={}",
        pair.refresh_token, application.id, application.secret
    );
    let request = format!(
        "POST {TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", gitlab.port())).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    gitlab.wait_for_request(|request| request.path == TOKEN, Duration::from_secs(10)).expect("it arrives");
    drop(stream);
    let deadline = Instant::now() + Duration::from_secs(10);
    while gitlab.live_pairs() == [pair.clone()] {
        assert!(Instant::now() < deadline, "the rotation happens all the same");
        thread::yield_now();
    }
}

#[test]
fn a_reset_does_nothing_and_a_lost_answer_has_done_everything() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", pair.refresh_token.as_str()),
        ("client_id", application.id.as_str()),
        ("client_secret", application.secret.as_str()),
    ];
    let body = crate::support::http::form(&form);
    gitlab.fault(Fault::once(TOKEN, FaultKind::Reset));
    assert!(send(&gitlab, "POST", TOKEN, &[], Some(&body)).is_err(), "no answer comes");
    assert_eq!(gitlab.live_pairs(), std::slice::from_ref(&pair), "and nothing happened");
    gitlab.fault(Fault::once(TOKEN, FaultKind::AnswerLost));
    assert!(send(&gitlab, "POST", TOKEN, &[], Some(&body)).is_err(), "no answer comes");
    let live = gitlab.live_pairs();
    assert!(live.len() == 1 && live[0] != pair, "but the pair was turned over");
    assert_eq!(gitlab.requests().iter().filter(|request| request.path == TOKEN).count(), 2, "both were seen");
}

#[test]
fn a_truncated_answer_has_its_first_half_and_the_whole_length() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let code = code(&gitlab, &application, &[]);
    gitlab.fault(Fault::once(TOKEN, FaultKind::Truncate));
    let answer = exchange(&gitlab, &application, &code);
    assert_eq!(answer.status, 200, "it begins well");
    assert!(!answer.whole, "less comes than was promised");
    assert!(answer.text().starts_with('{') && !answer.body.is_empty(), "half of the body comes");
    assert!(serde_json::from_str::<serde_json::Value>(&answer.text()).is_err(), "which is no JSON");
    let live = gitlab.live_pairs();
    assert_eq!(live.len(), 1, "the pair was issued");
    assert!(answer.text().contains(&live[0].access_token), "and a whole token of it was sent");
}

#[test]
fn a_garbled_answer_is_no_json_and_holds_the_whole_pair() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    gitlab.fault(Fault::once(TOKEN, FaultKind::Garble));
    let answer = refresh(&gitlab, &application, &pair.refresh_token);
    assert!(answer.status == 200 && answer.whole, "nothing but the body is wrong");
    assert!(serde_json::from_str::<serde_json::Value>(&answer.text()).is_err(), "which is no JSON");
    let live = gitlab.live_pairs();
    assert_ne!(live, [pair], "the pair was turned over");
    let holds = |token: &str| answer.text().contains(token);
    assert!(holds(&live[0].access_token) && holds(&live[0].refresh_token), "and both new tokens were sent");
}

#[test]
fn wrong_bodies_come_as_asked_for() {
    let gitlab = start();
    gitlab.fault(Fault::once(TOKEN, FaultKind::Html));
    let html = post(&gitlab, TOKEN, &[]);
    assert_eq!((html.status, html.header("content-type")), (200, Some("text/html; charset=utf-8")), "a captive portal");
    gitlab.fault(Fault::once(TOKEN, FaultKind::Garbage("{\"access_token\":".to_owned())));
    let garbage = post(&gitlab, TOKEN, &[]);
    assert_eq!(garbage.header("content-type"), Some("application/json"), "garbage says that it is JSON");
    assert_eq!(garbage.text(), "{\"access_token\":", "and is what was asked for");
    gitlab.fault(Fault::once(TOKEN, FaultKind::Redirect("https://elsewhere.example/".to_owned())));
    let redirect = post(&gitlab, TOKEN, &[]);
    assert_eq!((redirect.status, redirect.header("location")), (302, Some("https://elsewhere.example/")), "away");
    gitlab.fault(Fault::once(TOKEN, FaultKind::Gigantic));
    let gigantic = post(&gitlab, TOKEN, &[]);
    assert!(gigantic.body.len() > 60 * 1024 * 1024, "gigantic is tens of MiB");
    assert_eq!(gigantic.header("content-length"), None, "which nobody announces");
}

#[test]
fn json_answers_can_be_edited() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    let edit = |edit| gitlab.fault(Fault::once(TOKEN, FaultKind::ReplaceJson(edit)));
    edit(JsonEdit::Remove("access_token".to_owned()));
    let answer = refresh(&gitlab, &application, &pair.refresh_token);
    assert!(answer.json().get("access_token").is_none(), "a field is missing");
    assert!(answer.whole, "the length is right");
    edit(JsonEdit::Set("expires_in".to_owned(), json!("soon")));
    let answer = refresh(&gitlab, &application, &answer.field("refresh_token"));
    assert_eq!(answer.json()["expires_in"], "soon", "a field has another type");
    edit(JsonEdit::Whole(json!([1, 2])));
    let last = refresh(&gitlab, &application, &answer.field("refresh_token"));
    assert_eq!(last.json(), json!([1, 2]), "all of it is something else");
    let live = gitlab.live_pairs();
    assert_eq!(api(&gitlab, "/api/v4/user", &live[0].access_token).status, 200, "the server has acted each time");
}

#[test]
fn a_bare_answer_has_done_everything_and_says_nothing() {
    for status in [200, 204] {
        let gitlab = start();
        let (application, pair) = linked(&gitlab);
        gitlab.fault(Fault::once(TOKEN, FaultKind::Bare(status)));
        let answer = refresh(&gitlab, &application, &pair.refresh_token);
        assert_eq!((answer.status, answer.text().as_str()), (status, ""), "no word of what happened");
        assert_ne!(gitlab.live_pairs(), [pair], "the pair was turned over");
    }
}

#[test]
fn a_byte_order_mark_comes_before_the_whole_answer() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    gitlab.fault(Fault::once(TOKEN, FaultKind::ByteOrderMark));
    let answer = refresh(&gitlab, &application, &pair.refresh_token);
    let json = answer.body.strip_prefix(b"\xef\xbb\xbf").expect("the mark stands first");
    let json: serde_json::Value = serde_json::from_slice(json).expect("then comes the JSON");
    assert_eq!(json["access_token"], gitlab.live_pairs()[0].access_token.as_str(), "of the new pair");
}

#[test]
fn a_stream_cannot_be_reset_where_there_is_none() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    gitlab.fault(Fault::always(TOKEN, FaultKind::ResetStream(13)));
    assert_eq!(refresh(&gitlab, &application, &pair.refresh_token).status, 200, "HTTP/1.1 is served as ever");
}
