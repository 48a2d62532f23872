//! The table, which the first who has a right to makes.

use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;

use super::connection::{Connection, why};
use crate::builds::claims::why::Why;

/// What this Carrick knows.
const VERSION: i32 = 1;

/// Of all who come at once one makes it: a lock that ends with the transaction, so that it also holds behind a pool.
const MAKE: &str = "
    BEGIN;
    SELECT pg_advisory_xact_lock(7161686767657202);
    CREATE TABLE IF NOT EXISTS carrick_claims_version (version INTEGER PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS carrick_claims (
        instance    TEXT NOT NULL,
        project     BIGINT NOT NULL,
        iid         BIGINT NOT NULL,
        sha         TEXT NOT NULL,
        id          TEXT NOT NULL,
        attempt     BIGINT NOT NULL,
        lease_until TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (instance, project, iid, sha)
    );
    INSERT INTO carrick_claims_version (version) VALUES (1) ON CONFLICT DO NOTHING;
    COMMIT;";

/// Makes it where it is not there.
pub(super) async fn ready(connection: &Connection) -> Result<(), Why> {
    match version(connection).await {
        Ok(Some(VERSION)) => return Ok(()),
        Ok(Some(newer)) if newer > VERSION => return Err(Why::NewerTable),
        Ok(_) => {}
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => {}
        Err(error) => return Err(why(&error)),
    }
    connection.client.batch_execute(MAKE).await.map_err(|error| why(&error))?;
    match version(connection).await {
        Ok(Some(VERSION)) => Ok(()),
        Ok(_) => Err(Why::NewerTable),
        Err(error) => Err(why(&error)),
    }
}

async fn version(connection: &Connection) -> Result<Option<i32>, tokio_postgres::Error> {
    let none: &[(&(dyn tokio_postgres::types::ToSql + Sync), Type)] = &[];
    let rows = connection.client.query_typed("SELECT max(version) FROM carrick_claims_version", none).await?;
    rows.first().map_or(Ok(None), |row| row.try_get(0))
}
