//! Removing somebody: their links are ended with receipts first, then everything that was theirs goes.

use carrick_store::db::{acting as table, integrations, links, pairs, profiles};
use carrick_store::error::{Code, Error};
use carrick_store::model::Link;
use rusqlite::Connection;

use super::roles::require_admin;
use crate::accounts::notice::Receipt;
use crate::accounts::{Accounts, unlink};
use crate::topics::Topic;

/// What goes with somebody.
#[derive(Debug, Clone)]
pub struct Dependents {
    /// Their links, each with its host.
    pub links: Vec<(Link, String)>,
    /// Repositories on this computer; their folders stay.
    pub clones: u32,
    /// Repositories whose builds stop.
    pub repositories: u32,
}

/// What went of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlinked {
    /// Its username.
    pub username: String,
    /// Its GitLab.
    pub host: String,
    /// What is known of its tokens.
    pub receipt: Receipt,
}

/// What goes when somebody is removed.
///
/// # Errors
/// [`Code::AdministratorsOnly`], [`Code::NotFound`].
pub async fn dependents(accounts: &Accounts, id: i64) -> Result<Dependents, Error> {
    require_admin(accounts).await?;
    accounts.db.read(move |db| look(db, id)).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// Removes somebody. Where one of their links cannot be ended now, they stay, and what is ended is.
///
/// # Errors
/// [`Code::LastAdministrator`], also of whoever acts; [`Code::AdministratorsOnly`], [`Code::NotFound`]; when the keyring
/// or the database cannot be used.
pub async fn remove_person(accounts: &Accounts, id: i64) -> Result<Vec<Unlinked>, Error> {
    let found = dependents(accounts, id).await?;
    let now = accounts.clock.now();
    let stays = move |db: &Connection| {
        let acts = table::get(db, now)?.is_some_and(|acting| acting.profile.id == id);
        Ok(acts || profiles::is_last_admin(db, id)?)
    };
    if accounts.db.read(stays).await? {
        return Err(Error::new(Code::LastAdministrator));
    }
    let ended = unlink::end_all_for_good(accounts, found.links.iter().map(|(link, _)| link.id)).await?;
    let unlinked = |((link, host), receipt): ((Link, String), Receipt)| Unlinked {
        username: link.identity.username,
        host,
        receipt,
    };
    let receipts = found.links.into_iter().zip(ended).map(unlinked).collect();
    let own = accounts.profile_id;
    let remove = move |db: &Connection| {
        // What GitLab still has to end of theirs somebody must hear of.
        pairs::hand_on(db, id, own)?;
        profiles::remove(db, id)
    };
    let removed = accounts.db.write(remove).await?;
    if !removed {
        return Err(Error::new(Code::LastAdministrator));
    }
    tracing::info!(profile = id, "a person was removed");
    accounts.topics.touch(Topic::People);
    accounts.topics.touch(Topic::Accounts);
    Ok(receipts)
}

fn look(db: &Connection, id: i64) -> rusqlite::Result<Option<Dependents>> {
    if profiles::find(db, id)?.is_none() {
        return Ok(None);
    }
    let mut found = Dependents { links: Vec::new(), clones: 0, repositories: 0 };
    for link in links::of_profile(db, id)? {
        let depends = links::dependents(db, link.id)?;
        found.clones += depends.clones;
        found.repositories += depends.repositories;
        let host = integrations::get(db, link.integration_id)?.map(|it| it.instance.host());
        found.links.push((link, host.unwrap_or_default()));
    }
    Ok(Some(found))
}
