//! What the window is told of builds, and what it asks: the line of how looking stands, here; the list ([`rows`]), one
//! merge request ([`opened`]), "why not?" and what a person does ([`answers`], with [`reasons`]) and rules ([`rules`]).

pub mod answers;
pub mod opened;
mod reasons;
pub mod rows;
pub mod rules;

use carrick_store::db::preferences::Notices;
use carrick_store::error::Error;

use super::duty::{self, standing::Duty};
use super::review::Cause;
use super::status::{self, Paused, Status, Trouble};
use super::{Builds, rules as kept, service, telling};
use crate::desktop::machine;
use crate::desktop::notifications;
use crate::desktop::service::{Found, Standing};
use crate::messages;
use crate::topics::Topic;

/// Reads how builds stand.
///
/// # Errors
/// When the database cannot be read.
pub async fn builds(builds: &Builds) -> Result<messages::Builds, Error> {
    let revision = builds.topics.revision(Topic::Builds);
    let rules = kept::list(builds).await?;
    let Status {
        watched,
        is_looking,
        looked_at,
        needs_approval,
        paused,
        troubles,
        unguarded,
        while_away,
        left_out,
        builds_after_sleep,
    } = status::status(builds).await?;
    let count = number(while_away.merge_requests.len());
    let cause = while_away.cause.map_or(messages::AsleepCause::Absence, Into::into);
    let asleep = |away: super::known::Away| messages::Asleep { from: away.from, to: away.to, count, cause };
    let after_sleep = if builds_after_sleep { messages::AfterSleep::Build } else { messages::AfterSleep::Show };
    let stands_by = *duty::duty(builds).borrow() == Duty::StandingBy;
    Ok(messages::Builds {
        revision,
        list: revision,
        rules_on: number(rules.iter().filter(|rule| rule.is_on).count()),
        watched: number(watched),
        needs_approval,
        looked_at,
        is_looking,
        paused: paused.map(Into::into),
        troubles: troubles.into_iter().map(Into::into).collect(),
        asleep: while_away.away.map(asleep),
        unguarded: unguarded.first().map(|first| messages::Unguarded {
            count: number(unguarded.len()),
            path: first.path.clone(),
            why: first.why.into(),
        }),
        service: service(&service::seen(builds).await?, service::is_possible(builds)),
        stands_by,
        machine: machine::name(),
        left_out,
        notices: telling::notices(builds).await?.into(),
        notices_shown: notifications::ARE_SHOWN,
        after_sleep,
    })
}

fn service(found: &Found, is_possible: bool) -> messages::WatchService {
    match found.standing {
        Standing::NotInstalled if is_possible => messages::WatchService::Off,
        Standing::NotInstalled => messages::WatchService::Unsupported,
        Standing::Running(_) | Standing::Starting => messages::WatchService::On,
        Standing::Stopped | Standing::Failed | Standing::Unknown => messages::WatchService::Down,
    }
}

impl From<Notices> for messages::BuildNotices {
    fn from(notices: Notices) -> Self {
        match notices {
            Notices::Mine => Self::Mine,
            Notices::All => Self::All,
            Notices::None => Self::None,
        }
    }
}

/// Which builds are told, as the window asks for it.
pub fn notices(wanted: messages::SetBuildNotices) -> Notices {
    match wanted.notices {
        messages::BuildNotices::Mine => Notices::Mine,
        messages::BuildNotices::All => Notices::All,
        messages::BuildNotices::None => Notices::None,
    }
}

impl From<Cause> for messages::AsleepCause {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Absence => Self::Absence,
            Cause::Pause => Self::Pause,
            Cause::Both => Self::Both,
        }
    }
}

impl From<Paused> for messages::BuildsPaused {
    fn from(paused: Paused) -> Self {
        Self { since: paused.since, not_built: paused.not_built }
    }
}

impl From<Trouble> for messages::WatchTrouble {
    fn from(trouble: Trouble) -> Self {
        let Trouble { instance, since, until, error } = trouble;
        Self { host: answers::host(&instance), since, until: until.unwrap_or(since), error: error.into() }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
