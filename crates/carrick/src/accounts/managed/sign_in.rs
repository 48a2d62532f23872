//! What the organisation's file says of signing in: all of it or nothing, so that what it leaves out is as at first.

use carrick_store::db::{admission, integrations, profiles, sign_in_accounts};
use carrick_store::model::Role;
use carrick_store::people::{Admission, JoinGroup, SignOutAfter, WhoMayJoin};
use carrick_store::project::is_group_path;
use rusqlite::Connection;
use serde::Deserialize;

use super::texts::Address;
use crate::accounts::setup::Setup;

/// What is asked of people, and the groups whose members may join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    admission: Admission,
    groups: Vec<Group>,
}

/// A group at the GitLab of an integration that the file names as well.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    of: Setup,
    id: i64,
    path: String,
    least_role: u8,
}

/// As it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub(super) struct Section {
    asks_to_sign_in: bool,
    who_may_join: Who,
    groups: Vec<Named>,
    sign_out_after: After,
    asks_for_fresh_sign_in: bool,
    builds_while_signed_out: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Who {
    #[default]
    Listed,
    Anyone,
    Groups,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum After {
    #[default]
    Never,
    Minutes15,
    Hour1,
    ComputerLocks,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    instance: Address,
    id: i64,
    path: String,
    least_role: LeastRole,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum LeastRole {
    Guest = 10,
    Reporter = 20,
    Developer = 30,
    Maintainer = 40,
    Owner = 50,
}

impl Section {
    /// What it asks for, where that holds together: members of groups join by a group at least, and each group is at
    /// a GitLab that the file presets.
    pub(super) fn read(self, presets: &[Setup]) -> Option<SignIn> {
        let by_groups = matches!(self.who_may_join, Who::Groups);
        let groups: Vec<Group> = self.groups.into_iter().map(|named| named.at(presets)).collect::<Option<_>>()?;
        if by_groups == groups.is_empty() {
            return None;
        }
        let admission = Admission {
            asks: self.asks_to_sign_in,
            who: match self.who_may_join {
                Who::Listed => WhoMayJoin::Listed,
                Who::Anyone => WhoMayJoin::Anyone,
                Who::Groups => WhoMayJoin::Groups,
            },
            sign_out_after: match self.sign_out_after {
                After::Never => SignOutAfter::Never,
                After::Minutes15 => SignOutAfter::Minutes15,
                After::Hour1 => SignOutAfter::Hour1,
                After::ComputerLocks => SignOutAfter::ComputerLocks,
            },
            asks_fresh: self.asks_for_fresh_sign_in,
            builds_on: self.builds_while_signed_out,
        };
        Some(SignIn { admission, groups })
    }
}

impl Named {
    fn at(self, presets: &[Setup]) -> Option<Group> {
        let of = presets.iter().find(|preset| preset.instance == self.instance.0)?.clone();
        let is_one = self.id > 0 && is_group_path(&self.path);
        is_one.then_some(Group { of, id: self.id, path: self.path, least_role: self.least_role as u8 })
    }
}

impl SignIn {
    /// Whether people are to be asked.
    pub fn asks(&self) -> bool {
        self.admission.asks
    }

    /// Whether something is to be written for it to hold.
    ///
    /// # Errors
    /// As SQLite.
    pub(super) fn is_news(&self, db: &Connection) -> rusqlite::Result<bool> {
        let (admission, groups) = self.due(db)?;
        let told = |all: Vec<JoinGroup>| -> Vec<_> {
            // A group's path is as it was last seen at its GitLab.
            all.into_iter().map(|group| (group.integration_id, group.group_id, group.least_role)).collect()
        };
        Ok(admission::get(db)? != admission || told(admission::groups(db)?) != told(groups))
    }

    /// Has it hold, and gives whether people are asked only from now on. Nobody is asked before an administrator
    /// could come back in: a computer that is new would shut everybody out.
    ///
    /// # Errors
    /// As SQLite.
    pub fn put(&self, db: &Connection) -> rusqlite::Result<bool> {
        let before = admission::get(db)?.asks;
        let (admission, groups) = self.due(db)?;
        admission::put(db, &admission)?;
        admission::put_groups(db, &groups)?;
        Ok(admission.asks && !before)
    }

    fn due(&self, db: &Connection) -> rusqlite::Result<(Admission, Vec<JoinGroup>)> {
        let asks = self.asks() && (admission::get(db)?.asks || an_administrator_can_sign_in(db)?);
        let all = integrations::all(db)?;
        let is_at = |group: &Group| all.iter().find(|it| it.is_of(&group.of.instance, &group.of.application_id));
        let kept = |group: &Group| {
            is_at(group).map(|at| JoinGroup {
                integration_id: at.id,
                group_id: group.id,
                path: group.path.clone(),
                least_role: group.least_role,
            })
        };
        let groups = self.groups.iter().filter_map(kept).collect();
        Ok((Admission { asks, ..self.admission.clone() }, groups))
    }
}

fn an_administrator_can_sign_in(db: &Connection) -> rusqlite::Result<bool> {
    let accounts = sign_in_accounts::all(db)?;
    let can = |id: i64| accounts.iter().any(|account| account.profile_id == id);
    Ok(profiles::all(db)?.iter().any(|(profile, _)| profile.role == Role::Admin && can(profile.id)))
}
