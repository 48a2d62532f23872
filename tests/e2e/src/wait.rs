//! Waiting for conditions, never for time.

use std::future::Future;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Result};

/// The longest any condition may take; a busy machine needs a tenth of it.
pub const BOUND: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(40);

/// Asks `probe` until it has an answer.
///
/// A probe that fails has no answer yet (a page in the middle of changing); the
/// last failure is told when the bound of 20 seconds is reached.
pub async fn until<T>(what: &str, mut probe: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    loop {
        // A driver that never answers must not hold up the bound.
        let last = match tokio::time::timeout(BOUND, probe()).await {
            Ok(Ok(Some(answer))) => return Ok(answer),
            Ok(Ok(None)) => String::new(),
            Ok(Err(failure)) => format!(" ({failure})"),
            Err(_) => " (no answer to the question itself)".to_owned(),
        };
        if start.elapsed() > BOUND {
            return Err(Failure::new(format!("waited {} s in vain: {what}{last}", BOUND.as_secs())));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Gives up on `step` after the bound.
pub async fn bounded<T>(what: &str, step: impl Future<Output = Result<T>>) -> Result<T> {
    let late = |_| Failure::new(format!("waited {} s in vain: {what}", BOUND.as_secs()));
    tokio::time::timeout(BOUND, step).await.map_err(late)?
}

/// Waits until `probe` says yes.
pub async fn until_true(what: &str, mut probe: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    until(what, async || Ok(probe().await?.then_some(()))).await
}

/// Whether `probe` says yes before `limit` is over.
pub async fn within(limit: Duration, mut probe: impl AsyncFnMut() -> Result<bool>) -> Result<bool> {
    let start = Instant::now();
    loop {
        let yes = probe().await?;
        if yes || start.elapsed() > limit {
            return Ok(yes);
        }
        tokio::time::sleep(PAUSE).await;
    }
}
