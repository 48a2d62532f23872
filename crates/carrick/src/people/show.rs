//! What the window is told of people.

use carrick_store::db::{acting, admission, integrations, links, profiles, sign_in_accounts};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::{self, Link, Profile};
use carrick_store::people::{self as kept, Acting, SignInAccount};
use rusqlite::Connection;

use super::joining::{Found, TypedGroup};
use super::removing::{Dependents, Unlinked};
use crate::accounts::{Accounts, show};
use crate::messages;
use crate::topics::Topic;

/// Reads it.
///
/// # Errors
/// When the database cannot be read.
pub async fn people(accounts: &Accounts) -> Result<messages::People, Error> {
    let revision = accounts.topics.revision(Topic::People);
    let now = accounts.clock.now();
    let read = accounts.db.read(move |db| Read::of(db, now)).await?;
    let doors = show::doors(accounts).await?;
    let managed = accounts.managed();
    let shown = read.ok_or_else(|| Error::new(Code::NotFound))?.shown(revision, doors);
    let asks_later = managed.asks() && !shown.admission.asks_to_sign_in;
    Ok(messages::People { managed: managed.sign_in.is_some(), asks_later, ..shown })
}

/// Everything that is told, as it is kept.
struct Read {
    acting: Acting,
    profiles: Vec<(Profile, Option<i64>)>,
    accounts: Vec<SignInAccount>,
    links: Vec<(Link, Instance)>,
    admission: kept::Admission,
    groups: Vec<kept::JoinGroup>,
    only_admin: Option<i64>,
}

impl Read {
    fn of(db: &Connection, now: i64) -> rusqlite::Result<Option<Self>> {
        let Some(acting) = acting::get(db, now)? else { return Ok(None) };
        let profiles = profiles::all(db)?;
        let mut admins = profiles.iter().filter(|(profile, _)| profile.role == model::Role::Admin);
        let only_admin = admins.next().filter(|_| admins.next().is_none()).map(|(profile, _)| profile.id);
        let integrations = integrations::all(db)?;
        let of = |link: &Link| integrations.iter().find(|it| it.id == link.integration_id);
        let links = links::all(db)?.into_iter();
        Ok(Some(Self {
            links: links.filter_map(|link| of(&link).map(|it| it.instance.clone()).map(|at| (link, at))).collect(),
            accounts: sign_in_accounts::all(db)?,
            admission: admission::get(db)?,
            groups: admission::groups(db)?,
            acting,
            profiles,
            only_admin,
        }))
    }

    /// While nobody is signed in nobody is told who is here, but where anybody may go on.
    fn shown(&self, revision: u64, doors: Vec<messages::SignInDoor>) -> messages::People {
        let is_open = self.acting.signed_out.is_none();
        let all = self.profiles.iter();
        messages::People {
            revision,
            profile: (&self.acting.profile).into(),
            people: if is_open { all.map(|(profile, at)| self.person(profile, *at)).collect() } else { Vec::new() },
            admission: self.admission_shown(),
            managed: false,
            asks_later: false,
            signed_out: self.acting.signed_out.map(|out| self.signed_out(out)),
            doors,
            is_shared: self.profiles.len() > 1,
        }
    }

    fn person(&self, profile: &Profile, last_here_at: Option<i64>) -> messages::Person {
        let accounts = self.accounts.iter().filter(|account| account.profile_id == profile.id);
        let linked = self.links.iter().filter(|(link, _)| link.profile_id == profile.id);
        messages::Person {
            id: profile.id,
            name: profile.name.clone(),
            role: profile.role.into(),
            sign_in_accounts: accounts.map(Into::into).collect(),
            linked: linked.map(|(link, at)| self.linked(link, at)).collect(),
            last_here_at,
            is_you: profile.id == self.acting.profile.id,
            is_last_admin: self.only_admin == Some(profile.id),
        }
    }

    fn linked(&self, link: &Link, instance: &Instance) -> messages::LinkedName {
        let is_same = |it: &&SignInAccount| it.instance == *instance && it.user_id == link.identity.user_id;
        messages::LinkedName {
            link_id: link.id,
            username: link.identity.username.clone(),
            host: instance.host(),
            signs_in: self.accounts.iter().filter(is_same).any(|it| it.profile_id == link.profile_id),
        }
    }

    fn signed_out(&self, out: kept::SignedOut) -> messages::SignedOut {
        let everybody = self.profiles.iter().map(|(profile, _)| profile.into());
        messages::SignedOut {
            since: out.since,
            why: out.why.into(),
            may_go_on: if self.admission.asks { Vec::new() } else { everybody.collect() },
        }
    }

    fn admission_shown(&self) -> messages::Admission {
        messages::Admission {
            asks_to_sign_in: self.admission.asks,
            who_may_join: self.admission.who.into(),
            groups: self.groups.iter().map(Into::into).collect(),
            sign_out_after: self.admission.sign_out_after.into(),
            asks_for_fresh_sign_in: self.admission.asks_fresh,
            builds_while_signed_out: self.admission.builds_on,
        }
    }
}

impl From<&Profile> for messages::Profile {
    fn from(profile: &Profile) -> Self {
        Self { id: profile.id, name: profile.name.clone(), role: profile.role.into() }
    }
}

impl From<&SignInAccount> for messages::SignInAccount {
    fn from(account: &SignInAccount) -> Self {
        Self { id: account.id, username: account.username.clone(), host: account.instance.host() }
    }
}

impl From<&kept::JoinGroup> for messages::JoinGroup {
    fn from(group: &kept::JoinGroup) -> Self {
        Self { integration_id: group.integration_id, path: group.path.clone(), least_role: group.least_role }
    }
}

/// What is wanted of people, and the groups as they were typed.
pub fn wanted(admission: messages::Admission) -> (kept::Admission, Vec<TypedGroup>) {
    let groups = admission.groups.into_iter().map(|group| (group.integration_id, group.path, group.least_role));
    let kept = kept::Admission {
        asks: admission.asks_to_sign_in,
        who: admission.who_may_join.into(),
        sign_out_after: admission.sign_out_after.into(),
        asks_fresh: admission.asks_for_fresh_sign_in,
        builds_on: admission.builds_while_signed_out,
    };
    (kept, groups.collect())
}

impl From<Found> for messages::FoundPerson {
    fn from(found: Found) -> Self {
        Self {
            integration_id: found.integration_id,
            user_id: found.identity.user_id,
            username: found.identity.username,
            name: found.identity.name,
            host: found.host,
            is_known: found.is_known,
        }
    }
}

impl From<Dependents> for messages::PersonDependents {
    fn from(found: Dependents) -> Self {
        let linked = found.links.into_iter().map(|(link, host)| messages::LinkedName {
            link_id: link.id,
            username: link.identity.username,
            host,
            signs_in: false,
        });
        Self { linked: linked.collect(), clones: found.clones, repositories: found.repositories }
    }
}

impl From<Vec<Unlinked>> for messages::PersonRemoved {
    fn from(all: Vec<Unlinked>) -> Self {
        let name =
            |it: Unlinked| messages::UnlinkedName { username: it.username, host: it.host, receipt: it.receipt.into() };
        Self { receipts: all.into_iter().map(name).collect() }
    }
}

/// The same words on both sides, each named once.
macro_rules! same_words {
    ($kept:path, $shown:path { $($word:ident),* $(,)? }) => {
        impl From<$kept> for $shown {
            fn from(word: $kept) -> Self {
                match word { $(<$kept>::$word => Self::$word,)* }
            }
        }

        impl From<$shown> for $kept {
            fn from(word: $shown) -> Self {
                match word { $(<$shown>::$word => Self::$word,)* }
            }
        }
    };
}

same_words!(model::Role, messages::Role { Admin, Member });
same_words!(kept::WhoMayJoin, messages::WhoMayJoin { Listed, Anyone, Groups });
same_words!(kept::SignOutAfter, messages::SignOutAfter { Never, Minutes15, Hour1, ComputerLocks });
same_words!(kept::WhySignedOut, messages::WhySignedOut { Asked, Idle, ComputerLocked, Begun, Unreadable });
