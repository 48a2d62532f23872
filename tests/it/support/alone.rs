//! A test in a process of its own, for what the environment settles for a whole process: whom it trusts, and which
//! proxy it goes through.

use std::path::{Path, PathBuf};
use std::process::Command;

use local_gitlab::{LocalGitlab, Options};

use super::Installation;
use super::installation::FIRST;

/// Tells the process that it is one, and names the folder that it shares with the one that started it.
const FOLDER: &str = "CARRICK_IT_ALONE";

/// The authority that is trusted, in that folder.
const AUTHORITY: &str = "authority.pem";

const PROXIES: [&str; 6] = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The folder that this process shares with the one that started it; `None` in the one that runs all the tests.
pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// Runs a test again by its full name, alone in a process that trusts the authority of its own GitLab besides those of
/// the system's folder, who vouch for no test, behind a proxy if there is one.
pub(crate) fn run(test: &str, folder: &Path, proxy: Option<&str>) {
    let mut alone = command(test, folder);
    if let Some(address) = proxy {
        alone.envs(PROXIES.map(|name| (name, address)));
    }
    run_with(alone);
}

/// The same with these variables instead of a proxy.
pub(crate) fn run_among(test: &str, folder: &Path, variables: &[(&str, &str)]) {
    let mut alone = command(test, folder);
    alone.envs(variables.iter().copied());
    run_with(alone);
}

fn run_with(mut alone: Command) {
    let ended = alone.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "alone: {said} {}", String::from_utf8_lossy(&ended.stderr));
    assert!(said.contains("1 passed"), "the test itself must have run alone: {said}");
}

fn command(test: &str, folder: &Path) -> Command {
    let mut alone = Command::new(std::env::current_exe().unwrap());
    alone.args(["--exact", test, "--nocapture"]).env(FOLDER, folder);
    alone.env("SSL_CERT_FILE", folder.join(AUTHORITY)).env_remove("SSL_CERT_DIR");
    // What a desktop says of proxies is nothing to a test, unless it brings one.
    alone.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    for name in PROXIES.into_iter().chain(["NO_PROXY", "no_proxy"]) {
        alone.env_remove(name);
    }
    alone
}

/// Runs a test that needs nothing but whom it trusts, alone in a process.
pub(crate) fn trusting(test: &str, inside: impl AsyncFn()) {
    if folder().is_some() {
        return tokio::runtime::Runtime::new().unwrap().block_on(inside());
    }
    run(test, tempfile::tempdir().unwrap().path(), None);
}

/// Has a process of its own trust this GitLab from the next client on; in any other nothing is trusted.
pub(crate) fn trust(gitlab: &LocalGitlab) {
    if let Some(pem) = gitlab.ca_pem() {
        trust_pem(&pem);
    }
}

/// Has a process of its own trust this certificate, and no longer the one before.
pub(crate) fn trust_pem(pem: &str) {
    if let Some(folder) = folder() {
        std::fs::write(folder.join(AUTHORITY), pem).expect("the authority can be written down");
    }
}

impl Installation {
    /// One that is set up with a GitLab behind TLS, in a process of its own.
    pub(crate) async fn secure() -> Self {
        Self::secure_with(Options::default()).await
    }

    /// The same, with these options besides.
    pub(crate) async fn secure_with(options: Options) -> Self {
        let installation = Self::with(Options { tls: true, ..options }).await;
        let application = installation.register(true);
        installation.keep_application(FIRST, &application).await;
        installation
    }
}
