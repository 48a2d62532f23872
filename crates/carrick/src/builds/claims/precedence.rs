//! Who asks first, agreed without talk: every machine works out how long it waits.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

/// One place in the order.
const PLACE: Duration = Duration::from_secs(15);

/// Among so many places the machines that are neither of the first two are spread.
const PLACES: u64 = 8;

/// Which machine it is, as far as the order is concerned.
#[derive(Debug, Clone, Copy)]
pub struct Machine<'a> {
    /// What nobody else's is called: the installation's id.
    pub id: &'a str,
    /// It watches for the person whose merge request it is.
    pub is_authors: bool,
    /// It was designated to watch.
    pub is_designated: bool,
}

/// How long a machine waits from when a commit may be built until it asks for it: the author's not at all, then a
/// designated one, the others later, in an order that differs from commit to commit.
pub fn wait(machine: Machine<'_>, sha: &str) -> Duration {
    if machine.is_authors {
        return Duration::ZERO;
    }
    if machine.is_designated {
        return PLACE;
    }
    let mut hasher = DefaultHasher::new();
    (machine.id, sha).hash(&mut hasher);
    let hash = hasher.finish();
    let (place, within) = (hash % PLACES, (hash / PLACES) % 1000);
    let jitter = PLACE * u32::try_from(within).unwrap_or_default() / 1000;
    PLACE * u32::try_from(place + 2).unwrap_or(2) + jitter
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn machine(id: &str) -> Machine<'_> {
        Machine { id, is_authors: false, is_designated: false }
    }

    #[test]
    fn the_authors_machine_comes_first_then_a_designated_one_then_the_rest() {
        let sha = "9b01d44".repeat(6);
        let authors = wait(Machine { is_authors: true, is_designated: true, ..machine("a") }, &sha);
        let designated = wait(Machine { is_designated: true, ..machine("b") }, &sha);
        let rest: Vec<Duration> = (0..200).map(|at| wait(machine(&at.to_string()), &sha)).collect();
        assert_eq!(authors, Duration::ZERO, "whose merge request it is need not wait");
        assert!(designated >= PLACE, "the author's has had its turn by then");
        assert!(rest.iter().all(|wait| *wait >= designated + PLACE), "and the designated one");
        assert!(rest.iter().all(|wait| *wait < PLACE * 10), "nobody waits for ever");
        let places: HashSet<u64> = rest.iter().map(|wait| wait.as_secs() / 15).collect();
        assert_eq!(places.len(), 8, "they are spread over all places");
    }

    #[test]
    fn the_order_of_the_rest_differs_from_commit_to_commit() {
        let before = |sha: &str| wait(machine("one"), sha) < wait(machine("two"), sha);
        let wins = (0..1000).filter(|at| before(&at.to_string())).count();
        assert!((350..650).contains(&wins), "neither is always first: {wins} of 1000");
    }
}
