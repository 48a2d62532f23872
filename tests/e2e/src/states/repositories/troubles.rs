//! What keeps the list from being read, told above it.

use super::SLOW;
use crate::browser::Browser;
use crate::failure::Result;
use crate::session::Session;
use crate::states::Visitor;
use crate::window::Window;

pub(super) async fn visit(
    session: &mut Session,
    window: &Window,
    browser: &Browser,
    at: &mut impl Visitor,
) -> Result<()> {
    window.click("button", "Repositories").await?;
    window.find("button", "Read again").await?;
    if let Some(keyring) = &session.keyring {
        keyring.lock(session.bus())?;
    }
    window.find("button", "Unlock keyring").await?;
    at.arrive(session, window, "repositories-locked").await?;
    session.stop_keyring().await?;
    session.start_keyring().await?;
    window.gone("button", "Unlock keyring").await?;
    session.gitlab.go_offline();
    window.click("button", "Read again").await?;
    window.shows_later("Can't reach").await?;
    at.arrive(session, window, "repositories-offline").await?;
    session.gitlab.go_online()?;
    window.click("button", "Read again").await?;
    window.shows_no_longer("Can't reach").await?;
    session.gitlab.revoke_all("bob");
    window.click("button", "Read again").await?;
    window.shows_later("needs you since").await?;
    at.arrive(session, window, "repositories-needs-you").await?;
    window.click("button", "Relink").await?;
    browser.answer("Authorize").await?;
    window.shows("That was bob again, already linked.").await?;
    window.click("button", "Repositories").await?;
    window.find("button", &format!("Add {SLOW}")).await.map(drop)
}
