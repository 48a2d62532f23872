//! What each field of a merge request is.

use super::resolve::{Node, Resolver, global};
use super::run::{Arguments, Outcome};
use crate::clock::stamp_of_seconds as stamp;
use crate::merge_requests::table::CreationRequest;
use crate::merge_requests::{self, MergeCheck, MergeRequest};
use crate::projects::AccessLevel;
use serde_json::{Value, json};

impl Resolver<'_> {
    pub(crate) fn merge_request(
        &self,
        row: &MergeRequest,
        name: &str,
        arguments: &Arguments,
    ) -> Result<Outcome, String> {
        let world = &self.asked.world;
        let project = |id: Option<u64>| {
            let project = id.and_then(|id| world.projects.row(id)).filter(|one| self.viewer.sees(one));
            Ok(Outcome::One(project.map(|one| Node::Project(Box::new(one.clone())))))
        };
        match name {
            "project" | "targetProject" => project(Some(row.project_id)),
            "sourceProject" => project(row.source_project_id),
            "author" => Ok(Outcome::One(world.user(row.author_id).map(|user| Node::User(Box::new(user.clone()))))),
            "headPipeline" => {
                let head = merge_requests::body::head_pipeline(self.asked, row);
                Ok(Outcome::One(head.map(|one| Node::Pipeline(Box::new(one)))))
            }
            "pipelines" => self.pipelines(world.pipelines_for(row.id), arguments),
            "labels" => self.plain_pages(row.labels.iter().enumerate().map(|(at, title)| {
                json!({ "id": global("ProjectLabel", at as u64 + 1), "title": title, "color": "#6699cc" })
            }), arguments),
            "assignees" | "reviewers" | "participants" => self.plain_pages(std::iter::empty(), arguments),
            "pipelineCreationRequests" => Ok(Outcome::Many(self.creation_requests(row.id))),
            "diffStats" => Ok(Outcome::Many(row.paths.iter().map(|path| {
                Node::Plain(json!({ "path": path, "additions": 1, "deletions": 0 }))
            }).collect())),
            _ => Ok(Outcome::Value(self.of_merge_request(row, name))),
        }
    }

    fn creation_requests(&self, id: u64) -> Vec<Node> {
        let requests = self.asked.world.creation_requests(id);
        let tell = |one: &CreationRequest| {
            let pipeline = one.pipeline.map(|id| global("Ci::Pipeline", id));
            Node::Plain(json!({ "status": one.status, "pipelineId": pipeline, "error": one.error }))
        };
        requests.into_iter().map(tell).collect()
    }

    fn of_merge_request(&self, row: &MergeRequest, name: &str) -> Value {
        let time = |moment: Option<i64>| moment.map(stamp);
        let url = merge_requests::body::web_url(self.asked.instance, &self.asked.world, row);
        let project = self.asked.world.projects.row(row.project_id);
        let develops = project.is_some_and(|project| self.viewer.is_at_least(project, AccessLevel::Developer));
        match name {
            "id" => global("MergeRequest", row.id).into(),
            "iid" => row.iid.to_string().into(),
            "state" => row.state.word().into(),
            "title" => row.title.clone().into(),
            "draft" => row.is_draft().into(),
            "createdAt" => stamp(row.created_at).into(),
            "updatedAt" => stamp(row.updated_at).into(),
            "preparedAt" => time(row.prepared_at).into(),
            "mergedAt" => time(row.merged_at).into(),
            "closedAt" => time(row.closed_at).into(),
            "sourceBranch" => row.source_branch.clone().into(),
            "targetBranch" => row.target_branch.clone().into(),
            "projectId" | "targetProjectId" => row.project_id.into(),
            "sourceProjectId" => row.source_project_id.into(),
            "conflicts" => (row.check == MergeCheck::Checked && row.conflicts).into(),
            "webUrl" => url.into(),
            "webPath" => url.strip_prefix(&self.asked.instance.url()).into(),
            "reference" => format!("!{}", row.iid).into(),
            "diffHeadSha" => row.sha.clone().into(),
            "detailedMergeStatus" => row.detailed_status().to_uppercase().into(),
            "mergeStatusEnum" => row.merge_status().to_uppercase().into(),
            "sourceBranchExists" => (row.source_branch_exists && row.source_project_id.is_some()).into(),
            "commitCount" => u8::from(row.has_commits).into(),
            "userNotesCount" => 0.into(),
            "diffRefs" => json!({ "baseSha": row.base_sha, "headSha": row.sha, "startSha": row.base_sha }),
            _ => json!({ "canMerge": develops, "pushToSourceBranch": develops }),
        }
    }
}
