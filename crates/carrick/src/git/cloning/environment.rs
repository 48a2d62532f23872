//! What of this program's environment reaches a git that clones: what it needs to find its way out and its helper the
//! keyring, and nothing that could change what git does.

use std::ffi::{OsStr, OsString};

/// The names that are let through. Never one that begins with `GIT_`.
const PASSED_ON: [&str; 43] = [
    "PATH",
    "USER",
    "LOGNAME",
    "USERNAME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMDATA",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "WINDIR",
    "COMSPEC",
    "PATHEXT",
    "HOMEDRIVE",
    "HOMEPATH",
    "TMPDIR",
    "TEMP",
    "TMP",
    "LANG",
    "LC_CTYPE",
    "LC_COLLATE",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_STATE_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_CONFIG_DIRS",
    "XDG_DATA_DIRS",
    "DBUS_SESSION_BUS_ADDRESS",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CURL_CA_BUNDLE",
    "KRB5CCNAME",
    "KRB5_CONFIG",
    "TZ",
    "NIX_SSL_CERT_FILE",
];

/// The part that is passed on.
#[derive(Debug, Clone, Default)]
pub struct Environment(Vec<(OsString, OsString)>);

impl Environment {
    /// Keeps of all variables what may be passed on. A language that overrides all others keeps deciding what letters
    /// are, while git's own words are wanted as they are in its source.
    pub fn of(all: impl Iterator<Item = (OsString, OsString)>) -> Self {
        let (overriding, others): (Vec<_>, Vec<_>) = all.partition(|(name, _)| name == "LC_ALL");
        let mut kept: Vec<_> = others.into_iter().filter(|(name, _)| is_passed_on(name)).collect();
        if let Some((_, letters)) = overriding.into_iter().find(|(_, value)| !value.is_empty()) {
            kept.retain(|(name, _)| name != "LC_CTYPE");
            kept.push((OsString::from("LC_CTYPE"), letters));
        }
        Self(kept)
    }

    /// The same with this proxy, for where no variable names one.
    #[must_use]
    pub fn through(mut self, proxy: Option<String>) -> Self {
        self.0.extend(proxy.map(|proxy| (OsString::from("https_proxy"), proxy.into())));
        self
    }

    /// What is passed on.
    pub fn variables(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.0.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }
}

fn is_passed_on(name: &OsStr) -> bool {
    PASSED_ON.iter().any(|known| if cfg!(windows) { name.eq_ignore_ascii_case(known) } else { name == *known })
}
