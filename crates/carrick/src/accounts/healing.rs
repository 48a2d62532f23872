//! A link whose token somebody outside found refused: git's helper asks for it, from a process of its own.

use carrick_store::error::{Code, Error};
use carrick_store::stamps::Stamp;

use super::health::{TestReport, renew_link};
use super::link::find;
use super::{Accounts, tokens};
use crate::blocking;

/// GitLab is asked about one link's token at most so often (milliseconds), however often a server refuses it.
const EACH: i64 = 60_000;

/// Asks GitLab about the token of this pair, and renews the link if that is dead. A link that lives on another pair by
/// now is well, as far as this goes; so is one with a living token that a server refuses. `None` when GitLab was asked
/// just before.
///
/// # Errors
/// When the keyring or the database stands in the way.
pub async fn recheck(accounts: &Accounts, link_id: i64, pair_id: i64) -> Result<Option<TestReport>, Error> {
    let (link, instance) = find(accounts, link_id).await?;
    if link.pair_id != pair_id {
        return Ok(Some(TestReport::Working));
    }
    if !may_ask(accounts, link_id).await? {
        return Ok(None);
    }
    let token = tokens::current(accounts, &link, &instance).await?;
    let report = match accounts.gitlab.takes(&instance, &token).await {
        Ok(true) => TestReport::Working,
        Ok(false) => renew_link(accounts, link_id, pair_id).await?,
        Err(error) => TestReport::Unreachable { error: error.at(&instance) },
    };
    Ok(Some(report))
}

/// Whether it may be asked about now; if so, not again for a while.
async fn may_ask(accounts: &Accounts, link_id: i64) -> Result<bool, Error> {
    let (data_dir, now) = (accounts.data_dir.clone(), accounts.clock.now());
    let note = move || {
        if Stamp::Rechecked.is_fresh(&data_dir, link_id, now, EACH) {
            return Ok(false);
        }
        Stamp::Rechecked.note(&data_dir, link_id, now).map(|()| true)
    };
    blocking::run(note).await?.map_err(|cause| Error::new(Code::DatabaseReadOnly).from_source(&cause))
}
