//! Removing a repository from Carrick, and the folders of its clones where the person wants that and nothing is lost.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime};

use carrick_store::db::clones::{self, Clone};
use carrick_store::db::{additions, projects};
use carrick_store::error::{Code, Error};

use super::known::Known;
use super::state::Look;
use crate::blocking;
use crate::git::ground;
use crate::git::losing::{self, Also, Doubt, Fetch, Loss, Proof};
use crate::repositories::Repositories;
use crate::topics::Topic;

/// How long it is looked what would be lost.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long it is believed what remotes have; what is in the folder is looked at each time.
const REMOTES_STAY: Duration = Duration::from_secs(30);

/// What stands against removing a clone's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// Nothing would be lost but what is named; from when what is known of the remotes is, where that is known.
    Free(Also, Option<SystemTime>),
    /// Something is here only.
    Losses(Box<Loss>, Option<SystemTime>),
    /// It cannot be told.
    Doubt(Doubt),
}

impl Check {
    fn of(looked: Result<&Proof, Doubt>) -> Self {
        match looked {
            Ok(proof) if proof.loss().is_nothing() => Self::Free(proof.loss().also.clone(), proof.as_of()),
            Ok(proof) => Self::Losses(Box::new(proof.loss().clone()), proof.as_of()),
            Err(doubt) => Self::Doubt(doubt),
        }
    }
}

/// What came of removing a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// It is removed.
    Done,
    /// The folder of this clone would not go, and the repository stays.
    Kept(i64, Check),
}

/// Looks what would be lost with a clone's folder; its remotes are asked. One look goes on at a time: a second one ends
/// the first.
///
/// # Errors
/// `NotFound`; `FolderMissing`.
pub async fn check_removal(repositories: &Repositories, id: i64) -> Result<Check, Error> {
    let known = Known::there(repositories, id).await?;
    let looked = prove(repositories, &known.clone, true).await?;
    let check = Check::of(looked.as_ref().map_err(Doubt::clone));
    repositories.live().clones.free = matches!(check, Check::Free(..)).then(|| (id, Instant::now()));
    Ok(check)
}

/// Ends the look that is under way: it answers that it was broken off.
pub fn stop_check(repositories: &Repositories) {
    repositories.live().clones.stop_look();
}

/// Removes a repository from Carrick. Of these of its clones the folders go to the trash, for which it is proved anew
/// that nothing is lost; the others stay where they are, as they are.
///
/// # Errors
/// `NotFound`, also for a clone of another repository; when the database cannot be written.
pub async fn remove(repositories: &Repositories, project: i64, to_trash: &[i64]) -> Result<Removed, Error> {
    let going = going(repositories, project, to_trash).await?;
    let mut proved = Vec::new();
    // All of them first, so that none goes for nothing.
    for clone in going {
        match prove_anew(repositories, &clone).await? {
            Ok(proof) if proof.loss().is_nothing() => proved.push((clone, proof)),
            looked => return Ok(Removed::Kept(clone.id, Check::of(looked.as_ref().map_err(Doubt::clone)))),
        }
    }
    let _under_way = repositories.gate.enter().await;
    let mut gone = Vec::new();
    for (clone, proof) in proved {
        if let Some(check) = trash(repositories, &clone, proof).await? {
            forget(repositories, gone, None).await?;
            return Ok(Removed::Kept(clone.id, check));
        }
        gone.push(clone.id);
    }
    forget(repositories, Vec::new(), Some(project)).await?;
    Ok(Removed::Done)
}

/// The clones whose folders are to go; those that are gone already need no proof.
async fn going(repositories: &Repositories, project: i64, to_trash: &[i64]) -> Result<Vec<Clone>, Error> {
    let profile_id = repositories.profile_id;
    let look = move |db: &rusqlite::Connection| {
        let is_there = projects::get(db, profile_id, project)?.is_some();
        Ok((is_there, clones::of_project(db, profile_id, project)?))
    };
    let (is_there, clones) = repositories.db.read(look).await?;
    let is_known = |id: &i64| clones.iter().any(|clone| clone.id == *id);
    if !is_there || !to_trash.iter().all(is_known) {
        return Err(Error::new(Code::NotFound));
    }
    let wanted: Vec<Clone> = clones.into_iter().filter(|clone| to_trash.contains(&clone.id)).collect();
    blocking::run(move || wanted.into_iter().filter(|clone| !is_gone(clone)).collect()).await
}

/// Whether nothing at all is at its place.
fn is_gone(clone: &Clone) -> bool {
    let looked = std::fs::symlink_metadata(&clone.folder);
    looked.is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

/// The remotes are not asked again that have just been.
async fn prove_anew(repositories: &Repositories, clone: &Clone) -> Result<Result<Proof, Doubt>, Error> {
    let free = repositories.live().clones.free;
    let was_asked = free.is_some_and(|(id, at)| id == clone.id && at.elapsed() < REMOTES_STAY);
    prove(repositories, clone, !was_asked).await
}

/// Moves the folder; what stands against it, else.
async fn trash(repositories: &Repositories, clone: &Clone, proof: Proof) -> Result<Option<Check>, Error> {
    match take(repositories, proof).await? {
        Ok(()) => Ok(None),
        // Others were looked at meanwhile.
        Err(Doubt::Old) => match prove_anew(repositories, clone).await? {
            Ok(proof) if proof.loss().is_nothing() => Ok(take(repositories, proof).await?.err().map(Check::Doubt)),
            looked => Ok(Some(Check::of(looked.as_ref().map_err(Doubt::clone)))),
        },
        Err(doubt) => Ok(Some(Check::Doubt(doubt))),
    }
}

async fn take(repositories: &Repositories, proof: Proof) -> Result<Result<(), Doubt>, Error> {
    let (places, trash) = (repositories.git.places.clone(), repositories.trash.clone());
    let moved = blocking::run(move || losing::remove(&places, &proof, &trash, Instant::now())).await?;
    Ok(moved.map(|to| tracing::info!(to = %to.display(), "a clone is in the trash")))
}

/// Forgets these clones, or the project with all of its clones and what is being added of it, in one step.
async fn forget(repositories: &Repositories, gone: Vec<i64>, project: Option<i64>) -> Result<(), Error> {
    let profile_id = repositories.profile_id;
    let forget = move |db: &rusqlite::Connection| {
        gone.iter().try_for_each(|id| clones::remove(db, *id))?;
        let Some(project) = project else { return Ok(None) };
        for clone in clones::of_project(db, profile_id, project)? {
            clones::remove(db, clone.id)?;
        }
        let addition = additions::of_project(db, profile_id, project)?.map(|addition| addition.id);
        if let Some(id) = addition {
            additions::remove(db, profile_id, id)?;
        }
        projects::take_away(db, profile_id, project)?;
        Ok(addition)
    };
    if let Some(id) = repositories.db.write(forget).await? {
        repositories.live().adding.cancel(id, &repositories.gate);
        repositories.topics.touch(Topic::Additions);
    }
    if let Some(project) = project
        && repositories.live().adding.forget_last(project)
    {
        repositories.topics.touch(Topic::Additions);
    }
    project.map_or_else(|| repositories.touch_changed(), |project| repositories.touch_project(project));
    repositories.topics.touch(Topic::Clones);
    Ok(())
}

async fn prove(repositories: &Repositories, clone: &Clone, asks_remotes: bool) -> Result<Result<Proof, Doubt>, Error> {
    let under_way = UnderWay::begin(repositories, clone.id);
    let (ground, folder) = (repositories.git.clone(), std::path::PathBuf::from(&clone.folder));
    let look = Arc::clone(&under_way.look);
    let proxy = match Known::get(repositories, clone.id).await {
        Ok(known) if asks_remotes => repositories.gitlab.desktop_proxy(&known.instance).await,
        _ => None,
    };
    blocking::run(move || {
        let variables = ground::environment().through(proxy);
        let environment = variables.variables().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let fetch = Fetch { helper: ground.helper, environment };
        losing::prove(&losing::Check {
            places: &ground.places,
            folder: &folder,
            fetch: asks_remotes.then_some(&fetch),
            patience: PATIENCE,
            is_cancelled: &|| look.is_stopped.load(Ordering::SeqCst),
        })
    })
    .await
}

/// A look that ends when nobody waits for it any more.
struct UnderWay {
    repositories: Repositories,
    look: Arc<Look>,
}

impl UnderWay {
    fn begin(repositories: &Repositories, clone: i64) -> Self {
        let look = Arc::new(Look { clone, is_stopped: false.into() });
        let mut live = repositories.live();
        live.clones.stop_look();
        live.clones.look = Some(Arc::clone(&look));
        drop(live);
        repositories.topics.touch(Topic::Clones);
        Self { repositories: repositories.clone(), look }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.look.is_stopped.store(true, Ordering::SeqCst);
        let mut live = self.repositories.live();
        if live.clones.look.as_ref().is_some_and(|look| Arc::ptr_eq(look, &self.look)) {
            live.clones.look = None;
        }
        drop(live);
        self.repositories.topics.touch(Topic::Clones);
    }
}
