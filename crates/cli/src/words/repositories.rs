//! What is said about repositories: found, read, opened.

use super::amounts::{count, size};
use super::text::both;
use crate::answers::failed::Trouble;
use crate::answers::repo::opening::With;

pub(crate) const READING: &str = "Reading repositories.";
pub(crate) const NO_REPOSITORY: &str = "No repository is like this.";
pub(crate) const ASK_GITLAB_TOO: &str = "GitLab may know more: add --gitlab.";
pub(crate) const CANCELLING_CLONE: &str = "Cancelling; nothing is left of it.";
pub(crate) const GIT_ELSEWHERE: &str = "git here asks Carrick. In your other clones too: carrick git install";

/// "Reading repositories: 3,200 of 10,412."
pub(crate) fn reading(read: u64, total: Option<u64>) -> String {
    let number = |number: u64| count(usize::try_from(number).unwrap_or(usize::MAX));
    match total {
        Some(total) => format!("Reading repositories: {} of {}.", number(read), number(total)),
        None => format!("Reading repositories: {}.", number(read)),
    }
}

pub(crate) fn some_of(shown: usize, total: usize) -> String {
    format!("{} of {}; the rest with a higher --limit.", count(shown), count(total))
}

pub(crate) fn cannot_read(account: &str, trouble: &Trouble) -> String {
    format!("carrick: The repositories of {account} could not be read. {}", both(trouble))
}

pub(crate) fn cannot_ask(account: &str, trouble: &Trouble) -> String {
    format!("carrick: {account} could not ask. {}", both(trouble))
}

pub(crate) fn opened(folder: &str, with: &str) -> String {
    format!("Opened {folder} in {with}.")
}

pub(crate) fn program(with: With) -> &'static str {
    match with {
        With::Editor => "the editor",
        With::Terminal => "a terminal",
        With::Folder => "the file manager",
        With::Web => "the browser",
    }
}

pub(crate) fn opened_page(address: &str) -> String {
    format!("Opened {address} in the browser.")
}

/// Before a group is added; the size is missing where GitLab told none.
pub(crate) fn group_question(some: usize, all: usize, bytes: Option<u64>, free: Option<u64>) -> String {
    let known = [bytes.map(|bytes| format!("about {}", size(bytes))), free.map(|free| format!("{} free", size(free)))];
    let known: Vec<String> = known.into_iter().flatten().collect();
    let known = if known.is_empty() { String::new() } else { format!(" ({})", known.join("; ")) };
    format!("Add {} of {}{known}? [y/N]", count(some), count(all))
}

pub(crate) fn nothing_left(group: &str) -> String {
    format!("Everything in {group} is added already, or archived.")
}
