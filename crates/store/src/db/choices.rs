//! Table `account_choices`: which account git uses below a place, and who commits there.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use crate::model::AccountChoice;

const COLUMNS: &str = "id, link_id, instance, prefix, commit_name, commit_email, signing_key";

/// A profile's choices, outer places before those inside them.
pub fn of_profile(connection: &Connection, profile_id: i64) -> Result<Vec<AccountChoice>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM account_choices WHERE profile_id = ?1 ORDER BY instance, length(prefix), prefix"
    ))?;
    statement.query_map([profile_id], read)?.collect()
}

/// Keeps a choice, in place of the one that was made for just this place before. Its number is not looked at.
pub fn put(connection: &Connection, profile_id: i64, choice: &AccountChoice) -> Result<i64> {
    let AccountChoice { link_id, instance, prefix, commit_name, commit_email, signing_key, .. } = choice;
    connection.query_row(
        "INSERT INTO account_choices (profile_id, link_id, instance, prefix, commit_name, commit_email, signing_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (profile_id, instance, prefix) DO UPDATE SET
            link_id = excluded.link_id, commit_name = excluded.commit_name,
            commit_email = excluded.commit_email, signing_key = excluded.signing_key
         RETURNING id",
        params![profile_id, link_id, instance, prefix, commit_name, commit_email, signing_key],
        |row| row.get(0),
    )
}

/// Takes the choice back that was made for just this place; says whether there was one.
pub fn remove(connection: &Connection, profile_id: i64, instance: &str, prefix: &str) -> Result<bool> {
    let delete = "DELETE FROM account_choices WHERE profile_id = ?1 AND instance = ?2 AND prefix = ?3";
    Ok(connection.execute(delete, params![profile_id, instance, prefix])? > 0)
}

/// The choice for the innermost place that a path lies in.
pub fn for_path(connection: &Connection, profile_id: i64, instance: &str, path: &str) -> Result<Option<AccountChoice>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM account_choices
         WHERE profile_id = ?1 AND instance = ?2
           AND (prefix = '' OR prefix = ?3 OR substr(?3, 1, length(prefix) + 1) = prefix || '/' COLLATE NOCASE)
         ORDER BY length(prefix) DESC LIMIT 1"
    ))?;
    statement.query_row(params![profile_id, instance, path], read).optional()
}

fn read(row: &rusqlite::Row<'_>) -> Result<AccountChoice> {
    Ok(AccountChoice {
        id: row.get("id")?,
        link_id: row.get("link_id")?,
        instance: row.get("instance")?,
        prefix: row.get("prefix")?,
        commit_name: row.get("commit_name")?,
        commit_email: row.get("commit_email")?,
        signing_key: row.get("signing_key")?,
    })
}
