//! Why there is no clone, as scripts are told.

use carrick::git::cloning::failure::{Failure, Wait};

use crate::exit::Exit;

/// Its word in JSON, and how a process ends that met it.
pub(crate) fn code_and_exit(failure: &Failure) -> (&'static str, Exit) {
    match failure {
        Failure::Cancelled => ("cancelled", Exit::Interrupted),
        Failure::Waiting(wait) => waiting(*wait),
        Failure::CredentialRejected => ("credential_rejected", Exit::NeedsYou),
        Failure::NobodyAnswered => ("nobody_answered", Exit::NeedsYou),
        Failure::NotFound(_) => ("not_found", Exit::Failed),
        Failure::Forbidden(_) => ("forbidden", Exit::Failed),
        Failure::RateLimited => ("rate_limited", Exit::Unreachable),
        Failure::ServerError(_) => ("server_error", Exit::Unreachable),
        Failure::Redirected => ("redirected", Exit::Unreachable),
        Failure::NotGit => ("not_git", Exit::Unreachable),
        Failure::HostUnknown => ("host_unknown", Exit::Unreachable),
        Failure::ConnectionRefused => ("connection_refused", Exit::Unreachable),
        Failure::Certificate => ("certificate", Exit::Unreachable),
        Failure::Proxy => ("proxy", Exit::Unreachable),
        Failure::TimedOut => ("timed_out", Exit::Unreachable),
        Failure::CutOff => ("cut_off", Exit::Unreachable),
        Failure::FolderTaken => ("folder_taken", Exit::Failed),
        Failure::FolderUnsafe => ("folder_unsafe", Exit::Failed),
        Failure::FolderRefused => ("folder_refused", Exit::Failed),
        Failure::DiskFull => ("disk_full", Exit::Failed),
        Failure::FilterFailed => ("filter_failed", Exit::Failed),
        Failure::PathRefused => ("path_refused", Exit::Failed),
        Failure::CheckoutFailed => ("checkout_failed", Exit::Failed),
        Failure::ForeignOwner => ("foreign_owner", Exit::Failed),
        Failure::ForbiddenTransport => ("forbidden_transport", Exit::Failed),
        Failure::NameRefused => ("name_refused", Exit::Failed),
        Failure::ConfigurationRefused => ("configuration_refused", Exit::Failed),
        Failure::DataFolderRefused => ("data_folder_refused", Exit::Failed),
        Failure::GitMissing => ("git_missing", Exit::Failed),
        Failure::Killed => ("killed", Exit::Failed),
        Failure::Unknown(_) => ("unknown", Exit::Failed),
    }
}

/// What the helper could not do without, which has an exit code of its own.
fn waiting(wait: Wait) -> (&'static str, Exit) {
    match wait {
        Wait::KeyringLocked => ("vault_locked", Exit::Vault),
        Wait::Keyring => ("vault_failed", Exit::Vault),
        Wait::NeedsYou => ("needs_you", Exit::NeedsYou),
        Wait::Unreachable => ("unreachable", Exit::Unreachable),
        Wait::SignedOut => ("signed_out", Exit::NeedsYou),
        Wait::TokenRefused => ("token_refused", Exit::NeedsYou),
        Wait::Other => ("helper_failed", Exit::Failed),
    }
}
