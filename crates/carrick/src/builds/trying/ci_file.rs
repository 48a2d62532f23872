//! Adding what a CI file lacks: to a new branch of the project itself, whose merge request people look at as at any
//! other.

use carrick_store::db::links;
use carrick_store::error::{Code, Error};
use sha2::{Digest as _, Sha256};

use super::ci_text::{added_to, can_be_added_to};
use crate::builds::Builds;
use crate::builds::asking::{Asker, NoAnswer};
use crate::builds::draft::path_of;
use crate::gitlab::files::{self, FileChange, NewMergeRequest};
use crate::gitlab::pipelines::{Outcome, Why};

/// The branch that is made for it, always the same: what is there already is not written again.
pub const BRANCH: &str = "carrick/merge-request-builds";

/// Where the CI file is unless the project says otherwise.
const USUAL: &str = ".gitlab-ci.yml";

const TITLE: &str = "Run pipelines for merge requests";
const DESCRIPTION: &str = "Adds `workflow:rules`, so that pipelines run for merge requests, and for a branch only while \
                           no merge request of it is open.";

/// So many lines before the added ones are shown with them.
const CONTEXT: usize = 3;

/// What can be added to a project's CI file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposed {
    /// This.
    Addition(Addition),
    /// There is no such file in the project.
    NoFile,
    /// It has `workflow` already, which only people can change well.
    HasWorkflow,
    /// The file lies in another project, or elsewhere.
    Elsewhere,
    /// The branch is there already, from an earlier time.
    BranchIsThere,
}

/// What is added, where, and in whose name; to be shown before anything is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// The account that commits and opens the merge request.
    pub username: String,
    /// The project, by its path; it is written to nowhere else.
    pub path: String,
    /// The new branch.
    pub branch: &'static str,
    /// Where the merge request goes.
    pub target: String,
    /// The file.
    pub file: String,
    /// The last lines that are there.
    pub before: Vec<String>,
    /// All lines that are added after them, and nothing else changes.
    pub added: Vec<String>,
    /// What the file says now, in a form that can only be compared.
    pub base: String,
}

/// What came of adding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// The merge request of this number is open.
    Opened(i64),
    /// The file is not what it was when it was shown, or nothing can be added now: it is to be shown again.
    Changed,
    /// The branch is written, and no merge request was opened for it.
    OnlyBranch(Why),
    /// GitLab refused to write.
    Refused(Why),
}

/// Reads what can be added to the CI file of a project, as one of the profile's accounts.
///
/// # Errors
/// `NotFound` for an account or a project that is not there; what stands in the way of reading it.
pub async fn propose(builds: &Builds, link_id: i64, project_id: i64) -> Result<Proposed, Error> {
    let asker = own_asker(builds, link_id).await?;
    let path = path_of(&asker, project_id).await?;
    let read = read(&asker, project_id).await.map_err(|why| why.told(&asker.instance()))?;
    let username = username(builds, link_id).await?;
    Ok(match read {
        Read::Not(why) => why,
        Read::File { target, file, now } => Proposed::Addition(Addition {
            username,
            path,
            branch: BRANCH,
            target,
            file,
            before: last_lines(&now.text),
            added: added_to(&now.text).lines().map(str::to_owned).collect(),
            base: base_of(&now.text),
        }),
    })
}

/// Writes what was shown to the new branch, and opens its merge request: only if the file still says what it said.
///
/// # Errors
/// As [`propose`]. After a lost answer the branch may be there, which the next [`propose`] tells.
pub async fn add(builds: &Builds, link_id: i64, project_id: i64, base: &str) -> Result<Added, Error> {
    let asker = own_asker(builds, link_id).await?;
    write(&asker, project_id, base).await.map_err(|why| why.told(&asker.instance()))
}

async fn write(asker: &Asker, project_id: i64, base: &str) -> Result<Added, NoAnswer> {
    let Read::File { target, file, now } = read(asker, project_id).await? else { return Ok(Added::Changed) };
    if base_of(&now.text) != base || target == BRANCH {
        return Ok(Added::Changed);
    }
    let content = format!("{}{}", now.text, added_to(&now.text));
    let change = FileChange {
        branch: BRANCH,
        from: &target,
        path: &file,
        last_commit: &now.last_commit,
        content: &content,
        message: TITLE,
    };
    let written = asker.ask(async |it| Ok(it.gitlab.change_file(it.caller(), project_id, change).await?)).await?;
    if let Outcome::Refused(refusal) = written.what {
        // GitLab tells only in words that somebody was faster.
        return Ok(if is_as_read(asker, project_id, &now).await? {
            Added::Refused(refusal.why)
        } else {
            Added::Changed
        });
    }
    let new = NewMergeRequest { source: BRANCH, target: &target, title: TITLE, description: DESCRIPTION };
    let opened = asker.ask(async |it| Ok(it.gitlab.open_merge_request(it.caller(), project_id, new).await?)).await?;
    Ok(match opened.what {
        Outcome::Done(iid) => Added::Opened(iid),
        Outcome::Refused(refusal) => Added::OnlyBranch(refusal.why),
    })
}

/// Whether the file is still the one that was read, and the branch is still to be made.
async fn is_as_read(asker: &Asker, project_id: i64, before: &files::File) -> Result<bool, NoAnswer> {
    Ok(matches!(read(asker, project_id).await?, Read::File { now, .. } if now == *before))
}

enum Read {
    File { target: String, file: String, now: files::File },
    Not(Proposed),
}

/// The CI file of a project's default branch and what it says; an error too where there is none in the project.
pub(in crate::builds) async fn current(asker: &Asker, project_id: i64) -> Result<(String, String), NoAnswer> {
    match file(asker, project_id).await? {
        Read::File { file, now, .. } => Ok((file, now.text)),
        Read::Not(_) => Err(Error::new(Code::NotFound).into()),
    }
}

async fn file(asker: &Asker, project_id: i64) -> Result<Read, NoAnswer> {
    let settings = asker.ask(async |it| Ok(it.gitlab.project_settings(it.caller(), project_id).await?)).await?.what;
    let settings = settings.ok_or_else(|| Error::new(Code::NotFound))?;
    let file = settings.ci_file.unwrap_or_else(|| USUAL.to_owned());
    let Some(target) = settings.default_branch else { return Ok(Read::Not(Proposed::NoFile)) };
    // `path@group/project`, or an address.
    if file.contains(['@', ':']) || file.starts_with('/') || file.split('/').any(|part| part == "..") {
        return Ok(Read::Not(Proposed::Elsewhere));
    }
    let (branch, path) = (target.as_str(), file.as_str());
    let now = asker.ask(async |it| Ok(it.gitlab.file(it.caller(), project_id, branch, path).await?)).await?.what;
    Ok(match now {
        Some(now) => Read::File { target, file, now },
        None => Read::Not(Proposed::NoFile),
    })
}

async fn read(asker: &Asker, project_id: i64) -> Result<Read, NoAnswer> {
    let (target, file, now) = match file(asker, project_id).await? {
        Read::File { target, file, now } => (target, file, now),
        not => return Ok(not),
    };
    if !can_be_added_to(&now.text) {
        return Ok(Read::Not(Proposed::HasWorkflow));
    }
    if asker.ask(async |it| Ok(it.gitlab.has_branch(it.caller(), project_id, BRANCH).await?)).await?.what {
        return Ok(Read::Not(Proposed::BranchIsThere));
    }
    Ok(Read::File { target, file, now })
}

/// As they can be shown, whatever somebody wrote there.
fn last_lines(text: &str) -> Vec<String> {
    let shown = crate::builds::following::log::lines(text.as_bytes(), false).lines;
    shown[shown.len().saturating_sub(CONTEXT)..].to_vec()
}

fn base_of(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Nobody writes in another's name.
async fn own_asker(builds: &Builds, link_id: i64) -> Result<Asker, Error> {
    username(builds, link_id).await?;
    Asker::of(builds, link_id).await
}

async fn username(builds: &Builds, link_id: i64) -> Result<String, Error> {
    let link = builds.db.read(move |db| links::get(db, link_id)).await?;
    let own = link.filter(|link| link.profile_id == builds.profile_id).ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(own.identity.username)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_a_file_says_its_end_is_shown_as_plain_text(text in "([a-z:#' -]{0,12}\\n?|\\PC|\u{1b}\\[31m|\u{202e}){0,12}") {
            for line in last_lines(&text) {
                prop_assert!(!line.contains(|c: char| c.is_control() || c == '\u{202e}'), "{:?}", line);
            }
        }
    }
}
