//! What is looked at: the projects that a rule which is on is for, by instance and account.

use std::collections::{HashMap, HashSet};

use carrick_store::db::memberships::Reached;
use carrick_store::db::preferences::{self, Building};
use carrick_store::db::rules::SwitchedOn;
use carrick_store::db::watches::{self, Watch};
use carrick_store::db::{links, memberships, rules};
use carrick_store::model::Link;
use carrick_store::rule::{Rule, RulePlace};
use rusqlite::{Connection, Result};

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
    /// Namespaces of which everything that the account reaches is looked at, none within another.
    pub(super) whole: Vec<String>,
}

/// A project that is looked at.
#[derive(Clone)]
pub(super) struct Target {
    /// How far that got.
    pub(super) watch: Watch,
    /// Why.
    pub(super) rule: Rule,
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

/// What an account looks at; writes down what it looks at for the first time, and what has moved.
pub(super) fn of_link(db: &Connection, link: Link, instance: &str, now: i64) -> Result<Plan> {
    let all = rules::of_profile(db, link.profile_id)?;
    // Of thousands of rules few are for a namespace.
    let at_instance = || all.iter().filter(|rule| rule.instance == instance);
    let own: HashMap<i64, &Rule> = at_instance().filter_map(|rule| Some((rule.place.project_id()?, rule))).collect();
    let around: Vec<Rule> = at_instance().filter(|rule| rule.place.project_id().is_none()).cloned().collect();
    let reached = reached(db, &link, instance, &all)?;
    let known: HashMap<i64, Watch> =
        watches::of_link(db, link.id)?.into_iter().map(|watch| (watch.project_id, watch)).collect();
    let mut targets = HashMap::new();
    for Reached { project_id, path, access_level } in &reached {
        let rule = own.get(project_id).copied().or_else(|| rule_for(&around, instance, *project_id, path));
        let Some(rule) = rule.filter(|rule| rule.is_on && rule.link_id == link.id) else { continue };
        let watch = match known.get(project_id) {
            Some(watch) if watch.path == *path => watch.clone(),
            _ => {
                watches::put(db, link.id, *project_id, path)?;
                let Some(watch) = watches::find(db, link.id, *project_id)? else { continue };
                watch
            }
        };
        let level = access_level.map_or(Level::Unknown, Level::Is);
        // A clock that was set back makes no rule one that is still to be switched on.
        let on_since = if rule.on_since > now { 0 } else { rule.on_since };
        targets.insert(*project_id, Target { watch, rule: Rule { on_since, ..rule.clone() }, level });
    }
    let whole = whole(&all, instance, link.id, &reached, &targets);
    Ok(Plan { building: preferences::building(db, link.profile_id)?, link, targets, whole })
}

/// What the account reaches at the instance, and the projects that have a rule of their own, whoever may see them.
fn reached(db: &Connection, link: &Link, instance: &str, all: &[Rule]) -> Result<Vec<Reached>> {
    let mut reached = memberships::reached_by(db, link.id)?;
    let known: HashSet<i64> = reached.iter().map(|project| project.project_id).collect();
    for rule in all.iter().filter(|rule| rule.instance == instance && rule.link_id == link.id) {
        let RulePlace::Project { project_id, path } = &rule.place else { continue };
        if !known.contains(project_id) {
            reached.push(Reached { project_id: *project_id, path: path.clone(), access_level: None });
        }
    }
    Ok(reached)
}

/// A group's list would tell of everything in it: it is asked for only where all of that is looked at.
fn whole(
    all: &[Rule],
    instance: &str,
    link_id: i64,
    reached: &[Reached],
    targets: &HashMap<i64, Target>,
) -> Vec<String> {
    let is_within = |path: &str, namespace: &str| {
        path.get(..namespace.len()).is_some_and(|start| start.eq_ignore_ascii_case(namespace))
            && path.as_bytes().get(namespace.len()) == Some(&b'/')
    };
    let is_whole = |namespace: &&str| {
        let mut within = reached.iter().filter(|project| is_within(&project.path, namespace)).peekable();
        within.peek().is_some() && within.all(|project| targets.contains_key(&project.project_id))
    };
    let of_link = all.iter().filter(|rule| rule.is_on && rule.instance == instance && rule.link_id == link_id);
    let namespaces = of_link.filter(|rule| rule.place.project_id().is_none()).map(|rule| rule.place.path());
    let mut whole: Vec<&str> = namespaces.filter(is_whole).collect();
    whole.sort_by_key(|namespace| namespace.len());
    let mut outermost: Vec<&str> = Vec::new();
    for namespace in whole {
        if !outermost.iter().any(|outer| is_within(namespace, outer)) {
            outermost.push(namespace);
        }
    }
    outermost.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use carrick_store::rule::Terms;

    fn rule(id: i64, place: RulePlace, is_on: bool) -> Rule {
        let (instance, terms) = ("https://gitlab.example".to_owned(), Terms::default());
        Rule { id, link_id: 1, instance, place, is_on, on_since: 0, terms, writes_status: false }
    }

    fn project(project_id: i64, path: &str) -> Reached {
        Reached { project_id, path: path.to_owned(), access_level: None }
    }

    fn wholes(rules: &[Rule], reached: &[Reached]) -> Vec<String> {
        let instance = "https://gitlab.example";
        let is_target =
            |it: &&Reached| rule_for(rules, instance, it.project_id, &it.path).is_some_and(|rule| rule.is_on);
        let watch = Watch {
            id: 1,
            link_id: 1,
            project_id: 7,
            path: String::new(),
            cursor_at: None,
            swept_at: None,
            looked_at: None,
            told_at: None,
            failures: 0,
            next_try: 0,
            failure: None,
            self_built_at: None,
        };
        let target = Target { watch, rule: rules[0].clone(), level: Level::Unknown };
        let targets = reached.iter().filter(is_target).map(|it| (it.project_id, target.clone())).collect();
        whole(rules, instance, 1, reached, &targets)
    }

    #[test]
    fn a_group_is_asked_about_as_one_only_where_all_of_it_is_looked_at() {
        let group = rule(1, RulePlace::Namespace("group".to_owned()), true);
        let projects = [project(7, "group/web"), project(8, "Group/sub/api"), project(9, "grouped/other")];
        assert_eq!(wholes(std::slice::from_ref(&group), &projects), ["group"], "in letters of either case");
        let off = rule(2, RulePlace::Project { project_id: 8, path: "Group/sub/api".to_owned() }, false);
        assert!(wholes(&[group.clone(), off], &projects).is_empty(), "one of its projects is left out");
        let inner = rule(3, RulePlace::Namespace("group/sub".to_owned()), true);
        assert_eq!(wholes(&[group, inner], &projects), ["group"], "what lies within is in the same answer");
        let empty = rule(4, RulePlace::Namespace("empty".to_owned()), true);
        assert!(wholes(&[empty], &projects).is_empty(), "nothing is known to be there");
    }
}
