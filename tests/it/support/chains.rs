//! Certificates of every kind that servers show, and what a server needs to show one.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{NoClientAuth, WebPkiClientVerifier};
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};

/// What a server shows, and the PEM of what a client has to trust for it.
pub(crate) struct Chain {
    shown: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    pub(crate) trusted: String,
}

/// An authority, perhaps one that another has made one.
pub(crate) struct Authority {
    params: CertificateParams,
    key: KeyPair,
    certificate: rcgen::Certificate,
}

impl Authority {
    /// One that vouches for itself.
    pub(crate) fn new(name: &str) -> Self {
        let (params, key) = (authority_params(name), KeyPair::generate().unwrap());
        let certificate = params.self_signed(&key).unwrap();
        Self { params, key, certificate }
    }

    /// One below this.
    pub(crate) fn below(&self, name: &str) -> Self {
        self.make(authority_params(name))
    }

    /// One below this that is good from one year's beginning to another's.
    pub(crate) fn below_in(&self, years: [i32; 2], name: &str) -> Self {
        self.make(lasting(years, authority_params(name)))
    }

    fn make(&self, params: CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer()).unwrap();
        Self { params, key, certificate }
    }

    pub(crate) fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// A server's certificate below this, shown with those that lie between.
    pub(crate) fn vouches_for(&self, server: CertificateParams, between: &[&Self]) -> Chain {
        let key = KeyPair::generate().unwrap();
        let certificate = server.signed_by(&key, &self.issuer()).unwrap();
        let between = between.iter().map(|authority| authority.certificate.der().clone());
        let shown = std::iter::once(certificate.der().clone()).chain(between).collect();
        Chain { shown, key: key.into(), trusted: certificate.pem() }
    }

    fn issuer(&self) -> Issuer<'_, &KeyPair> {
        Issuer::from_params(&self.params, &self.key)
    }
}

fn authority_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    marked(params)
}

/// The same, marked as an authority's.
pub(crate) fn marked(mut params: CertificateParams) -> CertificateParams {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

fn lasting(years: [i32; 2], mut params: CertificateParams) -> CertificateParams {
    [params.not_before, params.not_after] = years.map(|year| date_time_ymd(year, 1, 1));
    params
}

/// A server of this name.
pub(crate) fn server(name: &str) -> CertificateParams {
    named(vec![name.to_owned()])
}

/// A server that is named in its subject alone, as was usual once.
pub(crate) fn nameless() -> CertificateParams {
    named(Vec::new())
}

fn named(names: Vec<String>) -> CertificateParams {
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name.push(DnType::CommonName, "GitLab");
    params
}

/// A server of this computer whose certificate is good from one year's beginning to another's.
pub(crate) fn server_of(years: [i32; 2]) -> CertificateParams {
    lasting(years, server("127.0.0.1"))
}

impl Chain {
    /// A certificate that vouches for itself, marked as an authority's or not.
    pub(crate) fn self_signed(server: CertificateParams, is_authority: bool) -> Self {
        let server = if is_authority { marked(server) } else { server };
        let key = KeyPair::generate().unwrap();
        let certificate = server.self_signed(&key).unwrap();
        Self { shown: vec![certificate.der().clone()], key: key.into(), trusted: certificate.pem() }
    }

    /// A key, a server's certificate and its authority's, in that order.
    pub(crate) fn read(pem: &str) -> Self {
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap();
        let mut shown: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes()).map(Result::unwrap).collect();
        shown.pop();
        let authority = pem.rfind("-----BEGIN CERTIFICATE-----").unwrap();
        Self { shown, key, trusted: pem[authority..].to_owned() }
    }

    /// What a server needs to show it to everybody.
    pub(crate) fn shown(&self) -> ServerConfig {
        self.configured(rustls::DEFAULT_VERSIONS, None)
    }

    /// What a server needs to show it to those alone who show one of this authority's.
    pub(crate) fn shown_to(&self, below: &Authority, version: &'static SupportedProtocolVersion) -> ServerConfig {
        self.configured(&[version], Some(below))
    }

    fn configured(&self, versions: &[&'static SupportedProtocolVersion], to: Option<&Authority>) -> ServerConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = to.map(|below| {
            let mut roots = RootCertStore::empty();
            roots.add(below.certificate.der().clone()).unwrap();
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build().unwrap()
        });
        let builder = ServerConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
        let builder = builder.with_client_cert_verifier(verifier.unwrap_or_else(|| Arc::new(NoClientAuth)));
        builder.with_single_cert(self.shown.clone(), self.key.clone_key()).unwrap()
    }
}
