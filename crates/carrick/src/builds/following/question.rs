//! What is asked before a fork's commit is built, read at GitLab just then.

use carrick_store::db::approvals::Approval;
use carrick_store::error::{Code, Error};
use carrick_store::merge_request::{MergeRequest, Snapshot};

use crate::builds::asking::Asker;
use crate::builds::deciding::approval_of;
use crate::builds::facts;
use crate::builds::trying::{ci_file, ci_text};
use crate::builds::{Builds, list, watching};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What is approved by a yes.
    pub approval: Approval,
    /// The merge request as it is now.
    pub snapshot: Snapshot,
    /// The project it goes into.
    pub path: String,
    /// In whose name it would run, by username.
    pub username: String,
    /// What it changes of the CI configuration; nothing where that is not known.
    pub ci: Option<CiChanges>,
}

/// What a commit changes of the CI configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CiChanges {
    /// The CI file, where it is changed.
    pub file: Option<String>,
    /// How many files of the project that the CI file includes are changed.
    pub included: u32,
}

/// Reads what is asked about a merge request, by its number here.
///
/// # Errors
/// `NotFound` for one that is gone; what stands in the way of reading it.
pub async fn question(builds: &Builds, merge_request: i64) -> Result<Question, Error> {
    let row = list::one(builds, merge_request).await?;
    let asker = Asker::of(builds, row.watched.link.id).await?;
    let (project_id, iid) = (row.watched.watch.project_id, row.merge_request.snapshot.iid);
    let said = asker.ask(async |it| Ok(it.gitlab.merge_request(it.caller(), project_id, iid).await?)).await;
    let told = said.map_err(|why| why.told(&asker.instance()))?.what.ok_or_else(|| Error::new(Code::NotFound))?;
    let snapshot = told.snapshot;
    if snapshot != row.merge_request.snapshot {
        // An approval is taken only of what the list shows: it is to show this soon.
        watching::look_now(builds);
    }
    let ci = changes(&asker, project_id, iid).await;
    Ok(Question {
        approval: approval_of(&MergeRequest { snapshot: snapshot.clone(), ..row.merge_request }),
        snapshot,
        path: row.watched.watch.path,
        username: row.watched.link.identity.username,
        ci,
    })
}

/// Nothing where it cannot be found out: a person is told that it is not known.
async fn changes(asker: &Asker, project_id: i64, iid: i64) -> Option<CiChanges> {
    let changed = facts::changed_paths(asker, project_id, iid).await.ok()?.what?;
    if !changed.is_whole {
        return None;
    }
    let (file, text) = ci_file::current(asker, project_id).await.ok()?;
    let is_included = |path: &&String| **path != file && ci_text::includes(&text, path);
    let included = changed.paths.iter().filter(is_included).count();
    let file = changed.paths.contains(&file).then_some(file);
    Some(CiChanges { file, included: u32::try_from(included).unwrap_or(u32::MAX) })
}
