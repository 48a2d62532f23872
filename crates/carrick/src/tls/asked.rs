//! Whether a server wanted a certificate of this computer's, which it does not get.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;

/// Counts how often that was. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked(Arc<AtomicU64>);

impl Asked {
    /// How often so far.
    pub(crate) fn times(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl ResolvesClientCert for Asked {
    fn resolve(&self, _issuers: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}
