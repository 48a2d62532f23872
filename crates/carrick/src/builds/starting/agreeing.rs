//! Finding out what machines agree by.
//!
//! Where a person has a database for it, that is used; else references in the project's repository; nothing where this
//! computer is the only one that builds for them. It is found out anew every few minutes, since the command line
//! changes it beside a running Carrick.

use std::sync::Arc;

use carrick_store::db::preferences::{self, Machines};
use carrick_store::db::watches::Watch;
use carrick_store::db::{entries, integrations, links};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;

use super::agreement::Agreement;
use crate::blocking;
use crate::builds::Builds;
use crate::builds::claims::refs::Refs;
use crate::builds::claims::why::Why;
use crate::builds::claims::{Claims, Project, database};
use crate::git::cloning::Git;
use crate::git::ground;

/// What machines agree by is found out anew after so long (milliseconds).
const GOOD_FOR: i64 = 5 * 60_000;

/// What is used for an account; nothing where no other machine is to be told.
///
/// # Errors
/// When the keyring or the database cannot be read.
pub(in crate::builds) async fn of_link(builds: &Builds, link_id: i64) -> Result<Option<Agreement>, Error> {
    let now = builds.clock.now();
    let known = builds.starting().agreements.get(&link_id).cloned();
    if let Some(known) = known {
        let left = known.good_until.map(|until| until.saturating_sub(now));
        if left.is_none_or(|left| (1..=GOOD_FOR).contains(&left)) {
            return Ok(Some(known));
        }
    }
    let Found { agreement, is_only_one } = find(builds, link_id, now).await?;
    let found = Some(agreement).filter(|_| !is_only_one);
    let mut live = builds.starting();
    match &found {
        Some(found) => drop(live.agreements.insert(link_id, found.clone())),
        None => drop(live.agreements.remove(&link_id)),
    }
    Ok(found)
}

/// The same also where no other machine is to be told any more: what was claimed before is to be let go of.
///
/// # Errors
/// As [`of_link`].
pub(super) async fn whatever_is_set(builds: &Builds, link_id: i64) -> Result<Agreement, Error> {
    match of_link(builds, link_id).await? {
        Some(agreement) => Ok(agreement),
        None => Ok(find(builds, link_id, builds.clock.now()).await?.agreement),
    }
}

/// A watched project as claims name it, and where they are; nothing where there are none to be had.
///
/// # Errors
/// As [`of_link`].
pub(super) async fn of_project(builds: &Builds, watch: &Watch) -> Result<Option<(Project, Arc<dyn Claims>)>, Error> {
    let Some(agreement) = of_link(builds, watch.link_id).await? else { return Ok(None) };
    let Ok(claims) = agreement.claims else { return Ok(None) };
    let link_id = watch.link_id;
    let read = move |db: &rusqlite::Connection| {
        let Some(link) = links::get(db, link_id)? else { return Ok(None) };
        Ok(integrations::get(db, link.integration_id)?.map(|integration| integration.instance))
    };
    let instance = builds.db.read(read).await?;
    let project = |instance| Project { instance, id: watch.project_id, path: watch.path.clone() };
    Ok(instance.map(|instance| (project(instance), claims)))
}

/// What was found out.
struct Found {
    agreement: Agreement,
    is_only_one: bool,
}

async fn find(builds: &Builds, link_id: i64, now: i64) -> Result<Found, Error> {
    let profile_id = builds.profile_id;
    let read = move |db: &rusqlite::Connection| {
        let machines = preferences::machines(db, profile_id)?;
        let Some(link) = links::get(db, link_id)? else { return Ok((machines, entries::installation(db)?.id, None)) };
        let integration = integrations::get(db, link.integration_id)?;
        let link = integration.map(|integration| (link, integration.instance));
        Ok((machines, entries::installation(db)?.id, link))
    };
    let (Machines { is_only_one, is_designated }, machine, link) = builds.db.read(read).await?;
    let (link, instance) = link.ok_or_else(|| Error::new(Code::NotFound))?;
    let claims = match database::find(builds).await? {
        Some(Ok(database)) => Ok(Arc::new(database) as Arc<dyn Claims>),
        Some(Err(refused)) => {
            tracing::warn!(?refused, "the database for claims cannot be used");
            Err(Why::Here)
        }
        None => references(builds, &instance, &link.identity.username).await?,
    };
    let good_until = Some(now.saturating_add(GOOD_FOR));
    Ok(Found { agreement: Agreement { claims, machine, is_designated, good_until }, is_only_one })
}

async fn references(
    builds: &Builds,
    instance: &Instance,
    username: &str,
) -> Result<Result<Arc<dyn Claims>, Why>, Error> {
    let proxy = builds.gitlab.desktop_proxy(instance).await;
    let places = builds.git.places.clone();
    let git = blocking::run(move || Git::find(places, ground::environment())).await?;
    Ok(match git {
        Ok(git) => Ok(Arc::new(Refs::new(git.through(proxy), builds.git.helper.clone(), username))),
        Err(error) if error.code == Code::GitMissing => Err(Why::OldGit),
        Err(error) => {
            tracing::info!(%error, "git cannot be used for claims");
            Err(Why::Here)
        }
    })
}
