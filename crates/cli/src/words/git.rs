//! What is said about git and the accounts it uses.

use crate::answers::accounts::{Choice, GitAccount, GitUse, Remote, Setting, Why};
use crate::answers::git::{Bypass, Helper, Keeps};

pub(crate) const GIT_NOT_SET_UP: &str =
    "git does not ask Carrick yet. Set it up for every clone with: carrick git install";
pub(crate) const NO_LINKED_REMOTE: &str = "No remote of this clone lies on a linked GitLab.";

pub(crate) fn git_set_up(file: &str) -> String {
    format!("git is set up: {file} includes Carrick's settings.")
}

pub(crate) fn git_not_whole(file: &str) -> String {
    format!("{file} includes Carrick's settings, but something has changed since. Mend it with: carrick git install")
}

pub(crate) fn git_asks(host: &str, asks_carrick: bool) -> String {
    if asks_carrick { format!("{host}: git asks Carrick.") } else { format!("{host}: git does not ask Carrick first.") }
}

fn called(helper: &Helper) -> &str {
    helper.name.as_deref().unwrap_or("a shell command")
}

pub(crate) fn asked_before(helper: &Helper) -> String {
    format!("First it asks {}, which stands in {}.", called(helper), helper.file)
}

pub(crate) fn asked_after(helper: &Helper) -> String {
    let what = match (helper.keeps, &helper.path) {
        (Keeps::Unencrypted, Some(path)) => format!("which writes it unencrypted to {path}"),
        (Keeps::Unencrypted, None) => "which writes it unencrypted to a file".to_owned(),
        (Keeps::InMemory, _) => "which keeps it in memory for a while".to_owned(),
        (Keeps::InKeyring, _) => "which lays it into the keyring too".to_owned(),
        (Keeps::Nothing | Keeps::Unknown, _) => "which may keep it".to_owned(),
    };
    format!("It also hands what it uses to {}, {what}.", called(helper))
}

pub(crate) fn bypass(bypass: &Bypass) -> String {
    match bypass {
        Bypass::JetBrains { name } => {
            format!("{name} asks no helper: tick Settings > Version Control > Git > Use credential helper.")
        }
        Bypass::GithubDesktop => "GitHub Desktop asks a helper of its own.".to_owned(),
    }
}

pub(crate) fn git_account(account: &GitAccount) -> String {
    let when = match account.git_use {
        _ if !account.serves_git => "its grant does not serve git",
        GitUse::Never => "never",
        _ if account.is_default => "default",
        GitUse::Default | GitUse::WhereNeeded => "where needed",
    };
    format!("@{} on {}: {when}", account.username, account.host)
}

pub(crate) fn choice(choice: &Choice) -> String {
    let place = if choice.place.is_empty() { String::new() } else { format!("/{}", choice.place) };
    let who = match (&choice.commit_name, &choice.commit_email) {
        (Some(name), Some(email)) => format!(", {name} <{email}>"),
        (Some(one), None) | (None, Some(one)) => format!(", {one}"),
        (None, None) => String::new(),
    };
    format!("{}{place}/* -> @{}{who}", choice.host, choice.username)
}

pub(crate) fn remote(remote: &Remote) -> String {
    let Some(username) = &remote.username else {
        return format!("{}: {}/{}: git gets no account from Carrick.", remote.name, remote.host, remote.project);
    };
    let why = match (remote.reason, &remote.chosen_for) {
        (Some(Why::Named), _) => "it is named".to_owned(),
        (Some(Why::NamedAsBefore), _) => "it is named as it was called before".to_owned(),
        (Some(Why::Chosen), Some(place)) if !place.is_empty() => format!("chosen for {place}"),
        (Some(Why::Chosen), _) => format!("chosen for all of {}", remote.host),
        (Some(Why::Reaches), _) => "the one that can reach it".to_owned(),
        (Some(Why::Default) | None, _) => "the default".to_owned(),
    };
    format!("{}: {}/{}: @{username} ({why})", remote.name, remote.host, remote.project)
}

pub(crate) fn stands_in(Setting { key, file, .. }: &Setting) -> String {
    format!("{key} in {file}")
}

pub(crate) fn commits(name: Option<&Setting>, email: Option<&Setting>) -> String {
    match (name, email) {
        (Some(name), Some(email)) => {
            format!("Commits here: {} <{}> ({} in {})", name.value, email.value, email.key, email.file)
        }
        (Some(only), None) | (None, Some(only)) => {
            format!("Commits here: {} ({} in {}), and git asks for the rest.", only.value, only.key, only.file)
        }
        (None, None) => "git knows no commit name here.".to_owned(),
    }
}
