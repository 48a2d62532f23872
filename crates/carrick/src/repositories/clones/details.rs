//! What a clone uses, and where that comes from.

use std::path::PathBuf;

use carrick_store::choosing::{self, Reason};
use carrick_store::db::clones::Clone;
use carrick_store::db::{choices, memberships};
use carrick_store::error::Error;
use carrick_store::model::Link;
use carrick_store::project::DEVELOPER;
use carrick_store::stamps::Stamp;

use super::known::Known;
use super::mending::current_path;
use crate::blocking;
use crate::git::finding::hazards_with_submodules;
use crate::git::folder::GitFolder;
use crate::git::hazards::Hazard;
use crate::git::which::{Because, Belonging};
use crate::git_setup::accounts;
use crate::git_setup::bindings::chosen;
use crate::git_setup::clone::{CloneUse, RemoteUse, clone_use};
use crate::repositories::Repositories;

/// What a clone uses.
#[derive(Debug, Clone)]
pub struct Details {
    /// The clone.
    pub clone: Clone,
    /// Its folder.
    pub folder: PathBuf,
    /// Whether a folder is there.
    pub is_there: bool,
    /// Its remotes at linked GitLabs, `origin` first.
    pub remotes: Vec<RemoteDetails>,
    /// Who is written under commits.
    pub name: Option<Because>,
    /// With which address.
    pub email: Option<Because>,
    /// With which key they are signed.
    pub signing_key: Option<Because>,
    /// That the commit name does not fit the account, unless that was left on purpose.
    pub misfit: Option<Misfit>,
    /// What starts programs or leads elsewhere, in its submodules too.
    pub hazards: Vec<Hazard>,
}

/// A remote of a clone.
#[derive(Debug, Clone)]
pub struct RemoteDetails {
    /// Where it lies.
    pub belonging: Belonging,
    /// Where its project is now, if it was moved or renamed.
    pub moved_to: Option<String>,
    /// The account that git uses, and why.
    pub account: Option<(Link, Why)>,
    /// Whether that account may push to the project, where that is known.
    pub may_push: Option<bool>,
    /// When git last got that account's token, in whatever folder (Unix milliseconds).
    pub handed_out_at: Option<i64>,
}

/// Why git uses an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The clone or its address names it.
    Named,
    /// It was chosen for this place.
    Chosen,
    /// It is the one that reaches the project.
    Reaches,
    /// It is the default.
    Default,
    /// It is the only one there.
    Only,
}

/// A commit name that does not fit the account: it is that of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// Under which address commits are made.
    pub email: String,
    /// The account's user name.
    pub username: String,
    /// The address that would fit.
    pub fitting: String,
}

/// Tells what a clone uses. Of one whose folder is gone, or is no clone any more, only that is told.
///
/// # Errors
/// `NotFound`; as [`clone_use`].
pub async fn details(repositories: &Repositories, id: i64) -> Result<Details, Error> {
    let known = Known::get(repositories, id).await?;
    let is_there = known.is_there().await?;
    let (folder, helper) = (known.folder.clone(), repositories.git.helper.clone());
    let look = move || match GitFolder::find(&folder) {
        Some(git_folder) => {
            let own = git_folder.settings()?;
            hazards_with_submodules(&git_folder, &own, &helper).map(Some)
        }
        None => Ok(None),
    };
    let hazards = blocking::run(look).await??;
    let (remotes, name, email, signing_key) = Default::default();
    let (clone, folder) = (known.clone.clone(), known.folder.clone());
    let mut details =
        Details { clone, folder, is_there, remotes, name, email, signing_key, misfit: None, hazards: Vec::new() };
    // Else a clone around it would be asked.
    let Some(hazards) = hazards else { return Ok(details) };
    details.hazards = hazards;
    if let Some(used) = clone_use(repositories, &known.folder).await? {
        let CloneUse { remotes, name, email, signing_key, .. } = used;
        (details.name, details.email, details.signing_key) = (name, email, signing_key);
        details.remotes = told(repositories, &known, remotes).await?;
        details.misfit = misfit(repositories, &known, &details).await?;
    }
    Ok(details)
}

async fn told(
    repositories: &Repositories,
    known: &Known,
    remotes: Vec<RemoteUse>,
) -> Result<Vec<RemoteDetails>, Error> {
    let belongs: Vec<Belonging> = remotes.iter().map(|remote| remote.belonging.clone()).collect();
    let mut told = Vec::new();
    for (at, RemoteUse { belonging, account }) in remotes.into_iter().enumerate() {
        let path = current_path(repositories, &known.project, &belongs, at).await?;
        let (mut may_push, mut handed_out_at, mut used) = Default::default();
        if let Some((link, reason)) = account {
            handed_out_at = Stamp::HandedOut.last(&repositories.data_dir, link.id);
            may_push = self::may_push(repositories, &belonging, &path, link.id).await?;
            used = Some((link, why(repositories, &belonging, reason).await?));
        }
        let moved_to = Some(path).filter(|path| !path.eq_ignore_ascii_case(&belonging.project));
        told.push(RemoteDetails { belonging, moved_to, account: used, may_push, handed_out_at });
    }
    Ok(told)
}

async fn may_push(
    repositories: &Repositories,
    belonging: &Belonging,
    path: &str,
    link_id: i64,
) -> Result<Option<bool>, Error> {
    let (address, path) = (belonging.instance.address(), path.to_owned());
    let reached = repositories.db.read(move |db| memberships::reachable_by(db, &address, &path)).await?;
    let level = reached.into_iter().find(|(link, _)| *link == link_id).and_then(|(_, level)| level);
    Ok(level.map(|level| level >= DEVELOPER))
}

async fn why(repositories: &Repositories, belonging: &Belonging, reason: Reason) -> Result<Why, Error> {
    let (profile_id, instance) = (repositories.profile_id, belonging.instance.clone());
    let count =
        move |db: &rusqlite::Connection| choosing::usable_at(db, profile_id, &instance).map(|usable| usable.len());
    Ok(match reason {
        Reason::Named | Reason::NamedAsBefore => Why::Named,
        Reason::Chosen(_) => Why::Chosen,
        Reason::Reaches => Why::Reaches,
        Reason::Default if repositories.db.read(count).await? == 1 => Why::Only,
        Reason::Default => Why::Default,
    })
}

/// An address that is no account's is the person's own business.
async fn misfit(repositories: &Repositories, known: &Known, details: &Details) -> Result<Option<Misfit>, Error> {
    let account = details.remotes.iter().find_map(|remote| Some((&remote.belonging, remote.account.as_ref()?)));
    let (Some((belonging, (link, _))), Some(email)) = (account, &details.email) else { return Ok(None) };
    if known.clone.keeps_name {
        return Ok(None);
    }
    let (profile_id, instance, path) = (repositories.profile_id, belonging.instance.clone(), belonging.project.clone());
    let username = link.identity.username.clone();
    let look = move |db: &rusqlite::Connection| {
        let chosen = chosen(db, profile_id, &instance, &path, Some(&username))?;
        Ok((chosen.identity.email, choices::of_profile(db, profile_id)?))
    };
    let (chosen, choices) = repositories.db.read(look).await?;
    let is_it = |address: &String| address.eq_ignore_ascii_case(&email.value);
    let of_choices = |own: bool| {
        choices
            .iter()
            .filter(move |choice| (choice.link_id == link.id) == own)
            .filter_map(|it| it.commit_email.as_ref())
    };
    let fits = link.identity.commit_email.iter().chain(&chosen).chain(of_choices(true)).any(is_it);
    let all = accounts(repositories).await?;
    let others =
        all.iter().filter(|(other, _)| other.id != link.id).filter_map(|(it, _)| it.identity.commit_email.as_ref());
    let is_anothers = others.chain(of_choices(false)).any(is_it);
    let fitting = chosen.clone().or_else(|| link.identity.commit_email.clone()).filter(|_| is_anothers && !fits);
    let username = link.identity.username.clone();
    Ok(fitting.map(|fitting| Misfit { email: email.value.clone(), username, fitting }))
}
