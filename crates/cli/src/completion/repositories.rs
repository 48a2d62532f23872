//! Repositories by the beginning of their paths.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use carrick_store::db::{integrations, projects};
use clap_complete::CompletionCandidate;

use super::known;
use crate::plain::plain;

/// Nobody reads more.
const MOST: usize = 100;

/// Those that were added: the whole path, or the last part of it where that is what is typed.
pub(crate) fn added(typed: &OsStr) -> Vec<CompletionCandidate> {
    offer(typed, added_in)
}

/// All that are known, a part at a time.
pub(crate) fn listed(typed: &OsStr) -> Vec<CompletionCandidate> {
    offer(typed, listed_in)
}

fn offer(typed: &OsStr, find: fn(&Path, &str) -> Option<Vec<String>>) -> Vec<CompletionCandidate> {
    let find = || find(&known::path()?, typed.to_str()?);
    find().unwrap_or_default().into_iter().map(|name| CompletionCandidate::new(plain(&name))).collect()
}

fn added_in(database: &Path, typed: &str) -> Option<Vec<String>> {
    let (connection, profile_id) = known::open(database)?;
    let added = projects::named::added(&connection, profile_id).ok()?;
    let begins = |name: &str| name.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let names: BTreeSet<String> = added
        .iter()
        .filter_map(|(_, path)| match begins(path) {
            true => Some(path.clone()),
            false => Some(last(path)).filter(|last| begins(last)),
        })
        .collect();
    Some(names.into_iter().take(MOST).collect())
}

fn listed_in(database: &Path, typed: &str) -> Option<Vec<String>> {
    let (connection, profile_id) = known::open(database)?;
    let mut names = BTreeSet::new();
    for integration in integrations::all(&connection).ok()? {
        let address = integration.instance.address();
        names.extend(projects::named::going_on(&connection, profile_id, &address, typed, MOST).ok()?);
    }
    Some(names.into_iter().take(MOST).collect())
}

#[cfg(test)]
mod tests {
    use carrick_store::db::{Db, profiles};
    use carrick_store::instance::Instance;
    use carrick_store::model::Role;
    use carrick_store::project::{Details, Listed};

    use super::*;

    fn listed(project_id: i64, path: &str) -> Listed {
        Listed {
            project_id,
            path: path.to_owned(),
            name: path.to_owned(),
            avatar_url: None,
            default_branch: None,
            visibility: None,
            last_activity_at: 0,
            details: Details::default(),
        }
    }

    #[test]
    fn added_ones_are_completed_by_their_whole_path_or_its_last_part() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("carrick.db");
        Db::open(&path)
            .unwrap()
            .write(|db| {
                profiles::first_or_make(db, "sam", 0)?;
                integrations::add(db, &Instance::parse("https://gitlab.com").unwrap(), None, &[], 0)?;
                for (at, project) in ["work/web", "work/api", "alice/web", "web/wide"].into_iter().enumerate() {
                    let id = projects::put(db, "https://gitlab.com", &listed(at as i64, project))?;
                    if at < 3 { projects::add(db, 1, id, 1) } else { projects::ask_for(db, 1, id, 1) }?;
                }
                let other = profiles::add(db, "max", Role::Member, 0)?;
                let theirs = projects::put(db, "https://gitlab.com", &listed(9, "work/secret"))?;
                projects::add(db, other, theirs, 1)
            })
            .unwrap();
        let found = |typed| added_in(&path, typed).unwrap();
        assert_eq!(found("wo"), ["work/api", "work/web"], "by the path");
        assert_eq!(found("w"), ["web", "work/api", "work/web"], "or the last part, once though two are called so");
        assert_eq!(found("alice/"), ["alice/web"], "in a group");
        assert_eq!(found(""), ["alice/web", "work/api", "work/web"], "all, where nothing is typed");
        let known = |typed| listed_in(&path, typed).unwrap();
        assert_eq!(known("w"), ["web/", "work/"], "of what is not added a part at a time");
        assert_eq!(known("work/w"), ["work/web"], "down to the project");
        assert_eq!(known("work/s"), Vec::<String>::new(), "another person's is not told");
        assert_eq!(known("\u{1f600}"), Vec::<String>::new(), "nothing is called so");
    }
}
