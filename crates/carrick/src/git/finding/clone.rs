//! What a folder with a clone says of itself.

use std::path::{Path, PathBuf};

use carrick_store::Error;

use super::modules;
use super::search::Search;
use crate::git::folder::GitFolder;
use crate::git::hazards::{self, Hazard};
use crate::git::helper::Helper;
use crate::git::listing::Setting;
use crate::git::remotes;
use crate::git::which::{self, Belonging};

/// A clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its folder: absolute, without links.
    pub folder: PathBuf,
    /// What kind of one.
    pub kind: Kind,
    /// What its configuration says, unless that cannot be read (`GitConfigMalformed`, `GitConfigFailed`: too large, a
    /// link, a pipe). Then nothing is known of it.
    pub contents: Result<Contents, Error>,
}

/// What kind of clone it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One with its own `.git`.
    Whole,
    /// Another working folder of the clone whose git folder this is.
    LinkedWorktree(PathBuf),
    /// A part of the clone whose git folder this is.
    Submodule(PathBuf),
    /// One whose git folder is elsewhere.
    Apart(PathBuf),
    /// One without files to work on.
    Bare,
}

/// What a clone's configuration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The remotes that lie on one of the instances, `origin` first.
    pub belongs: Vec<Belonging>,
    /// Whether a password stands in the address of any remote, on whatever server.
    pub has_password: bool,
    /// What a person should know of before git runs here or in a submodule.
    pub hazards: Vec<Hazard>,
}

impl Found {
    /// `None` where it is no clone.
    pub(super) fn read(folder: &Path, search: &Search<'_>) -> Option<Self> {
        let git_folder = GitFolder::find(folder)?;
        let kind = kind(folder, &git_folder);
        Some(Self { folder: folder.to_owned(), kind, contents: contents(&git_folder, search) })
    }
}

fn kind(folder: &Path, GitFolder { own, common }: &GitFolder) -> Kind {
    let git = folder.join(".git");
    if own == folder {
        Kind::Bare
    } else if own != common {
        Kind::LinkedWorktree(real(common))
    } else if git.is_dir() {
        Kind::Whole
    } else {
        match own.ancestors().find(|above| above.file_name().is_some_and(|name| name == "modules")) {
            Some(modules) => Kind::Submodule(real(modules.parent().unwrap_or(modules))),
            None => Kind::Apart(real(own)),
        }
    }
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn contents(git_folder: &GitFolder, search: &Search<'_>) -> Result<Contents, Error> {
    let own = git_folder.settings()?;
    let hazards = hazards_with_submodules(git_folder, &own, search.helper)?;
    let settings = [search.settings, &own].concat();
    let remotes = remotes::all(&settings);
    let has_password =
        remotes.iter().flat_map(|remote| remote.fetch.iter().chain(&remote.push)).any(|url| shows_password(url));
    Ok(Contents { belongs: which::belongings(&settings, search.instances), has_password, hazards })
}

/// What a person should know of before git runs in a clone with these settings of its own, or in one of its submodules.
///
/// # Errors
/// Where the submodules cannot all be read.
pub fn hazards_with_submodules(git_folder: &GitFolder, own: &[Setting], helper: &Helper) -> Result<Vec<Hazard>, Error> {
    let mut hazards = hazards::all(own, helper);
    for (name, module) in modules::all(&git_folder.common)? {
        let mut own = module.settings()?;
        // Each submodule has one.
        own.retain(|setting| setting.key != "core.worktree");
        let of_module = hazards::all(&own, helper).into_iter();
        hazards.extend(of_module.map(|hazard| Hazard { submodule: Some(name.clone()), ..hazard }));
    }
    Ok(hazards)
}

/// Whatever else is wrong with the address.
fn shows_password(url: &str) -> bool {
    let authority = url.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    user.split_once(':').is_some_and(|(_, password)| !password.is_empty())
}
