//! The service told what to do over the bus, for tests in another process.

use std::sync::Arc;

use zbus::blocking::{Connection, connection::Builder};
use zbus::fdo;

use crate::habits::Habits;
use crate::secret_service::SecretService;

/// The name on the bus, and of the interface.
pub const NAME: &str = "dev.carrick.test.SecretService";
/// Where the interface is.
pub const PATH: &str = "/dev/carrick/test/SecretService";

struct Control {
    service: Arc<SecretService>,
}

#[zbus::interface(name = "dev.carrick.test.SecretService")]
impl Control {
    /// Some habits as JSON; those that are not named stay as they are.
    fn set(&self, habits: &str) -> fdo::Result<()> {
        let changed = merged(&self.service.habits(), habits).map_err(invalid)?;
        self.service.change(|habits| *habits = changed);
        Ok(())
    }

    /// An event as JSON.
    fn stage(&self, event: &str) -> fdo::Result<()> {
        self.service.stage(serde_json::from_str(event).map_err(invalid)?)?;
        Ok(())
    }

    fn habits(&self) -> fdo::Result<String> {
        serde_json::to_string(&self.service.habits()).map_err(invalid)
    }

    fn counters(&self) -> fdo::Result<String> {
        serde_json::to_string(&self.service.counters()).map_err(invalid)
    }

    fn entries(&self) -> fdo::Result<String> {
        serde_json::to_string(&self.service.entries()).map_err(invalid)
    }
}

/// Serves the interface on a connection of its own, which a silence does not touch.
pub fn serve(address: &str, service: &Arc<SecretService>) -> zbus::Result<Connection> {
    let control = Control { service: Arc::clone(service) };
    Builder::address(address)?.serve_at(PATH, control)?.name(NAME)?.build()
}

fn merged(habits: &Habits, changes: &str) -> serde_json::Result<Habits> {
    let mut value = serde_json::to_value(habits)?;
    let changes: serde_json::Map<String, serde_json::Value> = serde_json::from_str(changes)?;
    if let Some(map) = value.as_object_mut() {
        map.extend(changes);
    }
    serde_json::from_value(value)
}

fn invalid(error: serde_json::Error) -> fdo::Error {
    fdo::Error::InvalidArgs(error.to_string())
}
