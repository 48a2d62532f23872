//! What an entry's command would start, as far as that can be told.

use std::path::Path;

use super::places::Places;

/// A word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// Whether nothing of it was quoted: in quotes an address would not arrive whole.
    pub(super) is_plain: bool,
}

/// What a command would start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// This program, for this installation, with the address.
    Ours,
    /// This program, but from elsewhere, for another installation, or without the address.
    Copy,
    /// Another program.
    Other,
    /// Not to be told from here.
    Doubtful,
}

/// Which program is meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own<'a> {
    /// The program a callback is to start.
    pub(super) program: &'a Path,
    /// The name of a separate installation.
    pub(super) installation: Option<&'a str>,
}

impl Start {
    /// What this command would start.
    pub(super) fn of(exec: &str, own: Own, places: &Places) -> Self {
        let Some(words) = words(exec) else { return Self::Doubtful };
        let Some(run) = Run::behind_env(&words) else { return Self::Doubtful };
        let Some((program, arguments)) = run.words.split_first() else { return Self::Other };
        let found = places.program(&program.text).and_then(|path| path.canonicalize().ok());
        let is_own = found.is_some() && found == own.program.canonicalize().ok();
        let is_called_so = |word: &Word| Path::new(&word.text).file_name() == own.program.file_name();
        if !is_own {
            // Whatever starts us for somebody, such as a shell, may do anything with the address.
            let name = own.program.file_name().unwrap_or_default().to_string_lossy();
            let is_wrapped = || arguments.iter().any(|word| word.text.contains(&*name));
            return if is_called_so(program) {
                Self::Copy
            } else if is_wrapped() {
                Self::Doubtful
            } else {
                Self::Other
            };
        }
        let takes_address = arguments.iter().any(|word| word.is_plain && matches!(word.text.as_str(), "%u" | "%U"));
        if takes_address && run.installation == own.installation { Self::Ours } else { Self::Copy }
    }
}

/// What `env` starts, and for which installation.
struct Run<'a> {
    words: &'a [Word],
    installation: Option<&'a str>,
}

impl<'a> Run<'a> {
    /// `None` where `env` is told something that is not known here.
    fn behind_env(words: &'a [Word]) -> Option<Self> {
        let mut rest = words;
        let mut installation = None;
        while rest.first().is_some_and(|word| Path::new(&word.text).file_name().is_some_and(|name| name == "env")) {
            rest = &rest[1..];
            while let Some(word) = rest.first().map(|word| word.text.as_str()) {
                let taken = match word {
                    "-i" | "-" | "--ignore-environment" => {
                        installation = None;
                        1
                    }
                    "-u" | "--unset" => {
                        installation = installation.filter(|_| rest.get(1).is_some_and(|it| it.text != VARIABLE));
                        2
                    }
                    "--" => 1,
                    _ if word.starts_with("--unset=") || word.starts_with("-u") => {
                        let name = word.trim_start_matches("--unset=").trim_start_matches("-u");
                        installation = installation.filter(|_| name != VARIABLE);
                        1
                    }
                    _ if word.starts_with('-') => return None,
                    _ => match word.split_once('=') {
                        Some((VARIABLE, name)) => {
                            installation = Some(name).filter(|name| !name.is_empty());
                            1
                        }
                        Some(_) => 1,
                        None => break,
                    },
                };
                rest = rest.get(taken..)?;
            }
        }
        Some(Self { words: rest, installation })
    }
}

const VARIABLE: &str = "CARRICK_INSTALLATION";

/// A command's words as a shell would part them, which is how GLib does (`g_shell_parse_argv`); `None` for a quote
/// without an end.
pub(super) fn words(command: &str) -> Option<Vec<Word>> {
    let mut all = Vec::new();
    let mut word: Option<Word> = None;
    let mut characters = command.chars();
    let start = |is_plain| Word { text: String::new(), is_plain };
    while let Some(c) = characters.next() {
        match c {
            ' ' | '\t' | '\n' => all.extend(word.take()),
            '#' if word.is_none() => {
                characters.by_ref().find(|c| *c == '\n');
            }
            '\'' | '"' => {
                let word = word.get_or_insert_with(|| start(false));
                word.is_plain = false;
                quoted(c, &mut characters, &mut word.text)?;
            }
            '\\' => match characters.next()? {
                '\n' => {}
                c => word.get_or_insert_with(|| start(true)).text.push(c),
            },
            c => word.get_or_insert_with(|| start(true)).text.push(c),
        }
    }
    all.extend(word);
    Some(all)
}

fn quoted(quote: char, characters: &mut std::str::Chars, text: &mut String) -> Option<()> {
    loop {
        match characters.next()? {
            c if c == quote => return Some(()),
            '\\' if quote == '"' => match characters.next()? {
                c @ ('"' | '\\' | '`' | '$') => text.push(c),
                '\n' => {}
                c => text.extend(['\\', c]),
            },
            c => text.push(c),
        }
    }
}
