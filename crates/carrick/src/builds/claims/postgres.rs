//! Claims as rows of a PostgreSQL that a team has. What stands in a row is a hint, and its texts are somebody's.
//!
//! A row has one key, so that only one machine can lay it in; its lease is by the database's clock. [`address`] says
//! which databases may be spoken to and how, [`connection`] does, [`table`] makes the table, [`rows`] are the questions.

pub mod address;
mod connection;
mod rows;
mod table;

use std::time::Duration;

use self::address::Address;
use self::connection::Connection;
use super::note::Note;
use super::watching::{PATIENCE, Ripe};
use super::why::Why;
use super::{Answer, ClaimId, Claims, Key, Listed, MOST_SWEPT, Project, Released, Tried, Turn};

/// How long everything may take that is asked at once.
const LIMIT: Duration = Duration::from_secs(20);

/// No merge request has this number, and no commit is called so.
const NOBODYS: (i64, &str) = (0, "0000000000000000000000000000000000000000");

/// Claims in a database.
pub struct Postgres {
    address: Address,
    limit: Duration,
}

impl Postgres {
    /// In this database. Nothing is asked of it yet.
    pub fn new(address: Address) -> Self {
        Self { address, limit: LIMIT }
    }

    /// The same, with another time that it may take.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// The server and the database, without who asks and by which password.
    pub fn place(&self) -> String {
        self.address.place()
    }

    /// Makes the table where it is not there.
    ///
    /// # Errors
    /// Why the database cannot be used.
    pub async fn prepare(&self) -> Result<(), Why> {
        self.ask(async |_| Ok(())).await
    }

    /// Opens a connection for one question: claims are rare, and one that stands could be dead when it is needed.
    async fn ask<T>(&self, work: impl AsyncFnOnce(&Connection) -> Result<T, Why>) -> Result<T, Why> {
        let asked = async {
            let connection = Connection::open(&self.address).await?;
            table::ready(&connection).await?;
            work(&connection).await
        };
        tokio::time::timeout(self.limit, asked).await.unwrap_or(Err(Why::Unreachable))
    }

    /// Tries to lay it in, and says whose it is then.
    async fn put(&self, key: &Key, way: Way<'_>, attempt: i64) -> Result<Held, Why> {
        let ours = ClaimId::new(Note::new(attempt).ok_or(Why::Here)?.id());
        let put = self.ask(async |connection| {
            let is_done = match way {
                Way::First => rows::insert(connection, key, &ours, attempt, PATIENCE).await?,
                Way::Over(seen) => rows::take_over(connection, key, seen, &ours, attempt, PATIENCE).await?,
                Way::Next(own) => rows::replace(connection, key, own, &ours, attempt, PATIENCE).await?,
            };
            if is_done { Ok(Some(ours.clone())) } else { rows::look(connection, key).await }
        });
        let seen = match put.await {
            // The answer may be lost after it was done.
            Err(Why::Unreachable) => self.look_at(key).await?.filter(|id| *id == ours).ok_or(Why::Unreachable)?,
            seen => match seen? {
                Some(id) => id,
                None => return Ok(Held::Nobodys),
            },
        };
        Ok(if seen == ours { Held::Ours(ours) } else { Held::Anothers(seen) })
    }

    async fn look_at(&self, key: &Key) -> Result<Option<ClaimId>, Why> {
        self.ask(async |connection| rows::look(connection, key).await).await
    }

    async fn tried(&self, key: &Key, way: Way<'_>, attempt: i64) -> Tried {
        let held = match self.put(key, way, attempt).await {
            // It went away between two questions.
            Ok(Held::Nobodys) => self.put(key, way, attempt).await,
            held => held,
        };
        match held {
            Ok(Held::Ours(id)) => Tried::Won(Turn::with(id)),
            Ok(Held::Anothers(id)) => Tried::Taken(id),
            Ok(Held::Nobodys) => Tried::BestEffort(Why::Restless, Turn::without()),
            Err(why) => Tried::BestEffort(why, Turn::without()),
        }
    }

    async fn let_go(&self, key: &Key, own: &ClaimId) -> Result<Released, Why> {
        self.ask(async |connection| {
            if rows::remove(connection, key.project(), (key.iid(), key.sha()), own).await? {
                return Ok(Released::Gone);
            }
            Ok(rows::look(connection, key).await?.map_or(Released::Gone, |_| Released::Anothers))
        })
        .await
    }

    async fn remove(&self, project: &Project, over: &[Listed]) -> Result<usize, Why> {
        self.ask(async |connection| {
            let mut gone = 0;
            for Listed { iid, sha, id } in over.iter().take(MOST_SWEPT) {
                gone += usize::from(rows::remove(connection, project, (*iid, sha), id).await?);
            }
            Ok(gone)
        })
        .await
    }

    async fn try_out(&self, project: &Project) -> Result<(), Why> {
        let id = ClaimId::new(Note::new(1).ok_or(Why::Here)?.id());
        self.ask(async |connection| {
            rows::try_out(connection, project, NOBODYS, &id).await?;
            rows::remove(connection, project, NOBODYS, &id).await.map(drop)
        })
        .await
    }
}

/// How a claim is laid in.
#[derive(Clone, Copy)]
enum Way<'a> {
    First,
    Over(&'a ClaimId),
    Next(&'a ClaimId),
}

enum Held {
    Ours(ClaimId),
    Anothers(ClaimId),
    Nobodys,
}

impl Claims for Postgres {
    fn claim<'a>(&'a self, key: &'a Key, attempt: i64) -> Answer<'a, Tried> {
        Box::pin(self.tried(key, Way::First, attempt))
    }

    fn take_over<'a>(&'a self, key: &'a Key, ripe: &'a Ripe, attempt: i64) -> Answer<'a, Tried> {
        Box::pin(self.tried(key, Way::Over(ripe.seen()), attempt))
    }

    fn renew<'a>(&'a self, key: &'a Key, own: &'a ClaimId, attempt: i64) -> Answer<'a, Tried> {
        Box::pin(self.tried(key, Way::Next(own), attempt))
    }

    fn look<'a>(&'a self, key: &'a Key) -> Answer<'a, Result<Option<ClaimId>, Why>> {
        Box::pin(self.look_at(key))
    }

    fn release<'a>(&'a self, key: &'a Key, own: &'a ClaimId) -> Answer<'a, Result<Released, Why>> {
        Box::pin(self.let_go(key, own))
    }

    fn list<'a>(&'a self, project: &'a Project, iid: Option<i64>) -> Answer<'a, Result<Vec<Listed>, Why>> {
        Box::pin(self.ask(async move |connection| rows::list(connection, project, iid).await))
    }

    fn sweep<'a>(&'a self, project: &'a Project, over: &'a [Listed]) -> Answer<'a, Result<usize, Why>> {
        Box::pin(self.remove(project, over))
    }

    fn probe<'a>(&'a self, project: &'a Project) -> Answer<'a, Result<(), Why>> {
        Box::pin(self.try_out(project))
    }
}
