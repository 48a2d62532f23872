//! What is said while a repository is added, and afterwards.

use carrick::git::cloning::failure::{Failure, Wait};
use carrick::git::cloning::progress::{Phase, Progress};

use super::amounts::size;
use super::text::Text;
use crate::answers::repo::adding::Note;

/// How wide the bar is (letters).
const BAR: usize = 20;

const AGAIN: &str = "Run this again.";
const ELSEWHERE: &str = "Choose another place with --into.";
const PARTIAL: &str = "Less of it may fit: add --partial.";

pub(crate) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Asking => "Asking GitLab",
        Phase::Preparing => "Preparing at GitLab",
        Phase::Receiving => "Receiving",
        Phase::Resolving => "Resolving",
        Phase::CheckingOut => "Checking out",
        Phase::LargeFiles => "Fetching large files",
    }
}

/// "Adding 2 of 5: group/api", or without numbers for one.
pub(crate) fn adding(path: &str, at: usize, of: usize) -> String {
    if of > 1 { format!("Adding {at} of {of}: {path}") } else { format!("Adding {path}") }
}

/// "Adding group/api · [#####     ] Receiving 62 % · 14.2 MiB · 3.1 MiB/s".
pub(crate) fn progress(what: &str, progress: Progress) -> String {
    let bar = progress.percent.map(|percent| {
        let full = usize::from(percent).min(100) * BAR / 100;
        format!("[{}{}] ", "#".repeat(full), " ".repeat(BAR - full))
    });
    let percent = progress.percent.map(|percent| format!(" {percent} %")).unwrap_or_default();
    let phase = format!("{}{}{percent}", bar.unwrap_or_default(), phase(progress.phase));
    let rate = progress.rate.map(|rate| format!("{}/s", size(rate)));
    let parts = [Some(what.to_owned()), Some(phase), progress.bytes.map(size), rate];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

pub(crate) fn added(path: &str, folder: Option<&str>) -> String {
    match folder {
        Some(folder) => format!("Added {path} to {folder}."),
        None => format!("Added {path} without a clone."),
    }
}

pub(crate) fn is_added(path: &str, folder: Option<&str>) -> String {
    match folder {
        Some(folder) => format!("{path} is added already: {folder}."),
        None => format!("{path} is added already, without a clone."),
    }
}

pub(crate) fn commits_as(who: &str) -> String {
    format!("Commits here: {who}.")
}

pub(crate) fn note(note: &Note) -> String {
    match note {
        Note::Empty => "It has no commit yet.".to_owned(),
        Note::HasAllContents => "GitLab sent all old contents, since it can't send them later.".to_owned(),
        Note::Colliding { names } => {
            format!("This disk can't keep these names apart, so one file of each is there: {}.", names.join(", "))
        }
        Note::LargeFilesMissing => "git-lfs is not installed, so its large files are stand-ins.".to_owned(),
        Note::LargeFilesFailed => "Its large files could not be fetched; stand-ins are there.".to_owned(),
        Note::LargeFilesElsewhere { address } => {
            format!("It wants its large files from {address}; Carrick does not ask there.")
        }
    }
}

/// Asked where it is large.
pub(crate) fn large_question(path: &str, bytes: u64, free: Option<u64>, is_partial: bool) -> String {
    let how = if is_partial {
        "Fetch it? [y/N]"
    } else {
        "Fetch all of it (a), or old contents only when needed (o)? [a/o/N]"
    };
    format!("{} {how}", large(path, bytes, free))
}

fn large(path: &str, bytes: u64, free: Option<u64>) -> String {
    let free = free.map(|free| format!("; {} free", size(free))).unwrap_or_default();
    format!("{path} is about {}{free}.", size(bytes))
}

pub(super) fn too_large(path: &str, bytes: u64, free: Option<u64>) -> Text {
    Text::new(large(path, bytes, free), "To fetch all of it, add --yes; old contents only when needed, --partial.")
}

pub(super) fn no_room(path: &str, bytes: u64, free: u64) -> Text {
    Text::new(format!("{path} is about {}, and only {} are free.", size(bytes), size(free)), PARTIAL)
}

pub(super) fn other_case(folder: &str) -> Text {
    Text::new(format!("{folder} has the same name in letters of another case."), ELSEWHERE)
}

/// Asked where a clone is at the place already.
pub(crate) fn taken_question(path: &str, folder: &str) -> String {
    format!("A clone of {path} is in {folder} already. Use it? [y/N]")
}

pub(super) fn taken(path: &str, folder: &str) -> Text {
    let what = format!("A clone of {path} is in {folder} already.");
    Text::new(what, "To use it, add --yes; for another one, --into another folder.")
}

/// Why there is no clone, and one next step. Nothing of it is left.
pub(super) fn failure(failure: &Failure, host: &str, folder: Option<&str>) -> Text {
    let place = folder.unwrap_or("the folder");
    let (what, next) = match failure {
        Failure::Cancelled => ("Cancelled.".to_owned(), ""),
        Failure::Waiting(wait) => return waiting(*wait, host),
        Failure::CredentialRejected => {
            (format!("{host} did not take the account's token."), "Look at it with: carrick test")
        }
        Failure::NobodyAnswered => {
            ("No linked account may fetch it.".to_owned(), "See which may: carrick account list")
        }
        Failure::NotFound(said) => {
            (with_said(format!("{host} has no such project, or the account may not see it."), said), "Look there.")
        }
        Failure::Forbidden(said) => {
            (with_said(format!("{host} does not let the account fetch it."), said), "Look there what is missing.")
        }
        Failure::RateLimited => (format!("{host} asks to slow down."), "Try again later."),
        Failure::ServerError(status) => (format!("{host} has a problem of its own ({status})."), "Try again later."),
        Failure::Redirected => (
            format!("{host} sends git to another address, which Carrick does not follow."),
            "Compare the integration's address with GitLab's.",
        ),
        Failure::NotGit => (
            format!("What answers as {host} speaks no git."),
            "If this network wants you to sign in first, do that in your browser.",
        ),
        Failure::HostUnknown => (format!("The network does not know {host}."), "Check your connection and your VPN."),
        Failure::ConnectionRefused => (format!("Nothing answers at {host}."), "Check your connection and your VPN."),
        Failure::Certificate => (
            format!("git does not trust the certificate of {host}."),
            "Have its issuing certificate added to this computer.",
        ),
        Failure::Proxy => ("The proxy did not let git through.".to_owned(), "Check this computer's proxy settings."),
        Failure::TimedOut => {
            (format!("Nothing came from {host} for too long."), "Check your connection, then run this again.")
        }
        Failure::CutOff => (format!("The connection to {host} broke."), AGAIN),
        of_disk => return failure_here(of_disk, place),
    };
    Text::new(what, next)
}

/// What is wrong on this computer.
fn failure_here(failure: &Failure, place: &str) -> Text {
    let (what, next) = match failure {
        Failure::FolderTaken => (format!("Something is at {place} already, and was left alone."), ELSEWHERE),
        Failure::FolderUnsafe => (format!("On the way to {place} is a link, or another clone."), ELSEWHERE),
        Failure::FolderRefused => {
            (format!("{place} could not be made."), "Choose a place that you may write to, with --into.")
        }
        Failure::ForeignOwner => (format!("Somebody else owns {place}."), "Choose a place of your own, with --into."),
        Failure::DiskFull => ("The disk is full.".to_owned(), PARTIAL),
        Failure::FilterFailed => (
            "A program that its files need is missing, or failed.".to_owned(),
            "Often that is git-lfs: install it, then run this again.",
        ),
        Failure::PathRefused => ("A file in it has a name that this disk can't hold.".to_owned(), ELSEWHERE),
        Failure::CheckoutFailed => {
            ("Its files could not be written.".to_owned(), "Look at the disk, then run this again.")
        }
        Failure::ForbiddenTransport => {
            ("git's configuration leads away from https.".to_owned(), "Look for insteadOf in it, then run this again.")
        }
        Failure::NameRefused => {
            ("A name has letters that git's configuration must not hold.".to_owned(), "Clone it with git by hand.")
        }
        Failure::ConfigurationRefused => ("The clone's own configuration could not be written.".to_owned(), AGAIN),
        Failure::DataFolderRefused => {
            ("Carrick's own folder can't be written to.".to_owned(), "Make room, or make it yours to write.")
        }
        Failure::GitMissing => {
            ("git is not installed, or can't be started.".to_owned(), "Install git, then run this again.")
        }
        Failure::Killed => ("Something outside of Carrick ended git.".to_owned(), AGAIN),
        _ => ("git gave up for a reason that Carrick does not know.".to_owned(), AGAIN),
    };
    Text::new(what, next)
}

/// What Carrick's helper said to git.
fn waiting(wait: Wait, host: &str) -> Text {
    let (what, next) = match wait {
        Wait::KeyringLocked => ("The keyring is locked.".to_owned(), "Unlock it, then run this again."),
        Wait::Keyring => ("The keyring does not answer.".to_owned(), "See why with: carrick doctor"),
        Wait::NeedsYou => (format!("The account on {host} needs you."), "See why with: carrick status"),
        Wait::Unreachable => {
            (format!("{host} can't be reached for a new token."), "Check your connection and your VPN.")
        }
        Wait::SignedOut => ("Nobody is signed in to Carrick.".to_owned(), "Open Carrick and sign in."),
        Wait::TokenRefused => (format!("{host} does not take the account's token."), "Look at it with: carrick test"),
        Wait::Other => ("Carrick's helper gave git no token.".to_owned(), "See why with: carrick doctor"),
    };
    Text::new(what, next)
}

/// What a server said is told as its words.
fn with_said(what: String, said: &Option<String>) -> String {
    match said {
        Some(said) => format!("{what} It says: \"{}\"", crate::plain::plain(said)),
        None => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_is_stands_in_one_line() {
        let what = adding("group/api", 2, 5);
        let receiving = Progress {
            percent: Some(62),
            bytes: Some(14_889_779),
            rate: Some(3_250_586),
            ..Progress::of(Phase::Receiving)
        };
        let expected = "Adding 2 of 5: group/api · [############        ] Receiving 62 % · 14.1 MiB · 3.1 MiB/s";
        assert_eq!(progress(&what, receiving), expected, "with all that git tells");
        let asking = progress(&adding("group/api", 1, 1), Progress::of(Phase::Asking));
        assert_eq!(asking, "Adding group/api · Asking GitLab", "and no bar without a percentage");
    }

    #[test]
    fn what_a_server_says_is_harmless_and_told_as_its_words() {
        let said = Some("No.\u{1b}[31m".to_owned());
        let told = failure(&Failure::Forbidden(said), "gitlab.com", None).both();
        assert!(told.contains("It says: \"No.[31m\""), "{told}");
    }
}
