//! The shape of what is said about something that went wrong.

use crate::answers::failed::Trouble;

/// The step before everything else.
pub(crate) const SET_UP_FIRST: &str =
    "First register Carrick at GitLab: in Carrick, open Account settings > Integrations and press Edit.";

/// What happened, and one next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) what: String,
    pub(crate) next: String,
}

impl Text {
    pub(super) fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what: what.into(), next: next.into() }
    }

    /// Both, one after the other.
    pub(crate) fn both(&self) -> String {
        format!("{} {}", self.what, self.next)
    }
}

/// What a trouble says, in one line.
pub(crate) fn both(trouble: &Trouble) -> String {
    format!("{} {}", trouble.what, trouble.next.as_deref().unwrap_or_default())
}
