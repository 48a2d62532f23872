//! git as it is started for references: in Carrick's own repository, with nothing of the person's configuration but
//! proxies and whose certificates are believed.

use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use super::model::{Failed, of_error};
use super::server::Server;
use crate::git::cloning::Git;
use crate::git::cloning::failure::Failure;
use crate::git::listing;
use crate::git::towards::{Towards, settings_for};

/// From here on git can be kept from reading the person's files.
pub(super) const NEEDED: (u32, u32) = (2, 32);

/// What is taken over of the person's `http.*`, whether it is for all or for some addresses.
const TAKEN_OVER: [&str; 10] = [
    "proxy",
    "proxyauthmethod",
    "proxysslcainfo",
    "proxysslcert",
    "proxysslkey",
    "sslcainfo",
    "sslcapath",
    "sslbackend",
    "schannelusesslcainfo",
    "schannelcheckrevoke",
];

/// Nothing is run, signed, followed or tidied that nobody asked for.
const QUIET: [(&str, &str); 9] = [
    ("core.hooksPath", "/dev/null"),
    ("core.askPass", ""),
    ("core.fsmonitor", "false"),
    ("push.gpgSign", "false"),
    ("push.followTags", "false"),
    ("push.recurseSubmodules", "no"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("protocol.version", "2"),
];

/// A git that reaches no server.
pub(super) fn git(git: &Git, folder: &Path) -> Command {
    with_settings(git, folder, &owned(&QUIET))
}

/// A git in this folder that speaks to this server.
pub(super) async fn towards(server: &Server, folder: &Path) -> Result<Command, Failed> {
    let git = server.git.clone();
    let settings = tokio::task::spawn_blocking(move || ways_out(&git)).await;
    let mut settings = settings.unwrap_or(Err(Failed::Git(Failure::Unknown(None))))?;
    let Server { url, instance, username, helper, .. } = server;
    let towards = Towards { url, instance, username: Some(username), helper };
    settings.extend(settings_for(server.git.version, &towards).map_err(|error| of_error(&error))?);
    settings.extend(owned(&QUIET));
    Ok(with_settings(&server.git, folder, &settings))
}

/// By variables: seen in no list of processes, since a proxy may have a password.
fn with_settings(git: &Git, folder: &Path, settings: &[(String, String)]) -> Command {
    let places = &git.places;
    let mut command = Command::new(&places.git);
    command.env_clear().envs(git.environment.variables()).env_remove("LC_CTYPE").current_dir(folder);
    command.env("HOME", &places.home).env("GIT_DIR", folder);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("GIT_CONFIG_COUNT", settings.len().to_string());
    for (at, (key, value)) in settings.iter().enumerate() {
        command.env(format!("GIT_CONFIG_KEY_{at}"), key).env(format!("GIT_CONFIG_VALUE_{at}"), value);
    }
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_ASKPASS", "").env("SSH_ASKPASS", "");
    command.env("GCM_INTERACTIVE", "never").env("LC_ALL", "C").env("LANGUAGE", "").env("COLUMNS", "1000");
    command.env("GIT_HTTP_LOW_SPEED_LIMIT", "1").env("GIT_HTTP_LOW_SPEED_TIME", git.stalls_after.as_secs().to_string());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    command.process_group(0);
    command
}

/// The person's way to servers, in their order; blocks. One without a value would be no proxy and no file.
fn ways_out(git: &Git) -> Result<Vec<(String, String)>, Failed> {
    let settings = listing::of_computer(&git.places).map_err(|error| of_error(&error))?;
    let is_way_out = |key: &str| {
        let section = key.get(..5).is_some_and(|section| section.eq_ignore_ascii_case("http."));
        section && key.rsplit('.').next().is_some_and(|name| TAKEN_OVER.contains(&name.to_ascii_lowercase().as_str()))
    };
    let ways = settings.into_iter().filter(|setting| is_way_out(&setting.key));
    Ok(ways.filter_map(|setting| Some((setting.key, setting.value?))).collect())
}

fn owned(settings: &[(&str, &str)]) -> Vec<(String, String)> {
    settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
