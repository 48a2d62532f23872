//! Completion: what the shell asks while somebody types. Answered from the local database alone, without network or
//! keyring, and without a word when there is none.

pub(crate) mod builds;
mod known;
pub(crate) mod repositories;

use std::path::Path;

use carrick_store::db::{integrations, links};
use carrick_store::model::{Integration, Link};
use clap_complete::CompletionCandidate;

use crate::plain::plain;

/// The variable by which a shell's script asks.
pub(crate) const VARIABLE: &str = "COMPLETE";

/// Linked accounts: by username, with the host where that alone is not clear.
pub(crate) fn accounts() -> Vec<CompletionCandidate> {
    known().map(|(integrations, links)| names(&integrations, &links)).unwrap_or_default()
}

/// The GitLabs that accounts can be linked of.
pub(crate) fn instances() -> Vec<CompletionCandidate> {
    let (integrations, _) = known().unwrap_or_default();
    integrations.iter().map(|it| CompletionCandidate::new(it.instance.host())).collect()
}

fn names(integrations: &[Integration], links: &[Link]) -> Vec<CompletionCandidate> {
    let is_clear = |link: &Link| links.iter().filter(|it| it.identity.username == link.identity.username).count() == 1;
    let host = |link: &Link| integrations.iter().find(|it| it.id == link.integration_id).map(|it| it.instance.host());
    let candidate = |link: &Link| {
        let (username, host) = (plain(&link.identity.username), host(link)?);
        let name = if is_clear(link) { username } else { format!("{username}@{host}") };
        Some(CompletionCandidate::new(name).help(Some(format!("{} on {host}", plain(&link.identity.name)).into())))
    };
    links.iter().filter_map(candidate).collect()
}

/// What the database knows; `None` without one.
fn known() -> Option<(Vec<Integration>, Vec<Link>)> {
    read(&known::path()?)
}

fn read(path: &Path) -> Option<(Vec<Integration>, Vec<Link>)> {
    let (connection, profile_id) = known::open(path)?;
    let links = links::of_profile(&connection, profile_id).ok()?;
    Some((integrations::all(&connection).ok()?, links))
}

#[cfg(test)]
mod tests {
    use carrick_store::db::{Db, pairs, profiles};
    use carrick_store::instance::Instance;
    use carrick_store::model::{GitUse, Identity};
    use carrick_store::standing::Standing;
    use rusqlite::Connection;

    use super::*;

    fn link(db: &Connection, integration_id: i64, user_id: i64, username: &str) -> rusqlite::Result<i64> {
        let instance = Instance::parse("https://gitlab.com").unwrap();
        let pair_id = pairs::expect(db, integration_id, &instance, "app", 0)?;
        let name = "Al\u{1b}[1mice".to_owned();
        let identity = Identity { user_id, username: username.to_owned(), name, avatar_url: None, commit_email: None };
        links::put(
            db,
            &Link {
                id: 0,
                profile_id: 1,
                integration_id,
                application_id: "app".to_owned(),
                pair_id,
                identity,
                scopes: Vec::new(),
                linked_at: 0,
                checked_at: 0,
                asked_at: 0,
                expires_at: 0,
                git_use: GitUse::WhereNeeded,
                standing: Standing::default(),
            },
        )
    }

    #[test]
    fn accounts_are_completed_as_short_as_is_clear() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("carrick.db");
        let db = Db::open(&path).unwrap();
        db.write(|db| {
            profiles::first_or_make(db, "sam", 0)?;
            for (address, username) in [("https://gitlab.com", "alice"), ("https://git.example/gitlab", "alice")] {
                let instance = Instance::parse(address).unwrap();
                let integration = integrations::add(db, &instance, Some("app"), &[], 0)?;
                link(db, integration, 7, username)?;
            }
            link(db, 1, 8, "bob")
        })
        .unwrap();
        let (integrations, links) = read(&path).unwrap();
        let found = names(&integrations, &links);
        let values: Vec<_> = found.iter().map(|candidate| candidate.get_value().to_string_lossy()).collect();
        assert_eq!(values, ["alice@gitlab.com", "alice@git.example/gitlab", "bob"], "the host only where it is needed");
        let help = found[2].get_help().map(ToString::to_string);
        assert_eq!(help.as_deref(), Some("Al[1mice on gitlab.com"), "without what a terminal would obey");
    }

    #[test]
    fn who_completes_makes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read(&folder.path().join("carrick.db")).is_none(), "there is no database");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "and none was made");
    }
}
