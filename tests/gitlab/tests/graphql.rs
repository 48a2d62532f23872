use crate::support::http::{Answer, send};
use crate::support::merge_requests::Desk;
use crate::support::token;
use local_gitlab::{AccessLevel, Ci, MergeRequestJobs, NewMergeRequest, NewProject, ProtectedBranch, Setting};
use serde_json::{Value, json};

/// What a watcher asks of many projects.
const WATCH: &str = "query($ids:[ID!]){ projects(ids:$ids, first:50){ nodes{ id fullPath
  mergeRequests(state: opened, sort: UPDATED_DESC, first:20){ pageInfo{hasNextPage endCursor}
    nodes{ iid state title draft updatedAt preparedAt sourceBranch targetBranch sourceProjectId targetProjectId
      conflicts webUrl diffRefs{headSha} author{username} labels{nodes{title}}
      headPipeline{id status sha source ref} pipelineCreationRequests{status pipelineId error} } } } } }";

fn ask(desk: &Desk, query: &str, variables: Value) -> Answer {
    ask_as(desk, &desk.token, &json!({ "query": query, "variables": variables }))
}

fn ask_as(desk: &Desk, token: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    send(&desk.gitlab, "POST", "/api/graphql", &headers, Some(&body.to_string())).expect("the server answers")
}

fn data(desk: &Desk, query: &str, variables: Value) -> Value {
    let answer = ask(desk, query, variables);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json().get("errors"), None, "nothing is wrong with it");
    answer.json()["data"].clone()
}

fn first_error(answer: &Answer) -> (String, Value) {
    let body = answer.json();
    assert_eq!((answer.status, body.get("data")), (200, None), "an error is a 200 without data: {body}");
    let error = &body["errors"][0];
    (error["message"].as_str().unwrap_or_default().to_owned(), error["extensions"]["code"].clone())
}

fn new_desk(jobs: MergeRequestJobs) -> Desk {
    let desk = Desk::prompt(jobs);
    desk.gitlab.set_setting(Setting::Version("18.7.1-ee".to_owned()));
    desk
}

#[test]
fn many_projects_are_read_in_one_query() {
    let desk = new_desk(MergeRequestJobs::Built);
    let row = desk.open();
    desk.gitlab.set_labels(desk.project, 1, &["build"]);
    let other = desk.gitlab.create_project(NewProject { path: "other/secret".to_owned(), ..NewProject::default() }).id;
    let ids = [desk.project, other].map(|id| format!("gid://gitlab/Project/{id}"));
    let answer = data(&desk, WATCH, json!({ "ids": ids }));
    let projects = answer["projects"]["nodes"].as_array().unwrap();
    assert_eq!(projects.len(), 1, "what may not be seen is left out without a word");
    assert_eq!(projects[0]["fullPath"], "group/web", "the other is there");
    let told = &projects[0]["mergeRequests"]["nodes"][0];
    assert_eq!((&told["iid"], &told["state"]), (&json!("1"), &json!("opened")), "numbers in the project are text");
    assert_eq!(told["diffRefs"]["headSha"], row.sha, "its commit");
    assert_eq!(told["labels"]["nodes"][0]["title"], "build", "its labels");
    assert_eq!(told["author"]["username"], "alice", "its author");
    assert_eq!(told["sourceProjectId"], desk.project, "projects are numbers");
    let pipeline = &told["headPipeline"];
    assert_eq!((&pipeline["status"], &pipeline["source"]), (&json!("PENDING"), &json!("merge_request_event")), "built");
    assert_eq!(told["updatedAt"], "2026-03-02T08:00:00Z", "moments have no milliseconds, unlike those of REST");
    let request = &told["pipelineCreationRequests"][0];
    assert_eq!(
        (&request["status"], &request["pipelineId"]),
        (&json!("SUCCEEDED"), &pipeline["id"]),
        "as was asked for"
    );
    desk.pass(301);
    let later = data(&desk, WATCH, json!({ "ids": ids }));
    let told = &later["projects"]["nodes"][0]["mergeRequests"]["nodes"][0]["pipelineCreationRequests"];
    assert_eq!(told, &json!([]), "which GitLab forgets after five minutes");
}

#[test]
fn a_pipeline_that_gitlab_could_not_make_is_told_with_its_reason() {
    let desk = new_desk(MergeRequestJobs::Built);
    let maintainer = Some(AccessLevel::Maintainer);
    desk.gitlab.edit_project(desk.project, |project| {
        let name = "change-*".to_owned();
        project.ci.protected = vec![ProtectedBranch { name, push: maintainer, merge: maintainer }];
    });
    desk.open();
    let answer = data(&desk, WATCH, json!({ "ids": [format!("gid://gitlab/Project/{}", desk.project)] }));
    let told = &answer["projects"]["nodes"][0]["mergeRequests"]["nodes"][0];
    assert_eq!(told["headPipeline"], Value::Null, "the author may not run one");
    let request = &told["pipelineCreationRequests"][0];
    assert_eq!((&request["status"], &request["pipelineId"]), (&json!("FAILED"), &Value::Null), "so there is none");
    assert!(request["error"].as_str().unwrap().contains("sufficient permission"), "for this reason: {request}");
}

#[test]
fn one_unknown_field_fails_the_whole_query() {
    let desk = new_desk(MergeRequestJobs::None);
    desk.open();
    let ids = json!({ "ids": [format!("gid://gitlab/Project/{}", desk.project)] });
    desk.gitlab.set_setting(Setting::Version("18.6.4".to_owned()));
    let (why, code) = first_error(&ask(&desk, WATCH, ids.clone()));
    assert_eq!(why, "Field 'pipelineCreationRequests' doesn't exist on type 'MergeRequest'", "18.7 has it");
    assert_eq!(code, "undefinedField", "by its code");
    let without = WATCH.replace("pipelineCreationRequests{status pipelineId error}", "");
    assert_eq!(data(&desk, &without, ids.clone())["projects"]["nodes"].as_array().unwrap().len(), 1, "without it goes");
    desk.gitlab.set_setting(Setting::Version("16.0.0".to_owned()));
    let (why, _) = first_error(&ask(&desk, &without, ids));
    assert_eq!(why, "Field 'preparedAt' doesn't exist on type 'MergeRequest'", "16.1 has this");
}

#[test]
fn what_is_no_query_is_told_apart() {
    let desk = new_desk(MergeRequestJobs::None);
    let code = |query: &str, variables: Value| first_error(&ask(&desk, query, variables)).1;
    let of = |inner: &str| format!("{{ project(fullPath: \"group/web\") {{ {inner} }} }}");
    assert_eq!(code(&of("mergeRequests(colour: 1) { count }"), json!({})), "argumentNotAccepted", "an argument");
    assert_eq!(code(&of("mergeRequests(state: odd) { count }"), json!({})), "argumentLiteralsIncompatible", "a value");
    assert_eq!(code(&of("mergeRequests"), json!({})), "selectionMismatch", "an object without fields");
    assert_eq!(code(&of("id { x }"), json!({})), "selectionMismatch", "a value with fields");
    assert_eq!(code(&of("mergeRequest { iid }"), json!({})), "missingRequiredArguments", "what must be said");
    assert_eq!(code(&of("mergeRequest(iid: $iid) { iid }"), json!({})), "variableNotDefined", "a variable");
    let unused = "query($a: String){ currentUser { id } }";
    assert_eq!(code(unused, json!({})), "variableNotUsed", "one that is not used");
    let other = "query($ids:[String!]){ projects(ids:$ids){ nodes { id } } }";
    assert_eq!(code(other, json!({ "ids": [] })), "variableMismatch", "one of another type");
    let (why, _) = first_error(&ask(&desk, "query($p: ID!){ project(fullPath: $p) { id } }", json!({})));
    assert_eq!(why, "Variable $p of type ID! was provided invalid value", "one without a value");
    let (why, _) = first_error(&ask(&desk, "{ project( }", json!({})));
    assert!(why.starts_with("Parse error"), "{why}");
    let (why, _) = first_error(&ask(&desk, "mutation { x }", json!({})));
    assert_eq!(why, "Schema is not configured for mutations", "nothing is written here");
}

#[test]
fn a_query_costs_what_it_costs_at_gitlab() {
    let desk = new_desk(MergeRequestJobs::None);
    let score = |query: &str, variables: Value| {
        let query = query.replacen('{', "{ queryComplexity { score limit } ", 1);
        let answer = ask(&desk, &query, variables).json();
        match answer["data"]["queryComplexity"]["score"].as_u64() {
            Some(score) => score,
            None => panic!("{answer}"),
        }
    };
    let cost = score(WATCH, json!({ "ids": [] })) - 3;
    assert!((70..=80).contains(&cost), "50 projects of 20 cost about 75: {cost}");
    let hundred = score(&WATCH.replace("first:20", "first:100"), json!({ "ids": [] })) - 3;
    assert!((118..=128).contains(&hundred), "50 of 100 cost about 123: {hundred}");
    let wide = WATCH.replace("first:20", "first:100").replace("first:50", "first:100");
    let wide = wide.replace("webUrl", "webUrl participants{nodes{username}} pipelines{nodes{id sha}}");
    let (why, _) = first_error(&ask(&desk, &wide, json!({ "ids": [] })));
    assert!(
        why.starts_with("Query has complexity of ") && why.ends_with(", which exceeds max complexity of 250"),
        "{why}"
    );
    let long = format!("{{ currentUser {{ id }} }} # {}", "x".repeat(10_000));
    let answer = ask(&desk, &long, json!({}));
    assert_eq!(
        (answer.status, answer.json()["errors"][0]["message"].clone()),
        (422, json!("Query too large")),
        "length"
    );
}

#[test]
fn pages_turn_by_cursor_and_hold_a_hundred() {
    let desk = new_desk(MergeRequestJobs::None);
    for _ in 0..120 {
        let new = NewMergeRequest { project: desk.project, without_git: true, ..NewMergeRequest::default() };
        desk.gitlab.open_merge_request(new).unwrap();
    }
    let query = "query($n: Int, $after: String) { project(fullPath: \"group/web\") {
        mergeRequests(state: opened, sort: UPDATED_ASC, first: $n, after: $after) {
          count pageInfo { hasNextPage endCursor } nodes { iid } } } }";
    let page = |n: u32, after: Value| {
        data(&desk, query, json!({ "n": n, "after": after }))["project"]["mergeRequests"].clone()
    };
    let first = page(500, Value::Null);
    assert_eq!(first["nodes"].as_array().unwrap().len(), 100, "more are not given, without a word");
    assert_eq!((&first["count"], &first["pageInfo"]["hasNextPage"]), (&json!(120), &json!(true)), "but told of");
    let second = page(500, first["pageInfo"]["endCursor"].clone());
    assert_eq!(second["nodes"][0]["iid"], "101", "those of one moment go on by number");
    assert_eq!(
        (second["nodes"].as_array().unwrap().len(), &second["pageInfo"]["hasNextPage"]),
        (20, &json!(false)),
        "end"
    );
    let odd = ask(&desk, query, json!({ "n": 1, "after": "odd" }));
    assert_eq!(first_error(&odd).0, "Please provide a valid cursor", "an odd cursor is refused");
}

#[test]
fn a_group_is_read_with_all_below_it() {
    let desk = new_desk(MergeRequestJobs::None);
    let members = vec![("alice".to_owned(), AccessLevel::Developer)];
    let deep = NewProject { path: "group/sub/app".to_owned(), members, ..NewProject::default() };
    let deep = desk.gitlab.create_project(deep).id;
    desk.open();
    desk.pass(60);
    desk.gitlab.open_merge_request(NewMergeRequest { project: deep, ..NewMergeRequest::default() }).unwrap();
    let query = "query($path: ID!, $deep: Boolean, $since: Time) { group(fullPath: $path) {
        mergeRequests(includeSubgroups: $deep, state: opened, updatedAfter: $since, sort: UPDATED_ASC, first: 100) {
          nodes { ...row } } } }
        fragment row on MergeRequest { iid project { fullPath } }";
    let paths = |deep: bool, since: Value| {
        let answer = data(&desk, query, json!({ "path": "group", "deep": deep, "since": since }));
        let nodes = answer["group"]["mergeRequests"]["nodes"].as_array().unwrap().clone();
        nodes.iter().map(|one| one["project"]["fullPath"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(paths(true, Value::Null), ["group/web", "group/sub/app"], "all of them");
    assert_eq!(paths(false, Value::Null), ["group/web"], "its own");
    assert_eq!(paths(true, json!("2026-03-02T08:01:00Z")), ["group/sub/app"], "since a moment, which counts");
    let none = data(&desk, query, json!({ "path": "nowhere", "deep": true, "since": null }));
    assert_eq!(none, json!({ "group": null }), "what is not there is null");
}

#[test]
fn too_many_projects_take_too_long() {
    let desk = new_desk(MergeRequestJobs::None);
    let members = vec![("alice".to_owned(), AccessLevel::Developer)];
    let ids = desk.gitlab.create_many(6, |at| NewProject {
        path: format!("many/p{at}"),
        members: members.clone(),
        ci: Ci::default(),
        ..NewProject::default()
    });
    let ids: Vec<String> = ids.into_iter().map(|id| format!("gid://gitlab/Project/{id}")).collect();
    desk.gitlab.set_setting(Setting::GraphqlTimesOutAbove(Some(4)));
    let slow = ask(&desk, WATCH, json!({ "ids": ids }));
    let text = "Request timed out. Please try a less complex query or a smaller set of records.";
    assert_eq!((slow.status, slow.json()), (503, json!({ "errors": [{ "message": text }] })), "six are too many");
    assert_eq!(ask(&desk, WATCH, json!({ "ids": ids[..4] })).status, 200, "four are not");
}

#[test]
fn every_bad_token_is_told_the_same() {
    let desk = new_desk(MergeRequestJobs::None);
    let body = json!({ "query": "{ currentUser { username } }" });
    let invalid = json!({ "errors": [{ "message": "Invalid token" }] });
    let narrow = token(&desk.gitlab, "alice", &["read_user"]);
    for token in ["made-up", narrow.as_str()] {
        let answer = ask_as(&desk, token, &body);
        assert_eq!((answer.status, answer.json()), (401, invalid.clone()), "{token}");
    }
    desk.gitlab.revoke_all("bob");
    desk.gitlab.expire_access_tokens();
    assert_eq!(ask_as(&desk, &desk.token, &body).json(), invalid, "an expired one too");
    let answer =
        send(&desk.gitlab, "POST", "/api/graphql", &[("Content-Type", "application/json")], Some(&body.to_string()));
    assert_eq!(answer.unwrap().json(), json!({ "data": { "currentUser": null } }), "nobody may ask, and is nobody");
}
