//! A build with everything that is kept about it, read in one piece before each step.

use carrick_store::build::{Build, Starter};
use carrick_store::db::approvals::{self, Approval};
use carrick_store::db::preferences::{self, Building};
use carrick_store::db::watches::{self, Watch};
use carrick_store::db::{builds as journal, integrations, links, merge_requests, rules};
use carrick_store::error::Error;
use carrick_store::instance::Instance;
use carrick_store::merge_request::{MergeRequest, Snapshot};
use carrick_store::rule::{PipelineKind, Rule};
use rusqlite::{Connection, Result as Read};

use super::evidence::Subject;
use super::seen::Standing;
use super::state::Memory;
use crate::builds::Builds;
use crate::builds::deciding::{approval_of, decide};
use crate::builds::known::{GRACE, Known};
use crate::builds::place::rule_for;

/// The same where nothing comes by what GitLab says, or by what was seen.
const SHORT_GRACE: i64 = 5_000;
/// So many of a project's last builds tell whether GitLab ever builds there by itself.
const LAST: u32 = 20;
/// Fewer say nothing.
const LEAST_EVIDENCE: usize = 5;

/// A build with everything that is kept about it.
#[derive(Debug, Clone)]
pub(in crate::builds) struct Case {
    pub(in crate::builds) build: Build,
    pub(in crate::builds) merge_request: MergeRequest,
    pub(in crate::builds) watch: Watch,
    pub(in crate::builds) instance: Instance,
    /// The account's number at its instance.
    pub(in crate::builds) user_id: i64,
    /// The rule that is for its project now, where it is the account's.
    pub(in crate::builds) rule: Option<Rule>,
    building: Building,
    /// What a person approved of the merge request as it was last seen.
    approval: Option<Approval>,
    /// The pipelines of other builds of the merge request.
    pub(super) known_pipelines: Vec<i64>,
    /// The claim of an earlier build of the commit that is still held, and that build's number.
    pub(super) earlier_claim: Option<(i64, String)>,
    /// Whether GitLab never built here by itself, as far as was seen.
    pub(super) never_builds: bool,
}

impl Case {
    /// Nothing where it is gone, with its account.
    pub(in crate::builds) async fn read(builds: &Builds, id: i64) -> Result<Option<Self>, Error> {
        builds.db.read(move |db| Self::find(db, id)).await
    }

    pub(super) fn find(db: &Connection, id: i64) -> Read<Option<Self>> {
        let Some(build) = journal::get(db, id)? else { return Ok(None) };
        let Some(merge_request) = merge_requests::get(db, build.merge_request)? else { return Ok(None) };
        let Some(watch) = watches::get(db, merge_request.watch_id)? else { return Ok(None) };
        let Some(link) = links::get(db, watch.link_id)? else { return Ok(None) };
        let Some(integration) = integrations::get(db, link.integration_id)? else { return Ok(None) };
        let instance = integration.instance;
        let all = rules::of_profile(db, link.profile_id)?;
        let rule = rule_for(&all, &instance.address(), watch.project_id, &watch.path);
        let approval = Some(approval_of(&merge_request));
        let others = journal::of_merge_request(db, merge_request.id)?;
        let others: Vec<&Build> = others.iter().filter(|other| other.id != build.id).collect();
        let earlier = others.iter().filter(|other| other.sha == build.sha && other.attempt < build.attempt);
        let earlier_claim = earlier.filter_map(|other| Some((other.id, other.claim.clone()?))).next();
        let ours = others.iter().filter(|other| other.starter == Some(Starter::Carrick));
        let starters = journal::starters(db, watch.id, LAST)?;
        Ok(Some(Self {
            rule: rule.filter(|rule| rule.link_id == link.id).cloned(),
            building: preferences::building(db, link.profile_id)?,
            approval: match approval {
                Some(approval) if approvals::has(db, &approval)? => Some(approval),
                _ => None,
            },
            known_pipelines: ours.filter_map(|other| other.pipeline.as_ref().map(|seen| seen.id)).collect(),
            earlier_claim,
            never_builds: starters.len() >= LEAST_EVIDENCE && !starters.contains(&Starter::GitLab),
            user_id: link.identity.user_id,
            build,
            merge_request,
            watch,
            instance,
        }))
    }

    /// What its pipelines must be.
    pub(super) fn subject(&self) -> Subject {
        Subject {
            project_id: self.watch.project_id,
            sha: self.build.sha.clone(),
            kind: self.kind(),
            source_branch: self.merge_request.snapshot.source_branch.clone(),
        }
    }

    /// What the rule starts.
    pub(super) fn kind(&self) -> PipelineKind {
        self.rule.as_ref().map_or(PipelineKind::MergeRequest, |rule| rule.terms.kind.clone())
    }

    /// Whether the commit is another project's, by what was decided or by what was seen since.
    pub(in crate::builds) fn is_of_fork(&self) -> bool {
        let here = Some(self.watch.project_id);
        self.build.source_project != here || self.merge_request.snapshot.source_project != here
    }

    /// Whether a pipeline proves that GitLab builds here by itself: no Carrick asks so soon after a merge request opened,
    /// and hardly a person.
    pub(super) fn is_own_by_its_time(&self, created_at: i64) -> bool {
        let opened_at = self.merge_request.snapshot.created_at;
        (opened_at..opened_at.saturating_add(SHORT_GRACE)).contains(&created_at)
    }

    /// Whether GitLab has prepared the merge request.
    pub(super) fn is_prepared(&self) -> bool {
        self.merge_request.snapshot.prepared_at.is_some()
    }

    /// How long GitLab may still begin by itself (milliseconds).
    pub(super) fn grace(&self, memory: &Memory) -> i64 {
        if self.never_builds || memory.nothing_comes == Some(true) { SHORT_GRACE } else { GRACE }
    }

    /// When it may be asked early whether anything comes (the instance's Unix milliseconds): a new merge request's
    /// pipeline is asked for before it is prepared, that of a push is asked for last.
    pub(super) fn early_look(&self, memory: &Memory) -> Option<i64> {
        let snapshot = &self.merge_request.snapshot;
        let is_first_head = self.merge_request.head_seen_at.saturating_sub(snapshot.created_at) < 2 * GRACE;
        let is_open = memory.nothing_comes.is_none() && is_first_head && self.is_prepared();
        is_open.then(|| self.merge_request.head_seen_at.saturating_add(SHORT_GRACE))
    }

    /// How the build stands by what was seen last.
    pub(super) fn here(&self, memory: &Memory, now: i64) -> Standing {
        self.standing(&self.merge_request, memory, now)
    }

    /// How it stands by a snapshot of just now.
    pub(super) fn again(&self, snapshot: Snapshot, memory: &Memory, now: i64) -> Standing {
        self.standing(&MergeRequest { snapshot, ..self.merge_request.clone() }, memory, now)
    }

    fn standing(&self, merge_request: &MergeRequest, memory: &Memory, now: i64) -> Standing {
        let learned = &memory.learned;
        let known = Known {
            project_id: self.watch.project_id,
            user_id: self.user_id,
            level: learned.level,
            now,
            // That it came after that was decided when it was first seen, with that look's clocks.
            switched_on_at: i64::MIN,
            paused_since: self.building.paused_at,
            away: None,
            is_asked_for: self.build.attempt > 1,
            approval: self.approval.clone(),
            forks_run_here: learned.forks_run_here.unwrap_or(true),
            gitlab_builds: self.watch.self_built_at.is_some(),
            author_refused: learned.author_refused,
            is_being_created: false,
            grace: self.grace(memory),
            last_push: learned.last_push,
            author_level: learned.author_level,
            changed_paths: learned.changed_paths.clone(),
        };
        let decision = decide(self.rule.as_ref(), merge_request, &known);
        Standing { is_head: merge_request.snapshot.sha == self.build.sha, decision }
    }
}
