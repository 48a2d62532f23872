//! A connection that is encrypted goes to the server that the certificate names, and to no other.

use carrick::builds::claims::why::Why;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use super::server::Server;
use crate::support::alone;

/// A certificate for a name, with its key and whoever vouches for it.
fn certified(name: &str) -> [String; 3] {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    [certificate.pem(), key.serialize_pem(), pem]
}

fn server(certificate: &str, key: &str) -> Server {
    Server::start_with(&[("server.crt", certificate.to_owned()), ("server.key", key.to_owned())])
}

#[test]
fn a_certificate_counts_when_the_system_trusts_it_and_it_bears_the_name() {
    let test =
        "builds::claims::postgres::encrypting::a_certificate_counts_when_the_system_trusts_it_and_it_bears_the_name";
    alone::trusting(test, async || {
        let [certificate, key, authority] = certified("localhost");
        std::fs::write(alone::folder().unwrap().join("authority.pem"), authority).unwrap();
        let right = server(&certificate, &key);
        let asks = |port: u16, host: &str| {
            let password = super::server::PASSWORD;
            Server::at(&format!(
                "host={host} port={port} user=carrick password='{password}' dbname=postgres sslmode=require"
            ))
        };
        assert_eq!(asks(right.port, "localhost").prepare().await, Ok(()), "it is trusted");
        let used = right.sql("SELECT count(*) FROM carrick_claims_version");
        assert_eq!(used, "1", "and was spoken to");
        assert_eq!(
            asks(right.port, "127.0.0.1").prepare().await,
            Err(Why::Certificate),
            "under another name it is not"
        );
        let [other, key, _] = certified("localhost");
        let strange = server(&other, &key);
        assert_eq!(asks(strange.port, "localhost").prepare().await, Err(Why::Certificate), "nobody vouches for this");
        let plain = Server::start();
        assert_eq!(asks(plain.port, "localhost").prepare().await, Err(Why::Certificate), "nor is plain text spoken");
    });
}
