//! How looking and building stand, in a line.

use carrick_store::build::Reason;
use carrick_store::db::{heads, preferences};
use carrick_store::error::{Code, Error};

use super::Builds;
use super::claims::standing::{self, Unguarded};
use super::review::{self, Waiting};
use super::watched::Watched;
use super::watching;

/// How looking and building stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// How many projects are watched.
    pub watched: usize,
    /// Whether it is being looked just now.
    pub is_looking: bool,
    /// When it was last looked to the end at the instance that waits longest (Unix milliseconds).
    pub looked_at: Option<i64>,
    /// How many open merge requests wait for an approval.
    pub needs_approval: u32,
    /// The pause of all builds.
    pub paused: Option<Paused>,
    /// Instances that cannot be looked at, or want to be left alone.
    pub troubles: Vec<Trouble>,
    /// Watched projects in which two machines may start one build, though they want to agree; by path.
    pub unguarded: Vec<Unguarded>,
    /// What came while nobody looked, or builds were paused.
    pub while_away: Waiting,
    /// From before when changes were left out, since nobody looked for so long (the instance's Unix milliseconds).
    pub left_out: Option<i64>,
    /// Whether such is built, instead of only shown.
    pub builds_after_sleep: bool,
}

/// The pause of all builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paused {
    /// Since when (Unix milliseconds).
    pub since: i64,
    /// How many open merge requests were not built for it.
    pub not_built: u32,
}

/// An instance that cannot be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Its address.
    pub instance: String,
    /// Since when (Unix milliseconds).
    pub since: i64,
    /// When it is tried again (Unix milliseconds).
    pub until: Option<i64>,
    /// What stands in the way.
    pub error: Error,
}

impl Trouble {
    /// Whether GitLab itself asks to slow down.
    pub fn is_slowed_down(&self) -> bool {
        self.error.code == Code::RateLimited
    }
}

/// Reads how looking and building stand.
///
/// # Errors
/// When the database cannot be read.
pub async fn status(builds: &Builds) -> Result<Status, Error> {
    let looks = watching::status(builds);
    let profile_id = builds.profile_id;
    let read = move |db: &rusqlite::Connection| {
        let building = preferences::building(db, profile_id)?;
        let watched = Watched::all(db, profile_id)?;
        let looked: Vec<i64> =
            watched.values().filter(|it| it.is_looked_at()).filter_map(|it| it.watch.looked_at).collect();
        let paused = building.paused_at.map(|since| {
            let not_built = heads::count_for(db, profile_id, &Reason::Paused { since })?;
            Ok::<_, rusqlite::Error>(Paused { since, not_built })
        });
        Ok(Status {
            watched: watched.values().filter(|it| it.is_looked_at()).count(),
            is_looking: false,
            // Before this process looked: what another, or an earlier one, left.
            looked_at: looked.into_iter().max(),
            needs_approval: heads::count_for(db, profile_id, &Reason::NeedsApproval)?,
            paused: paused.transpose()?,
            troubles: Vec::new(),
            unguarded: standing::unguarded(db, profile_id)?
                .into_iter()
                .filter(|it| watched.get(&it.watch_id).is_some_and(Watched::is_looked_at))
                .collect(),
            while_away: review::read(db, profile_id)?,
            left_out: None,
            builds_after_sleep: building.after_sleep,
        })
    };
    let kept = builds.db.read(read).await?;
    let looked_at = looks.iter().filter_map(|look| look.looked_at).min().or(kept.looked_at);
    let is_looking = looks.iter().any(|look| look.is_looking);
    let left_out = looks.iter().filter_map(|look| look.left_out).max().filter(|at| is_news(*at, builds.clock.now()));
    Ok(Status { is_looking, looked_at, left_out, troubles: looks.into_iter().filter_map(trouble).collect(), ..kept })
}

/// What was left out is told for about a day: it was so when it was looked again.
fn is_news(left_out: i64, now: i64) -> bool {
    const A_DAY: i64 = 24 * 60 * 60_000;
    now.saturating_sub(left_out) < watching::LOOK_BACK + A_DAY
}

fn trouble(look: watching::Status) -> Option<Trouble> {
    let watching::Status { instance, next_at, trouble, .. } = look;
    trouble.map(|trouble| Trouble { instance, since: trouble.since, until: next_at, error: trouble.error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_out_is_told_for_a_day() {
        let (now, hour) = (1_800_000_000_000, 60 * 60_000);
        let noted = |hours_ago: i64| now - hours_ago * hour - watching::LOOK_BACK;
        assert!(is_news(noted(0), now) && is_news(noted(23), now), "who comes back in the morning reads it");
        assert!(!is_news(noted(25), now), "later it says nothing of what is listed");
    }
}
