//! Setting git up for every clone of this person, undoing it to the byte, and looking after it.
//!
//! git is told in one file of Carrick's, which the person's own includes last. That file is written before it is
//! included and removed only after: wherever this is cut off, git reads a whole configuration, and the next start goes
//! on with what was asked for.

use std::path::{Path, PathBuf};

use carrick_store::{Code, Error, instance::Instance, private};

use super::configuration::{Entry, Malformed, parse};
use super::file::{self, Change};
use super::lines::{self, Left, Section};
use super::order::{Bypass, Order, bypasses, for_instance};
use super::own::{self, OwnFiles};
use super::places::Places;
use super::{listing, quoting};

pub use super::own::Wanted;

/// What was found not to be as it was left, and put in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mended {
    /// Carrick's own file was gone or garbled.
    OwnFile,
    /// The helper lies elsewhere now.
    Helper,
    /// Other instances are linked.
    Instances,
    /// Accounts by place are other ones.
    Choices,
    /// This file of the person's no longer included ours, or is a new one.
    Included(PathBuf),
    /// Something had come after our include in this file.
    MovedLast(PathBuf),
    /// Undoing was cut off, and is done now.
    Undone,
}

/// How git stands to Carrick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The person's file that includes ours, or would.
    pub file: PathBuf,
    /// Whether it does.
    pub is_included: bool,
    /// Whether something comes after our include there.
    pub is_last: bool,
    /// Whether our file says what it should.
    pub is_current: bool,
    /// Whom git asks, instance by instance.
    pub orders: Vec<(Instance, Order)>,
    /// Programs that go around it.
    pub bypasses: Vec<Bypass>,
}

/// Sets git up, or again; answers the person's file that includes ours.
///
/// # Errors
/// `GitConfigLocked`, `GitConfigMalformed`, `GitConfigFailed`, `GitNameRefused`; the person's file is then as it was.
pub fn install(places: &Places, wanted: &Wanted) -> Result<PathBuf, Error> {
    let was_set_up = own::named(places).is_some();
    OwnFiles::of(wanted)?.write(places)?;
    let _ = std::fs::remove_file(undoing(places));
    if let Err(error) = include(places, wanted) {
        if !was_set_up {
            // Else the next start would take it for a set-up that lost its include.
            own::remove(places)?;
        }
        return Err(error);
    }
    Ok(places.global_file())
}

/// Takes everything back that [`install`] wrote, and nothing else; does nothing where nothing is set up.
///
/// # Errors
/// As [`install`]. It is gone on with at the next start.
pub fn uninstall(places: &Places) -> Result<(), Error> {
    if own::named(places).is_some() {
        private::open_file(&undoing(places), std::fs::OpenOptions::new().write(true).create(true).truncate(false))
            .map_err(|error| file::failed(&places.folder(), &error))?;
    }
    for path in places.global_files() {
        exclude(places, &path)?;
    }
    own::remove(places)?;
    let _ = std::fs::remove_file(undoing(places));
    Ok(())
}

/// Looks whether everything is as it was set up, and mends it; does nothing where git was not set up.
///
/// # Errors
/// As [`install`].
pub fn mend(places: &Places, wanted: &Wanted) -> Result<Vec<Mended>, Error> {
    for path in places.global_files() {
        file::clear_after_crash(&places.data_dir, &path)?;
    }
    if undoing(places).exists() {
        uninstall(places)?;
        return Ok(vec![Mended::Undone]);
    }
    let before = own::named(places);
    if before.is_none() && !places.global_files().iter().any(|path| includes(places, path)) {
        return Ok(Vec::new());
    }
    let mut mended = Vec::new();
    let files = OwnFiles::of(wanted)?;
    if !files.are_written(places) {
        mended.push(difference(before, wanted)?);
        files.write(places)?;
    }
    mended.extend(include(places, wanted)?);
    Ok(mended)
}

/// Tells how it stands, from git's own answer.
///
/// # Errors
/// `GitMissing`; `GitConfigMalformed` where git refuses its configuration.
pub fn status(places: &Places, wanted: &Wanted) -> Result<Status, Error> {
    let settings = listing::of_computer(places)?;
    let file = places.global_file();
    let text = file::read(&file)?.unwrap_or_default();
    let order = |instance: &Instance| (instance.clone(), for_instance(&settings, instance, &wanted.helper, places));
    Ok(Status {
        is_included: includes(places, &file),
        is_last: lines::are_last(&text, |entry| is_ours(entry, places), |entry| matters(entry, wanted)),
        is_current: OwnFiles::of(wanted)?.are_written(places),
        orders: wanted.instances.iter().map(order).collect(),
        bypasses: bypasses(places),
        file,
    })
}

/// Stands while undoing is under way.
fn undoing(places: &Places) -> PathBuf {
    places.folder().join("undoing")
}

fn difference(before: Option<(Vec<String>, Vec<String>)>, wanted: &Wanted) -> Result<Mended, Error> {
    let Some((helpers, instances)) = before else { return Ok(Mended::OwnFile) };
    let addresses: Vec<String> = wanted.instances.iter().map(Instance::address).collect();
    Ok(if instances != addresses {
        Mended::Instances
    } else if !helpers.is_empty() && helpers != [wanted.helper.command()?] {
        Mended::Helper
    } else {
        Mended::Choices
    })
}

/// Puts the include where git reads it last.
fn include(places: &Places, wanted: &Wanted) -> Result<Option<Mended>, Error> {
    let path = places.global_file();
    let had = includes(places, &path);
    let own = places.own_file();
    let own = own.to_str().ok_or_else(|| Error::new(Code::GitNameRefused).with("name", "folder"))?;
    let section =
        Section { header: "[include]".to_owned(), settings: vec![format!("path = {}", quoting::value(own)?)] };
    let changed = file::change(&places.data_dir, &path, |before| {
        let malformed = |error| malformed(&path, error);
        let text = before.unwrap_or_default();
        if lines::are_last(text, |entry| is_ours(entry, places), |entry| matters(entry, wanted)) {
            return Ok(Change::None);
        }
        let left = match lines::without(text, |entry, _| is_ours(entry, places)).map_err(malformed)? {
            Left::Text(text) => before.map(|_| text),
            Left::NoFile => None,
        };
        Ok(Change::To(lines::with(left.as_deref(), std::slice::from_ref(&section)).map_err(malformed)?))
    })?;
    let mended = if had { Mended::MovedLast(path) } else { Mended::Included(path) };
    Ok(changed.then_some(mended))
}

fn exclude(places: &Places, path: &Path) -> Result<(), Error> {
    // What does not name our file, or is none, such as /dev/null, has nothing of ours.
    let text = file::read(path).ok().flatten().unwrap_or_default();
    let names_ours = String::from_utf8_lossy(&text).contains(&*places.own_file().to_string_lossy());
    if !includes(places, path) && (parse(&text).is_ok() || !names_ours) {
        return Ok(());
    }
    file::change(&places.data_dir, path, |before| {
        let Some(text) = before else { return Ok(Change::None) };
        let left = lines::without(text, |entry, _| is_ours(entry, places)).map_err(|error| malformed(path, error))?;
        Ok(match left {
            Left::Text(left) if left == text => Change::None,
            Left::Text(left) => Change::To(left),
            Left::NoFile => Change::Removal,
        })
    })?;
    Ok(())
}

fn includes(places: &Places, path: &Path) -> bool {
    let text = file::read(path).ok().flatten().unwrap_or_default();
    parse(&text).is_ok_and(|entries| entries.iter().any(|entry| is_ours(entry, places)))
}

fn is_ours(entry: &Entry, places: &Places) -> bool {
    entry.key == "include.path" && entry.value.as_deref().map(Path::new) == Some(&places.own_file())
}

/// Whether a setting behind our include takes something away from it: whom git asks, or who commits where that is
/// chosen by place. Whatever else a person sets later is nothing to us.
fn matters(entry: &Entry, wanted: &Wanted) -> bool {
    let section = entry.key.split('.').next().unwrap_or_default();
    let names_who_commits = wanted.choices.iter().any(|choice| !choice.identity.is_empty());
    match section {
        "credential" | "include" | "includeif" => true,
        "user" | "author" | "committer" => names_who_commits,
        _ => false,
    }
}

fn malformed(path: &Path, error: Malformed) -> Error {
    Error::new(Code::GitConfigMalformed).with("path", path.display()).with("line", error.line)
}
