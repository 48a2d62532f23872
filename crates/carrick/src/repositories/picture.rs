//! The pictures of added repositories, asked for when somebody looks at them. Of all others there are initials: nobody
//! asks a GitLab for the pictures of 100,000 projects.

use std::sync::Arc;

use carrick_store::error::Error;
use carrick_store::instance::Instance;
use carrick_store::model::Picture;

use super::{Repositories, list};

/// The picture of an added repository, if it has one that is shown. One of a project that is not public needs a sign-in
/// to GitLab's pages, which Carrick has not.
///
/// # Errors
/// `NotFound`; when the database cannot be read.
pub async fn picture(repositories: &Repositories, id: i64) -> Result<Option<Picture>, Error> {
    let project = list::one(repositories, id).await?;
    let Some(address) = project.listed.avatar_url.filter(|_| project.added_at.is_some()) else { return Ok(None) };
    let now = repositories.clock.now();
    let turns = Arc::clone(&repositories.live().pictures.turns);
    // Who waits for a turn may find it known by then.
    let _turn = turns.acquire().await;
    let known = repositories.live().pictures.known(&address, now);
    if let Some(known) = known {
        return Ok(known);
    }
    let instance = Instance::parse(&project.instance)?;
    let picture = repositories.gitlab.avatar(&instance, &address).await;
    repositories.live().pictures.keep(address, picture.clone(), now);
    Ok(picture)
}
