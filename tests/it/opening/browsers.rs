//! The browser: started once, apart from us.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::symlink;

use carrick::desktop::browser::{Browser as _, SystemBrowser};
use carrick::desktop::scheme::places::Places;

use super::desk::Desk;

const ADDRESS: &str = "https://gitlab.example/oauth/authorize?state=s&x=1";

fn browser(desk: &Desk, more: &[(&str, &str)]) -> SystemBrowser {
    SystemBrowser::new(desk.environment(more), places(desk))
}

/// Where this desk keeps its tables.
fn places(desk: &Desk) -> Places {
    Places {
        config_home: desk.path("config"),
        config_folders: vec![],
        data_home: desk.path("share"),
        data_folders: vec![],
        desktops: vec![],
        path: vec![desk.path("bin")],
    }
}

#[test]
fn a_browser_gets_the_persons_variables_and_none_of_ours() {
    let desk = Desk::new();
    desk.program("xdg-open", 0);
    let ours = [
        ("CARRICK_INSTALLATION", "demo"),
        ("LD_LIBRARY_PATH", "/opt/carrick/lib"),
        ("GIO_LAUNCHED_DESKTOP_FILE", "/x.desktop"),
        ("GTK_PATH", "/opt/carrick/gtk"),
        ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ];
    let person = [("LANG", "de_DE.UTF-8"), ("DISPLAY", ":0"), ("BROWSER", "mine")];
    browser(&desk, &[&ours[..], &person].concat()).open(ADDRESS).unwrap();
    assert_eq!(desk.started()[..2], ["xdg-open", ADDRESS], "the address is one word");
    let variables = desk.variables();
    for (name, _) in ours {
        assert!(!variables.contains(&format!("{name}=")), "{name} is about this process:\n{variables}");
    }
    for (name, value) in person {
        assert!(variables.contains(&format!("{name}={value}\n")), "{name} is the person's:\n{variables}");
    }
}

#[test]
fn neither_ctrl_c_nor_the_end_of_our_terminal_reaches_a_browser() {
    for has_setsid in [true, false] {
        let desk = Desk::new();
        let stat = desk.path("stat");
        let program = format!("#!/bin/sh\nread -r line < /proc/$$/stat; echo \"$line\" > '{}'\n", stat.display());
        crate::support::write_program(&desk.path("bin/xdg-open"), program);
        if has_setsid {
            symlink("/usr/bin/setsid", desk.path("bin/setsid")).unwrap();
        }
        browser(&desk, &[]).open(ADDRESS).unwrap();
        let of = |text: &str, field: usize| text.split_whitespace().nth(field).unwrap().to_owned();
        let (theirs, ours) = (fs::read_to_string(stat).unwrap(), fs::read_to_string("/proc/self/stat").unwrap());
        // Behind the number and the name: state, parent, group, session.
        assert_eq!(of(&theirs, 0), of(&theirs, 4), "it leads a group of its own: {theirs}");
        let is_own_session = of(&theirs, 5) == of(&theirs, 0);
        assert_eq!(is_own_session, has_setsid, "and a session, where a program can make one: {theirs}");
        assert_ne!(of(&theirs, 4), of(&ours, 4), "not ours");
    }
}

#[test]
fn a_launcher_that_fails_after_opening_the_page_is_not_followed_by_another() {
    for exit in [1, 3, 4] {
        let desk = Desk::new();
        desk.program("xdg-open", exit);
        desk.program("gio", 0);
        assert!(browser(&desk, &[]).open(ADDRESS).is_err(), "that it failed is told, with exit {exit}");
        assert_eq!(desk.started()[0], "xdg-open", "but the page opens in one tab, not in two");
    }
}

#[test]
fn another_launcher_is_started_where_one_is_not_installed() {
    let desk = Desk::new();
    let failed = browser(&desk, &[]).open(ADDRESS).map_err(|error| error.kind());
    assert_eq!(failed, Err(ErrorKind::NotFound), "nothing opens addresses here");
    desk.program("gio", 0);
    browser(&desk, &[]).open(ADDRESS).unwrap();
    assert_eq!(desk.started()[..3], ["gio", "open", ADDRESS], "what is there is asked");
}

#[test]
fn a_browser_built_on_chromium_is_known_by_what_its_entry_starts() {
    let table = [
        ("google-chrome-stable %U", true),
        ("env BAMF_DESKTOP_FILE_HINT=/x.desktop {}/chromium %U", true),
        ("flatpak run --branch=stable --command=brave --file-forwarding com.brave.Browser @@u %U @@", true),
        ("microsoft-edge %U", true),
        ("firefox %u", false),
        ("flatpak run --command=firefox org.mozilla.firefox @@u %u @@", false),
        ("chromeleon %u", false),
        ("env HOME=/home/edge {}/firefox %u", false),
    ];
    for (exec, is_chromium) in table {
        let desk = Desk::new();
        for program in ["google-chrome-stable", "env", "flatpak", "microsoft-edge", "firefox", "chromeleon"] {
            desk.program(program, 0);
        }
        let exec = exec.replace("{}", &desk.path("bin").display().to_string());
        desk.entry("mine.desktop", &format!("Name=Mine\nExec={exec}\n"));
        fs::create_dir_all(desk.path("config")).unwrap();
        fs::write(desk.path("config/mimeapps.list"), "[Default Applications]\nx-scheme-handler/https=mine.desktop\n")
            .unwrap();
        assert_eq!(browser(&desk, &[]).is_chromium(), is_chromium, "{exec}");
    }
    assert!(!browser(&Desk::new(), &[]).is_chromium(), "of a desktop that names none nothing is known");
}
