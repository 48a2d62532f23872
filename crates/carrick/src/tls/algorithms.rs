//! The signatures that can be checked: those of ring, and three that it leaves out and that authorities of a company's
//! own are made with all the same, since OpenSSL takes any curve with any digest: P-521, and SHA-512 on P-256 and P-384.

use std::sync::Arc;

use rustls::SignatureScheme as Scheme;
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
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
    P521_SHA256,
    P521_SHA384,
    P521_SHA512,
];

/// For handshakes, the best first, as rustls has them for ring. TLS 1.3 takes the first of a scheme, TLS 1.2 any.
static IN_HANDSHAKES: &[(Scheme, &[Algorithm])] = &[
    (Scheme::ECDSA_NISTP384_SHA384, &[ring::ECDSA_P384_SHA384, ring::ECDSA_P256_SHA384, P521_SHA384]),
    (Scheme::ECDSA_NISTP256_SHA256, &[ring::ECDSA_P256_SHA256, ring::ECDSA_P384_SHA256, P521_SHA256]),
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
static P521_SHA256: Algorithm =
    &Ecdsa { curve: alg_id::ECDSA_P521, signature: alg_id::ECDSA_SHA256, digest: sha256, verify: p521 };
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

fn sha256(message: &[u8]) -> Vec<u8> {
    Sha256::digest(message).to_vec()
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

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &[u8] = b"Said in a handshake.";

    /// A key on P-521 that OpenSSL has made, and what it has signed with it.
    const KEY: &str = "\
        0400b984eb097a216ed53aa4a21bc8f263e2f901b984b323f583d11f5d66a2a7e57ab5ea62909f75def1e88d956035ed\
        7b03ee7c1e33e9f09b9750e81877bf8346435c00ed8b8496f060dd6e52479fc63106746fd9152e32d740f028769336cd\
        346d0b3883168e0dfcfd7cc51dbdfdd9655e50774f9ec259a7977ba17cc2210803dbe645ed";
    const WITH_SHA256: &str = "\
        30818702414126abf6d1e755a3730a064a5da20db053d6abfff763d1c5f9c1a8a46a54dd0e4dbbe5104522ba1940fcc3\
        7eb14d70f6fbccf166afb75077662ad986f72b90191402420174927b0a12b2ee92eeebf20629766f38edd98c4bd2bf46\
        67682e6f6984f5757acf9649f2c774ca0d320891fc159e7c170482352a13cfea693b0570a3f2e2e7797e";
    const WITH_SHA384: &str = "\
        3081880242018cef4e8a6c3480bf14fdff1e4751c6ce75aedba5533943a281921f9638c0f341021aedef089400a8dece\
        0924c443ab56f3e95227ef48c4627f4a47c30fbbb01146024200d2ebde4dc98e786400c6f4d49d230ca40f1278c90793\
        8a485f0394562882ece69bad5da9b69dc2f27e197502c82fb9fcb9b3a7473dccf97d7cf472c7197cbb6948";
    const WITH_SHA512: &str = "\
        308187024201d6bd5a5cac936aa9bef7e235cfbe7c2a9de2ec476eb548dc154cf8171fb43bdd5a7b26a9b524596c2897\
        a55722e0cf63e9a138501fc80f9171e988fc709dc4ac2702414f1703ffa096cf9ceabdf74db8abf76c52c3b24fa5112c\
        23cb733383c6eaaa83aa9048996857687c068db2d8c40bd52f1b6638db64612ed0596282eedfd1a2ffa2";

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<_> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
        digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
    }

    #[test]
    fn a_key_on_p521_signs_handshakes_with_any_digest() {
        let table = [
            (Scheme::ECDSA_NISTP256_SHA256, WITH_SHA256),
            (Scheme::ECDSA_NISTP384_SHA384, WITH_SHA384),
            (Scheme::ECDSA_NISTP521_SHA512, WITH_SHA512),
        ];
        for (scheme, signature) in table {
            let (_, algorithms) = IN_HANDSHAKES.iter().find(|(of, _)| *of == scheme).unwrap();
            let is_of_p521 = |algorithm: &Algorithm| algorithm.public_key_alg_id() == alg_id::ECDSA_P521;
            let algorithm = algorithms.iter().find(|algorithm| is_of_p521(algorithm)).unwrap();
            let signed = algorithm.verify_signature(&bytes(KEY), MESSAGE, &bytes(signature));
            assert!(signed.is_ok(), "{scheme:?}: TLS 1.2 lets any curve sign with it");
            let forged = algorithm.verify_signature(&bytes(KEY), b"Something else.", &bytes(signature));
            assert!(forged.is_err(), "{scheme:?}: what was not signed is refused");
            let is_first = is_of_p521(&algorithms[0]);
            assert_eq!(is_first, scheme == Scheme::ECDSA_NISTP521_SHA512, "{scheme:?}: TLS 1.3 takes the first");
        }
    }
}
