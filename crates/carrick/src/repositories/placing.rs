//! Where a project's clone goes, and where its clones lie.

use std::path::{Path, PathBuf};

use carrick_store::db::clones;
use carrick_store::db::{folder_hosts, integrations, links, preferences, projects};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::project::Project;
use rusqlite::Connection;

use super::Repositories;
use super::moving::place_of_before;
use crate::blocking;
use crate::git::cloning::place::Place;
use crate::git::cloning::{clone_url, projects_folder};
use crate::git::listing;

/// Where a project is on this computer, and where it would be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whereabouts {
    /// Its clones, the one that was used last first.
    pub clones: Vec<Lying>,
    /// The folder that the next clone of it gets.
    pub to: PathBuf,
    /// The address that git clones from; empty for a path that is none.
    pub clone_url: String,
}

/// A clone, and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lying {
    /// As it is kept.
    pub clone: clones::Clone,
    /// Whether a folder is there.
    pub is_there: bool,
    /// Whether its remote still names the place that the project had before it was moved or renamed.
    pub is_moved: bool,
}

/// Where clones go, as far as that is the same for all.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Placing {
    /// The projects folder.
    pub(super) base: PathBuf,
    hosts: Vec<(String, bool)>,
    has_many_instances: bool,
}

impl Placing {
    /// As it is for a profile. `found` is the folder for someone who has set none.
    pub(super) fn read(db: &Connection, profile_id: i64, found: PathBuf) -> rusqlite::Result<Self> {
        let set = preferences::get(db, profile_id)?.projects_folder.map(PathBuf::from);
        let mut instances: Vec<String> = Vec::new();
        for link in links::of_profile(db, profile_id)? {
            instances.extend(integrations::get(db, link.integration_id)?.map(|it| it.instance.address()));
        }
        instances.sort_unstable();
        instances.dedup();
        let hosts = folder_hosts::all(db)?;
        Ok(Self { base: set.unwrap_or(found), hosts, has_many_instances: instances.len() > 1 })
    }

    /// Whether the host stands in the path of an instance's clones: as it was decided, or as it would be now. Folders
    /// do not move, so that a second instance changes nothing for the first.
    pub(super) fn has_host(&self, address: &str) -> bool {
        let decided = self.hosts.iter().find(|(known, _)| known == address).map(|(_, has_host)| *has_host);
        decided.unwrap_or(self.has_many_instances || !self.hosts.is_empty())
    }

    /// Where a project's clone goes; the number is GitLab's.
    pub(super) fn of(&self, instance: &Instance, path: &str, project_id: i64) -> Place {
        Place::of_project(&self.base, instance, self.has_host(&instance.address()), path, project_id)
    }

    /// All of a project but whether its folders are there.
    pub(super) fn whereabouts(
        &self,
        db: &Connection,
        profile_id: i64,
        project: &Project,
    ) -> rusqlite::Result<Whereabouts> {
        // Of a hundred rows few were added, and each query takes its time.
        let known = match project.added_at {
            Some(_) => clones::of_project(db, profile_id, project.id)?,
            None => Vec::new(),
        };
        let clones = known.into_iter().map(|clone| Lying { clone, is_there: false, is_moved: false }).collect();
        let Ok(instance) = Instance::parse(&project.instance) else {
            return Ok(Whereabouts { clones, ..Whereabouts::default() });
        };
        let to = self.of(&instance, &project.listed.path, project.listed.project_id).folder();
        Ok(Whereabouts { clones, to, clone_url: clone_url(&instance, &project.listed.path).unwrap_or_default() })
    }
}

/// Where a project is.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn whereabouts(repositories: &Repositories, project: &Project) -> Result<Whereabouts, Error> {
    let (found, profile_id, one) = (found_folder(repositories).await, repositories.profile_id, project.clone());
    let read = move |db: &Connection| Placing::read(db, profile_id, found)?.whereabouts(db, profile_id, &one);
    let mut one = [repositories.db.read(read).await?];
    look(repositories, std::slice::from_ref(project), &mut one).await?;
    let [one] = one;
    Ok(one)
}

/// Looks what is at the folders of these projects, as far as that is known soon; what is not counts as there, where it
/// belongs.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn look(
    repositories: &Repositories,
    projects: &[Project],
    all: &mut [Whereabouts],
) -> Result<(), Error> {
    let of = |(project, it): (&Project, &Whereabouts)| {
        let folders = it.clones.iter().map(|lying| PathBuf::from(&lying.clone.folder));
        folders.map(|folder| (folder, project.clone())).collect::<Vec<_>>()
    };
    let places = projects.iter().zip(all.iter()).flat_map(of).collect();
    let looks = repositories.live().looks.clone();
    let seen = looks.look(places, |(folder, project)| (folder.is_dir(), place_of_before(project, folder))).await;
    let mut moved = Vec::new();
    let lying = projects.iter().zip(all).flat_map(|(project, it)| it.clones.iter_mut().map(move |it| (project, it)));
    for ((project, lying), seen) in lying.zip(seen) {
        let (is_there, before) = seen.unwrap_or((true, None));
        lying.is_there = is_there;
        moved.extend(before.map(|path| (lying, project.instance.clone(), path)));
    }
    for (lying, instance, path) in moved {
        // Where another project is by now, that one is meant.
        let is_anothers = repositories.db.read(move |db| projects::at_path(db, &instance, &path)).await?;
        lying.is_moved = is_anothers.is_none();
    }
    Ok(())
}

/// The projects folder of someone who has set none, as it was found last.
pub(super) async fn found_folder(repositories: &Repositories) -> PathBuf {
    let known = repositories.live().found_folder.clone();
    if known.is_none() {
        ask_git(repositories).await;
    }
    repositories.live().found_folder.clone().unwrap_or_else(|| repositories.git.places.home.join("Projects"))
}

/// Finds the projects folder anew, by what git's configuration says outside of every clone, as far as git can say it.
pub(super) async fn ask_git(repositories: &Repositories) {
    let places = repositories.git.places.clone();
    let ask = move || {
        let settings = listing::of_computer(&places).unwrap_or_default();
        projects_folder::find(&places, &settings)
    };
    if let Ok(folder) = blocking::run(ask).await {
        repositories.live().found_folder = Some(folder);
    }
}

/// Where clones go.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn placing(repositories: &Repositories) -> Result<Placing, Error> {
    let (found, profile_id) = (found_folder(repositories).await, repositories.profile_id);
    repositories.db.read(move |db| Placing::read(db, profile_id, found)).await
}

/// A folder as a person types it: absolute, or below `~/`.
///
/// # Errors
/// [`Code::FolderMalformed`].
pub(super) fn typed_folder(typed: &str, home: &Path) -> Result<PathBuf, Error> {
    let typed = typed.trim();
    let folder = match typed.strip_prefix("~/") {
        Some(below) => home.join(below),
        None => PathBuf::from(typed),
    };
    let is_plain = !typed.chars().any(char::is_control) && !folder.components().any(|it| it.as_os_str() == "..");
    match folder.is_absolute() && is_plain {
        true => Ok(folder.components().collect()),
        false => Err(Error::new(Code::FolderMalformed)),
    }
}

/// As people write it.
pub(super) fn written(repositories: &Repositories, folder: &Path) -> String {
    repositories.git.places.shown(folder)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_is_typed_names_one_folder_or_none(typed in "[~/. a\\u{0}\\u{e4}\n]{0,12}") {
            if let Ok(folder) = typed_folder(&typed, Path::new("/home/a")) {
                prop_assert!(folder.is_absolute(), "{:?}", folder);
                prop_assert!(folder.components().all(|it| it.as_os_str() != ".."), "it leads nowhere else: {:?}", folder);
                prop_assert!(!folder.to_string_lossy().chars().any(char::is_control), "{:?}", folder);
            }
        }
    }
}
