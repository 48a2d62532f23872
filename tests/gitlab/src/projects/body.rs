//! What the API says of a project.

use super::access::{Viewer, inherited, level_of};
use super::namespaces::{Kind, Namespace, last};
use super::{AccessLevel, Project};
use crate::instance::Instance;
use crate::state::World;
use serde_json::{Map, Value, json};

/// What is told of a project, and to whom.
pub(crate) struct Teller<'a> {
    pub(crate) instance: &'a Instance,
    pub(crate) world: &'a World,
    pub(crate) viewer: &'a Viewer<'a>,
    /// Whether statistics were asked for.
    pub(crate) statistics: bool,
}

/// Where a group's access is looked for: a list takes the first it meets, a single project the highest.
#[derive(Clone, Copy)]
pub(crate) enum GroupAccess {
    First,
    Highest,
}

impl Teller<'_> {
    /// `simple=true`, and what people see who are not signed in.
    pub(crate) fn simple(&self, project: &Project) -> Map<String, Value> {
        let url = self.instance.url();
        let namespace = self.world.projects.namespace(project.namespace_id);
        let above: Vec<&str> = self.names(project).collect();
        let mut map = object(json!({
            "id": project.id,
            "description": project.description,
            "name": project.name,
            "name_with_namespace": format!("{} / {}", above.join(" / "), project.name),
            "path": last(&project.path),
            "path_with_namespace": project.path,
            "created_at": time(project.created_at),
            "tag_list": [],
            "topics": [],
            "ssh_url_to_repo": format!("git@{}:{}.git", self.host(), project.path),
            "http_url_to_repo": format!("{url}/{}.git", project.path),
            "web_url": format!("{url}/{}", project.path),
            "avatar_url": project.avatar.url(self.instance, "project", project.id),
            "star_count": 0,
            "last_activity_at": time(project.last_activity_at),
            "visibility": project.visibility.word(),
            "namespace": namespace.map(|namespace| self.namespace(namespace)),
        }));
        if self.viewer.reads_code(project) {
            let readme = format!("{url}/{}/-/blob/{}/README.md", project.path, project.default_branch);
            map.extend(object(json!({
                "default_branch": project.default_branch,
                "readme_url": if project.empty { Value::Null } else { readme.into() },
                "forks_count": 0,
            })));
        }
        map
    }

    /// All of a project, without what the viewer is in it: what lists of a group tell.
    pub(crate) fn whole(&self, project: &Project) -> Map<String, Value> {
        let mut map = self.simple(project);
        map.extend(features());
        map.extend(object(json!({
            "_links": self.links(project),
            "empty_repo": project.empty,
            "archived": project.archived,
            "can_create_merge_request_in": self.viewer.is_at_least(project, AccessLevel::Developer),
            "lfs_enabled": project.lfs,
            "creator_id": project.creator_id,
            "jobs_enabled": project.ci.enabled,
            "builds_access_level": if project.ci.enabled { "enabled" } else { "disabled" },
            "ci_config_path": "",
            "ci_allow_fork_pipelines_to_run_in_parent_project": project.ci.fork_runs_here,
            "auto_cancel_pending_pipelines": if project.ci.auto_cancel { "enabled" } else { "disabled" },
            "merge_pipelines_enabled": project.ci.merged_results,
            "ci_pipeline_variables_minimum_override_role": variables_from(project.ci.variables_from),
            "updated_at": time(project.last_activity_at),
        })));
        let parent = project.forked_from.and_then(|id| self.world.projects.row(id));
        if let Some(parent) = parent.filter(|parent| self.viewer.sees(parent)) {
            map.insert("forked_from_project".to_owned(), Value::Object(self.simple(parent)));
        }
        if self.statistics && self.viewer.is_at_least(project, AccessLevel::Reporter) {
            map.insert("statistics".to_owned(), statistics(project));
        }
        map
    }
    /// All of a project with what the viewer is in it, for who is signed in.
    pub(crate) fn with_access(&self, project: &Project, from: GroupAccess) -> Map<String, Value> {
        let mut map = self.whole(project);
        let user_id = self.viewer.user.map(|user| user.id).unwrap_or_default();
        let projects = &self.world.projects;
        let is_group = projects.namespace(project.namespace_id).is_some_and(|one| one.kind == Kind::Group);
        let group = match from {
            _ if !is_group => None,
            GroupAccess::First => {
                let far = if self.world.settings.lists_tell_own_group_only { 1 } else { usize::MAX };
                let mut groups = projects.lineage(project.namespace_id).take(far);
                groups.find_map(|one| level_of(&one.members, user_id))
            }
            GroupAccess::Highest => inherited(projects, project.namespace_id, user_id),
        };
        let access = |level: Option<AccessLevel>| {
            level.map(|level| json!({ "access_level": level as u8, "notification_level": 3 }))
        };
        let own = access(level_of(&project.members, user_id));
        map.insert("permissions".to_owned(), json!({ "project_access": own, "group_access": access(group) }));
        map
    }

    fn links(&self, project: &Project) -> Value {
        let api = format!("{}/api/v4/projects/{}", self.instance.url(), project.id);
        let link = |name: &str| format!("{api}/{name}");
        json!({
            "self": api,
            "issues": link("issues"),
            "merge_requests": link("merge_requests"),
            "repo_branches": link("repository/branches"),
            "labels": link("labels"),
            "events": link("events"),
            "members": link("members"),
            "cluster_agents": link("cluster_agents"),
        })
    }

    fn namespace(&self, namespace: &Namespace) -> Value {
        let url = self.instance.url();
        let (kind, avatar, web_url) = match namespace.kind {
            Kind::Group => ("group", None, format!("{url}/groups/{}", namespace.full_path)),
            Kind::User(id) => {
                let avatar = self.world.user(id).and_then(|user| user.avatar.url(self.instance, "user", id));
                ("user", avatar, format!("{url}/{}", namespace.full_path))
            }
        };
        json!({
            "id": namespace.id,
            "name": namespace.name,
            "path": namespace.path(),
            "kind": kind,
            "full_path": namespace.full_path,
            "parent_id": namespace.parent,
            "avatar_url": avatar,
            "web_url": web_url,
        })
    }

    /// The names of the groups above, the outermost first.
    fn names(&self, project: &Project) -> impl Iterator<Item = &str> {
        let names: Vec<&str> = self.world.projects.lineage(project.namespace_id).map(|one| one.name.as_str()).collect();
        names.into_iter().rev()
    }

    fn host(&self) -> &str {
        self.instance.authority.split(':').next().unwrap_or_default()
    }
}

/// What is the same for every project here.
fn features() -> Map<String, Value> {
    object(json!({
        "packages_enabled": true,
        "resolve_outdated_diff_discussions": false,
        "repository_object_format": "sha1",
        "issues_enabled": true,
        "merge_requests_enabled": true,
        "wiki_enabled": true,
        "snippets_enabled": true,
        "container_registry_enabled": true,
        "service_desk_enabled": false,
        "issues_access_level": "enabled",
        "repository_access_level": "enabled",
        "merge_requests_access_level": "enabled",
        "forking_access_level": "enabled",
        "wiki_access_level": "enabled",
        "snippets_access_level": "enabled",
        "pages_access_level": "private",
        "emails_disabled": false,
        "emails_enabled": true,
        "shared_runners_enabled": true,
        "import_status": "none",
        "open_issues_count": 0,
        "public_jobs": true,
        "shared_with_groups": [],
        "only_allow_merge_if_pipeline_succeeds": false,
        "allow_merge_on_skipped_pipeline": null,
        "request_access_enabled": true,
        "only_allow_merge_if_all_discussions_are_resolved": false,
        "remove_source_branch_after_merge": true,
        "printing_merge_request_link_enabled": true,
        "merge_method": "merge",
        "squash_option": "default_off",
    }))
}

fn variables_from(level: Option<AccessLevel>) -> &'static str {
    match level {
        None => "no_one_allowed",
        Some(AccessLevel::Owner) => "owner",
        Some(AccessLevel::Maintainer) => "maintainer",
        Some(_) => "developer",
    }
}

fn statistics(project: &Project) -> Value {
    json!({
        "commit_count": if project.empty { 0 } else { 2 },
        "storage_size": project.repository_size + project.lfs_objects_size,
        "repository_size": project.repository_size,
        "wiki_size": 0,
        "lfs_objects_size": project.lfs_objects_size,
        "job_artifacts_size": 0,
        "pipeline_artifacts_size": 0,
        "packages_size": 0,
        "snippets_size": 0,
        "uploads_size": 0,
        "container_registry_size": 0,
    })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// GitLab's form of a moment: UTC with milliseconds.
pub(crate) fn time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .strftime("%Y-%m-%dT%H:%M:%S.000Z")
        .to_string()
}
