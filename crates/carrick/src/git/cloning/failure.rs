//! Why there is no clone, told apart as far as what comes next differs.

use std::process::ExitStatus;

use super::trace::Trace;
pub use super::wait::Wait;
use super::words::Words;

/// Less room than this on a disk explains why nothing more could be written to it.
const NO_ROOM: u64 = 1 << 20;

/// Why there is no clone. Nothing of it is left when this is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It was cancelled.
    Cancelled,
    /// Carrick's helper cannot serve this host now; the same works again once that has changed.
    Waiting(Wait),
    /// GitLab did not take the account's token, or no account was let in.
    CredentialRejected,
    /// No helper answered: no link serves this.
    NobodyAnswered,
    /// There is no such project, or the account may not see it, or it has no repository yet. What GitLab said.
    NotFound(Option<String>),
    /// GitLab, or something before it, refuses: no right, a blocked account, another protocol wanted. What was said.
    Forbidden(Option<String>),
    /// GitLab asks to slow down.
    RateLimited,
    /// GitLab has an error of its own, with this status.
    ServerError(u16),
    /// The address sends elsewhere, where no token of this instance goes.
    Redirected,
    /// What answers there speaks no git: a sign-in page of the network, for one.
    NotGit,
    /// The host's name is not known.
    HostUnknown,
    /// Nothing answers there.
    ConnectionRefused,
    /// The certificate is not trusted, or the encryption failed.
    Certificate,
    /// The proxy refuses, or is not there.
    Proxy,
    /// Nothing came for too long.
    TimedOut,
    /// The connection broke.
    CutOff,
    /// Something is at the place already, or came there meanwhile.
    FolderTaken,
    /// A folder on the way is a link or lies in another clone.
    FolderUnsafe,
    /// The folder could not be made.
    FolderRefused,
    /// The disk is full.
    DiskFull,
    /// A program that the person's configuration names for these files is missing or fails.
    FilterFailed,
    /// A name in it cannot be a file's here: too long, or one that git does not write anywhere.
    PathRefused,
    /// The files could not be written otherwise.
    CheckoutFailed,
    /// Somebody else owns the folder, and git does not trust it.
    ForeignOwner,
    /// The person's configuration leads to a transport other than https.
    ForbiddenTransport,
    /// The project's path, or another name, must not be written to git's configuration.
    NameRefused,
    /// Another program is changing the clone's configuration, or it cannot be written.
    ConfigurationRefused,
    /// Carrick's own folder cannot be written to.
    DataFolderRefused,
    /// git is not installed, or cannot be started.
    GitMissing,
    /// git was ended from outside.
    Killed,
    /// git ended like this, for a reason that is not known here.
    Unknown(Option<i32>),
}

/// Why git failed, by what it wrote down and said. `room` is asked only where git itself does not know.
pub(in crate::git) fn classify(
    trace: &Trace,
    words: &Words,
    exit: Exit,
    host: &str,
    room: impl Fn() -> Option<u64>,
) -> Failure {
    match words.wait {
        // The reason for which it ended is the helper's, whatever git made of it.
        Some(Wait::TokenRefused) => return Failure::CredentialRejected,
        Some(wait) => return Failure::Waiting(wait),
        None => {}
    }
    if matches!(exit, Exit::Signal) {
        return Failure::Killed;
    }
    let by_disk = || of_disk(trace, room);
    let known = of_server(trace, words, host).or_else(by_disk).or_else(|| of_connection(trace));
    known.unwrap_or(Failure::Unknown(match exit {
        Exit::Code(code) => code,
        Exit::Signal => None,
    }))
}

/// How a program ended.
#[derive(Debug, Clone, Copy)]
pub(in crate::git) enum Exit {
    Code(Option<i32>),
    Signal,
}

impl Exit {
    pub(in crate::git) fn of(status: ExitStatus) -> Self {
        #[cfg(unix)]
        if std::os::unix::process::ExitStatusExt::signal(&status).is_some() {
            return Self::Signal;
        }
        Self::Code(status.code())
    }
}

/// What was answered before anything was sent.
fn of_server(trace: &Trace, words: &Words, host: &str) -> Option<Failure> {
    let has = |template| trace.has(template);
    if has("Authentication failed for") {
        return Some(Failure::CredentialRejected);
    }
    if has("repository '%s' not found") {
        return Some(Failure::NotFound(words.said()));
    }
    if has("rate limited by") {
        return Some(Failure::RateLimited);
    }
    if has("%sinfo/refs not valid") || has("invalid server response") {
        return Some(Failure::NotGit);
    }
    if has("transport '%s' not allowed") {
        return Some(Failure::ForbiddenTransport);
    }
    if has("detected dubious ownership") {
        return Some(Failure::ForeignOwner);
    }
    let nobody = ["could not read %s", "unable to get password", "credential helper '%s' told us to quit"];
    if nobody.into_iter().any(has) {
        return Some(Failure::NobodyAnswered);
    }
    let message = trace.message("unable to access '%s'").and_then(|message| Some(message.split_once("': ")?.1));
    let message = message.or_else(|| trace.message("RPC failed"))?;
    of_transfer(message, words, host)
}

/// By the words of the library that speaks HTTP; `None` for a break, of which others may know more.
fn of_transfer(message: &str, words: &Words, host: &str) -> Option<Failure> {
    if let Some(status) = status(message) {
        return Some(match status {
            401 => Failure::CredentialRejected,
            404 => Failure::NotFound(words.said()),
            407 => Failure::Proxy,
            429 => Failure::RateLimited,
            300..=399 => Failure::Redirected,
            500.. => Failure::ServerError(status),
            _ => Failure::Forbidden(words.said()),
        });
    }
    let lower = message.to_ascii_lowercase();
    let has = |texts: &[&str]| texts.iter().any(|text| lower.contains(text));
    let tried = lower.split_once("failed to connect to ").and_then(|(_, rest)| rest.split(' ').next());
    if has(&["proxy", "connect tunnel"]) || tried.is_some_and(|tried| !is_host(host, tried)) {
        Some(Failure::Proxy)
    } else if has(&["resolve host"]) {
        Some(Failure::HostUnknown)
    } else if has(&["timed out", "timeout", "too slow"]) {
        Some(Failure::TimedOut)
    } else if has(&["failed to connect", "couldn't connect", "connection refused"]) {
        Some(Failure::ConnectionRefused)
    } else if has(&["certificate", "handshake", "ssl connect", "ssl certificate", "tls", "ssl routines", "schannel"]) {
        Some(Failure::Certificate)
    } else {
        None
    }
}

/// Whether an instance's host, with port and path perhaps, is this one; what else is connected to is a proxy.
fn is_host(host: &str, tried: &str) -> bool {
    let rest = host.strip_prefix('[').unwrap_or(host);
    rest.strip_prefix(tried.trim_matches(['[', ']']))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/', ']']))
}

/// The status in a message, where the server's answer was one.
fn status(message: &str) -> Option<u16> {
    let after = ["returned error: ", "RPC failed; HTTP "].into_iter().find_map(|text| message.split_once(text));
    let digits: String = after?.1.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|status| (300..1000).contains(status))
}

/// What this computer did not take.
fn of_disk(trace: &Trace, room: impl Fn() -> Option<u64>) -> Option<Failure> {
    // The system's reason is in the template; a message also has names in it, which are a repository's.
    let says = |text: &str| trace.errors.iter().any(|(template, _)| template.contains(text));
    if says("No space left on device") || says("Disk quota exceeded") {
        return Some(Failure::DiskFull);
    }
    if says("File name too long") {
        return Some(Failure::PathRefused);
    }
    let has = |template| trace.has(template);
    if has("destination path '%s' already exists") {
        return Some(Failure::FolderTaken);
    }
    if has("could not create leading directories") || has("could not create work tree dir") || has("cannot mkdir") {
        return Some(Failure::FolderRefused);
    }
    let filter = [
        "external filter '%s' failed",
        "%s: smudge filter",
        "cannot fork to run external filter",
        "initialization for subprocess",
    ];
    if filter.into_iter().any(has) {
        return Some(Failure::FilterFailed);
    }
    let full = || room().is_some_and(|room| room < NO_ROOM);
    if has("invalid path '%s'") || has("unable to create file") {
        return Some(if full() { Failure::DiskFull } else { Failure::PathRefused });
    }
    let unwritten = [
        "unable to write file",
        "unable to checkout working tree",
        "write error",
        "unable to write",
        "unable to create",
    ];
    if unwritten.into_iter().any(has) {
        return Some(if full() { Failure::DiskFull } else { Failure::CheckoutFailed });
    }
    None
}

/// What ended in the middle.
fn of_connection(trace: &Trace) -> Option<Failure> {
    let cut = [
        "RPC failed",
        "unable to access '%s'",
        "early EOF",
        "fetch-pack: ",
        "unexpected disconnect",
        "the remote end hung up",
        "expected flush",
        "expected response end",
        "index-pack failed",
        "protocol error",
        "unable to read from remote",
        "remote error",
    ];
    cut.into_iter().any(|template| trace.has(template)).then_some(Failure::CutOff)
}
