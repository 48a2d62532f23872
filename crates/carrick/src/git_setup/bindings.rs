//! What is written into known clones: who git acts as there and who commits, as that was chosen by place. Many programs
//! ignore what git includes, and read a clone's own file alone.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use carrick_store::choosing::{self, Asked};
use carrick_store::db::clones::{self, Clone};
use carrick_store::db::{choices, links, projects};
use carrick_store::error::Error;
use carrick_store::instance::Instance;
use carrick_store::model::Link;
use rusqlite::Connection;

use crate::blocking;
use crate::git::binding::{self, Binding, Commits};
use crate::git::ground::Ground;
use crate::git::identities::Identity;
use crate::parts::Parts;
use crate::topics::Topic;

/// What was chosen for a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The account; none where there is but one, or none that git may use.
    pub link_id: Option<i64>,
    /// Its user name.
    pub username: Option<String>,
    /// Who commits there, as far as that was chosen for the place.
    pub identity: Identity,
}

/// Reads it; `named` is who the clone or its address names already.
///
/// # Errors
/// What SQLite says.
pub fn chosen(
    db: &Connection,
    profile_id: i64,
    instance: &Instance,
    project: &str,
    named: Option<&str>,
) -> rusqlite::Result<Chosen> {
    let usable = choosing::usable_at(db, profile_id, instance)?;
    let asked = Asked { instance, project: Some(project), username: named };
    let Some((link, _)) = choosing::choose(db, profile_id, asked)? else { return Ok(Chosen::default()) };
    let choice = choices::for_path(db, profile_id, &instance.address(), project)?;
    let identity = choice.filter(|choice| choice.link_id == link.id).map(|choice| Identity {
        name: choice.commit_name,
        email: choice.commit_email,
        signing_key: choice.signing_key,
    });
    // With one account there is nothing to choose, and nothing that would have to be changed with the second.
    let acts = (usable.len() > 1).then_some(link);
    Ok(Chosen {
        link_id: acts.as_ref().map(|link| link.id),
        username: acts.map(|link| link.identity.username),
        identity: identity.unwrap_or_default(),
    })
}

/// Writes into a clone what was chosen for it. What somebody else wrote there of who commits stays.
///
/// # Errors
/// As [`binding::bind_clone`].
pub async fn bind(parts: &Parts, folder: &Path, instance: &Instance, chosen: Chosen) -> Result<(), Error> {
    let (ground, folder, instance) = (parts.git.clone(), folder.to_owned(), instance.clone());
    let write = move || {
        let own = binding::commits(&folder)?.own;
        let identity = without(chosen.identity, &own);
        write(&ground, &folder, instance, chosen.username, identity)
    };
    blocking::run(write).await?
}

/// Writes into a clone who git acts as and who commits, whatever was chosen for the place.
///
/// # Errors
/// As [`binding::bind_clone`].
pub async fn bind_as(
    parts: &Parts,
    folder: PathBuf,
    instance: Instance,
    username: Option<String>,
    identity: Identity,
) -> Result<(), Error> {
    let ground = parts.git.clone();
    blocking::run(move || write(&ground, &folder, instance, username, identity)).await?
}

fn write(
    ground: &Ground,
    folder: &Path,
    instance: Instance,
    username: Option<String>,
    identity: Identity,
) -> Result<(), Error> {
    let binding = Binding { helper: ground.helper.clone(), instance, username, identity };
    binding::bind_clone(&ground.places.data_dir, folder, &binding).map(drop)
}

/// What is left of an identity where this one comes first.
fn without(identity: Identity, own: &Identity) -> Identity {
    let left = |value: Option<String>, own: &Option<String>| value.filter(|_| own.is_none());
    Identity {
        name: left(identity.name, &own.name),
        email: left(identity.email, &own.email),
        signing_key: left(identity.signing_key, &own.signing_key),
    }
}

/// A known clone, and what is chosen for it.
pub(super) struct Settled {
    clone: Clone,
    instance: Instance,
    /// The user name of the account that is written into it.
    username: Option<String>,
    chosen: Chosen,
    accounts: Arc<Vec<(i64, Identity)>>,
    /// The user names that git may use at its instance.
    serving: Vec<String>,
}

/// Reads what is chosen for each known clone.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn settled(parts: &Parts) -> Result<Vec<Settled>, Error> {
    let profile_id = parts.profile_id;
    let read = move |db: &Connection| {
        let links = links::of_profile(db, profile_id)?;
        let accounts = Arc::new(links.iter().map(|link| (link.id, commits_as(link))).collect());
        let mut all = Vec::new();
        for clone in clones::of_profile(db, profile_id)? {
            let Some(project) = projects::get(db, profile_id, clone.project)? else { continue };
            let Ok(instance) = Instance::parse(&project.instance) else { continue };
            let chosen = chosen(db, profile_id, &instance, &project.listed.path, None)?;
            let link = links.iter().find(|link| Some(link.id) == clone.link_id);
            let username = link.map(|link| link.identity.username.clone());
            let serving = choosing::usable_at(db, profile_id, &instance)?;
            let serving = serving.into_iter().map(|link| link.identity.username).collect();
            all.push(Settled { clone, instance, username, chosen, accounts: Arc::clone(&accounts), serving });
        }
        Ok(all)
    };
    parts.db.read(read).await
}

/// Has clones that name an account which is gone, or has another name now, name the one that is used there. What cannot
/// be written is logged.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn mend(parts: &Parts) -> Result<(), Error> {
    for clone in settled(parts).await? {
        let (id, ground) = (clone.clone.id, parts.git.clone());
        match blocking::run(move || name_again(&ground, clone)).await? {
            Ok(None) => {}
            Ok(Some(link_id)) => parts.db.write(move |db| clones::set_link(db, id, link_id)).await?,
            Err(error) => tracing::warn!(clone = id, %error, "a clone names an account that is not there"),
        }
    }
    Ok(())
}

/// Answers the account that is written into it now; `None` where nothing was.
fn name_again(ground: &Ground, clone: Settled) -> Result<Option<Option<i64>>, Error> {
    let folder = Path::new(&clone.clone.folder);
    if !folder.is_dir() || clone.serving.is_empty() {
        return Ok(None);
    }
    let serves = |name: &String| clone.serving.iter().any(|serving| serving.eq_ignore_ascii_case(name));
    if binding::username(folder, &clone.instance)?.is_none_or(|name| serves(&name)) {
        return Ok(None);
    }
    let (link_id, username) = match clone.username.filter(serves) {
        Some(username) => (clone.clone.link_id, Some(username)),
        None => (clone.chosen.link_id, clone.chosen.username),
    };
    write(ground, folder, clone.instance, username, binding::commits(folder)?.bound)?;
    Ok(Some(link_id))
}

/// Has the clones follow what is chosen for them now, in place of what was before. What was set for a clone alone stays.
/// It is not waited for, except by whoever leaves.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn follow(parts: &Parts, before: Vec<Settled>) -> Result<(), Error> {
    let mut following = Vec::new();
    for now in settled(parts).await? {
        let was = before.iter().find(|was| was.clone.id == now.clone.id).map(|was| was.chosen.clone());
        following.extend(was.filter(|was| *was != now.chosen).map(|was| (was, now)));
    }
    if following.is_empty() {
        return Ok(());
    }
    let (ground, db, topics) = (parts.git.clone(), parts.db.clone(), Arc::clone(&parts.topics));
    let under_way = parts.gate.enter().await;
    tokio::spawn(async move {
        for (was, now) in following {
            let (id, ground) = (now.clone.id, ground.clone());
            let done = match blocking::run(move || rebind(&ground, &was, now)).await {
                Ok(Ok(Some(link_id))) => db.write(move |db| clones::set_link(db, id, link_id)).await,
                Ok(Ok(None)) => Ok(()),
                Ok(Err(error)) | Err(error) => Err(error),
            };
            if let Err(error) = done {
                tracing::warn!(clone = id, %error, "a clone does not follow what was chosen");
            }
        }
        topics.touch(Topic::Clones);
        drop(under_way);
    });
    Ok(())
}

/// Answers the account that is written into it now; `None` where the folder is not there.
fn rebind(ground: &Ground, was: &Chosen, now: Settled) -> Result<Option<Option<i64>>, Error> {
    let folder = Path::new(&now.clone.folder);
    if !folder.is_dir() {
        return Ok(None);
    }
    let commits = binding::commits(folder)?;
    let identity = followed(commits, was, &now);
    let follows = now.clone.link_id.is_none() || now.clone.link_id == was.link_id;
    let (link_id, username) =
        if follows { (now.chosen.link_id, now.chosen.username) } else { (now.clone.link_id, now.username) };
    write(ground, folder, now.instance, username, identity)?;
    Ok(Some(link_id))
}

/// Who commits in a clone from now on: what was chosen before gives way to what is chosen now, also where the account's
/// own name or address stands for what was not chosen; anything else was written for this clone alone.
fn followed(Commits { bound, own }: Commits, was: &Chosen, now: &Settled) -> Identity {
    let (before, after) = (without(was.identity.clone(), &own), without(now.chosen.identity.clone(), &own));
    if bound.is_empty() || bound == before {
        return after;
    }
    let mut accounts = now.accounts.iter();
    let Some((_, account)) = accounts.find(|(_, account)| is_part(&bound, &over(before.clone(), account))) else {
        return bound;
    };
    let acting = now.accounts.iter().find(|(id, _)| Some(*id) == now.chosen.link_id);
    let acting = acting.map_or(account, |(_, acting)| acting).clone();
    // What git says elsewhere was left to git, and still is.
    let named = Identity { name: bound.name.and(acting.name), email: bound.email.and(acting.email), signing_key: None };
    over(after, &named)
}

/// Whether everything that an identity says is what the other one says.
fn is_part(identity: &Identity, of: &Identity) -> bool {
    let fits = |value: &Option<String>, other: &Option<String>| value.is_none() || value == other;
    fits(&identity.name, &of.name) && fits(&identity.email, &of.email) && fits(&identity.signing_key, &of.signing_key)
}

/// An identity, and what it leaves open from another.
fn over(identity: Identity, other: &Identity) -> Identity {
    Identity {
        name: identity.name.or_else(|| other.name.clone()),
        email: identity.email.or_else(|| other.email.clone()),
        signing_key: identity.signing_key.or_else(|| other.signing_key.clone()),
    }
}

/// As whom an account commits at its GitLab.
pub fn commits_as(link: &Link) -> Identity {
    let some = |text: &str| Some(plain(text)).filter(|text| !text.is_empty());
    let email = link.identity.commit_email.as_deref().and_then(some);
    Identity { name: some(&link.identity.name), email, signing_key: None }
}

/// Without what git leaves out of a commit, or refuses.
fn plain(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).take(200).collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(name: Option<&str>, email: Option<&str>) -> Identity {
        Identity { name: name.map(str::to_owned), email: email.map(str::to_owned), signing_key: None }
    }

    #[test]
    fn an_address_alone_follows_a_choice_and_a_name_that_git_knows_stays_gits() {
        let accounts = vec![
            (1, identity(Some("Alice"), Some("alice@home.example"))),
            (2, identity(Some("Alice Moreau"), Some("alice@work.example"))),
        ];
        let now = Settled {
            clone: Clone {
                id: 1,
                project: 1,
                folder: "/nowhere".to_owned(),
                link_id: Some(1),
                added_at: 0,
                used_at: 0,
                keeps_name: false,
            },
            instance: Instance::parse("https://gitlab.example").unwrap(),
            username: Some("alice".to_owned()),
            chosen: Chosen { link_id: Some(2), username: Some("alice-work".to_owned()), identity: Identity::default() },
            accounts: Arc::new(accounts),
            serving: Vec::new(),
        };
        let commits = |bound| Commits { bound, own: Identity::default() };
        let was = Chosen { link_id: Some(1), username: Some("alice".to_owned()), identity: Identity::default() };
        let followed = followed(commits(identity(None, Some("alice@home.example"))), &was, &now);
        assert_eq!(followed, identity(None, Some("alice@work.example")), "the new account's, and no name over git's");
        let own = identity(None, Some("somebody@else.example"));
        assert_eq!(super::followed(commits(own.clone()), &was, &now), own, "what was set for this clone alone stays");
    }
}
