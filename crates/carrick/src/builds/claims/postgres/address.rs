//! Where the database is, which is a secret, since the password stands in it.
//!
//! What leaves this computer is encrypted, to a server whose name its certificate bears; there is no other way.

use std::net::IpAddr;

use secrecy::{ExposeSecret as _, SecretString};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// The longest address that is looked at.
const LONGEST: usize = 4096;

/// An address that may be used.
#[derive(Clone)]
pub struct Address {
    pub(super) config: Config,
    /// Whether what is said is encrypted, and the certificate looked at.
    pub(super) is_encrypted: bool,
}

/// Why an address cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is none: `postgresql://user:password@host/database` or `host=… user=…` is wanted.
    Malformed,
    /// It names no database server, or several.
    NotOne,
    /// It asks for no encryption towards another computer.
    Plain,
}

impl Address {
    /// Reads what a person gave. Nothing is looked up.
    ///
    /// # Errors
    /// Why it cannot be used; never what stands in it.
    pub fn parse(text: &SecretString) -> Result<Self, Refused> {
        let text = text.expose_secret().trim();
        if text.len() > LONGEST {
            return Err(Refused::Malformed);
        }
        let mut config: Config = text.parse().map_err(|_| Refused::Malformed)?;
        let [host] = config.get_hosts() else { return Err(Refused::NotOne) };
        let is_here = is_here(host) && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
        let is_encrypted = !is_here || config.get_ssl_mode() == SslMode::Require;
        if !is_here && config.get_ssl_mode() == SslMode::Disable {
            return Err(Refused::Plain);
        }
        // A preference would be given up when somebody in between says that the server knows no encryption.
        config.ssl_mode(if is_encrypted { SslMode::Require } else { SslMode::Disable });
        config.application_name("carrick");
        Ok(Self { config, is_encrypted })
    }

    /// Whether a password stands in it.
    pub fn has_password(&self) -> bool {
        self.config.get_password().is_some()
    }

    /// The server and the database, without who asks and by which password.
    pub fn place(&self) -> String {
        let host = match self.config.get_hosts().first() {
            Some(Host::Tcp(name)) => name.clone(),
            #[cfg(unix)]
            Some(Host::Unix(path)) => path.display().to_string(),
            None => String::new(),
        };
        let port = self.config.get_ports().first().map(|port| format!(":{port}")).unwrap_or_default();
        let database = self.config.get_dbname().or_else(|| self.config.get_user()).unwrap_or_default();
        format!("{host}{port}/{database}")
    }
}

/// Whether what is said to it stays on this computer.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            let bare = name.trim_start_matches('[').trim_end_matches(']');
            name.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Address").field("is_encrypted", &self.is_encrypted).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<bool, Refused> {
        Address::parse(&text.to_owned().into()).map(|address| {
            let mode = address.config.get_ssl_mode();
            assert_eq!(mode == SslMode::Require, address.is_encrypted, "{text}: nothing is left to be preferred");
            address.is_encrypted
        })
    }

    #[test]
    fn what_leaves_this_computer_is_encrypted_whatever_the_address_says() {
        for away in [
            "postgresql://a:b@db.example.com/claims",
            "postgresql://a:b@db.example.com/claims?sslmode=prefer",
            "host=10.0.0.1 user=a",
            "host=localhost hostaddr=10.0.0.1 user=a",
            "host=localhost.example.com user=a",
            "host=127.0.0.1.example.com user=a",
        ] {
            assert_eq!(parse(away), Ok(true), "{away}");
            let plain = if away.contains("://") {
                format!("{}?sslmode=disable", away.split('?').next().unwrap())
            } else {
                format!("{away} sslmode=disable")
            };
            assert_eq!(parse(&plain), Err(Refused::Plain), "{plain}: there is no switch");
        }
    }

    #[test]
    fn what_stays_on_this_computer_need_not_be() {
        for here in [
            "host=/run/postgresql user=a",
            "postgresql://a@127.0.0.1/x",
            "postgresql://a@[::1]/x",
            "host=localhost user=a",
        ] {
            assert_eq!(parse(here), Ok(false), "{here}");
        }
        assert_eq!(parse("host=localhost user=a sslmode=require"), Ok(true), "it may be");
    }

    #[test]
    fn one_server_is_meant_and_nothing_is_guessed() {
        for text in ["user=a", "postgresql:///x", "host=a,b user=c", "postgresql://a,b/x"] {
            assert_eq!(parse(text), Err(Refused::NotOne), "{text}");
        }
        for text in ["", "mysql://a/b", "host", "host=a sslmode=allow"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_given_nothing_of_it_is_shown(text in "\\PC{0,80}") {
            let address = format!("postgresql://user:{text}@db.example.com/x");
            if let Ok(address) = Address::parse(&address.into()) {
                prop_assert_eq!(format!("{address:?}"), "Address { is_encrypted: true, .. }");
            }
        }
    }
}
