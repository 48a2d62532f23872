//! The command line.

fn main() -> std::process::ExitCode {
    carrick_cli::run()
}
