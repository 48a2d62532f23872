//! What each field of each type is.

use super::run::{Arguments, Outcome};
use crate::asked::Asked;
use crate::clock::stamp_of_seconds as stamp;
use crate::merge_requests::MergeRequest;
use crate::pipelines::{Job, Pipeline};
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
}
