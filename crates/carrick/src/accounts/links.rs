//! Linked accounts and their pictures.

use carrick_store::db::{avatars, integrations, links};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::{Link, Picture};

use super::Accounts;

/// A link's picture, if it has one.
///
/// # Errors
/// When the database cannot be read.
pub async fn avatar(accounts: &Accounts, link_id: i64) -> Result<Option<Picture>, Error> {
    accounts.db.read(move |db| avatars::get(db, link_id)).await
}

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

/// Opens the GitLab of a link, where its account can be put in order.
///
/// # Errors
/// When there is no such link, or no browser opens.
pub async fn open_instance(accounts: &Accounts, link_id: i64) -> Result<(), Error> {
    let (_, instance) = find(accounts, link_id).await?;
    accounts.open_in_browser(instance.endpoint("/")).await
}

/// Fetches a link's picture after the link is told. One that cannot be had is no error: there are initials.
pub(super) async fn fetch_avatar(accounts: &Accounts, link_id: i64) {
    let Ok((link, instance)) = find(accounts, link_id).await else { return };
    let picture = match &link.identity.avatar_url {
        Some(address) => accounts.gitlab.avatar(&instance, address).await,
        None => None,
    };
    let keep = move |db: &rusqlite::Connection| match &picture {
        Some(picture) => avatars::put(db, link_id, picture),
        None => avatars::remove(db, link_id),
    };
    if accounts.db.write(keep).await.is_ok() {
        accounts.touch();
    }
}
