//! Table `additions`: what is being added, waits to be, or could not be.

use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::projects::forget_unless_needed;

const SELECT: &str = "SELECT additions.id, additions.project, folder, kind, is_size_agreed, failure, detail,
                             instance, path, project_id
                      FROM additions JOIN projects ON projects.id = additions.project";

/// A project that is being added, waits to be, or could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// Its number.
    pub id: i64,
    /// What is wanted.
    pub wanted: Wanted,
    /// Why it came to nothing, and what GitLab said about that or where it happened; `None` while it waits or runs.
    pub failure: Option<(Failure, Option<String>)>,
    /// The address of the project's instance.
    pub instance: String,
    /// The project's path.
    pub path: String,
    /// GitLab's number for it.
    pub project_id: i64,
}

/// What is wanted of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The number here of the project.
    pub project: i64,
    /// Exactly this folder, absolute; `None` for the project's place below the projects folder.
    pub folder: Option<String>,
    /// How much of it.
    pub kind: Kind,
    /// Whether the person has agreed to how big it is.
    pub is_size_agreed: bool,
}

/// How much of a project is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// All of it.
    Whole,
    /// The history, and the files as they are now.
    OldContentsWhenNeeded,
}

/// Why an addition came to nothing: one word for each next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// GitLab did not take the account's token.
    CredentialRejected,
    /// No link serves this.
    NobodyAnswered,
    /// There is no such project, or the account may not see it.
    NotFound,
    /// GitLab refuses.
    Forbidden,
    /// GitLab has an error of its own.
    ServerError,
    /// The address sends elsewhere.
    Redirected,
    /// What answers there speaks no git.
    NotGit,
    /// The certificate is not trusted.
    Certificate,
    /// The proxy refuses, or is not there.
    Proxy,
    /// Nothing came for too long.
    TimedOut,
    /// The connection broke.
    CutOff,
    /// Something is at the place already.
    FolderTaken,
    /// A folder there has this name but for its case.
    FolderOtherCase,
    /// A folder on the way is a link or lies in another clone.
    FolderUnsafe,
    /// The folder could not be made.
    FolderRefused,
    /// The disk is full.
    DiskFull,
    /// There is less room than it is large.
    TooLarge,
    /// A program that git is to run on the files is missing or fails.
    FilterFailed,
    /// A name in it cannot be a file's here.
    PathRefused,
    /// The files could not be written otherwise.
    CheckoutFailed,
    /// Somebody else owns the folder.
    ForeignOwner,
    /// The configuration leads to a transport other than https.
    ForbiddenTransport,
    /// A name must not be written to git's configuration.
    NameRefused,
    /// The clone's configuration cannot be written.
    ConfigurationRefused,
    /// Carrick's own folder cannot be written to.
    DataFolderRefused,
    /// git is not installed.
    GitMissing,
    /// git was ended from outside.
    Killed,
    /// A reason that is not known here.
    Unknown,
}

/// Puts a project into the queue, and returns its number there. One that is in the queue stays as it is; one that came
/// to nothing begins anew, as it is wanted now.
pub fn put(connection: &Connection, profile_id: i64, wanted: &Wanted, now: i64) -> Result<i64> {
    if let Some(known) = of_project(connection, profile_id, wanted.project)? {
        if known.failure.is_some() {
            begin_anew(connection, known.id, wanted)?;
        }
        return Ok(known.id);
    }
    let Wanted { project, folder, kind, is_size_agreed } = wanted;
    connection
        .prepare_cached(
            "INSERT INTO additions (profile_id, project, folder, kind, is_size_agreed, asked_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![profile_id, project, folder, kind, is_size_agreed, now])?;
    Ok(connection.last_insert_rowid())
}

/// Has one begin anew, as it is wanted now.
pub fn begin_anew(connection: &Connection, id: i64, wanted: &Wanted) -> Result<()> {
    let Wanted { folder, kind, is_size_agreed, .. } = wanted;
    connection
        .execute(
            "UPDATE additions SET folder = ?2, kind = ?3, is_size_agreed = ?4, failure = NULL, detail = NULL
             WHERE id = ?1",
            params![id, folder, kind, is_size_agreed],
        )
        .map(drop)
}

/// Notes why one came to nothing.
pub fn fail(connection: &Connection, id: i64, failure: Failure, detail: Option<&str>) -> Result<()> {
    let write = "UPDATE additions SET failure = ?2, detail = ?3 WHERE id = ?1";
    connection.execute(write, params![id, failure, detail]).map(drop)
}

/// One of a profile's.
pub fn get(connection: &Connection, profile_id: i64, id: i64) -> Result<Option<Addition>> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE profile_id = ?1 AND additions.id = ?2"))?
        .query_row([profile_id, id], read)
        .optional()
}

/// That of a project.
pub fn of_project(connection: &Connection, profile_id: i64, project: i64) -> Result<Option<Addition>> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE profile_id = ?1 AND additions.project = ?2"))?
        .query_row([profile_id, project], read)
        .optional()
}

/// Those of a profile that wait or run, in the order of the queue.
pub fn unfailed(connection: &Connection, profile_id: i64, most: u32) -> Result<Vec<Addition>> {
    some(connection, profile_id, "IS NULL", most)
}

/// Those that came to nothing, in the same order.
pub fn failed(connection: &Connection, profile_id: i64, most: u32) -> Result<Vec<Addition>> {
    some(connection, profile_id, "IS NOT NULL", most)
}

/// How many wait or run, and how many came to nothing.
pub fn count(connection: &Connection, profile_id: i64) -> Result<(u32, u32)> {
    connection.prepare_cached("SELECT count(*), count(failure) FROM additions WHERE profile_id = ?1")?.query_row(
        [profile_id],
        |row| {
            let (all, failed): (u32, u32) = (row.get(0)?, row.get(1)?);
            Ok((all - failed, failed))
        },
    )
}

/// Takes one out of the queue; says whether it was there. Its project goes too, if nothing else keeps it.
pub fn remove(connection: &Connection, profile_id: i64, id: i64) -> Result<bool> {
    let project = connection
        .prepare_cached("DELETE FROM additions WHERE profile_id = ?1 AND id = ?2 RETURNING project")?
        .query_row([profile_id, id], |row| row.get(0))
        .optional()?;
    project.map(|project| forget_unless_needed(connection, project)).transpose().map(|gone| gone.is_some())
}

fn some(connection: &Connection, profile_id: i64, failure: &str, most: u32) -> Result<Vec<Addition>> {
    let look = format!("{SELECT} WHERE profile_id = ?1 AND failure {failure} ORDER BY additions.id LIMIT ?2");
    connection.prepare_cached(&look)?.query_map(params![profile_id, most], read)?.collect()
}

fn read(row: &Row<'_>) -> Result<Addition> {
    let failure: Option<Failure> = row.get("failure")?;
    let detail: Option<String> = row.get("detail")?;
    Ok(Addition {
        id: row.get("id")?,
        wanted: Wanted {
            project: row.get("project")?,
            folder: row.get("folder")?,
            kind: row.get("kind")?,
            is_size_agreed: row.get("is_size_agreed")?,
        },
        failure: failure.map(|failure| (failure, detail)),
        instance: row.get("instance")?,
        path: row.get("path")?,
        project_id: row.get("project_id")?,
    })
}
