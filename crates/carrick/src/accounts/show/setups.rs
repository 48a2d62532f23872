//! What the window is told of set-ups that are handed on, and of what the organisation presets.

use carrick_store::error::Error;

use crate::accounts::likeness::Mark;
use crate::accounts::managed::{Managed, Trouble};
use crate::accounts::offer::{Offer, Proposal};
use crate::accounts::setup::Setup;
use crate::messages::{
    HostMark, IntegrationAdded, ManagedProblem, ManagedTrouble, SavedFile, SetupOffer, SetupProposal, SharedSetup,
};

/// Why what the organisation presets does not count, where there is something.
pub(super) fn trouble_of(managed: &Managed) -> Option<ManagedTrouble> {
    let path = managed.path.display().to_string();
    managed.trouble.map(|trouble| ManagedTrouble {
        path,
        problem: trouble.into(),
        line: trouble.line().map(|line| u32::try_from(line).unwrap_or(u32::MAX)),
    })
}

impl From<Trouble> for ManagedProblem {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Owner => Self::Owner,
            Trouble::Writable => Self::Writable,
            Trouble::Kind => Self::Kind,
            Trouble::Size => Self::Size,
            Trouble::Unreadable => Self::Unreadable,
            Trouble::Syntax { .. } => Self::Syntax,
            Trouble::Content { .. } => Self::Content,
            Trouble::Newer => Self::Newer,
        }
    }
}

impl From<Proposal> for SetupProposal {
    fn from(Proposal { number, offer, others }: Proposal) -> Self {
        let (offer, error): (Option<Offer>, Option<Error>) = match offer {
            Ok(offer) => (Some(offer), None),
            Err(error) => (None, Some(error)),
        };
        Self { number, offer: offer.map(Into::into), error: error.map(Into::into), others }
    }
}

impl From<Offer> for SetupOffer {
    fn from(Offer { setup, marks }: Offer) -> Self {
        Self {
            instance: setup.instance.address(),
            host: setup.instance.host(),
            application_id: setup.application_id,
            scopes: setup.scopes,
            from: setup.from,
            marks: marks.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Mark> for HostMark {
    fn from(mark: Mark) -> Self {
        match mark {
            Mark::OtherLetters => Self::OtherLetters,
            Mark::Like { host } => Self::Like { host },
            Mark::Number => Self::Number,
            Mark::ThisComputer => Self::ThisComputer,
        }
    }
}

impl From<Setup> for SharedSetup {
    fn from(setup: Setup) -> Self {
        Self { link: setup.link(), from: setup.from }
    }
}

impl From<String> for SavedFile {
    fn from(path: String) -> Self {
        Self { path }
    }
}

impl From<i64> for IntegrationAdded {
    fn from(id: i64) -> Self {
        Self { id }
    }
}
