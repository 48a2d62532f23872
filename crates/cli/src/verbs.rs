//! What each verb does: one file each.

mod accounts;
mod build;
mod doctor;
mod export;
mod git;
mod import;
pub(crate) mod link;
mod people;
mod recheck;
mod renew;
mod repo;
pub(crate) mod schema;
mod status;
mod test;
mod token;
mod unlink;
mod watch;

pub(crate) use doctor::without_database;

use carrick::Carrick;
use carrick::session::Session;

use crate::arguments::{RepoVerb, Verb};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::pages;
use crate::problem::Problem;

/// Does it. Who interrupts waits for nothing more; what is under way is finished all the same.
pub(crate) async fn perform(
    verb: &Verb,
    carrick: &Carrick,
    console: &mut Console,
    interrupt: &Interrupt,
) -> Result<Exit, Failure> {
    if verb.is_for_everybody() {
        return perform_for(verb, carrick, console, interrupt).await;
    }
    let session = Session::of(carrick).await?;
    perform_for(verb, &session, console, interrupt).await
}

async fn perform_for(
    verb: &Verb,
    carrick: &Carrick,
    console: &mut Console,
    interrupt: &Interrupt,
) -> Result<Exit, Failure> {
    if let Verb::Link { instance, relink, .. } = verb {
        return link::link(carrick, instance.as_deref(), relink.as_deref(), console, interrupt).await;
    }
    if let Verb::Repo { verb: RepoVerb::Add(adding) } = verb {
        return repo::add::add(carrick, adding, console, interrupt).await;
    }
    if let Verb::Watch { verb: None } = verb {
        return watch::watch(carrick, console, interrupt).await;
    }
    tokio::select! {
        done = perform_to_its_end(verb, carrick, console) => done,
        () = interrupt.after(0) => Err(Problem::Interrupted.into()),
    }
}

async fn perform_to_its_end(verb: &Verb, carrick: &Carrick, console: &mut Console) -> Result<Exit, Failure> {
    match verb {
        Verb::Status => status::show(carrick, console).await,
        Verb::Unlink { account, yes } => unlink::unlink(carrick, account, *yes, console).await,
        Verb::Test { account } => test::test(carrick, account.as_deref(), console).await,
        Verb::Token { account, print } => token::print(carrick, account.as_deref(), *print, console).await,
        Verb::Export { integration, link } => export::export(carrick, integration.as_deref(), *link, console).await,
        Verb::Import { from, yes } => import::import(carrick, from, *yes, console).await,
        Verb::Repo { verb } => repo::repo(carrick, verb, console).await,
        Verb::Build { verb } => build::build(carrick, verb, console).await,
        Verb::People { verb } => people::people(carrick, verb, console).await,
        Verb::Git { verb } => git::git(carrick, *verb, console).await,
        Verb::Account { verb } => accounts::account(carrick, verb, console).await,
        Verb::Watch { verb: Some(verb) } => watch::service::service(carrick, *verb, console).await,
        Verb::Watch { verb: None } => watch::watch(carrick, console, &Interrupt::default()).await,
        Verb::Doctor => doctor::look(carrick, console).await,
        // Whoever got here has opened it, which is all of it.
        Verb::Prepare => Ok(Exit::Done),
        Verb::Renew(generation) => renew::renew(carrick, *generation).await,
        Verb::Recheck(generation) => recheck::recheck(carrick, *generation).await,
        // A sign-in has an interruption of its own.
        Verb::Link { instance, relink, .. } => {
            link::link(carrick, instance.as_deref(), relink.as_deref(), console, &Interrupt::default()).await
        }
        Verb::Schema { verb } => schema::print(verb.as_deref(), console),
        Verb::Pages { folder } => pages::write(folder, console),
    }
}
