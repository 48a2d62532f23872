//! Carrick's command line: what the window does for links and repositories, in words and in JSON, beside the window or without one.
//!
//! In reading order: what can be typed ([`arguments`]), what each verb does ([`verbs`]), what they answer as JSON
//! ([`answers`]) and say to people ([`words`]), where that goes ([`console`]), and how a process ends ([`exit`],
//! [`failure`], [`problem`]).

mod account;
pub mod answers;
pub mod arguments;
mod completion;
pub mod console;
mod desktop;
mod ending;
mod environment;
pub mod exit;
pub mod failure;
mod instances;
pub mod interrupt;
mod not_cloned;
mod pages;
mod paint;
mod plain;
pub mod problem;
mod repository;
mod supervisor;
mod times;
mod verbs;
mod words;

use std::process::ExitCode;
use std::sync::Arc;

use carrick::accounts::recovery;
use carrick::{Outside, assemble_beside, git_setup};
use carrick_store::{Code, Error};
use clap::{CommandFactory as _, Parser as _};
use clap_complete::CompleteEnv;

use arguments::{Arguments, RepoVerb, Verb};
use console::Console;
use desktop::Desktop;
use exit::Exit;
use failure::Failure;
use interrupt::Interrupt;

/// Runs the program that was started with the process's own arguments.
pub fn run() -> ExitCode {
    // Ends the process if a shell has started it to complete something, before anything is written.
    CompleteEnv::with_factory(Arguments::command).var(completion::VARIABLE).complete();
    let arguments = Arguments::parse();
    let mut console = Console::of_process(arguments.json);
    let done = match &arguments.verb {
        Verb::Schema { verb } => verbs::schema::print(verb.as_deref(), &mut console),
        Verb::Pages { folder } => pages::write(folder, &mut console),
        _ => on_this_computer(&arguments, &mut console),
    };
    end(done, &mut console).into()
}

fn on_this_computer(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    // One thread: what blocks has threads of its own, and starting more takes longer than most verbs.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|cause| Failure::internal(&cause))?;
    let place = environment::place()?;
    let (program, is_service) = (place.desktop_program(), environment::supervisor().is_some());
    let listener = Desktop { program, has_display: environment::has_display(), is_service };
    let mut outside = Outside::of_this_computer(&place.installation, place.desktop_program(), Arc::new(listener))?;
    if !environment::has_display() {
        outside.browser = Arc::new(verbs::link::NoBrowser);
    }
    carrick::desktop::log::start_in_file(&outside.data_dir);
    let interrupt = Interrupt::of_process()?;
    Ok(runtime.block_on(perform(arguments, outside, console, &interrupt)))
}

/// Does what was typed, in an installation that others may use at the same time. What failed has been told when this
/// returns, and nothing is under way any more.
pub async fn perform(arguments: &Arguments, outside: Outside, console: &mut Console, interrupt: &Interrupt) -> Exit {
    console.has_events = matches!(
        arguments.verb,
        Verb::Link { .. } | Verb::Repo { verb: RepoVerb::Add(_) } | Verb::Watch { verb: None }
    );
    match perform_beside(arguments, outside, console, interrupt).await {
        // What other programs start speaks by its exit code alone: they have words of their own.
        Err(failure) if arguments.verb.is_for_programs() => failure.exit(),
        done => end(done, console),
    }
}

async fn perform_beside(
    arguments: &Arguments,
    mut outside: Outside,
    console: &mut Console,
    interrupt: &Interrupt,
) -> Result<Exit, Failure> {
    outside.acts_as.clone_from(&arguments.acts_as);
    if matches!(&arguments.verb, Verb::Link { no_browser: true, .. }) {
        outside.browser = Arc::new(verbs::link::NoBrowser);
    }
    let carrick = match assemble_beside(outside).await {
        Err(error) if matches!(arguments.verb, Verb::Doctor) => return verbs::without_database(&error, console),
        Err(error) if matches!(arguments.verb, Verb::Watch { verb: None }) => return unfit(error, console),
        assembled => assembled?,
    };
    // Until nothing is under way any more: a window that opens meanwhile must not take it for a dead one's.
    let _visit = match &arguments.verb {
        Verb::Link { .. } => Some(recovery::visit(&carrick.accounts).await?),
        _ => None,
    };
    let done = verbs::perform(&arguments.verb, &carrick, console, interrupt).await;
    if arguments.verb.changes_accounts() {
        // No window may be there to do it. git is told of it the next time if it cannot be now.
        let _ = git_setup::mend(&carrick.parts).await;
    }
    ending::finish(&carrick, console, interrupt).await;
    done
}

fn end(done: Result<Exit, Failure>, console: &mut Console) -> Exit {
    let told = match done {
        Ok(exit) => console.flush().map(|()| exit),
        Err(failure) => failure.tell(console),
    };
    told.unwrap_or_else(|cause| console.lost(&cause))
}

/// What starts the watch need not do so again where the data itself is in the way.
fn unfit(error: Error, console: &mut Console) -> Result<Exit, Failure> {
    let is_unfit = matches!(error.code, Code::DatabaseNewer | Code::DatabaseDamaged | Code::LocksUnsupported);
    let told = Failure::from(error).tell(console)?;
    Ok(if is_unfit { Exit::Unfit } else { told })
}
