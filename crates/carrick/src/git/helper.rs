//! Carrick's credential helper, as git is to start it.

use std::path::PathBuf;

use carrick_store::Error;

use super::quoting;

/// The helper with what it is always started with; git puts its own word behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helper {
    /// The program: absolute, and still there after an update.
    pub program: PathBuf,
    /// Such as the name of a separate installation. Everybody may read them.
    pub arguments: Vec<String>,
}

impl Helper {
    /// One that needs nothing but its path.
    pub fn new(program: PathBuf) -> Self {
        Self { program, arguments: Vec::new() }
    }

    /// As a value of `credential.helper`, before it is quoted for the file.
    ///
    /// # Errors
    /// `GitNameRefused`, as [`quoting::program`].
    pub(super) fn command(&self) -> Result<String, Error> {
        let mut words = vec![quoting::program(&self.program)?];
        for argument in &self.arguments {
            words.push(quoting::word(argument)?);
        }
        Ok(words.join(" "))
    }
}
