//! Tables `admission` and `join_groups`: what is asked of people, and who may join.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use super::migrations;
use crate::people::{Admission, JoinGroup};

/// What is asked of people.
pub fn get(connection: &Connection) -> Result<Admission> {
    let read = "SELECT asks, who, sign_out_after, asks_fresh, builds_on FROM admission";
    let found = connection
        .prepare_cached(read)?
        .query_row([], |row| {
            Ok(Admission {
                // Whatever is no plain "no" asks.
                asks: row.get::<_, i64>(0)? != 0,
                who: row.get(1)?,
                sign_out_after: row.get(2)?,
                asks_fresh: row.get(3)?,
                builds_on: row.get(4)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Sets it.
pub fn put(connection: &Connection, admission: &Admission) -> Result<()> {
    let put = "INSERT INTO admission (one, asks, who, sign_out_after, asks_fresh, builds_on)
         VALUES (1, ?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (one) DO UPDATE SET asks = excluded.asks, who = excluded.who,
            sign_out_after = excluded.sign_out_after, asks_fresh = excluded.asks_fresh, builds_on = excluded.builds_on";
    let Admission { asks, who, sign_out_after, asks_fresh, builds_on } = admission;
    if *asks {
        migrations::keep_people_apart(connection)?;
    }
    connection.execute(put, params![asks, who, sign_out_after, asks_fresh, builds_on]).map(drop)
}

/// The groups whose members may join, in the order in which they were set.
pub fn groups(connection: &Connection) -> Result<Vec<JoinGroup>> {
    connection
        .prepare_cached("SELECT integration_id, group_id, path, least_role FROM join_groups ORDER BY id")?
        .query_map([], |row| {
            Ok(JoinGroup {
                integration_id: row.get(0)?,
                group_id: row.get(1)?,
                path: row.get(2)?,
                least_role: row.get(3)?,
            })
        })?
        .collect()
}

/// Sets them, in place of all.
pub fn put_groups(connection: &Connection, groups: &[JoinGroup]) -> Result<()> {
    connection.execute("DELETE FROM join_groups", [])?;
    let mut add = connection.prepare_cached(
        "INSERT OR IGNORE INTO join_groups (integration_id, group_id, path, least_role) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for group in groups {
        add.execute(params![group.integration_id, group.group_id, group.path, group.least_role])?;
    }
    Ok(())
}

/// A group is called otherwise by now.
pub fn rename_group(connection: &Connection, integration_id: i64, group_id: i64, path: &str) -> Result<()> {
    let rename = "UPDATE join_groups SET path = ?3 WHERE integration_id = ?1 AND group_id = ?2";
    connection.execute(rename, params![integration_id, group_id, path]).map(drop)
}
