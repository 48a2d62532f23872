//! What holds for every git that speaks to one project of a GitLab: its transport, its redirects, and whom it asks for a
//! password.

use carrick_store::{Error, instance::Instance};

use super::helper::Helper;
use super::quoting;

/// From here on git can show its account without being asked first, which saves a request.
const PROACTIVE: (u32, u32) = (2, 46);

/// One project, and who speaks to it.
#[derive(Clone, Copy)]
pub(super) struct Towards<'a> {
    /// Its remote, without a user name.
    pub(super) url: &'a str,
    pub(super) instance: &'a Instance,
    /// `None` leaves the choice to the helper.
    pub(super) username: Option<&'a str>,
    pub(super) helper: &'a Helper,
}

/// The settings, in the order in which they count, for a git of this version.
///
/// # Errors
/// `GitNameRefused` for a name that must not be written there.
pub(super) fn settings_for(version: (u32, u32), towards: &Towards<'_>) -> Result<Vec<(String, String)>, Error> {
    let (url, address) = (towards.url, towards.instance.address());
    let mut settings = Vec::new();
    let mut set = |key: String, value: &str| settings.push((key, value.to_owned()));
    set("protocol.allow".to_owned(), "never");
    // Plain http is to this computer alone, or the address would be no instance.
    set(format!("protocol.{}.allow", url.split(':').next().unwrap_or("https")), "always");
    set("http.followRedirects".to_owned(), "false");
    for (name, value) in [("followRedirects", "false"), ("sslVerify", "true")] {
        set(format!("http.{url}.{name}"), value);
    }
    if version >= PROACTIVE {
        set(format!("http.{url}.proactiveAuth"), "basic");
    }
    // The longest one counts: what else the person rewrites stays as it is.
    set(format!("url.{url}.insteadOf"), url);
    set("transfer.bundleURI".to_owned(), "false");
    set("credential.interactive".to_owned(), "false");
    set("credential.helper".to_owned(), "");
    set(format!("credential.{address}.helper"), "");
    set(format!("credential.{address}.helper"), &towards.helper.command()?);
    set(format!("credential.{address}.useHttpPath"), "true");
    if let Some(username) = towards.username {
        set(format!("credential.{address}.username"), quoting::username(username)?);
    }
    Ok(settings)
}
