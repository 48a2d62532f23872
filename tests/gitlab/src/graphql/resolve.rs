//! What each field of each type is.

use super::run::{Arguments, Outcome};
use crate::asked::Asked;
use crate::clock::stamp;
use crate::merge_requests::{self, MergeCheck, MergeRequest};
use crate::pipelines::{self, Job, JobStatus, Pipeline};
use crate::projects::access::Viewer;
use crate::projects::namespaces::Kind;
use crate::projects::{AccessLevel, Project};
use crate::state::users::User;
use serde_json::{Value, json};

/// Something that fields are asked of.
pub(crate) enum Node {
    Query,
    Project(Box<Project>),
    Group(u64),
    MergeRequest(Box<MergeRequest>),
    Pipeline(Box<Pipeline>),
    Job(Box<Job>),
    User(Box<User>),
    /// Whose fields are all there.
    Plain(Value),
}

/// Resolves for whoever asks.
pub(crate) struct Resolver<'a> {
    pub(crate) asked: &'a Asked<'a>,
    pub(crate) viewer: Viewer<'a>,
    pub(crate) score: u32,
    pub(crate) limit: u32,
}

/// `gid://gitlab/Kind/N`.
pub(crate) fn global(kind: &str, id: u64) -> String {
    format!("gid://gitlab/{kind}/{id}")
}

/// The number in such an identity of this kind.
pub(crate) fn number(kind: &str, text: &str) -> Result<u64, String> {
    let rest = text.strip_prefix(&format!("gid://gitlab/{kind}/"));
    rest.and_then(|id| id.parse().ok()).ok_or_else(|| format!("\"{text}\" does not represent an instance of {kind}"))
}

impl Resolver<'_> {
    pub(crate) fn resolve(&self, node: &Node, name: &str, arguments: &Arguments) -> Result<Outcome, String> {
        match node {
            Node::Query => self.query(name, arguments),
            Node::Project(project) => self.project(project, name, arguments),
            Node::Group(id) => self.group(*id, name, arguments),
            Node::MergeRequest(row) => self.merge_request(row, name, arguments),
            Node::Pipeline(row) => self.pipeline(row, name, arguments),
            Node::Job(job) => Ok(Outcome::Value(self.job(job, name))),
            Node::User(user) => Ok(Outcome::Value(self.user(user, name))),
            Node::Plain(value) => Ok(match &value[name] {
                Value::Array(all) if all.iter().any(Value::is_object) => {
                    Outcome::Many(all.iter().cloned().map(Node::Plain).collect())
                }
                plain => Outcome::Value(plain.clone()),
            }),
        }
    }

    fn query(&self, name: &str, arguments: &Arguments) -> Result<Outcome, String> {
        let world = &self.asked.world;
        Ok(match name {
            "projects" => return self.projects(arguments),
            "project" => {
                let project = arguments.text("fullPath").and_then(|path| world.projects.at(path));
                Outcome::One(
                    project.filter(|one| self.viewer.sees(one)).map(|one| Node::Project(Box::new(one.clone()))),
                )
            }
            "group" => {
                let group = arguments.text("fullPath").and_then(|path| world.projects.namespace_at(path));
                let group = group.filter(|group| group.kind == Kind::Group);
                let group = group.filter(|group| self.viewer.sees_group(&world.projects, group));
                Outcome::One(group.map(|group| Node::Group(group.id)))
            }
            "mergeRequest" => {
                let id = number("MergeRequest", arguments.text("id").unwrap_or_default())?;
                Outcome::One(self.readable(id).map(|row| Node::MergeRequest(Box::new(row))))
            }
            "currentUser" => Outcome::One(self.asked.user.clone().map(|user| Node::User(Box::new(user)))),
            "metadata" => {
                let version = &world.settings.version;
                Outcome::Value(json!({
                    "version": version, "revision": "0c4a1b2d3e4", "enterprise": version.ends_with("-ee"),
                }))
            }
            _ => Outcome::Value(json!({ "score": self.score, "limit": self.limit })),
        })
    }

    /// The merge request as this answer has it, for who may read it.
    pub(crate) fn readable(&self, id: u64) -> Option<MergeRequest> {
        let row = self.asked.world.shown_merge_request(id)?;
        let project = self.asked.world.projects.row(row.project_id)?;
        self.viewer.reads_code(project).then(|| row.clone())
    }

    fn project(&self, project: &Project, name: &str, arguments: &Arguments) -> Result<Outcome, String> {
        let at_least = |level: AccessLevel| self.viewer.is_at_least(project, level);
        let world = &self.asked.world;
        Ok(Outcome::Value(match name {
            "id" => global("Project", project.id).into(),
            "fullPath" => project.path.clone().into(),
            "path" => project.path.rsplit('/').next().into(),
            "name" => project.name.clone().into(),
            "webUrl" => format!("{}/{}", self.asked.instance.url(), project.path).into(),
            "archived" => project.archived.into(),
            "visibility" => project.visibility.word().into(),
            "lastActivityAt" => stamp(project.last_activity_at * 1000).into(),
            "jobsEnabled" => project.ci.enabled.into(),
            "mergeRequestsEnabled" => true.into(),
            "userPermissions" => json!({
                "createPipeline": at_least(AccessLevel::Developer),
                "pushCode": at_least(AccessLevel::Developer),
                "readProject": true,
                "createMergeRequestIn": at_least(AccessLevel::Developer),
            }),
            "mergeRequest" => {
                let iid = arguments.text("iid").and_then(|iid| iid.parse().ok());
                let id = iid.and_then(|iid| world.merge_requests.id_of(project.id, iid));
                let row = id.and_then(|id| self.readable(id));
                return Ok(Outcome::One(row.map(|row| Node::MergeRequest(Box::new(row)))));
            }
            "mergeRequests" if !self.viewer.reads_code(project) => return self.no_merge_requests(arguments),
            "mergeRequests" => {
                let ids: Vec<u64> = world.merge_requests.ids_of_project(project.id).collect();
                return self.merge_requests(&ids, arguments);
            }
            "pipeline" => return self.one_pipeline(project, arguments),
            _ => {
                let ids = world.pipelines.of_project(project.id).rev().filter(|one| one.parent_id.is_none());
                return self.pipelines(ids.map(|one| one.id).collect(), arguments);
            }
        }))
    }

    fn group(&self, id: u64, name: &str, arguments: &Arguments) -> Result<Outcome, String> {
        let world = &self.asked.world;
        let Some(group) = world.projects.namespace(id) else { return Ok(Outcome::One(None)) };
        Ok(Outcome::Value(match name {
            "id" => global("Group", group.id).into(),
            "fullPath" => group.full_path.clone().into(),
            "name" => group.name.clone().into(),
            "webUrl" => format!("{}/groups/{}", self.asked.instance.url(), group.full_path).into(),
            _ => {
                let ids = self.ids_below(id, arguments)?;
                return self.merge_requests(&ids, arguments);
            }
        }))
    }

    fn merge_request(&self, row: &MergeRequest, name: &str, arguments: &Arguments) -> Result<Outcome, String> {
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
        let tell = |one: &crate::merge_requests::table::CreationRequest| {
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

    fn pipeline(&self, row: &Pipeline, name: &str, arguments: &Arguments) -> Result<Outcome, String> {
        let world = &self.asked.world;
        let of = |id: Option<u64>| {
            id.and_then(|id| world.shown_pipeline(id)).map(|one| Node::Pipeline(Box::new(one.clone())))
        };
        match name {
            "user" => Ok(Outcome::One(world.user(row.user_id).map(|user| Node::User(Box::new(user.clone()))))),
            "project" => {
                let project = world.projects.row(row.project_id).filter(|one| self.viewer.sees(one));
                Ok(Outcome::One(project.map(|one| Node::Project(Box::new(one.clone())))))
            }
            "upstream" => Ok(Outcome::One(of(row.parent_id))),
            "downstream" => {
                let ids = world.pipelines.jobs_of(row.id).filter_map(|job| job.downstream).collect();
                self.pipelines(ids, arguments)
            }
            "jobs" => self.jobs(row, arguments),
            _ => Ok(Outcome::Value(self.of_pipeline(row, name))),
        }
    }

    fn of_pipeline(&self, row: &Pipeline, name: &str) -> Value {
        let world = &self.asked.world;
        let time = |moment: Option<i64>| moment.map(stamp);
        let url = pipelines::body::web_url(self.asked.instance, world, row);
        let jobs = || world.pipelines.jobs_of(row.id).filter(|job| !job.retried);
        match name {
            "id" => global("Ci::Pipeline", row.id).into(),
            "iid" => row.iid.to_string().into(),
            "status" => row.status.word().to_uppercase().into(),
            "sha" => row.sha.clone().into(),
            "ref" => row.ref_name.clone().into(),
            "path" => url.strip_prefix(&self.asked.instance.url()).into(),
            "source" => row.source.clone().into(),
            "createdAt" => stamp(row.created_at).into(),
            "updatedAt" => stamp(row.updated_at).into(),
            "startedAt" => time(row.started_at).into(),
            "finishedAt" => time(row.finished_at).into(),
            "duration" => row.finished_at.zip(row.started_at).map(|(end, start)| (end - start) / 1000).into(),
            "active" => (!row.has_ended() && !matches!(row.status, JobStatus::Manual | JobStatus::Scheduled)).into(),
            "complete" => row.has_ended().into(),
            "cancelable" => jobs().any(|job| !job.status.is_final() && job.status != JobStatus::Manual).into(),
            "retryable" => jobs().any(|job| matches!(job.status, JobStatus::Failed | JobStatus::Canceled)).into(),
            "child" => row.parent_id.is_some().into(),
            "warnings" => jobs().any(|job| job.allow_failure && job.status == JobStatus::Failed).into(),
            "yamlErrors" => row.yaml_errors.is_some().into(),
            _ if row.source != "merge_request_event" => Value::Null,
            _ => if row.source_sha.is_some() { "MERGED_RESULT" } else { "DETACHED" }.into(),
        }
    }

    fn job(&self, job: &Job, name: &str) -> Value {
        let time = |moment: Option<i64>| moment.map(stamp);
        let pipeline = self.asked.world.pipelines.row(job.pipeline_id);
        let project = pipeline.and_then(|one| self.asked.world.projects.row(one.project_id));
        let path = project.map(|one| one.path.clone()).unwrap_or_default();
        match name {
            "id" => global(if job.is_bridge() { "Ci::Bridge" } else { "Ci::Build" }, job.id).into(),
            "name" => job.name.clone().into(),
            "status" => job.status.word().to_uppercase().into(),
            "allowFailure" => job.allow_failure.into(),
            "retried" => job.retried.into(),
            "manualJob" => job.plan.manual.into(),
            "startedAt" => time(job.started_at).into(),
            "finishedAt" => time(job.finished_at).into(),
            "webPath" => format!("/{path}/-/jobs/{}", job.id).into(),
            _ => json!({ "name": job.stage }),
        }
    }

    fn user(&self, user: &User, name: &str) -> Value {
        match name {
            "id" => global("User", user.id).into(),
            "username" => user.username.clone().into(),
            "name" => user.name.clone().into(),
            "avatarUrl" => user.avatar.url(self.asked.instance, user.id).into(),
            "webUrl" => format!("{}/{}", self.asked.instance.url(), user.username).into(),
            "webPath" => format!("/{}", user.username).into(),
            _ => user.state.api_word().into(),
        }
    }
}
