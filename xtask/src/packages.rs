//! Which Debian packages building, running and testing need, and why.

/// To compile and link the app.
pub(crate) const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    // The web view with GTK 3 behind it.
    "libwebkit2gtk-4.1-dev",
    // The window library links it.
    "libdbus-1-dev",
];

/// To make packages and check them.
pub(crate) const PACKAGING: &[&str] = &["dpkg", "rpm", "libarchive-tools", "appstream", "desktop-file-utils"];

/// What the benchmark compares with: libsecret's helper, built from git's own source, and how much memory each takes.
pub(crate) const PEERS: &[&str] = &["libsecret-1-dev", "time"];

/// To start the app on somebody's desktop: hand an address to the browser, answer the scheme.
pub(crate) const DESKTOP: &[&str] = &["xdg-utils", "desktop-file-utils"];

/// To see that large files go and come with the program that people use for them, and that claims hold in a database
/// that teams have; tests start a server of their own.
pub(crate) const TESTS: &[&str] = &[
    "git-lfs",
    "postgresql",
    // Reads the unit of `carrick watch` as it would be read.
    "systemd",
];

/// To walk the journey without a desktop: a display, a bus, a keyring, a browser, two drivers.
pub(crate) const JOURNEY: &[&str] = &[
    "xvfb",
    "xauth",
    "openbox",
    "xdotool",
    "x11-utils",
    "fonts-dejavu-core",
    "dbus-daemon",
    // gnome-keyring needs some session bus; naming this one keeps a whole init system out.
    "dbus-x11",
    "gnome-keyring",
    // Shows notifications, and tells which it showed.
    "dunst",
    // `gio` opens links for GNOME; `gdbus` speaks to the keyring and to the app.
    "libglib2.0-bin",
    "webkit2gtk-driver",
    "chromium",
    "chromium-driver",
    // Sets the clock for one program.
    "libfaketime",
];

/// Those of `wanted` that `listing` does not show as installed.
///
/// `listing` is what `dpkg-query -W -f '${db:Status-Status} ${Package}\n'` printed.
pub(crate) fn missing<'a>(wanted: &[&'a str], listing: &str) -> Vec<&'a str> {
    let installed: Vec<&str> = listing.lines().filter_map(|line| line.strip_prefix("installed ")).collect();
    wanted.iter().copied().filter(|name| !installed.contains(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn only_installed_packages_count() {
        let listing = "installed xvfb\nconfig-files chromium\nnot-installed openbox\n";
        assert_eq!(
            missing(&["xvfb", "chromium", "openbox", "xdotool"], listing),
            ["chromium", "openbox", "xdotool"],
            "a removed package whose settings remain is missing too"
        );
    }

    #[test]
    fn a_name_inside_another_does_not_count() {
        assert_eq!(missing(&["dbus"], "installed dbus-daemon\n"), ["dbus"], "dbus is not dbus-daemon");
    }
}
