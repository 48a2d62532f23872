//! Writing back to a commit how a branch's pipeline of ours stands, where a rule says so.
//!
//! GitLab shows a pipeline by itself where it is the only one of its commit, and a status within it would hold it up for
//! ever: it is posted to another pipeline of the commit, and nowhere where there is none. What is posted stands in the
//! journal before, so that none is left running by a process that ended; only the account that posted it can end it.

use carrick_store::build::{Build, Starter, Step};
use carrick_store::db::statuses::{self as journal, Status};
use carrick_store::error::Error;
use carrick_store::merge_request::MergeRequest;
use carrick_store::rule::{PipelineKind, Rule};

use crate::builds::Builds;
use crate::builds::asking::{Asker, NoAnswer};
use crate::builds::starting::case::Case;
use crate::builds::starting::evidence::is_final;
use crate::gitlab::pipelines::statuses::{NewStatus, is_there_already, last_of};
use crate::gitlab::pipelines::{Outcome, PipelinesOf};

/// No status is called by more letters.
const LONGEST_NAME: usize = 200;

/// What a status of a rule is called.
fn name(rule: &Rule) -> String {
    format!("carrick/{}", rule.place.path()).chars().take(LONGEST_NAME).collect()
}

/// GitLab's word for a status of a build: what comes to its end without one was cancelled.
pub(in crate::builds) fn state(build: &Build) -> &'static str {
    let status = build.pipeline.as_ref().map_or("", |kept| kept.status.as_str());
    let is_over = matches!(build.step, Step::Over | Step::NotBuilt);
    match status {
        "success" => "success",
        "failed" => "failed",
        "canceled" | "skipped" => "canceled",
        _ if is_over => "canceled",
        "running" | "canceling" => "running",
        _ => "pending",
    }
}

/// Posts how a build stands, where its rule says so and that is not posted yet.
///
/// # Errors
/// Why there is no answer.
pub(in crate::builds) async fn write(
    builds: &Builds,
    asker: &Asker,
    case: &Case,
    build: &Build,
) -> Result<(), NoAnswer> {
    let id = build.id;
    let known = builds.db.read(move |db| journal::get(db, id)).await?;
    let known = match known {
        Some(known) => known,
        None => match new(builds, asker, case, build).await? {
            Some(new) => new,
            None => return Ok(()),
        },
    };
    end_or_go_on(builds, asker, known, state(build)).await
}

/// Ends what was posted about a build that is over, or goes on with it.
///
/// # Errors
/// Why there is no answer.
pub(in crate::builds) async fn end_or_go_on(
    builds: &Builds,
    asker: &Asker,
    known: Status,
    state: &str,
) -> Result<(), NoAnswer> {
    if known.is_over || (known.state == state && !is_final(state)) {
        return Ok(());
    }
    let status = Status { state: state.to_owned(), ..known };
    keep(builds, status.clone()).await?;
    if !stands(asker, &status).await? {
        post(asker, &status).await?;
    }
    // Only what was read back is over.
    if is_final(state) && stands(asker, &status).await? {
        keep(builds, Status { is_over: true, ..status }).await?;
    }
    Ok(())
}

async fn keep(builds: &Builds, status: Status) -> Result<(), Error> {
    builds.db.write(move |db| journal::put(db, &status)).await
}

/// What is to be posted of a build for the first time; nothing where nothing is.
async fn new(builds: &Builds, asker: &Asker, case: &Case, build: &Build) -> Result<Option<Status>, NoAnswer> {
    let Some(rule) = case.rule.as_ref().filter(|rule| rule.writes_status) else { return Ok(None) };
    let is_branch = matches!(rule.terms.kind, PipelineKind::Branch { .. });
    let Some(ours) = &build.pipeline else { return Ok(None) };
    if !is_branch || build.starter != Some(Starter::Carrick) {
        return Ok(None);
    }
    if case.is_of_fork() {
        tracing::info!(build = build.id, "a fork's commit gets no status: the account has no rights in the fork");
        return Ok(None);
    }
    let (project_id, sha) = (case.watch.project_id, build.sha.as_str());
    let which = PipelinesOf { sha, reference: None };
    let listed = asker.ask(async |it| Ok(it.gitlab.pipelines_of(it.caller(), project_id, which).await?)).await?.what;
    let is_other = |it: &&crate::gitlab::pipelines::Pipeline| {
        let is_child = it.source.as_deref() == Some("parent_pipeline");
        it.id != ours.id && it.project_id == project_id && it.sha == sha && !is_child
    };
    let Some(pipeline_id) = listed.unwrap_or_default().iter().filter(is_other).map(|it| it.id).max() else {
        return Ok(None);
    };
    let status = Status {
        build_id: build.id,
        link_id: case.watch.link_id,
        project_id,
        sha: sha.to_owned(),
        pipeline_id,
        name: name(rule),
        state: String::new(),
        is_over: false,
    };
    Ok(Some(of_its_own(builds, status, &case.merge_request).await?))
}

/// Two merge requests of one commit would overwrite each other's: the second is called by its number too.
async fn of_its_own(builds: &Builds, status: Status, merge_request: &MergeRequest) -> Result<Status, Error> {
    let (asked, id) = (status.clone(), merge_request.id);
    let is_taken = builds.db.read(move |db| journal::is_taken(db, &asked, id)).await?;
    let name = if is_taken { format!("{}!{}", status.name, merge_request.snapshot.iid) } else { status.name };
    Ok(Status { name, ..status })
}

/// Whether it stands at GitLab as it is to.
async fn stands(asker: &Asker, status: &Status) -> Result<bool, NoAnswer> {
    let Status { project_id, sha, pipeline_id, name, .. } = status;
    let which = (sha.as_str(), name.as_str(), *pipeline_id);
    let all = asker.ask(async |it| Ok(it.gitlab.statuses(it.caller(), *project_id, which).await?)).await?.what;
    let all = all.unwrap_or_default();
    Ok(last_of(&all, asker.user_id()).is_some_and(|there| there.state == status.state))
}

async fn post(asker: &Asker, status: &Status) -> Result<(), NoAnswer> {
    let Status { project_id, sha, pipeline_id, name, state, .. } = status;
    let new = NewStatus { sha, name, state, pipeline_id: *pipeline_id, target_url: None };
    let posted = asker.ask(async |it| Ok(it.gitlab.post_status(it.caller(), *project_id, new).await?)).await?.what;
    if let Outcome::Refused(refusal) = posted
        && !is_there_already(refusal.words.as_deref())
    {
        tracing::info!(build = status.build_id, why = ?refusal.why, "a status could not be posted");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use carrick_store::build::PipelineSeen;

    use super::*;
    use crate::builds::staging::{build, rule};

    #[test]
    fn no_build_that_is_over_leaves_a_status_running() {
        for status in ["created", "running", "pending", "manual", "success", "failed", "canceled", "skipped", "odd"] {
            let pipeline = Some(PipelineSeen { id: 1, project_id: 7, status: status.to_owned(), seen_at: 0 });
            let over = Build { step: Step::Over, pipeline, ..build() };
            assert!(is_final(state(&over)), "{status}: {}", state(&over));
            let good = state(&over) == "success";
            assert_eq!(good, status == "success", "{status}: only success is good");
        }
        assert!(!is_final(state(&build())), "one that waits is not over");
    }

    #[test]
    fn a_status_is_called_by_its_rule() {
        assert_eq!(name(&rule()), "carrick/group/project", "one name for each rule");
    }
}
