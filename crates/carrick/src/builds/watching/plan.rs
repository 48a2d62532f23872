//! What is looked at: the projects that a rule which is on is for, by instance and account.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use carrick_store::db::memberships::Reached;
use carrick_store::db::preferences::{self, Building};
use carrick_store::db::rules::SwitchedOn;
use carrick_store::db::watches::{self, Watch};
use carrick_store::db::{links, memberships, rules};
use carrick_store::model::Link;
use carrick_store::rule::{Rule, RulePlace};
use rusqlite::{Connection, Result};

use super::groups::asked_as_one;
use crate::builds::known::Level;
use crate::builds::place::rule_for;

/// What is looked at as one account.
pub(super) struct Plan {
    /// The account.
    pub(super) link: Link,
    /// What its person has set.
    pub(super) building: Building,
    /// By GitLab's number.
    pub(super) targets: HashMap<i64, Target>,
    /// The namespaces that are asked about as groups, none within another.
    pub(super) groups: Vec<String>,
}

/// A project that is looked at. Cheap to clone.
#[derive(Clone)]
pub(super) struct Target {
    /// How far that got.
    pub(super) watch: Arc<Watch>,
    /// Why.
    pub(super) rule: Arc<Rule>,
    /// What the account is there.
    pub(super) level: Level,
}

impl Target {
    /// Whether its merge requests are only recorded: it was never looked at since the rule was switched on.
    pub(super) fn is_first(&self) -> bool {
        self.watch.looked_at.is_none_or(|looked_at| looked_at < self.rule.on_since)
    }
}

/// The instances at which something is looked at, each with the accounts that look and their persons. An account that
/// only its person can help does not.
pub(super) fn lookers(db: &Connection, on: &[SwitchedOn]) -> Result<HashMap<String, Vec<Link>>> {
    let mut lookers: HashMap<String, Vec<Link>> = HashMap::new();
    for link in links::all(db)? {
        let of_link = on.iter().find(|rule| rule.link_id == link.id);
        if let Some(rule) = of_link.filter(|_| link.standing.needs_you.is_none()) {
            lookers.entry(rule.instance.clone()).or_default().push(link);
        }
    }
    Ok(lookers)
}

/// What an account looks at; writes down what it looks at for the first time, and what has moved. Those of `not_groups`
/// cannot be asked about as groups.
pub(super) fn of_link(
    db: &Connection,
    link: Link,
    instance: &str,
    not_groups: &HashSet<String>,
    now: i64,
) -> Result<Plan> {
    let mut all = rules::of_profile(db, link.profile_id)?;
    all.retain(|rule| rule.instance == instance);
    // A clock that was set back makes no rule one that is still to be switched on.
    all.iter_mut().filter(|rule| rule.on_since > now).for_each(|rule| rule.on_since = 0);
    let reached = reached(db, &link, &all)?;
    // Of thousands of rules few are for a namespace.
    let (own, around): (Vec<Rule>, Vec<Rule>) = all.into_iter().partition(|rule| rule.place.project_id().is_some());
    let own: HashMap<Option<i64>, Arc<Rule>> =
        own.into_iter().map(|rule| (rule.place.project_id(), Arc::new(rule))).collect();
    let shared: HashMap<i64, Arc<Rule>> = around.iter().map(|rule| (rule.id, Arc::new(rule.clone()))).collect();
    let mut known: HashMap<i64, Watch> =
        watches::of_link(db, link.id)?.into_iter().map(|watch| (watch.project_id, watch)).collect();
    let mut targets = HashMap::new();
    for Reached { project_id, path, access_level } in &reached {
        let around = || shared.get(&rule_for(&around, instance, *project_id, path)?.id);
        let rule = own.get(&Some(*project_id)).or_else(around);
        let Some(rule) = rule.filter(|rule| rule.is_on && rule.link_id == link.id) else { continue };
        let watch = match known.remove(project_id) {
            Some(watch) if watch.path == *path => watch,
            _ => {
                watches::put(db, link.id, *project_id, path)?;
                let Some(watch) = watches::find(db, link.id, *project_id)? else { continue };
                watch
            }
        };
        let level = access_level.map_or(Level::Unknown, Level::Is);
        targets.insert(*project_id, Target { watch: Arc::new(watch), rule: Arc::clone(rule), level });
    }
    let paths = reached.iter().map(|it| (it.path.as_str(), targets.contains_key(&it.project_id)));
    let groups = asked_as_one(paths, not_groups);
    Ok(Plan { building: preferences::building(db, link.profile_id)?, link, targets, groups })
}

/// What the account reaches at the instance, and the projects that have a rule of their own, whoever may see them.
fn reached(db: &Connection, link: &Link, all: &[Rule]) -> Result<Vec<Reached>> {
    let mut reached = memberships::reached_by(db, link.id)?;
    let known: HashSet<i64> = reached.iter().map(|project| project.project_id).collect();
    for rule in all.iter().filter(|rule| rule.link_id == link.id) {
        let RulePlace::Project { project_id, path } = &rule.place else { continue };
        if !known.contains(project_id) {
            reached.push(Reached { project_id: *project_id, path: path.clone(), access_level: None });
        }
    }
    Ok(reached)
}
