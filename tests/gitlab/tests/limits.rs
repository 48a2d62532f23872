use crate::support::merge_requests::Desk;
use crate::support::token;
use local_gitlab::{MergeRequestJobs, Setting};

#[test]
fn a_limit_is_told_on_every_answer_and_then_refuses() {
    let desk = Desk::prompt(MergeRequestJobs::None);
    assert_eq!(desk.get("/user").header("ratelimit-remaining"), None, "without a limit nothing is told");
    desk.gitlab.set_setting(Setting::RequestLimit(Some(2)));
    desk.pass(15);
    let first = desk.get("/user");
    assert_eq!((first.status, first.header("ratelimit-remaining")), (200, Some("1")), "one is left");
    assert_eq!(first.header("ratelimit-limit"), Some("2"), "of two");
    desk.get("/user");
    let refused = desk.get("/user");
    assert_eq!((refused.status, refused.text().as_str()), (429, "Retry later\n"), "the third is refused in plain text");
    assert_eq!(refused.header("retry-after"), Some("45"), "until the minute is over");
    assert!(refused.header("ratelimit-resettime").is_some(), "which is said in words too");
    let bob = token(&desk.gitlab, "bob", &["api"]);
    assert_eq!(desk.ask("GET", "/user", &bob, None).status, 200, "others are counted for themselves");
    desk.pass(45);
    assert_eq!(desk.get("/user").status, 200, "then it goes on");
}
