//! Sign-ins that take too long.

use carrick_store::db::attempts;
use carrick_store::error::{Code, Error};
use carrick_store::model::Attempt;

use super::Accounts;
use super::notice::Notice;
use super::verifier::forget_verifier;

/// When the next sign-in has taken too long (Unix milliseconds), as the clock is set now; long ago where the database
/// says something else, which another program would believe.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_expiry(accounts: &Accounts) -> Result<Option<i64>, Error> {
    let open = open(accounts).await?;
    Ok(open.iter().map(|(attempt, end)| if attempt.expires_at == *end { *end } else { i64::MIN }).min())
}

/// Ends sign-ins that took too long, and says so of those that are waited for here.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn expire_sign_ins(accounts: &Accounts) -> Result<(), Error> {
    let _exclusive = accounts.exclusive().await;
    follow_the_clock(accounts).await?;
    let (profile_id, now) = (accounts.profile_id, accounts.clock.now());
    if next_expiry(accounts).await?.is_none_or(|at| at > now) {
        return Ok(());
    }
    let look = move |db: &rusqlite::Connection| Ok((attempts::expire(db, now)?, attempts::open_of(db, profile_id)?));
    let (expired, open) = accounts.db.write(look).await?;
    for attempt in expired.iter().filter(|attempt| attempt.profile_id == profile_id) {
        let integration_id = attempt.integration_id;
        if !open.iter().any(|other| other.integration_id == integration_id) {
            let mut live = accounts.live();
            let was_waited_for = live.sign_ins.remove(&integration_id).is_some();
            // One that ended because somebody else came in did not take too long.
            if was_waited_for && !attempt.is_cut_short() {
                let error = Error::new(Code::SignInExpired);
                live.notices.insert(integration_id, Notice::Failed { error });
            }
        }
    }
    accounts.touch();
    for attempt in expired {
        forget_verifier(accounts, attempt.id).await;
    }
    Ok(())
}

/// Has the database say when open attempts end by the clock as it is set now. Only while holding
/// [`Accounts::exclusive`].
///
/// # Errors
/// When the database cannot be read or written.
pub(super) async fn follow_the_clock(accounts: &Accounts) -> Result<(), Error> {
    let moved: Vec<(i64, i64)> = open(accounts)
        .await?
        .into_iter()
        .filter(|(attempt, end)| attempt.expires_at != *end && !attempt.is_cut_short())
        .map(|(attempt, end)| (attempt.id, end))
        .collect();
    if !moved.is_empty() {
        let follow =
            move |db: &rusqlite::Connection| moved.iter().try_for_each(|&(id, end)| attempts::end_at(db, id, end));
        accounts.db.write(follow).await?;
    }
    Ok(())
}

/// Everybody's open attempts, and when each is over by the clock as it is set now (Unix milliseconds).
async fn open(accounts: &Accounts) -> Result<Vec<(Attempt, i64)>, Error> {
    let open = accounts.db.read(attempts::all_open).await?;
    let ends = accounts.live().spans.ends(&open, &*accounts.clock);
    Ok(open.into_iter().zip(ends).collect())
}
