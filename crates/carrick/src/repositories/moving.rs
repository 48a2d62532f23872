//! Clones whose remotes still name the place that their project had before it was moved or renamed.

use std::path::Path;

use carrick_store::instance::Instance;
use carrick_store::project::Project;

use crate::git::folder::GitFolder;
use crate::git::which::{self, Belonging};

/// The remote by which a clone is its project's, if it names a place of before: the first one at the project's GitLab,
/// where none of them is at the project.
pub(super) fn by_place_of_before<'a>(project: &Project, belongs: &'a [Belonging]) -> Option<&'a Belonging> {
    let is_of_project = |belonging: &&Belonging| belonging.instance.address() == project.instance;
    let at_its_gitlab = || belongs.iter().filter(is_of_project);
    let is_there = |belonging: &Belonging| belonging.project.eq_ignore_ascii_case(&project.listed.path);
    at_its_gitlab().next().filter(|_| !at_its_gitlab().any(is_there))
}

/// The place of before that a clone names, by its own file alone: what a person's rules make of an address elsewhere is
/// not seen, since a list has no time to ask git.
pub(super) fn place_of_before(project: &Project, folder: &Path) -> Option<String> {
    let instance = Instance::parse(&project.instance).ok()?;
    let settings = GitFolder::find(folder)?.settings().ok()?;
    let belongs = which::belongings(&settings, &[instance]);
    by_place_of_before(project, &belongs).map(|belonging| belonging.project.clone())
}
