//! The connection to the bus.

use futures_lite::stream;
use zbus::Connection;

use super::error::Failure;
use super::service;
use super::signals::{self, Changes};

type Answer<T> = Result<T, Failure>;

/// The bus, and what it tells unasked.
pub(super) struct Bus {
    pub(super) connection: Connection,
    pub(super) changes: Changes,
}

/// Joins it. Whoever does not listen hears of no change.
pub(super) async fn join(address: Option<&str>, listens: bool) -> Answer<Bus> {
    let bus = match address {
        Some(address) => zbus::connection::Builder::address(address)?,
        None => zbus::connection::Builder::session()?,
    };
    // Whoever asks one question drives the connection itself: a thread of its own would cost two changes of thread for
    // each answer.
    let connection = bus.internal_executor(listens).build().await?;
    let changes = if listens { signals::watch(&connection).await? } else { Box::pin(stream::pending()) };
    Ok(Bus { connection, changes })
}

/// Moves what the connection sends and receives, without an end.
pub(super) async fn drive<T>(connection: &Connection) -> T {
    loop {
        connection.executor().tick().await;
    }
}

/// Waits until the service answers, on a connection of its own; the old one may be stuck with what it was asked.
pub(super) async fn reach(address: Option<String>, listens: bool) -> Answer<Bus> {
    let bus = join(address.as_deref(), listens).await?;
    service::ping(&bus.connection).await?;
    Ok(bus)
}
