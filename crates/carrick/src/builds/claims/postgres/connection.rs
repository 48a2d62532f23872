//! A connection for one question, and what its failures mean.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_postgres::{Client, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Address;
use crate::builds::claims::why::Why;
use crate::tls;

/// How long a server may take to take a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open connection; dropped, it is closed.
pub(super) struct Connection {
    pub(super) client: Client,
    driving: JoinHandle<()>,
}

impl Connection {
    pub(super) async fn open(address: &Address) -> Result<Self, Why> {
        let mut config = address.config.clone();
        config.connect_timeout(PATIENCE);
        let failed = |error| why(&error);
        if address.is_encrypted {
            let (client, connection) = config.connect(encryption()?).await.map_err(failed)?;
            return Ok(Self { client, driving: tokio::spawn(async move { drop(connection.await) }) });
        }
        let (client, connection) = config.connect(NoTls).await.map_err(failed)?;
        Ok(Self { client, driving: tokio::spawn(async move { drop(connection.await) }) })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driving.abort();
    }
}

/// Whom the system trusts, by the name in the address.
fn encryption() -> Result<MakeRustlsConnect, Why> {
    tls::prepare(&[]).map(|tls| MakeRustlsConnect::new(tls.config)).map_err(|_| Why::Certificate)
}

/// What a failure means. A server's words are not looked at, its codes are.
pub(super) fn why(error: &tokio_postgres::Error) -> Why {
    if let Some(state) = error.code() {
        return of_code(state.code());
    }
    let mut cause = error.source();
    while let Some(one) = cause {
        let inner = one.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if one.is::<rustls::Error>() || inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return Why::Certificate;
        }
        cause = one.source();
    }
    // The library has no other name for a server that does not encrypt.
    let is_about_tls = error.to_string().starts_with("error performing TLS handshake");
    if is_about_tls { Why::Certificate } else { Why::Unreachable }
}

/// By the classes of SQL's codes for failures.
fn of_code(code: &str) -> Why {
    match (code, code.get(..2)) {
        ("42501", _) => Why::NoRight,
        ("25006", _) => Why::ReadOnly,
        (_, Some("28")) => Why::NoToken,
        (_, Some("3D")) => Why::NotFound,
        ("53100", _) => Why::StorageFull,
        (_, Some("08" | "53" | "57" | "58")) => Why::Unreachable,
        _ => Why::Refused,
    }
}
