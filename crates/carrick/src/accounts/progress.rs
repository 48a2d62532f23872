//! How far a sign-in is, for whoever started it and waits.

use carrick_store::model::Stage;

use super::Accounts;
use super::notice::Notice;
use crate::topics::Topic;

/// How far the sign-in at an integration is, as this process knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Where it is; `None` once it has ended, or was never begun.
    pub stage: Option<Stage>,
    /// What was told last: how it ended, or that no browser opened although it goes on.
    pub notice: Option<Notice>,
}

/// How far it is now.
pub fn now(accounts: &Accounts, integration_id: i64) -> Progress {
    let live = accounts.live();
    Progress {
        stage: live.sign_ins.get(&integration_id).map(|live| live.stage),
        notice: live.notices.get(&integration_id).cloned(),
    }
}

/// Waits until it is anywhere else than seen before.
pub async fn after(accounts: &Accounts, integration_id: i64, seen: &Progress) -> Progress {
    loop {
        // Before looking, so that nothing falls between.
        let touched = accounts.topics.touched_next(Topic::Accounts);
        let found = now(accounts, integration_id);
        if found != *seen {
            return found;
        }
        touched.await;
    }
}
