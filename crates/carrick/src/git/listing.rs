//! What git itself has put together from all of its files, includes resolved, in its reading order: the last one
//! counts, except where all of them do.

use std::path::Path;

use carrick_store::Error;

use super::configuration::Entry;
use super::places::Places;

/// Whose file a setting stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The computer's.
    System,
    /// The person's.
    Global,
    /// The clone's.
    Clone,
    /// The working folder's, of several of one clone.
    Worktree,
    /// The command's, or one that a newer git has.
    Other,
}

/// A setting and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Whose it is.
    pub scope: Scope,
    /// The file it stands in: absolute, or from the folder git was asked in; empty where git names none.
    pub file: String,
    /// As in [`Entry::key`].
    pub key: String,
    /// As in [`Entry::value`].
    pub value: Option<String>,
}

impl Setting {
    /// One that was read from a file.
    pub(super) fn of(entry: Entry, scope: Scope, file: &Path) -> Self {
        Self { scope, file: file.display().to_string(), key: entry.key, value: entry.value }
    }

    /// What stands between the key's first and last part, where the first is `section` and the last `name`; the inner
    /// `None` is a key without a middle.
    pub(super) fn within(&self, section: &str, name: &str) -> Option<Option<&str>> {
        let rest = self.key.strip_prefix(section)?.strip_prefix('.')?;
        match rest.rsplit_once('.') {
            Some((middle, last)) => (last == name).then_some(Some(middle)),
            None => (rest == name).then_some(None),
        }
    }
}

/// What holds outside of every clone.
///
/// # Errors
/// `GitMissing`; `GitConfigMalformed` where git refuses to read its configuration.
pub fn of_computer(places: &Places) -> Result<Vec<Setting>, Error> {
    ask(places, None)
}

/// What holds in a clone that the person has added: git runs there.
///
/// # Errors
/// As [`of_computer`].
pub fn of_added_clone(places: &Places, folder: &Path) -> Result<Vec<Setting>, Error> {
    ask(places, Some(folder))
}

/// Without what git was told on its command line, which nobody configured.
fn ask(places: &Places, folder: Option<&Path>) -> Result<Vec<Setting>, Error> {
    let answer = places.ask(folder, &["config", "--list", "-z", "--show-scope", "--show-origin"])?;
    Ok(parse(&answer).into_iter().filter(|setting| setting.scope != Scope::Other).collect())
}

/// Reads the answer: scope, origin and setting, each ended by a NUL. What does not come in threes is left out.
pub fn parse(answer: &[u8]) -> Vec<Setting> {
    let text = String::from_utf8_lossy(answer);
    let parts: Vec<&str> = text.split_terminator('\0').collect();
    let setting = |three: &[&str]| {
        let [scope, origin, setting] = three else { return None };
        let (key, value) = match setting.split_once('\n') {
            Some((key, value)) => (key, Some(value.to_owned())),
            None => (*setting, None),
        };
        let file = origin.strip_prefix("file:").unwrap_or_default().to_owned();
        Some(Setting { scope: self::scope(scope), file, key: key.to_owned(), value })
    };
    parts.chunks(3).filter_map(setting).collect()
}

fn scope(word: &str) -> Scope {
    match word {
        "system" => Scope::System,
        "global" => Scope::Global,
        "local" => Scope::Clone,
        "worktree" => Scope::Worktree,
        _ => Scope::Other,
    }
}
