//! Statuses of commits that others than GitLab post.

use serde::Deserialize;

use super::acting::Outcome;
use crate::gitlab::client::{Caller, Client, Said};
use crate::gitlab::error::Error;
use crate::gitlab::{fields, wire};

/// What a refusal says of a status that is as it is to be, or has been beyond it.
const CANNOT: &str = "cannot transition";

/// A status of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitStatus {
    /// GitLab's number.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// GitLab's word for it.
    pub state: String,
    /// The pipeline that shows it, where that is told.
    pub pipeline_id: Option<i64>,
    /// Whose it is, where that is told: nobody else can move it.
    pub author_id: Option<i64>,
}

/// A status as it is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewStatus<'a> {
    /// The commit.
    pub sha: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// GitLab's word for it.
    pub state: &'a str,
    /// The pipeline that is to show it: without one GitLab may make one of its own, which stays.
    pub pipeline_id: i64,
    /// The page that it leads to.
    pub target_url: Option<&'a str>,
}

#[derive(Deserialize)]
struct Record {
    id: i64,
    name: Option<String>,
    status: String,
    pipeline_id: Option<i64>,
    author: Option<Author>,
}

#[derive(Deserialize)]
struct Author {
    id: i64,
}

impl Client {
    /// The statuses of this name that a commit has in a pipeline, the newest of each account first; nothing where GitLab
    /// shows no such commit.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn statuses(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        (sha, name, pipeline_id): (&str, &str, i64),
    ) -> Result<Said<Option<Vec<CommitStatus>>>, Error> {
        let Some(sha) = fields::sha(sha.to_owned()) else { return Err(Error::Malformed) };
        let mut url = caller.project_url(project_id, &format!("repository/commits/{sha}/statuses"));
        let pipeline = pipeline_id.to_string();
        let asked = [("name", name), ("pipeline_id", pipeline.as_str()), ("all", "true"), ("per_page", "100")];
        url.query_pairs_mut().extend_pairs(asked);
        self.read(caller, url, |answer| list(&answer.body)).await
    }

    /// Posts a status.
    ///
    /// # Errors
    /// What stands in the way; after [`Error::may_have_acted`] it may be posted all the same.
    pub async fn post_status(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        new: NewStatus<'_>,
    ) -> Result<Said<Outcome<CommitStatus>>, Error> {
        let Some(sha) = fields::sha(new.sha.to_owned()) else { return Err(Error::Malformed) };
        let mut url = caller.project_url(project_id, &format!("statuses/{sha}"));
        let pipeline = new.pipeline_id.to_string();
        let said = [("state", new.state), ("name", new.name), ("pipeline_id", pipeline.as_str())];
        url.query_pairs_mut().extend_pairs(said).extend_pairs(new.target_url.map(|it| ("target_url", it)));
        self.act(caller, url, None, one).await
    }
}

/// Whether GitLab did not move a status because it stands there already, or is over.
pub fn is_there_already(words: Option<&str>) -> bool {
    words.is_some_and(|words| words.to_lowercase().contains(CANNOT))
}

/// The last of those that are an account's: only they can be moved by it.
pub fn last_of(all: &[CommitStatus], user_id: i64) -> Option<&CommitStatus> {
    all.iter().filter(|status| status.author_id == Some(user_id)).max_by_key(|status| status.id)
}

fn one(body: &[u8]) -> Option<CommitStatus> {
    of(serde_json::from_slice(wire::unmarked(body)).ok()?)
}

/// Nothing where one of them is odd.
fn list(body: &[u8]) -> Option<Vec<CommitStatus>> {
    let records: Vec<Record> = serde_json::from_slice(wire::unmarked(body)).ok()?;
    records.into_iter().map(of).collect()
}

fn of(record: Record) -> Option<CommitStatus> {
    Some(CommitStatus {
        id: fields::number(record.id)?,
        name: fields::text(&record.name.unwrap_or_default()),
        state: fields::word(&record.status)?,
        pipeline_id: record.pipeline_id.and_then(fields::number),
        author_id: record.author.and_then(|author| fields::number(author.id)),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn record() -> Value {
        json!({ "id": 4, "name": "carrick/group", "status": "running", "pipeline_id": 9, "author": { "id": 20 } })
    }

    #[test]
    fn only_the_last_of_ones_own_can_be_moved() {
        let mut others = record();
        (others["id"], others["author"]["id"]) = (json!(9), json!(21));
        let mut older = record();
        older["id"] = json!(3);
        let all = list(json!([record(), others, older]).to_string().as_bytes()).unwrap();
        assert_eq!(last_of(&all, 20).map(|status| status.id), Some(4), "not another's, though it is newer");
        assert_eq!(last_of(&all, 22), None, "who has posted none");
    }

    #[test]
    fn what_stands_already_is_no_failure() {
        assert!(is_there_already(Some("Cannot transition status via :run from :running")), "it runs already");
        assert!(!is_there_already(Some("404 Commit Not Found")), "that is one");
        assert!(!is_there_already(None), "and so is a refusal without a word");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(body in "\\PC{0,200}", key in 0usize..5, odd in "\\PC{0,40}") {
            let _ = (list(body.as_bytes()), one(body.as_bytes()));
            for odd in [json!(odd), json!(-1), Value::Null, json!([odd])] {
                let mut spoilt = record();
                let name = spoilt.as_object().unwrap().keys().nth(key).unwrap().clone();
                spoilt[name.as_str()] = odd;
                if let Some(read) = one(spoilt.to_string().as_bytes()) {
                    prop_assert!(read.id > 0 && !read.name.contains(char::is_control));
                }
            }
        }
    }
}
