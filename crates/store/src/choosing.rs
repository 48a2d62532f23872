//! Which account git uses for a place: asked by git's helper, and told by whoever shows it.

use rusqlite::{Connection, Result};

use crate::db::{choices, former_usernames, integrations, links, memberships};
use crate::instance::Instance;
use crate::model::{GitUse, Link};
use crate::project::DEVELOPER;

/// Names under which programs ask for nobody in particular.
const NOBODY: [&str; 3] = ["oauth2", "git", "gitlab-ci-token"];

/// What an account is chosen for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The GitLab.
    pub instance: &'a Instance,
    /// The project with its namespace, without slashes around it and without `.git`, where it is known.
    pub project: Option<&'a str>,
    /// Who was asked for by name.
    pub username: Option<&'a str>,
}

/// Why it is this account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It was asked for by its name.
    Named,
    /// It was asked for by a name that it had before.
    NamedAsBefore,
    /// It was chosen for this namespace or project; empty for the whole instance.
    Chosen(String),
    /// No other account can reach the project, or none may push to it.
    Reaches,
    /// It is the default.
    Default,
}

/// The account that git uses, and why; `None` when it is to use none of ours.
pub fn choose(connection: &Connection, profile_id: i64, asked: Asked<'_>) -> Result<Option<(Link, Reason)>> {
    let usable = usable_at(connection, profile_id, asked.instance)?;
    if usable.is_empty() {
        return Ok(None);
    }
    if let Some(name) = asked.username.filter(|name| !is_nobody(name)) {
        return named(connection, usable, name);
    }
    if let Some(found) = chosen(connection, profile_id, &usable, asked)? {
        return Ok(Some(found));
    }
    let reaching = match asked.project {
        Some(project) => memberships::reachable_by(connection, &asked.instance.address(), project)?,
        None => Vec::new(),
    };
    let best = best_of(&usable, &reaching);
    let alone = best.len() < usable.len();
    let chosen = default_of(if best.is_empty() { usable.iter().collect() } else { best.clone() });
    let reason = if !best.is_empty() && alone { Reason::Reaches } else { Reason::Default };
    Ok(chosen.map(|link| (link.clone(), reason)))
}

/// A profile's accounts at an instance that git may use, oldest first.
pub fn usable_at(connection: &Connection, profile_id: i64, instance: &Instance) -> Result<Vec<Link>> {
    let at: Vec<i64> =
        integrations::all(connection)?.into_iter().filter(|it| it.instance == *instance).map(|it| it.id).collect();
    let mut all = links::of_profile(connection, profile_id)?;
    all.retain(|link| at.contains(&link.integration_id) && link.serves_git());
    Ok(all)
}

/// Whether a program that asks under this name means nobody in particular.
pub fn is_nobody(name: &str) -> bool {
    NOBODY.contains(&name)
}

/// The default among these: the one that was made it, else the first.
pub fn default_of(links: Vec<&Link>) -> Option<&Link> {
    let made = links.iter().find(|link| link.git_use == GitUse::Default).copied();
    made.or_else(|| links.first().copied())
}

/// A name that an account has now comes before one that another had.
fn named(connection: &Connection, usable: Vec<Link>, name: &str) -> Result<Option<(Link, Reason)>> {
    if let Some(link) = usable.iter().find(|link| link.identity.username.eq_ignore_ascii_case(name)) {
        return Ok(Some((link.clone(), Reason::Named)));
    }
    let had = former_usernames::who_had(connection, name)?;
    let mut who = usable.into_iter().filter(|link| had.contains(&link.id));
    // Two that had it may both be meant.
    Ok(who.next().filter(|_| who.next().is_none()).map(|link| (link, Reason::NamedAsBefore)))
}

fn chosen(
    connection: &Connection,
    profile_id: i64,
    usable: &[Link],
    asked: Asked<'_>,
) -> Result<Option<(Link, Reason)>> {
    let path = asked.project.unwrap_or_default();
    let choice = choices::for_path(connection, profile_id, &asked.instance.address(), path)?;
    let Some(choice) = choice else { return Ok(None) };
    let link = usable.iter().find(|link| link.id == choice.link_id);
    Ok(link.map(|link| (link.clone(), Reason::Chosen(choice.prefix))))
}

/// Those that can reach the project; of these, those that may push, if any is known to.
fn best_of<'a>(usable: &'a [Link], reaching: &[(i64, Option<i64>)]) -> Vec<&'a Link> {
    let level = |link: &Link| reaching.iter().find(|(id, _)| *id == link.id).map(|(_, level)| *level);
    let reach: Vec<&Link> = usable.iter().filter(|link| level(link).is_some()).collect();
    let may_push = |link: &&Link| level(link).flatten().is_some_and(|level| level >= DEVELOPER);
    let pushing: Vec<&Link> = reach.iter().copied().filter(|link| may_push(link)).collect();
    if pushing.is_empty() { reach } else { pushing }
}
