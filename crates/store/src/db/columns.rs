//! Columns that hold more than SQLite knows of.

use rusqlite::{Result, Row, RowIndex};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::instance::Instance;

/// Scopes and the like are kept as one line, separated by spaces, as OAuth writes them.
pub(super) fn split_words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// An address from our own table that no longer parses means the file was changed by another hand.
pub(super) fn instance_column(row: &Row<'_>, column: &str) -> Result<Instance> {
    let text: String = row.get(column)?;
    Instance::parse(&text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}

/// Lists whose parts hold no line ends are kept line by line.
pub(super) fn join_lines(parts: &[String]) -> String {
    parts.join("\n")
}

/// A list that is kept line by line.
pub(super) fn split_lines(row: &Row<'_>, column: impl RowIndex) -> Result<Vec<String>> {
    Ok(row.get_ref(column)?.as_str()?.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// What is kept as JSON; what cannot be read is what there was before anything.
pub(super) fn json_column<T: DeserializeOwned + Default>(row: &Row<'_>, column: impl RowIndex) -> Result<T> {
    Ok(serde_json::from_str(row.get_ref(column)?.as_str()?).unwrap_or_default())
}

/// As JSON, of something that is always JSON.
pub(super) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
