//! What `carrick link` answers: one object a line, as it goes on.

use schemars::JsonSchema;
use serde::Serialize;

use super::account::Account;
use super::failed::Trouble;

/// One line of what `carrick link` answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Link {
    /// It waits for an approval.
    Started {
        /// Where to approve, in any browser.
        address: String,
    },
    /// It has got further.
    Progress {
        /// Where it is now.
        stage: Stage,
    },
    /// The account is linked.
    Done {
        /// Which.
        account: Box<Account>,
        /// Whether it was linked before, so that its link was renewed.
        was_linked: bool,
    },
    /// Nothing was linked.
    Failed {
        /// Why.
        error: Trouble,
    },
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The browser is being asked to open GitLab.
    Asking,
    /// The person is approving.
    Waiting,
    /// GitLab's answer is being checked.
    Checking,
    /// The tokens go into the keyring.
    Saving,
}

impl From<carrick_store::model::Stage> for Stage {
    fn from(stage: carrick_store::model::Stage) -> Self {
        use carrick_store::model::Stage as Reached;
        match stage {
            Reached::Asking => Self::Asking,
            Reached::Waiting => Self::Waiting,
            Reached::Checking => Self::Checking,
            Reached::Saving => Self::Saving,
        }
    }
}
