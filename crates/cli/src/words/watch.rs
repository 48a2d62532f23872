//! What is said of watching.

use carrick_store::model::VaultState;

use super::keyrings::{keyring, keyring_next};
use crate::answers::watch::{BuildIs, Service, ServiceState, Told, Watcher};

pub(crate) const STANDING_BY: &str = "Another Carrick watches here. This one takes over when that ends.";
pub(crate) const PLAIN_SERVICE: &str =
    "This system does not start the service shut in, so it runs as any program of yours does.";

/// So many characters tell commits apart.
const SHORT_SHA: usize = 8;

pub(crate) fn watching(rules: usize) -> String {
    match rules {
        0 => "Watching, but no rule for builds is switched on.".to_owned(),
        1 => "Watching by 1 rule.".to_owned(),
        rules => format!("Watching by {rules} rules."),
    }
}

pub(crate) fn waits_for_keyring(state: VaultState, name: &str) -> String {
    let what = keyring(state, name);
    match keyring_next(state) {
        Some(_) if state == VaultState::Locked => format!("{what} Waiting until it is unlocked."),
        Some(next) => format!("{what} Waiting. {next}"),
        None => what,
    }
}

/// What became of a build, in a line.
pub(crate) fn build(told: &Told) -> String {
    let Told { project, merge_request, title, commit, .. } = told;
    let commit: String = commit.chars().take(SHORT_SHA).collect();
    format!("{project} !{merge_request} {title} ({commit}): {}", build_is(told))
}

fn build_is(told: &Told) -> String {
    // A word of JSON's reads as a word of English's.
    let why = told.reason.as_ref().map(|reason| format!(" ({})", reason.replace('_', " "))).unwrap_or_default();
    match told.is {
        BuildIs::Waiting => format!("waits{why}"),
        BuildIs::Starting => "starting".to_owned(),
        BuildIs::Pending => "its pipeline waits".to_owned(),
        BuildIs::Running => "running".to_owned(),
        BuildIs::Passed => "passed".to_owned(),
        BuildIs::PassedWithWarnings => "passed with warnings".to_owned(),
        BuildIs::Failed => match &told.failed_job {
            Some(job) => format!("failed in {job}"),
            None => "failed".to_owned(),
        },
        BuildIs::Cancelled => "cancelled".to_owned(),
        BuildIs::Skipped => "skipped".to_owned(),
        BuildIs::Manual => "a job waits for you".to_owned(),
        BuildIs::NoRunner => "no runner takes it".to_owned(),
        BuildIs::NotBuilt => format!("not built{why}"),
        BuildIs::Unknown => "GitLab says nothing that is known here".to_owned(),
    }
}

/// How the service is, line by line.
pub(crate) fn service(service: &Service) -> Vec<String> {
    let mut lines = vec![match (service.state, &service.says) {
        (ServiceState::NotInstalled, _) => {
            "Carrick watches only while it is open. Change that with: carrick watch install".to_owned()
        }
        (ServiceState::Running, Some(says)) => format!("The service runs: {says}"),
        (ServiceState::Running, None) => "The service runs.".to_owned(),
        (ServiceState::Starting, _) => "The service is being started.".to_owned(),
        (ServiceState::Stopped, _) => "The service does not run. Start it with: carrick watch install".to_owned(),
        (ServiceState::Failed, _) => {
            "The service failed. See why with: carrick watch, then start it with: carrick watch install".to_owned()
        }
        (ServiceState::Unknown, _) => "The service is installed, and the system does not say how it is.".to_owned(),
    }];
    let is_installed = service.state != ServiceState::NotInstalled;
    if is_installed && !service.is_current {
        lines.push(
            "It starts another program than this one. Bring it up to date with: carrick watch install".to_owned(),
        );
    }
    if is_installed && service.lingers == Some(false) {
        lines.push(
            "It runs while you are signed in to this computer. To go on after that: loginctl enable-linger (the keyring may be locked then)."
                .to_owned(),
        );
    }
    lines.push(match service.watcher {
        Watcher::Nobody => "Nobody watches now.".to_owned(),
        Watcher::Window => "Carrick's window watches now.".to_owned(),
        Watcher::Watch => "carrick watch watches now.".to_owned(),
    });
    lines
}
