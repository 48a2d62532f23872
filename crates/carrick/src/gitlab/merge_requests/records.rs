//! REST's records of merge requests, read without trusting them.

use carrick_store::merge_request::Snapshot;
use serde::Deserialize;

use super::answers::state;
use super::sighting::{HeadPipeline, Paths, Sighting, Sightings};
use crate::gitlab::answer::Answer;
use crate::gitlab::{fields, wire};

/// More labels of one merge request are not kept.
const MOST_LABELS: usize = 200;

/// No path of a file is longer (bytes).
const LONGEST_PATH: usize = 4096;

#[derive(Deserialize)]
struct Record {
    iid: i64,
    project_id: i64,
    title: Option<String>,
    state: String,
    draft: Option<bool>,
    work_in_progress: Option<bool>,
    labels: Option<Vec<String>>,
    source_branch: String,
    target_branch: String,
    source_project_id: Option<i64>,
    sha: Option<String>,
    author: Option<Author>,
    created_at: Option<String>,
    updated_at: Option<String>,
    prepared_at: Option<String>,
    head_pipeline: Option<Pipeline>,
}

#[derive(Deserialize)]
struct Author {
    id: i64,
    username: String,
}

#[derive(Deserialize)]
struct Pipeline {
    id: i64,
    sha: Option<String>,
    #[serde(rename = "ref")]
    reference: Option<String>,
    source: Option<String>,
    status: String,
}

#[derive(Deserialize)]
struct Diff {
    old_path: Option<String>,
    new_path: Option<String>,
}

#[derive(Deserialize)]
struct Changes {
    changes: Vec<Diff>,
    overflow: Option<bool>,
}

/// Reads a page of a list. What follows is the next page's number.
pub(super) fn page(answer: &Answer, after: Option<&str>) -> Option<Sightings> {
    let records: Vec<Record> = serde_json::from_slice(wire::unmarked(&answer.body)).ok()?;
    let page: u32 = after.map_or(Some(1), |page| page.parse().ok())?;
    let is_last = records.is_empty() || !answer.has_next();
    let next = (!is_last).then(|| page.saturating_add(1).to_string());
    let mut sightings = Sightings { next, ..Sightings::default() };
    for record in records {
        let at = fields::number(record.project_id).zip(fields::number(record.iid));
        match sighting(record) {
            Some(sighting) => sightings.seen.push(sighting),
            None => sightings.unready.extend(at),
        }
    }
    Some(sightings)
}

/// Reads one merge request; nothing where it has no commit yet, or is odd in another way.
pub(super) fn one(body: &[u8]) -> Option<Sighting> {
    sighting(serde_json::from_slice(wire::unmarked(body)).ok()?)
}

fn sighting(record: Record) -> Option<Sighting> {
    let author = record.author.and_then(|it| Some((fields::number(it.id)?, fields::username(it.username)?)));
    let (author_id, author) = author.map_or((None, String::new()), |(id, name)| (Some(id), name));
    let labels = record.labels.unwrap_or_default().into_iter().filter_map(fields::label).take(MOST_LABELS);
    let snapshot = Snapshot {
        iid: fields::number(record.iid)?,
        sha: fields::sha(record.sha?)?,
        state: state(&record.state),
        // Before 13.12 it had another name.
        is_draft: record.draft.or(record.work_in_progress)?,
        labels: labels.collect(),
        source_branch: fields::reference(record.source_branch)?,
        target_branch: fields::reference(record.target_branch)?,
        source_project: record.source_project_id.and_then(fields::number),
        title: fields::text(&record.title.unwrap_or_default()),
        author_id,
        author,
        created_at: fields::moment(record.created_at.as_deref())?,
        updated_at: fields::moment(record.updated_at.as_deref())?,
        prepared_at: fields::moment(record.prepared_at.as_deref()),
    };
    Some(Sighting {
        project_id: fields::number(record.project_id)?,
        snapshot,
        head_pipeline: record.head_pipeline.and_then(head_pipeline),
        creations: None,
    })
}

fn head_pipeline(pipeline: Pipeline) -> Option<HeadPipeline> {
    Some(HeadPipeline {
        id: fields::number(pipeline.id)?,
        sha: pipeline.sha.and_then(fields::sha),
        reference: pipeline.reference.and_then(fields::reference),
        source: pipeline.source.and_then(|source| fields::word(&source)),
        status: fields::word(&pipeline.status)?,
    })
}

/// The paths in a page of diffs.
pub(super) fn paths(body: &[u8]) -> Option<Vec<String>> {
    serde_json::from_slice(wire::unmarked(body)).ok().and_then(paths_of)
}

/// The paths in a merge request's changes, all on one page.
pub(super) fn changes(body: &[u8]) -> Option<Paths> {
    let Changes { changes, overflow } = serde_json::from_slice(wire::unmarked(body)).ok()?;
    Some(Paths { paths: paths_of(changes)?, is_whole: overflow != Some(true) })
}

/// Both names of each, where they differ. One that is odd makes the whole list one to rely on no more.
fn paths_of(diffs: Vec<Diff>) -> Option<Vec<String>> {
    let mut paths = Vec::new();
    for Diff { old_path, new_path } in diffs {
        let old_path = old_path.filter(|old| Some(old) != new_path.as_ref());
        for path in [Some(new_path?), old_path].into_iter().flatten() {
            let is_path = !path.is_empty() && path.len() <= LONGEST_PATH && !path.contains('\0');
            paths.push(is_path.then_some(path)?);
        }
    }
    Some(paths)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::StatusCode;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
    use serde_json::{Value, json};

    use super::*;

    const SHA: &str = "9b01d4409b01d4409b01d4409b01d4409b01d440";

    fn record(iid: i64) -> Value {
        json!({
            "id": 900, "iid": iid, "project_id": 7, "target_project_id": 7, "source_project_id": null, "title": "Add",
            "state": "opened", "draft": false, "labels": ["ci", "a\nb"], "source_branch": "x", "target_branch": "main",
            "sha": SHA, "author": { "id": 3, "username": "alice" }, "created_at": "2026-03-03T14:02:00.000Z",
            "updated_at": "2026-03-03T14:02:00.123Z", "prepared_at": "2026-03-03T14:02:01.000Z",
            "head_pipeline": { "id": 5, "sha": SHA, "ref": "refs/merge-requests/1/head", "status": "success" },
        })
    }

    fn answer(body: &Value, next: &'static str) -> Answer {
        let headers = HeaderMap::from_iter([(HeaderName::from_static("x-next-page"), HeaderValue::from_static(next))]);
        Answer { status: StatusCode::OK, headers, body: body.to_string().into_bytes(), is_cut: false }
    }

    #[test]
    fn a_record_is_read_with_its_pipeline() {
        let read = one(record(42).to_string().as_bytes()).unwrap();
        assert_eq!((read.project_id, read.snapshot.iid), (7, 42), "which it is");
        assert_eq!(read.snapshot.labels, ["ci"], "a label of two lines is none");
        assert!(read.snapshot.is_of_fork(7), "its source is gone");
        assert_eq!(read.snapshot.updated_at - read.snapshot.created_at, 123, "to the millisecond");
        assert_eq!(read.head_pipeline.unwrap().status, "success", "the pipeline at its head");
    }

    #[test]
    fn a_page_tells_where_the_list_goes_on_and_what_was_not_ready() {
        let mut unready = record(43);
        unready["sha"] = Value::Null;
        let read = page(&answer(&json!([unready, record(42)]), "8"), Some("2")).unwrap();
        assert_eq!(read.next.as_deref(), Some("3"), "made here, whatever GitLab says");
        assert_eq!((read.seen.len(), read.unready), (1, vec![(7, 43)]), "its commit comes later");
        assert_eq!(page(&answer(&json!([record(1)]), ""), None).unwrap().next, None, "nothing follows");
    }

    #[test]
    fn changed_paths_are_all_told_or_none() {
        let renamed = json!([{ "old_path": "a", "new_path": "b" }, { "old_path": "c", "new_path": "c" }]);
        assert_eq!(paths(renamed.to_string().as_bytes()).unwrap(), ["b", "a", "c"], "a renamed file counts twice");
        assert_eq!(paths(br#"[{"old_path":"a"}]"#), None, "an odd one could be the one that matters");
        let cut = changes(br#"{"changes":[],"overflow":true}"#).unwrap();
        assert!(!cut.is_whole, "GitLab left some out");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(body in "\\PC{0,200}", key in 0usize..16, odd in "\\PC{0,40}", number in any::<i64>()) {
            let _ = (one(body.as_bytes()), paths(body.as_bytes()), changes(body.as_bytes()));
            for odd in [json!(odd), json!(number), Value::Null, json!([odd])] {
                let mut spoilt = record(42);
                let name = spoilt.as_object().unwrap().keys().nth(key).unwrap().clone();
                spoilt[name.as_str()] = odd;
                if let Some(read) = one(spoilt.to_string().as_bytes()) {
                    prop_assert!(read.project_id > 0 && read.snapshot.iid > 0 && read.snapshot.sha.len() >= 40);
                }
            }
        }
    }
}
