//! Who may come in: whether GitLab's answer is about somebody who uses Carrick here, or may join.

use carrick_store::db::{acting as table, admission, profiles, sign_in_accounts};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::{Identity, Role};
use carrick_store::people::{Admission, JoinGroup, SignInAccount, SignOutAfter, WhoMayJoin, WhySignedOut};
use rusqlite::Connection;

use super::acting::{self, Asker};
use super::roles::admin;
use crate::desktop::presence::Seen;
use crate::parts::Parts;
use crate::topics::Topic;

/// Whoever GitLab has proven to be at this end of the approval.
#[derive(Debug, Clone)]
pub struct Comer {
    /// Their GitLab.
    pub instance: Instance,
    /// Who they are there; only the number counts.
    pub identity: Identity,
    /// Whether they are a member of a group whose members may join, where that was asked about.
    pub is_member: bool,
}

/// Whether it has to be asked at GitLab, before [`admit`], which groups somebody is a member of: for whom an
/// administrator named, or where no group counts, it has not.
pub fn depends_on_groups(db: &Connection, instance: &Instance, user_id: i64) -> rusqlite::Result<bool> {
    let is_named = sign_in_accounts::find(db, instance, user_id)?.is_some_and(|account| !account.joined);
    Ok(!is_named && admission::get(db)?.who == WhoMayJoin::Groups)
}

/// Lets somebody in: gives the number of their profile, made now if they may join, or why not.
pub fn admit(db: &Connection, comer: &Comer, now: i64) -> rusqlite::Result<Result<i64, Error>> {
    let Comer { instance, identity, .. } = comer;
    let who = admission::get(db)?.who;
    let has_namesake = sign_in_accounts::has_namesake(db, instance, identity.user_id, &identity.username)?;
    let refused = || {
        let refused = Error::new(Code::NotAdmitted).with("username", &identity.username).with("host", instance.host());
        if has_namesake { refused.with("namesake", true) } else { refused }
    };
    let known = sign_in_accounts::find(db, instance, identity.user_id)?;
    let (profile_id, joined) = match known {
        // Whoever came by themselves stays only as long as they might come again.
        Some(account) if account.joined && who == WhoMayJoin::Groups && !comer.is_member => return Ok(Err(refused())),
        Some(account) => (account.profile_id, account.joined),
        None if who == WhoMayJoin::Anyone || (who == WhoMayJoin::Groups && comer.is_member) => {
            (profiles::add(db, &name_of(identity), Role::Member, now)?, true)
        }
        None => return Ok(Err(refused())),
    };
    let account = SignInAccount {
        id: 0,
        profile_id,
        instance: instance.clone(),
        user_id: identity.user_id,
        username: identity.username.clone(),
        name: identity.name.clone(),
        joined,
    };
    sign_in_accounts::put(db, &account, now)?;
    Ok(Ok(profile_id))
}

/// What somebody is called here at first.
pub(super) fn name_of(identity: &Identity) -> String {
    super::roles::read_name(&identity.name).unwrap_or_else(|_| identity.username.clone())
}

/// Sets what is asked of people. Where they are asked from now on, whoever sets it stays signed in.
///
/// # Errors
/// [`Code::AdministratorsOnly`]; [`Code::NoSignInAccount`] where whoever sets it could not come back.
pub(super) async fn set(parts: &Parts, asked: Admission, groups: Vec<JoinGroup>) -> Result<(), Error> {
    let (own, now, asker) = (parts.profile_id, parts.clock.now(), Asker::of(parts));
    let set = move |db: &Connection| {
        // Groups were asked about meanwhile: whoever signed out stays so.
        if let Err(refused) = admin(db, asker)? {
            return Ok(Err(refused));
        }
        let before = admission::get(db)?;
        if asked.asks && !before.asks && !acting::can_sign_in(db, own)? {
            return Ok(Err(Error::new(Code::NoSignInAccount)));
        }
        admission::put(db, &asked)?;
        admission::put_groups(db, &groups)?;
        acting::begin(db, own, now)?;
        Ok(Ok(()))
    };
    parts.db.write(set).await??;
    parts.topics.touch(Topic::People);
    Ok(())
}

/// Whether somebody is signed in whom being away signs out.
///
/// # Errors
/// When the database cannot be read.
pub async fn ends_by_itself(parts: &Parts) -> Result<bool, Error> {
    Ok(ends_after(parts).await?.is_some())
}

/// Why a sign-in ends, by what was seen of the computer's use; a sign of life makes it hold.
///
/// # Errors
/// When the database cannot be written.
pub async fn judge(parts: &Parts, seen: Seen) -> Result<Option<WhySignedOut>, Error> {
    let Some(after) = ends_after(parts).await? else { return Ok(None) };
    let why = why_ended(after, seen);
    // Not seen is no sign of life, and neither is not used.
    if why.is_none() && is_life(after, seen) {
        acting::keep(parts).await?;
    }
    Ok(why)
}

/// What signs out whoever is signed in, where anything does.
async fn ends_after(parts: &Parts) -> Result<Option<SignOutAfter>, Error> {
    let now = parts.clock.now();
    let look = move |db: &Connection| {
        let admission = admission::get(db)?;
        let ends = admission.asks && admission.sign_out_after != SignOutAfter::Never;
        let is_open = ends && table::get(db, now)?.is_some_and(|acting| acting.signed_out.is_none());
        Ok(is_open.then_some(admission.sign_out_after))
    };
    parts.db.read(look).await
}

fn why_ended(after: SignOutAfter, seen: Seen) -> Option<WhySignedOut> {
    match after {
        SignOutAfter::Never => None,
        SignOutAfter::ComputerLocks => (seen.is_locked == Some(true)).then_some(WhySignedOut::ComputerLocked),
        SignOutAfter::Minutes15 | SignOutAfter::Hour1 => {
            let is_over = seen.idle.zip(after.grace()).is_some_and(|(idle, grace)| idle >= grace);
            is_over.then_some(WhySignedOut::Idle)
        }
    }
}

/// Whoever moves a mouse is there.
const JUST_NOW: i64 = 2 * 60_000;

fn is_life(after: SignOutAfter, seen: Seen) -> bool {
    match after {
        SignOutAfter::Never => false,
        SignOutAfter::ComputerLocks => seen.is_locked == Some(false),
        SignOutAfter::Minutes15 | SignOutAfter::Hour1 => {
            seen.is_locked != Some(true) && seen.idle.is_some_and(|idle| idle < JUST_NOW)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn unlocked(idle: i64) -> Seen {
        Seen { is_locked: Some(false), idle: Some(idle) }
    }

    #[test]
    fn a_sign_in_ends_with_the_time_that_was_set_and_not_before() {
        for (after, minutes) in [(SignOutAfter::Minutes15, 15), (SignOutAfter::Hour1, 60)] {
            let idle = minutes * MINUTE;
            assert_eq!(why_ended(after, unlocked(idle - 1)), None, "{after:?}: somebody may come back until then");
            assert_eq!(why_ended(after, unlocked(idle)), Some(WhySignedOut::Idle), "{after:?}");
            let locked = Seen { is_locked: Some(true), idle: Some(0) };
            assert_eq!(why_ended(after, locked), None, "{after:?}: it was not set to end with a lock");
        }
        let locks = SignOutAfter::ComputerLocks;
        assert_eq!(why_ended(locks, unlocked(i64::MAX)), None, "it was not set to end with a time");
        let locked = Seen { is_locked: Some(true), idle: None };
        assert_eq!(why_ended(locks, locked), Some(WhySignedOut::ComputerLocked), "but with a lock");
        assert_eq!(why_ended(SignOutAfter::Never, locked), None, "and never with anything");
    }

    #[test]
    fn what_is_not_seen_is_no_sign_of_life() {
        let (idle, locks) = (SignOutAfter::Minutes15, SignOutAfter::ComputerLocks);
        assert!(is_life(idle, unlocked(0)) && is_life(locks, unlocked(0)), "somebody is there");
        assert!(!is_life(idle, Seen::default()) && !is_life(locks, Seen::default()), "nobody is seen");
        assert!(!is_life(idle, Seen { is_locked: Some(false), idle: None }), "an open screen is no person");
        assert!(!is_life(locks, Seen { is_locked: None, idle: Some(0) }), "nor would its lock be seen");
        assert!(!is_life(idle, Seen { is_locked: Some(true), idle: Some(0) }), "a mouse on a locked screen");
        assert!(!is_life(idle, unlocked(JUST_NOW)), "and who has not moved one is not there just now");
    }
}
