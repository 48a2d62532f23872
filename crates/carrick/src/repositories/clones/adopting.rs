//! Taking in clones that a person made themselves. Until then their configuration is data; from then on git runs there.

use std::path::{Path, PathBuf};

use carrick_store::db::{clones, projects};
use carrick_store::error::{Code, Error};
use carrick_store::project::Project;

use super::mending::give_clean_address;
use super::searching::instances;
use crate::blocking;
use crate::git::finding::{Contents, Kind, Search, look_at};
use crate::git::listing;
use crate::git::remote::Transport;
use crate::git::which::Belonging;
use crate::git_setup::bindings;
use crate::repositories::{Repositories, finding};
use crate::topics::Topic;

/// A clone to take in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopt {
    /// Absolute.
    pub folder: PathBuf,
    /// The number of the project that it is to be a clone of, by whichever of its remotes; `None` for the one of its
    /// first remote.
    pub project: Option<i64>,
    /// Whether its remotes by SSH, or with a password, are to be clean ones over https.
    pub https: bool,
    /// Whether its settings were seen and agreed to.
    pub despite: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Adopted {
    /// How many are added now.
    pub done: usize,
    /// The others, and why.
    pub failed: Vec<(PathBuf, Error)>,
}

/// Takes clones in, one after the other; one that cannot be does not stop the others. Each is read again first, since
/// it may have changed since it was found.
///
/// # Errors
/// When the database cannot be read, before anything was taken in.
pub async fn adopt(repositories: &Repositories, asked: Vec<Adopt>) -> Result<Adopted, Error> {
    repositories.db.read(|_| Ok(())).await?;
    let mut adopted = Adopted::default();
    for asked in asked {
        match adopt_one(repositories, &asked).await {
            Ok(project) => {
                adopted.done += 1;
                repositories.touch_project(project);
            }
            Err(error) => {
                tracing::info!(%error, "a clone was not taken in");
                adopted.failed.push((asked.folder, error));
            }
        }
    }
    if adopted.done > 0 {
        repositories.topics.touch(Topic::Clones);
    }
    Ok(adopted)
}

/// Answers with the number of the project.
async fn adopt_one(repositories: &Repositories, asked: &Adopt) -> Result<i64, Error> {
    let (folder, contents) = read(repositories, asked).await?;
    let belongs = contents.belongs;
    let (Belonging { instance, username, .. }, project) = meant(repositories, asked, &belongs).await?;
    let _under_way = repositories.gate.enter().await;
    if asked.https {
        clean(repositories, &folder, &project, &belongs).await?;
    }
    let (profile_id, at, path) = (repositories.profile_id, instance.clone(), project.listed.path.clone());
    let named = username.map(|because| because.value);
    let look = move |db: &rusqlite::Connection| bindings::chosen(db, profile_id, &at, &path, named.as_deref());
    let chosen = repositories.db.read(look).await?;
    let link_id = chosen.link_id;
    bindings::bind(repositories, &folder, &instance, chosen).await?;
    keep(repositories, &folder, &project, link_id).await?;
    Ok(project.id)
}

/// The remote that makes it a clone of its project, and that project.
async fn meant(
    repositories: &Repositories,
    asked: &Adopt,
    belongs: &[Belonging],
) -> Result<(Belonging, Project), Error> {
    let unfit = || unfit(repositories, asked);
    let Some(id) = asked.project else {
        let first = belongs.first().ok_or_else(unfit)?.clone();
        let address = format!("{}/{}", first.instance.address(), first.project);
        return Ok((first, finding::find_address(repositories, &address).await?));
    };
    let profile_id = repositories.profile_id;
    let project = repositories.db.read(move |db| projects::get(db, profile_id, id)).await?;
    let project = project.ok_or_else(|| Error::new(Code::NotFound))?;
    let is_at = |belonging: &&Belonging| {
        let is_same_path = belonging.project.eq_ignore_ascii_case(&project.listed.path);
        is_same_path && belonging.instance.address() == project.instance
    };
    let belonging = belongs.iter().find(is_at).ok_or_else(unfit)?.clone();
    Ok((belonging, project))
}

/// What the folder says of itself now.
async fn read(repositories: &Repositories, asked: &Adopt) -> Result<(PathBuf, Contents), Error> {
    let (ground, instances, folder) = (repositories.git.clone(), instances(repositories).await?, asked.folder.clone());
    let read = move || {
        let settings = listing::of_computer(&ground.places)?;
        let search = Search { folders: &[], instances: &instances, settings: &settings, helper: &ground.helper };
        Ok::<_, Error>((look_at(&folder, &search), folder.is_dir()))
    };
    let (found, is_there) = blocking::run(read).await??;
    let Some(found) = found else {
        let shown = repositories.git.places.shown(&asked.folder);
        return Err(Error::new(if is_there { Code::CloneUnfit } else { Code::FolderMissing }).with("path", shown));
    };
    if matches!(found.kind, Kind::Bare | Kind::Submodule(_)) || found.folder.to_str().is_none() {
        return Err(unfit(repositories, asked));
    }
    let contents = found.contents?;
    if !contents.hazards.is_empty() && !asked.despite {
        let shown = repositories.git.places.shown(&asked.folder);
        return Err(Error::new(Code::CloneUnsafe).with("path", shown));
    }
    Ok((found.folder, contents))
}

/// Gives each address that is by SSH, or shows a password, its clean form.
async fn clean(
    repositories: &Repositories,
    folder: &Path,
    project: &Project,
    belongs: &[Belonging],
) -> Result<(), Error> {
    for at in (0..belongs.len()).filter(|at| needs_it(&belongs[*at], belongs)) {
        give_clean_address(repositories, folder, project, belongs, at).await?;
    }
    Ok(())
}

/// Where one pushes by SSH to another project than one fetches from, that was set up on purpose.
fn needs_it(belonging: &Belonging, belongs: &[Belonging]) -> bool {
    let is_its = |other: &Belonging| {
        let is_same = other.remote == belonging.remote && other.instance == belonging.instance;
        is_same && !other.is_for_push && other.project.eq_ignore_ascii_case(&belonging.project)
    };
    let is_apart = belonging.is_for_push && !belongs.iter().any(is_its);
    belonging.has_password || belonging.transport == Transport::Ssh && !is_apart
}

async fn keep(
    repositories: &Repositories,
    folder: &Path,
    project: &Project,
    link_id: Option<i64>,
) -> Result<(), Error> {
    let folder = folder.to_str().ok_or_else(|| Error::new(Code::Internal))?.to_owned();
    let (profile_id, project, now) = (repositories.profile_id, project.id, repositories.clock.now());
    let keep = move |db: &rusqlite::Connection| {
        let Some(known) = projects::get(db, profile_id, project)? else { return Ok(false) };
        clones::put(db, profile_id, project, &folder, link_id, now)?;
        projects::add(db, profile_id, project, known.added_at.unwrap_or(now))?;
        Ok(true)
    };
    match repositories.db.write(keep).await? {
        true => Ok(()),
        false => Err(Error::new(Code::NotFound)),
    }
}

fn unfit(repositories: &Repositories, asked: &Adopt) -> Error {
    Error::new(Code::CloneUnfit).with("path", repositories.git.places.shown(&asked.folder))
}
