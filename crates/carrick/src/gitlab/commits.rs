//! Commits, and what a merge request's reference leads to.

use serde::Deserialize;

use super::client::{Caller, Client, Said};
use super::error::Error;
use super::{fields, wire};

/// More parents than these no commit has that is looked at.
const MOST_PARENTS: usize = 64;

/// What is read of a message (bytes): marks that skip CI stand anywhere in it.
const LONGEST_MESSAGE: usize = 64 * 1024;

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its name.
    pub sha: String,
    /// Its parents, in order.
    pub parents: Vec<String>,
    /// Its message, as far as it is read.
    pub message: String,
    /// The newest pipeline on it, as far as GitLab says.
    pub last_pipeline: Option<i64>,
}

#[derive(Deserialize)]
struct Record {
    id: String,
    parent_ids: Option<Vec<String>>,
    message: Option<String>,
    last_pipeline: Option<LastPipeline>,
}

#[derive(Deserialize)]
struct LastPipeline {
    id: i64,
}

impl Client {
    /// A commit; nothing where the project has none of that name.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn commit(&self, caller: Caller<'_>, project_id: i64, sha: &str) -> Result<Said<Option<Commit>>, Error> {
        let Some(sha) = fields::sha(sha.to_owned()) else { return Err(Error::Malformed) };
        let url = caller.project_url(project_id, &format!("repository/commits/{sha}"));
        let said = self.read(caller, url, |answer| commit(&answer.body)).await?;
        match said.what {
            Some(ref commit) if commit.sha != sha => Err(Error::Malformed),
            _ => Ok(said),
        }
    }

    /// What a pipeline of a merge request would run on if it were started now: the commit that its reference leads
    /// to, which may be newer than what the merge request shows.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn head_reference(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        iid: i64,
    ) -> Result<Said<Option<Commit>>, Error> {
        let reference = format!("repository/commits/refs%2Fmerge-requests%2F{iid}%2Fhead");
        self.read(caller, caller.project_url(project_id, &reference), |answer| commit(&answer.body)).await
    }

    /// What a pipeline of a branch would run on if it were started now.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn head_of_branch(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        branch: &str,
    ) -> Result<Said<Option<Commit>>, Error> {
        let mut url = caller.project_url(project_id, "repository/commits");
        // As one part of the path, whatever is in it.
        url.path_segments_mut().map_err(|()| Error::Malformed)?.push(branch);
        self.read(caller, url, |answer| commit(&answer.body)).await
    }
}

fn commit(body: &[u8]) -> Option<Commit> {
    let record: Record = serde_json::from_slice(wire::unmarked(body)).ok()?;
    let parents = record.parent_ids.unwrap_or_default();
    let mut message = record.message.unwrap_or_default();
    let end = (0..=LONGEST_MESSAGE.min(message.len())).rev().find(|end| message.is_char_boundary(*end));
    message.truncate(end.unwrap_or_default());
    Some(Commit {
        sha: fields::sha(record.id)?,
        parents: parents.into_iter().take(MOST_PARENTS).map(fields::sha).collect::<Option<_>>()?,
        message,
        last_pipeline: record.last_pipeline.and_then(|pipeline| fields::number(pipeline.id)),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_commit_is_read_with_its_parents() {
        let (one, two) = ("a".repeat(40), "b".repeat(40));
        let body =
            json!({ "id": one, "parent_ids": [two], "message": "Add\n\n[skip ci]", "last_pipeline": { "id": 5 } });
        let read = commit(body.to_string().as_bytes()).unwrap();
        assert_eq!((read.sha, read.parents, read.last_pipeline), (one.clone(), vec![two], Some(5)), "what it is");
        let odd = json!({ "id": one, "parent_ids": ["main"] });
        assert_eq!(commit(odd.to_string().as_bytes()), None, "no parent is called main");
    }

    #[test]
    fn a_message_is_cut_between_letters() {
        let body = json!({ "id": "a".repeat(40), "message": "ä".repeat(LONGEST_MESSAGE) });
        let read = commit(body.to_string().as_bytes()).unwrap();
        assert_eq!(read.message.len(), LONGEST_MESSAGE, "as much as is read");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(body in "\\PC{0,200}") {
            let _ = commit(body.as_bytes());
        }
    }
}
