//! An integration that waits for an administrator of its GitLab: they were asked to register the application, and its
//! Application ID is still to come.

use carrick_store::db::integrations;
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::Integration;

use super::{Accounts, permission, scopes, untouched};

/// Notes that an administrator was asked, and since when. Nothing is asked of the GitLab.
///
/// One that is not set up goes on as the one that waits, and another one for the same GitLab that waits already is the
/// same; returns its number.
///
/// # Errors
/// When a field cannot be right, and when it has an Application ID already: [`Code::IntegrationExists`].
pub async fn ask(accounts: &Accounts, id: Option<i64>, instance: &str, scopes: &[String]) -> Result<i64, Error> {
    let (instance, scopes) = (Instance::parse(instance)?, scopes::read(scopes)?);
    permission::to_set_up(accounts).await?;
    let now = accounts.clock.now();
    let note = move |db: &rusqlite::Connection| note(db, id, &instance, &scopes, now);
    let id = accounts.db.write(note).await??;
    accounts.touch();
    Ok(id)
}

fn note(
    db: &rusqlite::Connection,
    id: Option<i64>,
    instance: &Instance,
    scopes: &[String],
    now: i64,
) -> rusqlite::Result<Result<i64, Error>> {
    let before = match id {
        Some(id) => match integrations::get(db, id)? {
            None => return Ok(Err(Error::new(Code::NotFound))),
            before => before,
        },
        None => integrations::all(db)?.into_iter().find(|it| it.instance == *instance && it.application_id.is_none()),
    };
    match before {
        Some(before) if before.application_id.is_some() => {
            Ok(Err(Error::new(Code::IntegrationExists).with("host", before.instance.host())))
        }
        Some(before) => {
            let asked_at = before.asked_at.filter(|_| before.instance == *instance).or(Some(now));
            let row = Integration { instance: instance.clone(), scopes: scopes.to_vec(), asked_at, ..before };
            integrations::update(db, &row)?;
            Ok(Ok(row.id))
        }
        None => {
            untouched::clear(db)?;
            let id = integrations::add(db, instance, None, scopes, now)?;
            if let Some(row) = integrations::get(db, id)? {
                integrations::update(db, &Integration { asked_at: Some(now), ..row })?;
            }
            Ok(Ok(id))
        }
    }
}
