//! Merge requests and rules by the beginnings of their names.

use std::ffi::OsStr;
use std::path::Path;

use carrick_store::db::{links, rules, watches};
use clap_complete::CompletionCandidate;

use super::known;
use crate::plain::plain;

/// Nobody reads more.
const MOST: usize = 100;

/// Open merge requests of watched projects, as `group/project!41`, each with its title.
pub(crate) fn merge_requests(typed: &OsStr) -> Vec<CompletionCandidate> {
    let found = || merge_requests_in(&known::path()?, typed.to_str()?);
    let candidate = |(name, title): (String, String)| CompletionCandidate::new(name).help(Some(plain(&title).into()));
    found().unwrap_or_default().into_iter().map(candidate).collect()
}

/// The places of rules.
pub(crate) fn rules(typed: &OsStr) -> Vec<CompletionCandidate> {
    let found = || rules_in(&known::path()?, typed.to_str()?);
    found().unwrap_or_default().into_iter().map(CompletionCandidate::new).collect()
}

fn begins(name: &str, typed: &str) -> bool {
    name.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

fn merge_requests_in(database: &Path, typed: &str) -> Option<Vec<(String, String)>> {
    let (connection, profile_id) = known::open(database)?;
    let project = typed.split('!').next().unwrap_or_default();
    let mut names = Vec::new();
    for link in links::of_profile(&connection, profile_id).ok()? {
        for watch in watches::of_link(&connection, link.id).ok()?.into_iter().filter(|it| begins(&it.path, project)) {
            let open = carrick_store::db::merge_requests::open_of_watch(&connection, watch.id).ok()?;
            let name = |iid: i64| format!("{}!{iid}", plain(&watch.path));
            let all = open.into_iter().map(|it| (name(it.snapshot.iid), it.snapshot.title));
            names.extend(all.filter(|(name, _)| begins(name, typed)));
            if names.len() > MOST {
                names.truncate(MOST);
                return Some(names);
            }
        }
    }
    Some(names)
}

fn rules_in(database: &Path, typed: &str) -> Option<Vec<String>> {
    let (connection, profile_id) = known::open(database)?;
    let all = rules::of_profile(&connection, profile_id).ok()?;
    let paths = all.iter().map(|rule| plain(rule.place.path()));
    let mut names: Vec<String> = paths.filter(|path| begins(path, typed)).collect();
    names.sort_unstable();
    names.dedup();
    names.truncate(MOST);
    Some(names)
}
