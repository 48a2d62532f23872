use crate::support::http::{Answer, send};
use crate::support::{start, token};
use base64::Engine as _;
use local_gitlab::{AccessLevel, LocalGitlab, NewFile, NewProject, Visibility};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

fn furnished(level: AccessLevel) -> (LocalGitlab, u64) {
    let gitlab = start();
    let project = gitlab.create_project(NewProject {
        path: "group/large".to_owned(),
        members: vec![("alice".to_owned(), level)],
        files: vec![NewFile::large("movie.bin", "a long movie")],
        ..NewProject::default()
    });
    (gitlab, project.id)
}

fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{name}:{password}")))
}

fn ask(gitlab: &LocalGitlab, method: &str, path: &str, authorization: &str, body: Option<&str>) -> Answer {
    let headers = [("Authorization", authorization), ("Content-Type", "application/vnd.git-lfs+json")];
    send(gitlab, method, path, if authorization.is_empty() { &headers[1..] } else { &headers }, body)
        .expect("the server answers")
}

fn oid(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn batch(gitlab: &LocalGitlab, authorization: &str, operation: &str, bytes: &[u8]) -> Answer {
    let objects = json!([{ "oid": oid(bytes), "size": bytes.len() }]);
    let body = json!({ "operation": operation, "transfers": ["basic"], "objects": objects }).to_string();
    ask(gitlab, "POST", "/group/large.git/info/lfs/objects/batch", authorization, Some(&body))
}

/// Where an action leads, below the instance, and the token it carries.
fn action(gitlab: &LocalGitlab, answer: &Answer, name: &str) -> (String, String) {
    let action: Value = answer.json()["objects"][0]["actions"][name].clone();
    let href = action["href"]
        .as_str()
        .expect("the action is there")
        .strip_prefix(&gitlab.url())
        .expect("a link within the instance")
        .to_owned();
    (href, action["header"]["Authorization"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_large_file_is_a_pointer_in_git_and_bytes_behind_a_token_of_its_own() {
    let (gitlab, id) = furnished(AccessLevel::Reporter);
    let repository = gitlab.repository(id).unwrap();
    assert!(repository.git(&["show", "main:movie.bin"]).unwrap().contains(&oid(b"a long movie")), "a pointer");
    assert!(repository.git(&["show", "main:.gitattributes"]).unwrap().contains("filter=lfs"), "and its attribute");
    let token = token(&gitlab, "alice", &["read_repository"]);
    let answer = batch(&gitlab, &basic("oauth2", &token), "download", b"a long movie");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/vnd.git-lfs+json")), "a batch");
    let (href, authorization) = action(&gitlab, &answer, "download");
    assert!(!authorization.contains(&basic("oauth2", &token)[6..]), "git's own token is not passed on");
    assert_eq!(ask(&gitlab, "GET", &href, &authorization, None).body, b"a long movie", "the bytes");
    assert_eq!(ask(&gitlab, "GET", &href, "", None).status, 401, "not without the token");
    gitlab.set_clock_offset(7201);
    assert_eq!(ask(&gitlab, "GET", &href, &authorization, None).status, 401, "which lives for a while only");
}

#[test]
fn what_is_sent_must_be_what_was_announced() {
    let (gitlab, _) = furnished(AccessLevel::Developer);
    let token = token(&gitlab, "alice", &["write_repository"]);
    let authorization = basic("oauth2", &token);
    let answer = batch(&gitlab, &authorization, "upload", b"new");
    let (href, own) = action(&gitlab, &answer, "upload");
    assert_eq!(ask(&gitlab, "PUT", &href, &own, Some("old")).status, 400, "other bytes are refused");
    assert_eq!(ask(&gitlab, "PUT", &href, &own, Some("new")).status, 200, "the right ones are kept");
    let again = batch(&gitlab, &authorization, "upload", b"new");
    assert_eq!(again.json()["objects"][0].get("actions"), None, "what is there is not asked for again");
    let missing = batch(&gitlab, &authorization, "download", b"never seen");
    assert_eq!(missing.json()["objects"][0]["error"]["code"], 404, "what is not there is said per object");
    let locks = ask(&gitlab, "POST", "/group/large.git/info/lfs/locks/verify", &authorization, Some("{}"));
    assert_eq!((locks.status, locks.json()), (200, json!({ "ours": [], "theirs": [] })), "nobody holds a lock");
}

#[test]
fn large_files_are_refused_in_json() {
    let (gitlab, id) = furnished(AccessLevel::Reporter);
    let token = token(&gitlab, "alice", &["api"]);
    let refused = batch(&gitlab, &basic("oauth2", &token), "upload", b"new");
    assert_eq!(
        (refused.status, refused.field("message")),
        (403, "Access forbidden. Check your access level.".into()),
        "a reporter"
    );
    let nobody = batch(&gitlab, "", "download", b"a long movie");
    assert_eq!(nobody.status, 401, "nobody");
    assert_eq!(nobody.header("www-authenticate"), Some("Basic realm=\"GitLab\""), "is asked for a password");
    gitlab.set_member(id, "alice", None);
    let hidden = batch(&gitlab, &basic("oauth2", &token), "download", b"a long movie");
    assert_eq!((hidden.status, hidden.field("message")), (404, "Not found.".into()), "a stranger");
    gitlab.edit_project(id, |project| project.visibility = Visibility::Public);
    let open = batch(&gitlab, "", "download", b"a long movie");
    assert_eq!(open.json()["objects"][0]["authenticated"], true, "what is public needs no token");
    let (href, none) = action(&gitlab, &open, "download");
    assert_eq!((none.as_str(), ask(&gitlab, "GET", &href, "", None).status), ("", 200), "and carries none");
}
