//! Trying out, when a rule is switched on, whether machines can agree about what it builds: a claim of nothing is made
//! and taken away again. The person was told before that claims are made.

use carrick_store::db::{agreements, integrations, links, watches};
use carrick_store::error::Error;
use carrick_store::rule::Rule;

use super::Builds;
use super::claims::Project;
use super::claims::standing::Standing;
use super::claims::why::Why;
use super::starting::agreeing;
use super::trying::{self, MOST_LOOKED_INTO};

/// How agreeing went in a project where it was tried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probed {
    /// Its path.
    pub path: String,
    /// How machines agree there.
    pub standing: Standing,
}

/// Tries it out in the project of a rule that is on, or in those of its namespace that were active last; in none where
/// no other machine is to be told. How it went is kept, as what comes of a claim is.
///
/// # Errors
/// When the keyring or the database cannot be read or written.
pub async fn probe(builds: &Builds, rule: &Rule) -> Result<Vec<Probed>, Error> {
    if !rule.is_on {
        return Ok(Vec::new());
    }
    let Some(agreement) = agreeing::of_link(builds, rule.link_id).await? else { return Ok(Vec::new()) };
    let link_id = rule.link_id;
    let read = move |db: &rusqlite::Connection| {
        let Some(link) = links::get(db, link_id)? else { return Ok(None) };
        Ok(integrations::get(db, link.integration_id)?.map(|integration| integration.instance))
    };
    let Some(instance) = builds.db.read(read).await? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for trying::Place { project_id, path, .. } in
        trying::projects_of(builds, rule).await?.into_iter().take(MOST_LOOKED_INTO)
    {
        let project = Project { instance: instance.clone(), id: project_id, path: path.clone() };
        let trouble = match &agreement.claims {
            Ok(claims) => claims.probe(&project).await.err(),
            Err(why) => Some(*why),
        };
        let since = keep(builds, link_id, &project, trouble).await?;
        let standing = trouble.map_or(Standing::Guarded { since }, |why| Standing::BestEffort { why, since });
        all.push(Probed { path, standing });
    }
    Ok(all)
}

/// The same, not waited for.
pub fn begin_probe(builds: &Builds, rule: Rule) {
    let builds = builds.clone();
    tokio::spawn(async move {
        if let Err(error) = probe(&builds, &rule).await {
            tracing::info!(rule = rule.id, %error, "it could not be tried out whether machines can agree");
        }
    });
}

/// Keeps how it went; since when it is so (Unix milliseconds).
async fn keep(builds: &Builds, link_id: i64, project: &Project, trouble: Option<Why>) -> Result<i64, Error> {
    let (id, path, now) = (project.id, project.path.clone(), builds.clock.now());
    let write = move |db: &rusqlite::Connection| {
        let watch_id = watches::put(db, link_id, id, &path)?;
        agreements::note(db, watch_id, trouble.map(Why::word), now)?;
        Ok(agreements::of_watch(db, watch_id)?.map_or(now, |kept| kept.since))
    };
    let since = builds.db.write(write).await?;
    builds.touch();
    Ok(since)
}
