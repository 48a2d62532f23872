//! What the organisation presets: integrations, and how people sign in, in a file that only root could have written, at
//! one place.
//!
//! It presets what a person could type, and nothing else: no Secret, nothing about trust, the network or the database. A
//! file that is not as it must be presets nothing, is told with its line, and stands in nobody's way.

mod contents;
mod file;
mod sign_in;
mod texts;
mod trouble;

pub use sign_in::SignIn;
pub use trouble::Trouble;

use std::path::{Path, PathBuf};

use carrick_store::db::integrations;
use carrick_store::model::Integration;
use rusqlite::Connection;

use super::setup::Setup;
use super::untouched;

/// Where the file lies, compiled in: nothing that a person can set leads elsewhere.
#[cfg(not(target_os = "macos"))]
const FILE: &[&str] = &["etc", "carrick", "managed.json"];
/// There `/etc` is a symbolic link to this, and none is followed.
#[cfg(target_os = "macos")]
const FILE: &[&str] = &["private", "etc", "carrick", "managed.json"];

/// Where the file is looked for, and whose it must be.
#[derive(Debug, Clone)]
pub struct Place {
    root: PathBuf,
    owner: u32,
}

impl Place {
    /// Where every installation on this computer looks: below `/etc`, root's own.
    pub fn of_this_computer() -> Self {
        Self::below(Path::new("/"), 0)
    }

    /// The same below another folder and of another owner, as tests stage it.
    pub fn below(root: &Path, owner: u32) -> Self {
        Self { root: root.to_owned(), owner }
    }

    /// The whole path, as it is told.
    pub fn path(&self) -> PathBuf {
        FILE.iter().fold(self.root.clone(), |path, part| path.join(part))
    }
}

/// What is preset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Managed {
    /// Where the file is, or would be.
    pub path: PathBuf,
    /// The integrations that it names.
    pub presets: Vec<Setup>,
    /// How people sign in, where it says so.
    pub sign_in: Option<SignIn>,
    /// Why it is not believed, where it is there and is not.
    pub trouble: Option<Trouble>,
}

impl Managed {
    /// Reads the file. Whatever it is, this comes to an end, and quickly.
    pub fn read(place: &Place) -> Self {
        let read = file::read(&place.root, FILE, place.owner);
        let contents = read.and_then(|text| text.map_or(Ok(Default::default()), |text| contents::read(&text)));
        let path = place.path();
        match contents {
            Ok((presets, sign_in)) => Self { path, presets, sign_in, trouble: None },
            Err(trouble) => {
                tracing::warn!(?trouble, "what the organisation presets is not believed");
                Self { path, presets: Vec::new(), sign_in: None, trouble: Some(trouble) }
            }
        }
    }

    /// Whether the file names this integration.
    pub fn names(&self, integration: &Integration) -> bool {
        self.presets.iter().any(|preset| integration.is_of(&preset.instance, &preset.application_id))
    }

    /// Whether something is to be written for what it names to be there as it is named.
    ///
    /// # Errors
    /// As SQLite.
    pub fn is_news(&self, db: &Connection) -> rusqlite::Result<bool> {
        let all = integrations::all(db)?;
        let is_there = |preset: &Setup| {
            let is_as_named =
                |it: &Integration| it.is_of(&preset.instance, &preset.application_id) && it.scopes == preset.scopes;
            all.iter().any(is_as_named)
        };
        let is_sign_in_news = |it: &SignIn| it.is_news(db);
        Ok(!self.presets.iter().all(is_there) || self.sign_in.as_ref().map(is_sign_in_news).transpose()? == Some(true))
    }

    /// Adds what it names and is not there, gives what is there the scopes that it names, and has people sign in as it
    /// says.
    ///
    /// # Errors
    /// As SQLite.
    pub fn put(&self, db: &Connection, now: i64) -> rusqlite::Result<()> {
        for preset in &self.presets {
            let before =
                integrations::all(db)?.into_iter().find(|it| it.is_of(&preset.instance, &preset.application_id));
            match before {
                Some(before) if before.scopes == preset.scopes => {}
                Some(before) => {
                    integrations::update(db, &Integration { scopes: preset.scopes.clone(), ..before })?;
                }
                None => {
                    untouched::clear(db)?;
                    integrations::add(db, &preset.instance, Some(&preset.application_id), &preset.scopes, now)?;
                }
            }
        }
        if let Some(sign_in) = &self.sign_in {
            sign_in.put(db)?;
        }
        Ok(())
    }

    /// Whether it has people asked to sign in.
    pub fn asks(&self) -> bool {
        self.sign_in.as_ref().is_some_and(SignIn::asks)
    }
}
