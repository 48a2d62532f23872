//! Carrick's own files for git: one that the person's includes, and one for each commit name that it brings in.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use carrick_store::{Error, instance::Instance, private};

use super::configuration::parse;
use super::helper::Helper;
use super::identities::{Choice, conditions, credential_patterns, folder_condition, in_order};
use super::places::Places;
use super::{file, quoting};

/// What git is to be told.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Carrick's credential helper.
    pub helper: Helper,
    /// Every GitLab that somebody is linked on.
    pub instances: Vec<Instance>,
    /// Accounts by place.
    pub choices: Vec<Choice>,
}

/// Carrick's files as they should be.
pub(super) struct OwnFiles {
    config: String,
    /// By name, which says what is in it: a git that reads an earlier file meanwhile finds what that meant.
    identities: Vec<(String, String)>,
}

impl OwnFiles {
    /// # Errors
    /// `GitNameRefused` for anything that must not be written there.
    pub(super) fn of(wanted: &Wanted) -> Result<Self, Error> {
        let mut config = String::from("# Written by Carrick, and again whenever something changes.\n");
        let helper = quoting::value(&wanted.helper.command()?)?;
        for instance in &wanted.instances {
            let address = quoting::subsection(&instance.address())?;
            config += &format!("[credential {address}]\n\thelper =\n\thelper = {helper}\n\tuseHttpPath = true\n");
        }
        let choices = in_order(&wanted.choices);
        for choice in &choices {
            let username = quoting::value(quoting::username(&choice.username)?)?;
            for pattern in credential_patterns(choice)? {
                config += &format!("[credential {}]\n\tusername = {username}\n", quoting::subsection(&pattern)?);
            }
        }
        let identities = Self::include(&mut config, &choices)?;
        Ok(Self { config, identities })
    }

    /// What a remote says counts more than the folder a clone lies in, so that it comes later.
    fn include(config: &mut String, choices: &[&Choice]) -> Result<Vec<(String, String)>, Error> {
        let mut identities = Vec::new();
        let mut by_remote = String::new();
        for choice in choices.iter().filter(|choice| !choice.identity.is_empty()) {
            let text: String = choice.identity.settings()?.iter().map(|line| format!("\t{line}\n")).collect();
            let text = format!("[user]\n{text}");
            let name = name_of(&text);
            let section = |condition: &str| -> Result<String, Error> {
                Ok(format!("[includeIf {}]\n\tpath = {name}\n", quoting::subsection(condition)?))
            };
            // A folder whose name cannot be written down is left out; its clones still have their remotes.
            *config += &folder_condition(choice).and_then(|condition| section(&condition).ok()).unwrap_or_default();
            for condition in conditions(choice)? {
                by_remote += &section(&condition)?;
            }
            identities.push((name, text));
        }
        *config += &by_remote;
        Ok(identities)
    }

    /// Whether they are as they should be.
    pub(super) fn are_written(&self, places: &Places) -> bool {
        let holds = |name: &str, text: &str| {
            file::read(&places.folder().join(name)).is_ok_and(|found| found.as_deref() == Some(text.as_bytes()))
        };
        holds("config", &self.config) && self.identities.iter().all(|(name, text)| holds(name, text))
    }

    /// Writes them; what is included first, what includes it after, what nobody includes any more away.
    ///
    /// # Errors
    /// `GitConfigFailed`, with the earlier ones in place.
    pub(super) fn write(&self, places: &Places) -> Result<(), Error> {
        let folder = places.folder();
        private::make_folder(&folder).map_err(|error| file::failed(&folder, &error))?;
        for (name, text) in &self.identities {
            file::write_own(&folder.join(name), text.as_bytes())?;
        }
        file::write_own(&places.own_file(), self.config.as_bytes())?;
        remove_identities(&folder, |name| self.identities.iter().any(|(kept, _)| kept == name));
        Ok(())
    }
}

/// Removes all of them.
///
/// # Errors
/// `GitConfigFailed` where the one that is included stays.
pub(super) fn remove(places: &Places) -> Result<(), Error> {
    let path = places.own_file();
    match fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(file::failed(&path, &error)),
        _ => remove_identities(&places.folder(), |_| false),
    }
    Ok(())
}

/// The helpers and the instances that the file names now.
pub(super) fn named(places: &Places) -> Option<(Vec<String>, Vec<String>)> {
    let text = file::read(&places.own_file()).ok()??;
    let entries = parse(&text).ok()?;
    let helpers = entries.iter().filter(|entry| entry.name() == "helper").filter_map(|entry| entry.value.clone());
    let mut helpers: Vec<String> = helpers.filter(|value| !value.is_empty()).collect();
    helpers.dedup();
    let instances = entries.iter().filter(|entry| entry.name() == "usehttppath");
    Some((helpers, instances.filter_map(|entry| entry.subsection().map(str::to_owned)).collect()))
}

fn name_of(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("identity-{:016x}", hasher.finish())
}

fn remove_identities(folder: &Path, is_kept: impl Fn(&str) -> bool) {
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("identity-") && !is_kept(&name) {
            // One that stays is included by nothing.
            let _ = fs::remove_file(entry.path());
        }
    }
}
