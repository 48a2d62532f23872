//! Telling of progress, not oftener than anybody sees.

use std::time::{Duration, Instant};

use crate::git::cloning::progress::Progress;
use crate::repositories::Repositories;
use crate::topics::Topic;

/// All together are told this often at most.
const PAUSE: Duration = Duration::from_millis(100);

/// Notes how far one is. What is not told at once is told when the pause is over.
pub(super) fn note(repositories: &Repositories, id: i64, progress: Progress) {
    let mut live = repositories.live();
    let adding = &mut live.adding;
    let Some(running) = adding.running.get_mut(&id) else { return };
    running.progress = progress;
    if adding.is_to_be_told {
        return;
    }
    let rest = adding.told_at.map_or(Duration::ZERO, |at| PAUSE.saturating_sub(at.elapsed()));
    if rest.is_zero() {
        adding.told_at = Some(Instant::now());
        drop(live);
        repositories.topics.tell(Topic::Additions);
        return;
    }
    adding.is_to_be_told = true;
    drop(live);
    let repositories = repositories.clone();
    tokio::spawn(async move {
        tokio::time::sleep(rest).await;
        let mut live = repositories.live();
        live.adding.is_to_be_told = false;
        live.adding.told_at = Some(Instant::now());
        drop(live);
        repositories.topics.tell(Topic::Additions);
    });
}
