//! Merge requests as GitLab tells them: many projects at once by GraphQL, one project at a time by REST.

mod answers;
mod records;
mod sighting;
pub mod texts;

use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use reqwest::StatusCode;
use url::Url;

use super::answer::Answer;
use super::client::{Caller, Client, Said, refusal};
use super::error::Error;
use super::graphql::{self, Unanswered};
use super::pipelines::Pipeline;
use super::wire;
use texts::Dialect;

pub use sighting::{Batch, Creation, Head, HeadPipeline, Heads, Paths, ProjectSightings, Sighting, Sightings};

/// The most projects that one question may be about.
pub const MOST_PROJECTS: usize = 100;

/// More pages of changed files are not looked at; there are a hundred on each.
const MOST_PAGES: usize = 30;

/// Which merge requests are asked for, those that changed last at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Those that changed since (the instance's Unix milliseconds), this second too; `None` for all.
    pub since: Option<i64>,
    /// Only those that are open, instead of all whatever became of them.
    pub is_open_only: bool,
}

/// How much of a list, and from where on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion {
    /// Of each project, or of the group.
    pub most: usize,
    /// What the portion before said follows; `None` for the beginning.
    pub after: Option<String>,
}

impl Batch {
    /// What the body of an answer tells of some projects.
    ///
    /// # Errors
    /// Why it tells nothing.
    pub fn of_answer(body: &[u8]) -> Result<Self, Unanswered> {
        graphql::of_body::<answers::Projects>(body).map(answers::Projects::sightings)
    }
}

impl Client {
    /// What changed, or is open, in some projects: a portion of each. One that GitLab does not show is not in the
    /// answer, and one that it could not tell of has no sightings.
    ///
    /// # Errors
    /// What stands in the way of an answer.
    pub async fn merge_requests(
        &self,
        caller: Caller<'_>,
        dialect: Dialect,
        projects: &[i64],
        wanted: Wanted,
        portion: &Portion,
    ) -> Result<Said<Batch>, Unanswered> {
        let mut variables = wanted.variables(portion);
        variables["ids"] = project_ids(projects);
        let said = self.query::<answers::Projects>(caller, texts::by_projects(dialect), variables).await?;
        Ok(said.map(answers::Projects::sightings))
    }

    /// Some merge requests of some projects, each project asked for every number: who asks takes what it wants of them.
    ///
    /// # Errors
    /// As [`Client::merge_requests`].
    pub async fn merge_requests_by_number(
        &self,
        caller: Caller<'_>,
        dialect: Dialect,
        projects: &[i64],
        iids: &[i64],
    ) -> Result<Said<Batch>, Unanswered> {
        let iids: Vec<String> = iids.iter().map(i64::to_string).collect();
        let variables = json!({ "ids": project_ids(projects), "iids": iids });
        let said = self.query::<answers::Projects>(caller, texts::by_numbers(dialect), variables).await?;
        Ok(said.map(answers::Projects::sightings))
    }

    /// The heads of what is open in some projects, with draft and labels, and nothing more.
    ///
    /// # Errors
    /// As [`Client::merge_requests`].
    pub async fn open_heads(
        &self,
        caller: Caller<'_>,
        projects: &[i64],
        portion: &Portion,
    ) -> Result<Said<Vec<Heads>>, Unanswered> {
        let mut variables = Wanted { since: None, is_open_only: true }.variables(portion);
        variables["ids"] = project_ids(projects);
        let said = self.query::<answers::Projects>(caller, texts::HEADS, variables).await?;
        Ok(said.map(answers::Projects::heads))
    }

    /// What changed, or is open, in all of a group; nothing where GitLab shows no such group.
    ///
    /// # Errors
    /// As [`Client::merge_requests`].
    pub async fn group_merge_requests(
        &self,
        caller: Caller<'_>,
        dialect: Dialect,
        group: &str,
        wanted: Wanted,
        portion: &Portion,
    ) -> Result<Said<Option<Sightings>>, Unanswered> {
        let mut variables = wanted.variables(portion);
        variables["path"] = json!(group);
        let said = self.query::<answers::Group>(caller, texts::by_group(dialect), variables).await?;
        Ok(said.map(answers::Group::sightings))
    }

    /// As [`Client::merge_requests`] of one project, by REST. What follows is a page's number.
    ///
    /// # Errors
    /// What stands in the way; nothing where GitLab shows no such project.
    pub async fn listed_merge_requests(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        wanted: Wanted,
        portion: &Portion,
    ) -> Result<Said<Option<Sightings>>, Error> {
        let url = list_url(caller, project_id, wanted, portion);
        self.read(caller, url, |answer| records::page(answer, portion.after.as_deref())).await
    }

    /// The last merge requests that were opened in a project, whatever became of them, the newest first; nothing where
    /// GitLab shows no such project.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn last_merge_requests(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        most: usize,
    ) -> Result<Said<Option<Vec<Sighting>>>, Error> {
        let url = caller.project_url(project_id, "merge_requests");
        self.last(caller, url, most).await
    }

    /// The same in all of a group; nothing where there is no such group, as for a person's namespace.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn last_group_merge_requests(
        &self,
        caller: Caller<'_>,
        group: &str,
        most: usize,
    ) -> Result<Said<Option<Vec<Sighting>>>, Error> {
        let mut url = caller.instance.endpoint("/api/v4/groups");
        url.path_segments_mut().map_err(|()| Error::Malformed)?.push(group).push("merge_requests");
        self.last(caller, url, most).await
    }

    async fn last(&self, caller: Caller<'_>, mut url: Url, most: usize) -> Result<Said<Option<Vec<Sighting>>>, Error> {
        url.query_pairs_mut()
            .append_pair("state", "all")
            .append_pair("scope", "all")
            .append_pair("order_by", "created_at")
            .append_pair("sort", "desc")
            .append_pair("per_page", &most.clamp(1, 100).to_string());
        self.read(caller, url, |answer| records::page(answer, None).map(|page| page.seen)).await
    }

    /// One merge request by REST, with the pipeline at its head; nothing where GitLab shows none.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn merge_request(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        iid: i64,
    ) -> Result<Said<Option<Sighting>>, Error> {
        let url = caller.project_url(project_id, &format!("merge_requests/{iid}"));
        let said = self.read(caller, url, |answer| records::one(&answer.body)).await?;
        let is_it = |sighting: &Sighting| sighting.project_id == project_id && sighting.snapshot.iid == iid;
        match said.what {
            Some(ref sighting) if !is_it(sighting) => Err(Error::Malformed),
            _ => Ok(said),
        }
    }

    /// A merge request's pipelines, also of earlier commits and of a fork; those that fit on a page.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn merge_request_pipelines(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        iid: i64,
    ) -> Result<Said<Option<Vec<Pipeline>>>, Error> {
        let mut url = caller.project_url(project_id, &format!("merge_requests/{iid}/pipelines"));
        url.query_pairs_mut().append_pair("per_page", "100");
        let instance = caller.instance;
        self.read(caller, url, |answer| Pipeline::list(instance, &answer.body)).await
    }

    /// The files that a merge request changes, under their old and their new names; nothing where GitLab shows no such
    /// merge request.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn changed_paths(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        iid: i64,
    ) -> Result<Said<Option<Paths>>, Error> {
        let mut paths = Vec::new();
        for page in 1.. {
            let answer = self.diffs_page(caller, project_id, iid, page).await?;
            match answer.status {
                StatusCode::OK => {}
                // Before 15.7 there is another address for it, with all of them at once.
                StatusCode::NOT_FOUND if page == 1 => return self.changes(caller, project_id, iid).await,
                _ => return Err(refusal(&answer)),
            }
            paths.extend(records::paths(&answer.body).ok_or(Error::Malformed)?);
            let is_whole = !answer.has_next();
            if is_whole || page == MOST_PAGES {
                return Ok(Said::of(&answer, Some(Paths { paths, is_whole })));
            }
        }
        Err(Error::Malformed)
    }

    async fn diffs_page(&self, caller: Caller<'_>, project_id: i64, iid: i64, page: usize) -> Result<Answer, Error> {
        let mut url = caller.project_url(project_id, &format!("merge_requests/{iid}/diffs"));
        url.query_pairs_mut().append_pair("per_page", "100").append_pair("page", &page.to_string());
        self.transport.get_page_as(caller.instance, url, caller.token.expose_secret()).await
    }

    async fn changes(&self, caller: Caller<'_>, project_id: i64, iid: i64) -> Result<Said<Option<Paths>>, Error> {
        let url = caller.project_url(project_id, &format!("merge_requests/{iid}/changes"));
        self.read(caller, url, |answer| records::changes(&answer.body)).await
    }
}

impl Wanted {
    fn variables(self, portion: &Portion) -> Value {
        let mut variables = json!({ "first": portion.most });
        if let Some(since) = self.since {
            variables["since"] = json!(wire::time(since));
        }
        if self.is_open_only {
            variables["state"] = json!("opened");
        }
        if let Some(after) = &portion.after {
            variables["after"] = json!(after);
        }
        variables
    }
}

fn project_ids(projects: &[i64]) -> Value {
    projects.iter().map(|id| json!(format!("gid://gitlab/Project/{id}"))).collect()
}

fn list_url(caller: Caller<'_>, project_id: i64, wanted: Wanted, portion: &Portion) -> Url {
    let mut url = caller.project_url(project_id, "merge_requests");
    let mut query = url.query_pairs_mut();
    query.append_pair("state", if wanted.is_open_only { "opened" } else { "all" });
    if let Some(since) = wanted.since {
        query.append_pair("updated_after", &wire::time(since));
    }
    query.append_pair("order_by", "updated_at").append_pair("sort", "asc");
    query.append_pair("per_page", &portion.most.clamp(1, 100).to_string());
    query.append_pair("page", portion.after.as_deref().unwrap_or("1"));
    drop(query);
    url
}
