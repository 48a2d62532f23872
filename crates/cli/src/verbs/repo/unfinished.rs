//! Clones that are not whole: what a crash left is removed, and what is cancelled here is waited for, since a process
//! that ends takes nothing away any more.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::time::Duration;

use carrick::Carrick;
use carrick::git::cloning;

/// How long git and what it started may take to end, and their files to go.
const LONGEST: Duration = Duration::from_secs(15);

/// How often it is looked.
const LOOK: Duration = Duration::from_millis(20);

/// Removes what earlier processes left, and says what others are about just now.
pub(super) async fn put_in_order(carrick: &Carrick) -> BTreeSet<OsString> {
    let data_dir = carrick.parts.data_dir.clone();
    // What cannot be removed now is tried again the next time.
    let _ = tokio::task::spawn_blocking(move || cloning::clear_leftovers(&data_dir)).await;
    noted(carrick)
}

/// Waits until nothing is there that was not there before.
pub(super) async fn until_gone(carrick: &Carrick, before: &BTreeSet<OsString>) {
    let gone = async {
        while noted(carrick).iter().any(|note| !before.contains(note)) {
            tokio::time::sleep(LOOK).await;
        }
    };
    // What takes longer is removed by whoever comes next.
    let _ = tokio::time::timeout(LONGEST, gone).await;
}

/// Each clone under way has a note of its own.
fn noted(carrick: &Carrick) -> BTreeSet<OsString> {
    let notes = std::fs::read_dir(carrick.parts.data_dir.join("cloning"));
    notes.into_iter().flatten().filter_map(Result::ok).map(|entry| entry.file_name()).collect()
}
