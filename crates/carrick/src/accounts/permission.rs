//! Who may change what is set up: the one place that says so, for every operation that sets up, by whatever door.

use carrick_store::error::{Code, Error};
use carrick_store::model::Integration;

use super::Accounts;
use crate::people::roles;

/// Whether whoever acts may set up integrations.
///
/// # Errors
/// [`Code::AdministratorsOnly`], [`Code::SignedOut`].
pub(super) async fn to_set_up(accounts: &Accounts) -> Result<(), Error> {
    roles::require_admin(accounts).await
}

/// Whether they may change or remove this one: what the organisation presets stays as its file says.
///
/// # Errors
/// [`Code::AdministratorsOnly`], [`Code::IntegrationManaged`].
pub(super) async fn to_change(accounts: &Accounts, integration: &Integration) -> Result<(), Error> {
    to_set_up(accounts).await?;
    if accounts.managed().names(integration) {
        return Err(Error::new(Code::IntegrationManaged).with("host", integration.instance.host()));
    }
    Ok(())
}
