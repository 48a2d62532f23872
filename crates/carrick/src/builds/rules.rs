//! Rules: looked at, set, switched and removed.

use std::collections::HashMap;

use carrick_store::db::{integrations, links, rules as table};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::rule::{Rule, RulePlace, Terms};

use super::watched::Watched;
use super::{Builds, checking};
use crate::git_setup::choices;
use crate::topics::Topic;

/// GitLab's scope with which a token can start pipelines.
pub(super) const STARTING: &str = "api";

/// A rule as a person wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The account that looks, and in whose name pipelines start.
    pub link_id: i64,
    /// What it is for.
    pub place: RulePlace,
    /// Whether it counts.
    pub is_on: bool,
    /// What it says.
    pub terms: Terms,
    /// Whether the state is written back to the commit.
    pub writes_status: bool,
}

/// All of the profile's, by place.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(builds: &Builds) -> Result<Vec<Rule>, Error> {
    let profile_id = builds.profile_id;
    builds.db.read(move |db| table::of_profile(db, profile_id)).await
}

/// For how many watched projects each rule is, by its number.
///
/// # Errors
/// When the database cannot be read.
pub async fn watched(builds: &Builds) -> Result<HashMap<i64, usize>, Error> {
    let profile_id = builds.profile_id;
    let all = builds.db.read(move |db| Watched::all(db, profile_id)).await?;
    let mut counts = HashMap::new();
    for rule in all.into_values().filter_map(|watched| watched.rule) {
        *counts.entry(rule.id).or_default() += 1;
    }
    Ok(counts)
}

/// Keeps a rule in place of the one for just that project or namespace. When it was switched on stays as it was where
/// it was on before.
///
/// # Errors
/// `NotFound` for an account that is gone or another person's, `PlaceMalformed`, and `RuleMalformed`, also for an account
/// that may start nothing.
pub async fn set(builds: &Builds, wanted: Wanted) -> Result<Rule, Error> {
    let mut rule = prepared(builds, wanted).await?;
    let (profile_id, now) = (builds.profile_id, builds.clock.now());
    let keep = move |db: &rusqlite::Connection| {
        let before = table::for_place(db, profile_id, &rule.instance, &rule.place)?;
        rule.on_since = before.filter(|before| before.is_on).map_or(now, |before| before.on_since);
        rule.id = table::put(db, profile_id, &rule)?;
        Ok(rule)
    };
    let rule = builds.db.write(keep).await?;
    builds.topics.touch(Topic::Builds);
    Ok(rule)
}

/// A rule as it would be kept, without keeping it.
///
/// # Errors
/// As [`set`].
pub(super) async fn prepared(builds: &Builds, wanted: Wanted) -> Result<Rule, Error> {
    let instance = instance_of(builds, wanted.link_id).await?;
    as_kept(wanted, &instance)
}

/// Switches a rule on or off. What was opened before it was switched on is not built by itself.
///
/// # Errors
/// `NotFound`.
pub async fn switch(builds: &Builds, id: i64, is_on: bool) -> Result<Rule, Error> {
    let (profile_id, now) = (builds.profile_id, builds.clock.now());
    let keep = move |db: &rusqlite::Connection| {
        let Some(mut rule) = table::get(db, profile_id, id)? else { return Ok(None) };
        if rule.is_on != is_on {
            rule.is_on = is_on;
            rule.on_since = now;
            table::put(db, profile_id, &rule)?;
        }
        Ok(Some(rule))
    };
    let rule = builds.db.write(keep).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    builds.topics.touch(Topic::Builds);
    Ok(rule)
}

/// Forgets a rule; what was built by it stays.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(builds: &Builds, id: i64) -> Result<(), Error> {
    let profile_id = builds.profile_id;
    builds.db.write(move |db| table::remove(db, profile_id, id)).await?;
    builds.topics.touch(Topic::Builds);
    Ok(())
}

/// The GitLab that one of the profile's accounts is on, where that account may start pipelines.
async fn instance_of(builds: &Builds, link_id: i64) -> Result<Instance, Error> {
    let profile_id = builds.profile_id;
    let find = move |db: &rusqlite::Connection| {
        let link = links::get(db, link_id)?.filter(|link| link.profile_id == profile_id);
        let Some(link) = link else { return Ok(None) };
        Ok(integrations::get(db, link.integration_id)?.map(|integration| (link, integration.instance)))
    };
    let (link, instance) = builds.db.read(find).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    if !link.scopes.iter().any(|scope| scope == STARTING) {
        return Err(Error::new(Code::RuleMalformed).with("part", "link_id").with("problem", "scope"));
    }
    Ok(instance)
}

fn as_kept(wanted: Wanted, instance: &Instance) -> Result<Rule, Error> {
    let Wanted { link_id, place, is_on, terms, writes_status } = wanted;
    let path = choices::place(place.path(), instance)?;
    if path.is_empty() {
        return Err(Error::new(Code::PlaceMalformed));
    }
    let place = match place {
        RulePlace::Project { project_id, .. } => RulePlace::Project { project_id, path },
        RulePlace::Namespace(_) => RulePlace::Namespace(path),
    };
    let terms = checking::checked(terms, writes_status)?;
    Ok(Rule { id: 0, link_id, instance: instance.address(), place, is_on, on_since: 0, terms, writes_status })
}
