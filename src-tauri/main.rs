//! The desktop program: the shell around the library.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;

fn main() -> std::process::ExitCode {
    app::run()
}
