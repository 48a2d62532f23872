//! The desktop's own settings, by the portal that all desktops have: it knows GNOME's, follows an automatic
//! configuration (PAC), and has no answer for whoever has no desktop.

use std::time::Duration;

use url::Url;
use zbus::blocking::connection::Builder;

/// How long it is waited for: it may have to be started, or to fetch its configuration.
const LIMIT: Duration = Duration::from_secs(3);

/// The ways to an address, the best first; nothing where there is no portal.
pub(super) fn look_up(url: &Url) -> Option<Vec<String>> {
    let asked = ask(url);
    if let Err(error) = &asked {
        // Its words may quote the address.
        tracing::debug!(
            is_refused = matches!(error, zbus::Error::MethodError(..)),
            "no portal says which proxy to use"
        );
    }
    asked.ok()
}

/// Only the origin is told: a script of the network's may see it.
fn ask(url: &Url) -> zbus::Result<Vec<String>> {
    let bus = Builder::session()?.method_timeout(LIMIT).build()?;
    let answer = bus.call_method(
        Some("org.freedesktop.portal.Desktop"),
        "/org/freedesktop/portal/desktop",
        Some("org.freedesktop.portal.ProxyResolver"),
        "Lookup",
        &(url.origin().ascii_serialization(),),
    )?;
    answer.body().deserialize()
}
