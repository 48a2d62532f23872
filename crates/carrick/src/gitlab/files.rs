//! A file of a branch: read, and changed on a new branch that a merge request is opened for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::client::{Caller, Client, Said};
use super::error::Error;
use super::pipelines::Outcome;
use super::{fields, wire};

/// No longer file is read (bytes).
const LONGEST_FILE: usize = 256 * 1024;

/// A file of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it says.
    pub text: String,
    /// The last commit that changed it.
    pub last_commit: String,
}

/// A file that is to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileChange<'a> {
    /// The branch that is made for it, from the one that is there.
    pub branch: &'a str,
    /// That one.
    pub from: &'a str,
    /// Where the file is, from the project's top.
    pub path: &'a str,
    /// The last commit that is known to have changed it: after another one GitLab changes nothing.
    pub last_commit: &'a str,
    /// What it says from then on.
    pub content: &'a str,
    /// The commit's message.
    pub message: &'a str,
}

/// A merge request that is to be opened within a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewMergeRequest<'a> {
    /// Where its commits are.
    pub source: &'a str,
    /// Where they are to go.
    pub target: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What it says.
    pub description: &'a str,
}

#[derive(Deserialize)]
struct Encoded {
    encoding: String,
    content: String,
    last_commit_id: String,
}

#[derive(Deserialize)]
struct Numbered {
    iid: i64,
}

impl Client {
    /// A file of a branch; nothing where there is none, or GitLab shows none.
    ///
    /// # Errors
    /// What stands in the way; [`Error::Malformed`] too where it is no text, or a long one.
    pub async fn file(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        branch: &str,
        path: &str,
    ) -> Result<Said<Option<File>>, Error> {
        let mut url = below(caller.project_url(project_id, "repository/files"), path)?;
        url.query_pairs_mut().append_pair("ref", branch);
        self.read(caller, url, |answer| file(&answer.body)).await
    }

    /// Whether a project has a branch of this name.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn has_branch(&self, caller: Caller<'_>, project_id: i64, branch: &str) -> Result<Said<bool>, Error> {
        let url = below(caller.project_url(project_id, "repository/branches"), branch)?;
        let said = self.read(caller, url, |answer| wire::is_json(&answer.body).then_some(())).await?;
        Ok(said.map(|there| there.is_some()))
    }

    /// Changes a file on a new branch. Where the branch is there already, or another commit has
    /// changed the file since, nothing is written.
    ///
    /// # Errors
    /// As [`Client::start_merge_request_pipeline`].
    pub async fn change_file(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        change: FileChange<'_>,
    ) -> Result<Said<Outcome<()>>, Error> {
        let FileChange { branch, from, path, last_commit, content, message } = change;
        let action =
            json!({ "action": "update", "file_path": path, "last_commit_id": last_commit, "content": content });
        let body = json!({ "branch": branch, "start_branch": from, "commit_message": message, "actions": [action] });
        let url = caller.project_url(project_id, "repository/commits");
        self.act(caller, url, Some(body.to_string().into_bytes()), |body| wire::is_json(body).then_some(())).await
    }

    /// Opens a merge request from one branch of a project into another of the same; its number there.
    ///
    /// # Errors
    /// As [`Client::start_merge_request_pipeline`].
    pub async fn open_merge_request(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        new: NewMergeRequest<'_>,
    ) -> Result<Said<Outcome<i64>>, Error> {
        let NewMergeRequest { source, target, title, description } = new;
        let body = json!({
            "source_branch": source, "target_branch": target, "target_project_id": project_id, "title": title,
            "description": description, "remove_source_branch": true,
        });
        let url = caller.project_url(project_id, "merge_requests");
        self.act(caller, url, Some(body.to_string().into_bytes()), number).await
    }
}

/// An address with one more part, whatever is in that.
fn below(mut url: Url, part: &str) -> Result<Url, Error> {
    url.path_segments_mut().map_err(|()| Error::Malformed)?.push(part);
    Ok(url)
}

fn file(body: &[u8]) -> Option<File> {
    let Encoded { encoding, content, last_commit_id } = serde_json::from_slice(wire::unmarked(body)).ok()?;
    let bytes = STANDARD.decode(content).ok().filter(|bytes| encoding == "base64" && bytes.len() <= LONGEST_FILE)?;
    let last_commit = fields::sha(last_commit_id)?;
    Some(File { text: String::from_utf8(bytes).ok()?, last_commit })
}

fn number(body: &[u8]) -> Option<i64> {
    let record: Numbered = serde_json::from_slice(wire::unmarked(body)).ok()?;
    fields::number(record.iid)
}
