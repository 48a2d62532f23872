//! The list of merge requests, as the window is told.

use carrick_store::build::{Build, Reason, Starter};
use carrick_store::error::Error;
use carrick_store::merge_request::MergeRequestState;

use super::number;
use crate::builds::Builds;
use crate::builds::following::mark::Mark;
use crate::builds::following::progress::Progress;
use crate::builds::list::{self, Counts, Filter, Last, Listed, Page, Row, Wanted};
use crate::builds::standing::{Acts, Stands};
use crate::builds::watched::Watched;
use crate::builds::why::{About, why};
use crate::messages::{
    BuildActions, BuildCounts, BuildMark, BuildRow, BuildStand, BuildStarter, BuildsPage, BuildsWanted, LastBuild,
    LastBuilds, LastBuilt, MergeRequestRow, MergeRequestStand, RepositoriesOnScreen, WatchedRepository, WhyNot,
};

/// A part of the list.
///
/// # Errors
/// As [`list::page`].
pub async fn page(builds: &Builds, wanted: BuildsWanted) -> Result<BuildsPage, Error> {
    let text = wanted.query.clone();
    Ok(match list::page(builds, wanted.into()).await? {
        Page::Changed { revision } => BuildsPage::Changed { revision },
        Page::Rows { rows, total, counts, revision } => BuildsPage::Rows {
            rows: rows.into_iter().map(|listed| placed(listed, &text)).collect(),
            total: number(total),
            counts: counts.into(),
            revision,
        },
    })
}

/// The last builds of some repositories.
///
/// # Errors
/// As [`list::last_of`].
pub async fn last(builds: &Builds, wanted: RepositoriesOnScreen) -> Result<LastBuilds, Error> {
    let last = list::last_of(builds, wanted.repositories).await?;
    Ok(LastBuilds { builds: last.into_iter().map(Into::into).collect() })
}

impl From<Last> for LastBuild {
    fn from(last: Last) -> Self {
        let built = |row: Row| LastBuilt {
            merge_request: row.merge_request.id,
            iid: row.merge_request.snapshot.iid,
            title: row.merge_request.snapshot.title.clone(),
            build: of_row(&row),
        };
        Self { repository: last.repository, is_watched: last.is_watched, last: last.row.map(built) }
    }
}

impl From<BuildsWanted> for Wanted {
    fn from(wanted: BuildsWanted) -> Self {
        let BuildsWanted { query, filter, at, count, revision } = wanted;
        let filter = Filter {
            is_mine: filter.mine,
            is_failed: filter.failed,
            needs_approval: filter.needs_approval,
            is_running: filter.running,
            repository: filter.repository,
        };
        Self { text: query, filter, at: at as usize, count: count as usize, revision }
    }
}

impl From<Counts> for BuildCounts {
    fn from(counts: Counts) -> Self {
        let Counts { all, mine, failed, needs_approval, running } = counts;
        Self {
            all: number(all),
            mine: number(mine),
            failed: number(failed),
            needs_approval: number(needs_approval),
            running: number(running),
        }
    }
}

fn placed(listed: Listed, text: &str) -> BuildRow {
    match listed {
        Listed::Project { watched, count } => BuildRow::Repository { repository: repository(&watched, count) },
        Listed::MergeRequest(row) => BuildRow::MergeRequest { merge_request: Box::new(merge_request(&row, text)) },
    }
}

pub(super) fn repository(watched: &Watched, count: usize) -> WatchedRepository {
    WatchedRepository {
        link_id: watched.link.id,
        instance: watched.instance.address(),
        project_id: watched.watch.project_id,
        path: watched.watch.path.clone(),
        repository: watched.repository,
        rule: watched.rule.as_ref().map(|rule| rule.id),
        is_watched: watched.is_looked_at(),
        looked_at: watched.watch.looked_at,
        count: number(count),
    }
}

/// A row; `text` is what was looked for.
pub(super) fn merge_request(row: &Row, text: &str) -> MergeRequestRow {
    let (known, snapshot) = (&row.merge_request, &row.merge_request.snapshot);
    let build = of_row(row);
    let done_at = build.ended_at.unwrap_or(build.decided_at);
    MergeRequestRow {
        id: known.id,
        iid: snapshot.iid,
        title: snapshot.title.clone(),
        title_marks: marks(&snapshot.title, text),
        author: snapshot.author.clone(),
        is_mine: row.is_mine(),
        source_branch: snapshot.source_branch.clone(),
        target_branch: snapshot.target_branch.clone(),
        sha: snapshot.sha.clone(),
        is_of_fork: snapshot.is_of_fork(row.watched.watch.project_id),
        is_draft: snapshot.is_draft,
        state: snapshot.state.into(),
        activity_at: snapshot.updated_at.max(done_at),
        seen_at: known.seen_at,
        why: reason(row).map(|reason| WhyNot::from(why(reason, &about(row)))),
        build,
        actions: row.acts.into(),
    }
}

fn about(row: &Row) -> About {
    About {
        state: row.merge_request.snapshot.state,
        is_of_fork: row.merge_request.snapshot.is_of_fork(row.watched.watch.project_id),
        needs_relink: row.watched.link.standing.needs_you.is_some(),
    }
}

fn reason(row: &Row) -> Option<Reason> {
    match &row.stands {
        Stands::Waiting(reason) | Stands::Starting(reason) => reason.clone(),
        Stands::NotBuilt(reason) => Some(reason.clone()),
        Stands::Pipeline(_) => row.build.as_ref().and_then(|build| build.reason.clone()),
    }
}

fn of_row(row: &Row) -> BuildStand {
    match &row.build {
        Some(build) => of_build(build, &row.stands, row.progress.as_ref(), row.watched.watch.project_id),
        None => BuildStand {
            id: None,
            mark: mark(&row.stands),
            failed_job: None,
            starter: None,
            in_fork: false,
            seen_at: None,
            decided_at: row.merge_request.snapshot.updated_at,
            ended_at: None,
        },
    }
}

/// How a build stands, of a merge request into this project.
pub(super) fn of_build(build: &Build, stands: &Stands, progress: Option<&Progress>, project_id: i64) -> BuildStand {
    let seen = build.pipeline.as_ref();
    let failed = progress.and_then(Progress::failed_job);
    BuildStand {
        id: Some(build.id),
        mark: mark(stands),
        failed_job: failed.map(|job| job.name.clone()).filter(|_| matches!(stands, Stands::Pipeline(Mark::Failed))),
        starter: build.starter.map(|starter| match starter {
            Starter::Carrick => BuildStarter::Carrick,
            Starter::GitLab => BuildStarter::Gitlab,
            Starter::OtherCarrick => BuildStarter::OtherCarrick,
            Starter::Person => BuildStarter::Person,
        }),
        in_fork: seen.is_some_and(|seen| seen.project_id != project_id),
        seen_at: seen.map(|seen| seen.seen_at),
        decided_at: build.decided_at,
        ended_at: build.ended_at,
    }
}

fn mark(stands: &Stands) -> BuildMark {
    match stands {
        Stands::Waiting(_) => BuildMark::WaitingForGitlab,
        Stands::Starting(_) => BuildMark::Starting,
        Stands::NotBuilt(Reason::NeedsApproval) => BuildMark::NeedsApproval,
        Stands::NotBuilt(_) => BuildMark::NotBuilt,
        Stands::Pipeline(mark) => match mark {
            Mark::Waiting => BuildMark::Queued,
            Mark::Running => BuildMark::Running,
            Mark::Passed => BuildMark::Passed,
            Mark::PassedWithWarnings => BuildMark::PassedWithWarnings,
            Mark::Failed => BuildMark::Failed,
            Mark::Cancelled => BuildMark::Cancelled,
            Mark::Skipped => BuildMark::Skipped,
            Mark::Manual => BuildMark::Manual,
            Mark::NoRunner(tags) => BuildMark::NoRunner { tags: tags.clone() },
            Mark::Unknown => BuildMark::Unknown,
        },
    }
}

impl From<Acts> for BuildActions {
    fn from(acts: Acts) -> Self {
        let Acts { log, retries, retries_job, plays, builds, approves, cancels } = acts;
        Self {
            log,
            retry: retries,
            retry_job: retries_job,
            play: plays,
            build: builds,
            cancel: cancels,
            approve: approves,
        }
    }
}

impl From<MergeRequestState> for MergeRequestStand {
    fn from(state: MergeRequestState) -> Self {
        match state {
            MergeRequestState::Opened => Self::Opened,
            MergeRequestState::Closed => Self::Closed,
            MergeRequestState::Merged => Self::Merged,
            MergeRequestState::Locked => Self::Locked,
        }
    }
}

/// Where the words that were looked for stand in a title, as JavaScript counts: pairs of begin and end.
fn marks(title: &str, text: &str) -> Vec<(u32, u32)> {
    let lower: Vec<char> = title.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect();
    let mut found = vec![false; lower.len()];
    for word in text.split_whitespace() {
        let word: Vec<char> = word.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect();
        for (at, _) in lower.windows(word.len()).enumerate().filter(|(_, window)| *window == word) {
            found[at..at + word.len()].fill(true);
        }
    }
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    let mut at = 0;
    for (c, is_found) in title.chars().zip(found) {
        let end = at + if c.len_utf16() == 1 { 1 } else { 2 };
        match ranges.last_mut() {
            Some(last) if is_found && last.1 == at => last.1 = end,
            _ if is_found => ranges.push((at, end)),
            _ => {}
        }
        at = end;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::marks;

    #[test]
    fn the_letters_that_were_looked_for_are_marked_as_the_window_counts() {
        assert_eq!(marks("😀 Add invoices, add", "ADD"), [(3, 6), (17, 20)], "a face takes two places");
        assert_eq!(marks("abc", "ab bc"), [(0, 3)], "what touches is one range");
        assert_eq!(marks("abc", ""), [], "nothing was looked for");
    }

    proptest! {
        #[test]
        fn whatever_is_looked_for_the_marks_lie_within(title in "\\PC{0,20}", text in "\\PC{0,6}") {
            let length = u32::try_from(title.encode_utf16().count()).unwrap();
            for (begin, end) in marks(&title, &text) {
                prop_assert!(begin < end && end <= length);
            }
        }
    }
}
