//! What the list does not hold: projects that GitLab finds for a text, and one at an address.

use carrick_store::db::{integrations, links, memberships, projects};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::project::{Listed, Project, is_path};

use super::Repositories;
use super::address::Address;
use super::asking::Asker;
use crate::gitlab::{ProjectAnswer, Which};

/// GitLab looks for nothing shorter (characters).
const SHORTEST: usize = 3;

/// A project that GitLab has named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The link that sees it.
    pub link_id: i64,
    /// The address of its instance.
    pub instance: String,
    /// What it is.
    pub listed: Listed,
    /// Its number here, if it is known.
    pub id: Option<i64>,
}

/// Has GitLab look for projects that an account sees, member or not. Nothing is kept of them.
///
/// # Errors
/// What stands in the way.
pub async fn ask_gitlab(repositories: &Repositories, link_id: i64, text: &str) -> Result<Vec<Found>, Error> {
    let text: String = text.chars().filter(|c| !c.is_control()).take(256).collect();
    let text = text.trim();
    if text.chars().count() < SHORTEST {
        return Ok(Vec::new());
    }
    require_own(repositories, link_id).await?;
    let asker = Asker::of(repositories, link_id).await?;
    let found = asker.search(text).await?;
    let instance = asker.instance().address();
    let look = move |db: &rusqlite::Connection| {
        let known = |listed: Listed| {
            let id = projects::number_of(db, &instance, listed.project_id)?;
            Ok(Found { link_id, instance: instance.clone(), listed, id })
        };
        found.into_iter().map(known).collect()
    };
    repositories.db.read(look).await
}

/// The project at an address, or at a path on any instance: from the list, or else GitLab is asked, through each
/// account that may know it. What GitLab names is kept from then on.
///
/// # Errors
/// [`Code::NotFound`] where no account sees such a project; else what stood in the way last.
pub async fn find_address(repositories: &Repositories, text: &str) -> Result<Project, Error> {
    let accounts = accounts(repositories).await?;
    let mut instances: Vec<Instance> = accounts.iter().map(|(_, instance)| instance.clone()).collect();
    instances.dedup();
    let Address { instance, path } = Address::read(text, &instances).ok_or_else(|| Error::new(Code::NotFound))?;
    let meant = |it: &Instance| instance.as_ref().is_none_or(|instance| instance == it);
    for known in instances.iter().filter(|it| meant(it)) {
        if let Some(project) = known_at(repositories, known, &path).await? {
            return Ok(project);
        }
    }
    let mut failed = Error::new(Code::NotFound);
    for (link_id, _) in accounts.iter().filter(|(_, it)| meant(it)) {
        match take_in(repositories, *link_id, Which::Path(&path)).await {
            Ok(project) => return Ok(project),
            Err(error) if error.code == Code::NotFound => {}
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// Takes in a project that GitLab has named, or reads one again that is known: it is kept from then on, whoever is a
/// member of it.
///
/// # Errors
/// [`Code::NotFound`] where the account does not see it; else what stands in the way.
pub async fn take_in_by_number(repositories: &Repositories, link_id: i64, project_id: i64) -> Result<Project, Error> {
    take_in(repositories, link_id, Which::Number(project_id)).await
}

async fn take_in(repositories: &Repositories, link_id: i64, which: Which<'_>) -> Result<Project, Error> {
    require_own(repositories, link_id).await?;
    let asker = Asker::of(repositories, link_id).await?;
    let answer = asker.project(which).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let (instance, profile_id) = (asker.instance().address(), repositories.profile_id);
    let now = repositories.clock.now();
    let keep = move |db: &rusqlite::Connection| {
        if links::get(db, link_id)?.is_none() {
            return Ok(None);
        }
        let ProjectAnswer { listed, access_level } = answer;
        let id = projects::put(db, &instance, &listed)?;
        match access_level {
            Some(level) => memberships::set_level(db, id, link_id, level)?,
            None => projects::ask_for(db, profile_id, id, now)?,
        }
        projects::get(db, profile_id, id)
    };
    let kept = repositories.db.write(keep).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    repositories.touch_project(kept.id);
    Ok(kept)
}

async fn known_at(repositories: &Repositories, instance: &Instance, path: &str) -> Result<Option<Project>, Error> {
    let (address, path, profile_id) = (instance.address(), path.to_owned(), repositories.profile_id);
    let look = move |db: &rusqlite::Connection| match projects::at_path(db, &address, &path)? {
        Some(id) => projects::get(db, profile_id, id),
        None => Ok(None),
    };
    repositories.db.read(look).await
}

/// Opens a project's page at GitLab in the browser.
///
/// # Errors
/// `NotFound`; when there is no browser.
pub async fn open_page(repositories: &Repositories, id: i64) -> Result<(), Error> {
    let project = super::list::one(repositories, id).await?;
    let instance = Instance::parse(&project.instance)?;
    // A path is GitLab's text: only one that is a path is put behind the instance's address.
    let path = Some(&project.listed.path).filter(|path| is_path(path)).ok_or_else(|| Error::new(Code::NotFound))?;
    repositories.open_in_browser(instance.endpoint(&format!("/{path}"))).await
}

/// The acting profile's links and where they are.
async fn accounts(repositories: &Repositories) -> Result<Vec<(i64, Instance)>, Error> {
    let profile_id = repositories.profile_id;
    let look = move |db: &rusqlite::Connection| {
        let mut accounts = Vec::new();
        for link in links::of_profile(db, profile_id)? {
            if let Some(integration) = integrations::get(db, link.integration_id)? {
                accounts.push((link.id, integration.instance));
            }
        }
        Ok(accounts)
    };
    repositories.db.read(look).await
}

/// Nobody asks with another's account.
async fn require_own(repositories: &Repositories, link_id: i64) -> Result<(), Error> {
    let link = repositories.db.read(move |db| links::get(db, link_id)).await?;
    match link {
        Some(link) if link.profile_id == repositories.profile_id => Ok(()),
        _ => Err(Error::new(Code::NotFound)),
    }
}
