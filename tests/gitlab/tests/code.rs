use crate::support::git::Git;
use crate::support::merge_requests::Desk;
use base64::Engine as _;
use local_gitlab::{AccessLevel, MergeRequestJobs, NewFile, ProtectedBranch};
use serde_json::json;

#[test]
fn a_file_is_written_to_a_new_branch_and_a_merge_request_opens() {
    let desk = Desk::prompt(MergeRequestJobs::NoFile);
    let made = desk.send(&desk.of("/repository/branches?branch=carrick&ref=main"), &json!({}));
    assert_eq!((made.status, made.field("name").as_str()), (201, "carrick"), "a branch");
    let twice = desk.send(&desk.of("/repository/branches?branch=carrick&ref=main"), &json!({}));
    assert_eq!((twice.status, twice.field("message").as_str()), (400, "Branch already exists"), "once");
    let commit = |action: &str, branch: &str| {
        let actions =
            json!([{ "action": action, "file_path": ".gitlab-ci.yml", "content": "test:\n  script: make\n" }]);
        desk.send(
            &desk.of("/repository/commits"),
            &json!({
                "branch": branch, "commit_message": "Build merge requests", "actions": actions,
            }),
        )
    };
    assert_eq!(
        commit("update", "carrick").field("message"),
        "A file with this name doesn't exist",
        "what is not there"
    );
    let written = commit("create", "carrick");
    assert_eq!(written.status, 201, "written: {}", written.text());
    assert_eq!(commit("create", "carrick").field("message"), "A file with this name already exists", "once");
    let file = desk.get(&desk.of("/repository/files/.gitlab-ci.yml?ref=carrick")).json();
    let text = base64::engine::general_purpose::STANDARD.decode(file["content"].as_str().unwrap()).unwrap();
    assert_eq!(text, b"test:\n  script: make\n", "it is there");
    let raw = desk.get(&desk.of("/repository/files/.gitlab-ci.yml/raw?ref=carrick"));
    assert_eq!(raw.text().as_bytes(), text, "as it is too");
    let missing = desk.get(&desk.of("/repository/files/.gitlab-ci.yml?ref=main"));
    assert_eq!((missing.status, missing.field("message").as_str()), (404, "404 File Not Found"), "and nowhere else");
    let body = json!({ "source_branch": "carrick", "target_branch": "main", "title": "Build merge requests" });
    let opened = desk.send(&desk.of("/merge_requests"), &body);
    assert_eq!((opened.status, opened.json()["iid"].clone()), (201, json!(1)), "a merge request opens");
    assert_eq!(opened.json()["sha"], written.json()["id"], "of that commit");
    assert_eq!(desk.get(&desk.of("/merge_requests/1/diffs")).json()[0]["new_path"], ".gitlab-ci.yml", "with the file");
    let twin = desk.send(&desk.of("/merge_requests"), &body);
    let why = json!({ "message": ["Another open merge request already exists for this source branch: !1"] });
    assert_eq!((twin.status, twin.json()), (409, why), "once");
    let nowhere = json!({ "source_branch": "nowhere", "target_branch": "main", "title": "x" });
    assert_eq!(desk.send(&desk.of("/merge_requests"), &nowhere).status, 400, "of a branch that is there");
}

#[test]
fn protected_branches_are_listed_and_hold() {
    let desk = Desk::prompt(MergeRequestJobs::None);
    let maintainer = Some(AccessLevel::Maintainer);
    desk.gitlab.edit_project(desk.project, |project| {
        project.ci.protected = vec![ProtectedBranch { name: "main".to_owned(), push: maintainer, merge: maintainer }];
    });
    let listed = desk.get(&desk.of("/protected_branches")).json();
    assert_eq!(listed[0]["name"], "main", "by name");
    assert_eq!(listed[0]["push_access_levels"][0]["access_level"], 40, "with who may push");
    let body = json!({
        "branch": "main", "commit_message": "x",
        "actions": [{ "action": "create", "file_path": "x", "content": "x" }],
    });
    let refused = desk.send(&desk.of("/repository/commits"), &body);
    assert_eq!(refused.field("message"), "You are not allowed to push into this branch", "by the API");
    let git = Git::with_token(&desk.token);
    assert!(git.clone(&format!("{}/group/web.git", desk.gitlab.url()), "web").is_ok(), "it is cloned");
    let pushed = git.push_file("web", "x", b"x");
    assert!(!pushed.is_ok(), "nor by git");
    let text = "GitLab: You are not allowed to push code to protected branches on this project.";
    assert!(pushed.said().contains(text), "in GitLab's words: {}", pushed.said());
}

#[test]
fn lint_knows_files_and_no_merge_requests() {
    let desk = Desk::prompt(MergeRequestJobs::NoFile);
    let none = desk.get(&desk.of("/ci/lint")).json();
    assert_eq!(
        (&none["valid"], &none["errors"][0]),
        (&json!(false), &json!("Please provide content of .gitlab-ci.yml")),
        "no"
    );
    let good = desk.send(&desk.of("/ci/lint"), &json!({ "content": "test:\n  script: make\n" }));
    assert_eq!((good.status, good.json()["valid"].clone()), (200, json!(true)), "a job that does something");
    let bad = desk.send(&desk.of("/ci/lint"), &json!({ "content": "test:\n  image: x\n" })).json();
    assert_eq!((&bad["valid"], bad["errors"].as_array().unwrap().len()), (&json!(false), 1), "and one that does not");
    let files = [NewFile::new(".gitlab-ci.yml", "test:\n  script: make\n")];
    desk.gitlab.push(desk.project, "main", "bob", "Build", &files).unwrap();
    desk.gitlab.edit_project(desk.project, |project| project.ci.merge_requests = MergeRequestJobs::None);
    let committed = desk.get(&desk.of("/ci/lint?include_jobs=true")).json();
    assert_eq!(
        (&committed["valid"], &committed["jobs"][0]["name"]),
        (&json!(true), &json!("test")),
        "what is committed"
    );
}

#[test]
fn members_are_told_with_what_they_inherit() {
    let desk = Desk::prompt(MergeRequestJobs::None);
    let alice = desk.gitlab.user("alice").unwrap().id;
    let path = desk.of(&format!("/members/all/{alice}"));
    assert_eq!(desk.get(&path).json()["access_level"], 30, "as a developer");
    desk.gitlab.set_group_member("group", "alice", Some(AccessLevel::Maintainer));
    assert_eq!(desk.get(&path).json()["access_level"], 40, "or what the group makes of her");
    let stranger = desk.gitlab.add_user(local_gitlab::NewUser { username: "eve".to_owned(), ..Default::default() });
    assert_eq!(
        desk.get(&desk.of(&format!("/members/all/{}", stranger.id))).status,
        404,
        "who is in neither is not found"
    );
}
