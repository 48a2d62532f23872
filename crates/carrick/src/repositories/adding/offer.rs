//! Asking, after the first repository was added, whether git should be set up for all clones.

use carrick_store::db::preferences::{self, Preferences};
use carrick_store::error::Error;

use crate::git_setup;
use crate::repositories::Repositories;
use crate::topics::Topic;

/// Looks whether git is set up, after an addition and after each change of its set-up: git is asked, which takes too
/// long to be done whenever something is shown.
pub(super) async fn look(repositories: &Repositories) {
    let revision = repositories.topics.revision(Topic::Git);
    let is_wanted = {
        let live = repositories.live();
        let has_clone = live.adding.last.as_ref().is_some_and(|added| added.folder.is_some());
        has_clone && live.adding.set_up.is_none_or(|(known, _)| known != revision)
    };
    if !is_wanted {
        return;
    }
    // Where it cannot be told, nobody is asked.
    let is_set_up = match answered_at(repositories).await {
        Ok(None) => git_setup::status(repositories).await.map_or(true, |status| status.is_included),
        Ok(Some(_)) | Err(_) => true,
    };
    repositories.live().adding.set_up = Some((revision, is_set_up));
    if !is_set_up {
        repositories.topics.touch(Topic::Additions);
    }
}

/// Whether it is time to ask.
pub(super) async fn is_due(repositories: &Repositories) -> Result<bool, Error> {
    let is_missing = repositories.live().adding.set_up.is_some_and(|(_, is_set_up)| !is_set_up);
    Ok(is_missing && answered_at(repositories).await?.is_none())
}

async fn answered_at(repositories: &Repositories) -> Result<Option<i64>, Error> {
    let profile_id = repositories.profile_id;
    Ok(repositories.db.read(move |db| preferences::get(db, profile_id)).await?.git_offered_at)
}

/// Notes that the person has answered; they are not asked again.
///
/// # Errors
/// When the database cannot be written.
pub async fn dismiss_git_offer(repositories: &Repositories) -> Result<(), Error> {
    let (profile_id, now) = (repositories.profile_id, repositories.clock.now());
    let note = move |db: &rusqlite::Connection| {
        let before = preferences::get(db, profile_id)?;
        preferences::put(db, profile_id, &Preferences { git_offered_at: Some(now), ..before })
    };
    repositories.db.write(note).await?;
    repositories.topics.touch(Topic::Additions);
    Ok(())
}
