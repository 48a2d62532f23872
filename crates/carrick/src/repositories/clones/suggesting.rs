//! Folders in which clones are likely to be.

use std::path::PathBuf;

use carrick_store::db::preferences;
use carrick_store::error::Error;

use crate::blocking;
use crate::git::cloning::projects_folder;
use crate::git::listing;
use crate::git::places::Places;
use crate::repositories::Repositories;

/// Where people keep clones, below their home.
const USUAL: [&str; 8] = ["src", "code", "dev", "git", "work", "repos", "Documents/GitHub", "go/src"];

/// More would be a list to read, not a suggestion.
const MOST: usize = 8;

/// Folders that are there and in which clones are likely to be, as people write them.
///
/// # Errors
/// When the database cannot be read.
pub async fn suggest_folders(repositories: &Repositories) -> Result<Vec<String>, Error> {
    let (places, profile_id) = (repositories.git.places.clone(), repositories.profile_id);
    let set = repositories.db.read(move |db| preferences::get(db, profile_id)).await?.projects_folder;
    blocking::run(move || {
        let folders = there(likely(&places, set));
        folders.iter().map(|folder| places.shown(folder)).collect()
    })
    .await
}

fn likely(places: &Places, set: Option<String>) -> Vec<PathBuf> {
    // A git that is not there, or reads nothing, has no folders of its own.
    let settings = listing::of_computer(places).unwrap_or_default();
    let mut folders = vec![set.map_or_else(|| projects_folder::find(places, &settings), PathBuf::from)];
    let of_ghq = settings.iter().filter(|setting| setting.key == "ghq.root");
    folders.extend(of_ghq.filter_map(|setting| places.meant(setting.value.as_deref()?)));
    folders.extend(USUAL.iter().map(|usual| places.home.join(usual)));
    folders
}

/// Those that are there, each once, however it is written.
fn there(folders: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut found: Vec<(PathBuf, PathBuf)> = Vec::new();
    for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
        let Ok(real) = folder.canonicalize() else { continue };
        if found.len() < MOST && found.iter().all(|(known, _)| *known != real) {
            found.push((real, folder));
        }
    }
    found.into_iter().map(|(_, folder)| folder).collect()
}
