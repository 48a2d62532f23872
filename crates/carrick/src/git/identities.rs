//! Which account and which commit name git is to use below a place, in git's own words.
//!
//! The last setting that applies counts, so that outer places come first. Paths are compared with their case by git
//! and without by GitLab: each place is written as GitLab spells it and in lower case.

use std::path::PathBuf;

use carrick_store::{Error, instance::Instance};

use super::quoting;

/// An account for what lies below a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The GitLab it is on.
    pub instance: Instance,
    /// A namespace or project as GitLab spells it, without slashes around it; empty for the whole instance.
    pub prefix: String,
    /// The account's user name.
    pub username: String,
    /// Who commits there, where that differs from elsewhere.
    pub identity: Identity,
    /// The folder where clones of this namespace lie, for commits in clones whose remote is not known yet.
    pub folder: Option<PathBuf>,
}

/// Who commits, as far as that is said; empty for as elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// `user.name`.
    pub name: Option<String>,
    /// `user.email`.
    pub email: Option<String>,
    /// `user.signingKey`.
    pub signing_key: Option<String>,
}

impl Identity {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// As lines below `[user]`.
    pub(super) fn settings(&self) -> Result<Vec<String>, Error> {
        let said = [("name", &self.name), ("email", &self.email), ("signingKey", &self.signing_key)];
        let said = said.into_iter().filter_map(|(key, value)| Some((key, value.as_deref()?)));
        said.map(|(key, value)| Ok(format!("{key} = {}", quoting::value(value)?))).collect()
    }
}

/// Outer places first; of equal ones the order they came in.
pub(super) fn in_order(choices: &[Choice]) -> Vec<&Choice> {
    let mut sorted: Vec<&Choice> = choices.iter().collect();
    let depth = |choice: &Choice| choice.prefix.split('/').filter(|part| !part.is_empty()).count();
    sorted.sort_by_key(|choice| (choice.instance.address(), depth(choice)));
    sorted
}

/// The patterns of `credential.<pattern>` below which the choice holds.
///
/// # Errors
/// `GitNameRefused` for a prefix that is no namespace.
pub(super) fn credential_patterns(choice: &Choice) -> Result<Vec<String>, Error> {
    let address = choice.instance.address();
    let below = |place: String| if place.is_empty() { address.clone() } else { format!("{address}/{place}") };
    Ok(places(choice)?.into_iter().map(below).collect())
}

/// The conditions under which the choice's identity is read, by the folder first and by remotes after them.
///
/// # Errors
/// As [`credential_patterns`].
pub(super) fn conditions(choice: &Choice) -> Result<Vec<String>, Error> {
    Ok(remote_patterns(choice)?.into_iter().map(|pattern| format!("hasconfig:remote.*.url:{pattern}")).collect())
}

/// The condition for the choice's folder, where it has one that can be written down.
pub(super) fn folder_condition(choice: &Choice) -> Option<String> {
    let folder = choice.folder.as_ref().filter(|folder| folder.is_absolute())?.to_str()?;
    let folder = folder.replace('\\', if cfg!(windows) { "/" } else { "\\" });
    Some(format!("gitdir/i:{}/", quoting::glob(folder.trim_end_matches('/'))))
}

fn remote_patterns(choice: &Choice) -> Result<Vec<String>, Error> {
    let address = choice.instance.address();
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", &address));
    let authority = rest.split('/').next().unwrap_or_default();
    // The port is https's; ssh has its own, which may be any.
    let host = match authority.rsplit_once(':') {
        Some((host, digits)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let (rest, host) = (quoting::glob(rest), quoting::glob(host));
    let mut patterns = Vec::new();
    for place in places(choice)? {
        let is_project = place.ends_with(".git");
        let ends = if is_project { vec![place] } else { below(&place) };
        for end in ends {
            let starts = [
                format!("{scheme}://{rest}/"),
                format!("{scheme}://*@{rest}/"),
                format!("git@{host}:"),
                format!("ssh://git@{host}/"),
                format!("ssh://git@{host}:*/"),
            ];
            patterns.extend(starts.map(|start| format!("{start}{end}")));
        }
    }
    Ok(patterns)
}

/// A place may be a namespace, with all below it, or a project, which has no name of its own below an instance.
fn below(place: &str) -> Vec<String> {
    match (place.is_empty(), place.contains('/')) {
        (true, _) => vec!["**".to_owned()],
        (_, false) => vec![format!("{place}/**")],
        (_, true) => vec![format!("{place}/**"), place.to_owned()],
    }
}

/// The prefix in its spellings; a possible project also with the ending that its remotes have.
fn places(choice: &Choice) -> Result<Vec<String>, Error> {
    let prefix = quoting::namespace(&choice.prefix)?;
    let mut spelled = vec![prefix.to_owned()];
    if prefix.contains('/') {
        spelled.push(format!("{prefix}.git"));
    }
    let lower: Vec<String> = spelled.iter().map(|place| place.to_ascii_lowercase()).collect();
    spelled.extend(lower);
    let mut places: Vec<String> = Vec::new();
    for place in spelled {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    Ok(places)
}
