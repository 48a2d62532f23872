//! Whom git asks for credentials, in which order, and who keeps what is answered.
//!
//! All helpers that apply to an address make one list in reading order, however exact they are; an empty one empties
//! it. git asks until one answers, and hands what worked to all of them.

use std::path::PathBuf;

use carrick_store::instance::Instance;

use super::helper::Helper;
use super::listing::{Scope, Setting};
use super::matching::{Target, applies};
use super::places::Places;

/// A helper that git asks, whoever's it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// As configured: a name, a path with arguments, or a command behind `!`.
    pub command: String,
    /// Whose setting it is.
    pub scope: Scope,
    /// The file it stands in.
    pub file: String,
    /// Its key there.
    pub key: String,
    /// What it does with what worked.
    pub keeps: Keeps,
}

impl Asked {
    /// What people call it; `None` for a shell command, which may hold a password.
    pub fn name(&self) -> Option<String> {
        let command = self.command.trim();
        if command.starts_with('!') {
            return None;
        }
        let word = command.split_whitespace().next()?.trim_matches(['"', '\'']);
        let program = word.rsplit(['/', '\\']).next()?;
        Some(program.strip_prefix("git-credential-").unwrap_or(program).to_owned())
    }
}

/// What a helper does with credentials that worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeps {
    /// It is Carrick's, which keeps nothing of it.
    Nothing,
    /// Writes them as they are into this file; `None` where the command does not say which.
    Unencrypted(Option<PathBuf>),
    /// Keeps them in memory for a while.
    InMemory,
    /// Lays them into the system's keyring.
    InKeyring,
    /// Nobody here knows.
    Unknown,
}

/// Whom git asks for an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Asked before Carrick's helper, so that what one of these knows is used in place of a link.
    pub before: Vec<Asked>,
    /// Carrick's helper; `None` where git does not ask it.
    pub carrick: Option<Asked>,
    /// Handed what Carrick answered, once it worked.
    pub after: Vec<Asked>,
    /// The user name that git hands over where the remote has none.
    pub username: Option<String>,
    /// Whether Carrick's helper is told which project it is for.
    pub tells_path: bool,
}

/// A program that goes around what is configured here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bypass {
    /// A JetBrains IDE whose "Use credential helper" is not ticked, by the name of its folder: it asks no helper.
    JetBrains(String),
    /// GitHub Desktop, which puts its own helper in place of all.
    GithubDesktop,
}

/// Whom git asks for anything on an instance, where Carrick's helper is `helper`.
pub fn for_instance(settings: &[Setting], instance: &Instance, helper: &Helper, places: &Places) -> Order {
    match Target::parse(&instance.address()) {
        Some(target) => for_target(settings, &target, helper, places),
        None => split(Vec::new(), None, false),
    }
}

/// Whom git asks for an address.
pub fn for_target(settings: &[Setting], target: &Target, helper: &Helper, places: &Places) -> Order {
    let ours = helper.command().ok();
    let mut helpers = Vec::new();
    for (setting, value) in applying(settings, "helper", target) {
        if value.is_empty() {
            helpers.clear();
            continue;
        }
        let keeps = if Some(value) == ours.as_deref() { Keeps::Nothing } else { keeps(value, places) };
        let Setting { scope, file, key, .. } = setting.clone();
        helpers.push(Asked { command: value.to_owned(), scope, file, key, keeps });
    }
    let username = applying(settings, "username", target).last().map(|(_, value)| value.to_owned());
    let tells_path = applying(settings, "usehttppath", target).last().is_some_and(|(_, value)| is_true(value));
    split(helpers, username, tells_path)
}

/// The setting that decides on the user name where the remote has none.
pub(super) fn username<'a>(settings: &'a [Setting], target: &Target) -> Option<&'a Setting> {
    applying(settings, "username", target).last().map(|(setting, _)| setting)
}

fn split(mut helpers: Vec<Asked>, username: Option<String>, tells_path: bool) -> Order {
    let at = helpers.iter().position(|helper| helper.keeps == Keeps::Nothing);
    let mut after = helpers.split_off(at.unwrap_or(helpers.len()));
    let carrick = (!after.is_empty()).then(|| after.remove(0));
    Order { before: helpers, carrick, after, username, tells_path }
}

/// The settings of one name that apply, in reading order. git refuses to go on at one without a value, so that it
/// counts for nothing here.
fn applying<'a>(
    settings: &'a [Setting],
    name: &'static str,
    target: &Target,
) -> impl DoubleEndedIterator<Item = (&'a Setting, &'a str)> {
    settings.iter().filter_map(move |setting| {
        let pattern = setting.within("credential", name)?;
        let value = match name {
            "usehttppath" => setting.value.as_deref().unwrap_or("true"),
            _ => setting.value.as_deref()?,
        };
        pattern.is_none_or(|pattern| applies(pattern, target)).then_some((setting, value))
    })
}

fn is_true(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    matches!(value.as_str(), "true" | "yes" | "on") || value.parse::<i64>().is_ok_and(|number| number != 0)
}

fn keeps(command: &str, places: &Places) -> Keeps {
    let mut words = command.trim_start_matches('!').split_whitespace();
    let first = words.next().unwrap_or_default();
    // `!git credential-store` as well as `store` and `/usr/lib/git-core/git-credential-store`.
    let name = if first == "git" { words.next().unwrap_or_default() } else { first };
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".exe");
    let name = name.trim_start_matches("git-").trim_start_matches("credential-");
    match name {
        "store" => Keeps::Unencrypted(stored_in(words, places)),
        "cache" => Keeps::InMemory,
        "libsecret" | "osxkeychain" | "wincred" | "gnome-keyring" => Keeps::InKeyring,
        _ => Keeps::Unknown,
    }
}

/// Where `store` writes: the file it is given, else the first of its two that is there, else the one in the home.
fn stored_in<'a>(mut words: impl Iterator<Item = &'a str>, places: &Places) -> Option<PathBuf> {
    let given = words.find_map(|word| match word.strip_prefix("--file") {
        Some("") => Some(None),
        Some(rest) => Some(rest.strip_prefix('=')),
        None => None,
    });
    let file = match given {
        Some(Some(file)) => file,
        Some(None) => words.next()?,
        None => {
            let [home, xdg] = [places.home.join(".git-credentials"), places.xdg_config().join("git/credentials")];
            return Some(if !home.exists() && xdg.exists() { xdg } else { home });
        }
    };
    let file = file.trim_matches(['"', '\'']);
    Some(file.strip_prefix("~/").map_or_else(|| PathBuf::from(file), |below| places.home.join(below)))
}

/// Programs whose own settings say that they go around git's. Read as data; what cannot be read is not told.
pub fn bypasses(places: &Places) -> Vec<Bypass> {
    let config = places.xdg_config();
    let mut found = Vec::new();
    let products = std::fs::read_dir(config.join("JetBrains")).into_iter().flatten().filter_map(Result::ok);
    let mut products: Vec<_> = products.filter(|entry| entry.path().join("options").is_dir()).collect();
    products.sort_by_key(std::fs::DirEntry::file_name);
    for product in products {
        // The settings are written once something differs from how the IDE comes: without the helper.
        let options = super::file::read(&product.path().join("options/git.xml")).ok().flatten().unwrap_or_default();
        if !uses_helper(&String::from_utf8_lossy(&options)) {
            found.push(Bypass::JetBrains(product.file_name().to_string_lossy().into_owned()));
        }
    }
    if config.join("GitHub Desktop").is_dir() {
        found.push(Bypass::GithubDesktop);
    }
    found
}

fn uses_helper(options: &str) -> bool {
    options.split('<').any(|tag| {
        let named = ["USE_CREDENTIAL_HELPER", "useCredentialHelper"].iter().any(|name| tag.contains(name));
        named && tag.contains("value=\"true\"")
    })
}

#[cfg(test)]
mod tests {
    use super::{Asked, Keeps};
    use crate::git::listing::Scope;

    #[test]
    fn a_helper_is_called_as_people_call_it_and_a_shell_command_is_not_told() {
        let name = |command: &str| {
            let (command, file, key) = (command.to_owned(), String::new(), String::new());
            Asked { command, scope: Scope::Global, file, key, keeps: Keeps::Unknown }.name()
        };
        for (command, called) in [
            ("store", Some("store")),
            ("cache --timeout=900", Some("cache")),
            ("/usr/lib/git-core/git-credential-libsecret", Some("libsecret")),
            ("/opt/tools/keeper get-it", Some("keeper")),
            ("!f() { echo password=hunter2; }; f", None),
            ("", None),
        ] {
            assert_eq!(name(command).as_deref(), called, "{command:?}");
        }
    }
}
