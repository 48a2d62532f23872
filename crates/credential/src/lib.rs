//! git's credential helper: what git asks for a password is answered from the linked accounts.
//!
//! Everything that is not about a linked GitLab is met with silence and success. It reads the database and one entry
//! of the keyring, and writes nothing but when it handed a token out; `carrick` does what needs a network.

mod accounts;
mod address;
mod erase;
mod errand;
mod get;
mod outside;
mod place;
mod question;
mod reply;
mod turn;
mod words;

use std::io::{Read, Write};
use std::process::ExitCode;

use carrick_store::installation::Installation;

pub use errand::Errand;
pub use outside::{Messenger, Outside};

use question::Question;

/// Answers one question of git's, in the environment that git gave. Before git's word may stand which installation is
/// meant, and for whom: `--installation NAME`, `--as PERSON`.
pub fn run() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mut operation = arguments.next().unwrap_or_default();
    let mut installation = Installation::from_environment().ok();
    let mut acts_as = None;
    while operation.starts_with("--") {
        let value = arguments.next();
        match operation.as_str() {
            "--installation" => installation = value.and_then(|name| Installation::named(&name).ok()),
            "--as" => acts_as = value,
            // Something that a newer set-up wrote: silence.
            _ => return ExitCode::SUCCESS,
        }
        operation = arguments.next().unwrap_or_default();
    }
    let (mut input, mut output, mut words) = (std::io::stdin().lock(), std::io::stdout().lock(), std::io::stderr());
    let outside = || installation.and_then(|installation| Outside::of(installation, acts_as));
    answer(outside, &operation, &mut input, &mut output, &mut words);
    ExitCode::SUCCESS
}

/// Does what git's word says: `get`, `erase` and `capability`; nothing for any other. What it stands on is looked for
/// only when that is needed, since git asks to `store` after every answer.
pub fn answer(
    outside: impl FnOnce() -> Option<Outside>,
    operation: &str,
    input: &mut dyn Read,
    output: &mut dyn Write,
    words: &mut dyn Write,
) {
    match operation {
        "capability" => drop(output.write_all(b"version 0\ncapability state\n")),
        "get" | "erase" => {
            let Some(question) = Question::read(input).filter(Question::is_of_the_web) else { return };
            let Some(outside) = outside() else { return };
            match operation {
                "get" => get::get(&outside, &question).write(output, words),
                _ => erase::erase(&outside, &question),
            }
        }
        _ => {}
    }
}
