use crate::support::browser::Browser;
use crate::support::http::send;
use crate::support::{api, start, token};
use local_gitlab::{AccessLevel, LocalGitlab, NewProject, Visibility};
use serde_json::json;

fn project(gitlab: &LocalGitlab, path: &str, members: &[(&str, AccessLevel)]) -> u64 {
    let members = members.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect();
    gitlab.create_project(NewProject { path: path.to_owned(), members, ..NewProject::default() }).id
}

#[test]
fn a_project_tells_where_it_is_and_what_its_person_may() {
    let gitlab = start();
    let id = project(&gitlab, "group/sub/web", &[("alice", AccessLevel::Developer)]);
    gitlab.set_group_member("group", "alice", Some(AccessLevel::Reporter));
    let token = token(&gitlab, "alice", &["read_api"]);
    let answer = api(&gitlab, &format!("/api/v4/projects/{id}"), &token);
    assert_eq!(answer.status, 200, "its member sees it");
    let body = answer.json();
    assert_eq!(body["path_with_namespace"], "group/sub/web", "the whole path");
    assert_eq!(body["name_with_namespace"], "group / sub / web", "the names of its groups");
    assert_eq!(body["http_url_to_repo"], format!("{}/group/sub/web.git", gitlab.url()), "where git goes");
    assert_eq!((&body["archived"], &body["empty_repo"]), (&json!(false), &json!(false)), "how it stands");
    assert_eq!(body["namespace"]["full_path"], "group/sub", "its group");
    assert_eq!(body["namespace"]["web_url"], format!("{}/groups/group/sub", gitlab.url()), "whose page is a group's");
    let own = json!({ "access_level": 30, "notification_level": 3 });
    let inherited = json!({ "access_level": 20, "notification_level": 3 });
    assert_eq!(body["permissions"], json!({ "project_access": own, "group_access": inherited }), "both are told");
    assert!(body.get("statistics").is_none(), "sizes only when asked for");
    let sized = api(&gitlab, &format!("/api/v4/projects/{id}?statistics=true"), &token).json();
    assert!(sized["statistics"]["repository_size"].as_u64().unwrap() > 0, "then a reporter gets them");
    let by_path = api(&gitlab, "/api/v4/projects/GROUP%2Fsub%2Fweb", &token);
    assert_eq!(by_path.json()["id"], id, "a path in any case will do");
}

#[test]
fn what_one_may_not_see_is_not_found() {
    let gitlab = start();
    let id = project(&gitlab, "group/secret", &[]);
    let token = token(&gitlab, "alice", &["api"]);
    for path in
        [format!("/api/v4/projects/{id}"), "/api/v4/projects/group%2Fsecret".into(), "/api/v4/projects/9".into()]
    {
        let answer = api(&gitlab, &path, &token);
        assert_eq!((answer.status, answer.json()), (404, json!({ "message": "404 Project Not Found" })), "{path}");
    }
    gitlab.edit_project(id, |project| project.visibility = Visibility::Internal);
    let path = format!("/api/v4/projects/{id}");
    assert_eq!(api(&gitlab, &path, &token).status, 200, "internal is for whoever signed in");
    assert_eq!(send(&gitlab, "GET", &path, &[], None).unwrap().status, 404, "and for nobody else");
    gitlab.edit_project(id, |project| project.visibility = Visibility::Public);
    let open = send(&gitlab, "GET", &path, &[], None).unwrap();
    assert_eq!(open.status, 200, "public is for everybody");
    assert!(open.json().get("permissions").is_none(), "who is nobody has no permissions");
}

#[test]
fn projects_need_an_api_scope() {
    let gitlab = start();
    let id = project(&gitlab, "group/web", &[("alice", AccessLevel::Owner)]);
    let narrow = token(&gitlab, "alice", &["read_user", "write_repository"]);
    for path in
        ["/api/v4/projects".to_owned(), format!("/api/v4/projects/{id}"), "/api/v4/groups/group/projects".into()]
    {
        let answer = api(&gitlab, &path, &narrow);
        assert_eq!(answer.status, 403, "{path} is more than a profile");
        assert_eq!(
            (answer.field("error"), answer.field("scope")),
            ("insufficient_scope".into(), "api read_api".into()),
            "{path}"
        );
    }
}

#[test]
fn a_moved_project_answers_301_at_its_old_path_until_another_takes_it() {
    let gitlab = start();
    let id = project(&gitlab, "group/old", &[("alice", AccessLevel::Developer)]);
    let token = token(&gitlab, "alice", &["api"]);
    assert!(gitlab.move_project(id, "other/new"), "it is moved");
    let moved = api(&gitlab, "/api/v4/projects/group%2Fold?statistics=true", &token);
    let to = format!("{}/api/v4/projects/{id}?statistics=true", gitlab.url());
    assert_eq!((moved.status, moved.header("location")), (301, Some(to.as_str())), "to the number, with its query");
    assert!(moved.header("content-type").unwrap().starts_with("text/plain"), "in plain text");
    assert_eq!(moved.text(), format!("This resource has been moved permanently to {to}"), "in these words");
    let bearer = format!("Bearer {token}");
    let put = send(&gitlab, "PUT", "/api/v4/projects/group%2Fold", &[("Authorization", &bearer)], None).unwrap();
    assert_eq!(put.status, 405, "nothing is written there");
    let body = api(&gitlab, &format!("/api/v4/projects/{id}"), &token).json();
    assert_eq!(body["path_with_namespace"], "other/new", "its number stays");
    let second = project(&gitlab, "group/old", &[("alice", AccessLevel::Developer)]);
    assert_eq!(api(&gitlab, "/api/v4/projects/group%2Fold", &token).json()["id"], second, "the path is another's now");
}

#[test]
fn a_person_who_changes_their_username_takes_their_projects_along() {
    let gitlab = start();
    let id = project(&gitlab, "alice/dotfiles", &[]);
    let token = token(&gitlab, "alice", &["api"]);
    let body = api(&gitlab, &format!("/api/v4/projects/{id}"), &token).json();
    assert_eq!(body["permissions"]["project_access"]["access_level"], 50, "it is theirs");
    assert_eq!(body["namespace"]["kind"], "user", "in a namespace of a person");
    assert!(gitlab.rename_user("alice", "alice2"), "the name is changed");
    let body = api(&gitlab, &format!("/api/v4/projects/{id}"), &token).json();
    assert_eq!(body["path_with_namespace"], "alice2/dotfiles", "the path follows");
    assert_eq!(api(&gitlab, "/api/v4/projects/alice%2Fdotfiles", &token).status, 301, "the old one leads to it");
}

#[test]
fn a_removed_project_is_gone_and_its_path_free() {
    let gitlab = start();
    let id = project(&gitlab, "group/web", &[("alice", AccessLevel::Owner)]);
    let token = token(&gitlab, "alice", &["api"]);
    assert!(gitlab.remove_project(id), "it is removed");
    assert_eq!(api(&gitlab, "/api/v4/projects/group%2Fweb", &token).status, 404, "nothing is there");
    assert_ne!(project(&gitlab, "group/web", &[]), id, "its number is not given again");
}

#[test]
fn user_tells_the_addresses_for_commits_and_for_everybody() {
    let gitlab = start();
    let token = token(&gitlab, "alice", &["read_user"]);
    let body = api(&gitlab, "/api/v4/user", &token).json();
    assert_eq!((&body["commit_email"], &body["public_email"]), (&body["email"], &json!("")), "the primary one serves");
    gitlab.edit_user("alice", |user| {
        user.commit_email = Some("7-alice@users.noreply.gitlab.test".to_owned());
        user.public_email = Some("hello@example.com".to_owned());
    });
    let body = api(&gitlab, "/api/v4/user", &token).json();
    assert_eq!(body["email"], "alice@example.com", "the primary one stays");
    assert_eq!(body["commit_email"], "7-alice@users.noreply.gitlab.test", "GitLab's own for commits");
    assert_eq!(body["public_email"], "hello@example.com", "and one for everybody");
}

#[test]
fn a_project_has_a_page_and_an_old_path_leads_to_it() {
    let gitlab = start();
    gitlab.furnish();
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let home = browser.get("/");
    assert!(home.text().contains("href=\"/group/web\""), "it is on the list of its members");
    assert!(!home.text().contains("work/payroll"), "and on no other's");
    let page = browser.get("/group/web");
    assert!(page.text().contains(&format!("{}/group/web.git", gitlab.url())), "with what to clone");
    gitlab.move_project(gitlab.project_at("group/web").unwrap().id, "group/site");
    assert_eq!(browser.get("/group/web").header("location"), Some("/group/site"), "moved");
    assert_eq!(browser.get("/work/payroll").status, 404, "what is not theirs is not there");
}

#[test]
fn what_is_written_to_a_project_is_refused() {
    let gitlab = start();
    let id = project(&gitlab, "group/web", &[("alice", AccessLevel::Owner)]);
    let bearer = format!("Bearer {}", token(&gitlab, "alice", &["api"]));
    let path = format!("/api/v4/projects/{id}");
    let put = send(&gitlab, "PUT", &path, &[("Authorization", &bearer)], None).unwrap();
    assert_eq!((put.status, put.json()), (405, json!({ "message": "405 Method Not Allowed" })), "nothing is changed");
}
