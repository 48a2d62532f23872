//! The clean address of a clone's remote: over https, without a user name or password, where the project is now.

use std::path::Path;

use carrick_store::db::projects;
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::project::Project;

use super::known::Known;
use super::searching::instances;
use crate::blocking;
use crate::git::cloning;
use crate::git::folder::GitFolder;
use crate::git::ground::Ground;
use crate::git::listing::{self, Setting};
use crate::git::remote::{Remote, Transport};
use crate::git::remote_address::{self, Line};
use crate::git::remotes;
use crate::git::which::{self, Belonging};
use crate::repositories::Repositories;
use crate::repositories::moving::by_place_of_before;
use crate::topics::Topic;

/// Gives a remote its clean address.
///
/// # Errors
/// `NotFound` for a clone or a remote that is gone, or is on no linked GitLab; `FolderMissing`; what keeps git's
/// configuration from being written.
pub async fn mend_remote(repositories: &Repositories, id: i64, remote: &str) -> Result<(), Error> {
    let known = Known::there(repositories, id).await?;
    let instances = instances(repositories).await?;
    let (ground, folder) = (repositories.git.clone(), known.folder.clone());
    let belongs = blocking::run(move || belongings(&ground, &folder, &instances)).await??;
    let found = belongs.iter().position(|belonging| belonging.remote == remote);
    let at = found.ok_or_else(|| Error::new(Code::NotFound))?;
    give_clean_address(repositories, &known.folder, &known.project, &belongs, at).await?;
    repositories.topics.touch(Topic::Clones);
    Ok(())
}

fn belongings(ground: &Ground, folder: &Path, instances: &[Instance]) -> Result<Vec<Belonging>, Error> {
    Ok(which::belongings(&settings(ground, folder)?, instances))
}

fn settings(ground: &Ground, folder: &Path) -> Result<Vec<Setting>, Error> {
    let git_folder = GitFolder::find(folder).ok_or_else(|| Error::new(Code::NotFound))?;
    let mut settings = listing::of_computer(&ground.places)?;
    settings.extend(git_folder.settings()?);
    Ok(settings)
}

/// Gives the address that one of these was read from its clean form; with one that is fetched from also those that the
/// same project is pushed to. Whatever else the remote is pushed to stays.
///
/// # Errors
/// What keeps git's configuration from being written.
pub(super) async fn give_clean_address(
    repositories: &Repositories,
    folder: &Path,
    project: &Project,
    belongs: &[Belonging],
    at: usize,
) -> Result<(), Error> {
    let path = current_path(repositories, project, belongs, at).await?;
    let (belonging, folder) = (belongs[at].clone(), folder.to_owned());
    let ground = repositories.git.clone();
    let write = move || {
        let address = cloning::clone_url(&belonging.instance, &path)?;
        let settings = settings(&ground, &folder)?;
        let is_meant = |line: Line, written: &str| {
            is_meant(line, &remotes::rewritten(&settings, written, "insteadof"), &belonging)
        };
        remote_address::set(&ground.places.data_dir, &folder, &belonging.remote, &is_meant, &address).map(drop)
    };
    blocking::run(write).await?
}

fn is_meant(line: Line, url: &str, belonging: &Belonging) -> bool {
    let Some(remote) = Remote::parse(url) else { return false };
    let is_same = remote.project_on(&belonging.instance).is_some_and(|it| it.eq_ignore_ascii_case(&belonging.project));
    let is_alike = remote.transport == belonging.transport && remote.has_password == belonging.has_password;
    let is_unclean = remote.transport == Transport::Ssh || remote.has_password;
    is_same
        && match line {
            Line::Fetch => !belonging.is_for_push && is_alike,
            Line::Push if belonging.is_for_push => is_alike,
            Line::Push => is_unclean,
        }
}

/// Where the project of a remote is now, in GitLab's letters as far as it is known. `project` is the clone's own: it is
/// meant by its first remote also where that has an address of before, unless another remote is where it is now.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn current_path(
    repositories: &Repositories,
    project: &Project,
    belongs: &[Belonging],
    at: usize,
) -> Result<String, Error> {
    let spelled = belongs[at].project.clone();
    let instance = belongs[at].instance.address();
    let first = by_place_of_before(project, belongs);
    let is_first = first.is_some_and(|first| first.remote == belongs[at].remote && first.project == spelled);
    let (asked, profile_id) = (spelled.clone(), repositories.profile_id);
    let look = move |db: &rusqlite::Connection| match projects::at_path(db, &instance, &asked)? {
        Some(id) => projects::get(db, profile_id, id),
        None => Ok(None),
    };
    Ok(match repositories.db.read(look).await? {
        Some(known) => known.listed.path,
        None if is_first => project.listed.path.clone(),
        None => spelled,
    })
}
