//! An operation's outcome as a command's answer.

use carrick::Carrick;
use carrick::messages::{Shown, UiError};
use carrick::topics;
use carrick_store::error::Error;

/// What came of an operation, as the window takes it.
pub(super) fn told<T, U: From<T>>(done: Result<T, Error>) -> Result<U, UiError> {
    done.map(U::from).map_err(log)
}

/// The same of an operation that shows in a topic.
pub(super) fn shown<T, U: From<T>>(
    carrick: &Carrick,
    topic: topics::Topic,
    done: Result<T, Error>,
) -> Result<Shown<U>, UiError> {
    let answer = told(done)?;
    Ok(Shown { answer, topic: topic.into(), revision: carrick.parts.topics.revision(topic) })
}

/// An error is written down with what it came from where it is handed to the window, which learns only the rest.
fn log(error: Error) -> UiError {
    tracing::info!(%error, "a command failed");
    error.into()
}
