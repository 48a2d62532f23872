//! Notifications over D-Bus: a queue, and a task that empties it. A service that hangs, goes away or is started anew
//! loses what it was told, and nothing else.

use std::sync::OnceLock;
use std::time::Duration;

use futures_lite::StreamExt as _;
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::service::{Heard, Service};
use super::{Notice, Notifier, OnPressed};

/// What waits behind a service that hangs; more is not told.
const MOST_WAITING: usize = 16;
/// A service answers within milliseconds; one that has to be started first takes its time.
const LIMIT: Duration = Duration::from_secs(10);

/// The desktop's notifications. Nothing is connected before the first one.
pub struct BusNotifier {
    address: Option<String>,
    entry: String,
    on_pressed: OnPressed,
    limit: Duration,
    queue: OnceLock<Sender<Notice>>,
}

impl BusNotifier {
    /// On the person's bus, for a program with this desktop entry.
    pub fn new(entry: String, on_pressed: OnPressed) -> Self {
        Self { address: None, entry, on_pressed, limit: LIMIT, queue: OnceLock::new() }
    }

    /// On the bus at this address, whose service is waited for so long.
    #[must_use]
    pub fn at(self, address: String, limit: Duration) -> Self {
        Self { address: Some(address), limit, ..self }
    }

    fn start(&self) -> Sender<Notice> {
        let (queue, waiting) = mpsc::channel(MOST_WAITING);
        let desk = Desk {
            address: self.address.clone(),
            entry: self.entry.clone(),
            on_pressed: self.on_pressed.clone(),
            limit: self.limit,
            service: None,
        };
        tokio::spawn(desk.serve(waiting));
        queue
    }
}

impl Notifier for BusNotifier {
    fn show(&self, notice: Notice) {
        if self.queue.get_or_init(|| self.start()).try_send(notice).is_err() {
            tracing::info!("a notification is not shown, since those before wait");
        }
    }
}

/// What empties the queue.
struct Desk {
    address: Option<String>,
    entry: String,
    on_pressed: OnPressed,
    limit: Duration,
    service: Option<Service>,
}

impl Desk {
    /// Until nobody has anything to show any more.
    async fn serve(mut self, mut waiting: Receiver<Notice>) {
        loop {
            tokio::select! {
                notice = waiting.recv() => match notice {
                    Some(notice) => self.show(&notice).await,
                    None => return,
                },
                heard = hear(&mut self.service) => self.take_in(heard),
            }
        }
    }

    async fn show(&mut self, notice: &Notice) {
        let shown = tokio::time::timeout(self.limit, self.try_show(notice)).await;
        match shown {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::info!(kind = kind(&error), "a notification is not shown");
                // The bus may be another one by the next.
                if !matches!(error, zbus::Error::MethodError(..)) {
                    self.service = None;
                }
            }
            Err(_) => {
                tracing::info!("a notification is not shown: what shows them does not answer");
                self.service = None;
            }
        }
    }

    async fn try_show(&mut self, notice: &Notice) -> zbus::Result<()> {
        let service = match &mut self.service {
            Some(service) => service,
            none => none.insert(Service::join(self.address.as_deref(), self.entry.clone()).await?),
        };
        service.show(notice).await
    }

    fn take_in(&mut self, heard: Option<Heard>) {
        match (heard, &mut self.service) {
            (Some(Heard::Pressed(by, id, action)), Some(service)) => {
                if let Some(target) = service.pressed(&by, id, &action) {
                    (self.on_pressed)(target);
                }
            }
            (Some(Heard::Closed(by, id)), Some(service)) => service.closed(&by, id),
            (Some(Heard::Owner), Some(service)) => service.forget(),
            _ => self.service = None,
        }
    }
}

/// The next that is heard; never without a connection, and `None` when it ends.
async fn hear(service: &mut Option<Service>) -> Option<Heard> {
    match service {
        Some(service) => service.heard.next().await,
        None => std::future::pending().await,
    }
}

/// For the log: never the service's own words.
fn kind(error: &zbus::Error) -> &'static str {
    match error {
        zbus::Error::MethodError(..) => "refused",
        zbus::Error::InputOutput(_) => "no bus",
        _ => "other",
    }
}
