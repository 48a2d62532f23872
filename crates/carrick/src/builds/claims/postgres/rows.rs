//! What is asked of the table. Nothing is prepared beforehand, so that it also works behind a pool.

use std::time::Duration;

use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use super::connection::{Connection, why};
use crate::builds::claims::claim::{ClaimId, Key, Listed, Project};
use crate::builds::claims::why::Why;
use crate::git::references::is_hash;

/// As many as are read of one project.
const MOST: usize = 2000;

/// As much of a text as is read, in letters: ours are shorter.
const LONGEST: usize = 64;

type Value<'a> = (&'a (dyn ToSql + Sync), Type);

/// A row's key.
struct Place<'a> {
    instance: String,
    project: i64,
    iid: i64,
    sha: &'a str,
}

impl<'a> Place<'a> {
    fn of(key: &'a Key) -> Self {
        Self::in_project(key.project(), (key.iid(), key.sha()))
    }

    fn in_project(project: &Project, (iid, sha): (i64, &'a str)) -> Self {
        Self { instance: project.instance.address(), project: project.id, iid, sha }
    }

    /// `$1` to `$4`, and what comes behind them.
    fn with<'v>(&'v self, more: &[Value<'v>]) -> Vec<Value<'v>> {
        let own: [Value<'v>; 4] = [
            (&self.instance, Type::TEXT),
            (&self.project, Type::INT8),
            (&self.iid, Type::INT8),
            (&self.sha, Type::TEXT),
        ];
        own.into_iter().chain(more.iter().cloned()).collect()
    }
}

const LAY_IN: &str = "INSERT INTO carrick_claims (instance, project, iid, sha, id, attempt, lease_until)
     VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + make_interval(secs => $7))
     ON CONFLICT DO NOTHING";

/// Whether it was free.
pub(super) async fn insert(
    connection: &Connection,
    key: &Key,
    id: &ClaimId,
    attempt: i64,
    lease: Duration,
) -> Result<bool, Why> {
    let (place, id, lease) = (Place::of(key), id.as_str(), lease.as_secs_f64());
    let values = place.with(&[(&id, Type::TEXT), (&attempt, Type::INT8), (&lease, Type::FLOAT8)]);
    execute(connection, LAY_IN, &values).await
}

/// Whether it was still the one that was seen, and its lease over by the database's clock.
pub(super) async fn take_over(
    connection: &Connection,
    key: &Key,
    seen: &ClaimId,
    id: &ClaimId,
    attempt: i64,
    lease: Duration,
) -> Result<bool, Why> {
    let sql = "UPDATE carrick_claims
         SET id = $6, attempt = $7, lease_until = clock_timestamp() + make_interval(secs => $8)
         WHERE instance = $1 AND project = $2 AND iid = $3 AND sha = $4 AND id = $5
         AND lease_until <= clock_timestamp()";
    change(connection, sql, key, (seen, id), attempt, lease).await
}

/// Whether it was still this one, whatever its lease.
pub(super) async fn replace(
    connection: &Connection,
    key: &Key,
    own: &ClaimId,
    id: &ClaimId,
    attempt: i64,
    lease: Duration,
) -> Result<bool, Why> {
    let sql = "UPDATE carrick_claims
         SET id = $6, attempt = $7, lease_until = clock_timestamp() + make_interval(secs => $8)
         WHERE instance = $1 AND project = $2 AND iid = $3 AND sha = $4 AND id = $5";
    change(connection, sql, key, (own, id), attempt, lease).await
}

async fn change(
    connection: &Connection,
    sql: &str,
    key: &Key,
    (from, to): (&ClaimId, &ClaimId),
    attempt: i64,
    lease: Duration,
) -> Result<bool, Why> {
    let (place, from, to, lease) = (Place::of(key), from.as_str(), to.as_str(), lease.as_secs_f64());
    let more: [Value<'_>; 4] = [(&from, Type::TEXT), (&to, Type::TEXT), (&attempt, Type::INT8), (&lease, Type::FLOAT8)];
    execute(connection, sql, &place.with(&more)).await
}

/// Whether it was still this one.
pub(super) async fn remove(
    connection: &Connection,
    project: &Project,
    place: (i64, &str),
    id: &ClaimId,
) -> Result<bool, Why> {
    let (place, id) = (Place::in_project(project, place), id.as_str());
    let sql = "DELETE FROM carrick_claims
         WHERE instance = $1 AND project = $2 AND iid = $3 AND sha = $4 AND id = $5";
    execute(connection, sql, &place.with(&[(&id, Type::TEXT)])).await
}

/// Lays one in that is of no merge request, in the place of whatever lies there.
pub(super) async fn try_out(
    connection: &Connection,
    project: &Project,
    place: (i64, &str),
    id: &ClaimId,
) -> Result<(), Why> {
    let (place, id) = (Place::in_project(project, place), id.as_str());
    let sql = "INSERT INTO carrick_claims (instance, project, iid, sha, id, attempt, lease_until)
         VALUES ($1, $2, $3, $4, $5, 1, clock_timestamp())
         ON CONFLICT (instance, project, iid, sha) DO UPDATE SET id = $5";
    execute(connection, sql, &place.with(&[(&id, Type::TEXT)])).await.map(drop)
}

/// Whose it is.
pub(super) async fn look(connection: &Connection, key: &Key) -> Result<Option<ClaimId>, Why> {
    let (place, longest) = (Place::of(key), length());
    let sql = "SELECT left(id, $5) FROM carrick_claims
         WHERE instance = $1 AND project = $2 AND iid = $3 AND sha = $4";
    let rows = query(connection, sql, &place.with(&[(&longest, Type::INT4)])).await?;
    rows.first().map(|row| row.try_get(0).map(|id: String| ClaimId::new(id))).transpose().map_err(|error| why(&error))
}

/// What there is of a project that is a claim.
pub(super) async fn list(connection: &Connection, project: &Project, iid: Option<i64>) -> Result<Vec<Listed>, Why> {
    let (instance, longest) = (project.instance.address(), length());
    let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let sql = "SELECT iid, left(sha, 65), left(id, $4) FROM carrick_claims
         WHERE instance = $1 AND project = $2 AND ($3::BIGINT IS NULL OR iid = $3) ORDER BY iid, sha LIMIT $5";
    let values: [Value<'_>; 5] = [
        (&instance, Type::TEXT),
        (&project.id, Type::INT8),
        (&iid, Type::INT8),
        (&longest, Type::INT4),
        (&most, Type::INT8),
    ];
    let rows = query(connection, sql, &values).await?;
    if rows.len() > MOST {
        return Err(Why::TooMany);
    }
    Ok(rows.iter().filter_map(listed).collect())
}

/// `None` for a row that is no claim.
fn listed(row: &Row) -> Option<Listed> {
    let (iid, sha, id): (i64, String, String) = (row.try_get(0).ok()?, row.try_get(1).ok()?, row.try_get(2).ok()?);
    (iid >= 0 && is_hash(&sha)).then(|| Listed { iid, sha, id: ClaimId::new(id) })
}

fn length() -> i32 {
    i32::try_from(LONGEST).unwrap_or(i32::MAX)
}

async fn query(connection: &Connection, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, Why> {
    connection.client.query_typed(sql, values).await.map_err(|error| why(&error))
}

/// Whether a row was touched.
async fn execute(connection: &Connection, sql: &str, values: &[Value<'_>]) -> Result<bool, Why> {
    connection.client.execute_typed(sql, values).await.map(|touched| touched > 0).map_err(|error| why(&error))
}
