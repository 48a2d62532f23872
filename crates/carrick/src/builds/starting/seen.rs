//! What is seen of a build in one turn. A turn begins with what is known here; every other fact is asked for when the
//! course wants it, and thrown away with the turn: nothing is started on what was true before a sleep.

use carrick_store::build::{Reason, Starter, Step};

use super::answer::Answer;
use super::evidence::{Pipeline, Subject};
use crate::builds::deciding::Decision;
use crate::builds::known::Fact;

/// A fact, and when it was found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At<T> {
    /// The fact.
    pub what: T,
    /// The instance's Unix milliseconds.
    pub at: i64,
}

/// What a build is about, and what is seen of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What its pipelines must be.
    pub subject: Subject,
    /// The account's number, in whose name is started.
    pub user_id: i64,
    /// Whether its commit is another project's.
    pub is_of_fork: bool,
    /// When its commit was first seen (the instance's Unix milliseconds).
    pub head_seen_at: i64,
    /// Until when GitLab may begin by itself (the instance's Unix milliseconds).
    pub own_until: i64,
    /// Whether the rule cancels an older pipeline of ours.
    pub cancels_superseded: bool,
    /// Pipelines that the journal knows of other builds.
    pub known_pipelines: Vec<i64>,
    /// Since when it is looked, in this process, for the pipeline of a lost answer (the instance's Unix milliseconds).
    pub looking_since: Option<i64>,
    /// When it was last looked, in this process, for a second start (the instance's Unix milliseconds).
    pub verified_at: Option<i64>,
    /// When a second start was first seen that ours is to stand back for (the instance's Unix milliseconds).
    pub second_seen_at: Option<i64>,
    /// What is decided by what is known here.
    pub here: Standing,
    /// The pipelines of the merge request.
    pub listing: Option<At<Listing>>,
    /// The claim.
    pub claim: Option<At<Claim>>,
    /// What is decided by the merge request as it was just read.
    pub again: Option<At<Standing>>,
    /// The commit that GitLab would build now; nothing where there is no such reference.
    pub head: Option<At<Option<String>>>,
    /// What came of asking.
    pub answer: Option<Answer>,
}

/// How a build stands by a snapshot of its merge request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whether the build's commit is the head.
    pub is_head: bool,
    /// What is decided about the head.
    pub decision: Decision,
}

/// The pipelines of a merge request, whoever made them, and whether more come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// In any order, of any commit and project.
    pub pipelines: Vec<Pipeline>,
    /// Whether GitLab says that it is creating one.
    pub is_being_created: bool,
}

/// How the claim stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is ours.
    Held(String),
    /// There is none to be had, or none is needed; who started second is found afterwards.
    None,
    /// Others come first, until then (the instance's Unix milliseconds).
    NotYet(i64),
    /// Another has it, since then by what was seen here (the instance's Unix milliseconds).
    Taken(i64),
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Find out what the decision hangs on.
    Learn(Fact),
    /// List the merge request's pipelines.
    List,
    /// Try for the claim, or see that it is still held.
    Claim,
    /// Read the merge request alone, and decide again by it.
    Reread,
    /// Read the reference that GitLab would build.
    ReadHead,
    /// Note that GitLab is asked, then ask.
    Ask,
    /// Read the pipeline that the journal names: what was answered is not compared yet.
    ReadBack,
    /// Note the step.
    Enter(Step, Option<Reason>),
    /// Let it rest at this step, with this to tell, until then (the instance's Unix milliseconds).
    Wait {
        /// The step.
        step: Step,
        /// What is told.
        reason: Option<Reason>,
        /// Until then.
        until: i64,
    },
    /// Follow this pipeline from now on.
    Follow(Followed),
    /// Cancel a pipeline of ours, and only then go on.
    Cancel {
        /// It.
        pipeline: Pipeline,
        /// What is noted then.
        then: After,
    },
    /// It is over.
    End(Ended),
    /// It was looked for a second start, and all is well.
    Verified,
    /// A second start was seen, and may be standing back itself just now.
    SecondSeen,
    /// Nothing is to be done at this time; look again then (the instance's Unix milliseconds), where there is a time.
    Rest(Option<i64>),
}

/// What follows a cancelled pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// The end.
    End(Ended),
    /// Another's pipeline, which stays.
    Follow(Followed),
}

/// An end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// One of the last two steps.
    pub step: Step,
    /// Why.
    pub reason: Option<Reason>,
    /// The pipeline that it ended with.
    pub pipeline: Option<Pipeline>,
}

/// A pipeline that is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// It.
    pub pipeline: Pipeline,
    /// Who started it.
    pub starter: Starter,
    /// What is to be told beside it.
    pub reason: Option<Reason>,
}
