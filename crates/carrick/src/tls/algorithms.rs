//! The signatures that can be checked: those of ring, and three that it leaves out and that authorities of a company's
//! own are made with all the same, since OpenSSL takes any curve with any digest: P-521, and SHA-512 on P-256 and P-384.

use std::sync::Arc;

use rustls::SignatureScheme as Scheme;
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::{Digest as _, Sha384, Sha512};
use webpki::ring;

/// What TLS is made of here.
pub(super) fn provider() -> Arc<CryptoProvider> {
    let signature_verification_algorithms = WebPkiSupportedAlgorithms { all: ALL, mapping: IN_HANDSHAKES };
    Arc::new(CryptoProvider { signature_verification_algorithms, ..rustls::crypto::ring::default_provider() })
}

type Algorithm = &'static dyn SignatureVerificationAlgorithm;

/// For certificates.
static ALL: &[Algorithm] = &[
    ring::ECDSA_P256_SHA256,
    ring::ECDSA_P256_SHA384,
    ring::ECDSA_P384_SHA256,
    ring::ECDSA_P384_SHA384,
    ring::ED25519,
    ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
    ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
    ring::RSA_PKCS1_2048_8192_SHA256,
    ring::RSA_PKCS1_2048_8192_SHA384,
    ring::RSA_PKCS1_2048_8192_SHA512,
    ring::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS,
    ring::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS,
    ring::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS,
    P256_SHA512,
    P384_SHA512,
    P521_SHA384,
    P521_SHA512,
];

/// For handshakes, the best first, as rustls has them for ring. TLS 1.3 takes the first of a scheme, TLS 1.2 any.
static IN_HANDSHAKES: &[(Scheme, &[Algorithm])] = &[
    (Scheme::ECDSA_NISTP384_SHA384, &[ring::ECDSA_P384_SHA384, ring::ECDSA_P256_SHA384]),
    (Scheme::ECDSA_NISTP256_SHA256, &[ring::ECDSA_P256_SHA256, ring::ECDSA_P384_SHA256]),
    (Scheme::ED25519, &[ring::ED25519]),
    (Scheme::ECDSA_NISTP521_SHA512, &[P521_SHA512, P384_SHA512, P256_SHA512]),
    (Scheme::RSA_PSS_SHA512, &[ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY]),
    (Scheme::RSA_PSS_SHA384, &[ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY]),
    (Scheme::RSA_PSS_SHA256, &[ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY]),
    (Scheme::RSA_PKCS1_SHA512, &[ring::RSA_PKCS1_2048_8192_SHA512]),
    (Scheme::RSA_PKCS1_SHA384, &[ring::RSA_PKCS1_2048_8192_SHA384]),
    (Scheme::RSA_PKCS1_SHA256, &[ring::RSA_PKCS1_2048_8192_SHA256]),
];

static P256_SHA512: Algorithm =
    &Ecdsa { curve: alg_id::ECDSA_P256, signature: alg_id::ECDSA_SHA512, digest: sha512, verify: p256 };
static P384_SHA512: Algorithm =
    &Ecdsa { curve: alg_id::ECDSA_P384, signature: alg_id::ECDSA_SHA512, digest: sha512, verify: p384 };
static P521_SHA384: Algorithm =
    &Ecdsa { curve: alg_id::ECDSA_P521, signature: alg_id::ECDSA_SHA384, digest: sha384, verify: p521 };
static P521_SHA512: Algorithm =
    &Ecdsa { curve: alg_id::ECDSA_P521, signature: alg_id::ECDSA_SHA512, digest: sha512, verify: p521 };

/// Of a key, a digest and a signature: something when they belong together.
type Verify = fn(&[u8], &[u8], &[u8]) -> Option<()>;

#[derive(Debug)]
struct Ecdsa {
    curve: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    digest: fn(&[u8]) -> Vec<u8>,
    verify: Verify,
}

impl SignatureVerificationAlgorithm for Ecdsa {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        (self.verify)(key, &(self.digest)(message), signature).ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.curve
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

fn sha384(message: &[u8]) -> Vec<u8> {
    Sha384::digest(message).to_vec()
}

fn sha512(message: &[u8]) -> Vec<u8> {
    Sha512::digest(message).to_vec()
}

fn p256(key: &[u8], digest: &[u8], signature: &[u8]) -> Option<()> {
    use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
    key.verify_prehash(digest, &p256::ecdsa::Signature::from_der(signature).ok()?).ok()
}

fn p384(key: &[u8], digest: &[u8], signature: &[u8]) -> Option<()> {
    use p384::ecdsa::signature::hazmat::PrehashVerifier as _;
    let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
    key.verify_prehash(digest, &p384::ecdsa::Signature::from_der(signature).ok()?).ok()
}

fn p521(key: &[u8], digest: &[u8], signature: &[u8]) -> Option<()> {
    use p521::ecdsa::signature::hazmat::PrehashVerifier as _;
    let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
    key.verify_prehash(digest, &p521::ecdsa::Signature::from_der(signature).ok()?).ok()
}
