//! Whether git on this computer asks Carrick, and which account it uses where.

pub mod bindings;
pub mod choices;
pub mod clone;
pub mod show;
pub mod watch;

use std::path::PathBuf;

use carrick_store::db::{choices as table, integrations, links};
use carrick_store::error::Error;
use carrick_store::instance::Instance;
use carrick_store::model::{AccountChoice, Link};

use crate::blocking;
use crate::git::identities::{Choice, Identity};
use crate::git::setup::{self, Mended, Status, Wanted};
use crate::parts::Parts;
use crate::topics::Topic;

/// Sets git up for every clone; answers the file of the person's that includes Carrick's.
///
/// # Errors
/// As [`setup::install`]; everything is as it was then.
pub async fn set_up(parts: &Parts) -> Result<PathBuf, Error> {
    let (places, wanted) = (parts.git.places.clone(), wanted(parts).await?);
    let done = blocking::run(move || setup::install(&places, &wanted)).await?;
    parts.topics.touch(Topic::Git);
    done.inspect(|_| tracing::info!("git was set up"))
}

/// Takes that back, to the byte.
///
/// # Errors
/// As [`setup::uninstall`].
pub async fn undo(parts: &Parts) -> Result<(), Error> {
    let places = parts.git.places.clone();
    let done = blocking::run(move || setup::uninstall(&places)).await?;
    parts.topics.touch(Topic::Git);
    done.inspect(|()| tracing::info!("git is as it was before"))
}

/// Mends what has changed since git was set up; does nothing where it was not.
///
/// # Errors
/// As [`setup::mend`].
pub async fn mend(parts: &Parts) -> Result<Vec<Mended>, Error> {
    let (places, wanted) = (parts.git.places.clone(), wanted(parts).await?);
    let mended = blocking::run(move || setup::mend(&places, &wanted)).await??;
    if !mended.is_empty() {
        tracing::info!(?mended, "git's set-up was mended");
        parts.topics.touch(Topic::Git);
    }
    Ok(mended)
}

/// How it stands now, from git's own answer.
///
/// # Errors
/// As [`setup::status`].
pub async fn status(parts: &Parts) -> Result<Status, Error> {
    let (places, wanted) = (parts.git.places.clone(), wanted(parts).await?);
    blocking::run(move || setup::status(&places, &wanted)).await?
}

/// Every account that git may use, with the GitLab it is on, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn accounts(parts: &Parts) -> Result<Vec<(Link, Instance)>, Error> {
    let profile_id = parts.profile_id;
    let read = move |db: &rusqlite::Connection| {
        let instances = integrations::all(db)?;
        let of = |link: &Link| instances.iter().find(|it| it.id == link.integration_id).map(|it| it.instance.clone());
        let links = links::of_profile(db, profile_id)?;
        Ok(links.into_iter().filter_map(|link| of(&link).map(|instance| (link, instance))).collect())
    };
    parts.db.read(read).await
}

/// What git is to be told.
async fn wanted(parts: &Parts) -> Result<Wanted, Error> {
    let accounts = accounts(parts).await?;
    let profile_id = parts.profile_id;
    let chosen = parts.db.read(move |db| table::of_profile(db, profile_id)).await?;
    let choices = chosen.into_iter().filter_map(|choice| told(choice, &accounts)).collect();
    let mut instances: Vec<Instance> = Vec::new();
    for (_, instance) in accounts.iter().filter(|(link, _)| link.serves_git()) {
        if !instances.contains(instance) {
            instances.push(instance.clone());
        }
    }
    Ok(Wanted { helper: parts.git.helper.clone(), instances, choices })
}

/// A choice as git takes it; `None` where git may not use the account any more.
fn told(choice: AccountChoice, accounts: &[(Link, Instance)]) -> Option<Choice> {
    let AccountChoice { link_id, instance, prefix, commit_name: name, commit_email: email, signing_key, .. } = choice;
    let (link, at) = accounts.iter().find(|(link, _)| link.id == link_id)?;
    (link.serves_git() && at.address() == instance).then(|| Choice {
        instance: at.clone(),
        prefix,
        username: link.identity.username.clone(),
        identity: Identity { name, email, signing_key },
        folder: None,
    })
}
