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
mod tests;
