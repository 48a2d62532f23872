//! The facts that a decision hangs on and that cost a request, each asked for as an account.

use super::asking::{Asker, NoAnswer};
use super::known::{ChangedPaths, LastPush, Level};
use crate::gitlab::Said;

/// Own pushes are looked for from so long before their commit was seen (milliseconds).
const PUSHED_BEFORE: i64 = 24 * 60 * 60_000;

/// Whether the account pushed a commit that was first seen at `seen_at` (the instance's Unix milliseconds).
pub(in crate::builds) async fn last_push(
    asker: &Asker,
    project_id: i64,
    sha: &str,
    seen_at: i64,
) -> Result<Said<LastPush>, NoAnswer> {
    let since = seen_at.saturating_sub(PUSHED_BEFORE);
    let pushes = asker.ask(async |it| Ok(it.gitlab.own_pushes(it.caller(), since).await?)).await?;
    Ok(pushes.map(|pushes| {
        let is_own = pushes.iter().any(|push| push.project_id == project_id && push.sha == sha);
        if is_own { LastPush::By(asker.user_id()) } else { LastPush::NotSaid }
    }))
}

/// What an account is in a project or its groups.
pub(in crate::builds) async fn level(asker: &Asker, project_id: i64, user_id: i64) -> Result<Said<Level>, NoAnswer> {
    let level = asker.ask(async |it| Ok(it.gitlab.access_level(it.caller(), project_id, user_id).await?)).await?;
    Ok(level.map(|level| level.map_or(Level::NoMember, Level::Is)))
}

/// Which files a merge request changes; nothing where GitLab shows no such merge request.
pub(in crate::builds) async fn changed_paths(
    asker: &Asker,
    project_id: i64,
    iid: i64,
) -> Result<Said<Option<ChangedPaths>>, NoAnswer> {
    let paths = asker.ask(async |it| Ok(it.gitlab.changed_paths(it.caller(), project_id, iid).await?)).await?;
    Ok(paths.map(|paths| paths.map(|paths| ChangedPaths { paths: paths.paths, is_whole: paths.is_whole })))
}
