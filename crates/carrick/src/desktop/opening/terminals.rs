//! Terminals, and how each is told the folder: many hand over to a server of theirs, which does not see ours.

use std::ffi::OsString;
use std::io;
use std::path::Path;

use super::words::Words;

/// How a terminal takes the folder.
#[derive(Clone, Copy)]
enum Flag {
    /// In one word with it.
    Joined(&'static str),
    /// As words in front of it.
    Before(&'static [&'static str]),
    /// Not at all: it begins where it is started.
    None,
}

/// The known ones, those first that a desktop brings along.
const KNOWN: [(&str, Flag); 20] = [
    ("ptyxis", Flag::Joined("--working-directory=")),
    ("kgx", Flag::Joined("--working-directory=")),
    ("gnome-terminal", Flag::Joined("--working-directory=")),
    ("konsole", Flag::Before(&["--workdir"])),
    ("xfce4-terminal", Flag::Joined("--working-directory=")),
    ("mate-terminal", Flag::Joined("--working-directory=")),
    ("tilix", Flag::Joined("--working-directory=")),
    ("terminator", Flag::Joined("--working-directory=")),
    ("qterminal", Flag::Before(&["--workdir"])),
    ("lxterminal", Flag::Joined("--working-directory=")),
    ("ghostty", Flag::Joined("--working-directory=")),
    ("alacritty", Flag::Before(&["--working-directory"])),
    ("kitty", Flag::Before(&["--directory"])),
    ("foot", Flag::Before(&["-D"])),
    ("wezterm", Flag::Before(&["start", "--cwd"])),
    ("urxvt", Flag::Before(&["-cd"])),
    ("x-terminal-emulator", Flag::None),
    ("st", Flag::None),
    ("uxterm", Flag::None),
    ("xterm", Flag::None),
];

/// The person's own: a known program gets its flag, `{path}` is replaced, and any other begins where it is started.
pub(super) fn chosen(words: &Words, folder: &Path) -> io::Result<Vec<OsString>> {
    if let Some(arguments) = words.with_path(folder) {
        return Ok(arguments);
    }
    let arguments = words.plain();
    if arguments.iter().any(|word| word.to_string_lossy().contains("{path}")) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    match arguments.as_slice() {
        [program] => Ok(of_program(program.clone(), folder)),
        _ => Ok(arguments),
    }
}

/// What is tried in turn: what the desktop prefers, what the person's `TERMINAL` says, all that are known.
pub(super) fn known(preferred: Option<&str>, folder: &Path) -> Vec<Vec<OsString>> {
    let preferred = preferred.and_then(|words| Words::parse(words).ok()).and_then(|words| chosen(&words, folder).ok());
    let mut all = vec![vec![OsString::from("xdg-terminal-exec")]];
    all.extend(preferred);
    all.extend(KNOWN.iter().map(|(name, _)| of_program(OsString::from(name), folder)));
    all
}

fn of_program(program: OsString, folder: &Path) -> Vec<OsString> {
    let name = Path::new(&program).file_name().unwrap_or_default().to_owned();
    let flag = KNOWN.iter().find(|(known, _)| name == *known).map_or(Flag::None, |(_, flag)| *flag);
    let mut arguments = vec![program];
    match flag {
        Flag::None => {}
        Flag::Joined(flag) => {
            let mut word = OsString::from(flag);
            word.push(folder);
            arguments.push(word);
        }
        Flag::Before(words) => {
            arguments.extend(words.iter().map(OsString::from));
            arguments.push(folder.into());
        }
    }
    arguments
}
