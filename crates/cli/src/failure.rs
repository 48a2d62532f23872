//! Why a verb failed, as people and scripts are told.

use std::collections::BTreeMap;
use std::io;

use carrick_store::{Code, Error};

use crate::answers::build::WhyNot;
use crate::answers::failed::{Failed, Last, Trouble};
use crate::console::Console;
use crate::exit::Exit;
use crate::plain::plain;
use crate::problem::Problem;
use crate::words::{self, Text};

/// Why a verb failed.
#[derive(Debug)]
pub enum Failure {
    /// Something that can fail in the window too.
    Carrick(Error),
    /// Something that only a command line meets.
    Here(Problem),
    /// The answer could not be written.
    Output(io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Carrick(error)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Here(problem)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl Failure {
    /// The system would not do what it always does.
    pub(crate) fn internal(cause: &io::Error) -> Self {
        Error::new(Code::Internal).from_source(cause).into()
    }

    /// How a process ends that met it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Carrick(error) => Exit::after(error.code),
            Self::Here(problem) => problem.exit(),
            Self::Output(_) => Exit::Failed,
        }
    }

    /// As it is told.
    ///
    /// # Errors
    /// That the answer could not be written, which nobody would read.
    pub(crate) fn trouble(self) -> io::Result<Trouble> {
        match self {
            Self::Carrick(error) => Ok(trouble_of(&error)),
            Self::Here(problem) => Ok(trouble_with(problem)),
            Self::Output(cause) => Err(cause),
        }
    }

    /// Tells it: as JSON on stdout where that is wanted, else as words on stderr.
    ///
    /// # Errors
    /// When it cannot be told.
    pub(crate) fn tell(self, console: &mut Console) -> io::Result<Exit> {
        let exit = self.exit();
        let trouble = self.trouble()?;
        if console.json && console.has_events {
            console.event(&Last::Failed { error: trouble })?;
        } else if console.json {
            console.answer(&Failed { error: trouble })?;
            console.flush()?;
        } else {
            console.flush()?;
            say(&trouble, console);
        }
        Ok(exit)
    }
}

fn say(trouble: &Trouble, console: &mut Console) {
    console.tell(&format!("carrick: {}", trouble.what));
    for choice in &trouble.choices {
        console.tell(&format!("  {choice}"));
    }
    if let Some(next) = &trouble.next {
        console.tell(next);
    }
}

/// An error as it is told. Facts may name what a server said, so they are made harmless.
pub(crate) fn trouble_of(error: &Error) -> Trouble {
    let facts: BTreeMap<String, String> =
        error.facts.iter().map(|(name, value)| ((*name).to_owned(), plain(value))).collect();
    let Text { what, next } = words::error(error.code, &facts);
    Trouble { code: snake(&format!("{:?}", error.code)), facts, what, next: Some(next), choices: Vec::new() }
}

/// `VaultLocked` as `vault_locked`: the name by which the window knows the code.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

/// A problem as it is told.
fn trouble_with(problem: Problem) -> Trouble {
    let Text { what, next } = words::problem(&problem);
    let next = Some(next).filter(|next| !next.is_empty());
    let code = problem.code().to_owned();
    let facts = facts(&problem);
    let choices = match problem {
        Problem::AccountUnknown { choices, .. }
        | Problem::AccountAmbiguous { choices }
        | Problem::InstanceUnknown { choices, .. }
        | Problem::InstanceAmbiguous { choices }
        | Problem::RepositoryNotAdded { choices, .. }
        | Problem::RepositoryAmbiguous { choices }
        | Problem::MergeRequestAmbiguous { choices }
        | Problem::JobUnknown { choices }
        | Problem::RuleUnknown { choices, .. }
        | Problem::GroupAmbiguous { choices }
        | Problem::EditorUnknown { choices, .. } => choices,
        _ => Vec::new(),
    };
    Trouble { code, facts, what, next, choices }
}

/// What fills the blanks, for scripts.
fn facts(problem: &Problem) -> BTreeMap<String, String> {
    let facts = match problem {
        Problem::NeedsYou { account, cause } => {
            vec![("account", account.clone()), ("cause", words::cause_name(cause).to_owned())]
        }
        Problem::Large { path, size, free } => {
            let free = free.map(|free| ("free", free.to_string()));
            [("path", path.clone()), ("size", size.to_string())].into_iter().chain(free).collect()
        }
        Problem::TooLarge { path, size, free } => {
            vec![("path", path.clone()), ("size", size.to_string()), ("free", free.to_string())]
        }
        Problem::Taken { path, folder } => vec![("path", path.clone()), ("folder", folder.clone())],
        Problem::NotDone { name, reason } => {
            vec![("merge_request", name.clone()), ("reason", WhyNot::of(reason).code)]
        }
        Problem::MustBeApproved { name, sha } => vec![("merge_request", name.clone()), ("sha", sha.clone())],
        Problem::MovedOn { name } | Problem::NothingToDo { name } => vec![("merge_request", name.clone())],
        Problem::OtherCase { folder } | Problem::WouldLose { folder, .. } => vec![("folder", folder.clone())],
        Problem::MightLose { folder, doubt } => {
            vec![("folder", folder.clone()), ("doubt", words::doubt_name(doubt).to_owned())]
        }
        Problem::NotCloned { host, folder, .. } => {
            [("host", host.clone())].into_iter().chain(folder.clone().map(|folder| ("folder", folder))).collect()
        }
        _ => Vec::new(),
    };
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
