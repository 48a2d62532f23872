//! States that a start shows.

use super::Visitor;
use crate::failure::Result;
use crate::journey::NOT_LINKED;
use crate::session::Session;
use crate::spoiled::{PAGE, Spoiled};
use crate::window::Window;

/// Starts on data that cannot be used, then on none.
pub(super) async fn broken_data(session: &Session, at: &mut impl Visitor) -> Result<Window> {
    for (spoiled, state) in
        [(Spoiled::Damaged, "data-damaged"), (Spoiled::Newer, "data-newer"), (Spoiled::Unwritable, "data-unwritable")]
    {
        let _ = std::fs::remove_dir_all(session.app_data());
        spoiled.spoil(session)?;
        let window = session.open_app().await?;
        window.shows(PAGE).await?;
        at.arrive(session, &window, state).await?;
        spoiled.repair(session)?;
        session.close_app(window).await?;
    }
    let window = session.open_app().await?;
    window.shows(NOT_LINKED).await?;
    at.arrive(session, &window, "fresh").await?;
    Ok(window)
}
