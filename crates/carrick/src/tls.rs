//! How connections over TLS are made: whom this computer trusts, how a server proves who it is, and what is wrong
//! where it does not.

#[cfg(target_os = "linux")]
mod algorithms;
mod asked;
#[cfg(target_os = "linux")]
mod environment;
mod fault;
#[cfg(target_os = "linux")]
mod places;
#[cfg(target_os = "linux")]
mod roots;
#[cfg(target_os = "linux")]
mod verifier;

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::WantsClientCert;

pub(crate) use asked::Asked;
pub use fault::Fault;
pub(crate) use fault::Unread;

/// What connections are made with.
pub(crate) struct Tls {
    pub(crate) config: ClientConfig,
    /// Who asked for a certificate of this computer's.
    pub(crate) asked: Asked,
    /// Nothing where nobody need be trusted.
    pub(crate) trusted: Option<Trusted>,
}

/// Whom this computer trusted when that was read. Where the system itself is asked each time, there is nothing to read.
#[derive(Clone)]
pub(crate) struct Trusted {
    #[cfg(target_os = "linux")]
    places: Arc<places::Seen>,
}

impl Trusted {
    /// Whether other certificates than those that were read may be trusted by now. Blocks.
    pub(crate) fn has_changed(&self) -> bool {
        #[cfg(target_os = "linux")]
        return self.places.have_changed();
        #[cfg(not(target_os = "linux"))]
        false
    }
}

/// Reads whom this computer trusts, for connections that offer these protocols, the best first. Blocks.
///
/// # Errors
/// [`Unread`] when there is nobody to trust.
pub(crate) fn prepare(protocols: &[&str]) -> Result<Tls, Unread> {
    let (builder, trusted) = trusting()?;
    let asked = Asked::default();
    let mut config = builder.with_client_cert_resolver(Arc::new(asked.clone()));
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
    Ok(Tls { config, asked, trusted: Some(trusted) })
}

/// For connections that are not to encrypt, so that they stand whatever is trusted.
///
/// # Errors
/// [`Unread`] should never be.
pub(crate) fn trusting_nobody() -> Result<Tls, Unread> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|_| Unread { setting: None })?;
    let config = builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
    Ok(Tls { config, asked: Asked::default(), trusted: None })
}

type Builder = rustls::ConfigBuilder<ClientConfig, WantsClientCert>;

#[cfg(target_os = "linux")]
fn trusting() -> Result<(Builder, Trusted), Unread> {
    let places = places::Places::of_environment();
    // Looked at before it is read, so that what changes meanwhile counts as changed.
    let seen = Arc::new(places::Seen::now(places.clone()));
    let roots = roots::Roots::read(&places)?;
    let builder = verifier::builder(algorithms::provider(), roots)?;
    Ok((builder, Trusted { places: seen }))
}

#[cfg(not(target_os = "linux"))]
fn trusting() -> Result<(Builder, Trusted), Unread> {
    use rustls_platform_verifier::BuilderVerifierExt as _;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.and_then(|builder| builder.with_platform_verifier());
    builder.map(|builder| (builder, Trusted {})).map_err(|_| Unread { setting: None })
}
