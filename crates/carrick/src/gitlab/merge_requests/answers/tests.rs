use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const SHA: &str = "9b01d4409b01d4409b01d4409b01d4409b01d440";

fn node(iid: &str) -> Value {
    json!({
        "iid": iid, "state": "opened", "title": "Add invoices", "draft": false, "createdAt": "2026-03-03T14:02:00Z",
        "updatedAt": "2026-03-03T14:03:00Z", "preparedAt": null, "sourceBranch": "invoices", "targetBranch": "main",
        "sourceProjectId": 7, "targetProjectId": 7, "diffRefs": { "headSha": SHA },
        "author": { "id": "gid://gitlab/User/3", "username": "alice" }, "labels": { "nodes": [{ "title": "ci" }] },
        "headPipeline": { "id": "gid://gitlab/Ci::Pipeline/5", "sha": SHA, "ref": "refs/merge-requests/1/head",
            "source": "merge_request_event", "status": "RUNNING" },
        "pipelineCreationRequests": [{ "status": "IN_PROGRESS", "pipelineId": null, "error": null }],
    })
}

fn answer(nodes: Value, info: Value) -> Batch {
    let project = json!({ "id": "gid://gitlab/Project/7", "fullPath": "group/web",
        "mergeRequests": { "pageInfo": info, "nodes": nodes } });
    let body = json!({ "projects": { "nodes": [project, null] } });
    serde_json::from_value::<Projects>(body).unwrap().sightings()
}

fn last() -> Value {
    json!({ "hasNextPage": false, "endCursor": "x" })
}

fn sightings(nodes: Value) -> Option<Sightings> {
    answer(nodes, last()).0.remove(0).sightings
}

#[test]
fn a_merge_request_is_read_whole() {
    let seen = sightings(json!([node("42")])).unwrap().seen.remove(0);
    assert_eq!((seen.project_id, seen.snapshot.iid, seen.snapshot.sha.as_str()), (7, 42, SHA), "which it is");
    assert_eq!(seen.snapshot.labels, ["ci"], "its labels");
    assert_eq!((seen.snapshot.author_id, seen.snapshot.author.as_str()), (Some(3), "alice"), "whose it is");
    assert_eq!(seen.snapshot.prepared_at, None, "GitLab is not done with it");
    let pipeline = seen.head_pipeline.unwrap();
    assert_eq!((pipeline.id, pipeline.status.as_str()), (5, "running"), "its pipeline, in small letters");
    assert_eq!(seen.creations.unwrap()[0].status, "in_progress", "what GitLab is about to do");
}

#[test]
fn one_without_a_commit_is_to_be_looked_at_again_and_hides_no_other() {
    let mut unready = node("43");
    unready["diffRefs"] = Value::Null;
    let seen = sightings(json!([unready, node("42")])).unwrap();
    assert_eq!(seen.unready, [(7, 43)], "its commit comes later");
    assert_eq!(seen.seen.len(), 1, "the other is read");
}

#[test]
fn a_list_with_a_gap_is_no_list() {
    assert_eq!(sightings(json!([node("42"), null])), None, "what is left out would be taken for not there");
    assert_eq!(sightings(Value::Null), None, "nor is one that could not be told");
    let lost = answer(json!([]), json!({ "hasNextPage": true, "endCursor": null }));
    assert_eq!(lost.0[0].sightings, None, "nor one that goes on nowhere");
}

#[test]
fn another_projects_merge_request_is_not_taken_for_one_of_this() {
    let mut foreign = node("42");
    foreign["targetProjectId"] = json!(8);
    assert!(sightings(json!([foreign])).unwrap().seen.is_empty(), "project 8 was not asked about");
}

#[test]
fn the_lesser_question_is_read_too() {
    let heads = json!({ "projects": { "nodes": [{ "id": "gid://gitlab/Project/7", "fullPath": "group/web",
        "mergeRequests": { "pageInfo": last(), "nodes": [
            { "iid": "42", "draft": true, "diffRefs": { "headSha": SHA }, "labels": { "nodes": [] } },
        ] } }] } });
    let heads = serde_json::from_value::<Projects>(heads).unwrap().heads().remove(0);
    let head = Head { iid: 42, sha: Some(SHA.to_owned()), is_draft: true, labels: Vec::new() };
    assert_eq!(heads.heads, [head], "number, commit, draft and labels");
}

/// Values of any shape, with the names that are looked for among their keys.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        Just(json!("gid://gitlab/Project/7")),
        Just(json!(SHA)),
    ];
    let names = prop::sample::select(vec![
        "projects",
        "group",
        "nodes",
        "id",
        "fullPath",
        "mergeRequests",
        "pageInfo",
        "hasNextPage",
        "iid",
        "draft",
        "diffRefs",
        "headSha",
        "labels",
        "title",
        "state",
        "author",
        "headPipeline",
    ]);
    leaf.prop_recursive(6, 64, 6, move |inner| {
        let keys = names.clone();
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys, inner), 0..6).prop_map(|pairs| {
                Value::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_comes_is_read_or_not(value in any_json()) {
        let again = value.clone();
        let _ = serde_json::from_value::<Projects>(value.clone()).map(Projects::sightings);
        let _ = serde_json::from_value::<Projects>(again).map(Projects::heads);
        let _ = serde_json::from_value::<Group>(value).map(Group::sightings);
    }

    #[test]
    fn a_field_of_any_kind_spoils_at_most_its_answer(
        at in 0usize..17, odd in any_json(),
    ) {
        let mut spoilt = node("42");
        let name = spoilt.as_object().unwrap().keys().nth(at % 16).unwrap().clone();
        spoilt[name.as_str()] = odd;
        let body = json!({ "projects": { "nodes": [{ "id": "gid://gitlab/Project/7", "fullPath": "a/b",
            "mergeRequests": { "pageInfo": last(), "nodes": [spoilt, node("9")] } }] } });
        if let Ok(projects) = serde_json::from_value::<Projects>(body) {
            let read = projects.sightings().0.remove(0).sightings.unwrap();
            prop_assert!(read.seen.iter().any(|seen| seen.snapshot.iid == 9), "its neighbour is read");
            for seen in read.seen {
                prop_assert!(seen.snapshot.sha.len() == 40 && seen.project_id == 7);
            }
        }
    }
}
