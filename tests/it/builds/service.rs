//! Watching also when Carrick is closed: with a `systemctl` that is as unhelpful as the real one.

use std::fs;
use std::path::{Path, PathBuf};

use carrick::builds::service::{self, Installed};
use carrick::desktop::service::Standing;
use carrick_store::Code;

use crate::support::{Installation, write_program};

/// A manager of services that keeps what it is told in a folder. As the real one it starts nothing that it has not
/// loaded, needs a moment until a service is active, and says nothing useful of why one is not.
const SYSTEMCTL: &str = r#"#!/bin/sh
folder=@FOLDER@; units=@UNITS@
echo "$*" >> "$folder/asked"
[ -e "$folder/no-bus" ] && { echo "Failed to connect to bus: No medium found" >&2; exit 1; }
[ -e "$folder/hangs" ] && exec sleep 600
[ "$1 $2 $3" = "--user --no-pager --no-ask-password" ] || { echo "Unknown operation" >&2; exit 1; }
shift 3
verb=$1; shift
[ "$1" = "--now" ] && shift
unit=$1
case $verb in
show-environment) echo "PATH=/usr/bin" ;;
daemon-reload) rm -rf "$folder/loaded"; mkdir "$folder/loaded"; cp "$units"/*.service "$folder/loaded/" 2>/dev/null; true ;;
reset-failed) [ -e "$folder/loaded/$unit" ] || exit 1; rm -f "$folder/failed" ;;
enable) [ -e "$units/$unit" ] || exit 1; mkdir -p "$units/default.target.wants"; ln -sf "$units/$unit" "$units/default.target.wants/$unit" ;;
disable) rm -f "$units/default.target.wants/$unit" "$folder/active" ;;
restart)
  [ -e "$folder/loaded/$unit" ] || exit 5
  rm -f "$folder/active" "$folder/failed"
  if [ -e "$folder/no-seccomp" ] && grep -q SystemCallFilter "$folder/loaded/$unit"; then touch "$folder/failed"; exit 1; fi
  if [ -e "$folder/dies" ]; then echo 1 > "$folder/active"; touch "$folder/dies-now"; exit 0; fi
  echo 2 > "$folder/active" ;;
show)
  [ -e "$folder/loaded/$unit" ] && echo LoadState=loaded || echo LoadState=not-found
  if [ -e "$folder/failed" ]; then echo ActiveState=failed
  elif [ -e "$folder/active" ]; then
    left=$(cat "$folder/active")
    if [ "$left" -gt 0 ]; then echo $((left - 1)) > "$folder/active"; echo ActiveState=activating
    elif [ -e "$folder/dies-now" ]; then touch "$folder/failed"; echo ActiveState=active
    else echo ActiveState=active; echo "StatusText=Watching 1 repository."; fi
  else echo ActiveState=inactive; fi ;;
*) echo "Unknown command verb $verb." >&2; exit 1 ;;
esac
"#;

/// The folder of a manager that stands beside an installation.
pub(super) fn manager(installation: &Installation) -> PathBuf {
    let place = &installation.carrick.parts.service;
    let folder = place.control.parent().unwrap().to_owned();
    fs::create_dir_all(folder.join("loaded")).unwrap();
    let text = SYSTEMCTL.replace("@FOLDER@", &quoted(&folder)).replace("@UNITS@", &quoted(&place.folder));
    write_program(&place.control, text);
    folder
}

fn quoted(path: &Path) -> String {
    format!("'{}'", path.display())
}

fn unit(installation: &Installation) -> Option<String> {
    fs::read_to_string(installation.carrick.parts.service.folder.join("carrick-watch.service")).ok()
}

fn touch(path: PathBuf) {
    fs::write(path, "").unwrap();
}

#[tokio::test]
async fn a_service_is_taken_in_started_and_taken_away_again() {
    let installation = Installation::new().await;
    let (folder, builds) = (manager(&installation), &installation.carrick.builds);
    assert_eq!(service::status(builds).await.unwrap().standing, Standing::NotInstalled, "nobody asked for it");
    assert_eq!(service::answered_at(builds).await.unwrap(), None, "and nobody was asked");
    let installed = service::install(builds).await.unwrap();
    assert_eq!(installed, Installed { is_plain: false }, "this system bears it");
    let found = service::status(builds).await.unwrap();
    assert_eq!(found.standing, Standing::Running(Some("Watching 1 repository.".to_owned())), "it runs, in its words");
    assert!(found.is_current && !found.is_plain, "and is what would be installed now: {found:?}");
    assert_eq!(found.lingers, Some(false), "it ends when the person signs out");
    assert!(service::answered_at(builds).await.unwrap().is_some(), "nobody asks again");
    touch(folder.parent().unwrap().join("linger"));
    assert_eq!(service::status(builds).await.unwrap().lingers, Some(true), "the system keeps it running now");
    service::uninstall(builds).await.unwrap();
    assert_eq!(service::status(builds).await.unwrap().standing, Standing::NotInstalled, "it is gone");
    let wanted = installation.carrick.parts.service.folder.join("default.target.wants/carrick-watch.service");
    assert!(unit(&installation).is_none() && fs::symlink_metadata(wanted).is_err(), "with all that was written");
    service::uninstall(builds).await.expect("what is not there can be taken away too");
    installation.finish().await;
}

#[tokio::test]
async fn a_system_that_does_not_bear_a_shut_in_service_gets_a_plain_one() {
    let installation = Installation::new().await;
    touch(manager(&installation).join("no-seccomp"));
    let builds = &installation.carrick.builds;
    assert_eq!(service::install(builds).await.unwrap(), Installed { is_plain: true }, "and that is said");
    assert!(!unit(&installation).unwrap().contains("SystemCallFilter"), "nothing shuts it in");
    let found = service::status(builds).await.unwrap();
    assert!(found.is_plain && found.is_current, "it is as it should be here: {found:?}");
    service::uninstall(builds).await.unwrap();
    installation.finish().await;
}

#[tokio::test]
async fn a_service_that_dies_once_it_was_active_is_not_left_behind() {
    let installation = Installation::new().await;
    touch(manager(&installation).join("dies"));
    let failed = service::install(&installation.carrick.builds).await.unwrap_err();
    assert_eq!((failed.code, failed.facts["why"].as_str()), (Code::ServiceFailed, "does_not_start"), "it is said");
    assert_eq!(unit(&installation), None, "nothing starts it again and again");
    assert_eq!(service::answered_at(&installation.carrick.builds).await.unwrap(), None, "the question stays open");
    installation.finish().await;
}

#[tokio::test]
async fn without_a_manager_nothing_is_written_and_all_that_was_is_taken_away() {
    let installation = Installation::new().await;
    let builds = &installation.carrick.builds;
    let failed = service::install(builds).await.unwrap_err();
    assert_eq!(failed.facts["why"], "no_manager", "there is no systemctl at all");
    let folder = manager(&installation);
    touch(folder.join("no-bus"));
    assert_eq!(service::install(builds).await.unwrap_err().facts["why"], "no_manager", "nor one with a bus");
    assert_eq!(unit(&installation), None, "nothing is written that nobody reads");
    fs::remove_file(folder.join("no-bus")).unwrap();
    service::install(builds).await.unwrap();
    touch(folder.join("no-bus"));
    assert_eq!(service::status(builds).await.unwrap().standing, Standing::Unknown, "it is there, and nobody says how");
    service::uninstall(builds).await.unwrap();
    assert_eq!(unit(&installation), None, "it does not start at the next sign-in");
    installation.finish().await;
}

#[tokio::test]
async fn a_service_of_another_program_is_seen_and_brought_up_to_date() {
    let installation = Installation::new().await;
    manager(&installation);
    let builds = &installation.carrick.builds;
    service::install(builds).await.unwrap();
    let file = installation.carrick.parts.service.folder.join("carrick-watch.service");
    let older = unit(&installation).unwrap().replace("bin/carrick\"", "bin/carrick-0.9\"");
    fs::write(&file, &older).unwrap();
    assert!(!service::status(builds).await.unwrap().is_current, "an upgrade has moved the program");
    service::install(builds).await.unwrap();
    assert!(service::status(builds).await.unwrap().is_current, "installed again it is right");
    service::uninstall(builds).await.unwrap();
    installation.finish().await;
}

#[test]
fn systemd_itself_reads_the_units_without_a_word() {
    let looked = std::process::Command::new("systemd-analyze").arg("--version").output();
    assert!(looked.is_ok_and(|looked| looked.status.success()), "systemd-analyze is there: Debian's package systemd");
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("a %h \"program\"");
    fs::copy("/bin/true", &program).unwrap();
    let place = carrick::desktop::service::Place {
        program,
        installation: None,
        environment: vec![("PATH".to_owned(), "/opt/a b/bin:/usr/bin".to_owned())],
        folder: folder.path().to_owned(),
        control: "systemctl".into(),
        presence: None,
        linger: None,
        user: "sam".to_owned(),
    };
    for form in [carrick::desktop::service::unit::Form::ShutIn, carrick::desktop::service::unit::Form::Plain] {
        let file = folder.path().join("carrick-watch.service");
        fs::write(&file, carrick::desktop::service::unit::text(&place, form).unwrap()).unwrap();
        let read =
            std::process::Command::new("systemd-analyze").args(["--user", "verify"]).arg(&file).output().unwrap();
        let said = String::from_utf8_lossy(&read.stderr);
        let about_us: Vec<_> = said.lines().filter(|line| line.contains("carrick-watch")).collect();
        assert_eq!(about_us, Vec::<&str>::new(), "{form:?} is read as it is meant");
    }
}
