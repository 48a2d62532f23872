//! Which account and which commit name git uses in one clone, and why.

use std::path::{Path, PathBuf};

use carrick_store::choosing::{self, Asked, Reason};
use carrick_store::error::Error;
use carrick_store::instance::Instance;
use carrick_store::model::Link;

use super::accounts;
use crate::blocking;
use crate::git::folder::GitFolder;
use crate::git::places::Places;
use crate::git::remote::Transport;
use crate::git::which::{self, Because, Belonging, Trust, Which};
use crate::parts::Parts;

/// What git uses in a clone.
#[derive(Debug, Clone)]
pub struct CloneUse {
    /// The clone's folder.
    pub folder: PathBuf,
    /// Its remotes that lie on a linked GitLab.
    pub remotes: Vec<RemoteUse>,
    /// Who is written under commits.
    pub name: Option<Because>,
    /// With which address.
    pub email: Option<Because>,
    /// With which key they are signed.
    pub signing_key: Option<Because>,
}

/// A remote, and the account that git uses for it.
#[derive(Debug, Clone)]
pub struct RemoteUse {
    /// Where it lies.
    pub belonging: Belonging,
    /// The account and why; `None` where git gets none from Carrick, over SSH above all.
    pub account: Option<(Link, Reason)>,
}

/// What git uses in the clone that a folder lies in; `None` where it lies in none. git is asked for its configuration,
/// which starts nothing that stands in it.
///
/// # Errors
/// As [`which::which`].
pub async fn clone_use(parts: &Parts, folder: &Path) -> Result<Option<CloneUse>, Error> {
    let mut instances: Vec<Instance> = accounts(parts).await?.into_iter().map(|(_, instance)| instance).collect();
    instances.dedup();
    let (places, folder) = (parts.git.places.clone(), folder.to_owned());
    let used = blocking::run(move || used_around(&places, &folder, &instances)).await??;
    let Some((folder, used)) = used else { return Ok(None) };
    let mut remotes = Vec::new();
    for belonging in used.belongs {
        let account = account_for(parts, &belonging).await?;
        remotes.push(RemoteUse { belonging, account });
    }
    Ok(Some(CloneUse { folder, remotes, name: used.name, email: used.email, signing_key: used.signing_key }))
}

fn used_around(places: &Places, folder: &Path, instances: &[Instance]) -> Result<Option<(PathBuf, Which)>, Error> {
    let clone = folder.ancestors().find(|folder| GitFolder::find(folder).is_some());
    let Some(clone) = clone else { return Ok(None) };
    let used = which::which(places, clone, Trust::Added, instances)?;
    Ok(used.map(|used| (clone.to_owned(), used)))
}

async fn account_for(parts: &Parts, belonging: &Belonging) -> Result<Option<(Link, Reason)>, Error> {
    if belonging.transport == Transport::Ssh {
        return Ok(None);
    }
    let (profile_id, instance, project) = (parts.profile_id, belonging.instance.clone(), belonging.project.clone());
    // What stands in our own file was chosen, and is told as that.
    let own = parts.git.places.own_file();
    let named = belonging.username.as_ref().filter(|because| Path::new(&because.file) != own);
    let username = named.map(|because| because.value.clone());
    let choose = move |db: &rusqlite::Connection| {
        let asked = Asked { instance: &instance, project: Some(&project), username: username.as_deref() };
        choosing::choose(db, profile_id, asked)
    };
    parts.db.read(choose).await
}
