//! The facts that a decision hangs on and that cost a request, each asked for as an account.

use carrick_store::merge_request::MergeRequest;
use carrick_store::rule::Rule;

use super::asking::{Asker, NoAnswer};
use super::deciding::{Decision, decide};
use super::known::{ChangedPaths, Fact, Known, LastPush, Level};
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

/// Decides, and asks GitLab for what that hangs on; what was decided, by what is known then.
pub(in crate::builds) async fn learnt(
    asker: &Asker,
    rule: Option<&Rule>,
    merge_request: &MergeRequest,
    mut known: Known,
) -> Result<(Decision, Known), NoAnswer> {
    loop {
        let decision = decide(rule, merge_request, &known);
        let Decision::Needs(fact) = decision else { return Ok((decision, known)) };
        if !learn(asker, fact, merge_request, &mut known).await? {
            return Ok((decision, known));
        }
    }
}

/// Finds out one fact; whether that told anything.
async fn learn(asker: &Asker, fact: Fact, of: &MergeRequest, known: &mut Known) -> Result<bool, NoAnswer> {
    let (snapshot, project_id) = (&of.snapshot, known.project_id);
    match fact {
        Fact::LastPush => {
            let seen_at = snapshot.updated_at.min(of.head_seen_at);
            known.last_push = Some(last_push(asker, project_id, &snapshot.sha, seen_at).await?.what);
        }
        Fact::AuthorLevel => {
            let Some(author) = snapshot.author_id else { return Ok(false) };
            known.author_level = level(asker, project_id, author).await?.what;
        }
        Fact::ChangedPaths => {
            known.changed_paths = changed_paths(asker, project_id, snapshot.iid).await?.what;
            return Ok(known.changed_paths.is_some());
        }
    }
    Ok(true)
}
