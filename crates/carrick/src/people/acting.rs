//! Who acts: the gate that every door to the operations goes through, and what opens and shuts it.

use carrick_store::db::{acting, admission, attempts, profiles, sign_in_accounts};
use carrick_store::error::{Code, Error};
use carrick_store::model::Profile;
use carrick_store::people::{Acting, Admission, WhySignedOut};
use rusqlite::Connection;

use crate::parts::Parts;
use crate::topics::Topic;

/// Who acts now, and whether they are signed in.
///
/// # Errors
/// When the database cannot be read.
pub async fn acting(parts: &Parts) -> Result<Acting, Error> {
    let now = parts.clock.now();
    let found = parts.db.read(move |db| acting::get(db, now)).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// Whoever this installation was opened for, if they may act now.
///
/// # Errors
/// [`Code::SignedOut`] where nobody is signed in, or somebody else is by now.
pub async fn require(parts: &Parts) -> Result<Profile, Error> {
    let asker = Asker::of(parts);
    parts.db.read(move |db| asker.require(db)).await?
}

/// For whom something is asked, and when.
#[derive(Clone, Copy)]
pub(super) struct Asker {
    id: i64,
    is_named: bool,
    now: i64,
}

impl Asker {
    pub(super) fn of(parts: &Parts) -> Self {
        Self { id: parts.profile_id, is_named: parts.is_named, now: parts.clock.now() }
    }

    /// As [`require`], within whatever transaction writes what was asked for.
    pub(super) fn require(self, db: &Connection) -> rusqlite::Result<Result<Profile, Error>> {
        let shut = || Err(Error::new(Code::SignedOut));
        let Some(acting) = acting::get(db, self.now)?.filter(|acting| acting.signed_out.is_none()) else {
            return Ok(shut());
        };
        if acting.profile.id == self.id {
            return Ok(Ok(acting.profile));
        }
        // Where people are asked to sign in, naming somebody does not make one them.
        let may_be_named = self.is_named && !admission::get(db)?.asks;
        let named = if may_be_named { profiles::find(db, self.id)? } else { None };
        Ok(named.map_or_else(shut, Ok))
    }
}

/// Who is signed in instead of whom this installation was opened for, where somebody else is.
///
/// # Errors
/// When the database cannot be read.
pub async fn another(parts: &Parts) -> Result<Option<i64>, Error> {
    if parts.is_named {
        return Ok(None);
    }
    let acting = acting(parts).await?;
    let is_another = acting.signed_out.is_none() && acting.profile.id != parts.profile_id;
    Ok(is_another.then_some(acting.profile.id))
}

/// Whether what goes on by itself for a person (reading, adding, watching) may begin something: while they are signed
/// in, and for builds also while nobody is, where an administrator has said so.
///
/// # Errors
/// When the database cannot be read.
pub async fn may_begin(parts: &Parts, is_of_builds: bool) -> Result<bool, Error> {
    let (id, now) = (parts.profile_id, parts.clock.now());
    let read = move |db: &Connection| {
        let Some(acting) = acting::get(db, now)?.filter(|acting| acting.profile.id == id) else { return Ok(false) };
        Ok(acting.signed_out.is_none() || (is_of_builds && admission::get(db)?.builds_on))
    };
    parts.db.read(read).await
}

/// Signs out, for every program of this installation. Nothing is ended that is under way.
///
/// # Errors
/// When the database cannot be written.
pub async fn sign_out(parts: &Parts, why: WhySignedOut) -> Result<(), Error> {
    let now = parts.clock.now();
    parts.db.write(move |db| acting::sign_out(db, why, now)).await?;
    tracing::info!(?why, "signed out");
    parts.topics.touch(Topic::People);
    Ok(())
}

/// Somebody acts from now on, chosen from a list: where nobody is asked to sign in.
///
/// # Errors
/// [`Code::SignInRequired`] where people are; [`Code::NotFound`].
pub async fn go_on_as(parts: &Parts, profile_id: i64) -> Result<(), Error> {
    let now = parts.clock.now();
    let choose = move |db: &Connection| {
        if admission::get(db)?.asks {
            return Ok(Err(Code::SignInRequired));
        }
        if profiles::find(db, profile_id)?.is_none() {
            return Ok(Err(Code::NotFound));
        }
        begin(db, profile_id, now).map(Ok)
    };
    parts.db.write(choose).await?.map_err(Error::new)?;
    parts.topics.touch(Topic::People);
    Ok(())
}

/// A sign of life: the computer is used, or a program of ours runs that would see it lock.
///
/// # Errors
/// When the database cannot be written.
pub async fn keep(parts: &Parts) -> Result<(), Error> {
    let now = parts.clock.now();
    let keep = move |db: &Connection| acting::keep(db, now, good_until(&admission::get(db)?, now));
    parts.db.write(keep).await
}

/// Asks nobody to sign in any more, and lets whoever acted last go on: what the owner of the system's account can
/// always do, since everything here is theirs to read anyway. Where the organisation has people asked (`is_managed`),
/// whoever acted last goes on just the same, and people are asked again once they sign out.
///
/// # Errors
/// When the database cannot be written.
pub async fn unlock(parts: &Parts, is_managed: bool) -> Result<Profile, Error> {
    let now = parts.clock.now();
    let open = move |db: &Connection| {
        if !is_managed {
            admission::put(db, &Admission { asks: false, ..admission::get(db)? })?;
        }
        let Some(acting) = acting::get(db, now)? else { return Ok(None) };
        begin(db, acting.profile.id, now)?;
        Ok(Some(acting.profile))
    };
    let profile = parts.db.write(open).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    tracing::info!(profile = profile.id, is_managed, "unlocked");
    parts.topics.touch(Topic::People);
    Ok(profile)
}

/// Whether somebody has anything to sign in with.
pub(super) fn can_sign_in(db: &Connection, profile_id: i64) -> rusqlite::Result<bool> {
    Ok(sign_in_accounts::all(db)?.iter().any(|account| account.profile_id == profile_id))
}

/// Somebody acts from now on. Part of whatever transaction lets them in. Sign-ins that others have begun are over:
/// a late approval must not hand the screen to somebody else.
pub fn begin(db: &Connection, profile_id: i64, now: i64) -> rusqlite::Result<()> {
    attempts::end_sign_ins(db, now)?;
    acting::sign_in(db, profile_id, now, good_until(&admission::get(db)?, now))
}

/// Only where people are asked does being away end anything.
pub(super) fn good_until(admission: &Admission, now: i64) -> Option<i64> {
    let grace = admission.sign_out_after.grace().filter(|_| admission.asks);
    grace.map(|grace| now.saturating_add(grace))
}
