//! "Why not?", for every merge request: of one that is known from what is kept here, of any other by asking GitLab.

use carrick_store::build::Reason;
use carrick_store::db::{integrations, links, merge_requests, watches};
use carrick_store::error::Error;
use carrick_store::instance::{Instance, trim_paste};
use carrick_store::merge_request::{MergeRequest, Snapshot};
use carrick_store::model::Link;
use carrick_store::rule::Rule;
use url::Url;

use super::Builds;
use super::address::Address;
use super::asking::{Asker, NoAnswer};
use super::facts::learnt;
use super::known::{Known, Level};
use super::list::Row;
use super::standing::Stands;
use super::watched::{Watched, rule_at};
use super::why::{About, Why, reason_now, why};
use crate::gitlab::{Said, Which};

/// What came of asking about an address.
#[derive(Debug, Clone)]
pub enum Asked {
    /// The answer.
    Answered(Box<Answer>),
    /// That is no merge request's address.
    NoAddress,
    /// No account is linked there.
    NoAccount {
        /// Its host; nothing where the address does not say.
        host: String,
    },
    /// No linked account sees such a merge request.
    NotSeen {
        /// The host; nothing where it was looked for at all of them.
        host: String,
    },
}

/// Why a merge request is not built, or that it is.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The address of its instance.
    pub instance: String,
    /// The project it goes into.
    pub path: String,
    /// GitLab's number of that.
    pub project_id: i64,
    /// The account that looks, or through which it was read just now.
    pub link_id: i64,
    /// That account's username.
    pub username: String,
    /// The merge request.
    pub snapshot: Snapshot,
    /// Its row, where it is known here.
    pub row: Option<Row>,
    /// Why it is not built; nothing where it is, or will be.
    pub why: Option<Why>,
}

/// The answer for a merge request that is known, by its number here.
///
/// # Errors
/// `NotFound`.
pub async fn by_number(builds: &Builds, merge_request: i64) -> Result<Answer, Error> {
    let row = super::list::one(builds, merge_request).await?;
    known(builds, row).await
}

/// The answer for the merge request at an address, or of `group/project!42`.
///
/// # Errors
/// What stood in the way of asking GitLab last, where no account could answer.
pub async fn by_address(builds: &Builds, text: &str) -> Result<Asked, Error> {
    let accounts = accounts(builds).await?;
    let Some(address) = Address::read(text, accounts.iter().map(|(_, instance)| instance)) else {
        return Ok(host_of(text).map_or(Asked::NoAddress, |host| Asked::NoAccount { host }));
    };
    let is_meant = |instance: &Instance| address.instance.as_ref().is_none_or(|meant| meant == instance);
    let meant: Vec<(Link, Instance)> = accounts.into_iter().filter(|(_, instance)| is_meant(instance)).collect();
    if let Some(id) = known_at(builds, &meant, &address).await? {
        return Ok(Asked::Answered(Box::new(by_number(builds, id).await?)));
    }
    let mut failed = None;
    for (link, instance) in &meant {
        match stranger(builds, link, instance, &address).await {
            Ok(Some(answer)) => return Ok(Asked::Answered(Box::new(answer))),
            Ok(None) => {}
            Err(error) => failed = Some(error),
        }
    }
    match failed {
        Some(error) => Err(error),
        None if meant.is_empty() => Ok(Asked::NoAccount { host: String::new() }),
        None => Ok(Asked::NotSeen { host: address.instance.map(|instance| instance.host()).unwrap_or_default() }),
    }
}

/// The host of a merge request's page at a GitLab that no account is linked at.
fn host_of(text: &str) -> Option<String> {
    let url = Url::parse(trim_paste(text)).ok()?;
    let (is_web, is_page) = (matches!(url.scheme(), "http" | "https"), url.path().contains("/merge_requests/"));
    url.host_str().filter(|_| is_web && is_page).map(str::to_owned)
}

async fn known(builds: &Builds, row: Row) -> Result<Answer, Error> {
    let now = builds.clock.now();
    let at = builds.starting().at_instance(&row.watched.instance.address(), now);
    let (watched, merge_request) = (row.watched.clone(), row.merge_request.clone());
    let decision = builds.db.read(move |db| watched.decide(db, &merge_request, at, now)).await?;
    let build = row.build.as_ref();
    let reason = match &row.stands {
        // Something came of it: what is decided now is about the next commit.
        Stands::Pipeline(_) | Stands::Starting(_) => build.and_then(|build| build.reason.clone()),
        Stands::Waiting(_) | Stands::NotBuilt(_) => reason_now(&decision, build),
    };
    let about = About {
        state: row.merge_request.snapshot.state,
        is_of_fork: row.merge_request.snapshot.is_of_fork(row.watched.watch.project_id),
        needs_relink: row.watched.link.standing.needs_you.is_some(),
    };
    Ok(Answer {
        instance: row.watched.instance.address(),
        path: row.watched.watch.path.clone(),
        project_id: row.watched.watch.project_id,
        link_id: row.watched.link.id,
        username: row.watched.link.identity.username.clone(),
        snapshot: row.merge_request.snapshot.clone(),
        why: reason.map(|reason| why(reason, &about)),
        row: Some(row),
    })
}

/// The number here of the merge request at an address.
async fn known_at(builds: &Builds, meant: &[(Link, Instance)], address: &Address) -> Result<Option<i64>, Error> {
    let profile_id = builds.profile_id;
    let links: Vec<i64> = meant.iter().map(|(link, _)| link.id).collect();
    let (path, iid) = (address.path.clone(), address.iid);
    let find = move |db: &rusqlite::Connection| {
        let mut known = None;
        for link_id in links {
            let Some(watch) = watches::at_path(db, link_id, &path)? else { continue };
            let Some(merge_request) = merge_requests::find(db, watch.id, iid)? else { continue };
            let has_rule = Watched::find(db, profile_id, watch.id)?.is_some_and(|watched| watched.is_looked_at());
            if has_rule {
                return Ok(Some(merge_request.id));
            }
            known = known.or(Some(merge_request.id));
        }
        Ok(known)
    };
    builds.db.read(find).await
}

/// A merge request as GitLab has just told it.
struct There {
    project_id: i64,
    path: String,
    level: Level,
    snapshot: Snapshot,
    at: i64,
}

/// The answer for a merge request that is not known here; nothing where the account sees none.
async fn stranger(
    builds: &Builds,
    link: &Link,
    instance: &Instance,
    address: &Address,
) -> Result<Option<Answer>, Error> {
    let asker = Asker::of(builds, link.id).await?;
    let told = |why: NoAnswer| why.told(instance);
    let Some(there) = read_there(builds, &asker, address).await.map_err(told)? else { return Ok(None) };
    let There { project_id, path, level, snapshot, at } = there;
    let (profile_id, place, where_it_is) = (builds.profile_id, instance.clone(), path.clone());
    let rule = builds.db.read(move |db| rule_at(db, profile_id, &place, project_id, &where_it_is)).await?;
    let known = Known { level, ..known_of_stranger(builds, project_id, asker.user_id(), rule.as_ref(), at).await? };
    let merge_request = as_first_seen(&snapshot, at);
    let (decision, _) = learnt(&asker, rule.as_ref(), &merge_request, known).await.map_err(told)?;
    let about = About {
        state: snapshot.state,
        is_of_fork: snapshot.is_of_fork(project_id),
        needs_relink: link.standing.needs_you.is_some(),
    };
    // What is to be built and is not known here yet is seen by the next look.
    let reason = reason_now(&decision, None).unwrap_or(Reason::Preparing { until: None });
    Ok(Some(Answer {
        instance: instance.address(),
        path,
        project_id,
        link_id: link.id,
        username: link.identity.username.clone(),
        snapshot,
        row: None,
        why: Some(why(reason, &about)),
    }))
}

async fn read_there(builds: &Builds, asker: &Asker, address: &Address) -> Result<Option<There>, NoAnswer> {
    let (path, iid) = (address.path.as_str(), address.iid);
    let project = asker
        .ask(async |it| {
            let caller = it.caller();
            let what = it.gitlab.project(caller.instance, caller.token, Which::Path(path)).await?;
            Ok(Said { what, at: None, rest: None })
        })
        .await?;
    let Some(project) = project.what else { return Ok(None) };
    let project_id = project.listed.project_id;
    let said = asker.ask(async |it| Ok(it.gitlab.merge_request(it.caller(), project_id, iid).await?)).await?;
    let at = said.at.unwrap_or_else(|| builds.clock.now());
    let level = project.access_level.map_or(Level::NoMember, Level::Is);
    let there = |snapshot| There { project_id, path: project.listed.path, level, snapshot, at };
    Ok(said.what.map(|sighting| there(sighting.snapshot)))
}

fn as_first_seen(snapshot: &Snapshot, at: i64) -> MergeRequest {
    MergeRequest {
        id: 0,
        watch_id: 0,
        snapshot: snapshot.clone(),
        head_seen_at: at,
        was_there: false,
        hot_until: 0,
        seen_at: at,
    }
}

async fn known_of_stranger(
    builds: &Builds,
    project_id: i64,
    user_id: i64,
    rule: Option<&Rule>,
    at: i64,
) -> Result<Known, Error> {
    let now = builds.clock.now();
    let building = super::pausing::building(builds).await?;
    let on_since = rule.map_or(0, |rule| rule.on_since);
    Ok(Known {
        project_id,
        user_id,
        level: Level::Unknown,
        now: i64::MAX,
        switched_on_at: on_since.saturating_add(at.saturating_sub(now)),
        paused_since: building.paused_at,
        away: None,
        is_asked_for: false,
        approval: None,
        forks_run_here: true,
        gitlab_builds: false,
        author_refused: false,
        is_being_created: false,
        grace: 0,
        last_push: None,
        author_level: Level::Unknown,
        changed_paths: None,
    })
}

/// The profile's accounts and where they are.
pub(super) async fn accounts(builds: &Builds) -> Result<Vec<(Link, Instance)>, Error> {
    let profile_id = builds.profile_id;
    let look = move |db: &rusqlite::Connection| {
        let mut accounts = Vec::new();
        for link in links::of_profile(db, profile_id)? {
            if let Some(integration) = integrations::get(db, link.integration_id)? {
                accounts.push((link, integration.instance));
            }
        }
        Ok(accounts)
    };
    builds.db.read(look).await
}
