//! What the remotes have: asked now, or as it was when they were last asked.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::asking::{Git, Place};
use super::doubt::Doubt;
use crate::git::hazards;
use crate::git::helper::Helper;
use crate::git::remote::Remote;
use crate::git::remotes::{self, NamedRemote};

/// How the remotes are asked before their state is believed.
#[derive(Debug, Clone)]
pub struct Fetch {
    /// Who alone is asked for passwords.
    pub helper: Helper,
    /// What the helper and ssh need of the environment, such as the address of the session bus. No secrets.
    pub environment: Vec<(OsString, OsString)>,
}

/// What is known of the remotes.
pub(super) struct Known {
    /// Commits that one of them has, which are here too.
    pub(super) tips: Vec<String>,
    /// From when that is.
    pub(super) as_of: Option<SystemTime>,
}

/// By the references that were kept when the remotes were last asked.
pub(super) fn remembered(git: &Git<'_>, at: Place<'_>) -> Result<Known, Doubt> {
    let mut tips = Vec::new();
    for remote in outside(git, at) {
        let below = format!("refs/remotes/{}/", remote.name);
        let answer = git.ask("for-each-ref", &["for-each-ref", "--format=%(objectname)", &below])?;
        tips.extend(String::from_utf8_lossy(&answer).lines().map(str::to_owned));
    }
    let last =
        fs::metadata(at.git_folder.join("FETCH_HEAD")).or_else(|_| fs::metadata(at.git_folder.join("refs/remotes")));
    Ok(Known { tips, as_of: last.and_then(|about| about.modified()).ok() })
}

/// Fetches, then asks each remote what it has: what was deleted there since is not there, whatever is remembered. A
/// remote that does not answer has nothing.
pub(super) fn ask(git: &Git<'_>, fetch: &Fetch, at: Place<'_>) -> Result<Known, Doubt> {
    let as_of = Some(SystemTime::now());
    let remotes = outside(git, at);
    let mut named = Vec::new();
    let mut silent = Vec::new();
    for remote in &remotes {
        match ask_one(git, fetch, remote)? {
            Some(answer) => named.extend(answer),
            None => silent.push(remote.name.clone()),
        }
    }
    if !silent.is_empty() && silent.len() == remotes.len() {
        return Err(Doubt::Unreachable(silent));
    }
    let here = git.ask_with(
        "cat-file",
        &["cat-file", "--batch-check=%(objectname) %(objecttype)"],
        named.join("\n").as_bytes(),
    )?;
    let here = String::from_utf8_lossy(&here).into_owned();
    let commit = |line: &str| line.strip_suffix(" commit").or_else(|| line.strip_suffix(" tag")).map(str::to_owned);
    Ok(Known { tips: here.lines().filter_map(commit).collect(), as_of })
}

/// Remotes that stay where they are when the folder goes.
fn outside(git: &Git<'_>, at: Place<'_>) -> Vec<NamedRemote> {
    let folder = at.folder.unwrap_or(at.git_folder);
    let is_outside = |remote: &NamedRemote| remote.fetch.first().is_some_and(|url| is_outside(url, folder));
    remotes::all(&git.settings).into_iter().filter(is_outside).collect()
}

/// A project on a server, or a folder that is there and not in this one.
fn is_outside(url: &str, folder: &Path) -> bool {
    if Remote::parse(url).is_some() {
        return true;
    }
    let path = folder.join(url.strip_prefix("file://").unwrap_or(url));
    path.canonicalize().is_ok_and(|path| path.is_dir() && !path.starts_with(folder) && !folder.starts_with(&path))
}

/// The names of the commits that a remote has; `None` where it does not answer.
fn ask_one(git: &Git<'_>, fetch: &Fetch, remote: &NamedRemote) -> Result<Option<Vec<String>>, Doubt> {
    let name = remote.name.as_str();
    let strict = strict(remote)?;
    // Our own rule for where references go: the clone's may overwrite its branches.
    let rule = format!("+refs/heads/*:refs/remotes/{name}/*");
    let upload_pack = "--upload-pack=git-upload-pack";
    let fetched = [
        &["fetch", "--quiet", "--no-tags", "--no-prune", "--no-recurse-submodules", "--refmap=", upload_pack],
        ["--", name, rule.as_str()].as_slice(),
    ]
    .concat();
    if run(git, fetch, &strict, &fetched)?.is_none() {
        return Ok(None);
    }
    let asked = ["ls-remote", "--heads", "--tags", upload_pack, "--", name];
    let Some(answer) = run(git, fetch, &strict, &asked)? else {
        return Ok(None);
    };
    let id = |line: &str| {
        line.split('\t').next().filter(|id| id.bytes().all(|byte| byte.is_ascii_hexdigit())).map(str::to_owned)
    };
    Ok(Some(String::from_utf8_lossy(&answer).lines().filter_map(id).collect()))
}

/// What makes sure that the server is the one that the address names. A setting for an address counts more than one for
/// all, whoever says it, so both are told; what is left is how the person's own configuration reaches servers.
fn strict(remote: &NamedRemote) -> Result<Vec<String>, Doubt> {
    let mut strict = vec!["transfer.bundleURI=false".to_owned()];
    let mut tell = |below: &str| {
        let both = ["sslVerify=true", "followRedirects=false"];
        strict.extend(both.map(|setting| format!("http.{below}{setting}")));
    };
    tell("");
    for url in remote.fetch.iter().filter(|url| url.starts_with("http")) {
        let url = hazards::without_user(url);
        if url.contains(['=', '\n']) {
            return Err(Doubt::Configuration);
        }
        tell(&format!("{url}."));
    }
    Ok(strict)
}

/// With our helper alone, and over transports that start no other program.
fn run(git: &Git<'_>, fetch: &Fetch, strict: &[String], arguments: &[&str]) -> Result<Option<Vec<u8>>, Doubt> {
    let helper = fetch.helper.command().map_err(|_| Doubt::Configuration)?;
    let mut command = git.command();
    let set = ["credential.helper=", &format!("credential.helper={helper}"), "credential.useHttpPath=true"];
    for setting in set.into_iter().chain(["core.askPass="]).chain(strict.iter().map(String::as_str)) {
        command.args(["-c", setting]);
    }
    command.envs(fetch.environment.iter().map(|(name, value)| (name, value)));
    command.env("GIT_ALLOW_PROTOCOL", "https:http:ssh:file").env("GIT_ASKPASS", "").env("SSH_ASKPASS", "");
    command.env("GIT_SSH_COMMAND", "ssh -o BatchMode=yes").env("GCM_INTERACTIVE", "never");
    command.args(arguments);
    let (status, answer) = git.run(command, b"")?;
    Ok(status.success().then_some(answer))
}
