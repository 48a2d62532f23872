//! What somebody may set up, and what they are called.

use carrick_store::db::profiles;
use carrick_store::error::{Code, Error};
use carrick_store::model::Role;
use rusqlite::Connection;

use super::acting::{self, Asker};
use crate::parts::Parts;
use crate::topics::Topic;

/// A name is as long as this at most (characters).
const LONGEST: usize = 100;

/// Whether whoever acts is an administrator.
///
/// # Errors
/// [`Code::AdministratorsOnly`]; [`Code::SignedOut`].
pub async fn require_admin(parts: &Parts) -> Result<(), Error> {
    let asker = Asker::of(parts);
    parts.db.read(move |db| admin(db, asker)).await?
}

/// As [`require_admin`], within whatever transaction writes what was asked for.
pub(super) fn admin(db: &Connection, asker: Asker) -> rusqlite::Result<Result<(), Error>> {
    Ok(asker.require(db)?.and_then(|profile| match profile.role {
        Role::Admin => Ok(()),
        Role::Member => Err(Error::new(Code::AdministratorsOnly)),
    }))
}

/// Makes somebody administrator or member.
///
/// # Errors
/// [`Code::LastAdministrator`], [`Code::AdministratorsOnly`], [`Code::NotFound`].
pub async fn set_role(parts: &Parts, id: i64, role: Role) -> Result<(), Error> {
    let asker = Asker::of(parts);
    let set = move |db: &Connection| {
        if let Err(refused) = admin(db, asker)? {
            return Ok(Err(refused));
        }
        if profiles::find(db, id)?.is_none() {
            return Ok(Err(Error::new(Code::NotFound)));
        }
        Ok(if profiles::set_role(db, id, role)? { Ok(()) } else { Err(Error::new(Code::LastAdministrator)) })
    };
    parts.db.write(set).await??;
    parts.topics.touch(Topic::People);
    // What they may do with integrations is shown there.
    parts.topics.touch(Topic::Accounts);
    Ok(())
}

/// Gives whoever acts another name.
///
/// # Errors
/// [`Code::NameMalformed`]; [`Code::SignedOut`].
pub async fn set_own_name(parts: &Parts, name: &str) -> Result<(), Error> {
    let own = acting::require(parts).await?;
    let name = read_name(name)?;
    parts.db.write(move |db| profiles::rename(db, own.id, &name)).await?;
    parts.topics.touch(Topic::People);
    Ok(())
}

/// A name as it is kept: one line that can be shown anywhere.
pub(super) fn read_name(typed: &str) -> Result<String, Error> {
    let name = typed.trim();
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_plain = !name.chars().any(|c| c.is_control() || turns(c));
    if name.is_empty() || name.chars().count() > LONGEST || !is_plain {
        return Err(Error::new(Code::NameMalformed));
    }
    Ok(name.to_owned())
}
