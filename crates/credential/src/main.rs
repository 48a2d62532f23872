//! The credential helper that git starts.

fn main() -> std::process::ExitCode {
    credential::run()
}
