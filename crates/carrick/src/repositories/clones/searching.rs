//! Looking for clones in folders that the person chose. Nothing of them is run.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use carrick_store::db::{clones, projects};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;

use super::state::Search;
use crate::blocking;
use crate::git::finding::{self, Contents, Sight};
use crate::git::listing;
use crate::git::which::Belonging;
use crate::git_setup;
use crate::repositories::Repositories;
use crate::topics::{Topic, Topics};

/// More clones of linked GitLabs than this nobody looks through.
const MOST: usize = 1000;

/// How often it is told how far the search is, at most.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct FoundClones {
    /// Those that belong to a linked GitLab; at most a thousand, which end the search.
    pub clones: Vec<Found>,
    /// How many belong to none.
    pub others: usize,
    /// How many folders were read.
    pub folders: usize,
    /// How many folders and clones could not be read.
    pub left_out: usize,
    /// Whether it was broken off.
    pub is_cut_short: bool,
}

/// A clone of a linked GitLab.
#[derive(Debug, Clone)]
pub struct Found {
    /// Absolute, without links.
    pub folder: String,
    /// What kind of one.
    pub kind: finding::Kind,
    /// Where it belongs, by the first of its remotes.
    pub belonging: Belonging,
    /// What else it says.
    pub contents: Contents,
    /// The project's number here, if it is known.
    pub project: Option<i64>,
    /// Whether this very folder is known already.
    pub is_added: bool,
}

/// Looks for clones. One search goes on at a time: a second one ends the first.
///
/// # Errors
/// `FolderMissing` for what is no absolute path; `GitMissing` and `GitConfigMalformed`, since git may write addresses
/// in another way; when the database cannot be read.
pub async fn find(repositories: &Repositories, folders: &[String]) -> Result<FoundClones, Error> {
    let meant = |folder: &String| {
        let missing = || Error::new(Code::FolderMissing).with("path", folder);
        repositories.git.places.meant(folder).ok_or_else(missing)
    };
    let folders = folders.iter().map(meant).collect::<Result<Vec<PathBuf>, Error>>()?;
    let under_way = UnderWay::begin(repositories);
    let instances = instances(repositories).await?;
    let (ground, search, topics) =
        (repositories.git.clone(), Arc::clone(&under_way.search), Arc::clone(&repositories.topics));
    let walked = blocking::run(move || {
        let settings = listing::of_computer(&ground.places)?;
        let (folders, instances, settings, helper) = (&folders, &instances, &settings, &ground.helper);
        let asked = finding::Search { folders, instances, settings, helper };
        Ok::<_, Error>(walk(&asked, &search, &topics))
    });
    compare(repositories, walked.await??).await
}

/// Ends the search that is under way; what it has found is answered.
pub fn stop_finding(repositories: &Repositories) {
    repositories.live().clones.stop_search();
}

/// The instances that are linked.
pub(super) async fn instances(repositories: &Repositories) -> Result<Vec<Instance>, Error> {
    let mut instances: Vec<Instance> = Vec::new();
    for (_, instance) in git_setup::accounts(repositories).await? {
        if !instances.contains(&instance) {
            instances.push(instance);
        }
    }
    Ok(instances)
}

/// A search that ends when nobody waits for it any more.
struct UnderWay {
    repositories: Repositories,
    search: Arc<Search>,
}

impl UnderWay {
    fn begin(repositories: &Repositories) -> Self {
        let search = Arc::<Search>::default();
        let mut live = repositories.live();
        live.clones.stop_search();
        live.clones.search = Some(Arc::clone(&search));
        drop(live);
        repositories.topics.touch(Topic::Clones);
        Self { repositories: repositories.clone(), search }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.search.is_stopped.store(true, Ordering::SeqCst);
        let mut live = self.repositories.live();
        if live.clones.search.as_ref().is_some_and(|search| Arc::ptr_eq(search, &self.search)) {
            live.clones.search = None;
        }
        drop(live);
        self.repositories.topics.touch(Topic::Clones);
    }
}

fn walk(asked: &finding::Search<'_>, search: &Search, topics: &Topics) -> FoundClones {
    let mut found = FoundClones::default();
    let mut told_at = Instant::now();
    let looked = finding::find(asked, |sight| {
        match sight {
            Sight::Folder(_) => drop(search.folders.fetch_add(1, Ordering::Relaxed)),
            Sight::Clone(clone) => {
                search.clones.fetch_add(1, Ordering::Relaxed);
                note(&mut found, *clone);
            }
            Sight::LeftOut(..) => {}
        }
        if told_at.elapsed() >= TELL_EVERY {
            told_at = Instant::now();
            topics.touch(Topic::Clones);
        }
        match search.is_stopped.load(Ordering::SeqCst) || found.clones.len() >= MOST {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    found.clones.sort_by(|one, other| one.folder.cmp(&other.folder));
    found.folders = looked.folders;
    found.left_out += looked.left_out;
    found.is_cut_short = looked.is_cut_short;
    found
}

fn note(found: &mut FoundClones, finding::Found { folder, kind, contents }: finding::Found) {
    // A folder that no text names could not be asked for again.
    let (Ok(contents), Ok(folder)) = (contents, folder.into_os_string().into_string()) else {
        found.left_out += 1;
        return;
    };
    match contents.belongs.first().cloned() {
        None => found.others += 1,
        Some(belonging) => {
            found.clones.push(Found { folder, kind, belonging, contents, project: None, is_added: false });
        }
    }
}

/// Looks which of them are known.
async fn compare(repositories: &Repositories, mut found: FoundClones) -> Result<FoundClones, Error> {
    let profile_id = repositories.profile_id;
    let look = move |db: &rusqlite::Connection| {
        let known: Vec<String> = clones::of_profile(db, profile_id)?.into_iter().map(|clone| clone.folder).collect();
        for clone in &mut found.clones {
            let Belonging { instance, project, .. } = &clone.belonging;
            clone.project = projects::at_path(db, &instance.address(), project)?;
            clone.is_added = known.contains(&clone.folder);
        }
        Ok(found)
    };
    repositories.db.read(look).await
}
