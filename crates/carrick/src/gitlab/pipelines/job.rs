//! Jobs and bridges, as REST tells them.

use carrick_store::instance::Instance;
use serde::Deserialize;

use super::pipeline::{Pipeline, Record as PipelineRecord, User, UserRecord};
use crate::gitlab::{fields, wire};

/// More tags of a job are not kept.
const MOST_TAGS: usize = 20;

/// A job. Times are the instance's (Unix milliseconds).
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// GitLab's number, another one each time that it is retried.
    pub id: i64,
    /// Its name, which a retried one keeps.
    pub name: String,
    /// Its stage.
    pub stage: String,
    /// GitLab's word for how it stands.
    pub status: String,
    /// GitLab's word for why it failed.
    pub failure: Option<String>,
    /// Whether its failure is allowed.
    pub may_fail: bool,
    /// When it was created.
    pub created_at: Option<i64>,
    /// When it began to run.
    pub started_at: Option<i64>,
    /// When it came to its end.
    pub finished_at: Option<i64>,
    /// How long it ran (seconds).
    pub duration: Option<f64>,
    /// How long it waited (seconds).
    pub queued_for: Option<f64>,
    /// The tags that a runner must have.
    pub tags: Vec<String>,
    /// Whether a runner has taken it.
    pub has_runner: bool,
    /// Whether it left files.
    pub has_artifacts: bool,
    /// Its page.
    pub web_url: Option<String>,
    /// Who began it.
    pub user: Option<User>,
}

/// A job that is another pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Bridge {
    /// As a job.
    pub job: Job,
    /// What it began, in whichever project; nothing while it has not, or where that is not shown.
    pub downstream: Option<Pipeline>,
}

#[derive(Deserialize)]
struct Record {
    id: i64,
    name: String,
    stage: Option<String>,
    status: String,
    failure_reason: Option<String>,
    allow_failure: Option<bool>,
    created_at: Option<String>,
    started_at: Option<String>,
    finished_at: Option<String>,
    duration: Option<f64>,
    queued_duration: Option<f64>,
    tag_list: Option<Vec<String>>,
    runner: Option<serde::de::IgnoredAny>,
    artifacts_file: Option<serde::de::IgnoredAny>,
    web_url: Option<String>,
    user: Option<UserRecord>,
    downstream_pipeline: Option<PipelineRecord>,
}

impl Job {
    pub(super) fn one(instance: &Instance, body: &[u8]) -> Option<Self> {
        Self::of(instance, serde_json::from_slice(wire::unmarked(body)).ok()?).map(|(job, _)| job)
    }

    /// Nothing where one of them is odd.
    pub(super) fn list(instance: &Instance, body: &[u8]) -> Option<Vec<Self>> {
        let records: Vec<Record> = serde_json::from_slice(wire::unmarked(body)).ok()?;
        records.into_iter().map(|record| Self::of(instance, record).map(|(job, _)| job)).collect()
    }

    fn of(instance: &Instance, record: Record) -> Option<(Self, Option<PipelineRecord>)> {
        let tags = record.tag_list.unwrap_or_default();
        let job = Self {
            id: fields::number(record.id)?,
            name: fields::text(&record.name),
            stage: fields::text(&record.stage.unwrap_or_default()),
            status: fields::word(&record.status)?,
            failure: record.failure_reason.and_then(|reason| fields::word(&reason)),
            may_fail: record.allow_failure.unwrap_or(false),
            created_at: fields::moment(record.created_at.as_deref()),
            started_at: fields::moment(record.started_at.as_deref()),
            finished_at: fields::moment(record.finished_at.as_deref()),
            duration: record.duration.and_then(fields::seconds),
            queued_for: record.queued_duration.and_then(fields::seconds),
            tags: tags.iter().take(MOST_TAGS).map(|tag| fields::text(tag)).collect(),
            has_runner: record.runner.is_some(),
            has_artifacts: record.artifacts_file.is_some(),
            web_url: record.web_url.and_then(|url| fields::page(instance, &url)),
            user: record.user.and_then(User::of),
        };
        Some((job, record.downstream_pipeline))
    }
}

impl Bridge {
    /// Nothing where one of them is odd.
    pub(super) fn list(instance: &Instance, body: &[u8]) -> Option<Vec<Self>> {
        let records: Vec<Record> = serde_json::from_slice(wire::unmarked(body)).ok()?;
        let bridge = |record| {
            let (job, downstream) = Job::of(instance, record)?;
            Some(Self { job, downstream: downstream.and_then(|record| Pipeline::of(instance, record)) })
        };
        records.into_iter().map(bridge).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn record() -> Value {
        json!({
            "id": 9, "name": "te\u{202e}st", "stage": "test", "status": "failed", "failure_reason": "script_failure",
            "allow_failure": true, "created_at": "2026-03-03T14:02:00.000Z", "duration": 2.0, "tag_list": ["docker"],
            "runner": { "id": 1 }, "artifacts_file": null, "web_url": "https://evil.example/", "user": null,
        })
    }

    fn instance() -> Instance {
        Instance::parse("https://gitlab.example").unwrap()
    }

    #[test]
    fn a_job_is_read_without_what_could_mislead() {
        let read = Job::one(&instance(), record().to_string().as_bytes()).unwrap();
        assert_eq!((read.name.as_str(), read.failure.as_deref()), ("test", Some("script_failure")), "what it is");
        assert!(read.may_fail && read.has_runner && !read.has_artifacts, "how it stands");
        assert_eq!(read.web_url, None, "another site's page");
    }

    #[test]
    fn a_bridge_tells_what_it_began_and_where() {
        let mut bridge = record();
        let sha = "9b01d4409b01d4409b01d4409b01d4409b01d440";
        bridge["downstream_pipeline"] =
            json!({ "id": 6, "project_id": 8, "sha": sha, "ref": "main", "status": "running" });
        let list = json!([bridge, record()]).to_string();
        let read = Bridge::list(&instance(), list.as_bytes()).unwrap();
        assert_eq!(read[0].downstream.as_ref().map(|it| (it.id, it.project_id)), Some((6, 8)), "in another project");
        assert_eq!(read[1].downstream, None, "not begun");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(body in "\\PC{0,200}", key in 0usize..13, odd in "\\PC{0,40}", number in any::<f64>()) {
            let _ = (Job::list(&instance(), body.as_bytes()), Bridge::list(&instance(), body.as_bytes()));
            for odd in [json!(odd), json!(number), Value::Null, json!([odd])] {
                let mut spoilt = record();
                let name = spoilt.as_object().unwrap().keys().nth(key).unwrap().clone();
                spoilt[name.as_str()] = odd;
                if let Some(read) = Job::one(&instance(), spoilt.to_string().as_bytes()) {
                    prop_assert!(read.id > 0 && !read.name.contains(char::is_control));
                }
            }
        }
    }
}
