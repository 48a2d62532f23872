//! Pipelines and their jobs: read, started, retried, cancelled.

mod acting;
mod job;
mod log;
mod pipeline;
mod refusal;
pub mod statuses;
mod tests_summary;

use reqwest::StatusCode;
use secrecy::ExposeSecret as _;
use url::Url;

use super::answer::Answer;
use super::client::{Caller, Client, Said, refusal as api_refusal};
use super::error::Error;
use super::wire;

pub use acting::{Branch, Outcome};
pub use job::{Bridge, Job};
pub use log::Log;
pub use pipeline::{Pipeline, User};
pub use refusal::{Refusal, Why};
pub use tests_summary::{FailedTest, TestCounts};

/// More pages of a pipeline's jobs are not read; there are a hundred on each.
const MOST_PAGES: usize = 20;

/// Which of a project's pipelines are looked for; the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PipelinesOf<'a> {
    /// On this commit.
    pub sha: &'a str,
    /// Of this reference, where that is known.
    pub reference: Option<&'a str>,
}

impl Client {
    /// A pipeline; nothing where GitLab shows none.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn pipeline(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        id: i64,
    ) -> Result<Said<Option<Pipeline>>, Error> {
        let url = caller.project_url(project_id, &format!("pipelines/{id}"));
        let said = self.read(caller, url, |answer| Pipeline::one(caller.instance, &answer.body)).await?;
        match said.what {
            Some(ref pipeline) if pipeline.id != id || pipeline.project_id != project_id => Err(Error::Malformed),
            _ => Ok(said),
        }
    }

    /// The newest hundred of a project's pipelines on a commit; nothing where GitLab shows no such project.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn pipelines_of(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        which: PipelinesOf<'_>,
    ) -> Result<Said<Option<Vec<Pipeline>>>, Error> {
        let mut url = caller.project_url(project_id, "pipelines");
        url.query_pairs_mut().append_pair("sha", which.sha).append_pair("per_page", "100");
        if let Some(reference) = which.reference {
            url.query_pairs_mut().append_pair("ref", reference);
        }
        self.read(caller, url, |answer| Pipeline::list(caller.instance, &answer.body)).await
    }

    /// The newest hundred of a project's merge request pipelines, whoever made them; nothing where GitLab shows no such
    /// project, or no pipelines of it.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn last_of_merge_requests(
        &self,
        caller: Caller<'_>,
        project_id: i64,
    ) -> Result<Said<Option<Vec<Pipeline>>>, Error> {
        let mut url = caller.project_url(project_id, "pipelines");
        url.query_pairs_mut().append_pair("source", "merge_request_event").append_pair("per_page", "100");
        self.read(caller, url, |answer| Pipeline::list(caller.instance, &answer.body)).await
    }

    /// A pipeline's jobs, those that were retried too, as many as are read; nothing where GitLab shows no such pipeline.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn jobs(&self, caller: Caller<'_>, project_id: i64, id: i64) -> Result<Said<Option<Vec<Job>>>, Error> {
        let url = caller.project_url(project_id, &format!("pipelines/{id}/jobs"));
        self.all(caller, url, |answer| Job::list(caller.instance, &answer.body)).await
    }

    /// A pipeline's bridges, with the pipelines that they began; nothing where GitLab shows no such pipeline.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn bridges(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        id: i64,
    ) -> Result<Said<Option<Vec<Bridge>>>, Error> {
        let url = caller.project_url(project_id, &format!("pipelines/{id}/bridges"));
        self.all(caller, url, |answer| Bridge::list(caller.instance, &answer.body)).await
    }

    /// The beginning of a job's log, up to 8 MiB of it; nothing where GitLab shows no such job.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn log(&self, caller: Caller<'_>, project_id: i64, job_id: i64) -> Result<Said<Option<Log>>, Error> {
        let url = caller.project_url(project_id, &format!("jobs/{job_id}/trace"));
        let answer = self.transport.get_beginning_as(caller.instance, url, caller.token.expose_secret()).await?;
        match answer.status {
            StatusCode::OK => {
                let (at, rest) = (answer.date(), answer.rest());
                Ok(Said { what: Some(Log { text: answer.body, is_cut: answer.is_cut }), at, rest })
            }
            StatusCode::NOT_FOUND if wire::is_json(&answer.body) => Ok(Said::of(&answer, None)),
            _ => Err(api_refusal(&answer)),
        }
    }

    /// How many of a pipeline's tests came out how; nothing where GitLab does not tell, as before 14.2.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn test_counts(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        id: i64,
    ) -> Result<Said<Option<TestCounts>>, Error> {
        let url = caller.project_url(project_id, &format!("pipelines/{id}/test_report_summary"));
        self.read(caller, url, |answer| tests_summary::counts(&answer.body)).await
    }

    /// The tests of a pipeline that failed, the first of them; nothing where GitLab does not tell.
    ///
    /// # Errors
    /// What stands in the way; [`Error::Malformed`] too where the report is longer than is read.
    pub async fn failed_tests(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        id: i64,
    ) -> Result<Said<Option<Vec<FailedTest>>>, Error> {
        let url = caller.project_url(project_id, &format!("pipelines/{id}/test_report"));
        self.read(caller, url, |answer| tests_summary::failed(&answer.body)).await
    }

    /// All pages of a list, as many as are read.
    async fn all<T>(
        &self,
        caller: Caller<'_>,
        url: Url,
        parse: impl Fn(&Answer) -> Option<Vec<T>>,
    ) -> Result<Said<Option<Vec<T>>>, Error> {
        let mut all = Vec::new();
        for page in 1.. {
            let mut url = url.clone();
            url.query_pairs_mut()
                .append_pair("include_retried", "true")
                .append_pair("per_page", "100")
                .append_pair("page", &page.to_string());
            let said = self.read(caller, url, |answer| Some((parse(answer)?, answer.has_next()))).await?;
            let (at, rest) = (said.at, said.rest);
            let Some((more, has_next)) = said.what else { return Ok(Said { what: None, at, rest }) };
            all.extend(more);
            if !has_next || page == MOST_PAGES {
                return Ok(Said { what: Some(all), at, rest });
            }
        }
        Err(Error::Malformed)
    }
}
