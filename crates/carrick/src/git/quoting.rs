//! How a text is written into git's configuration, into a command line that git hands to a shell, into a glob.
//!
//! What cannot be written without a second thought is refused here, whoever asks.

use std::path::Path;

use carrick_store::{Code, Error};

/// As a value: always in quotes, so that blanks and comment signs stand for themselves.
///
/// # Errors
/// `GitNameRefused` for control characters.
pub(super) fn value(text: &str) -> Result<String, Error> {
    without_controls(text, "value")?;
    Ok(format!("\"{}\"", escape(text)))
}

/// As what stands in quotes in a section's header.
///
/// # Errors
/// `GitNameRefused` for control characters.
pub(super) fn subsection(text: &str) -> Result<String, Error> {
    without_controls(text, "section")?;
    Ok(format!("\"{}\"", escape(text)))
}

/// As a program that git hands to a shell: git knows a path by how it begins, so that it may not begin with a quote.
///
/// # Errors
/// `GitNameRefused` for a path that is not absolute, no UTF-8, or has control characters.
pub(super) fn program(path: &Path) -> Result<String, Error> {
    let text = path.to_str().filter(|_| path.is_absolute());
    let text = text.ok_or_else(|| Error::new(Code::GitNameRefused).with("name", "helper"))?;
    word(&if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() })
}

/// As one word for a shell, each odd character escaped for itself.
///
/// # Errors
/// `GitNameRefused` for control characters, and for nothing at all.
pub(super) fn word(text: &str) -> Result<String, Error> {
    if text.is_empty() {
        return Err(Error::new(Code::GitNameRefused).with("name", "helper"));
    }
    without_controls(text, "helper")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii() || "/._-+:,@%=".contains(c);
    Ok(text.chars().flat_map(|c| (!plain(c)).then_some('\\').into_iter().chain([c])).collect())
}

/// As a pattern that matches itself alone.
pub(super) fn glob(text: &str) -> String {
    text.chars().flat_map(|c| "*?[]\\".contains(c).then_some('\\').into_iter().chain([c])).collect()
}

/// A namespace or project: segments of GitLab's letters, which cannot end anything they stand in. Empty is the whole
/// instance.
///
/// # Errors
/// `GitNameRefused` for anything else.
pub(super) fn namespace(path: &str) -> Result<&str, Error> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let good = |segment: &str| !matches!(segment, "" | "." | "..") && segment.chars().all(plain);
    match path.is_empty() || path.split('/').all(good) {
        true => Ok(path),
        false => Err(Error::new(Code::GitNameRefused).with("name", "namespace")),
    }
}

/// A GitLab user name.
///
/// # Errors
/// `GitNameRefused` for what GitLab gives nobody.
pub(super) fn username(name: &str) -> Result<&str, Error> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    match !name.is_empty() && name.chars().all(plain) {
        true => Ok(name),
        false => Err(Error::new(Code::GitNameRefused).with("name", "username")),
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn without_controls(text: &str, name: &'static str) -> Result<(), Error> {
    match text.chars().any(char::is_control) {
        true => Err(Error::new(Code::GitNameRefused).with("name", name)),
        false => Ok(()),
    }
}
