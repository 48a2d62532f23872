//! What was asked for on the command line.

/// The help text.
pub(crate) const USAGE: &str = "\
cargo xtask demo [--unattended]        try Carrick against a GitLab on this computer
cargo xtask test                       everything that must pass
cargo xtask run                        start Carrick for daily use
cargo xtask e2e [--repeat N] [FILTER]  only the end-to-end tests, N times
cargo xtask shots                      pictures of every state, into docs/screenshots
cargo xtask package                    .deb and .rpm, with and without the desktop, checked
cargo xtask bench                      start, memory and the own share of a link, measured
cargo xtask mutate [FILTER]            break each invariant on purpose and see its test fail
cargo xtask mutate --quick             a few of them, as `test` does
cargo xtask advisories                 what is known against the crates that are used; asks the internet
cargo xtask gen                        write the window's side of the IPC contract anew
cargo xtask icons                      make every icon from icons/icon.svg
cargo xtask set-up                     install what building and testing need";

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    /// Print [`USAGE`].
    Help,
    /// Install what is missing.
    SetUp,
    /// Show the app at work.
    Demo {
        /// Walk the journey without a person, on a display of its own.
        unattended: bool,
    },
    /// Everything that must pass.
    Test,
    /// The end-to-end tests alone.
    EndToEnd {
        /// How many times over, at least once.
        repeat: u32,
        /// Only tests with this in their name.
        filter: Option<String>,
    },
    /// A .deb and an .rpm.
    Package,
    /// Pictures of every state.
    Shots,
    /// Break each invariant and see its test fail.
    Mutate {
        /// Only mutations with this in their name.
        filter: Option<String>,
    },
    /// Break a few of them.
    MutateQuickly,
    /// Ask what is known against the crates that are used.
    Advisories,
    /// Start, memory and the own share of a link.
    Bench,
    /// Start the app.
    Run,
    /// Write the TypeScript side of the contract.
    Generate,
    /// Make the icons.
    Icons,
    /// Internal: waits for the end of its input, then puts the scheme handler back.
    RestoreScheme,
}

/// Reads the words after `cargo xtask`; the error is a sentence for the person.
pub(crate) fn parse(words: &[String]) -> Result<Command, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help" | "--help" | "-h"] => Ok(Command::Help),
        ["set-up"] => Ok(Command::SetUp),
        ["demo"] => Ok(Command::Demo { unattended: false }),
        ["demo", "--unattended"] => Ok(Command::Demo { unattended: true }),
        ["test"] => Ok(Command::Test),
        ["e2e", rest @ ..] => parse_end_to_end(rest),
        ["package"] => Ok(Command::Package),
        ["shots"] => Ok(Command::Shots),
        ["mutate", "--quick"] => Ok(Command::MutateQuickly),
        ["mutate"] => Ok(Command::Mutate { filter: None }),
        ["mutate", filter] if !filter.starts_with('-') => Ok(Command::Mutate { filter: Some((*filter).to_owned()) }),
        ["advisories"] => Ok(Command::Advisories),
        ["bench"] => Ok(Command::Bench),
        ["run"] => Ok(Command::Run),
        ["gen"] => Ok(Command::Generate),
        ["icons"] => Ok(Command::Icons),
        ["restore-scheme"] => Ok(Command::RestoreScheme),
        [other, ..] => Err(format!("`{}` is not a command of this project, or not with `{other}`.", words.join(" "))),
    }
}

fn parse_end_to_end(words: &[&str]) -> Result<Command, String> {
    let mut repeat = 1;
    let mut filter = None;
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        if *word == "--repeat" {
            let number = rest.next().ok_or("--repeat needs a number after it.")?;
            repeat = number.parse().map_err(|_| format!("--repeat needs a number, not `{number}`."))?;
        } else if word.starts_with('-') || filter.is_some() {
            return Err(format!("`{word}` was not expected after e2e."));
        } else {
            filter = Some((*word).to_owned());
        }
    }
    if repeat == 0 {
        return Err("--repeat 0 would test nothing.".to_owned());
    }
    Ok(Command::EndToEnd { repeat, filter })
}

#[cfg(test)]
mod tests {
    use super::{Command, parse};

    fn parsed(line: &str) -> Result<Command, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn commands_are_read() {
        let expected = [
            ("", Command::Help),
            ("demo", Command::Demo { unattended: false }),
            ("demo --unattended", Command::Demo { unattended: true }),
            ("test", Command::Test),
            ("package", Command::Package),
            ("shots", Command::Shots),
            ("bench", Command::Bench),
            ("mutate", Command::Mutate { filter: None }),
            ("mutate 03", Command::Mutate { filter: Some("03".to_owned()) }),
            ("e2e", Command::EndToEnd { repeat: 1, filter: None }),
            ("e2e --repeat 10", Command::EndToEnd { repeat: 10, filter: None }),
            ("e2e cold --repeat 2", Command::EndToEnd { repeat: 2, filter: Some("cold".to_owned()) }),
        ];
        for (line, command) in expected {
            assert_eq!(parsed(line), Ok(command), "`{line}` means one command");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for line in [
            "tset",
            "demo --unatended",
            "e2e --repeat",
            "e2e --repeat x",
            "e2e --repeat 0",
            "e2e a b",
            "test now",
            "mutate --all",
        ] {
            assert!(parsed(line).is_err(), "`{line}` must not start anything");
        }
    }
}
