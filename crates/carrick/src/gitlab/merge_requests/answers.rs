//! GraphQL's answers about merge requests, read without trusting them.

use carrick_store::merge_request::{MergeRequestState, Snapshot};
use carrick_store::project::is_path;
use serde::Deserialize;

use super::sighting::{Batch, Creation, Head, HeadPipeline, Heads, ProjectSightings, Sighting, Sightings};
use crate::gitlab::fields;

/// No cursor of GitLab's is longer (bytes).
const LONGEST_CURSOR: usize = 1024;

/// More than these of one merge request are not kept.
const MOST_LABELS: usize = 200;
const MOST_CREATIONS: usize = 20;

#[derive(Deserialize)]
pub(super) struct Projects {
    projects: Option<Nodes<Project>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Project {
    id: String,
    full_path: String,
    merge_requests: Option<Connection>,
}

#[derive(Deserialize)]
pub(super) struct Group {
    group: Option<GroupNode>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GroupNode {
    merge_requests: Option<Connection>,
}

#[derive(Deserialize)]
struct Nodes<T> {
    nodes: Option<Vec<Option<T>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connection {
    page_info: Option<PageInfo>,
    nodes: Option<Vec<Option<Node>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

/// What the lesser question does not ask for is not there.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    iid: String,
    draft: Option<bool>,
    diff_refs: Option<DiffRefs>,
    labels: Option<Nodes<Label>>,
    state: Option<String>,
    title: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
    prepared_at: Option<String>,
    source_branch: Option<String>,
    target_branch: Option<String>,
    source_project_id: Option<i64>,
    target_project_id: Option<i64>,
    author: Option<Author>,
    head_pipeline: Option<Pipeline>,
    pipeline_creation_requests: Option<Vec<Request>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DiffRefs {
    head_sha: Option<String>,
}

#[derive(Deserialize)]
struct Label {
    title: Option<String>,
}

#[derive(Deserialize)]
struct Author {
    id: String,
    username: String,
}

#[derive(Deserialize)]
struct Pipeline {
    id: String,
    sha: Option<String>,
    #[serde(rename = "ref")]
    reference: Option<String>,
    source: Option<String>,
    status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    status: Option<String>,
    pipeline_id: Option<String>,
}

impl Projects {
    fn nodes(self) -> impl Iterator<Item = (i64, Project)> {
        let nodes = self.projects.and_then(|projects| projects.nodes).unwrap_or_default();
        nodes.into_iter().flatten().filter_map(|project| {
            let number = fields::number_of(&project.id)?;
            is_path(&project.full_path).then_some((number, project))
        })
    }

    pub(super) fn sightings(self) -> Batch {
        let of_project = |(project_id, project): (i64, Project)| ProjectSightings {
            project_id,
            path: project.full_path,
            sightings: project.merge_requests.and_then(|connection| connection.sightings(Some(project_id))),
        };
        Batch(self.nodes().map(of_project).collect())
    }

    pub(super) fn heads(self) -> Vec<Heads> {
        self.nodes().filter_map(|(project_id, project)| project.merge_requests?.heads(project_id)).collect()
    }
}

impl Group {
    pub(super) fn sightings(self) -> Option<Sightings> {
        self.group?.merge_requests?.sightings(None)
    }
}

impl Connection {
    /// Nothing where not all of it could be told: what is left out of a list would be taken for not there.
    fn sightings(self, project_id: Option<i64>) -> Option<Sightings> {
        let next = next(self.page_info?)?;
        let mut sightings = Sightings { next, ..Sightings::default() };
        for node in self.nodes? {
            let node = node?;
            let project = project_id.or(node.target_project_id.and_then(fields::number));
            let at = project.zip(number(&node.iid));
            match sighting(node, project_id) {
                Some(sighting) => sightings.seen.push(sighting),
                None => sightings.unready.extend(at),
            }
        }
        Some(sightings)
    }

    fn heads(self, project_id: i64) -> Option<Heads> {
        let next = next(self.page_info?)?;
        let head = |node: Option<Node>| {
            let node = node?;
            Some(Head {
                iid: number(&node.iid)?,
                sha: node.diff_refs.and_then(|refs| refs.head_sha).and_then(fields::sha),
                is_draft: node.draft?,
                labels: labels(node.labels),
            })
        };
        let heads = self.nodes?.into_iter().map(head).collect::<Option<Vec<_>>>()?;
        Some(Heads { project_id, heads, next })
    }
}

/// Where a list goes on. One that says it does and not where is none.
fn next(info: PageInfo) -> Option<Option<String>> {
    match info.has_next_page {
        false => Some(None),
        true => info.end_cursor.filter(|cursor| !cursor.is_empty() && cursor.len() <= LONGEST_CURSOR).map(Some),
    }
}

fn number(iid: &str) -> Option<i64> {
    iid.parse().ok().and_then(fields::number)
}

fn sighting(node: Node, project_id: Option<i64>) -> Option<Sighting> {
    let target = node.target_project_id.and_then(fields::number);
    // Whoever asks for one project's is told of no other's.
    let project_id = match project_id {
        Some(asked) => target.filter(|target| *target == asked)?,
        None => target?,
    };
    let author =
        node.author.and_then(|author| Some((fields::number_of(&author.id)?, fields::username(author.username)?)));
    let (author_id, author) = author.map_or((None, String::new()), |(id, name)| (Some(id), name));
    let snapshot = Snapshot {
        iid: number(&node.iid)?,
        sha: fields::sha(node.diff_refs?.head_sha?)?,
        state: state(&node.state?),
        is_draft: node.draft?,
        labels: labels(node.labels),
        source_branch: fields::reference(node.source_branch?)?,
        target_branch: fields::reference(node.target_branch?)?,
        source_project: node.source_project_id.and_then(fields::number),
        title: fields::text(&node.title.unwrap_or_default()),
        author_id,
        author,
        created_at: fields::moment(node.created_at.as_deref())?,
        updated_at: fields::moment(node.updated_at.as_deref())?,
        prepared_at: fields::moment(node.prepared_at.as_deref()),
    };
    let creations = node.pipeline_creation_requests.map(|requests| {
        let requests = requests.into_iter().take(MOST_CREATIONS);
        requests.filter_map(creation).collect()
    });
    Some(Sighting { project_id, snapshot, head_pipeline: node.head_pipeline.and_then(head_pipeline), creations })
}

fn head_pipeline(pipeline: Pipeline) -> Option<HeadPipeline> {
    Some(HeadPipeline {
        id: fields::number_of(&pipeline.id)?,
        sha: pipeline.sha.and_then(fields::sha),
        reference: pipeline.reference.and_then(fields::reference),
        source: pipeline.source.and_then(|source| fields::word(&source)),
        status: fields::word(&pipeline.status)?,
    })
}

fn creation(request: Request) -> Option<Creation> {
    let pipeline_id = request.pipeline_id.and_then(|id| fields::number_of(&id).or_else(|| number(&id)));
    Some(Creation { status: fields::word(&request.status?)?, pipeline_id })
}

fn labels(labels: Option<Nodes<Label>>) -> Vec<String> {
    let nodes = labels.and_then(|labels| labels.nodes).unwrap_or_default();
    nodes.into_iter().flatten().filter_map(|label| label.title).filter_map(fields::label).take(MOST_LABELS).collect()
}

/// What a newer GitLab says is not open.
pub(super) fn state(word: &str) -> MergeRequestState {
    match word {
        "opened" => MergeRequestState::Opened,
        "closed" => MergeRequestState::Closed,
        "merged" => MergeRequestState::Merged,
        _ => MergeRequestState::Locked,
    }
}

#[cfg(test)]
mod tests {
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
}
