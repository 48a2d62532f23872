use crate::support::http::{Answer, send};
use crate::support::{api, start, token};
use local_gitlab::{AccessLevel, Fault, FaultKind, LocalGitlab, NewProject, Setting, Visibility};
use serde_json::{Value, json};

fn furnished() -> (LocalGitlab, String) {
    let gitlab = start();
    let make = |path: &str, visibility, level: Option<AccessLevel>| {
        let members = level.map(|level| ("alice".to_owned(), level)).into_iter().collect();
        gitlab.create_project(NewProject { path: path.to_owned(), visibility, members, ..NewProject::default() })
    };
    make("group/web", Visibility::Private, Some(AccessLevel::Developer));
    make("group/INVoicing", Visibility::Private, Some(AccessLevel::Guest));
    make("group/sub/deep-web", Visibility::Private, Some(AccessLevel::Maintainer));
    make("other/open", Visibility::Public, None);
    make("other/closed", Visibility::Private, None);
    let token = token(&gitlab, "alice", &["read_api"]);
    (gitlab, token)
}

fn paths(answer: &Answer) -> Vec<String> {
    let rows = answer.json();
    let path = |row: &Value| row["path_with_namespace"].as_str().expect("a path").to_owned();
    rows.as_array().expect("a list").iter().map(path).collect()
}

fn found(query: &str) -> Vec<String> {
    let (gitlab, token) = furnished();
    let answer = api(&gitlab, &format!("/api/v4/projects?order_by=id&sort=asc&{query}"), &token);
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    paths(&answer)
}

#[test]
fn membership_and_levels_narrow_the_list() {
    assert_eq!(found(""), ["group/web", "group/INVoicing", "group/sub/deep-web", "other/open"], "what is to be seen");
    assert_eq!(found("membership=true"), ["group/web", "group/INVoicing", "group/sub/deep-web"], "what one is in");
    assert_eq!(found("min_access_level=30"), ["group/web", "group/sub/deep-web"], "what one may push to");
    assert_eq!(found("visibility=public"), ["other/open"], "what everybody sees");
}

#[test]
fn search_looks_for_words_in_names_and_not_in_groups() {
    assert_eq!(found("search=WEB"), ["group/web", "group/sub/deep-web"], "in any case, anywhere in the name");
    assert_eq!(found("search=deep%20web"), ["group/sub/deep-web"], "every word");
    assert_eq!(found("search=group"), [""; 0], "groups are not looked at");
    assert_eq!(found("search=group&search_namespaces=true").len(), 3, "unless it is asked for");
    assert_eq!(found("search=we"), [""; 0], "two letters must be all there is");
}

#[test]
fn a_group_inherits_to_what_is_below_it() {
    let (gitlab, token) = furnished();
    gitlab.set_group_member("other", "alice", Some(AccessLevel::Owner));
    let answer = api(&gitlab, "/api/v4/projects?membership=true&order_by=id&sort=desc&per_page=1", &token);
    assert_eq!(paths(&answer), ["other/closed"], "a member of the group is in it");
    let permissions = &answer.json()[0]["permissions"];
    assert_eq!(permissions["project_access"], json!(null), "not by the project");
    assert_eq!(permissions["group_access"]["access_level"], 50, "but by the group");
}

#[test]
fn simple_leaves_out_what_one_may_do() {
    let (gitlab, token) = furnished();
    let whole = api(&gitlab, "/api/v4/projects?membership=true&statistics=true&order_by=id&sort=asc", &token).json();
    assert!(whole[0]["permissions"].is_object(), "the whole record has permissions");
    assert!(whole[0]["statistics"].is_object(), "and sizes, when asked for");
    assert!(whole[1].get("statistics").is_none(), "though not for a guest");
    assert!(whole[1].get("default_branch").is_none(), "who sees no code, not even the branch");
    let simple = api(&gitlab, "/api/v4/projects?membership=true&simple=true&order_by=id&sort=asc", &token).json();
    assert_eq!(simple[0]["default_branch"], "main", "the short one has the branch");
    for name in ["permissions", "archived", "empty_repo", "statistics", "_links"] {
        assert!(simple[0].get(name).is_none(), "and no {name}");
    }
    let nobody = send(&gitlab, "GET", "/api/v4/projects", &[], None).unwrap();
    assert_eq!(paths(&nobody), ["other/open"], "who is nobody sees what is public");
    assert!(nobody.json()[0].get("permissions").is_none(), "in short");
}

#[test]
fn activity_and_archiving_show() {
    let (gitlab, token) = furnished();
    let id = gitlab.project_at("group/INVoicing").unwrap().id;
    assert!(gitlab.touch(id) && gitlab.archive(id), "something happens in it");
    let list = |query: &str| paths(&api(&gitlab, &format!("/api/v4/projects?membership=true&{query}"), &token));
    assert_eq!(list("order_by=last_activity_at")[0], "group/INVoicing", "the newest comes first");
    assert_eq!(list("last_activity_after=2026-01-01T00:00:00Z"), ["group/INVoicing"], "only what is newer");
    assert_eq!(list("last_activity_before=2026-01-01").len(), 2, "only what is older");
    assert_eq!(list("archived=true"), ["group/INVoicing"], "archived");
    assert_eq!(list("archived=false").len(), 2, "not archived");
}

#[test]
fn parameters_that_cannot_be_are_named() {
    let (gitlab, token) = furnished();
    let rows = [
        ("order_by=size", 400, "order_by does not have a valid value"),
        ("sort=up", 400, "sort does not have a valid value"),
        ("min_access_level=31", 400, "min_access_level does not have a valid value"),
        ("archived=perhaps", 400, "archived is invalid"),
        ("last_activity_after=yesterday", 400, "last_activity_after is invalid"),
        ("per_page=0", 400, "per_page has a value not allowed"),
        ("pagination=keyset", 405, "Keyset pagination is not yet available for this type of request"),
    ];
    for (query, status, why) in rows {
        let answer = api(&gitlab, &format!("/api/v4/projects?{query}"), &token);
        assert_eq!((answer.status, answer.json()), (status, json!({ "error": why })), "{query}");
    }
}

#[test]
fn a_group_lists_its_own_projects_and_those_below_when_asked() {
    let (gitlab, token) = furnished();
    let list = |path: &str| api(&gitlab, &format!("/api/v4/groups/{path}"), &token);
    let own = list("group/projects?order_by=id&sort=asc");
    assert_eq!(paths(&own), ["group/web", "group/INVoicing"], "what lies in it");
    assert!(own.json()[0].get("permissions").is_none(), "a group's list tells nothing of permissions");
    assert_eq!(list("group/projects?include_subgroups=true").json().as_array().unwrap().len(), 3, "and below");
    assert_eq!(paths(&list("group%2Fsub/projects")), ["group/sub/deep-web"], "a subgroup by its path");
    assert_eq!(paths(&list("other/projects")), ["other/open"], "only what one may see");
    let missing = list("nothing/projects");
    assert_eq!((missing.status, missing.json()), (404, json!({ "message": "404 Group Not Found" })), "no such group");
    let person = list("alice/projects");
    assert_eq!(person.status, 404, "a person is no group");
}

#[test]
fn the_list_can_be_throttled() {
    let (gitlab, token) = furnished();
    gitlab.fault(Fault::once("/api/v4/projects", FaultKind::PlainText429));
    let answer = api(&gitlab, "/api/v4/projects", &token);
    assert_eq!((answer.status, answer.text().as_str()), (429, "Retry later\n"), "in plain text");
    assert_eq!(answer.header("retry-after"), Some("60"), "with a time");
    assert_eq!(answer.header("ratelimit-name"), Some("throttle_authenticated_api"), "by the API's throttle");
    assert!(answer.header("ratelimit-resettime").is_some_and(|time| time.ends_with("GMT")), "and when it ends");
    assert_eq!(api(&gitlab, "/api/v4/projects", &token).status, 200, "and then no more");
}

#[test]
fn older_versions_tell_nothing_of_what_is_inherited_in_lists() {
    let (gitlab, _) = furnished();
    gitlab.set_group_member("group", "bob", Some(AccessLevel::Developer));
    gitlab.set_setting(Setting::ListsTellOwnGroupOnly(true));
    let bob = token(&gitlab, "bob", &["read_api"]);
    let rows = api(&gitlab, "/api/v4/projects?membership=true&order_by=id&sort=asc", &bob).json();
    assert_eq!(rows[0]["permissions"]["group_access"]["access_level"], 30, "the group's own project");
    let deep = &rows[2];
    assert_eq!(deep["permissions"], json!({ "project_access": null, "group_access": null }), "not one further below");
    let one = api(&gitlab, &format!("/api/v4/projects/{}", deep["id"]), &bob).json();
    assert_eq!(one["permissions"]["group_access"]["access_level"], 30, "asked for alone it tells");
    let filtered = api(&gitlab, "/api/v4/projects?min_access_level=30", &bob);
    assert_eq!(filtered.json().as_array().unwrap().len(), 3, "and the filter knows");
}

#[test]
fn a_fault_can_be_about_one_page() {
    let (gitlab, token) = furnished();
    gitlab.fault(Fault::once("/api/v4/projects?page=2", FaultKind::Bare(500)));
    let page = |number: u32| api(&gitlab, &format!("/api/v4/projects?per_page=1&page={number}"), &token).status;
    assert_eq!([page(1), page(20), page(2), page(2)], [200, 200, 500, 200], "the second page alone, once");
}
