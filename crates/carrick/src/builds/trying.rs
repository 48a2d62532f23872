//! A rule before it is saved: what it does to the last merge requests as they are today, what follows from it, and what
//! was found in its projects ([`preflight`]), which are read once for both ([`reading`]).

pub mod ci_file;
pub(in crate::builds) mod ci_text;
pub mod preflight;
mod reading;
pub(in crate::builds) mod state;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use carrick_store::db::memberships::{self, Reached};
use carrick_store::db::{self, projects, watches};
use carrick_store::error::Error;
use carrick_store::merge_request::{MergeRequest, MergeRequestState, Snapshot};
use carrick_store::rule::{Rule, RulePlace};

use super::Builds;
use super::asking::{Asker, NoAnswer};
use super::consequence::{Consequence, consequences};
use super::facts::learnt;
use super::known::{Known, Level};
use super::place::rule_for;
use super::rules::{self, Wanted};
use super::trial::{self, LAST, Trial};
use crate::gitlab::merge_requests::Sighting;
use preflight::Preflight;
use state::Reading;

/// Of a namespace so many projects are looked into, those that were active last.
pub(super) const MOST_LOOKED_INTO: usize = 3;

/// Of a person's namespace the merge requests of so many projects are read, those that were active last: only of a
/// group GitLab tells all at once.
const MOST_READ: usize = 10;

/// So many of a group's are read, since some may be of projects that the rule is not for.
const LAST_OF_GROUP: usize = 100;

/// What a rule would do.
#[derive(Debug, Clone)]
pub struct Tried {
    /// To the last merge requests, the newest first.
    pub trial: Trial,
    /// The paths of the projects of those, in their order; nothing where one is not known here.
    pub paths: Vec<Option<String>>,
    /// What follows from it, and what was found.
    pub checked: Checked,
}

/// What is to be known before a rule is kept.
#[derive(Debug, Clone)]
pub struct Checked {
    /// What follows from it.
    pub consequences: Vec<Consequence>,
    /// What was found: of the project, or of those of the namespace that were active last.
    pub preflights: Vec<Preflight>,
    /// How many projects the rule is for, of those that are known here.
    pub projects: usize,
}

/// Looks what follows from a rule, and what stands in its way, without keeping it.
///
/// # Errors
/// As [`rules::set`]; what stands in the way of asking GitLab.
pub async fn check(builds: &Builds, wanted: Wanted) -> Result<Checked, Error> {
    let rule = rules::prepared(builds, wanted).await?;
    let asker = Asker::of(builds, rule.link_id).await?;
    let projects = projects_of(builds, &rule).await?;
    let read = read(builds, &asker, &projects).await?;
    Ok(checked(&asker, &rule, &projects, &read))
}

/// Tries a rule without keeping it. Everything is read from GitLab now.
///
/// # Errors
/// As [`check`].
pub async fn try_out(builds: &Builds, wanted: Wanted) -> Result<Tried, Error> {
    let rule = rules::prepared(builds, wanted).await?;
    let asker = Asker::of(builds, rule.link_id).await?;
    let told = |why: NoAnswer| why.told(&asker.instance());
    let projects = projects_of(builds, &rule).await?;
    let read = read(builds, &asker, &projects).await?;
    let checked = checked(&asker, &rule, &projects, &read);
    let last = last(&asker, &rule, &projects, &read).await.map_err(told)?;
    let known = known(builds, &asker, &last, &projects, &checked.preflights).await?;
    let trial = trial(&asker, &rule, &last, known).await.map_err(told)?;
    let paths = paths(builds, &asker, &last).await?;
    Ok(Tried { trial, paths, checked })
}

async fn read(builds: &Builds, asker: &Asker, projects: &[Place]) -> Result<Vec<Arc<Reading>>, Error> {
    let mut read = Vec::new();
    for Place { project_id, .. } in projects.iter().take(MOST_LOOKED_INTO) {
        read.push(reading::read(builds, asker, *project_id).await?);
    }
    Ok(read)
}

fn checked(asker: &Asker, rule: &Rule, projects: &[Place], read: &[Arc<Reading>]) -> Checked {
    let found = |(Place { project_id, path, .. }, read): (&Place, &Arc<Reading>)| {
        preflight::found(read, *project_id, path, &rule.terms, asker.user_id())
    };
    let preflights: Vec<Preflight> = projects.iter().zip(read).map(found).collect();
    let level = preflights.iter().map(|found| found.level).max_by_key(|level| level.of_member());
    let consequences = consequences(&rule.terms, level.unwrap_or(Level::Unknown));
    Checked { consequences, preflights, projects: projects.len() }
}

/// A project that a rule is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// GitLab's number.
    pub(super) project_id: i64,
    /// Where it is.
    pub(super) path: String,
    /// What the account is there.
    level: Level,
}

/// The projects that a rule is for, those that were active last first. Of a namespace it is for what the account reaches
/// and no nearer rule is for.
pub(super) async fn projects_of(builds: &Builds, rule: &Rule) -> Result<Vec<Place>, Error> {
    let namespace = match &rule.place {
        RulePlace::Project { project_id, path } => {
            return Ok(vec![Place { project_id: *project_id, path: path.clone(), level: Level::Unknown }]);
        }
        RulePlace::Namespace(namespace) => namespace.clone(),
    };
    let (rule, profile_id) = (rule.clone(), builds.profile_id);
    let read = move |db: &rusqlite::Connection| {
        let mut all = db::rules::of_profile(db, profile_id)?;
        all.retain(|other| other.instance != rule.instance || other.place != rule.place);
        all.push(rule.clone());
        let is_nearest = |it: &Reached| {
            rule_for(&all, &rule.instance, it.project_id, &it.path).is_some_and(|nearest| nearest.place == rule.place)
        };
        let place = |it: Reached| {
            let level = it.access_level.map_or(Level::Unknown, Level::Is);
            Place { project_id: it.project_id, path: it.path, level }
        };
        let reached = memberships::last_active_below(db, rule.link_id, &namespace)?;
        Ok(reached.into_iter().filter(is_nearest).map(place).collect())
    };
    builds.db.read(read).await
}

/// How many projects a rule is for, of those that are known here.
///
/// # Errors
/// When the database cannot be read.
pub async fn projects(builds: &Builds, rule: &Rule) -> Result<usize, Error> {
    Ok(projects_of(builds, rule).await?.len())
}

/// The last merge requests, the newest first.
async fn last(
    asker: &Asker,
    rule: &Rule,
    projects: &[Place],
    read: &[Arc<Reading>],
) -> Result<Vec<Sighting>, NoAnswer> {
    if let RulePlace::Namespace(group) = &rule.place {
        let group = group.as_str();
        let of_group = async |it: super::asking::Asked| {
            Ok(it.gitlab.last_group_merge_requests(it.caller(), group, LAST_OF_GROUP).await?)
        };
        if let Some(mut last) = asker.ask(of_group).await?.what {
            let is_for: HashSet<i64> = projects.iter().map(|place| place.project_id).collect();
            last.retain(|sighting| is_for.contains(&sighting.project_id));
            last.truncate(LAST);
            return Ok(last);
        }
    }
    let mut last: Vec<Sighting> = read.iter().flat_map(|read| read.last.iter().cloned()).collect();
    for Place { project_id, .. } in projects.iter().take(MOST_READ).skip(read.len()) {
        let id = *project_id;
        let of_project =
            async |it: super::asking::Asked| Ok(it.gitlab.last_merge_requests(it.caller(), id, LAST).await?);
        last.extend(asker.ask(of_project).await?.what.unwrap_or_default());
    }
    last.sort_by_key(|sighting| std::cmp::Reverse(sighting.snapshot.created_at));
    last.truncate(LAST);
    Ok(last)
}

/// What is known of each beside its snapshot.
async fn known(
    builds: &Builds,
    asker: &Asker,
    last: &[Sighting],
    projects: &[Place],
    preflights: &[Preflight],
) -> Result<Vec<Known>, Error> {
    let link_id = asker.link_id();
    let ids: Vec<i64> = last.iter().map(|sighting| sighting.project_id).collect();
    let read = move |db: &rusqlite::Connection| {
        let mut self_built = HashMap::new();
        for id in ids {
            let watch = watches::find(db, link_id, id)?;
            self_built.insert(id, watch.is_some_and(|watch| watch.self_built_at.is_some()));
        }
        Ok(self_built)
    };
    let self_built = builds.db.read(read).await?;
    let levels: HashMap<i64, Level> = projects.iter().map(|place| (place.project_id, place.level)).collect();
    let of_one = |sighting: &Sighting| {
        let listed = levels.get(&sighting.project_id).copied().unwrap_or(Level::Unknown);
        let found = preflights.iter().find(|found| found.project_id == sighting.project_id);
        Known {
            project_id: sighting.project_id,
            user_id: asker.user_id(),
            level: found.map_or(listed, |found| found.level),
            now: i64::MAX,
            switched_on_at: i64::MIN,
            paused_since: None,
            away: None,
            is_asked_for: false,
            approval: None,
            forks_run_here: found.is_none_or(|found| found.forks_run_here),
            gitlab_builds: found.is_some_and(|found| found.gitlab_builds)
                || self_built.get(&sighting.project_id) == Some(&true),
            author_refused: false,
            is_being_created: false,
            grace: 0,
            last_push: None,
            author_level: Level::Unknown,
            changed_paths: None,
        }
    };
    Ok(last.iter().map(of_one).collect())
}

/// Asks for what each decision hangs on, and tries the rule by it.
async fn trial(asker: &Asker, rule: &Rule, last: &[Sighting], known: Vec<Known>) -> Result<Trial, NoAnswer> {
    let on = Rule { is_on: true, ..rule.clone() };
    let mut levels: HashMap<(i64, i64), Level> = HashMap::new();
    let mut tried: Vec<(Snapshot, Known)> = Vec::new();
    for (sighting, mut known) in last.iter().zip(known) {
        let snapshot = &sighting.snapshot;
        let author = snapshot.author_id.map(|author| (sighting.project_id, author));
        known.author_level = author.and_then(|author| levels.get(&author).copied()).unwrap_or(Level::Unknown);
        let (_, known) = learnt(asker, Some(&on), &as_open(snapshot), known).await?;
        if let Some(author) = author.filter(|_| known.author_level != Level::Unknown) {
            levels.insert(author, known.author_level);
        }
        tried.push((snapshot.clone(), known));
    }
    Ok(trial::try_on(rule, tried.iter().map(|(snapshot, known)| (snapshot, known))))
}

/// As it would stand if it was opened now.
fn as_open(snapshot: &Snapshot) -> MergeRequest {
    MergeRequest {
        id: 0,
        watch_id: 0,
        snapshot: Snapshot { state: MergeRequestState::Opened, ..snapshot.clone() },
        head_seen_at: snapshot.created_at,
        was_there: false,
        hot_until: 0,
        seen_at: 0,
    }
}

async fn paths(builds: &Builds, asker: &Asker, last: &[Sighting]) -> Result<Vec<Option<String>>, Error> {
    let (instance, profile_id) = (asker.instance().address(), builds.profile_id);
    let ids: Vec<i64> = last.iter().map(|sighting| sighting.project_id).collect();
    let path = move |db: &rusqlite::Connection, project_id: i64| match projects::number_of(db, &instance, project_id)? {
        Some(id) => Ok(projects::get(db, profile_id, id)?.map(|project| project.listed.path)),
        None => Ok(None),
    };
    builds.db.read(move |db| ids.into_iter().map(|id| path(db, id)).collect()).await
}
