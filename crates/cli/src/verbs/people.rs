//! `carrick people`: who uses Carrick here, and for whom it acts.

use carrick::Carrick;
use carrick::accounts::signing_out;
use carrick::people::{acting, joining, removing, roles};
use carrick::session::Session;
use carrick_store::db::{admission, profiles, sign_in_accounts};
use carrick_store::model::{Profile, Role};
use carrick_store::people::WhySignedOut;
use carrick_store::{Code, Error};

use crate::answers::people::{People, Person, Removed};
use crate::answers::unlink::Unlinked;
use crate::arguments::PeopleVerb;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::instances;
use crate::plain::plain;
use crate::times::rfc3339;
use crate::words;

/// Whoever is not signed in may see that, sign out, and unlock; the rest stands behind the gate.
pub(super) async fn people(carrick: &Carrick, verb: &PeopleVerb, console: &mut Console) -> Result<Exit, Failure> {
    match verb {
        PeopleVerb::List => {}
        PeopleVerb::SignOut => signing_out::sign_out(&carrick.accounts, WhySignedOut::Asked).await?,
        PeopleVerb::Unlock => drop(acting::unlock(&carrick.parts, carrick.accounts.managed().asks()).await?),
        PeopleVerb::Switch { name } => acting::go_on_as(&carrick.parts, named(carrick, name).await?.id).await?,
        PeopleVerb::Add { username, at, yes } => add(carrick, username, at.as_deref(), *yes, console).await?,
        PeopleVerb::Role { name, role } => {
            let role: Role = (*role).into();
            let session = Session::of(carrick).await?;
            roles::set_role(&session.parts, named(carrick, name).await?.id, role).await?;
        }
        PeopleVerb::Remove { name, yes } => return remove(carrick, name, *yes, console).await,
    }
    show(carrick, console).await
}

async fn add(
    carrick: &Carrick,
    username: &str,
    at: Option<&str>,
    yes: bool,
    console: &mut Console,
) -> Result<(), Failure> {
    let session = Session::of(carrick).await?;
    let integration = instances::choose(instances::all(&session).await?, at)?;
    let found = joining::find_person(&session.accounts, integration.id, username).await?;
    let (name, username) = (plain(&found.identity.name), plain(&found.identity.username));
    if !yes {
        console.require_agreed(&words::add_person_question(&name, &username, &found.host)).await?;
    }
    joining::add_person(&session.accounts, integration.id, &found.identity.username, found.identity.user_id).await?;
    Ok(())
}

async fn remove(carrick: &Carrick, name: &str, yes: bool, console: &mut Console) -> Result<Exit, Failure> {
    let session = Session::of(carrick).await?;
    let person = named(carrick, name).await?;
    let goes = removing::dependents(&session.accounts, person.id).await?;
    if !yes {
        let accounts: Vec<String> =
            goes.links.iter().map(|(link, host)| format!("@{} on {host}", plain(&link.identity.username))).collect();
        console.require_agreed(&words::remove_person_question(&plain(&person.name), &accounts)).await?;
    }
    let ended = removing::remove_person(&session.accounts, person.id).await?;
    let name = plain(&person.name);
    if console.json {
        let unlinked = ended.into_iter().map(|it| Unlinked {
            username: plain(&it.username),
            host: it.host,
            receipt: it.receipt.into(),
        });
        console.answer(&Removed { name, unlinked: unlinked.collect() })?;
        return Ok(Exit::Done);
    }
    for it in ended {
        console.line(&words::unlinked(&plain(&it.username), &it.host, it.receipt))?;
    }
    console.line(&words::person_removed(&name))?;
    Ok(Exit::Done)
}

async fn show(carrick: &Carrick, console: &mut Console) -> Result<Exit, Failure> {
    let people = read(carrick).await?;
    if console.json {
        console.answer(&people)?;
    } else {
        for line in words::people(&people) {
            console.line(&line)?;
        }
    }
    Ok(Exit::Done)
}

async fn read(carrick: &Carrick) -> Result<People, Error> {
    let acting = acting::acting(&carrick.parts).await?;
    let read = |db: &rusqlite::Connection| Ok((profiles::all(db)?, sign_in_accounts::all(db)?, admission::get(db)?));
    let (all, accounts, admission) = carrick.parts.db.read(read).await?;
    let signed_out = acting.signed_out.is_some();
    let person = |(profile, at): (Profile, Option<i64>)| Person {
        acts: !signed_out && profile.id == acting.profile.id,
        sign_in_accounts: accounts
            .iter()
            .filter(|account| account.profile_id == profile.id)
            .map(|account| format!("{}@{}", plain(&account.username), account.instance.host()))
            .collect(),
        last_here: at.map(rfc3339),
        name: plain(&profile.name),
        role: profile.role.into(),
    };
    // Where nobody is asked to sign in, whoever is signed out may go on as anybody, and has to know as whom.
    let is_told = !signed_out || !admission.asks;
    let people = if is_told { all.into_iter().map(person).collect() } else { Vec::new() };
    Ok(People { asks_to_sign_in: admission.asks, signed_out, people })
}

async fn named(carrick: &Carrick, name: &str) -> Result<Profile, Error> {
    let typed = name.to_owned();
    let found = carrick.parts.db.read(move |db| profiles::named(db, &typed)).await?;
    found.ok_or_else(|| Error::new(Code::NobodyOfThatName).with("name", plain(name)))
}
