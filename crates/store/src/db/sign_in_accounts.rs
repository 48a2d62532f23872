//! Table `sign_in_accounts`: the accounts people sign in with.

use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::columns::instance_column;
use crate::instance::Instance;
use crate::people::SignInAccount;

const COLUMNS: &str = "id, profile_id, instance, user_id, username, name, joined";

/// All of them, in the order in which they came.
pub fn all(connection: &Connection) -> Result<Vec<SignInAccount>> {
    let read = format!("SELECT {COLUMNS} FROM sign_in_accounts ORDER BY id");
    connection.prepare_cached(&read)?.query_map([], account)?.collect()
}

/// The one with this number at this GitLab: whoever bears its name.
pub fn find(connection: &Connection, instance: &Instance, user_id: i64) -> Result<Option<SignInAccount>> {
    let read = format!("SELECT {COLUMNS} FROM sign_in_accounts WHERE instance = ?1 AND user_id = ?2");
    connection.prepare_cached(&read)?.query_row(params![instance.address(), user_id], account).optional()
}

/// Whether another account at this GitLab is known by this name.
pub fn has_namesake(connection: &Connection, instance: &Instance, user_id: i64, username: &str) -> Result<bool> {
    let read = "SELECT count(*) FROM sign_in_accounts WHERE instance = ?1 AND user_id <> ?2 AND username = ?3";
    let known = |row: &Row<'_>| row.get::<_, i64>(0).map(|count| count > 0);
    connection.prepare_cached(read)?.query_row(params![instance.address(), user_id, username], known)
}

/// Adds one to a profile, or tells its names anew; `account.id` is ignored. `false` where it is another profile's.
pub fn put(connection: &Connection, account: &SignInAccount, now: i64) -> Result<bool> {
    let put = "INSERT INTO sign_in_accounts (profile_id, instance, user_id, username, name, joined, added_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (instance, user_id) DO UPDATE SET username = excluded.username, name = excluded.name
         WHERE profile_id = excluded.profile_id";
    let SignInAccount { profile_id, instance, user_id, username, name, joined, .. } = account;
    let written =
        connection.execute(put, params![profile_id, instance.address(), user_id, username, name, joined, now])?;
    Ok(written > 0)
}

/// Takes one from a profile. `false` where it has none of this number.
pub fn remove(connection: &Connection, profile_id: i64, id: i64) -> Result<bool> {
    let removed = connection
        .execute("DELETE FROM sign_in_accounts WHERE id = ?1 AND profile_id = ?2", params![id, profile_id])?;
    Ok(removed > 0)
}

fn account(row: &Row<'_>) -> Result<SignInAccount> {
    Ok(SignInAccount {
        id: row.get("id")?,
        profile_id: row.get("profile_id")?,
        instance: instance_column(row, "instance")?,
        user_id: row.get("user_id")?,
        username: row.get("username")?,
        name: row.get("name")?,
        joined: row.get("joined")?,
    })
}
