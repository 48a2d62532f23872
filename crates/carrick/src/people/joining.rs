//! Adding people, and the accounts they sign in with.

use carrick_store::db::{admission as table, links, profiles, sign_in_accounts};
use carrick_store::error::{Code, Error};
use carrick_store::model::{Identity, Role};
use carrick_store::people::{Admission, JoinGroup, SignInAccount};
use rusqlite::Connection;

use super::acting;
use super::admission::{self, name_of};
use super::roles::require_admin;
use crate::accounts::{Accounts, asking, link};
use crate::topics::Topic;

/// Whom GitLab knows by a name, and who has that account here already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The integration's number.
    pub integration_id: i64,
    /// Who it is.
    pub identity: Identity,
    /// The GitLab.
    pub host: String,
    /// The name of whoever has it here.
    pub is_known: Option<String>,
}

/// Looks for somebody at a GitLab.
///
/// # Errors
/// [`Code::PersonUnknown`], [`Code::NoLinkToAskWith`], [`Code::AdministratorsOnly`]; what stands in the way.
pub async fn find_person(accounts: &Accounts, integration_id: i64, username: &str) -> Result<Found, Error> {
    require_admin(accounts).await?;
    let identity = asking::user_called(accounts, integration_id, username).await?;
    let instance = link::instance_of(accounts, integration_id).await?;
    let (at, user_id) = (instance.clone(), identity.user_id);
    let known = move |db: &Connection| {
        let account = sign_in_accounts::find(db, &at, user_id)?;
        account.map(|account| profiles::get(db, account.profile_id)).transpose()
    };
    let is_known = accounts.db.read(known).await?.map(|profile| profile.name);
    Ok(Found { integration_id, identity, host: instance.host(), is_known })
}

/// Adds somebody as a member. GitLab is asked again, and must know the same account by the name: names change owners.
///
/// # Errors
/// As [`find_person`]; [`Code::PersonExists`].
pub async fn add_person(accounts: &Accounts, integration_id: i64, username: &str, user_id: i64) -> Result<(), Error> {
    let found = find_person(accounts, integration_id, username).await?;
    if found.identity.user_id != user_id {
        return Err(Error::new(Code::PersonUnknown).with("username", username).with("host", found.host));
    }
    let instance = link::instance_of(accounts, integration_id).await?;
    let now = accounts.clock.now();
    let add = move |db: &Connection| {
        if let Some(account) = sign_in_accounts::find(db, &instance, user_id)? {
            return Ok(Err(profiles::get(db, account.profile_id)?.name));
        }
        let profile_id = profiles::add(db, &name_of(&found.identity), Role::Member, now)?;
        let account = SignInAccount {
            id: 0,
            profile_id,
            instance,
            user_id,
            username: found.identity.username,
            name: found.identity.name,
            joined: false,
        };
        sign_in_accounts::put(db, &account, now)?;
        Ok(Ok(()))
    };
    let added = accounts.db.write(add).await?;
    added.map_err(|name| Error::new(Code::PersonExists).with("name", name))?;
    accounts.topics.touch(Topic::People);
    Ok(())
}

/// Has whoever acts sign in with an account that they have linked: its approval has shown whose it is. Where the
/// organisation has people asked, and only waited for somebody who can come back, they are from here on.
///
/// # Errors
/// [`Code::PersonExists`] where somebody else signs in with it; [`Code::NotFound`].
pub async fn sign_in_with_link(accounts: &Accounts, link_id: i64) -> Result<(), Error> {
    let own = acting::require(accounts).await?;
    let found = accounts.db.read(move |db| links::get(db, link_id)).await?;
    let found = found.filter(|link| link.profile_id == own.id).ok_or_else(|| Error::new(Code::NotFound))?;
    let instance = link::instance_of(accounts, found.integration_id).await?;
    let now = accounts.clock.now();
    let preset = accounts.managed().sign_in.clone();
    let put = move |db: &Connection| {
        let account = SignInAccount {
            id: 0,
            profile_id: own.id,
            instance,
            user_id: found.identity.user_id,
            username: found.identity.username,
            name: found.identity.name,
            joined: false,
        };
        if sign_in_accounts::put(db, &account, now)? {
            if preset.map(|preset| preset.put(db)).transpose()? == Some(true) {
                acting::begin(db, own.id, now)?;
            }
            return Ok(Ok(()));
        }
        let others = sign_in_accounts::find(db, &account.instance, account.user_id)?;
        let name = others.map(|other| profiles::get(db, other.profile_id)).transpose()?;
        Ok(Err(name.map(|profile| profile.name).unwrap_or_default()))
    };
    let kept = accounts.db.write(put).await?;
    kept.map_err(|name| Error::new(Code::PersonExists).with("name", name))?;
    accounts.topics.touch(Topic::People);
    Ok(())
}

/// Has whoever acts not sign in with an account any more.
///
/// # Errors
/// [`Code::NoSignInAccount`] where it is the last one and people are asked to sign in; [`Code::NotFound`].
pub async fn remove_sign_in_account(accounts: &Accounts, id: i64) -> Result<(), Error> {
    let own = acting::require(accounts).await?;
    let remove = move |db: &Connection| {
        let mut others = sign_in_accounts::all(db)?.into_iter().filter(|it| it.profile_id == own.id && it.id != id);
        if others.next().is_none() && table::get(db)?.asks {
            return Ok(Err(Code::NoSignInAccount));
        }
        Ok(if sign_in_accounts::remove(db, own.id, id)? { Ok(()) } else { Err(Code::NotFound) })
    };
    accounts.db.write(remove).await?.map_err(Error::new)?;
    accounts.topics.touch(Topic::People);
    Ok(())
}

/// A group as it is typed: at which integration, its path, and the least role there.
pub type TypedGroup = (i64, String, u8);

/// Sets what is asked of people. Each group is looked up at its GitLab; one that was set before is not asked about again.
///
/// # Errors
/// [`Code::GroupUnknown`], [`Code::NoLinkToAskWith`], [`Code::AdministratorsOnly`]; [`Code::SignInManaged`] where the
/// organisation has set it; [`Code::NoSignInAccount`] where whoever sets it could not come back; what stands in the way.
pub async fn set_admission(accounts: &Accounts, asked: Admission, typed: Vec<TypedGroup>) -> Result<(), Error> {
    require_admin(accounts).await?;
    if accounts.managed().sign_in.is_some() {
        return Err(Error::new(Code::SignInManaged));
    }
    let known = accounts.db.read(table::groups).await?;
    let mut groups = Vec::new();
    for (integration_id, path, least_role) in typed {
        let before = known.iter().find(|group| group.integration_id == integration_id && group.path == path);
        let (group_id, path) = match before {
            Some(before) => (before.group_id, before.path.clone()),
            None => {
                let found = asking::group_at(accounts, integration_id, &path).await?;
                (found.id, found.path)
            }
        };
        groups.push(JoinGroup { integration_id, group_id, path, least_role });
    }
    admission::set(accounts, asked, groups).await
}
