//! Runs one test in a session of its own.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use crate::failure::{Failure, Result};
use crate::session::{Session, Setting};
use crate::{books, leaks};

/// Every step has a bound of its own; this one is for what waits nowhere.
const LONGEST: Duration = Duration::from_secs(400);

/// Starts a session, takes the journey in it, searches for leaks, compares the token pairs, ends it.
///
/// After a failure there are pictures of screen, window and browser, and every
/// program's output, below `target/e2e/<name>`.
///
/// # Panics
/// When a step fails: that is how a test says so.
pub fn journey(name: &str, setting: Setting, steps: impl AsyncFnOnce(&mut Session) -> Result<()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.unwrap_or_else(|error| panic!("no runtime: {error}"));
    let mut session = match runtime.block_on(Session::start(name, setting)) {
        Ok(session) => session,
        Err(failure) => panic!("{name}: the session did not start: {failure}"),
    };
    let taken = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            let late = |_| Failure::new(format!("the journey took more than {} s", LONGEST.as_secs()));
            let walked = tokio::time::timeout(LONGEST, steps(&mut session)).await.map_err(late).flatten();
            // A leak is told even where the journey failed.
            let clean = leaks::check(&session, &[]).await;
            match (walked, clean) {
                (Ok(()), Ok(())) => books::balance(&session).await,
                (Ok(()), Err(leak)) => Err(leak),
                (Err(failure), Ok(())) => Err(failure),
                (Err(failure), Err(leak)) => Err(Failure::new(format!("{failure}\nand {leak}"))),
            }
        })
    }));
    if !matches!(taken, Ok(Ok(()))) {
        runtime.block_on(session.keep_pictures());
    }
    let folder = session.folders().root().to_owned();
    let ended = runtime.block_on(session.end());
    match taken {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => panic!("{name}: {failure}\npictures and logs: {}", folder.display()),
        Err(panic) => resume_unwind(panic),
    }
    if let Err(failure) = ended {
        panic!("{name}: {failure}");
    }
}
