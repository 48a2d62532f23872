//! Opening a terminal.

use std::io::ErrorKind;
use std::path::Path;

use carrick::desktop::opening::{Opener as _, SystemOpener};

use super::desk::Desk;

#[test]
fn each_terminal_is_told_the_folder_in_its_own_way() {
    for (name, words) in [
        ("gnome-terminal", vec!["--working-directory={}"]),
        ("konsole", vec!["--workdir", "{}"]),
        ("kitty", vec!["--directory", "{}"]),
        ("foot", vec!["-D", "{}"]),
        ("urxvt", vec!["-cd", "{}"]),
        ("wezterm", vec!["start", "--cwd", "{}"]),
        ("lxterminal", vec!["--working-directory={}"]),
        ("xterm", vec![]),
    ] {
        let desk = Desk::new();
        let program = desk.program(name, 0);
        let expected = desk.expected(&[&[name], words.as_slice()].concat());
        desk.opener().open_terminal(&desk.folder(), None).unwrap();
        assert_eq!(desk.started(), expected, "the first that is there");
        desk.opener().open_terminal(&desk.folder(), Some(&format!("\"{}\"", program.display()))).unwrap();
        assert_eq!(desk.started(), expected, "the same when it is chosen by its path");
    }
}

#[test]
fn the_desktops_choice_comes_first_then_the_persons_then_what_is_known() {
    let desk = Desk::new();
    desk.program("xterm", 0);
    let opener = SystemOpener::new(desk.environment(&[("TERMINAL", "mine --here")]));
    opener.open_terminal(&desk.folder(), None).unwrap();
    assert_eq!(desk.started(), desk.expected(&["xterm"]), "what TERMINAL names is not there");
    desk.program("mine", 0);
    opener.open_terminal(&desk.folder(), None).unwrap();
    assert_eq!(desk.started(), desk.expected(&["mine", "--here"]));
    desk.program("xdg-terminal-exec", 0);
    opener.open_terminal(&desk.folder(), None).unwrap();
    assert_eq!(desk.started(), desk.expected(&["xdg-terminal-exec"]));
    desk.program("xdg-terminal-exec", 1);
    opener.open_terminal(&desk.folder(), None).unwrap();
    assert_eq!(desk.started(), desk.expected(&["mine", "--here"]), "one that fails is not the last");
}

#[test]
fn a_setting_is_a_list_of_words_and_nothing_a_shell_would_read() {
    let desk = Desk::new();
    desk.program("term", 0);
    let open = |chosen: &str| desk.opener().open_terminal(&desk.folder(), Some(chosen)).map_err(|error| error.kind());
    assert_eq!(open("term --at {path} \"$(touch x); `y`\" | z"), Ok(()));
    let words = ["term", "--at", "{}", "$(touch x); `y`", "|", "z"];
    assert_eq!(desk.started(), desk.expected(&words), "word by word");
    for (chosen, kind) in [
        ("", ErrorKind::InvalidInput),
        ("term \"open", ErrorKind::InvalidInput),
        ("term x{path}", ErrorKind::InvalidInput),
        ("term {path} {path}", ErrorKind::InvalidInput),
        ("term\nother", ErrorKind::InvalidInput),
        ("nowhere", ErrorKind::NotFound),
        ("./term", ErrorKind::NotFound),
    ] {
        assert_eq!(open(chosen), Err(kind), "{chosen:?}");
    }
}

#[test]
fn a_started_program_has_the_persons_variables_and_none_of_ours() {
    let desk = Desk::new();
    desk.program("xterm", 0);
    let path = format!("/mount/app/usr/bin:{}", desk.path("bin").display());
    let ours = [
        ("GIT_DIR", "/x"),
        ("GIT_CONFIG_COUNT", "1"),
        ("LD_LIBRARY_PATH", "/x"),
        ("LD_PRELOAD", "/x"),
        ("APPIMAGE", "/x"),
        ("FLATPAK_ID", "x"),
        ("SNAP_NAME", "x"),
        ("PYTHONHOME", "/x"),
        ("GSETTINGS_SCHEMA_DIR", "/x"),
        ("CARRICK_INSTALLATION", "x"),
        ("DESKTOP_STARTUP_ID", "x"),
        ("XDG_ACTIVATION_TOKEN", "x"),
    ];
    let mut variables = vec![("APPDIR", "/mount/app"), ("PATH", path.as_str()), ("LANG", "de_DE.UTF-8")];
    variables.extend([("XDG_CONFIG_DIRS", "/mount/app/etc"), ("WAYLAND_DISPLAY", "wayland-0")]);
    variables.extend(ours);
    SystemOpener::new(desk.environment(&variables)).open_terminal(&desk.folder(), None).unwrap();
    let got = desk.variables();
    let has = |line: &str| got.lines().any(|it| it == line);
    assert!(has("LANG=de_DE.UTF-8") && has("WAYLAND_DISPLAY=wayland-0"), "what is the person's stays: {got}");
    assert!(has(&format!("PATH={}", desk.path("bin").display())), "without what the package put in front: {got}");
    assert!(!got.contains("/mount/app"), "nothing leads into a package that is gone when we end: {got}");
    for (name, _) in ours {
        assert!(!got.lines().any(|line| line.starts_with(&format!("{name}="))), "{name} is about this process: {got}");
    }
}

#[test]
fn what_is_no_folder_is_not_opened() {
    let desk = Desk::new();
    desk.program("xterm", 0);
    for folder in [desk.path("nowhere"), desk.path("bin/xterm"), Path::new("bin").to_owned()] {
        let refused = desk.opener().open_terminal(&folder, None).map_err(|error| error.kind());
        assert_eq!(refused, Err(ErrorKind::NotADirectory), "{}", folder.display());
    }
    assert!(!desk.path("log").exists(), "nothing was started");
}
