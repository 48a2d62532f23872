//! The pictures that were asked for while the program runs.

use std::collections::VecDeque;
use std::sync::Arc;

use carrick_store::model::Picture;
use tokio::sync::Semaphore;

/// So many are asked for at once.
const AT_ONCE: usize = 2;
/// No more than this is kept (bytes): pictures are small, and the longest that is taken is a quarter of it.
const MOST_BYTES: usize = 4 << 20;
/// Nor of more projects, whether they have one or not.
const MOST: usize = 500;
/// Where there was none to be had, it is asked again after so long (milliseconds).
const AGAIN: i64 = 60 * 60_000;

/// What came of asking for pictures, the oldest first.
pub(super) struct KeptPictures {
    kept: VecDeque<Kept>,
    /// Whose turn it is to ask.
    pub(super) turns: Arc<Semaphore>,
}

struct Kept {
    address: String,
    picture: Option<Picture>,
    asked_at: i64,
}

impl Default for KeptPictures {
    fn default() -> Self {
        Self { kept: VecDeque::new(), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl KeptPictures {
    /// What is known of the picture at an address; nothing where it is to be asked for.
    pub(super) fn known(&self, address: &str, now: i64) -> Option<Option<Picture>> {
        let kept = self.kept.iter().find(|kept| kept.address == address)?;
        (kept.picture.is_some() || now - kept.asked_at < AGAIN).then(|| kept.picture.clone())
    }

    pub(super) fn keep(&mut self, address: String, picture: Option<Picture>, asked_at: i64) {
        self.kept.retain(|kept| kept.address != address);
        self.kept.push_back(Kept { address, picture, asked_at });
        let size = |kept: &Kept| kept.picture.as_ref().map_or(0, |(_, bytes)| bytes.len());
        while self.kept.len() > MOST || self.kept.iter().map(size).sum::<usize>() > MOST_BYTES {
            self.kept.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: usize) -> Option<Picture> {
        Some(("image/png".to_owned(), vec![0; bytes]))
    }

    #[test]
    fn what_is_kept_is_bounded_and_what_was_not_there_is_asked_again() {
        let mut pictures = KeptPictures::default();
        pictures.keep("none".to_owned(), None, 0);
        assert_eq!(pictures.known("none", AGAIN - 1), Some(None), "a while nobody asks again");
        assert_eq!(pictures.known("none", AGAIN), None, "then it may be there");
        pictures.keep("none".to_owned(), of(1), 5);
        assert_eq!(pictures.known("none", i64::MAX), Some(of(1)), "what is there stays");
        for at in 0..5 {
            pictures.keep(at.to_string(), of(1 << 20), 0);
        }
        assert_eq!(pictures.known("0", 0), None, "the oldest goes first");
        assert!(pictures.known("4", 0).is_some(), "and the newest stays");
        (0..1000).for_each(|at| pictures.keep(format!("none-{at}"), None, 0));
        assert_eq!(pictures.kept.len(), MOST, "also where there is nothing to keep");
    }
}
