//! How a server proves who it is: by a chain that ends at somebody whom this computer trusts, or by a certificate that
//! is itself among the trusted ones, as curl, browsers and Go have it. Many a GitLab has such a one, made with
//! `openssl req -x509`, which marks it as an authority's; the chain alone would not do for it.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{
    WantsClientCert, WebPkiServerVerifier, verify_server_cert_signed_by_trust_anchor, verify_server_name,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, ConfigBuilder, DigitallySignedStruct, Error, OtherError, RootCertStore,
    SignatureScheme,
};

use super::fault::{Fault, Unread};
use super::roots::Roots;

#[derive(Debug)]
struct Verifier {
    roots: Roots,
    by_chain: Arc<WebPkiServerVerifier>,
}

/// The beginning of a configuration that trusts these.
pub(super) fn builder(
    provider: Arc<CryptoProvider>,
    roots: Roots,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, Unread> {
    let by_chain = WebPkiServerVerifier::builder_with_provider(Arc::clone(&roots.authorities), Arc::clone(&provider));
    let by_chain = by_chain.build().map_err(|_| Unread { setting: None })?;
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|_| Unread { setting: None })?;
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(Verifier { roots, by_chain })))
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let by_chain = self.by_chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let Err(refused) = by_chain else { return by_chain };
        // What is wrong above it, or beside it, is nothing to one that needs nobody to vouch for it.
        if self.roots.have(end_entity) {
            let leaf = ParsedCertificate::try_from(end_entity)?;
            verify_by_itself(&leaf, now)?;
            verify_server_name(&leaf, server_name)?;
            return Ok(ServerCertVerified::assertion());
        }
        Err(self.explained(refused, end_entity, intermediates))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.by_chain.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.by_chain.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.by_chain.supported_verify_schemes()
    }
}

impl Verifier {
    /// A refusal that says more where nobody known has issued the certificate, or nobody was looked for.
    fn explained(&self, refused: Error, end_entity: &CertificateDer<'_>, chain: &[CertificateDer<'_>]) -> Error {
        // One that was made anew keeps its name, and is then no work of the one that is trusted.
        let is_of_a_namesake = matches!(&refused, Error::InvalidCertificate(CertificateError::BadSignature));
        if !is_unknown_issuer(&refused) && !is_of_an_authority(&refused) && !is_of_a_namesake {
            return refused;
        }
        let other = |why: Arc<dyn std::error::Error + Send + Sync>| CertificateError::Other(OtherError(why)).into();
        if let Some(setting) = self.roots.unread {
            return other(Arc::new(Unread { setting: Some(setting) }));
        }
        let Ok(leaf) = webpki::EndEntityCert::try_from(end_entity) else { return refused };
        if leaf.issuer() == leaf.subject() {
            other(Arc::new(Fault::SelfSigned))
        } else if is_of_an_authority(&refused) {
            // Found before anybody looks who issued it, which may well be somebody known.
            other(Arc::new(Fault::OfAnAuthority))
        } else if chain.iter().all(|certificate| certificate == end_entity) {
            other(Arc::new(Fault::Alone))
        } else {
            CertificateError::UnknownIssuer.into()
        }
    }
}

/// That it is within its time and for a server, which is looked at before who issued it, so that nobody need be known.
fn verify_by_itself(leaf: &ParsedCertificate<'_>, now: UnixTime) -> Result<(), Error> {
    match verify_server_cert_signed_by_trust_anchor(leaf, &RootCertStore::empty(), &[], now, &[]) {
        Err(refused) if !is_unknown_issuer(&refused) && !is_of_an_authority(&refused) => Err(refused),
        _ => Ok(()),
    }
}

fn is_unknown_issuer(refused: &Error) -> bool {
    matches!(refused, Error::InvalidCertificate(CertificateError::UnknownIssuer))
}

fn is_of_an_authority(refused: &Error) -> bool {
    let Error::InvalidCertificate(CertificateError::Other(OtherError(other))) = refused else { return false };
    other.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity)
}
