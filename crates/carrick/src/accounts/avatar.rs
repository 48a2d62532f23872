//! The pictures of linked accounts.

use carrick_store::db::avatars;
use carrick_store::error::{Code, Error};
use carrick_store::model::Picture;

use super::Accounts;
use super::link::{find, find_own};

/// The picture of a link of the person's own, if it has one.
///
/// # Errors
/// When the database cannot be read.
pub async fn avatar(accounts: &Accounts, link_id: i64) -> Result<Option<Picture>, Error> {
    if find_own(accounts, link_id).await.is_err_and(|error| error.code == Code::NotFound) {
        return Ok(None);
    }
    accounts.db.read(move |db| avatars::get(db, link_id)).await
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
