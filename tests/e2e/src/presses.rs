//! A button pressed twice in a row with the mouse, as people do who take everything for an icon.

use crate::failure::{Failure, Result};
use crate::session::Session;
use crate::wait::until_true;
use crate::window::{TITLE, Window};

/// Counts the presses that reach the page. A click is none: the button may have gone before the mouse goes up again.
const COUNT: &str = "window.presses = 0; window.isCounting ??= \
     (addEventListener('pointerup', () => { window.presses += 1 }, true), true)";

/// Presses a button twice.
pub async fn double_click(session: &Session, window: &Window, name: &str) -> Result<()> {
    let middle = window.find("button", name).await?.middle().await?;
    window.run(COUNT, Vec::new()).await?;
    session.display().double_click(TITLE, middle).await?;
    until_true("both presses", async || Ok(window.run("return window.presses", Vec::new()).await? == 2)).await
}

/// Presses Tab, or Shift and Tab, until the focus is on what has this name; a whole round without it is a failure.
pub async fn tab_to(window: &Window, name: &str, is_back: bool) -> Result<()> {
    let mut passed = Vec::new();
    for _ in 0..60 {
        let focused = window.focused().await?.name().await?;
        if focused == name {
            return Ok(());
        }
        passed.push(focused);
        window.press(if is_back { "\u{e008}\u{e004}\u{e000}" } else { "\u{e004}" }).await?;
    }
    Err(Failure::new(format!("the Tab key does not lead to \"{name}\": {}", passed.join(", "))))
}
