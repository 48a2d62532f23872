//! What in a clone's own configuration a person should know of before git runs there: what starts programs, weakens
//! the encryption or leads elsewhere. When in doubt, it is listed.

use super::helper::Helper;
use super::listing::{Scope, Setting};

/// What a setting can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Harm {
    /// git starts what it names.
    StartsProgram,
    /// A server is believed that would not be, or is reached through another.
    WeakensTls,
    /// git reads, writes or connects somewhere else than the folder and its remotes say, or hands over something else.
    LeadsElsewhere,
}

/// A setting that can do it. Its value is left out, since passwords may stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hazard {
    /// What it can do.
    pub harm: Harm,
    /// Its key, without the user name and password of an address in it.
    pub key: String,
    /// The file it stands in, as in [`Setting::file`].
    pub file: String,
    /// The submodule that it is of, by its folder in the clone's git folder; nothing for the clone's own.
    pub submodule: Option<String>,
}

/// All of a clone's own settings that can do something, in their order; what holds outside of the clone is the person's
/// and not listed. `own` is the helper that Carrick itself writes into clones.
pub fn all(settings: &[Setting], own: &Helper) -> Vec<Hazard> {
    let own = own.command().ok();
    let is_of_clone = |setting: &&Setting| matches!(setting.scope, Scope::Clone | Scope::Worktree);
    let is_known = |setting: &&Setting| {
        let is_own = setting.key.ends_with(".helper") && setting.value.is_some() && setting.value == own;
        is_own || is_storage_of_remote(setting, settings)
    };
    let found = settings.iter().filter(is_of_clone).filter(|setting| !is_known(setting)).filter_map(|setting| {
        let harm = of(&setting.key, setting.value.as_deref())?;
        Some(Hazard { harm, key: without_user(&setting.key), file: setting.file.clone(), submodule: None })
    });
    found.collect()
}

/// What one setting can do, by its key as in [`Setting::key`] and its value.
pub fn of(key: &str, value: Option<&str>) -> Option<Harm> {
    let section = key.split('.').next().unwrap_or_default();
    let name = key.rsplit('.').next().unwrap_or_default();
    if starts_program(section, name, key, value) {
        Some(Harm::StartsProgram)
    } else if weakens_tls(section, name, value) {
        Some(Harm::WeakensTls)
    } else if leads_elsewhere(section, name, value) {
        Some(Harm::LeadsElsewhere)
    } else {
        None
    }
}

/// A key as it may be shown and logged: an address in it loses its user name and password.
pub fn without_user(key: &str) -> String {
    let Some((before, rest)) = key.split_once("://") else { return key.to_owned() };
    let authority = &rest[..rest.find('/').unwrap_or(rest.len())];
    let host = authority.rfind('@').map_or(0, |at| at + 1);
    format!("{before}://{}", &rest[host..])
}

/// The endings of names that stand for programs, whatever the section: the next such name is seen too.
const PROGRAMS: [&str; 11] =
    ["cmd", "command", "program", "prog", "hook", "editor", "askpass", "textconv", "browser", "pager", "driver"];

fn starts_program(section: &str, name: &str, key: &str, value: Option<&str>) -> bool {
    let value = value.unwrap_or_default();
    match (section, name) {
        ("core", "fsmonitor") | ("pager", _) => !is_boolean(value),
        ("core", "hookspath" | "gitproxy" | "virtualfilesystem") | ("diff", "external") => true,
        ("filter", "clean" | "smudge" | "process") => !is_of_lfs(value),
        ("alias", _) => value.starts_with(['!', '-']),
        ("credential", "helper") => !value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
        ("submodule", "update") => value.starts_with('!'),
        ("remote" | "submodule", "url" | "pushurl") => is_other_transport(value),
        ("url", "insteadof" | "pushinsteadof") => key.split_once('.').is_some_and(|(_, rest)| is_other_transport(rest)),
        ("remote", "vcs" | "uploadpack" | "receivepack") | ("hook", _) => true,
        ("protocol", "allow") => value != "never",
        ("mergetool" | "difftool" | "man" | "browser" | "guitool", "path") => true,
        ("lfs", "path" | "args" | "clean" | "smudge" | "standalonetransferagent") => true,
        ("sendemail", "smtpserver") | ("imap", "tunnel") | ("instaweb", "httpd") => true,
        ("uploadpack", "packobjectshook") | ("interactive", "difffilter") => true,
        ("color" | "advice", _) | ("diff", "cachetextconv") => false,
        _ => PROGRAMS.iter().any(|ending| name.ends_with(ending)),
    }
}

fn weakens_tls(section: &str, name: &str, value: Option<&str>) -> bool {
    match (section, name) {
        ("http", "sslverify") => !is_true(value),
        ("http", "pinnedpubkey") => false,
        ("http" | "https" | "remote" | "sendemail" | "imap", _) => {
            ["ssl", "proxy", "schannel", "smtpssl"].iter().any(|beginning| name.starts_with(beginning))
        }
        _ => false,
    }
}

fn leads_elsewhere(section: &str, name: &str, value: Option<&str>) -> bool {
    match (section, name) {
        ("include" | "includeif", _) | ("url", "insteadof" | "pushinsteadof") => true,
        ("core", "worktree" | "excludesfile" | "attributesfile") | ("commit", "template") => true,
        ("core", "protecthfs" | "protectntfs") | ("credential", "sanitizeprompt" | "protectprotocol") => {
            !is_true(value)
        }
        ("http", "followredirects") => !matches!(value, Some("false" | "initial")),
        ("http", "curloptresolve" | "extraheader" | "cookiefile" | "savecookies") => true,
        ("lfs", "url" | "pushurl" | "storage") | ("remote", "lfsurl" | "lfspushurl") => true,
        ("fetch" | "transfer", "bundleuri") | ("bundle", "uri") | ("init", "templatedir") => true,
        _ => false,
    }
}

/// `ext::sh -c …` and the like, where a helper program gets to the remote; also `ext` as a scheme.
fn is_other_transport(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or_default();
    let known = ["https", "http", "ssh", "git", "file", "git+ssh", "ssh+git", "ftp", "ftps"];
    let is_word = !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let rest = &url[scheme.len()..];
    is_word
        && (rest.starts_with("::") || rest.starts_with("://") && !known.contains(&scheme.to_ascii_lowercase().as_str()))
}

/// As git reads it: a key without a value is true.
fn is_true(value: Option<&str>) -> bool {
    value.is_none_or(|value| ["true", "yes", "on", "1"].contains(&value.to_ascii_lowercase().as_str()))
}

fn is_boolean(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    ["", "true", "yes", "on", "1", "false", "no", "off", "0"].contains(&value.as_str())
}

/// What `git lfs install` writes: a program that the person has installed.
fn is_of_lfs(value: &str) -> bool {
    let written = ["clean -- %f", "smudge -- %f", "smudge --skip -- %f", "filter-process", "filter-process --skip"];
    value.strip_prefix("git-lfs ").is_some_and(|rest| written.contains(&rest))
}

/// Large files beside a remote of the clone, where git-lfs looks for them anyway.
fn is_storage_of_remote(setting: &Setting, settings: &[Setting]) -> bool {
    let bare = |url: &str| url.strip_suffix(".git").unwrap_or(url).to_owned();
    let remote = setting.value.as_deref().and_then(|value| value.strip_suffix("/info/lfs")).map(bare);
    let is_remote = |other: &&Setting| other.within("remote", "url").flatten().is_some();
    let mut remotes = settings.iter().filter(is_remote).filter_map(|other| other.value.as_deref().map(bare));
    setting.key == "lfs.url" && remote.is_some_and(|remote| remotes.any(|url| url == remote))
}
