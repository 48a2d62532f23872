//! A pipeline, as REST tells it.

use carrick_store::instance::Instance;
use serde::Deserialize;

use crate::gitlab::{fields, wire};

/// A pipeline. Times are the instance's (Unix milliseconds).
#[derive(Debug, Clone, PartialEq)]
pub struct Pipeline {
    /// GitLab's number.
    pub id: i64,
    /// The project that it runs in, which is a fork's where it was begun there.
    pub project_id: i64,
    /// The commit that it runs on; for merged results a commit of GitLab's own, whose parents tell the source.
    pub sha: String,
    /// The reference as GitLab spells it: `refs/merge-requests/1/head`, `…/merge`, or a branch's name alone.
    pub reference: String,
    /// GitLab's word for what began it; lists of old versions do not say.
    pub source: Option<String>,
    /// GitLab's word for how it stands.
    pub status: String,
    /// The group of its detailed status, which tells warnings apart (`success-with-warnings`); of one alone.
    pub detail: Option<String>,
    /// Whether its CI file could not be used; of one alone.
    pub is_broken: bool,
    /// Its page.
    pub web_url: Option<String>,
    /// Who began it; of one alone.
    pub user: Option<User>,
    /// When it was created.
    pub created_at: Option<i64>,
    /// When anything about it changed.
    pub updated_at: Option<i64>,
    /// When it began to run; of one alone, as all that follows.
    pub started_at: Option<i64>,
    /// When it came to its end.
    pub finished_at: Option<i64>,
    /// How long it ran (seconds).
    pub duration: Option<f64>,
    /// How long it waited (seconds).
    pub queued_for: Option<f64>,
}

/// Who did something at GitLab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// GitLab's number.
    pub id: i64,
    /// Their username.
    pub username: String,
}

#[derive(Deserialize)]
pub(super) struct Record {
    id: i64,
    project_id: i64,
    sha: String,
    #[serde(rename = "ref")]
    reference: Option<String>,
    source: Option<String>,
    status: String,
    detailed_status: Option<Detailed>,
    yaml_errors: Option<String>,
    web_url: Option<String>,
    user: Option<UserRecord>,
    created_at: Option<String>,
    updated_at: Option<String>,
    started_at: Option<String>,
    finished_at: Option<String>,
    duration: Option<f64>,
    queued_duration: Option<f64>,
}

#[derive(Deserialize)]
struct Detailed {
    group: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct UserRecord {
    id: i64,
    username: String,
}

impl Pipeline {
    /// Whether it is a merge request's own, and not a branch's or one that a posted status made.
    pub fn is_of_merge_request(&self) -> bool {
        let by_source = self.source.as_deref().is_none_or(|source| source == "merge_request_event");
        by_source && self.reference.starts_with("refs/merge-requests/")
    }

    /// Whether it runs on what a merge would give, on a commit that is GitLab's own.
    pub fn is_of_merged_results(&self) -> bool {
        self.is_of_merge_request() && self.reference.ends_with("/merge")
    }

    pub(in crate::gitlab) fn one(instance: &Instance, body: &[u8]) -> Option<Self> {
        Self::of(instance, serde_json::from_slice(wire::unmarked(body)).ok()?)
    }

    /// Nothing where one of them is odd: what is left out would be taken for not there.
    pub(in crate::gitlab) fn list(instance: &Instance, body: &[u8]) -> Option<Vec<Self>> {
        let records: Vec<Record> = serde_json::from_slice(wire::unmarked(body)).ok()?;
        records.into_iter().map(|record| Self::of(instance, record)).collect()
    }

    pub(super) fn of(instance: &Instance, record: Record) -> Option<Self> {
        let detail = record.detailed_status.and_then(|detailed| detailed.group);
        Some(Self {
            id: fields::number(record.id)?,
            project_id: fields::number(record.project_id)?,
            sha: fields::sha(record.sha)?,
            reference: record.reference.and_then(fields::reference).unwrap_or_default(),
            source: record.source.and_then(|source| fields::word(&source)),
            status: fields::word(&record.status)?,
            detail: detail.map(|group| fields::text(&group)).filter(|group| !group.is_empty()),
            is_broken: record.yaml_errors.is_some_and(|errors| !errors.trim().is_empty()),
            web_url: record.web_url.and_then(|url| fields::page(instance, &url)),
            user: record.user.and_then(User::of),
            created_at: fields::moment(record.created_at.as_deref()),
            updated_at: fields::moment(record.updated_at.as_deref()),
            started_at: fields::moment(record.started_at.as_deref()),
            finished_at: fields::moment(record.finished_at.as_deref()),
            duration: record.duration.and_then(fields::seconds),
            queued_for: record.queued_duration.and_then(fields::seconds),
        })
    }
}

impl User {
    pub(super) fn of(record: UserRecord) -> Option<Self> {
        Some(Self { id: fields::number(record.id)?, username: fields::username(record.username)? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    const SHA: &str = "9b01d4409b01d4409b01d4409b01d4409b01d440";

    fn record() -> Value {
        json!({
            "id": 5, "iid": 1, "project_id": 7, "sha": SHA, "ref": "refs/merge-requests/1/merge", "status": "failed",
            "source": "merge_request_event", "web_url": "https://gitlab.example/g/w/-/pipelines/5",
            "yaml_errors": "jobs:a config should implement a script:", "user": { "id": 3, "username": "alice" },
            "created_at": "2026-03-03T14:02:00.000Z", "finished_at": null, "duration": 1.5, "queued_duration": -1.0,
            "detailed_status": { "text": "Failed", "group": "failed" },
        })
    }

    fn instance() -> Instance {
        Instance::parse("https://gitlab.example").unwrap()
    }

    #[test]
    fn a_pipeline_is_read_with_why_it_is_broken() {
        let read = Pipeline::one(&instance(), record().to_string().as_bytes()).unwrap();
        assert!(read.is_broken && read.status == "failed", "its file could not be used");
        assert!(read.is_of_merged_results(), "it runs on what a merge would give");
        assert_eq!((read.duration, read.queued_for), (Some(1.5), None), "nobody waits for less than nothing");
        assert_eq!(read.user.unwrap().id, 3, "who began it");
    }

    #[test]
    fn a_status_that_somebody_posted_is_no_merge_requests_pipeline() {
        for (source, reference) in
            [("external", "main"), ("push", "invoices"), ("external", "refs/merge-requests/1/head")]
        {
            let mut odd = record();
            odd["source"] = json!(source);
            odd["ref"] = json!(reference);
            let read = Pipeline::one(&instance(), odd.to_string().as_bytes()).unwrap();
            assert!(!read.is_of_merge_request(), "{source} of {reference}");
        }
    }

    #[test]
    fn a_list_of_pipelines_is_read_whole_or_not() {
        let mut odd = record();
        odd["sha"] = json!("main");
        let list = json!([record(), odd]).to_string();
        assert_eq!(Pipeline::list(&instance(), list.as_bytes()), None, "the one left out could be the one that counts");
        let list = json!([record()]).to_string();
        assert_eq!(Pipeline::list(&instance(), list.as_bytes()).map(|list| list.len()), Some(1), "nothing is odd");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(body in "\\PC{0,200}", key in 0usize..14, odd in "\\PC{0,40}", number in any::<f64>()) {
            let _ = (Pipeline::one(&instance(), body.as_bytes()), Pipeline::list(&instance(), body.as_bytes()));
            for odd in [json!(odd), json!(number), Value::Null, json!({ "group": odd })] {
                let mut spoilt = record();
                let name = spoilt.as_object().unwrap().keys().nth(key).unwrap().clone();
                spoilt[name.as_str()] = odd;
                if let Some(read) = Pipeline::one(&instance(), spoilt.to_string().as_bytes()) {
                    prop_assert!(read.id > 0 && read.project_id > 0 && read.sha.len() >= 40);
                }
            }
        }
    }
}
