//! The service as a program, on the session bus.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use carrick_secret_service::{Habits, SecretService, serve_control};

const USAGE: &str = "carrick-secret-service [HABITS]

Owns org.freedesktop.secrets on the bus of DBUS_SESSION_BUS_ADDRESS and prints \"ready\".
HABITS is JSON, or one of: gnome-keyring, keepassxc, kwallet.
It is told what to do over dev.carrick.test.SecretService, and ends with the bus.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let habits = habits(std::env::args().nth(1).as_deref())?;
    let address = std::env::var("DBUS_SESSION_BUS_ADDRESS").map_err(|_| "There is no session bus.".to_owned())?;
    let service = SecretService::start_with(&address, habits, die).map_err(|error| error.to_string())?;
    let control = serve_control(&address, &Arc::new(service)).map_err(|error| error.to_string())?;
    let mut out = io::stdout().lock();
    writeln!(out, "ready").and_then(|()| out.flush()).map_err(|error| error.to_string())?;
    control.closed();
    Ok(())
}

fn habits(word: Option<&str>) -> Result<Habits, String> {
    match word {
        None => Ok(Habits::default()),
        Some("gnome-keyring") => Ok(Habits::gnome_keyring()),
        Some("keepassxc") => Ok(Habits::keepassxc()),
        Some("kwallet") => Ok(Habits::kwallet()),
        Some(json) if json.starts_with('{') => serde_json::from_str(json).map_err(|error| error.to_string()),
        Some(_) => Err(USAGE.to_owned()),
    }
}

/// As from a failed assertion.
fn die() {
    std::process::exit(134);
}
