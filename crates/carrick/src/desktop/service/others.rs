//! Having launchd or the task scheduler run the watch. Neither tells more than whether it is there.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::place::Place;
use super::{Failure, Found, Manager, Standing, agent, remove, run, task, write};

const LIMIT: Duration = Duration::from_secs(20);

/// How the service stands.
pub fn find(place: &Place, manager: Manager) -> Found {
    let is_known = controls(place, asking(place, manager));
    let kept = std::fs::read(file(place, manager)).ok();
    let is_current = match manager {
        Manager::Launchd => kept.is_some() && kept == bytes(place, manager),
        _ => is_known,
    };
    let standing = match (is_known, kept.is_some() && manager == Manager::Launchd) {
        (true, _) => Standing::Running(None),
        (false, true) => Standing::Stopped,
        (false, false) => Standing::NotInstalled,
    };
    Found { manager, standing, is_current, is_plain: false, lingers: None }
}

/// Has it run from now on, and at each sign-in.
///
/// # Errors
/// Why it does not run; nothing is left behind then.
pub fn install(place: &Place, manager: Manager) -> Result<(), Failure> {
    let bytes = bytes(place, manager).ok_or(Failure::File(std::io::ErrorKind::InvalidInput.into()))?;
    let _ = controls(place, ending(place, manager));
    write(&file(place, manager), &bytes).map_err(Failure::File)?;
    let taken = beginning(place, manager).into_iter().all(|words| controls(place, words));
    if manager == Manager::TaskScheduler {
        remove(&file(place, manager)).map_err(Failure::File)?;
    }
    if taken {
        return Ok(());
    }
    uninstall(place, manager)?;
    Err(Failure::DoesNotStart)
}

/// Ends it, and takes away what was written.
///
/// # Errors
/// When the file stays.
pub fn uninstall(place: &Place, manager: Manager) -> Result<(), Failure> {
    let _ = controls(place, ending(place, manager));
    remove(&file(place, manager)).map_err(Failure::File)
}

fn bytes(place: &Place, manager: Manager) -> Option<Vec<u8>> {
    match manager {
        Manager::TaskScheduler => task::text(place).map(|text| task::bytes(&text)),
        _ => agent::text(place).map(String::into_bytes),
    }
}

fn file(place: &Place, manager: Manager) -> PathBuf {
    let ending = if manager == Manager::TaskScheduler { "xml" } else { "plist" };
    place.folder.join(format!("{}.{ending}", agent::label(place)))
}

/// The words that have it run, in their order.
fn beginning(place: &Place, manager: Manager) -> Vec<Vec<String>> {
    let (file, name) = (file(place, manager).display().to_string(), place.name());
    match manager {
        Manager::TaskScheduler => {
            vec![words(&["/Create", "/F", "/TN", &name, "/XML", &file]), words(&["/Run", "/TN", &name])]
        }
        _ => vec![words(&["bootstrap", &domain(place), &file])],
    }
}

fn ending(place: &Place, manager: Manager) -> Vec<String> {
    match manager {
        Manager::TaskScheduler => words(&["/Delete", "/F", "/TN", &place.name()]),
        _ => words(&["bootout", &format!("{}/{}", domain(place), agent::label(place))]),
    }
}

fn asking(place: &Place, manager: Manager) -> Vec<String> {
    match manager {
        Manager::TaskScheduler => words(&["/Query", "/TN", &place.name()]),
        _ => words(&["print", &format!("{}/{}", domain(place), agent::label(place))]),
    }
}

/// The person's session on the screen.
fn domain(place: &Place) -> String {
    format!("gui/{}", place.user)
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn controls(place: &Place, words: Vec<String>) -> bool {
    let mut command = Command::new(&place.control);
    command.args(words);
    run(command, LIMIT).is_some_and(|output| output.status.success())
}
