//! The window's commands as the shell answers them: in the window's words.

use carrick::accounts::{self, Accounts, avatar as pictures, health, integrations, recovery, revocation, sign_in};
use carrick::messages::{
    Avatar, BeginLink, InstanceDescription, PastedAddress, Receipt, RegistrationPage, TestReport, UiError, Way,
};
use carrick_store::Error;
use carrick_store::instance::Instance;

fn told<T, U: From<T>>(done: Result<T, Error>) -> Result<U, UiError> {
    done.map(U::from).map_err(UiError::from)
}

pub(crate) fn describe_instance(typed: &str) -> Result<InstanceDescription, UiError> {
    told(Instance::parse(typed).as_ref().map_err(Clone::clone))
}

pub(crate) async fn probe_instance(accounts: &Accounts, typed: &str) -> Result<(), UiError> {
    told(integrations::probe_instance(accounts, typed).await)
}

pub(crate) async fn remove_secret(accounts: &Accounts, id: i64) -> Result<(), UiError> {
    told(integrations::remove_secret(accounts, id).await)
}

pub(crate) async fn remove_integration(accounts: &Accounts, id: i64) -> Result<(), UiError> {
    told(integrations::remove_integration(accounts, id).await)
}

pub(crate) async fn open_registration_page(accounts: &Accounts, page: &RegistrationPage) -> Result<(), UiError> {
    told(integrations::open_registration_page(accounts, &page.instance, page.owner.into()).await)
}

pub(crate) async fn begin_link(accounts: &Accounts, request: BeginLink) -> Result<(), UiError> {
    told(sign_in::begin_link(accounts, request.id, request.relink, request.way.into()).await)
}

pub(crate) async fn begin_link_elsewhere(accounts: &Accounts, id: i64, way: Way) -> Result<String, UiError> {
    told(sign_in::begin_link_elsewhere(accounts, id, way.into()).await)
}

pub(crate) async fn use_another_way(accounts: &Accounts, id: i64) -> Result<(), UiError> {
    told(sign_in::use_another_way(accounts, id).await)
}

pub(crate) async fn copy_link(accounts: &Accounts, id: i64) -> Result<String, UiError> {
    told(sign_in::copy_link(accounts, id).await)
}

pub(crate) async fn finish_with_address(accounts: &Accounts, pasted: PastedAddress) -> Result<(), UiError> {
    told(sign_in::finish_with_address(accounts, pasted.id, &pasted.address).await)
}

pub(crate) async fn cancel_sign_in(accounts: &Accounts, id: i64) -> Result<(), UiError> {
    told(sign_in::cancel_sign_in(accounts, id).await)
}

pub(crate) async fn test_link(accounts: &Accounts, id: i64) -> Result<TestReport, UiError> {
    told(health::test_link(accounts, id).await)
}

pub(crate) async fn unlink(accounts: &Accounts, id: i64) -> Result<Receipt, UiError> {
    told(accounts::unlink::unlink(accounts, id).await)
}

pub(crate) async fn open_revocation_page(accounts: &Accounts, id: i64) -> Result<(), UiError> {
    told(revocation::open_revocation_page(accounts, id).await)
}

pub(crate) async fn dismiss_revocation(accounts: &Accounts, id: i64) -> Result<(), UiError> {
    told(revocation::dismiss_revocation(accounts, id).await)
}

pub(crate) async fn avatar(accounts: &Accounts, id: i64) -> Result<Avatar, UiError> {
    told(pictures::avatar(accounts, id).await)
}

pub(crate) async fn unlock_vault(accounts: &Accounts) -> Result<(), UiError> {
    told(recovery::unlock_vault(accounts).await)
}
