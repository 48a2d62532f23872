//! Pages at GitLab about builds, opened in the browser. Their addresses are made here, of numbers and of a path that is
//! one: nothing that a server wrote is opened.

use carrick_store::db::builds as journal;
use carrick_store::error::{Code, Error};
use carrick_store::project::is_path;

use super::Builds;
use super::{draft, list};

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The merge request's.
    MergeRequest,
    /// Its changes.
    Changes,
    /// The pipeline's of a build of it.
    Pipeline(i64),
    /// One of its project's jobs.
    Job(i64),
    /// The files that a job left.
    Artifacts(i64),
}

/// Opens a page about a merge request, by its number here. What runs in a fork has its pages there, and none is opened.
///
/// # Errors
/// `NotFound`; when there is no browser.
pub async fn open(builds: &Builds, merge_request: i64, page: Page) -> Result<(), Error> {
    let row = list::one(builds, merge_request).await?;
    let not_found = || Error::new(Code::NotFound);
    let path = Some(&row.watched.watch.path).filter(|path| is_path(path)).ok_or_else(not_found)?;
    let iid = row.merge_request.snapshot.iid;
    let rest = match page {
        Page::MergeRequest => format!("merge_requests/{iid}"),
        Page::Changes => format!("merge_requests/{iid}/diffs"),
        Page::Pipeline(build) => {
            let build = builds.db.read(move |db| journal::get(db, build)).await?;
            let build = build.filter(|build| build.merge_request == merge_request).ok_or_else(not_found)?;
            let seen = build.pipeline.filter(|seen| seen.project_id == row.watched.watch.project_id);
            format!("pipelines/{}", seen.ok_or_else(not_found)?.id)
        }
        Page::Job(job) => format!("jobs/{job}"),
        Page::Artifacts(job) => format!("jobs/{job}/artifacts/browse"),
    };
    builds.open_in_browser(row.watched.instance.endpoint(&format!("/{path}/-/{rest}"))).await
}

/// Opens the page of a merge request that an account sees, known here or not.
///
/// # Errors
/// `NotFound`; what stands in the way of asking GitLab where it is; when there is no browser.
pub async fn open_at(builds: &Builds, link_id: i64, project_id: i64, iid: i64) -> Result<(), Error> {
    let draft = draft::begin(builds, draft::For::Project { link_id, project_id }).await?;
    let path = Some(draft.place.path()).filter(|path| is_path(path)).ok_or_else(|| Error::new(Code::NotFound))?;
    builds.open_in_browser(draft.instance.endpoint(&format!("/{path}/-/merge_requests/{iid}"))).await
}
