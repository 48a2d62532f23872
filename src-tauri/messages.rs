//! The whole contract between the window and the program: one command table,
//! one event table, the requests and the views that cross.
//!
//! Inward, only [`ApplicationForm`] carries a Secret (Save and Check); nothing
//! here can carry one outward. The TypeScript side is generated from these
//! types (`cargo xtask gen`), so a change here that the window does not follow
//! fails its type check.

#[cfg(test)]
mod bindings;
mod error;
mod requests;
mod views;

pub use error::{ErrorCode, UiError};
pub use requests::*;
pub use views::*;

/// Calls back with every command: `name(Request) -> Answer`.
///
/// This is the only list of commands. The GUI feeds it to Tauri and checks each
/// handler's types against it; the generator makes the TypeScript table of it.
#[macro_export]
macro_rules! with_commands {
    ($callback:ident) => {
        $callback! {
            overview(Nothing) -> Overview;
            describe_instance(InstanceText) -> InstanceDescription;
            probe_instance(InstanceText) -> Nothing;
            check_application(ApplicationForm) -> CheckReport;
            save_integration(SaveIntegration) -> SaveOutcome;
            remove_secret(IntegrationRef) -> Nothing;
            remove_integration(IntegrationRef) -> Nothing;
            open_registration_page(RegistrationPage) -> Nothing;
            begin_link(BeginLink) -> Nothing;
            use_another_way(IntegrationRef) -> Nothing;
            copy_link(IntegrationRef) -> SignInAddress;
            finish_with_address(PastedAddress) -> Nothing;
            cancel_sign_in(IntegrationRef) -> Nothing;
            dismiss_notice(IntegrationRef) -> Nothing;
            test_link(LinkRef) -> TestReport;
            unlink(LinkRef) -> Receipt;
            open_instance(LinkRef) -> Nothing;
            open_revocation_page(RevocationRef) -> Nothing;
            dismiss_revocation(RevocationRef) -> Nothing;
            avatar(LinkRef) -> Avatar;
            unlock_vault(Nothing) -> Nothing;
            take_scheme(Nothing) -> Nothing;
        }
    };
}

/// Calls back with every event: `name(Payload)`.
#[macro_export]
macro_rules! with_events {
    ($callback:ident) => {
        $callback! {
            changed(Overview);
        }
    };
}

/// An empty request or answer (`null` on the wire).
pub type Nothing = ();
