use crate::support::git::Git;
use crate::support::merge_requests::Desk;
use crate::support::token;
use local_gitlab::MergeRequestJobs;
use serde_json::{Value, json};

fn told(answer: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
    let rows = answer.as_array().expect("a list").iter();
    rows.map(|one| (text(&one["action_name"]), text(&one["push_data"]["ref"]))).collect()
}

#[test]
fn own_pushes_are_told_by_whole_days() {
    let desk = Desk::prompt(MergeRequestJobs::None);
    let git = Git::with_token(&desk.token);
    assert!(git.clone(&format!("{}/group/web.git", desk.gitlab.url()), "web").is_ok(), "it is cloned");
    assert!(git.run("web", &["switch", "-q", "-c", "one"]).is_ok(), "a branch");
    assert!(git.push_file("web", "a", b"a").is_ok(), "is pushed");
    assert!(git.push_file("web", "b", b"b").is_ok(), "twice");
    let head = git.run("web", &["rev-parse", "HEAD"]).printed();
    let events = desk.get("/events?action=pushed").json();
    let row = |action: &str, name: &str| (action.to_owned(), name.to_owned());
    assert_eq!(told(&events), [row("pushed to", "one"), row("pushed new", "one")], "the newest first");
    assert_eq!(events[0]["push_data"]["commit_to"], head, "with the commit");
    assert_eq!(events[0]["project_id"], desk.project, "and the project");
    let many =
        ["push", "-q", "origin", "HEAD:refs/heads/w", "HEAD:refs/heads/x", "HEAD:refs/heads/y", "HEAD:refs/heads/z"];
    assert!(git.run("web", &many).is_ok(), "four at once");
    let events = desk.get("/events").json();
    assert_eq!(told(&events)[0], row("pushed to", "none"), "are one event without a name");
    assert_eq!(events[0]["push_data"]["ref_count"], 4, "of so many");
    assert_eq!(desk.get("/events?after=2026-03-02").json(), json!([]), "the day itself does not count");
    assert_eq!(desk.get("/events?after=2026-03-01").json().as_array().unwrap().len(), 3, "the day before has it count");
    let bob = token(&desk.gitlab, "bob", &["read_user"]);
    assert_eq!(desk.ask("GET", "/events", &bob, None).json(), json!([]), "those of others are not told");
}
