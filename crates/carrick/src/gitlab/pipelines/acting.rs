//! What changes something at GitLab. Each is one request that is never sent twice: who gets no answer looks whether it
//! was done.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use serde_json::json;
use url::Url;

use super::job::Job;
use super::pipeline::Pipeline;
use super::refusal::Refusal;
use crate::gitlab::client::{Caller, Client, Said, refusal};
use crate::gitlab::error::Error;
use crate::gitlab::wire;

/// What came of asking.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<T> {
    /// It was done, and this is what it is now.
    Done(T),
    /// GitLab looked at it and did not do it.
    Refused(Refusal),
}

/// A pipeline of a branch, as it is to be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch<'a> {
    /// The branch.
    pub reference: &'a str,
    /// By name; GitLab takes them from 18.1.
    pub inputs: &'a BTreeMap<String, String>,
    /// By name; many projects allow none.
    pub variables: &'a BTreeMap<String, String>,
}

impl Client {
    /// Asks for a merge request's pipeline, of whatever its head is at GitLab then. One that could not be started is
    /// done too, with the status `failed` or `skipped`.
    ///
    /// # Errors
    /// What stands in the way; after [`Error::may_have_acted`] there may be one all the same.
    pub async fn start_merge_request_pipeline(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        iid: i64,
    ) -> Result<Said<Outcome<Pipeline>>, Error> {
        let url = caller.project_url(project_id, &format!("merge_requests/{iid}/pipelines"));
        self.act(caller, url, None, |body| Pipeline::one(caller.instance, body)).await
    }

    /// Asks for a branch's pipeline.
    ///
    /// # Errors
    /// As [`Client::start_merge_request_pipeline`].
    pub async fn start_branch_pipeline(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        branch: Branch<'_>,
    ) -> Result<Said<Outcome<Pipeline>>, Error> {
        let mut body = json!({ "ref": branch.reference });
        // Older versions refuse the name, and so do those that allow none.
        if !branch.inputs.is_empty() {
            body["inputs"] = json!(branch.inputs);
        }
        if !branch.variables.is_empty() {
            body["variables"] =
                branch.variables.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
        }
        let url = caller.project_url(project_id, "pipeline");
        self.act(caller, url, Some(body.to_string().into_bytes()), |body| Pipeline::one(caller.instance, body)).await
    }

    /// Runs the failed and cancelled jobs of a pipeline again.
    ///
    /// # Errors
    /// As [`Client::start_merge_request_pipeline`].
    pub async fn retry_pipeline(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        id: i64,
    ) -> Result<Said<Outcome<Pipeline>>, Error> {
        let url = caller.project_url(project_id, &format!("pipelines/{id}/retry"));
        self.act(caller, url, None, |body| Pipeline::one(caller.instance, body)).await
    }

    /// Cancels what of a pipeline is not finished. GitLab says yes to one that is, and does it later.
    ///
    /// # Errors
    /// As [`Client::start_merge_request_pipeline`].
    pub async fn cancel_pipeline(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        id: i64,
    ) -> Result<Said<Outcome<Pipeline>>, Error> {
        let url = caller.project_url(project_id, &format!("pipelines/{id}/cancel"));
        self.act(caller, url, None, |body| Pipeline::one(caller.instance, body)).await
    }

    /// Runs a job again, which gives it another number.
    ///
    /// # Errors
    /// As [`Client::start_merge_request_pipeline`].
    pub async fn retry_job(&self, caller: Caller<'_>, project_id: i64, id: i64) -> Result<Said<Outcome<Job>>, Error> {
        self.act_on_job(caller, project_id, id, "retry").await
    }

    /// Starts a job that waits for a person.
    ///
    /// # Errors
    /// As [`Client::start_merge_request_pipeline`].
    pub async fn play_job(&self, caller: Caller<'_>, project_id: i64, id: i64) -> Result<Said<Outcome<Job>>, Error> {
        self.act_on_job(caller, project_id, id, "play").await
    }

    /// Cancels a job.
    ///
    /// # Errors
    /// As [`Client::start_merge_request_pipeline`].
    pub async fn cancel_job(&self, caller: Caller<'_>, project_id: i64, id: i64) -> Result<Said<Outcome<Job>>, Error> {
        self.act_on_job(caller, project_id, id, "cancel").await
    }

    async fn act_on_job(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        id: i64,
        what: &str,
    ) -> Result<Said<Outcome<Job>>, Error> {
        let url = caller.project_url(project_id, &format!("jobs/{id}/{what}"));
        self.act(caller, url, None, |body| Job::one(caller.instance, body)).await
    }

    /// Asks for something to be done that is never asked for twice.
    pub(in crate::gitlab) async fn act<T>(
        &self,
        caller: Caller<'_>,
        url: Url,
        json: Option<Vec<u8>>,
        parse: impl FnOnce(&[u8]) -> Option<T>,
    ) -> Result<Said<Outcome<T>>, Error> {
        let answer = self.post(caller, url, json).await?;
        let is_json = wire::is_json(&answer.body);
        let outcome = match answer.status {
            StatusCode::OK | StatusCode::CREATED => Outcome::Done(parse(&answer.body).ok_or(Error::Malformed)?),
            StatusCode::FORBIDDEN if is_json => match refusal(&answer) {
                Error::Forbidden => Outcome::Refused(Refusal::of(answer.status, &answer.body)),
                reason => return Err(reason),
            },
            StatusCode::BAD_REQUEST
            | StatusCode::NOT_FOUND
            | StatusCode::METHOD_NOT_ALLOWED
            | StatusCode::CONFLICT
            | StatusCode::UNPROCESSABLE_ENTITY
                if is_json =>
            {
                Outcome::Refused(Refusal::of(answer.status, &answer.body))
            }
            _ => return Err(refusal(&answer)),
        };
        Ok(Said::of(&answer, outcome))
    }
}
