//! Whose turn it is to have Carrick do something: of many that git starts at once one asks, the others look again.

use std::path::Path;
use std::time::{Duration, Instant};

use carrick_store::lock::Lock;

/// How often is looked whether another has finished.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// No link has this number: it stands for the database.
pub(crate) const DATABASE: i64 = 0;

/// Waits for the turn of what concerns a link; `None` when it did not come until then, or cannot.
pub(crate) fn take(data_dir: &Path, link_id: i64, end: Instant) -> Option<Lock> {
    loop {
        match Lock::try_request(data_dir, link_id) {
            Ok(None) if Instant::now() < end => std::thread::sleep(LOOK_AGAIN),
            taken => return taken.ok().flatten(),
        }
    }
}
