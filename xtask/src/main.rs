//! The project's commands: `cargo xtask demo` and `cargo xtask test`, and the small ones around them.
//!
//! It uses the standard library alone, because on a bare machine it is compiled before anything else.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool speaks on both")]

mod arguments;
mod counts;
mod demo;
mod floors;
mod headless;
mod icons;
mod json;
mod mimeapps;
mod mutate;
mod mutations;
mod package;
mod package_files;
mod packages;
mod scheme;
mod setup;
mod shell;
mod stages;

use std::process::ExitCode;

use arguments::Command;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments::parse(&words) {
        Ok(command) => perform(command),
        Err(reason) => Err(format!("{reason}\n\n{}", arguments::USAGE)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\n{reason}");
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command) -> Result<(), String> {
    std::env::set_current_dir(shell::root()).map_err(|e| format!("cannot enter the project folder: {e}"))?;
    match command {
        Command::Help => {
            println!("{}", arguments::USAGE);
            Ok(())
        }
        Command::SetUp => setup::everything(),
        Command::Demo { unattended } => demo::show(unattended),
        Command::Test => stages::test(),
        Command::EndToEnd { repeat, filter } => stages::end_to_end(repeat, filter.as_deref()),
        Command::Package => stages::package(),
        Command::Shots => stages::take_pictures(),
        Command::Mutate { filter } => mutate::run(filter.as_deref()),
        Command::MutateQuickly => mutate::quick().1,
        Command::Advisories => stages::check_advisories(),
        Command::Bench => stages::bench(),
        Command::Run => stages::run_app(),
        Command::Generate => stages::generate(),
        Command::Icons => icons::make(),
        Command::RestoreScheme => scheme::restore_when_told(),
    }
}
