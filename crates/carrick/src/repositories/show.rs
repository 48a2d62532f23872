//! What the window is told of repositories.

use std::path::Path;

use carrick_store::clock::Clock;
use carrick_store::db::readings::Pass;
use carrick_store::error::Error;
use carrick_store::project::{DEVELOPER, Project};

use super::Repositories;
use super::finding::Found;
use super::list::{self, Filter, Page, Row, Wanted};
use super::placing::{self, Lying, Whereabouts, written};
use super::refresh::{self, Status};
use super::state::Progress;
use super::trouble::Trouble;
use crate::messages;
use crate::topics::Topic;

/// Reads how far everything is.
///
/// # Errors
/// When the database cannot be read.
pub async fn repositories(repositories: &Repositories) -> Result<messages::Repositories, Error> {
    let revision = repositories.topics.revision(Topic::Repositories);
    let list = list::revision(repositories);
    let readings =
        refresh::state(repositories).await?.into_iter().map(|status| reading(status, &*repositories.clock)).collect();
    Ok(messages::Repositories { revision, list, readings })
}

fn reading(status: Status, clock: &dyn Clock) -> messages::Reading {
    let Status { link_id, progress, whole_at, asked_at, count, trouble } = status;
    let Progress { read, total, .. } = progress.unwrap_or_default();
    let pass = progress.map(|progress| match progress.pass {
        None => messages::ReadingPass::Changes,
        Some(Pass::Names) => messages::ReadingPass::Names,
        Some(Pass::Rights | Pass::Archived | Pass::Details) => messages::ReadingPass::More,
    });
    let read_at = whole_at.map(|whole_at| asked_at.unwrap_or(whole_at).max(whole_at));
    let trouble = trouble.map(|trouble| stands_in_the_way(trouble, clock));
    messages::Reading { link_id, count, pass, read, total, read_at, trouble }
}

fn stands_in_the_way(trouble: Trouble, clock: &dyn Clock) -> messages::ReadingTrouble {
    messages::ReadingTrouble { since: trouble.since, until: clock.says(trouble.next_try), error: trouble.error.into() }
}

impl From<messages::RepositoriesWanted> for Wanted {
    fn from(wanted: messages::RepositoriesWanted) -> Self {
        let messages::RepositoriesWanted { query, filter, at, count, revision } = wanted;
        let messages::RepositoryFilter { link_id, archived, read_only, added } = filter;
        let filter = Filter { link_id, archived, read_only, added };
        Self { text: query, filter, at: at as usize, count: count as usize, revision }
    }
}

/// A part of the list.
///
/// # Errors
/// As [`list::page`].
pub async fn page(
    repositories: &Repositories,
    wanted: messages::RepositoriesWanted,
) -> Result<messages::RepositoriesPage, Error> {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(match list::page(repositories, wanted.into()).await? {
        Page::Changed { revision } => messages::RepositoriesPage::Changed { revision },
        Page::Rows { rows, total, added, revision } => messages::RepositoriesPage::Rows {
            rows: rows.into_iter().map(|row| self::row(repositories, row)).collect(),
            total: number(total),
            added: number(added),
            revision,
        },
    })
}

/// One repository.
///
/// # Errors
/// When the database cannot be read.
pub async fn one(repositories: &Repositories, project: Project) -> Result<messages::Repository, Error> {
    let whereabouts = placing::whereabouts(repositories, &project).await?;
    Ok(repository(repositories, project, whereabouts))
}

/// A row of it.
pub fn row(repositories: &Repositories, row: Row) -> messages::RepositoryRow {
    let listed = &row.project.listed;
    let (path_marks, name_marks) = (marks(&listed.path, &row.path_marks), marks(&listed.name, &row.name_marks));
    messages::RepositoryRow {
        repository: repository(repositories, row.project, row.whereabouts),
        path_marks,
        name_marks,
    }
}

fn repository(repositories: &Repositories, project: Project, whereabouts: Whereabouts) -> messages::Repository {
    let Project { id, instance, listed, reached_by, added_at, .. } = project;
    let Whereabouts { clones, to, clone_url } = whereabouts;
    let may_push = |level: Option<i64>| level.map(|level| level >= DEVELOPER);
    let reached_by: Vec<messages::Reach> =
        reached_by.into_iter().map(|(link_id, level)| messages::Reach { link_id, may_push: may_push(level) }).collect();
    let lies = |Lying { clone, is_there, is_moved }: Lying| messages::CloneFolder {
        id: clone.id,
        folder: written(repositories, Path::new(&clone.folder)),
        is_there,
        is_moved,
        link_id: clone.link_id,
    };
    messages::Repository {
        id,
        instance,
        path: listed.path,
        name: listed.name,
        last_activity_at: listed.last_activity_at,
        archived: listed.details.is_archived == Some(true),
        read_only: !reached_by.is_empty() && reached_by.iter().all(|reach| reach.may_push == Some(false)),
        empty: listed.details.is_empty == Some(true),
        size: listed.details.size,
        visibility: listed.visibility,
        has_picture: added_at.is_some() && listed.avatar_url.is_some(),
        added: added_at.is_some(),
        reached_by,
        clones: clones.into_iter().map(lies).collect(),
        to: written(repositories, &to),
        clone_url,
    }
}

impl From<Vec<Found>> for messages::FoundRepositories {
    fn from(found: Vec<Found>) -> Self {
        Self { found: found.into_iter().map(Into::into).collect() }
    }
}

impl From<Found> for messages::FoundRepository {
    fn from(found: Found) -> Self {
        let Found { link_id, instance, listed, id } = found;
        Self {
            link_id,
            project_id: listed.project_id,
            id,
            instance,
            path: listed.path,
            name: listed.name,
            last_activity_at: listed.last_activity_at,
            visibility: listed.visibility,
        }
    }
}

/// Neighbouring characters as one range, counted in the units of JavaScript.
fn marks(text: &str, characters: &[usize]) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    let (mut at, mut wanted) = (0, characters.iter().copied().peekable());
    for (place, c) in text.chars().enumerate() {
        let end = at + if c.len_utf16() == 1 { 1 } else { 2 };
        if wanted.next_if_eq(&place).is_some() {
            match ranges.last_mut() {
                Some(last) if last.1 == at => last.1 = end,
                _ => ranges.push((at, end)),
            }
        }
        at = end;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_counted_as_the_window_counts() {
        assert_eq!(marks("a😀bcd", &[1, 2, 4]), [(1, 4), (5, 6)], "the face takes two, and neighbours are one range");
        assert_eq!(marks("ab", &[]), [], "nothing was looked for");
        assert_eq!(marks("ab", &[7]), [], "and what lies behind the end is none of it");
    }
}
