//! Reading a project before a rule for it is kept. Trying a rule out and looking for what stands in its way are asked
//! for at the same time and want the same answers: whoever comes while they are read waits for them, and whoever comes
//! later reads anew.

use std::sync::Arc;

use carrick_store::error::{Code, Error};

use super::state::Reading;
use crate::builds::Builds;
use crate::builds::asking::{Asker, NoAnswer};
use crate::builds::trial::LAST;
use crate::gitlab::ci::{Lint, ProjectSettings};
use crate::gitlab::pipelines::Pipeline;

/// Reads a project as the account that is to start pipelines, with whoever reads it already.
///
/// # Errors
/// What stands in the way.
pub(super) async fn read(builds: &Builds, asker: &Asker, project_id: i64) -> Result<Arc<Reading>, Error> {
    let answers = builds.trying().join(asker.link_id(), project_id);
    let read = async || {
        let read = read_now(asker, project_id).await;
        read.map(Arc::new).map_err(|why| why.told(&asker.instance()))
    };
    answers.get_or_init(read).await.clone()
}

async fn read_now(asker: &Asker, project_id: i64) -> Result<Reading, NoAnswer> {
    let settings = asker.ask(async |it| Ok(it.gitlab.project_settings(it.caller(), project_id).await?)).await?.what;
    let settings = settings.ok_or_else(|| Error::new(Code::NotFound))?;
    let protected = asker.ask(async |it| Ok(it.gitlab.protected_branches(it.caller(), project_id).await?)).await;
    let lint = lint(asker, project_id, &settings).await;
    let last = asker.ask(async |it| Ok(it.gitlab.last_merge_requests(it.caller(), project_id, LAST).await?)).await?;
    Ok(Reading {
        // A Reporter is not shown them, and needs not: it may start nothing anyway.
        protected: protected.ok().and_then(|said| said.what).unwrap_or_default(),
        pipelines: pipelines(asker, project_id, &settings).await?,
        last: last.what.unwrap_or_default(),
        settings,
        lint,
    })
}

async fn lint(asker: &Asker, project_id: i64, settings: &ProjectSettings) -> Option<Lint> {
    let branch = settings.default_branch.as_deref()?;
    let said = asker.ask(async |it| Ok(it.gitlab.lint(it.caller(), project_id, branch).await?)).await;
    said.ok().and_then(|said| said.what)
}

async fn pipelines(asker: &Asker, project_id: i64, settings: &ProjectSettings) -> Result<Vec<Pipeline>, NoAnswer> {
    if !settings.has_pipelines {
        return Ok(Vec::new());
    }
    let said = asker.ask(async |it| Ok(it.gitlab.last_of_merge_requests(it.caller(), project_id).await?)).await?;
    Ok(said.what.unwrap_or_default())
}
