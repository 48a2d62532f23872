//! An installation with projects at its GitLab, and what both know of them.

use std::collections::BTreeMap;
use std::time::Duration;

use carrick::messages::{Link, ReadingTrouble};
use carrick::repositories::list::{self, Filter, Page, Row, Wanted};
use carrick::repositories::refresh::{self, Status};
use carrick::repositories::show;
use local_gitlab::{AccessLevel, NewProject};

use crate::support::{Installation, until};

/// How long reading a hundred thousand projects may take here.
const LONGEST: Duration = Duration::from_secs(300);

/// A project that somebody is a member of.
pub(super) fn project(path: &str, username: &str, level: AccessLevel) -> NewProject {
    NewProject { path: path.to_owned(), members: vec![(username.to_owned(), level)], ..NewProject::default() }
}

/// An installation linked to an account that is a member of this many projects, and their numbers at GitLab.
pub(super) async fn with_projects(count: usize) -> (Installation, Link, Vec<u64>) {
    let (installation, link) = Installation::linked().await;
    let make = |at| project(&format!("group-{}/project-{at}", at % 97), "alice", AccessLevel::Developer);
    let ids = installation.gitlab.create_many(count, make);
    (installation, link, ids)
}

impl Installation {
    /// Begins what is due, and waits until nothing is read any more.
    pub(super) async fn read_due(&self) {
        self.begin_reading().await;
        self.until_read().await;
    }

    pub(super) async fn begin_reading(&self) {
        refresh::begin_due_readings(&self.carrick.repositories).await.expect("it can be read what is due");
    }

    pub(super) async fn until_read(&self) {
        let waiting = async {
            while self.statuses().await.iter().any(|status| status.progress.is_some()) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(LONGEST, waiting).await.expect("a reading ends");
    }

    /// Reads everything again.
    pub(super) async fn read_again(&self) {
        refresh::refresh(&self.carrick.repositories).await.expect("it can be asked for");
        self.read_due().await;
    }

    pub(super) async fn statuses(&self) -> Vec<Status> {
        refresh::state(&self.carrick.repositories).await.expect("the state can be read")
    }

    /// What stands in the way of reading the first link.
    pub(super) async fn trouble(&self) -> Option<ReadingTrouble> {
        let shown = show::repositories(&self.carrick.repositories).await.expect("the state can be read");
        shown.readings.into_iter().next().expect("the link is read").trouble
    }

    /// What is known of a link's projects: their numbers at GitLab and their paths.
    pub(super) fn known_of(&self, link: i64) -> BTreeMap<u64, String> {
        let connection = self.second_connection();
        let sql = "SELECT project_id, path FROM projects JOIN memberships ON project = projects.id WHERE link_id = ?1";
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([link], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// How many rows a table has.
    pub(super) fn kept_in(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        self.second_connection().query_row(&sql, [], |row| row.get(0)).unwrap()
    }

    pub(super) async fn until_known(&self, link: i64, least: usize) {
        until("enough is known", || self.known_of(link).len() >= least).await;
    }

    /// What GitLab has of these projects.
    pub(super) fn at_gitlab(&self, ids: &[u64]) -> BTreeMap<u64, String> {
        ids.iter().filter_map(|id| Some((*id, self.gitlab.project(*id)?.path))).collect()
    }

    /// How many pages of projects were asked for since the requests were cleared.
    pub(super) fn pages_asked(&self) -> usize {
        self.gitlab.requests().iter().filter(|request| request.path == "/api/v4/projects").count()
    }

    /// How many of them were for names.
    pub(super) fn names_asked(&self) -> usize {
        let is_for_names = |request: &&local_gitlab::SeenRequest| {
            let is_without = |name| request.query_param(name).is_none();
            request.path == "/api/v4/projects"
                && request.query_param("simple").is_some()
                && is_without("min_access_level")
                && is_without("archived")
        };
        self.gitlab.requests().iter().filter(is_for_names).count()
    }

    /// The first rows of a list, their total, and the revision.
    pub(super) async fn listed(&self, text: &str, filter: Filter) -> (Vec<Row>, usize, u64) {
        let wanted = Wanted { text: text.to_owned(), filter, count: 50, ..Wanted::default() };
        match list::page(&self.carrick.repositories, wanted).await.expect("the list can be read") {
            Page::Rows { rows, total, revision, .. } => (rows, total, revision),
            Page::Changed { .. } => panic!("any revision was asked for"),
        }
    }

    /// The paths of the first rows.
    pub(super) async fn paths(&self, text: &str) -> Vec<String> {
        let (rows, ..) = self.listed(text, Filter::default()).await;
        rows.into_iter().map(|row| row.project.listed.path).collect()
    }
}
