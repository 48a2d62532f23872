//! An account's choice in one clone's own file, which git reads last and which programs read that know no includes.
//!
//! It works whether or not git was set up for all clones, and wins over whatever comes before it.

use std::path::Path;

use carrick_store::{Code, Error, instance::Instance};

use super::configuration::{Entry, Malformed};
use super::file::{self, Change};
use super::folder::GitFolder;
use super::helper::Helper;
use super::identities::Identity;
use super::lines::{self, Left, Section};
use super::quoting;

/// What a clone is to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Carrick's credential helper.
    pub helper: Helper,
    /// The GitLab that its remote is on.
    pub instance: Instance,
    /// The account's user name; `None` leaves the choice to the helper.
    pub username: Option<String>,
    /// Who commits there, where that is to be said.
    pub identity: Identity,
}

/// Writes it into the clone, in place of what an earlier call wrote; says whether that changed anything.
///
/// # Errors
/// `NotFound` where the folder is no clone; `GitNameRefused`, `GitConfigLocked`, `GitConfigMalformed`,
/// `GitConfigFailed`, with the file as it was.
pub fn bind_clone(data_dir: &Path, folder: &Path, binding: &Binding) -> Result<bool, Error> {
    let sections = sections(binding)?;
    change(data_dir, folder, |left| lines::with(Some(left), &sections))
}

/// The same for a clone that nobody else knows of yet: without a lock, and without waiting for the disk, which would
/// have to take all of the new files first.
///
/// # Errors
/// As [`bind_clone`].
pub(super) fn bind_unfinished(folder: &Path, binding: &Binding) -> Result<(), Error> {
    let sections = sections(binding)?;
    let path = GitFolder::find(folder).ok_or_else(|| Error::new(Code::NotFound))?.config();
    let text = file::read_without_links(&path)?.ok_or_else(|| Error::new(Code::NotFound))?;
    let new = lines::with(Some(&text), &sections).map_err(|malformed| refused(&path, malformed))?;
    std::fs::write(&path, new).map_err(|error| file::failed(&path, &error))
}

/// Who commits in a clone, as far as its own file says so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Commits {
    /// What an earlier [`bind_clone`] wrote, and nobody changed since.
    pub bound: Identity,
    /// What somebody else wrote there.
    pub own: Identity,
}

/// Reads it.
///
/// # Errors
/// As [`bind_clone`].
pub fn commits(folder: &Path) -> Result<Commits, Error> {
    let mut commits = Commits::default();
    for (entry, is_ours) in marked(folder)? {
        let Commits { bound, own } = &mut commits;
        let identity = if is_ours { bound } else { own };
        let value = entry.value.filter(|value| !value.is_empty());
        match entry.key.as_str() {
            "user.name" => identity.name = value,
            "user.email" => identity.email = value,
            "user.signingkey" => identity.signing_key = value,
            _ => {}
        }
    }
    Ok(commits)
}

/// The user name that an earlier [`bind_clone`] wrote for an instance, if nobody changed it since.
///
/// # Errors
/// As [`bind_clone`].
pub fn username(folder: &Path, instance: &Instance) -> Result<Option<String>, Error> {
    let key = format!("credential.{}.username", instance.address());
    let bound = marked(folder)?.into_iter().rev().find(|(entry, is_ours)| *is_ours && entry.key == key);
    Ok(bound.and_then(|(entry, _)| entry.value))
}

fn marked(folder: &Path) -> Result<Vec<(Entry, bool)>, Error> {
    let path = GitFolder::find(folder).ok_or_else(|| Error::new(Code::NotFound))?.config();
    let text = file::read_without_links(&path)?.ok_or_else(|| Error::new(Code::NotFound))?;
    lines::marked(&text).map_err(|malformed| refused(&path, malformed))
}

/// Takes out what [`bind_clone`] wrote and nobody changed since; says whether there was anything.
///
/// # Errors
/// As [`bind_clone`].
pub fn unbind_clone(data_dir: &Path, folder: &Path) -> Result<bool, Error> {
    change(data_dir, folder, |left| Ok(left.to_owned()))
}

fn change(data_dir: &Path, folder: &Path, then: impl Fn(&[u8]) -> Result<Vec<u8>, Malformed>) -> Result<bool, Error> {
    let path = GitFolder::find(folder).ok_or_else(|| Error::new(Code::NotFound))?.config();
    // A link would lead out of the clone.
    file::read_without_links(&path)?.ok_or_else(|| Error::new(Code::NotFound))?;
    file::change(data_dir, &path, |before| {
        let text = before.unwrap_or_default();
        let new = lines::without(text, |_, is_marked| is_marked).and_then(|left| match left {
            Left::Text(left) => then(&left),
            Left::NoFile => then(&[]),
        });
        let new = new.map_err(|malformed| refused(&path, malformed))?;
        Ok(if new == text { Change::None } else { Change::To(new) })
    })
}

fn refused(path: &Path, malformed: Malformed) -> Error {
    Error::new(Code::GitConfigMalformed).with("path", path.display()).with("line", malformed.line)
}

fn sections(binding: &Binding) -> Result<Vec<Section>, Error> {
    let Binding { helper, instance, username, identity } = binding;
    let helper = quoting::value(&helper.command()?)?;
    let mut settings = vec!["helper =".to_owned(), format!("helper = {helper}"), "useHttpPath = true".to_owned()];
    if let Some(username) = username {
        settings.push(format!("username = {}", quoting::value(quoting::username(username)?)?));
    }
    let header = format!("[credential {}]", quoting::subsection(&instance.address())?);
    let mut sections = vec![Section { header, settings }];
    if !identity.is_empty() {
        sections.push(Section { header: "[user]".to_owned(), settings: identity.settings()? });
    }
    Ok(sections)
}
