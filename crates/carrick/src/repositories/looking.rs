//! Looking whether folders are there: a disk may be far away, and one that is gone may not answer for ever.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::Mutex;

use crate::blocking;

/// Nobody waits longer for a list.
const PATIENCE: Duration = Duration::from_millis(300);

/// The looks of this process, of which one is under way at a time: what does not answer holds up one thread, not one
/// for each list.
#[derive(Clone, Default)]
pub(super) struct Looks(Arc<Mutex<()>>);

impl Looks {
    /// What is seen at each of these places, off the async threads; nothing where that is not known soon.
    pub(super) async fn look<P, S>(&self, places: Vec<P>, see: fn(&P) -> S) -> Vec<Option<S>>
    where
        P: Send + 'static,
        S: Clone + Send + Sync + 'static,
    {
        if places.is_empty() {
            return Vec::new();
        }
        let known: Arc<[OnceLock<S>]> = places.iter().map(|_| OnceLock::new()).collect();
        let (found, alone) = (Arc::clone(&known), Arc::clone(&self.0));
        let look = async move {
            let alone = alone.lock_owned().await;
            let look = move || {
                for (place, found) in places.iter().zip(found.iter()) {
                    found.get_or_init(|| see(place));
                }
                drop(alone);
            };
            blocking::run(look).await
        };
        // The look goes on, and is the only one until it has ended.
        let _ = tokio::time::timeout(PATIENCE, look).await;
        known.iter().map(|found| found.get().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

    use super::*;

    static HANGS: AtomicBool = AtomicBool::new(true);
    static HANGING: AtomicU32 = AtomicU32::new(0);

    fn is_there(folder: &PathBuf) -> bool {
        if folder == Path::new("/dead") {
            HANGING.fetch_add(1, Ordering::SeqCst);
            while HANGS.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
        }
        folder == Path::new("/there")
    }

    fn folders(names: &[&str]) -> Vec<PathBuf> {
        names.iter().map(PathBuf::from).collect()
    }

    #[test]
    fn a_folder_that_does_not_answer_holds_up_no_list_and_one_thread() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let looks = Looks::default();
            let all = folders(&["/there", "/gone", "/dead", "/gone"]);
            let there = looks.look(all.clone(), is_there).await;
            let others = looks.look(all, is_there).await;
            let hanging = HANGING.load(Ordering::SeqCst);
            HANGS.store(false, Ordering::SeqCst);
            assert_eq!(there, [Some(true), Some(false), None, None], "what is not known by then is not told");
            assert_eq!(others, [None; 4], "another list is not held up either");
            assert_eq!(hanging, 1, "and looks at nothing itself");
            let found = async { while looks.look(folders(&["/gone"]), is_there).await != [Some(false)] {} };
            tokio::time::timeout(Duration::from_secs(20), found).await.expect("once it answers, it is looked again");
        });
    }
}
