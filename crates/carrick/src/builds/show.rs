//! What the window is told of builds.

use carrick_store::db::preferences::{self, Building};
use carrick_store::error::Error;
use carrick_store::instance::Instance;

use super::{Builds, rules, watching};
use crate::messages;
use crate::topics::Topic;

/// Reads how builds stand.
///
/// # Errors
/// When the database cannot be read.
pub async fn builds(builds: &Builds) -> Result<messages::Builds, Error> {
    let revision = builds.topics.revision(Topic::Builds);
    let profile_id = builds.profile_id;
    let set = builds.db.read(move |db| preferences::building(db, profile_id)).await?;
    let rules = rules::list(builds).await?;
    let rules_on = rules.iter().filter(|rule| rule.is_on).count();
    let looks = watching::status(builds);
    Ok(messages::Builds {
        revision,
        list: revision,
        rules_on: u32::try_from(rules_on).unwrap_or(u32::MAX),
        watched: 0,
        needs_approval: 0,
        looked_at: looks.iter().filter_map(|look| look.looked_at).min(),
        is_looking: looks.iter().any(|look| look.is_looking),
        paused: paused(set),
        troubles: looks.iter().filter_map(trouble).collect(),
        asleep: None,
        service: messages::WatchService::Off,
        stands_by: false,
        machine: String::new(),
        notices: messages::BuildNotices::Mine,
        after_sleep: if set.after_sleep { messages::AfterSleep::Build } else { messages::AfterSleep::Show },
    })
}

fn paused(set: Building) -> Option<messages::BuildsPaused> {
    set.paused_at.map(|since| messages::BuildsPaused { since, not_built: 0 })
}

fn trouble(look: &watching::Status) -> Option<messages::WatchTrouble> {
    let trouble = look.trouble.as_ref()?;
    let host = Instance::parse(&look.instance).map_or_else(|_| look.instance.clone(), |instance| instance.host());
    let until = look.next_at.unwrap_or(trouble.since);
    Some(messages::WatchTrouble { host, since: trouble.since, until, error: trouble.error.clone().into() })
}
