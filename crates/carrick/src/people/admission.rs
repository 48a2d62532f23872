//! Who may come in: whether GitLab's answer is about somebody who uses Carrick here, or may join.

use carrick_store::db::{acting as table, admission, profiles, sign_in_accounts};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::{Identity, Role};
use carrick_store::people::{Admission, JoinGroup, SignInAccount, SignOutAfter, WhoMayJoin, WhySignedOut};
use rusqlite::Connection;

use super::acting;
use super::roles::require_admin;
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
    let refused = || {
        let refused = Error::new(Code::NotAdmitted);
        refused.with("username", &identity.username).with("host", instance.host())
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
    require_admin(parts).await?;
    let (own, now) = (parts.profile_id, parts.clock.now());
    let set = move |db: &Connection| {
        let before = admission::get(db)?;
        if asked.asks && !before.asks && !acting::can_sign_in(db, own)? {
            return Ok(Err(Code::NoSignInAccount));
        }
        admission::put(db, &asked)?;
        admission::put_groups(db, &groups)?;
        acting::begin(db, own, now)?;
        Ok(Ok(()))
    };
    parts.db.write(set).await?.map_err(Error::new)?;
    parts.topics.touch(Topic::People);
    Ok(())
}

/// Ends a sign-in that has held for as long as was set without use of the computer, or since it is locked.
///
/// # Errors
/// When the database cannot be written.
pub async fn sign_out_if(parts: &Parts, seen: Seen) -> Result<(), Error> {
    let now = parts.clock.now();
    let look = move |db: &Connection| {
        let admission = admission::get(db)?;
        let is_open = table::get(db, now)?.is_some_and(|acting| acting.signed_out.is_none());
        Ok((admission.asks && is_open).then_some(admission.sign_out_after))
    };
    let Some(after) = parts.db.read(look).await? else { return Ok(()) };
    let why = match (after, seen) {
        (SignOutAfter::ComputerLocks, Seen::Locked) => Some(WhySignedOut::ComputerLocked),
        (SignOutAfter::Minutes15 | SignOutAfter::Hour1, Seen::IdleFor(idle)) => {
            after.grace().filter(|grace| idle >= *grace).map(|_| WhySignedOut::Idle)
        }
        _ => None,
    };
    match why {
        Some(why) => acting::sign_out(parts, why).await,
        // Not used is no sign of life; that the screen is not locked is one.
        None if seen.is_life(after) => acting::keep(parts).await,
        None => Ok(()),
    }
}

/// What was seen of the computer's use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It was locked just now.
    Locked,
    /// It is not locked, and was last used so long ago (milliseconds).
    IdleFor(i64),
    /// It is not locked, and nothing tells when it was last used.
    Unlocked,
}

/// Whoever moves a mouse is there.
const JUST_NOW: i64 = 2 * 60_000;

impl Seen {
    fn is_life(self, after: SignOutAfter) -> bool {
        match self {
            Self::Locked => false,
            Self::IdleFor(idle) => after == SignOutAfter::ComputerLocks || idle < JUST_NOW,
            Self::Unlocked => after == SignOutAfter::ComputerLocks,
        }
    }
}
