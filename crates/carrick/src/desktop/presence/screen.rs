//! What the person's own bus knows: the screen savers, and GNOME's idle monitor.
//!
//! `org.freedesktop.ScreenSaver` also has `GetSessionIdleTime`, which some answer in seconds and some in milliseconds:
//! it is not used.

use std::time::Duration;

use zbus::connection::Builder;

use super::Seen;
use super::line::{Line, Locked, Place, signals};

/// A service, and where it answers.
struct Service {
    name: &'static str,
    path: &'static str,
}

const SAVERS: [Service; 2] = [
    Service { name: "org.freedesktop.ScreenSaver", path: "/org/freedesktop/ScreenSaver" },
    Service { name: "org.gnome.ScreenSaver", path: "/org/gnome/ScreenSaver" },
];
const IDLE: Service = Service { name: "org.gnome.Mutter.IdleMonitor", path: "/org/gnome/Mutter/IdleMonitor/Core" };

/// The screen.
pub(super) struct Screen {
    line: Line,
    /// Who answered as a screen saver at the last look, by the bus's number.
    savers: Vec<String>,
}

impl Screen {
    /// Joins the person's bus, or the one at this address.
    pub(super) async fn join(address: Option<&str>, limit: Duration) -> Option<Self> {
        let bus = address.map_or_else(Builder::session, Builder::address);
        let rules = SAVERS.iter().map(|saver| signals(saver.name, saver.name, "ActiveChanged"));
        let line = Line::join(bus, limit, rules.collect::<zbus::Result<_>>().ok()?).await?;
        Some(Self { line, savers: Vec::new() })
    }

    /// What is seen now. One service that hangs hides nothing of what the others say.
    pub(super) async fn look(&mut self) -> Seen {
        let [first, second] = &SAVERS;
        let (first, second, idle) = tokio::join!(self.saver(first), self.saver(second), self.idle());
        let answers = [first, second].into_iter().flatten();
        let (savers, active): (Vec<_>, Vec<_>) = answers.unzip();
        self.savers = savers;
        // `None` where no saver said anything.
        Seen { is_locked: active.into_iter().flatten().max(), idle }
    }

    /// The next that locks; `None` when the line has ended.
    pub(super) async fn hear(&mut self) -> Option<bool> {
        let Locked { by, .. } = self.line.hear().await?;
        Some(self.savers.contains(&by))
    }

    /// Who a saver is, and whether it covers the screen.
    async fn saver(&self, service: &Service) -> Option<(String, Option<bool>)> {
        let owner = self.line.owner(service.name).await?;
        let place = Place { owner: &owner, path: service.path, interface: service.name };
        let is_active = self.line.ask(&place, "GetActive", &()).await;
        Some((owner, is_active))
    }

    /// For how long nothing was pressed or moved (milliseconds).
    async fn idle(&self) -> Option<i64> {
        let owner = self.line.owner(IDLE.name).await?;
        let place = Place { owner: &owner, path: IDLE.path, interface: IDLE.name };
        let idle: u64 = self.line.ask(&place, "GetIdletime", &()).await?;
        i64::try_from(idle).ok()
    }
}
