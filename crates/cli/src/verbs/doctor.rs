//! `carrick doctor`: looks at everything Carrick stands on, one line each, and changes nothing.

use carrick::accounts::managed::Managed;
use carrick::desktop::scheme::Scheme;
use carrick::{Carrick, git_setup};
use carrick_store::Error;
use carrick_store::model::{Integration, VaultState};

use crate::answers::doctor::{Check, Subject};
use crate::answers::failed::Trouble;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::{Failure, trouble_of};
use crate::paint::Paint;
use crate::plain::plain;
use crate::words::Text;
use crate::{environment, instances, words};

pub(super) async fn look(carrick: &Carrick, console: &mut Console) -> Result<Exit, Failure> {
    let folder = plain(&carrick.parts.data_dir.display().to_string());
    let mut checks = vec![well(Subject::Installation, folder), database(carrick).await];
    checks.push(keyring(carrick).await);
    checks.push(scheme(carrick).await);
    checks.push(helper());
    checks.push(git(carrick).await);
    checks.push(managed(carrick));
    for integration in instances::all(carrick).await.unwrap_or_default() {
        checks.push(gitlab(carrick, &integration).await);
    }
    report(&checks, console)
}

/// What can be said where the database does not open.
pub(crate) fn without_database(error: &Error, console: &mut Console) -> Result<Exit, Failure> {
    report(&[ill(Subject::Database, trouble_of(error)), helper()], console)
}

fn report(checks: &[Check], console: &mut Console) -> Result<Exit, Failure> {
    if console.json {
        console.answer(&checks)?;
    } else {
        checks.iter().try_for_each(|check| say(check, console))?;
    }
    Ok(if checks.iter().all(|check| check.is_well) { Exit::Done } else { Exit::Failed })
}

fn say(check: &Check, console: &mut Console) -> Result<(), Failure> {
    let word =
        if check.is_well { console.painted(Paint::Good, "ok     ") } else { console.painted(Paint::Bad, "trouble") };
    let subject = words::subject(check.subject);
    let next = check.next.as_deref().unwrap_or_default();
    console.line(format!("{word}  {subject:<12}  {} {next}", check.what).trim_end())?;
    Ok(())
}

fn well(subject: Subject, what: impl Into<String>) -> Check {
    Check { subject, is_well: true, what: what.into(), next: None }
}

fn ill(subject: Subject, trouble: Trouble) -> Check {
    Check { subject, is_well: false, what: trouble.what, next: trouble.next }
}

async fn database(carrick: &Carrick) -> Check {
    match carrick.parts.db.write(|_| Ok(())).await {
        Ok(()) => well(Subject::Database, words::DATABASE_WELL),
        Err(error) => ill(Subject::Database, trouble_of(&error)),
    }
}

async fn keyring(carrick: &Carrick) -> Check {
    let (state, name) = carrick.parts.vault.state_and_name().await;
    let what = words::keyring(state, &plain(&name));
    match words::keyring_next(state) {
        None => well(Subject::Keyring, what),
        // New links can be kept there, so it is no trouble by itself; those of before need their keyring.
        Some(next) => {
            Check { subject: Subject::Keyring, is_well: state == VaultState::Ready, what, next: Some(next.into()) }
        }
    }
}

async fn scheme(carrick: &Carrick) -> Check {
    if !environment::programs().join("carrick-desktop").is_file() {
        return well(Subject::Scheme, words::SCHEME_NOT_NEEDED);
    }
    let (what, next) = match carrick.surroundings.look_at_scheme().await {
        Some(Scheme::Ours) => return well(Subject::Scheme, words::SCHEME_WELL),
        Some(Scheme::Taken { by }) => (words::scheme_taken(&plain(&by)), words::SCHEME_TAKEN_NEXT),
        Some(Scheme::Unavailable) | None => (words::SCHEME_NOBODY.to_owned(), words::SCHEME_NOBODY_NEXT),
    };
    Check { subject: Subject::Scheme, is_well: false, what, next: Some(next.to_owned()) }
}

fn helper() -> Check {
    let helper = environment::programs().join(environment::HELPER);
    let path = plain(&helper.display().to_string());
    if helper.is_file() {
        return well(Subject::Helper, path);
    }
    let next = Some(words::HELPER_MISSING_NEXT.to_owned());
    Check { subject: Subject::Helper, is_well: false, what: words::helper_missing(&path), next }
}

async fn git(carrick: &Carrick) -> Check {
    let status = match git_setup::status(&carrick.parts).await {
        Ok(status) => status,
        Err(error) => return ill(Subject::Git, trouble_of(&error)),
    };
    let file = plain(&status.file.display().to_string());
    match (status.is_included, status.is_last && status.is_current) {
        (false, _) => well(Subject::Git, words::GIT_NOT_SET_UP),
        (true, true) => well(Subject::Git, words::git_set_up(&file)),
        (true, false) => Check { subject: Subject::Git, is_well: false, what: words::git_not_whole(&file), next: None },
    }
}

fn managed(carrick: &Carrick) -> Check {
    let Managed { path, presets, sign_in, trouble } = carrick.accounts.managed();
    let path = plain(&path.display().to_string());
    match trouble {
        None => well(Subject::Managed, words::managed(&path, presets.len(), sign_in.is_some())),
        Some(trouble) => {
            let Text { what, next } = words::managed_trouble(&path, *trouble);
            Check { subject: Subject::Managed, is_well: false, what, next: Some(next) }
        }
    }
}

async fn gitlab(carrick: &Carrick, integration: &Integration) -> Check {
    let instance = &integration.instance;
    if integration.application_id.is_none() {
        return well(Subject::Gitlab, format!("{}: {}", instance.host(), words::NOT_SET_UP));
    }
    match carrick.parts.gitlab.probe(instance).await {
        Ok(()) => well(Subject::Gitlab, words::answers(&instance.host())),
        Err(error) => ill(Subject::Gitlab, trouble_of(&error.at(instance))),
    }
}
