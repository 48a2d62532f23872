//! What is said to people: the one catalogue of this program. Short, active, without blame, one next step.

mod adding;
mod amounts;
mod builds;
mod causes;
mod certificates;
mod claims;
mod errors;
mod git;
mod keyrings;
mod losing;
mod people;
mod problems;
mod repositories;
mod setups;
mod text;
mod watch;

use carrick::accounts::losses::Loss;
use carrick::accounts::notice::Receipt;
use carrick::leaving::Lost;
use carrick_store::db::links::Dependents;
use carrick_store::model::Stage;

use crate::answers::doctor::Subject;
use crate::plain::plain;
use amounts::some;

pub(crate) use adding::*;
pub(crate) use builds::*;
pub(crate) use causes::{cause, cause_name};
pub(crate) use claims::{DATABASE_ADDRESS, GUARDED, MARKER, best_effort, claim_trouble, claims};
pub(crate) use errors::error;
pub(crate) use git::*;
pub(crate) use keyrings::{keyring, keyring_next};
pub(crate) use losing::*;
pub(crate) use people::*;
pub(crate) use problems::problem;
pub(crate) use repositories::*;
pub(crate) use setups::*;
pub(crate) use text::{SET_UP_FIRST, Text, both};
pub(crate) use watch::*;

pub(crate) const NOT_LINKED: &str = "This account is not linked to a GitLab account.";
pub(crate) const LINK_NOW: &str = "Link one with: carrick link";
pub(crate) const NOT_SET_UP: &str = "not set up, so it was not asked.";
pub(crate) const CANCELLING: &str = "Cancelling; what GitLab gives now is given back.";
pub(crate) const WORKING: &str = "Working.";
pub(crate) const KEEP_IT_SECRET: &str = "Whoever has this token can act as you at GitLab until it ends.";
pub(crate) const PASTE_HERE: &str =
    "If the browser ends on a page that it cannot show, paste that page's address here and press Enter.";
pub(crate) const DATABASE_WELL: &str = "It can be read and written.";
pub(crate) const SCHEME_WELL: &str = "The browser hands approvals back to Carrick.";
pub(crate) const SCHEME_NOT_NEEDED: &str =
    "Not needed here: carrick link takes approvals over a page on this computer.";
pub(crate) const SCHEME_NOBODY: &str = "No program takes approvals back from the browser.";
pub(crate) const SCHEME_NOBODY_NEXT: &str = "Open Carrick once, which sets it up.";
pub(crate) const SCHEME_TAKEN_NEXT: &str = "Linking works all the same; Carrick's window offers to take them.";
pub(crate) const HELPER_MISSING_NEXT: &str = "Install Carrick again.";

/// The sentence of the window.
pub(crate) fn linked(username: &str) -> String {
    format!("Your user account is linked to a GitLab account with username {username}.")
}

pub(crate) fn approve_at(address: &str) -> String {
    format!("Approve Carrick in your browser at:\n{address}")
}

pub(crate) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Asking => "Asking your browser to open GitLab.",
        Stage::Waiting => "Waiting for your approval. Ctrl+C cancels.",
        Stage::Checking => "Checking GitLab's answer.",
        Stage::Saving => "Saving in this computer's keyring.",
    }
}

pub(crate) fn unlink_question(username: &str, host: &str, dependents: Dependents) -> String {
    let clones = some(dependents.clones as usize, "folder", "folders").map(|folders| format!("git in {folders}"));
    let builds = some(dependents.repositories as usize, "repository", "repositories")
        .map(|repositories| format!("builds of {repositories}"));
    let what: Vec<String> = clones.into_iter().chain(builds).collect();
    let what = if what.is_empty() { "git and builds that use it".to_owned() } else { what.join(" and ") };
    let stops = if dependents.clones > 0 && dependents.repositories == 0 { "stops" } else { "stop" };
    format!("Unlink @{username} on {host}? {what} {stops}. Your clones stay. [y/N]")
}

pub(crate) fn unlinked(username: &str, host: &str, receipt: Receipt) -> String {
    let known = match receipt {
        Receipt::Confirmed => "GitLab confirmed that the tokens no longer work.".to_owned(),
        Receipt::Accepted => "GitLab accepted the revocation.".to_owned(),
        Receipt::Queued => {
            "GitLab can't be reached. Carrick revokes the tokens as soon as its window is open and can.".to_owned()
        }
        Receipt::ByHand => format!("GitLab did not revoke the tokens. End them on {host} under Applications."),
    };
    format!("Unlinked @{username} on {host}. {known}")
}

pub(crate) fn revocation(host: &str, username: Option<&str>, since: &str, by_hand: bool) -> String {
    let whose = username.map_or_else(|| "Earlier tokens".to_owned(), |username| format!("Tokens of @{username}"));
    let what = if by_hand { "GitLab does not revoke them; end them there" } else { "still to be revoked" };
    format!("{whose} on {host}: {what} (since {since}).")
}

pub(crate) fn answers(host: &str) -> String {
    format!("{host} answers.")
}

pub(crate) fn scheme_taken(by: &str) -> String {
    format!("Approvals come back to {by}.")
}

pub(crate) fn helper_missing(path: &str) -> String {
    format!("{path} is missing, so git gets no tokens.")
}

pub(crate) fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Installation => "installation",
        Subject::Database => "database",
        Subject::Keyring => "keyring",
        Subject::Scheme => "browser",
        Subject::Helper => "git helper",
        Subject::Git => "git",
        Subject::Managed => "organisation",
        Subject::Gitlab => "gitlab",
    }
}

/// What ending now would lose.
pub(crate) fn loss(lost: &Lost) -> String {
    match lost {
        Lost::OfAccount(Loss::Renewal { username, host }) => {
            let username = plain(username);
            format!(
                "carrick: The keyring does not take the new tokens of @{username} on {host}. Unlock it; Carrick tries again for a minute."
            )
        }
        Lost::OfAccount(Loss::Approval { host }) => {
            format!(
                "carrick: The keyring is in the way of your approval on {host}. Unlock it; Carrick tries again for a minute."
            )
        }
        Lost::OfAccount(Loss::Token { host }) => {
            format!("carrick: A token on {host} could not be ended. End it there under Applications.")
        }
        // This program adds nothing by the queue.
        Lost::Additions(count) => format!("carrick: {count} repositories are still being added."),
        // Nor does it close a window.
        Lost::Builds(count) => format!("carrick: No builds of {count} repositories are started meanwhile."),
        Lost::Answer => "carrick: An answer of GitLab's is still missing.".to_owned(),
    }
}
