//! Watching also when Carrick is closed: a service of the person's that the system starts and keeps running.

use carrick_store::db::preferences;
use carrick_store::error::{Code, Error};

use super::Builds;
use crate::blocking;
use crate::desktop::service::{Failure, Found, Manager, Place, others, systemd};

/// What was found is good for so long to be shown (milliseconds).
const GOOD_FOR: i64 = 60_000;

/// How it was installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Installed {
    /// Whether this system bears only the plain form, in which the service is not shut in.
    pub is_plain: bool,
}

/// How the service stands. The system is asked each time, which may take some seconds where it hangs.
///
/// # Errors
/// When the work ended early.
pub async fn status(builds: &Builds) -> Result<Found, Error> {
    let place = builds.service.clone();
    let found = blocking::run(move || match manager() {
        Manager::Systemd => systemd::find(&place),
        manager => others::find(&place, manager),
    });
    found.await
}

/// The same as it was last found, at most a minute ago: for whoever shows it with each change of something else. Where
/// nothing is installed the system is not asked.
///
/// # Errors
/// When the work ended early.
pub async fn seen(builds: &Builds) -> Result<Found, Error> {
    let now = builds.clock.now();
    let known = builds.service_seen().clone();
    if let Some((at, found)) = known
        && (0..GOOD_FOR).contains(&now.saturating_sub(at))
    {
        return Ok(found);
    }
    let found = status(builds).await?;
    *builds.service_seen() = Some((now, found.clone()));
    Ok(found)
}

/// Whether this system has what would run it.
pub fn is_possible(builds: &Builds) -> bool {
    builds.service.is_possible()
}

/// Watches also when Carrick is closed, from now on. Where it does so already, what it starts is brought up to date.
///
/// # Errors
/// `ServiceFailed` with the fact `why`: `no_manager`, `does_not_start` or `file`.
pub async fn install(builds: &Builds) -> Result<Installed, Error> {
    let place = builds.service.clone();
    let installed = blocking::run(move || install_here(&place)).await?;
    let installed = installed.map_err(|failure| told(&failure))?;
    answered(builds).await?;
    Ok(installed)
}

/// Watches only while Carrick is open, from now on.
///
/// # Errors
/// `ServiceFailed` with the fact `why`: `file`.
pub async fn uninstall(builds: &Builds) -> Result<(), Error> {
    let place = builds.service.clone();
    let uninstalled = blocking::run(move || match manager() {
        Manager::Systemd => systemd::uninstall(&place),
        manager => others::uninstall(&place, manager),
    });
    uninstalled.await?.map_err(|failure| told(&failure))?;
    answered(builds).await
}

/// Notes that the person has said whether Carrick watches when it is closed, so that nobody asks again.
///
/// # Errors
/// When the database cannot be written.
pub async fn answered(builds: &Builds) -> Result<(), Error> {
    *builds.service_seen() = None;
    let (profile_id, now) = (builds.profile_id, builds.clock.now());
    builds.db.write(move |db| preferences::set_service_offered(db, profile_id, now)).await?;
    builds.touch();
    Ok(())
}

/// When the person said that (Unix milliseconds), if ever.
///
/// # Errors
/// When the database cannot be read.
pub async fn answered_at(builds: &Builds) -> Result<Option<i64>, Error> {
    let profile_id = builds.profile_id;
    builds.db.read(move |db| preferences::service_offered(db, profile_id)).await
}

fn manager() -> Manager {
    if cfg!(target_os = "macos") {
        Manager::Launchd
    } else if cfg!(windows) {
        Manager::TaskScheduler
    } else {
        Manager::Systemd
    }
}

fn install_here(place: &Place) -> Result<Installed, Failure> {
    match manager() {
        Manager::Systemd => Ok(Installed { is_plain: systemd::install(place)?.is_plain }),
        manager => others::install(place, manager).map(|()| Installed { is_plain: false }),
    }
}

fn told(failure: &Failure) -> Error {
    let error = |why: &str| Error::new(Code::ServiceFailed).with("why", why);
    match failure {
        Failure::NoManager => error("no_manager"),
        Failure::DoesNotStart => error("does_not_start"),
        Failure::File(cause) => error("file").from_source(cause),
    }
}
