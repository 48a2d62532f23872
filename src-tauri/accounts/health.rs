//! How links stand: asked about, renewed in time, and told.
//!
//! Only what GitLab itself has proven asks something of the person. Whatever else stands in the way is told,
//! kept in memory, and tried again.

use std::time::Duration;

use super::links as pictures;
use super::tokens::{self, AHEAD};
use crate::db::links;
use crate::gitlab::Error;
use crate::messages::{Cause, ErrorCode, Health, TestReport, UiError, VaultState};
use crate::model::{Identity, Link};
use crate::services::{Now, Services};

/// A token that was just issued may be unknown to a lagging replica for a second.
const REPLICA_LAG: Duration = Duration::from_millis(1500);

/// The first pause after GitLab could not be asked, doubled each time (milliseconds).
const FIRST_PAUSE: i64 = 10_000;
/// The longest pause while this computer may be offline: coming back should be noticed soon.
const LONGEST_PAUSE_OFFLINE: i64 = 60_000;
/// The longest pause while GitLab answers and is in trouble, and the longest it may ask for itself.
const LONGEST_PAUSE: i64 = 15 * 60_000;
const LONGEST_ASKED_PAUSE: i64 = 60 * 60_000;
/// How long a refusal may still be a replica that lags (milliseconds; gitlab-org/gitlab issue 599181), and how
/// often it is asked about again until then.
const DOUBT: i64 = 10 * 60_000;
const ASK_AGAIN: i64 = 60_000;
/// How often a link that waits for something to be done at GitLab is asked about without the person.
const LOOK_AGAIN: i64 = 60 * 60_000;

/// Why a link could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stop {
    /// GitLab has proven that only the person can go on.
    NeedsYou { pair_id: i64, cause: Cause },
    /// GitLab could not be asked.
    Unreachable(UiError),
    /// Something on this computer stands in the way: vault or database.
    Here(UiError),
}

impl From<UiError> for Stop {
    fn from(error: UiError) -> Self {
        Self::Here(error)
    }
}

impl From<crate::db::Error> for Stop {
    fn from(error: crate::db::Error) -> Self {
        Self::Here(error.into())
    }
}

/// What stands in a link's way while this process runs.
#[derive(Debug, Clone)]
pub struct Trouble {
    since: i64,
    /// Nothing is shown of what the vault or the database says elsewhere.
    shown: Option<UiError>,
    tries: u32,
    next_try: i64,
}

/// Asks GitLab about a link now, and notes what it says.
///
/// # Errors
/// When the keyring or the database stands in the way; nothing is known of the link then.
pub async fn test(services: &Services, link_id: i64) -> Result<TestReport, UiError> {
    let asked = ask(services, link_id).await;
    let outcome = match &asked {
        Ok(identity) => note_working(services, link_id, identity.clone()).await.map(|()| TestReport::Working),
        Err(stop) => {
            note(services, link_id, stop).await?;
            match stop.clone() {
                Stop::NeedsYou { cause, .. } => Ok(TestReport::NeedsYou { cause }),
                Stop::Unreachable(error) => Ok(TestReport::Unreachable { error }),
                Stop::Here(error) => Err(error),
            }
        }
    };
    services.announce().await;
    outcome
}

/// Renews what ends soon, and asks again about what waits for GitLab. To be called every few seconds.
pub async fn keep_alive(services: &Services) {
    if services.vault.state().await.0 != VaultState::Ready {
        return;
    }
    let Ok(all) = services.db.read(links::all).await else { return };
    let now = services.clock.now();
    let due: Vec<Link> = {
        let here = services.here();
        all.into_iter().filter(|link| is_due(&here, link, now)).collect()
    };
    let mut rounds = tokio::task::JoinSet::new();
    for link in due {
        let services = services.clone();
        rounds.spawn(async move { look_after(&services, &link).await });
    }
    rounds.join_all().await;
}

/// Asks about every link of an integration at once, since something about it has changed.
pub(super) async fn look_again(services: &Services, integration_id: i64) {
    let Ok(waiting) = services.db.read(move |db| links::on(db, integration_id)).await else { return };
    for link in waiting.into_iter().filter(|link| link.needs_you.is_some()) {
        if let Err(error) = test(services, link.id).await {
            tracing::info!(link = link.id, code = ?error.code, "a link could not be asked about");
        }
    }
}

/// How a link is shown to stand.
pub(super) fn of(here: &Now, link: &Link) -> Health {
    if here.unlinking.contains(&link.id) {
        return Health::Unlinking;
    }
    if let Some((cause, since)) = &link.needs_you {
        return Health::NeedsYou { since: *since, cause: cause.clone() };
    }
    match here.troubles.get(&link.id) {
        Some(Trouble { since, shown: Some(error), .. }) => Health::Unreachable { since: *since, error: error.clone() },
        _ => Health::Fine,
    }
}

fn is_due(here: &Now, link: &Link, now: i64) -> bool {
    if here.renewing.contains(&link.id) || here.unlinking.contains(&link.id) {
        return false;
    }
    if here.troubles.get(&link.id).is_some_and(|trouble| now < trouble.next_try) {
        return false;
    }
    match &link.needs_you {
        Some((Cause::SecretRenewed | Cause::ApplicationRefused | Cause::Account { .. }, _)) => true,
        Some((Cause::Refused | Cause::AnswerLost, since)) => now - link.refused_since.unwrap_or(*since) < DOUBT,
        Some(_) => false,
        None => link.expires_at - AHEAD <= now || here.troubles.get(&link.id).is_some_and(|it| it.shown.is_some()),
    }
}

async fn look_after(services: &Services, link: &Link) {
    let renews = link.needs_you.is_none() && link.expires_at - AHEAD <= services.clock.now();
    if !renews {
        // The report is noted and shown; nobody waits for it here.
        let _ = test(services, link.id).await;
        return;
    }
    match tokens::renew(services, link.id, link.pair_id).await {
        Ok(_) => drop(services.here().troubles.remove(&link.id)),
        Err(stop) => {
            if let Err(error) = note(services, link.id, &stop).await {
                tracing::warn!(link = link.id, code = ?error.code, "the state of a link could not be noted");
            }
        }
    }
    services.announce().await;
}

/// Who the account is now. A token that is not taken is renewed, once, and asked with again.
async fn ask(services: &Services, link_id: i64) -> Result<Identity, Stop> {
    let mut access = tokens::access(services, link_id).await?;
    let mut answer = services.gitlab.user(&access.instance, &access.token).await;
    if answer == Err(Error::Unauthorized) {
        access = tokens::renew(services, link_id, access.link.pair_id).await?;
        answer = services.gitlab.user(&access.instance, &access.token).await;
        if answer == Err(Error::Unauthorized) {
            tokio::time::sleep(REPLICA_LAG).await;
            answer = services.gitlab.user(&access.instance, &access.token).await;
        }
    }
    let pair_id = access.link.pair_id;
    match answer {
        Ok(identity) if identity.user_id == access.link.identity.user_id => Ok(identity),
        // A token never changes its owner: this answer is not GitLab's.
        Ok(_) => Err(Stop::Unreachable(Error::Malformed.at(&access.instance))),
        Err(Error::InsufficientScope) => Err(Stop::NeedsYou { pair_id, cause: Cause::ScopeTooSmall }),
        Err(Error::Account { state }) => {
            Err(Stop::NeedsYou { pair_id, cause: Cause::Account { state: state.to_owned() } })
        }
        Err(error) => Err(Stop::Unreachable(error.at(&access.instance))),
    }
}

async fn note_working(services: &Services, link_id: i64, identity: Identity) -> Result<(), UiError> {
    let now = services.clock.now();
    let write = move |db: &rusqlite::Connection| {
        let before = links::get(db, link_id)?;
        links::works(db, link_id, &identity, now)?;
        Ok(before.is_some_and(|before| before.identity.avatar_url != identity.avatar_url))
    };
    let new_picture = services.db.call(write).await?;
    services.here().troubles.remove(&link_id);
    if new_picture {
        pictures::fetch_avatar(services, link_id).await;
    }
    Ok(())
}

/// Notes why a link could not be used: in the database what only the person can change, in memory the rest.
async fn note(services: &Services, link_id: i64, stop: &Stop) -> Result<(), UiError> {
    let now = services.clock.now();
    let before = services.here().troubles.get(&link_id).cloned();
    let tries = before.as_ref().map_or(0, |before| before.tries.saturating_add(1));
    let told = before.filter(|before| before.shown.is_some());
    let since = told.as_ref().map_or(now, |told| told.since);
    let (shown, pause) = match stop {
        Stop::NeedsYou { pair_id, cause } => {
            let (pair_id, cause) = (*pair_id, cause.clone());
            let pause = if matches!(cause, Cause::Refused | Cause::AnswerLost) { ASK_AGAIN } else { LOOK_AGAIN };
            tracing::warn!(link = link_id, ?cause, "a link needs its person");
            services.db.call(move |db| links::need_you(db, link_id, pair_id, &cause, since, now)).await?;
            (None, pause)
        }
        Stop::Unreachable(error) => {
            tracing::info!(link = link_id, code = ?error.code, "GitLab could not be asked about a link");
            (Some(error.clone()), pause(error, tries))
        }
        // GitLab was not asked, so what was told of it stands, and so does the pause that it asked for.
        Stop::Here(_) => match told {
            Some(told) => (told.shown, FIRST_PAUSE.max(told.next_try - now)),
            None => (None, FIRST_PAUSE),
        },
    };
    let trouble = Trouble { since, shown, tries, next_try: now.saturating_add(pause) };
    services.here().troubles.insert(link_id, trouble);
    Ok(())
}

/// How long to wait before GitLab is asked again (milliseconds).
fn pause(error: &UiError, tries: u32) -> i64 {
    let asked = error.facts.get("seconds").and_then(|seconds| seconds.parse::<i64>().ok());
    if let Some(seconds) = asked {
        return seconds.saturating_mul(1000).clamp(FIRST_PAUSE, LONGEST_ASKED_PAUSE);
    }
    let answers = matches!(error.code, ErrorCode::ServerError | ErrorCode::RateLimited);
    let longest = if answers { LONGEST_PAUSE } else { LONGEST_PAUSE_OFFLINE };
    FIRST_PAUSE.saturating_mul(1 << tries.min(10)).min(longest)
}
