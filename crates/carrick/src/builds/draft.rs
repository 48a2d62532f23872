//! What a rule begins with: what it is for, which accounts reach that, and what is said there now.

use carrick_store::db::{integrations, links, memberships, projects, rules as table};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::Link;
use carrick_store::rule::{Rule, RulePlace, Terms};
use rusqlite::Connection;

use super::Builds;
use super::asking::Asker;
use super::place::rule_for;
use super::rules::STARTING;
use super::watched::Watched;
use crate::gitlab::{Said, Which};

/// What a rule is to be for, as a person points at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum For {
    /// A repository of the list, by its number there.
    Repository(i64),
    /// The project of a merge request that is known, by its number here.
    MergeRequest(i64),
    /// A project that an account sees, by GitLab's number.
    Project {
        /// The account.
        link_id: i64,
        /// The project.
        project_id: i64,
    },
    /// Every project below a namespace.
    Namespace {
        /// An account that reaches it.
        link_id: i64,
        /// The namespace.
        path: String,
    },
    /// A rule there is.
    Rule(i64),
}

/// What a rule begins with.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The GitLab.
    pub instance: Instance,
    /// What it is for.
    pub place: RulePlace,
    /// The accounts that could look, the one to be offered first in front.
    pub accounts: Vec<Account>,
    /// The rule of just this place.
    pub rule: Option<Rule>,
    /// The rule of a namespace around it.
    pub around: Option<Rule>,
    /// What is offered: what the rule says, else the one around it, else what harms least.
    pub terms: Terms,
}

/// An account that could look.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its link.
    pub link: Link,
    /// Its access level there, where that is known.
    pub level: Option<i64>,
    /// Whether its token may start pipelines.
    pub may_start: bool,
}

/// Where a rule is for, and which account pointed at it.
struct At {
    instance: Instance,
    place: RulePlace,
    link_id: Option<i64>,
}

/// Begins a rule.
///
/// # Errors
/// `NotFound`; what stands in the way of asking GitLab for a project that is not known.
pub async fn begin(builds: &Builds, what: For) -> Result<Draft, Error> {
    let profile_id = builds.profile_id;
    let known = what.clone();
    let at = builds.db.read(move |db| find(db, profile_id, &known)).await?;
    let at = match (at, what) {
        (Some(at), _) => at,
        (None, For::Project { link_id, project_id }) => ask(builds, link_id, project_id).await?,
        (None, _) => return Err(Error::new(Code::NotFound)),
    };
    builds.db.read(move |db| draft(db, profile_id, at)).await
}

fn find(db: &Connection, profile_id: i64, what: &For) -> rusqlite::Result<Option<At>> {
    let own_instance = |link_id: i64| -> rusqlite::Result<Option<Instance>> {
        let link = links::get(db, link_id)?.filter(|link| link.profile_id == profile_id);
        let Some(link) = link else { return Ok(None) };
        Ok(integrations::get(db, link.integration_id)?.map(|integration| integration.instance))
    };
    let of_project = |id: i64, link_id| -> rusqlite::Result<Option<At>> {
        let Some(project) = projects::get(db, profile_id, id)? else { return Ok(None) };
        let Ok(instance) = Instance::parse(&project.instance) else { return Ok(None) };
        let place = RulePlace::Project { project_id: project.listed.project_id, path: project.listed.path };
        Ok(Some(At { instance, place, link_id }))
    };
    match what {
        For::Repository(id) => of_project(*id, None),
        For::MergeRequest(id) => {
            let Some(merge_request) = carrick_store::db::merge_requests::get(db, *id)? else { return Ok(None) };
            let watched = Watched::find(db, profile_id, merge_request.watch_id)?;
            Ok(watched.map(|Watched { watch, instance, link, .. }| At {
                instance,
                place: RulePlace::Project { project_id: watch.project_id, path: watch.path },
                link_id: Some(link.id),
            }))
        }
        For::Project { link_id, project_id } => {
            let Some(instance) = own_instance(*link_id)? else { return Ok(None) };
            match projects::number_of(db, &instance.address(), *project_id)? {
                Some(id) => of_project(id, Some(*link_id)),
                None => Ok(None),
            }
        }
        For::Namespace { link_id, path } => Ok(own_instance(*link_id)?.map(|instance| At {
            instance,
            place: RulePlace::Namespace(path.clone()),
            link_id: Some(*link_id),
        })),
        For::Rule(id) => {
            let Some(rule) = table::get(db, profile_id, *id)? else { return Ok(None) };
            let instance = Instance::parse(&rule.instance).ok();
            Ok(instance.map(|instance| At { instance, place: rule.place, link_id: Some(rule.link_id) }))
        }
    }
}

/// A project that is not in the list, as GitLab tells of it.
async fn ask(builds: &Builds, link_id: i64, project_id: i64) -> Result<At, Error> {
    let profile_id = builds.profile_id;
    let link = builds.db.read(move |db| links::get(db, link_id)).await?;
    if link.is_none_or(|link| link.profile_id != profile_id) {
        return Err(Error::new(Code::NotFound));
    }
    let asker = Asker::of(builds, link_id).await?;
    let told = path_of(&asker, project_id).await?;
    let place = RulePlace::Project { project_id, path: told };
    Ok(At { instance: asker.instance(), place, link_id: Some(link_id) })
}

/// Where a project is, as GitLab tells it.
pub(super) async fn path_of(asker: &Asker, project_id: i64) -> Result<String, Error> {
    let said = asker
        .ask(async |it| {
            let caller = it.caller();
            let what = it.gitlab.project(caller.instance, caller.token, Which::Number(project_id)).await?;
            Ok(Said { what, at: None, rest: None })
        })
        .await;
    let project = said.map_err(|why| why.told(&asker.instance()))?.what;
    project.map(|project| project.listed.path).ok_or_else(|| Error::new(Code::NotFound))
}

fn draft(db: &Connection, profile_id: i64, at: At) -> rusqlite::Result<Draft> {
    let At { instance, place, link_id } = at;
    let address = instance.address();
    let rule = table::for_place(db, profile_id, &address, &place)?;
    let namespaces = table::of_namespaces(db, profile_id, &address)?;
    let others: Vec<Rule> = namespaces.into_iter().filter(|it| it.place != place).collect();
    let around = rule_for(&others, &address, place.project_id().unwrap_or_default(), place.path()).cloned();
    let levels = memberships::reachable_by(db, &address, place.path())?;
    let mut accounts = Vec::new();
    for link in links::of_profile(db, profile_id)? {
        let integration = integrations::get(db, link.integration_id)?;
        if integration.is_some_and(|integration| integration.instance == instance) {
            let level = levels.iter().find(|(id, _)| *id == link.id).and_then(|(_, level)| *level);
            let may_start = link.scopes.iter().any(|scope| scope == STARTING);
            accounts.push(Account { link, level, may_start });
        }
    }
    let named = rule.as_ref().or(around.as_ref()).map(|rule| rule.link_id).or(link_id);
    accounts.sort_by_key(|it| std::cmp::Reverse((Some(it.link.id) == named, it.may_start, it.level)));
    let terms = rule.as_ref().or(around.as_ref()).map_or_else(Terms::default, |rule| rule.terms.clone());
    Ok(Draft { instance, place, accounts, rule, around, terms })
}
