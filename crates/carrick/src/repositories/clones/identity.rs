//! Who git acts and commits as in one clone, as the person wants it there.

use carrick_store::choosing;
use carrick_store::db::clones;
use carrick_store::error::{Code, Error};

use super::known::Known;
use crate::git::identities::Identity;
use crate::git_setup::bindings;
use crate::git_setup::choices::commit_value;
use crate::repositories::Repositories;
use crate::topics::Topic;

/// Who git acts and commits as in a clone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acting {
    /// The account; none leaves the choice to Carrick.
    pub link_id: Option<i64>,
    /// As they were typed; what is left empty is as git says elsewhere.
    pub identity: Identity,
}

/// Writes it into the clone, in place of what Carrick wrote there before.
///
/// # Errors
/// `NotFound`, also for an account that git may not use there; `FolderMissing`; `IdentityMalformed`; what keeps git's
/// configuration from being written.
pub async fn set_identity(repositories: &Repositories, id: i64, acting: Acting) -> Result<(), Error> {
    let Acting { link_id, identity: Identity { name, email, signing_key } } = acting;
    let identity =
        Identity { name: commit_value(name)?, email: commit_value(email)?, signing_key: commit_value(signing_key)? };
    let known = Known::there(repositories, id).await?;
    let (profile_id, instance) = (repositories.profile_id, known.instance.clone());
    let usable = repositories.db.read(move |db| choosing::usable_at(db, profile_id, &instance)).await?;
    let link = match link_id {
        Some(link_id) => {
            let found = usable.into_iter().find(|link| link.id == link_id);
            Some(found.ok_or_else(|| Error::new(Code::NotFound))?)
        }
        None => None,
    };
    let username = link.map(|link| link.identity.username);
    bindings::bind_as(repositories, known.folder, known.instance, username, identity).await?;
    repositories.db.write(move |db| clones::set_link(db, id, link_id)).await?;
    repositories.touch_project(known.project.id);
    repositories.topics.touch(Topic::Clones);
    Ok(())
}

/// Leaves a commit name that does not fit the account as it is, and says no more of it.
///
/// # Errors
/// `NotFound`.
pub async fn keep_name(repositories: &Repositories, id: i64) -> Result<(), Error> {
    Known::get(repositories, id).await?;
    repositories.db.write(move |db| clones::set_keeps_name(db, id, true)).await?;
    repositories.topics.touch(Topic::Clones);
    Ok(())
}
