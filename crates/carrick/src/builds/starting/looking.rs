//! Finding out at GitLab what the course wants to know.

use carrick_store::build::Reason;
use carrick_store::error::{Code, Error};
use carrick_store::project::DEVELOPER;
use carrick_store::rule::PipelineKind;

use super::case::Case;
use super::evidence::Pipeline;
use super::seen::{Listing, Standing};
use super::state::Memory;
use crate::builds::asking::{Asker, NoAnswer};
use crate::builds::deciding::Decision;
use crate::builds::facts;
use crate::builds::known::{Fact, Level};
use crate::gitlab::merge_requests::texts::Dialect;
use crate::gitlab::pipelines::PipelinesOf;
use crate::gitlab::{self, Said};

/// Of a list so many are looked at more closely.
const MOST_CLOSER: usize = 5;

/// Who finds out, about one build.
pub(super) struct Looker<'a> {
    pub(super) asker: &'a Asker,
    pub(super) case: &'a Case,
    pub(super) memory: &'a mut Memory,
    /// When GitLab answered last (the instance's Unix milliseconds), where it said so.
    pub(super) said_at: &'a mut Option<i64>,
}

/// Asks one question as the account.
macro_rules! ask {
    ($looker:expr, $asked:ident => $question:expr) => {{
        let answer = $looker.asker.ask(async |$asked| Ok($question.await?)).await;
        $looker.noted(answer)
    }};
}

impl Looker<'_> {
    /// The pipelines of the merge request, and whether more come.
    pub(super) async fn list(&mut self, tells_creations: bool) -> Result<(Listing, Option<bool>), NoAnswer> {
        let (project_id, iid) = (self.case.watch.project_id, self.case.merge_request.snapshot.iid);
        let listed = match self.case.kind() {
            PipelineKind::MergeRequest => {
                ask!(self, it => it.gitlab.merge_request_pipelines(it.caller(), project_id, iid))?
            }
            PipelineKind::Branch { .. } => {
                let (sha, branch) = (&self.case.build.sha, &self.case.merge_request.snapshot.source_branch);
                let which = PipelinesOf { sha, reference: Some(branch) };
                ask!(self, it => it.gitlab.pipelines_of(it.caller(), project_id, which))?
            }
        };
        let listed = listed.ok_or_else(|| not_found(self.case))?;
        let mut pipelines = Vec::with_capacity(listed.len());
        let mut closer = MOST_CLOSER;
        for pipeline in listed {
            pipelines.push(self.closely(pipeline, &mut closer).await?);
        }
        let mut creations = None;
        if tells_creations {
            creations = self.creations().await?;
        }
        let is_being_created = creations.unwrap_or(false);
        Ok((Listing { pipelines, is_being_created }, creations))
    }

    /// Whether GitLab is creating a pipeline; nothing where it does not tell.
    async fn creations(&mut self) -> Result<Option<bool>, NoAnswer> {
        let (project_id, iid) = (self.case.watch.project_id, self.case.merge_request.snapshot.iid);
        let (projects, iids) = ([project_id], [iid]);
        let question = async |it: crate::builds::asking::Asked| {
            it.gitlab.merge_requests_by_number(it.caller(), Dialect::Newest, &projects, &iids).await
        };
        let answer = self.asker.ask(question).await;
        let batch = match self.noted(answer) {
            Err(NoAnswer::Older | NoAnswer::Less) => return Ok(None),
            batch => batch?,
        };
        let all = batch.0.into_iter().filter_map(|project| project.sightings).flat_map(|sightings| sightings.seen);
        let Some(sighting) = all.into_iter().find(|seen| seen.project_id == project_id && seen.snapshot.iid == iid)
        else {
            return Ok(None);
        };
        let Some(creations) = sighting.creations else { return Ok(None) };
        // One that failed is not told from one that was refused: in another's name neither is tried again.
        let is_refused = creations.iter().any(|it| it.status == "failed" && it.pipeline_id.is_none());
        let is_same = sighting.snapshot.sha == self.case.build.sha;
        if is_refused && is_same && !self.case.is_of_fork() && !self.is_own() {
            self.memory.learned.author_refused = true;
        }
        Ok(Some(creations.iter().any(|it| it.status == "in_progress")))
    }

    /// One pipeline, with what a list does not tell: what is in it, and whose it is.
    async fn closely(&mut self, told: gitlab::pipelines::Pipeline, closer: &mut usize) -> Result<Pipeline, NoAnswer> {
        let mut pipeline = seen_as(&told);
        let is_new = pipeline.created_at >= self.case.build.asked_at.unwrap_or(i64::MAX);
        if is_new && pipeline.user_id.is_none() {
            pipeline.user_id = self.memory.users.get(&pipeline.id).copied();
            if pipeline.user_id.is_none() && *closer > 0 {
                *closer -= 1;
                let (project_id, id) = (told.project_id, told.id);
                let one = ask!(self, it => it.gitlab.pipeline(it.caller(), project_id, id))?;
                pipeline.user_id = one.and_then(|one| one.user).map(|user| user.id);
                self.memory.users.extend(pipeline.user_id.map(|user| (id, user)));
            }
        }
        if told.is_of_merged_results() && told.project_id == self.case.watch.project_id {
            pipeline.head = self.head_of(&told, closer).await?;
        }
        Ok(pipeline)
    }

    /// The source's commit in a pipeline of merged results: GitLab's own commit has it for a parent.
    async fn head_of(
        &mut self,
        told: &gitlab::pipelines::Pipeline,
        closer: &mut usize,
    ) -> Result<Option<String>, NoAnswer> {
        if let Some(known) = self.memory.heads.get(&told.id) {
            return Ok(Some(known.clone()));
        }
        if *closer == 0 {
            return Ok(None);
        }
        *closer -= 1;
        let (project_id, sha) = (told.project_id, told.sha.as_str());
        let Some(commit) = ask!(self, it => it.gitlab.commit(it.caller(), project_id, sha))? else { return Ok(None) };
        let ours = commit.parents.iter().find(|parent| **parent == self.case.build.sha);
        let head = ours.or(commit.parents.last()).cloned();
        self.memory.heads.extend(head.clone().map(|head| (told.id, head)));
        Ok(head)
    }

    /// A pipeline as GitLab has just answered it.
    pub(super) async fn made(&mut self, told: gitlab::pipelines::Pipeline) -> Result<Pipeline, NoAnswer> {
        self.closely(told, &mut 2).await
    }

    /// The pipeline that the journal names.
    pub(super) async fn read_back(&mut self) -> Result<Pipeline, NoAnswer> {
        let kept = self.case.build.pipeline.as_ref();
        let (project_id, id) = kept.map_or((self.case.watch.project_id, 0), |kept| (kept.project_id, kept.id));
        let told = ask!(self, it => it.gitlab.pipeline(it.caller(), project_id, id))?;
        self.made(told.ok_or_else(|| not_found(self.case))?).await
    }

    /// How the build stands by the merge request and the rights of just now.
    pub(super) async fn reread(&mut self, now: i64) -> Result<Standing, NoAnswer> {
        let (project_id, iid) = (self.case.watch.project_id, self.case.merge_request.snapshot.iid);
        let gone = |reason| Ok(Standing { is_head: true, decision: Decision::Not(reason) });
        let settings = ask!(self, it => it.gitlab.project_settings(it.caller(), project_id))?;
        let Some(settings) = settings else { return gone(Reason::RoleTooLow { level: None }) };
        if !settings.has_pipelines {
            return gone(Reason::PipelinesOff);
        }
        self.memory.learned.level = settings.access_level.map_or(Level::NoMember, Level::Is);
        self.memory.learned.forks_run_here = Some(settings.forks_run_here);
        let sighting = ask!(self, it => it.gitlab.merge_request(it.caller(), project_id, iid))?;
        let Some(sighting) = sighting else { return gone(Reason::NotOpen) };
        if !self.is_own() && !self.case.is_of_fork() {
            self.learn(Fact::AuthorLevel).await?;
            // Whoever has less is refused by GitLab, and is not to get it by another's hand.
            let is_below = self.memory.learned.author_level.of_member().is_none_or(|level| level < DEVELOPER);
            self.memory.learned.author_refused |= is_below;
        }
        Ok(self.case.again(sighting.snapshot, self.memory, now))
    }

    /// The commit that GitLab would build now.
    pub(super) async fn head(&mut self) -> Result<Option<String>, NoAnswer> {
        let (project_id, iid) = (self.case.watch.project_id, self.case.merge_request.snapshot.iid);
        let commit = match self.case.kind() {
            PipelineKind::MergeRequest => ask!(self, it => it.gitlab.head_reference(it.caller(), project_id, iid))?,
            PipelineKind::Branch { .. } => {
                let branch = self.case.merge_request.snapshot.source_branch.as_str();
                ask!(self, it => it.gitlab.head_of_branch(it.caller(), project_id, branch))?
            }
        };
        Ok(commit.map(|commit| commit.sha))
    }

    /// Finds out what the decision hangs on.
    pub(super) async fn learn(&mut self, fact: Fact) -> Result<(), NoAnswer> {
        let snapshot = &self.case.merge_request.snapshot;
        let (project_id, iid) = (self.case.watch.project_id, snapshot.iid);
        match fact {
            Fact::LastPush => {
                let since = self.case.merge_request.head_seen_at;
                let asked = facts::last_push(self.asker, project_id, &self.case.build.sha, since).await;
                self.memory.learned.last_push = Some(self.noted(asked)?);
            }
            Fact::AuthorLevel => {
                let Some(author) = snapshot.author_id else { return Ok(()) };
                let asked = facts::level(self.asker, project_id, author).await;
                self.memory.learned.author_level = self.noted(asked)?;
            }
            Fact::ChangedPaths => {
                let asked = facts::changed_paths(self.asker, project_id, iid).await;
                self.memory.learned.changed_paths = Some(self.noted(asked)?.ok_or_else(|| not_found(self.case))?);
            }
        }
        Ok(())
    }

    fn is_own(&self) -> bool {
        self.case.merge_request.snapshot.author_id == Some(self.case.user_id)
    }

    fn noted<T>(&mut self, answer: Result<Said<T>, NoAnswer>) -> Result<T, NoAnswer> {
        answer.map(|said| {
            *self.said_at = said.at.or(*self.said_at);
            said.what
        })
    }
}

/// A pipeline as evidence. Merged results are known by what is in them, which is not told here.
fn seen_as(told: &gitlab::pipelines::Pipeline) -> Pipeline {
    let is_merged = told.is_of_merged_results();
    let by_reference = told.is_of_merge_request().then(|| "merge_request_event".to_owned());
    Pipeline {
        id: told.id,
        project_id: told.project_id,
        source: told.source.clone().or(by_reference).unwrap_or_default(),
        reference: told.reference.clone(),
        sha: told.sha.clone(),
        head: (!is_merged).then(|| told.sha.clone()),
        status: told.status.clone(),
        user_id: told.user.as_ref().map(|user| user.id),
        created_at: told.created_at.unwrap_or_default(),
    }
}

fn not_found(case: &Case) -> NoAnswer {
    Error::new(Code::Forbidden).with("host", case.instance.host()).into()
}
