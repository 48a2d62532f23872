//! What a rule does to the last merge requests, before it is saved.

use carrick_store::build::Reason;
use carrick_store::merge_request::{MergeRequest, MergeRequestState, Snapshot};
use carrick_store::rule::{Rule, Whose};

use super::deciding::{Decision, decide};
use super::known::{Fact, Known};

/// How many merge requests a rule is tried on.
pub const LAST: usize = 20;

/// What a rule would do to the last merge requests, as they are today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// In the order in which they were given.
    pub tried: Vec<Tried>,
    /// What the rule looks at and may have been another when they came.
    pub of_today: Vec<OfToday>,
}

/// What a rule would do to one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// Its number in the project.
    pub iid: i64,
    /// Its title.
    pub title: String,
    /// Who opened it, by username.
    pub author: String,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What becomes of a merge request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is built.
    Built,
    /// It is built once a person approves the commit.
    AfterApproval,
    /// It is not built, first for this reason.
    NotBuilt(Reason),
    /// This decides, and is not known.
    NotKnown(Fact),
}

/// Something that is known as it is today, not as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfToday {
    /// Which labels it had.
    Labels,
    /// Whether it was a draft.
    Draft,
    /// Its author's level.
    AuthorLevel,
}

/// Tries a rule on the last merge requests, each with what is known of it: as if it was on, each of them open and its
/// commit just seen.
pub fn try_on<'a>(rule: &Rule, merge_requests: impl IntoIterator<Item = (&'a Snapshot, &'a Known)>) -> Trial {
    let rule = Rule { is_on: true, ..rule.clone() };
    let tried = merge_requests.into_iter().take(LAST).map(|(snapshot, known)| try_one(&rule, snapshot, known));
    Trial { tried: tried.collect(), of_today: of_today(&rule) }
}

fn try_one(rule: &Rule, snapshot: &Snapshot, known: &Known) -> Tried {
    let outcome = match decide(Some(rule), &as_if_new(snapshot), &as_if_in_time(known)) {
        Decision::Build => Outcome::Built,
        Decision::Not(Reason::NeedsApproval) => Outcome::AfterApproval,
        Decision::Not(reason) | Decision::Wait(reason) => Outcome::NotBuilt(reason),
        Decision::Needs(fact) => Outcome::NotKnown(fact),
    };
    Tried { iid: snapshot.iid, title: snapshot.title.clone(), author: snapshot.author.clone(), outcome }
}

fn as_if_new(snapshot: &Snapshot) -> MergeRequest {
    MergeRequest {
        id: 0,
        watch_id: 0,
        snapshot: Snapshot { state: MergeRequestState::Opened, ..snapshot.clone() },
        head_seen_at: 0,
        was_there: false,
        hot_until: 0,
        seen_at: 0,
    }
}

fn as_if_in_time(known: &Known) -> Known {
    Known {
        now: i64::MAX,
        switched_on_at: i64::MIN,
        paused_since: None,
        away: None,
        is_asked_for: false,
        approval: None,
        is_being_created: false,
        ..known.clone()
    }
}

fn of_today(rule: &Rule) -> Vec<OfToday> {
    let terms = &rule.terms;
    let looks_at_labels = !terms.skip_labels.is_empty() || !terms.force_labels.is_empty();
    let looks = [
        (looks_at_labels, OfToday::Labels),
        (!terms.takes_drafts, OfToday::Draft),
        (matches!(terms.whose, Whose::Members(_)), OfToday::AuthorLevel),
    ];
    looks.into_iter().filter_map(|(looks, what)| looks.then_some(what)).collect()
}

#[cfg(test)]
mod tests;
