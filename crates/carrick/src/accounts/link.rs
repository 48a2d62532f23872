//! A link and the GitLab it is at.

use carrick_store::db::{integrations, links};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::Link;

use super::Accounts;

/// A link and the GitLab it is at.
///
/// # Errors
/// When there is none of this number, or the database cannot be read.
pub(super) async fn find(accounts: &Accounts, link_id: i64) -> Result<(Link, Instance), Error> {
    let look_up = move |db: &rusqlite::Connection| {
        let Some(link) = links::get(db, link_id)? else { return Ok(None) };
        let integration = integrations::get(db, link.integration_id)?;
        Ok(integration.map(|integration| (link, integration.instance)))
    };
    accounts.db.read(look_up).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// The same, if it is one of the person's own.
///
/// # Errors
/// As [`find`]; somebody else's is as good as none.
pub(super) async fn find_own(accounts: &Accounts, link_id: i64) -> Result<(Link, Instance), Error> {
    let (link, instance) = find(accounts, link_id).await?;
    if link.profile_id == accounts.profile_id { Ok((link, instance)) } else { Err(Error::new(Code::NotFound)) }
}

/// The GitLab of an integration.
///
/// # Errors
/// When there is none of this number, or the database cannot be read.
pub(crate) async fn instance_of(accounts: &Accounts, integration_id: i64) -> Result<Instance, Error> {
    let found = accounts.db.read(move |db| integrations::get(db, integration_id)).await?;
    found.map(|integration| integration.instance).ok_or_else(|| Error::new(Code::NotFound))
}

/// Opens the GitLab of a link of the person's own, where its account can be put in order.
///
/// # Errors
/// When there is no such link, or no browser opens.
pub async fn open_instance(accounts: &Accounts, link_id: i64) -> Result<(), Error> {
    let (_, instance) = find_own(accounts, link_id).await?;
    accounts.open_in_browser(instance.endpoint("/")).await
}
