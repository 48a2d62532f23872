//! Having the person's systemd run the watch.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;

use super::place::Place;
use super::unit::{Form, program, text, without_environment};
use super::{Failure, Found, Manager, Standing, remove, run, write};

/// What only asks is answered at once; a start waits until the watch says that it is ready.
const ASKING: Duration = Duration::from_secs(10);
const STARTING: Duration = Duration::from_secs(45);
/// A service that is started again may be between two tries just now.
const MOST_LOOKS: u32 = 40;
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// How it was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Installed {
    /// Whether only the plain form starts here.
    pub is_plain: bool,
}

/// How the service stands.
pub fn find(place: &Place) -> Found {
    let kept = std::fs::read_to_string(file(place)).ok();
    let is = |form| kept.as_deref().is_some_and(|kept| is_of(kept, place, form));
    let standing = match kept {
        None => Standing::NotInstalled,
        Some(_) => ask(place).unwrap_or(Standing::Unknown),
    };
    Found {
        manager: Manager::Systemd,
        standing,
        is_current: is(Form::ShutIn) || is(Form::Plain),
        is_plain: is(Form::Plain),
        lingers: place.linger.as_ref().map(|mark| mark.exists()),
    }
}

/// Whether a unit is what would be written now, in this form. A program may be found by more than one path, and the
/// window's environment is another than a terminal's.
fn is_of(kept: &str, place: &Place, form: Form) -> bool {
    let Some(program) = program(kept) else { return false };
    let is_same = program == place.program
        || program.canonicalize().ok().is_some_and(|it| place.program.canonicalize().ok() == Some(it));
    let now = text(&Place { program, ..place.clone() }, form).unwrap_or_default();
    is_same && without_environment(kept).eq(without_environment(&now))
}

/// Has it run from now on, and at each sign-in. A form that this system does not bear is not left behind.
///
/// # Errors
/// Why it does not run; nothing is left behind then.
pub fn install(place: &Place) -> Result<Installed, Failure> {
    // Without a manager nothing is written that nobody reads.
    control(place, &["show-environment"], ASKING).filter(is_good).ok_or(Failure::NoManager)?;
    for form in [Form::ShutIn, Form::Plain] {
        let text = text(place, form).ok_or(Failure::File(std::io::ErrorKind::InvalidInput.into()))?;
        write(&file(place), text.as_bytes()).map_err(Failure::File)?;
        if starts(place) {
            return Ok(Installed { is_plain: form == Form::Plain });
        }
    }
    uninstall(place)?;
    Err(Failure::DoesNotStart)
}

/// Ends it, and takes away what was written. Without a manager its next start does not happen.
///
/// # Errors
/// When the file stays.
pub fn uninstall(place: &Place) -> Result<(), Failure> {
    let unit = unit(place);
    let _ = control(place, &["disable", "--now", &unit], STARTING);
    // What stands in for `disable` where no manager answers.
    remove(&place.folder.join("default.target.wants").join(&unit)).map_err(Failure::File)?;
    remove(&file(place)).map_err(Failure::File)?;
    let _ = control(place, &["daemon-reload"], ASKING);
    let _ = control(place, &["reset-failed", &unit], ASKING);
    Ok(())
}

fn starts(place: &Place) -> bool {
    let unit = unit(place);
    let is_done = |words: &[&str], limit| control(place, words, limit).is_some_and(|output| is_good(&output));
    let _ = is_done(&["reset-failed", &unit], ASKING);
    if !is_done(&["daemon-reload"], ASKING) || !is_done(&["enable", &unit], ASKING) {
        return false;
    }
    // One that runs already runs what was written now.
    is_done(&["restart", &unit], STARTING) && settles(place)
}

/// Whether it is active and stays so for as long as a start that fails takes to show.
fn settles(place: &Place) -> bool {
    let mut good = 0;
    for _ in 0..MOST_LOOKS {
        match ask(place) {
            Some(Standing::Running(_)) => good += 1,
            Some(Standing::Starting) => good = 0,
            _ => return false,
        }
        if good == 3 {
            return true;
        }
        std::thread::sleep(LOOK_AGAIN);
    }
    false
}

fn ask(place: &Place) -> Option<Standing> {
    let words = ["show", &unit(place), "--property=LoadState,ActiveState,StatusText"];
    let output = control(place, &words, ASKING).filter(is_good)?;
    Some(standing(&String::from_utf8_lossy(&output.stdout)))
}

/// How a unit stands, by what `systemctl show` says.
fn standing(said: &str) -> Standing {
    let value = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    if value("LoadState") == Some("not-found") {
        return Standing::Stopped;
    }
    match value("ActiveState") {
        Some("active" | "reloading") => {
            Standing::Running(value("StatusText").filter(|text| !text.is_empty()).map(str::to_owned))
        }
        Some("activating") => Standing::Starting,
        Some("failed") => Standing::Failed,
        Some("inactive" | "deactivating") => Standing::Stopped,
        _ => Standing::Unknown,
    }
}

fn control(place: &Place, words: &[&str], limit: Duration) -> Option<Output> {
    let mut command = Command::new(&place.control);
    command.args(["--user", "--no-pager", "--no-ask-password"]).args(words).env("LC_ALL", "C");
    run(command, limit)
}

fn is_good(output: &Output) -> bool {
    output.status.success()
}

fn unit(place: &Place) -> String {
    format!("{}.service", place.name())
}

fn file(place: &Place) -> PathBuf {
    place.folder.join(unit(place))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_systemctl_says_is_read_by_name_in_any_order() {
        let running = standing("StatusText=Watching 12 repositories.\nActiveState=active\nLoadState=loaded\n");
        assert_eq!(running, Standing::Running(Some("Watching 12 repositories.".to_owned())), "with its words");
        assert_eq!(standing("LoadState=loaded\nActiveState=activating\nStatusText=\n"), Standing::Starting, "not yet");
        assert_eq!(standing("LoadState=loaded\nActiveState=failed\n"), Standing::Failed, "it gave up");
        assert_eq!(standing("LoadState=not-found\nActiveState=inactive\n"), Standing::Stopped, "nobody reloaded");
        assert_eq!(standing("Failed to connect to bus: No medium found\n"), Standing::Unknown, "no manager speaks");
    }

    proptest! {
        #[test]
        fn nothing_but_active_is_running(said in "\\PC{0,80}") {
            prop_assume!(!said.contains("ActiveState"));
            prop_assert_eq!(standing(&said), if said.lines().any(|it| it == "LoadState=not-found") { Standing::Stopped } else { Standing::Unknown });
        }
    }
}
