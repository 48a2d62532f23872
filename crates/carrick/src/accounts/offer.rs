//! A set-up that is shown for the person to agree to.

use carrick_store::error::Error;

use super::likeness::Mark;
use super::setup::Setup;

/// A set-up with what its reader has to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What it says.
    pub setup: Setup,
    /// What could be overlooked about its host.
    pub marks: Vec<Mark>,
}

/// What is shown until the person answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Which it is: an answer to another one is none to this.
    pub number: u64,
    /// What is proposed, or why that is nothing.
    pub offer: Result<Offer, Error>,
    /// How many others came while it was shown. They are not kept: what is under a person's finger is not replaced.
    pub others: u32,
}
