//! A callback that used up its attempt.

use carrick_store::model::Attempt;

use super::callback::Answer;
use super::run::Run;
use crate::gate::UnderWay;

/// A callback that used up its attempt.
pub(super) struct Matched {
    pub(super) run: Run,
    pub(super) attempt: Attempt,
    /// The attempts of the same sign-in that waited on other ways.
    pub(super) siblings: Vec<i64>,
    pub(super) answer: Answer,
    /// From the match on; `None` while it waits for the vault.
    pub(super) under_way: Option<UnderWay>,
}

impl Matched {
    /// Whose sign-in it is.
    pub(super) fn integration_id(&self) -> i64 {
        self.attempt.integration_id
    }

    /// Its attempts, if it is a sign-in of this integration.
    pub(super) fn attempts_of(&self, integration_id: i64) -> Vec<i64> {
        let of_it = self.attempt.integration_id == integration_id;
        if of_it { self.siblings.iter().copied().chain([self.attempt.id]).collect() } else { Vec::new() }
    }
}
