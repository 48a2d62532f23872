//! The card that a fresh installation shows, as long as nobody has touched it: it makes room for what is really used.

use carrick_store::db::{integrations, links};
use carrick_store::model::Integration;
use rusqlite::{Connection, Result};

/// The instance a fresh installation shows, not set up.
pub const FIRST_INSTANCE: &str = "https://gitlab.com";

/// The scopes it starts with.
pub const FIRST_SCOPES: [&str; 1] = ["api"];

/// Takes it away, if it is there and untouched.
pub(super) fn clear(db: &Connection) -> Result<()> {
    let all = integrations::all(db)?;
    for integration in all.iter().filter(|it| is_untouched(it)) {
        if links::count_on(db, integration.id)? == 0 {
            integrations::remove(db, integration.id)?;
        }
    }
    Ok(())
}

fn is_untouched(integration: &Integration) -> bool {
    let Integration { id: _, instance, application_id, secret_set_at, scopes, asked_at } = integration;
    let is_first = instance.address() == FIRST_INSTANCE && *scopes == FIRST_SCOPES;
    is_first && application_id.is_none() && secret_set_at.is_none() && asked_at.is_none()
}
