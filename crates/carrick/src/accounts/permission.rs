//! Who may change what is set up: the one place that says so, for every operation that sets up, by whatever door.

use carrick_store::db::profiles;
use carrick_store::error::{Code, Error};
use carrick_store::model::{Integration, Role};

use super::Accounts;

/// Whether whoever acts may set up integrations.
///
/// # Errors
/// [`Code::AdministratorsOnly`].
pub(super) async fn to_set_up(accounts: &Accounts) -> Result<(), Error> {
    let id = accounts.profile_id;
    match accounts.db.read(move |db| profiles::get(db, id)).await?.role {
        Role::Admin => Ok(()),
        Role::Member => Err(Error::new(Code::AdministratorsOnly)),
    }
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
