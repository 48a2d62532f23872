//! What stands in a link's way while this process runs, and when it is tried again.

use carrick_store::clock::{Clock, Moment};
use carrick_store::error::{Code, Error};
use carrick_store::standing::Cause;

use super::stop::Stop;
use crate::pause::{FIRST_PAUSE, pause};

/// How often a refusal is asked about again that may be a replica that lags (milliseconds).
const ASK_AGAIN: i64 = 60_000;
/// How often a link that waits for something to be done at GitLab is asked about without the person.
const LOOK_AGAIN: i64 = 60 * 60_000;

/// What stands in a link's way.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    /// Since when (Unix milliseconds).
    pub(super) since: i64,
    /// Nothing is shown of what the state of the vault says by itself.
    pub(super) shown: Option<Error>,
    tries: u32,
    /// When it is tried again at the earliest.
    pub(super) next_try: Moment,
}

impl Trouble {
    /// What stands in the way after another try has failed.
    pub(super) fn after(before: Option<&Self>, stop: &Stop, clock: &dyn Clock) -> Self {
        let now = clock.moment();
        let tries = before.map_or(0, |before| before.tries.saturating_add(1));
        let told = before.filter(|before| before.shown.is_some());
        let (shown, pause) = match stop {
            Stop::NeedsYou { cause: Cause::Refused | Cause::AnswerLost, .. } => (None, ASK_AGAIN),
            Stop::NeedsYou { .. } => (None, LOOK_AGAIN),
            Stop::Unreachable(error) => (Some(error.clone()), pause(error, tries)),
            // The keyring that there is holds no tokens of this link, or the disk takes no journal: nothing else says so.
            Stop::Here(error) if !is_told_of_the_vault(error.code) => (Some(error.clone()), FIRST_PAUSE),
            // GitLab was not asked, so what was told of it stands, and so does the pause that it asked for.
            Stop::Here(_) => match told {
                Some(told) => (told.shown.clone(), FIRST_PAUSE.max(told.next_try.since(now))),
                None => (None, FIRST_PAUSE),
            },
        };
        let since = told.map_or_else(|| clock.now(), |told| told.since);
        Self { since, shown, tries, next_try: now.after(pause) }
    }
}

/// Whether the state of the vault, which is shown by itself, says it already.
fn is_told_of_the_vault(code: Code) -> bool {
    use Code::{VaultAbsent, VaultAsksEach, VaultLocked, VaultNoCollection, VaultRefused, VaultSilent};
    matches!(code, VaultAbsent | VaultAsksEach | VaultLocked | VaultNoCollection | VaultRefused | VaultSilent)
}
