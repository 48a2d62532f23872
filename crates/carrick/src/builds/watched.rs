//! A watched project of the profile's, with everything here that speaks for or against a build in it.

use std::collections::HashMap;

use carrick_store::db::preferences::{self, Building};
use carrick_store::db::watches::{self, Watch};
use carrick_store::db::{approvals, integrations, links, memberships, projects, rules};
use carrick_store::instance::Instance;
use carrick_store::merge_request::MergeRequest;
use carrick_store::model::Link;
use carrick_store::rule::{Rule, RulePlace};
use rusqlite::{Connection, Result};

use super::deciding::{Decision, approval_of, decide};
use super::known::{GRACE, Known, Level};
use super::place::rule_for;

/// A watched project.
#[derive(Debug, Clone)]
pub struct Watched {
    /// How far looking at it got.
    pub watch: Watch,
    /// Where it is.
    pub instance: Instance,
    /// The account that looks.
    pub link: Link,
    /// The rule that is for it now, where it is the account's.
    pub rule: Option<Rule>,
    /// Its number in the list of repositories.
    pub repository: Option<i64>,
}

impl Watched {
    /// The profile's watched project of this number; nothing where it is gone, or another person's.
    pub(super) fn find(db: &Connection, profile_id: i64, watch_id: i64) -> Result<Option<Self>> {
        let Some(watch) = watches::get(db, watch_id)? else { return Ok(None) };
        let link = links::get(db, watch.link_id)?.filter(|link| link.profile_id == profile_id);
        let Some(link) = link else { return Ok(None) };
        let Some(integration) = integrations::get(db, link.integration_id)? else { return Ok(None) };
        let instance = integration.instance;
        let rule = rule_at(db, profile_id, &instance, watch.project_id, &watch.path)?;
        let repository = projects::number_of(db, &instance.address(), watch.project_id)?;
        Ok(Some(Self { rule: rule.filter(|rule| rule.link_id == link.id), watch, instance, link, repository }))
    }

    /// All of the profile's, by number; of two accounts that looked at one project the one that its rule names, else the
    /// one that looked last.
    pub(super) fn all(db: &Connection, profile_id: i64) -> Result<HashMap<i64, Self>> {
        let all = rules::of_profile(db, profile_id)?;
        let own: HashMap<(&str, i64), &Rule> =
            all.iter().filter_map(|rule| Some(((rule.instance.as_str(), rule.place.project_id()?), rule))).collect();
        let around: Vec<Rule> = all.iter().filter(|rule| rule.place.project_id().is_none()).cloned().collect();
        let mut found: HashMap<(String, i64), Self> = HashMap::new();
        for link in links::of_profile(db, profile_id)? {
            let Some(integration) = integrations::get(db, link.integration_id)? else { continue };
            let address = integration.instance.address();
            for watch in watches::of_link(db, link.id)? {
                let rule = own.get(&(address.as_str(), watch.project_id)).copied();
                let rule = rule.or_else(|| rule_for(&around, &address, watch.project_id, &watch.path));
                let rule = rule.filter(|rule| rule.link_id == link.id).cloned();
                let place = (address.clone(), watch.project_id);
                let repository = projects::number_of(db, &address, watch.project_id)?;
                let instance = integration.instance.clone();
                let it = Self { watch, instance, link: link.clone(), rule, repository };
                if found.get(&place).is_none_or(|other| it.rank() > other.rank()) {
                    found.insert(place, it);
                }
            }
        }
        Ok(found.into_values().map(|it| (it.watch.id, it)).collect())
    }

    fn rank(&self) -> (bool, Option<i64>) {
        (self.rule.is_some(), self.watch.looked_at)
    }

    /// Whether merge requests of it are looked at.
    pub fn is_looked_at(&self) -> bool {
        self.rule.as_ref().is_some_and(|rule| rule.is_on)
    }

    /// What is decided now about the head of one of its merge requests, by what is known here: nothing is asked for.
    /// `at` is the instance's time, `now` this computer's (Unix milliseconds).
    pub(super) fn decide(&self, db: &Connection, merge_request: &MergeRequest, at: i64, now: i64) -> Result<Decision> {
        let building = preferences::building(db, self.link.profile_id)?;
        let known = self.known(db, merge_request, building, at, now)?;
        Ok(decide(self.rule.as_ref(), merge_request, &known))
    }

    /// Whether nothing that is known here speaks against it but that GitLab builds it by itself.
    pub(super) fn would_build(&self, db: &Connection, merge_request: &MergeRequest, at: i64, now: i64) -> Result<bool> {
        let building = preferences::building(db, self.link.profile_id)?;
        let known = Known { gitlab_builds: false, ..self.known(db, merge_request, building, at, now)? };
        Ok(!matches!(decide(self.rule.as_ref(), merge_request, &known), Decision::Not(_)))
    }

    fn known(
        &self,
        db: &Connection,
        merge_request: &MergeRequest,
        building: Building,
        at: i64,
        now: i64,
    ) -> Result<Known> {
        let approval = approval_of(merge_request);
        let is_approved = approvals::has(db, &approval)?;
        let on_since = self.rule.as_ref().map_or(0, |rule| rule.on_since);
        Ok(Known {
            project_id: self.watch.project_id,
            user_id: self.link.identity.user_id,
            level: self.level(db)?,
            now: at,
            switched_on_at: on_since.saturating_add(at.saturating_sub(now)),
            paused_since: building.paused_at,
            away: None,
            is_asked_for: false,
            approval: is_approved.then_some(approval),
            // Who may not build in the fork is told so when it is asked for.
            forks_run_here: true,
            gitlab_builds: self.watch.self_built_at.is_some(),
            author_refused: false,
            is_being_created: false,
            grace: GRACE,
            last_push: None,
            author_level: Level::Unknown,
            changed_paths: None,
        })
    }

    fn level(&self, db: &Connection) -> Result<Level> {
        let reached = memberships::reachable_by(db, &self.instance.address(), &self.watch.path)?;
        let own = reached.into_iter().find(|(link_id, _)| *link_id == self.link.id);
        Ok(own.and_then(|(_, level)| level).map_or(Level::Unknown, Level::Is))
    }
}

/// The profile's rule for a project of an instance, without reading all that there are.
pub(super) fn rule_at(
    db: &Connection,
    profile_id: i64,
    instance: &Instance,
    project_id: i64,
    path: &str,
) -> Result<Option<Rule>> {
    let place = RulePlace::Project { project_id, path: path.to_owned() };
    let address = instance.address();
    if let Some(own) = rules::for_place(db, profile_id, &address, &place)? {
        return Ok(Some(own));
    }
    let around = rules::of_namespaces(db, profile_id, &address)?;
    Ok(rule_for(&around, &address, project_id, path).cloned())
}
