//! Projects as GitLab's API lists them, read without trusting them.
//!
//! GitLab lists by number here, upwards. Up to 10,000 projects it says how many there are, and pages can be asked for
//! in any order; above, only what lies within a range of numbers can.

mod asking;

use carrick_store::instance::Instance;
use carrick_store::project::{Details, Listed, is_path};
use carrick_store::ranges::Range;
use serde::Deserialize;

pub use asking::{Among, Place, Which};
pub(super) use asking::{list_url, one_url, search_url};

use super::answer::Answer;
use super::{avatar, wire};

/// No branch has a longer name (bytes).
const LONGEST_BRANCH: usize = 255;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectPage {
    /// What is on it and can be kept, by number.
    pub listed: Vec<Listed>,
    /// The first and the last number on it, whatever could be kept; nothing where it is empty.
    pub span: Option<(i64, i64)>,
    /// Whether nothing follows.
    pub is_last: bool,
    /// How many there are, and on how many pages, while GitLab counts them.
    pub total: Option<(i64, u32)>,
    /// The seconds for which GitLab allows nothing more.
    pub rest: Option<u64>,
}

/// One project, and the account that asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectAnswer {
    /// What it is.
    pub listed: Listed,
    /// What the account is in it or in its groups; `None` where it is in neither, as far as GitLab says.
    pub access_level: Option<i64>,
}

#[derive(Deserialize)]
struct Record {
    id: i64,
    path_with_namespace: String,
    name: Option<String>,
    avatar_url: Option<String>,
    default_branch: Option<String>,
    visibility: Option<String>,
    last_activity_at: Option<String>,
    archived: Option<bool>,
    empty_repo: Option<bool>,
    statistics: Option<Statistics>,
    permissions: Option<Permissions>,
}

#[derive(Deserialize)]
struct Statistics {
    repository_size: Option<i64>,
}

#[derive(Deserialize)]
struct Permissions {
    project_access: Option<Access>,
    group_access: Option<Access>,
}

#[derive(Deserialize)]
struct Access {
    access_level: Option<i64>,
}

/// Reads a page; nothing where the records are not those that were asked for.
pub(super) fn page(instance: &Instance, answer: &Answer, place: Place) -> Option<ProjectPage> {
    let records = records(&answer.body)?;
    let numbers: Vec<i64> = records.iter().map(|record| record.id).collect();
    let range = match place {
        Place::Within(range) => range,
        Place::Page(_) | Place::End => Range::ALL,
    };
    let is_within = numbers.iter().all(|number| range.after < *number && *number <= range.upto);
    if !is_within || !numbers.is_sorted_by(|one, other| one < other) {
        return None;
    }
    let pages: Option<u32> = answer.number("x-total-pages");
    let total = answer.number("x-total").filter(|total: &i64| *total >= 0).zip(pages);
    Some(ProjectPage {
        span: numbers.first().copied().zip(numbers.last().copied()),
        is_last: numbers.is_empty() || !answer.has_next(),
        listed: records.into_iter().filter_map(|record| listed(instance, record)).collect(),
        total,
        rest: answer.rest(),
    })
}

/// Reads what a search found, the best first.
pub(super) fn found(instance: &Instance, body: &[u8]) -> Option<Vec<Listed>> {
    Some(records(body)?.into_iter().filter_map(|record| listed(instance, record)).collect())
}

/// Reads one project.
pub(super) fn one(instance: &Instance, body: &[u8]) -> Option<ProjectAnswer> {
    let record: Record = serde_json::from_slice(wire::unmarked(body)).ok()?;
    let access_level = record.permissions.as_ref().and_then(|permissions| {
        let levels = [&permissions.project_access, &permissions.group_access];
        levels.into_iter().flatten().filter_map(|access| access.access_level).max()
    });
    Some(ProjectAnswer { listed: listed(instance, record)?, access_level })
}

fn records(body: &[u8]) -> Option<Vec<Record>> {
    serde_json::from_slice(wire::unmarked(body)).ok()
}

/// What can be kept of a record: only one with a number and a path of GitLab's, and of the rest what is plain.
fn listed(instance: &Instance, record: Record) -> Option<Listed> {
    if record.id <= 0 || !is_path(&record.path_with_namespace) {
        return None;
    }
    let slug = || record.path_with_namespace.rsplit('/').next().unwrap_or_default().to_owned();
    let is_branch = |name: &String| name.len() <= LONGEST_BRANCH && wire::is_plain(name) && !name.contains(' ');
    let details = Details {
        is_archived: record.archived,
        is_empty: record.empty_repo,
        size: record.statistics.and_then(|statistics| statistics.repository_size).filter(|size| *size >= 0),
    };
    Some(Listed {
        project_id: record.id,
        name: record.name.filter(|name| wire::is_plain(name)).unwrap_or_else(slug),
        path: record.path_with_namespace,
        avatar_url: record.avatar_url.and_then(|url| avatar::address(instance, &url)).map(String::from),
        default_branch: record.default_branch.filter(is_branch),
        visibility: record.visibility.filter(|word| ["private", "internal", "public"].contains(&word.as_str())),
        last_activity_at: record.last_activity_at.and_then(|time| wire::milliseconds(&time)).unwrap_or_default(),
        details,
    })
}

#[cfg(test)]
mod tests;
