//! Groups, from what is known of their projects.

mod show;

use std::collections::HashMap;
use std::path::PathBuf;

use carrick_store::db::projects::{self, Within};
use carrick_store::error::Error;
use rusqlite::Connection;

use crate::blocking;
use crate::git::cloning::space;
use crate::repositories::{Repositories, placing};

/// More groups than this nobody looks through.
const MOST_GROUPS: usize = 1000;

/// More projects than this are not shown of one.
const MOST_ROWS: usize = 5000;

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The address of its instance.
    pub instance: String,
    /// With the groups it lies in.
    pub path: String,
    /// How many repositories are in it, at any depth.
    pub count: u32,
}

/// What is in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupPreview {
    /// By path; at most five thousand.
    pub rows: Vec<Within>,
    /// How many there are.
    pub total: usize,
    /// How many bytes are free where clones go.
    pub free: Option<u64>,
}

/// The groups that linked accounts reach something in, the largest first; at most a thousand.
///
/// # Errors
/// When the database cannot be read.
pub async fn groups(repositories: &Repositories) -> Result<Vec<Group>, Error> {
    let profile_id = repositories.profile_id;
    repositories.db.read(move |db| count(db, profile_id)).await
}

fn count(db: &Connection, profile_id: i64) -> rusqlite::Result<Vec<Group>> {
    let mut instances: HashMap<String, HashMap<String, u32>> = HashMap::new();
    projects::see_paths(db, profile_id, |instance, path| {
        if !instances.contains_key(instance) {
            instances.insert(instance.to_owned(), HashMap::new());
        }
        let Some(counts) = instances.get_mut(instance) else { return };
        for (end, _) in path.match_indices('/') {
            match counts.get_mut(&path[..end]) {
                Some(count) => *count += 1,
                None => drop(counts.insert(path[..end].to_owned(), 1)),
            }
        }
    })?;
    let of_one = |(instance, counts): (String, HashMap<String, u32>)| {
        counts.into_iter().map(move |(path, count)| Group { instance: instance.clone(), path, count })
    };
    let mut groups: Vec<Group> = instances.into_iter().flat_map(of_one).collect();
    groups.sort_unstable_by(|a, b| {
        b.count.cmp(&a.count).then_with(|| (&a.instance, &a.path).cmp(&(&b.instance, &b.path)))
    });
    groups.truncate(MOST_GROUPS);
    Ok(groups)
}

/// What is in a group of an instance.
///
/// # Errors
/// When the database cannot be read.
pub async fn preview_group(repositories: &Repositories, instance: &str, group: &str) -> Result<GroupPreview, Error> {
    let (profile_id, instance, group) =
        (repositories.profile_id, instance.to_owned(), group.trim_matches('/').to_owned());
    let mut rows = repositories.db.read(move |db| projects::within(db, profile_id, &instance, &group)).await?;
    let total = rows.len();
    rows.truncate(MOST_ROWS);
    let base: PathBuf = placing::placing(repositories).await?.base;
    let free = blocking::run(move || space::free_at(&base)).await?;
    Ok(GroupPreview { rows, total, free })
}
