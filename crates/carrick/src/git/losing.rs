//! The proof that nothing is lost before a clone is moved to the trash, and the move. Only for clones that the person
//! added: git runs in them.
//!
//! A proof is for one folder and some seconds. Whatever cannot be told is a [`Doubt`], and in doubt the folder stays.
//! [`shape`] says whether the folder is one clone and nothing else, [`files`] and [`commits`] what is in it alone,
//! [`fetching`] asks the remotes, [`asking`] runs git, [`harm`] says where it must not, [`trash`] moves.

mod asking;
mod commits;
mod doubt;
mod fetching;
mod files;
mod harm;
mod loss;
#[cfg(target_os = "linux")]
mod place;
mod shape;
mod trash;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::places::Places;
use asking::{Git, Limit, Place};
use shape::{Module, Shape};

pub use doubt::Doubt;
pub use fetching::Fetch;
pub use files::{parse_flags, parse_status};
pub use loss::{Also, Loss, Names, Unfinished, Unpushed};
pub use trash::Trash;

/// How old a proof may be when the folder is moved.
const FRESH: Duration = Duration::from_secs(10);

/// What is to be proved, and how.
#[derive(Clone, Copy)]
pub struct Check<'a> {
    /// git.
    pub places: &'a Places,
    /// The clone's folder.
    pub folder: &'a Path,
    /// Whether the remotes are asked; else what they had when they were last asked counts.
    pub fetch: Option<&'a Fetch>,
    /// How long it may take in all.
    pub patience: Duration,
    /// Asked again and again; breaks it off.
    pub is_cancelled: &'a dyn Fn() -> bool,
}

/// What was found in a folder, by whom it can be known again. Only [`prove`] makes one.
#[derive(Debug)]
pub struct Proof {
    folder: PathBuf,
    identity: (u64, u64),
    made: Instant,
    loss: Loss,
    as_of: Option<SystemTime>,
}

impl Proof {
    /// What would be lost.
    pub fn loss(&self) -> &Loss {
        &self.loss
    }

    /// From when what is known of the remotes is; `None` where they were not asked and it is not known when they were.
    pub fn as_of(&self) -> Option<SystemTime> {
        self.as_of
    }
}

/// Looks what would be lost.
///
/// # Errors
/// Every reason for which that cannot be told.
pub fn prove(check: &Check<'_>) -> Result<Proof, Doubt> {
    let limit = Limit { until: Instant::now() + check.patience, is_cancelled: check.is_cancelled };
    let shape = Shape::of(check.folder, check.places, limit)?;
    let mut loss = Loss::default();
    let mut also = Vec::new();
    for Module { name, git_folder, folder } in &shape.modules {
        let mut inside = Loss::default();
        look(check, limit, Place { git_folder, folder: folder.as_deref(), is_module: true }, &mut inside)?;
        also.push((name, inside.also.clone()));
        if !inside.is_nothing() {
            loss.submodules.push((name.clone(), inside));
        }
    }
    let main = Place { git_folder: &shape.git_folder, folder: Some(&shape.folder), is_module: false };
    let as_of = look(check, limit, main, &mut loss)?;
    also.iter().for_each(|(name, also)| loss.also.add(name, also));
    Ok(Proof { folder: shape.folder, identity: shape.identity, made: Instant::now(), loss, as_of })
}

/// One clone, or the one of a submodule; says from when what is known of its remotes is.
fn look(check: &Check<'_>, limit: Limit<'_>, at: Place<'_>, loss: &mut Loss) -> Result<Option<SystemTime>, Doubt> {
    let git = Git::new(check.places, limit, at)?;
    let known = match check.fetch {
        Some(fetch) => fetching::ask(&git, fetch, at)?,
        None => fetching::remembered(&git, at)?,
    };
    commits::look(&git, at.git_folder, &known.tips, loss)?;
    files::look_at_git_folder(&git, at.git_folder, loss)?;
    // Last, since files change most often.
    if let Some(folder) = at.folder {
        files::look(&git, folder, loss)?;
    }
    Ok(known.as_of)
}

/// Moves the folder of a proof to the trash and answers where it lies there. `now` is the time by the clock of the
/// proof.
///
/// # Errors
/// A proof that is too old or finds something; a folder that is another one or of another shape now; a trash that does
/// not take it. The folder is then where it was.
pub fn remove(places: &Places, proof: &Proof, trash: &Trash, now: Instant) -> Result<PathBuf, Doubt> {
    if !proof.loss.is_nothing() {
        return Err(Doubt::Loss);
    }
    if now.duration_since(proof.made) > FRESH {
        return Err(Doubt::Old);
    }
    let limit = Limit { until: Instant::now() + FRESH, is_cancelled: &|| false };
    let shape = Shape::of(&proof.folder, places, limit)?;
    if shape.identity != proof.identity {
        return Err(Doubt::Changed);
    }
    trash.take(&proof.folder, proof.identity)
}
