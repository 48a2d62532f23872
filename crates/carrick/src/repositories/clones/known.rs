//! A clone of which the database knows, with its project.

use std::path::PathBuf;

use carrick_store::db::clones::{self, Clone};
use carrick_store::db::projects;
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::project::Project;

use crate::repositories::Repositories;

/// A clone of which the database knows.
pub(super) struct Known {
    pub(super) clone: Clone,
    pub(super) folder: PathBuf,
    pub(super) project: Project,
    pub(super) instance: Instance,
}

impl Known {
    /// One of the acting profile's.
    ///
    /// # Errors
    /// `NotFound`.
    pub(super) async fn get(repositories: &Repositories, id: i64) -> Result<Self, Error> {
        let profile_id = repositories.profile_id;
        let look = move |db: &rusqlite::Connection| {
            let Some(clone) = clones::get(db, profile_id, id)? else { return Ok(None) };
            Ok(projects::get(db, profile_id, clone.project)?.map(|project| (clone, project)))
        };
        let found = repositories.db.read(look).await?;
        let (clone, project) = found.ok_or_else(|| Error::new(Code::NotFound))?;
        let instance = Instance::parse(&project.instance)?;
        Ok(Self { folder: PathBuf::from(&clone.folder), clone, project, instance })
    }

    /// Whose folder is there, as far as can be seen.
    ///
    /// # Errors
    /// `FolderMissing`.
    pub(super) async fn there(repositories: &Repositories, id: i64) -> Result<Self, Error> {
        let known = Self::get(repositories, id).await?;
        match known.is_there().await? {
            true => Ok(known),
            false => Err(missing(repositories, &known.clone)),
        }
    }

    pub(super) async fn is_there(&self) -> Result<bool, Error> {
        let folder = self.folder.clone();
        crate::blocking::run(move || folder.is_dir()).await
    }
}

/// That its folder is gone.
pub(super) fn missing(repositories: &Repositories, clone: &Clone) -> Error {
    Error::new(Code::FolderMissing).with("path", repositories.git.places.shown(clone.folder.as_ref()))
}
