//! The decision whether a commit of a merge request is built: a function of its rule, its snapshot and what is known.
//!
//! Of several reasons against it the first is told. What keeps all of a project's from being built comes before what
//! is the matter with this one, since mending the latter would change nothing; what is read off the page comes before
//! what must be asked for. Who may run code here is decided where no label and no role reaches it.

use carrick_store::build::Reason;
use carrick_store::db::approvals::Approval;
use carrick_store::merge_request::{MergeRequest, MergeRequestState, Snapshot};
use carrick_store::project::DEVELOPER;
use carrick_store::rule::{PipelineKind, Rule, Terms, Whose};

use super::branch_glob;
use super::known::{Fact, Known, LastPush, Level};
use super::path_globs::PathGlobs;

/// GitLab has prepared a new merge request within this (milliseconds); one that does not say so any more is of a GitLab
/// before 16.1.
const PREPARING: i64 = 60_000;

/// What is to be done about the head commit of a merge request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is to be built, unless a pipeline of it is there.
    Build,
    /// Not yet, and by itself later.
    Wait(Reason),
    /// No, unless something changes.
    Not(Reason),
    /// This decides, and is not known: it is to be asked for, and then decided again.
    Needs(Fact),
}

/// `Ok` where nothing speaks against it.
type Verdict = Result<(), Decision>;

/// Decides about the head commit of a merge request, by the rule that is for its project.
pub fn decide(rule: Option<&Rule>, merge_request: &MergeRequest, known: &Known) -> Decision {
    weigh(rule, merge_request, known).err().unwrap_or(Decision::Build)
}

fn weigh(rule: Option<&Rule>, merge_request: &MergeRequest, known: &Known) -> Verdict {
    let rule = rule.ok_or(Decision::Not(Reason::NotWatched))?;
    let (terms, snapshot) = (&rule.terms, &merge_request.snapshot);
    refuse_unless(snapshot.state == MergeRequestState::Opened, || Reason::NotOpen)?;
    if !known.is_asked_for {
        project_wide(rule, known)?;
    }
    may_start(known)?;
    if !known.is_asked_for {
        since_when(merge_request, known)?;
        chosen(terms, snapshot)?;
    }
    who(terms, merge_request, known)?;
    if !known.is_asked_for {
        paths(terms, snapshot, known)?;
    }
    in_time(merge_request, known)
}

/// What keeps all of a project's from being built by themselves.
fn project_wide(rule: &Rule, known: &Known) -> Verdict {
    refuse_unless(rule.is_on, || Reason::SwitchedOff)?;
    known.paused_since.map_or(Ok(()), |since| refuse(Reason::Paused { since }))
}

/// Whether the account may start pipelines at all. A level that is not known is GitLab's to refuse.
fn may_start(known: &Known) -> Verdict {
    let may = known.level == Level::Unknown || known.level.of_member().is_some_and(|level| level >= DEVELOPER);
    refuse_unless(may, || Reason::RoleTooLow { level: known.level.of_member() })
}

/// Whether its commit came while it was looked for.
fn since_when(merge_request: &MergeRequest, known: &Known) -> Verdict {
    let is_new = !merge_request.was_there && merge_request.head_seen_at >= known.switched_on_at;
    refuse_unless(is_new, || Reason::OpenedBefore)?;
    known.away.map_or(Ok(()), |away| refuse(Reason::WhileClosed { from: away.from, to: away.to }))
}

/// What the rule chooses by what stands on its page.
fn chosen(terms: &Terms, snapshot: &Snapshot) -> Verdict {
    if let Some(label) = snapshot.labels.iter().find(|label| terms.skip_labels.contains(label)) {
        return refuse(Reason::SkipLabel { label: label.clone() });
    }
    if is_forced(terms, snapshot) {
        return Ok(());
    }
    refuse_unless(terms.takes_drafts || !snapshot.is_draft, || Reason::Draft)?;
    let target = &snapshot.target_branch;
    let is_built = terms.targets.is_empty() || terms.targets.iter().any(|glob| branch_glob::matches(glob, target));
    refuse_unless(is_built, || Reason::OtherTarget { target: target.clone(), built: terms.targets.clone() })
}

/// Whose code it is. Nothing above this function lets a fork's commit pass.
fn who(terms: &Terms, merge_request: &MergeRequest, known: &Known) -> Verdict {
    let snapshot = &merge_request.snapshot;
    if snapshot.is_of_fork(known.project_id) {
        of_fork(terms, merge_request, known)?;
    } else if !known.is_asked_for {
        refuse_unless(!known.gitlab_builds, || Reason::GitLabBuilds)?;
        of_project(terms, snapshot, known)?;
    }
    let is_own = snapshot.author_id == Some(known.user_id);
    refuse_unless(is_own || !known.author_refused, || Reason::AuthorRefused)
}

/// A fork's commit is built where a person approved just this one, whoever opened the merge request. Whether forks wait
/// for that at all the rule says, but for what a person asks for.
fn of_fork(terms: &Terms, merge_request: &MergeRequest, known: &Known) -> Verdict {
    refuse_unless(terms.takes_forks || known.is_asked_for, || Reason::Fork)?;
    let runs_here = known.forks_run_here && terms.kind == PipelineKind::MergeRequest;
    refuse_unless(runs_here, || Reason::WouldRunInFork)?;
    let is_approved = known.approval.as_ref().is_some_and(|approval| covers(approval, merge_request));
    refuse_unless(is_approved, || Reason::NeedsApproval)
}

/// Whether just this was approved: this commit, from there, into there.
pub fn covers(approval: &Approval, merge_request: &MergeRequest) -> bool {
    *approval == approval_of(merge_request)
}

/// What a person approves who approves a merge request as it now is.
pub fn approval_of(merge_request: &MergeRequest) -> Approval {
    let snapshot = &merge_request.snapshot;
    Approval {
        merge_request: merge_request.id,
        sha: snapshot.sha.clone(),
        source_project: snapshot.source_project,
        target_branch: snapshot.target_branch.clone(),
    }
}

fn of_project(terms: &Terms, snapshot: &Snapshot, known: &Known) -> Verdict {
    let is_own = snapshot.author_id == Some(known.user_id);
    match terms.whose {
        Whose::Mine => {
            refuse_unless(is_own, || Reason::NotMine { author: snapshot.author.clone() })?;
            let last_push = known.last_push.ok_or(Decision::Needs(Fact::LastPush))?;
            refuse_unless(last_push == LastPush::By(known.user_id), || Reason::NotMyPush)
        }
        Whose::Members(_) if is_own => Ok(()),
        Whose::Members(least) => {
            let level = match known.author_level {
                // An account that is gone is no member, and there is nobody to ask about.
                Level::Unknown if snapshot.author_id.is_some() => return Err(Decision::Needs(Fact::AuthorLevel)),
                level => level.of_member(),
            };
            refuse_unless(level.is_some_and(|level| level >= least), || Reason::AuthorBelow { level, least })
        }
        Whose::OwnBranches => Ok(()),
    }
}

fn paths(terms: &Terms, snapshot: &Snapshot, known: &Known) -> Verdict {
    if terms.paths.is_empty() || is_forced(terms, snapshot) {
        return Ok(());
    }
    let changed = known.changed_paths.as_ref().ok_or(Decision::Needs(Fact::ChangedPaths))?;
    let fits = !changed.is_whole || PathGlobs::lenient(&terms.paths).match_any(&changed.paths);
    refuse_unless(fits, || Reason::OtherPaths)
}

/// Whether GitLab had its time to begin by itself.
fn in_time(merge_request: &MergeRequest, known: &Known) -> Verdict {
    let snapshot = &merge_request.snapshot;
    let prepared_by = snapshot.created_at.saturating_add(PREPARING);
    let ready_at = merge_request.head_seen_at.saturating_add(known.grace);
    let until = if snapshot.prepared_at.is_none() { ready_at.max(prepared_by) } else { ready_at };
    if known.is_being_created {
        return Err(Decision::Wait(Reason::Preparing { until: None }));
    }
    if known.now < until {
        return Err(Decision::Wait(Reason::Preparing { until: Some(until) }));
    }
    refuse_unless(!snapshot.sha.is_empty(), || Reason::NoCommits)
}

/// Whether a label lifts what its target, its paths and being a draft say. It lifts nothing else.
fn is_forced(terms: &Terms, snapshot: &Snapshot) -> bool {
    snapshot.labels.iter().any(|label| terms.force_labels.contains(label))
}

fn refuse(reason: Reason) -> Verdict {
    Err(Decision::Not(reason))
}

fn refuse_unless(holds: bool, reason: impl FnOnce() -> Reason) -> Verdict {
    if holds { Ok(()) } else { refuse(reason()) }
}

#[cfg(test)]
mod tests;
