//! What systemd reads: a unit of the person's own manager.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::place::Place;

/// The watch says that it lives within half of this (seconds).
pub const WATCHDOG: u32 = 120;

/// What a person's manager can shut in without namespaces, which a distribution may refuse: what needs a mount
/// namespace does nothing in a unit of a person's, or keeps it from starting.
const SHUT_IN: &str = "NoNewPrivileges=true
LockPersonality=true
MemoryDenyWriteExecute=true
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictRealtime=true
RestrictSUIDSGID=true
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
";

/// Whether a unit is shut in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As far as a person's manager can.
    ShutIn,
    /// Not at all, for systems that do not bear it.
    Plain,
}

/// The unit's text; `None` where a path cannot stand in one.
pub fn text(place: &Place, form: Form) -> Option<String> {
    let program = quoted(place.program.to_str()?)?;
    let mut environment = String::new();
    for (name, value) in &place.environment {
        let pair = quoted(&format!("{name}={value}"))?;
        writeln!(environment, "Environment={pair}").ok()?;
    }
    let shut_in = if form == Form::ShutIn { SHUT_IN } else { "" };
    Some(format!(
        "# Written by Carrick, and taken away by: carrick watch uninstall
[Unit]
Description=Carrick starts builds when merge requests open
StartLimitIntervalSec=600
StartLimitBurst=5

[Service]
Type=notify
NotifyAccess=main
ExecStart={program} watch
{environment}UMask=0077
WatchdogSec={WATCHDOG}
Restart=on-failure
RestartSec=10
RestartPreventExitStatus=2 7
TimeoutStopSec=45
{shut_in}
[Install]
WantedBy=default.target
"
    ))
}

/// The program that a unit of ours starts.
pub fn program(text: &str) -> Option<PathBuf> {
    let quoted = text.lines().find_map(|line| line.strip_prefix("ExecStart=\"")?.strip_suffix("\" watch"))?;
    let mut program = String::new();
    let mut signs = quoted.chars();
    while let Some(c) = signs.next() {
        // Each of these stands before another: itself, or what it takes the meaning of.
        program.push(if matches!(c, '\\' | '%' | '$') { signs.next()? } else { c });
    }
    Some(PathBuf::from(program))
}

/// A unit's text without what the environment of whoever wrote it has put into it.
pub fn without_environment(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with("Environment="))
}

/// A word as systemd reads it back: quoted, with its own signs doubled. Nothing that ends a line can stand in one.
fn quoted(word: &str) -> Option<String> {
    if word.chars().any(char::is_control) {
        return None;
    }
    let mut text = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '%' | '$' => text.extend([c, c]),
            _ => text.push(c),
        }
    }
    text.push('"');
    Some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(program: &str) -> Place {
        Place {
            program: program.into(),
            installation: Some("demo".to_owned()),
            environment: vec![("CARRICK_INSTALLATION".to_owned(), "demo".to_owned())],
            folder: "/home/sam/.config/systemd/user".into(),
            control: "/usr/bin/systemctl".into(),
            presence: None,
            linger: None,
            user: "sam".to_owned(),
        }
    }

    #[test]
    fn a_unit_says_when_it_is_ready_and_lives_and_when_not_to_be_started_again() {
        let text = text(&place("/usr/bin/carrick"), Form::ShutIn).unwrap();
        for line in [
            "Type=notify",
            "ExecStart=\"/usr/bin/carrick\" watch",
            "WatchdogSec=120",
            "Restart=on-failure",
            "RestartPreventExitStatus=2 7",
            "StartLimitBurst=5",
            "Environment=\"CARRICK_INSTALLATION=demo\"",
            "NoNewPrivileges=true",
            "WantedBy=default.target",
        ] {
            assert!(text.lines().any(|it| it == line), "{line} is missing: {text}");
        }
        for namespace in ["ProtectSystem", "ProtectHome", "PrivateTmp", "ReadWritePaths", "PrivateUsers"] {
            assert!(!text.contains(namespace), "{namespace} needs what a person's manager may not have");
        }
        assert!(!text.contains("$HOME"), "no shell reads it");
    }

    #[test]
    fn the_plain_form_starts_the_same_program_and_is_not_shut_in() {
        let plain = text(&place("/usr/bin/carrick"), Form::Plain).unwrap();
        assert!(plain.contains("ExecStart=\"/usr/bin/carrick\" watch\n"), "the same program: {plain}");
        assert!(
            !plain.contains("SystemCallFilter") && !plain.contains("NoNewPrivileges"),
            "nothing shuts it in: {plain}"
        );
    }

    #[test]
    fn a_path_stays_one_word_whatever_stands_in_it() {
        let text = text(&place("/opt/a b%h$HOME\"\\/carrick"), Form::Plain).unwrap();
        let expected = "ExecStart=\"/opt/a b%%h$$HOME\\\"\\\\/carrick\" watch";
        assert!(text.lines().any(|line| line == expected), "systemd reads one program: {text}");
        assert_eq!(
            super::text(&place("/opt/a\nExecStartPre=/bin/true"), Form::Plain),
            None,
            "a line cannot be smuggled in"
        );
    }

    proptest! {
        #[test]
        fn no_path_adds_a_line(program in "/[^\\x00]{0,60}") {
            let usual = text(&place("/usr/bin/carrick"), Form::ShutIn).unwrap().lines().count();
            if let Some(text) = text(&place(&program), Form::ShutIn) {
                prop_assert_eq!(text.lines().count(), usual);
                prop_assert_eq!(super::program(&text), Some(program.into()), "and it is read back as it was");
            }
        }
    }
}
