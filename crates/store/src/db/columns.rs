//! Columns that hold more than SQLite knows of.

use crate::instance::Instance;

/// Scopes and the like are kept as one line, separated by spaces, as OAuth writes them.
pub(super) fn split_words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// An address from our own table that no longer parses means the file was changed by another hand.
pub(super) fn instance_column(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Instance> {
    let text: String = row.get(column)?;
    Instance::parse(&text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}
