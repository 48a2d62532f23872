//! Asking a GitLab about people and groups, as an account that may see them.

use carrick_store::db::{integrations, links, profiles};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::{Identity, Role};
use rusqlite::Connection;

use super::Accounts;
use super::tokens::{self, Access};
use crate::gitlab::people::Group;
use crate::gitlab::{self, Caller, Said};

/// Whoever bears this username at an integration's GitLab, asked for with the acting person's link there.
///
/// # Errors
/// [`Code::PersonUnknown`]; [`Code::NoLinkToAskWith`]; what stands in the way.
pub async fn user_called(accounts: &Accounts, integration_id: i64, username: &str) -> Result<Identity, Error> {
    let access = own_access(accounts, integration_id).await?;
    let name = username.trim().trim_start_matches('@');
    let found = match ask_user(accounts, &access, name).await {
        Err(gitlab::Error::Unauthorized) => {
            let access = tokens::access_after_refusal(accounts, &access).await?;
            ask_user(accounts, &access, name).await
        }
        found => found,
    };
    let found = found.map_err(|error| error.at(&access.instance))?.what;
    found.ok_or_else(|| Error::new(Code::PersonUnknown).with("username", name).with("host", access.instance.host()))
}

/// A group by its path at an integration's GitLab, asked for with the acting person's link there.
///
/// # Errors
/// [`Code::GroupUnknown`]; [`Code::NoLinkToAskWith`]; what stands in the way.
pub async fn group_at(accounts: &Accounts, integration_id: i64, path: &str) -> Result<Group, Error> {
    let access = own_access(accounts, integration_id).await?;
    let path = path.trim().trim_matches('/');
    let unknown = || Error::new(Code::GroupUnknown).with("path", path).with("host", access.instance.host());
    if !carrick_store::project::is_group_path(path) {
        return Err(unknown());
    }
    let caller = Caller { instance: &access.instance, token: &access.token };
    let found = accounts.gitlab.group_at(caller, path).await.map_err(|error| error.at(&access.instance))?;
    found.what.ok_or_else(unknown)
}

/// What somebody is in a group, and how the group is called now: as the first administrator whose link at this GitLab
/// can tell. Nothing where they are no member of it, or the group is gone.
///
/// # Errors
/// [`Code::NoLinkToAskWith`]; what stands in the way of the last one that was tried.
pub(super) async fn group_access(
    accounts: &Accounts,
    instance: &Instance,
    group_id: i64,
    user_id: i64,
) -> Result<Option<(Group, i64)>, Error> {
    let at = instance.clone();
    let links = accounts.db.read(move |db| links_of_admins(db, &at)).await?;
    let mut last = Error::new(Code::NoLinkToAskWith).with("host", instance.host());
    for link_id in links {
        match ask_group(accounts, link_id, group_id, user_id).await {
            Ok(found) => return Ok(found),
            Err(error) => last = error,
        }
    }
    Err(last)
}

async fn ask_group(
    accounts: &Accounts,
    link_id: i64,
    group_id: i64,
    user_id: i64,
) -> Result<Option<(Group, i64)>, Error> {
    let access = tokens::access_for(accounts, link_id).await?;
    let caller = Caller { instance: &access.instance, token: &access.token };
    let at = |error: gitlab::Error| error.at(&access.instance);
    let Some(group) = accounts.gitlab.group(caller, group_id).await.map_err(at)?.what else { return Ok(None) };
    let level = accounts.gitlab.group_access_level(caller, group_id, user_id).await.map_err(at)?.what;
    Ok(level.map(|level| (group, level)))
}

async fn ask_user(accounts: &Accounts, access: &Access, name: &str) -> Result<Said<Option<Identity>>, gitlab::Error> {
    accounts.gitlab.user_called(Caller { instance: &access.instance, token: &access.token }, name).await
}

async fn own_access(accounts: &Accounts, integration_id: i64) -> Result<Access, Error> {
    let profile_id = accounts.profile_id;
    let read = move |db: &Connection| {
        let own = links::of_profile(db, profile_id)?.into_iter().find(|link| link.integration_id == integration_id);
        Ok((integrations::get(db, integration_id)?, own))
    };
    let (integration, link) = accounts.db.read(read).await?;
    let host = integration.ok_or_else(|| Error::new(Code::NotFound))?.instance.host();
    let link = link.ok_or_else(|| Error::new(Code::NoLinkToAskWith).with("host", host))?;
    tokens::access_for(accounts, link.id).await
}

fn links_of_admins(db: &Connection, instance: &Instance) -> rusqlite::Result<Vec<i64>> {
    let at: Vec<i64> =
        integrations::all(db)?.into_iter().filter(|it| it.instance == *instance).map(|it| it.id).collect();
    let admins: Vec<i64> =
        profiles::all(db)?.into_iter().filter(|(it, _)| it.role == Role::Admin).map(|(it, _)| it.id).collect();
    let is_one =
        |link: &carrick_store::model::Link| at.contains(&link.integration_id) && admins.contains(&link.profile_id);
    Ok(links::all(db)?.into_iter().filter(is_one).map(|link| link.id).collect())
}
