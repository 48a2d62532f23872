//! The lists of the schema: projects, merge requests, pipelines, jobs.

use super::page::{Key, Page};
use super::resolve::{Node, Resolver, number};
use super::run::{Arguments, Outcome};
use crate::merge_requests::MergeRequest;
use crate::pipelines::{Job, Pipeline};
use crate::projects::{AccessLevel, Project};
use serde_json::Value;

/// Paths beyond so many are refused; identities are not counted.
const MOST_PATHS: usize = 50;

impl Resolver<'_> {
    pub(crate) fn projects(&self, arguments: &Arguments) -> Result<Outcome, String> {
        let world = &self.asked.world;
        let paths = arguments.texts("fullPaths");
        if paths.as_ref().is_some_and(|paths| paths.len() > MOST_PATHS) {
            return Err(format!("You cannot provide more than {MOST_PATHS} full_paths"));
        }
        let ids = arguments.texts("ids");
        let ids =
            ids.map(|ids| ids.iter().map(|id| number("Project", id)).collect::<Result<Vec<_>, _>>()).transpose()?;
        let member = arguments.flag("membership") == Some(true);
        let wants = |one: &&Project| {
            self.viewer.sees(one)
                && ids.as_ref().is_none_or(|ids| ids.contains(&one.id))
                && paths.as_ref().is_none_or(|paths| paths.iter().any(|path| path.eq_ignore_ascii_case(&one.path)))
                && (!member || self.viewer.is_at_least(one, AccessLevel::Guest))
        };
        let rows = world.projects.rows().values().rev().filter(wants);
        let rows: Vec<(Key, Node)> = rows.map(|one| ((0, one.id), Node::Project(Box::new(one.clone())))).collect();
        let page = arguments.paging()?.turn(rows, true);
        self.refuse_slow(page.rows.len())?;
        Ok(Outcome::Pages(page))
    }

    /// What takes longer than GitLab lets it.
    fn refuse_slow(&self, projects: usize) -> Result<(), String> {
        let limit = self.asked.world.settings.graphql_times_out_above;
        if limit.is_some_and(|limit| projects > limit) { Err(super::api::TIMED_OUT.to_owned()) } else { Ok(()) }
    }

    /// The merge requests of the projects of a group, with those of its subgroups when asked for.
    pub(crate) fn ids_below(&self, group: u64, arguments: &Arguments) -> Result<Vec<u64>, String> {
        let world = &self.asked.world;
        let deep = arguments.flag("includeSubgroups") == Some(true);
        let archived = arguments.flag("includeArchived") == Some(true);
        let is_there = |one: &&Project| {
            let mut above = world.projects.lineage(one.namespace_id);
            let below = if deep { above.any(|space| space.id == group) } else { one.namespace_id == group };
            below && (archived || !one.archived) && self.viewer.reads_code(one)
        };
        let projects: Vec<u64> = world.projects.rows().values().filter(is_there).map(|one| one.id).collect();
        self.refuse_slow(projects.len())?;
        Ok(projects.into_iter().flat_map(|id| world.merge_requests.ids_of_project(id)).collect())
    }

    pub(crate) fn no_merge_requests(&self, arguments: &Arguments) -> Result<Outcome, String> {
        self.merge_requests(&[], arguments)
    }

    pub(crate) fn merge_requests(&self, ids: &[u64], arguments: &Arguments) -> Result<Outcome, String> {
        let filter = Filter::read(arguments)?;
        let shown = ids.iter().filter_map(|id| self.asked.world.shown_merge_request(*id));
        let sort = arguments.text("sort").unwrap_or("created_desc").to_ascii_lowercase();
        let key = |row: &MergeRequest| match sort.rsplit_once('_').map_or("", |(key, _)| key) {
            "updated" => row.updated_at,
            "merged_at" => row.merged_at.unwrap_or(i64::MAX),
            "title" => row.title.bytes().take(7).fold(0, |sum, byte| sum * 256 + i64::from(byte)),
            _ => row.created_at,
        };
        let mut rows: Vec<(Key, Node)> = shown
            .filter(|row| filter.wants(row))
            .map(|row| ((key(row), row.id), Node::MergeRequest(Box::new(row.clone()))))
            .collect();
        let descends = sort.ends_with("desc");
        rows.sort_by(|(one, _), (other, _)| if descends { other.cmp(one) } else { one.cmp(other) });
        Ok(Outcome::Pages(arguments.paging()?.turn(rows, descends)))
    }

    pub(crate) fn pipelines(&self, ids: Vec<u64>, arguments: &Arguments) -> Result<Outcome, String> {
        let fits = |name: &str, value: &str| arguments.text(name).is_none_or(|wanted| wanted == value);
        let wants = |one: &&Pipeline| {
            let project = self.asked.world.projects.row(one.project_id);
            project.is_some_and(|project| self.viewer.reads_code(project))
                && fits("ref", &one.ref_name)
                && fits("sha", &one.sha)
                && fits("source", &one.source)
                && fits("status", &one.status.word().to_uppercase())
        };
        let shown = ids.into_iter().filter_map(|id| self.asked.world.shown_pipeline(id)).filter(wants);
        let mut rows: Vec<(Key, Node)> =
            shown.map(|one| ((0, one.id), Node::Pipeline(Box::new(one.clone())))).collect();
        rows.sort_by(|(one, _), (other, _)| other.cmp(one));
        Ok(Outcome::Pages(arguments.paging()?.turn(rows, true)))
    }

    pub(crate) fn one_pipeline(&self, project: &Project, arguments: &Arguments) -> Result<Outcome, String> {
        let id = arguments.text("id").map(|id| number("Ci::Pipeline", id)).transpose()?;
        let fits = |one: &Pipeline| {
            id.is_none_or(|id| id == one.id)
                && arguments.text("iid").is_none_or(|iid| iid == one.iid.to_string())
                && arguments.text("sha").is_none_or(|sha| sha == one.sha)
        };
        let world = &self.asked.world;
        let mut shown = world.pipelines.ids_of_project(project.id).rev().filter_map(|id| world.shown_pipeline(id));
        let found = shown.find(|one| fits(one)).filter(|_| self.viewer.reads_code(project));
        Ok(Outcome::One(found.map(|one| Node::Pipeline(Box::new(one.clone())))))
    }

    pub(crate) fn jobs(&self, pipeline: &Pipeline, arguments: &Arguments) -> Result<Outcome, String> {
        let retried = arguments.flag("retried");
        let statuses = arguments.texts("statuses");
        let wants = |job: &&Job| {
            retried.is_none_or(|retried| retried == job.retried)
                && job.posted.is_none()
                && statuses.as_ref().is_none_or(|all| all.contains(&job.status.word().to_uppercase()))
        };
        let jobs = self.asked.world.pipelines.jobs_of(pipeline.id).filter(wants);
        let rows = jobs.map(|job| ((0, job.id), Node::Job(Box::new(job.clone())))).collect();
        Ok(Outcome::Pages(arguments.paging()?.turn(rows, false)))
    }

    pub(crate) fn plain_pages(
        &self,
        rows: impl Iterator<Item = Value>,
        arguments: &Arguments,
    ) -> Result<Outcome, String> {
        let rows = rows.enumerate().map(|(at, value)| ((0, at as u64), Node::Plain(value))).collect();
        let page: Page<Node> = arguments.paging()?.turn(rows, false);
        Ok(Outcome::Pages(page))
    }
}

/// What a list of merge requests is asked for; moments are inclusive.
struct Filter {
    iids: Option<Vec<String>>,
    state: Option<String>,
    draft: Option<bool>,
    labels: Option<Vec<String>>,
    source_branches: Option<Vec<String>>,
    target_branches: Option<Vec<String>>,
    author: Option<String>,
    updated: (Option<i64>, Option<i64>),
    created: (Option<i64>, Option<i64>),
}

impl Filter {
    fn read(arguments: &Arguments) -> Result<Self, String> {
        let moment = |name: &str| {
            let read = |text: &str| text.parse::<jiff::Timestamp>().map(|moment| moment.as_millisecond());
            let text = arguments.text(name);
            text.map(|text| read(text).map_err(|_| format!("\"{text}\" is not a valid Time"))).transpose()
        };
        Ok(Self {
            iids: arguments.texts("iids"),
            state: arguments.text("state").filter(|state| *state != "all").map(str::to_owned),
            draft: arguments.flag("draft"),
            labels: arguments.texts("labels").or_else(|| arguments.texts("labelName")),
            source_branches: arguments.texts("sourceBranches"),
            target_branches: arguments.texts("targetBranches"),
            author: arguments.text("authorUsername").map(str::to_owned),
            updated: (moment("updatedAfter")?, moment("updatedBefore")?),
            created: (moment("createdAfter")?, moment("createdBefore")?),
        })
    }

    fn wants(&self, row: &MergeRequest) -> bool {
        let among =
            |all: &Option<Vec<String>>, one: &str| all.as_ref().is_none_or(|all| all.iter().any(|it| it == one));
        let within = |(after, before): (Option<i64>, Option<i64>), moment: i64| {
            after.is_none_or(|after| moment >= after) && before.is_none_or(|before| moment <= before)
        };
        among(&self.iids, &row.iid.to_string())
            && self.state.as_deref().is_none_or(|state| state == row.state.word())
            && self.draft.is_none_or(|draft| draft == row.is_draft())
            && self.labels.as_ref().is_none_or(|all| all.iter().all(|label| row.labels.contains(label)))
            && among(&self.source_branches, &row.source_branch)
            && among(&self.target_branches, &row.target_branch)
            && self.author.as_ref().is_none_or(|author| *author == row.author)
            && within(self.updated, row.updated_at)
            && within(self.created, row.created_at)
    }
}
