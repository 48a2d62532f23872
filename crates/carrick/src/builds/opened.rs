//! One merge request, opened: everything that a row says, and what became of its earlier commits.

use carrick_store::build::Build;
use carrick_store::db::builds as journal;
use carrick_store::error::Error;

use super::Builds;
use super::list::{self, Row};
use super::standing::{self, Stands};

/// More earlier builds nobody looks at.
const MOST_EARLIER: usize = 50;

/// One merge request.
#[derive(Debug, Clone)]
pub struct Opened {
    /// As the list shows it, with the stages and jobs of its head's last build.
    pub row: Row,
    /// What became of earlier commits, and of the head before its last build; the newest first.
    pub earlier: Vec<Earlier>,
}

/// A build of before.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// It.
    pub build: Build,
    /// How it stands, or stood when it was last seen.
    pub stands: Stands,
}

/// Reads one merge request, by its number here.
///
/// # Errors
/// `NotFound`.
pub async fn open(builds: &Builds, merge_request: i64) -> Result<Opened, Error> {
    let row = list::one(builds, merge_request).await?;
    let last = row.build.as_ref().map(|build| build.id);
    let read = move |db: &rusqlite::Connection| {
        let all = journal::of_merge_request(db, merge_request)?.into_iter();
        let earlier = all.filter(|build| Some(build.id) != last).take(MOST_EARLIER).map(|build| {
            let progress = journal::jobs(db, build.id)?.and_then(|text| serde_json::from_str(&text).ok());
            let stands = standing::of_build(&build, progress.as_ref());
            Ok(Earlier { build, stands })
        });
        earlier.collect::<rusqlite::Result<Vec<_>>>()
    };
    let earlier = builds.db.read(read).await?;
    Ok(Opened { row, earlier })
}
