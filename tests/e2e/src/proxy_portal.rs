//! The desktop's proxy settings, by the portal that all desktops have.

use std::sync::{Arc, Mutex, PoisonError};

use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;

use crate::failure::{Doing, Result};
use crate::session::Session;

/// The portal; dropping it ends it.
pub struct ProxyPortal {
    says: Arc<Mutex<Vec<String>>>,
    _connection: Connection,
}

struct Resolver(Arc<Mutex<Vec<String>>>);

#[zbus::interface(name = "org.freedesktop.portal.ProxyResolver")]
impl Resolver {
    fn lookup(&self, _address: &str) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ProxyPortal {
    /// Starts it on the session's bus; it proposes this way out.
    pub fn start(session: &Session, way: &str) -> Result<Self> {
        let says = Arc::new(Mutex::new(vec![way.to_owned()]));
        let built = Builder::address(session.bus().address())
            .and_then(|at| at.name("org.freedesktop.portal.Desktop"))
            .and_then(|at| at.serve_at("/org/freedesktop/portal/desktop", Resolver(Arc::clone(&says))))
            .and_then(Builder::build);
        Ok(Self { says, _connection: built.doing("starting the portal")? })
    }

    /// The person chooses another way in the desktop's settings.
    pub fn propose(&self, way: &str) {
        *self.says.lock().unwrap_or_else(PoisonError::into_inner) = vec![way.to_owned()];
    }
}
