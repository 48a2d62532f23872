//! Who proves to be a GitLab and who does not, each with what it asks for. Whom a computer trusts is named by variables
//! here, so each test has a process of its own.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use carrick::messages::{ErrorCode, UiError};
use local_gitlab::LocalGitlab;
use rustls::version::{TLS12, TLS13};

use crate::support::chains::{Authority, Chain, marked, nameless, server, server_of};
use crate::support::{Front, Installation, alone, commands};

/// Years far from now, on both sides.
const ALWAYS: [i32; 2] = [2000, 2200];

async fn probe(installation: &Installation, address: &str) -> Result<(), UiError> {
    commands::probe_instance(&installation.accounts, address).await
}

/// That a server is refused for this reason, and was told nothing.
async fn assert_refused(installation: &Installation, front: &Front, reason: &str, what: &str) -> UiError {
    let refused = probe(installation, front.url()).await.expect_err(what);
    assert_eq!(refused.code, ErrorCode::Certificate, "{what}: {refused:?}");
    assert_eq!(refused.facts["reason"], reason, "{what} has its own sentence");
    assert_eq!(front.requests(), 0, "{what}: and whoever it is was asked nothing");
    refused
}

fn before(gitlab: &LocalGitlab, chain: &Chain) -> Arc<Front> {
    Front::before(gitlab.port(), chain.shown())
}

#[test]
fn a_certificate_that_is_trusted_itself_is_believed_as_soon_as_it_is_added() {
    let this = "gitlab::certificates::a_certificate_that_is_trusted_itself_is_believed_as_soon_as_it_is_added";
    alone::trusting(this, async || {
        let installation = Installation::new().await;
        alone::trust_pem(&Authority::new("Somebody else").pem());
        let below = |server| Authority::new("Nobody knows").vouches_for(server, &[]);
        let table = [
            (Chain::self_signed(server_of(ALWAYS), true), "self_signed", "one that is marked as an authority's"),
            (Chain::self_signed(server_of(ALWAYS), false), "self_signed", "one that is marked as none"),
            (below(server_of(ALWAYS)), "alone", "one below an authority that is not trusted"),
            (below(marked(server_of(ALWAYS))), "of_an_authority", "one below that is marked as an authority's"),
        ];
        for (chain, reason, what) in table {
            let front = before(&installation.gitlab, &chain);
            assert_refused(&installation, &front, reason, what).await;
            alone::trust_pem(&chain.trusted);
            let found = probe(&installation, front.url()).await;
            assert_eq!(found, Ok(()), "{what} is trusted now, and nobody has to start again");
        }
        installation.finish().await;
    });
}

#[test]
fn a_certificate_that_is_trusted_itself_is_believed_for_its_name_and_in_its_time_alone() {
    let this =
        "gitlab::certificates::a_certificate_that_is_trusted_itself_is_believed_for_its_name_and_in_its_time_alone";
    alone::trusting(this, async || {
        let installation = Installation::new().await;
        for is_authority in [true, false] {
            let table = [
                (server("gitlab.example"), "name", "another name"),
                (nameless(), "nameless", "no name"),
                (server_of([2000, 2010]), "expired", "a time that is over"),
                (server_of([2190, 2200]), "not_yet", "a time that is to come"),
            ];
            for (server, reason, what) in table {
                let chain = Chain::self_signed(server, is_authority);
                alone::trust_pem(&chain.trusted);
                let front = before(&installation.gitlab, &chain);
                assert_refused(&installation, &front, reason, &format!("{what} (CA: {is_authority})")).await;
            }
            let [trusted, twin] = [(); 2].map(|()| Chain::self_signed(server_of(ALWAYS), is_authority));
            alone::trust_pem(&trusted.trusted);
            let front = before(&installation.gitlab, &twin);
            let what = format!("one of the same name with another key (CA: {is_authority})");
            assert_refused(&installation, &front, "self_signed", &what).await;
        }
        installation.finish().await;
    });
}

#[test]
fn a_certificate_that_is_trusted_itself_is_believed_whatever_is_wrong_above_it() {
    let this = "gitlab::certificates::a_certificate_that_is_trusted_itself_is_believed_whatever_is_wrong_above_it";
    alone::trusting(this, async || {
        let installation = Installation::new().await;
        let (known, [old, new]) = (Authority::new("Known"), [(); 2].map(|()| Authority::new("Made anew")));
        let ended = known.below_in([2000, 2010], "Ended");
        let server = || server_of(ALWAYS);
        let table = [
            (new.vouches_for(server(), &[]), &old, "alone", "below a namesake of one that is known"),
            (ended.vouches_for(server(), &[&ended]), &known, "expired", "below one whose time is over"),
        ];
        for (chain, authority, reason, what) in table {
            alone::trust_pem(&authority.pem());
            let front = before(&installation.gitlab, &chain);
            assert_refused(&installation, &front, reason, what).await;
            alone::trust_pem(&[authority.pem(), chain.trusted].concat());
            assert_eq!(probe(&installation, front.url()).await, Ok(()), "{what}, and trusted itself now");
        }
        let over = new.vouches_for(server_of([2000, 2010]), &[]);
        alone::trust_pem(&[old.pem(), over.trusted.clone()].concat());
        let front = before(&installation.gitlab, &over);
        assert_refused(&installation, &front, "expired", "one whose own time is over").await;
        installation.finish().await;
    });
}

#[test]
fn what_is_wrong_with_a_certificate_is_said() {
    alone::trusting("gitlab::certificates::what_is_wrong_with_a_certificate_is_said", async || {
        let installation = Installation::new().await;
        let (known, unknown) = (Authority::new("Known"), Authority::new("Unknown"));
        let (between, strange) = (known.below("Between"), unknown.below("Strange"));
        alone::trust_pem(&known.pem());
        let good = || server_of(ALWAYS);
        let table = [
            (known.vouches_for(server_of([2000, 2010]), &[]), "expired", "one whose time is over"),
            (known.vouches_for(server_of([2190, 2200]), &[]), "not_yet", "one whose time is to come"),
            (known.vouches_for(server("gitlab.example"), &[]), "name", "one for another name"),
            (known.vouches_for(nameless(), &[]), "nameless", "one that is named in its subject alone"),
            (known.vouches_for(marked(good()), &[]), "of_an_authority", "one that is marked as an authority's"),
            (between.vouches_for(good(), &[]), "alone", "one without the one between"),
            (unknown.vouches_for(good(), &[]), "alone", "one that comes alone from nobody known"),
            (strange.vouches_for(good(), &[&strange]), "unknown", "a chain from nobody known"),
            (unknown.vouches_for(good(), &[&unknown]), "unknown", "a chain with the authority itself"),
            (Chain::self_signed(good(), true), "self_signed", "one that vouches for itself"),
        ];
        let mut days = Vec::new();
        for (chain, reason, what) in table {
            let refused = assert_refused(&installation, &before(&installation.gitlab, &chain), reason, what).await;
            days.extend(refused.facts.get("day").cloned());
            let is_dated = refused.facts.contains_key("today");
            assert_eq!(is_dated, ["expired", "not_yet"].contains(&reason), "{what}: where time counts, it is told");
        }
        assert_eq!(days, ["2010-01-01", "2190-01-01"], "until when, and from when");
        let whole = between.vouches_for(good(), &[&between]);
        let found = probe(&installation, before(&installation.gitlab, &whole).url()).await;
        assert_eq!(found, Ok(()), "with the one between, the chain ends at somebody known");
        installation.finish().await;
    });
}

#[test]
fn a_server_that_wants_to_be_shown_a_certificate_is_told_as_that() {
    let this = "gitlab::certificates::a_server_that_wants_to_be_shown_a_certificate_is_told_as_that";
    alone::trusting(this, async || {
        let installation = Installation::new().await;
        let (known, clients) = (Authority::new("Known"), Authority::new("Clients"));
        alone::trust_pem(&known.pem());
        let chain = known.vouches_for(server_of(ALWAYS), &[]);
        for (version, what) in [(&TLS12, "TLS 1.2"), (&TLS13, "TLS 1.3")] {
            for protocols in [&[][..], &["http/1.1"], &["h2", "http/1.1"]] {
                let mut config = chain.shown_to(&clients, version);
                config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
                let front = Front::before(installation.gitlab.port(), config);
                let what = format!("{what} over {protocols:?}");
                assert_refused(&installation, &front, "wants_ours", &what).await;
            }
        }
        let front = Front::wanting_one(chain.shown());
        let refused = probe(&installation, front.url()).await.unwrap_err();
        assert_eq!((refused.code, &*refused.facts["reason"]), (ErrorCode::Certificate, "wants_ours"), "as nginx says");
        installation.finish().await;
    });
}

/// A server that turns every greeting away with this alert, as one does that knows TLS 1.0 alone.
fn alerting(alert: u8) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 16 * 1024]);
            let _ = stream.write_all(&[21, 3, 1, 0, 2, 2, alert]);
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        }
    });
    address
}

#[test]
fn a_server_that_knows_no_encryption_of_ours_is_told_as_that() {
    let this = "gitlab::certificates::a_server_that_knows_no_encryption_of_ours_is_told_as_that";
    alone::trusting(this, async || {
        alone::trust_pem(&Authority::new("Known").pem());
        let installation = Installation::new().await;
        for (alert, reason) in [(70, "incompatible"), (40, "incompatible"), (80, "other")] {
            let refused = probe(&installation, &alerting(alert)).await.unwrap_err();
            assert_eq!(refused.code, ErrorCode::Certificate, "alert {alert}");
            assert_eq!(refused.facts["reason"], reason, "alert {alert}: nobody asked for a certificate");
        }
        installation.finish().await;
    });
}

#[test]
fn an_authority_of_any_usual_kind_is_believed() {
    alone::trusting("gitlab::certificates::an_authority_of_any_usual_kind_is_believed", async || {
        let installation = Installation::new().await;
        let table = [
            (include_str!("chains/rsa-sha512.pem"), "RSA with SHA-512"),
            (include_str!("chains/p384-sha512.pem"), "P-384 with SHA-512"),
            (include_str!("chains/p521.pem"), "P-521"),
            (include_str!("chains/p521-sha256.pem"), "P-521 with SHA-256, as OpenSSL takes it unasked"),
        ];
        for (pem, what) in table {
            let chain = Chain::read(pem);
            alone::trust_pem(&chain.trusted);
            let found = probe(&installation, before(&installation.gitlab, &chain).url()).await;
            assert_eq!(found, Ok(()), "{what}");
        }
        installation.finish().await;
    });
}

/// Runs a test with these variables naming what is trusted, `{}` being a folder of its own.
fn naming(test: &str, variables: &[(&str, &str)], folder: &Path) {
    let place = folder.to_str().unwrap();
    let set: Vec<_> = variables.iter().map(|(name, value)| (*name, value.replace("{}", place))).collect();
    let set: Vec<_> = set.iter().map(|(name, value)| (*name, value.as_str())).collect();
    alone::run_among(test, folder, &set);
}

/// The way of naming trusted certificates that is tried in this process.
const TRIED: &str = "CARRICK_IT_NAMES";

/// The system's own places, which do not know the certificate.
const SYSTEM: &str = "system";

#[test]
fn a_variable_that_names_no_certificates_is_named_itself() {
    let this = "gitlab::certificates::a_variable_that_names_no_certificates_is_named_itself";
    let good = "{}/authority.pem";
    let table: [(&[(&str, &str)], &str); 10] = [
        (&[("SSL_CERT_FILE", "{}/gone.pem")], "SSL_CERT_FILE"),
        (&[("SSL_CERT_FILE", "{}")], "SSL_CERT_FILE"),
        (&[("SSL_CERT_FILE", "{}/empty.pem")], "SSL_CERT_FILE"),
        (&[("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", "{}/gone")], "SSL_CERT_DIR"),
        (&[("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", "{}/empty:")], "SSL_CERT_DIR"),
        (&[("SSL_CERT_FILE", "{}/gone.pem"), ("SSL_CERT_DIR", "{}/other")], "SSL_CERT_FILE"),
        (&[("SSL_CERT_FILE", "{}/other/other.pem"), ("SSL_CERT_DIR", "{}/gone")], "SSL_CERT_DIR"),
        // An empty one is none, and the other one, or the system's own places, count.
        (&[("SSL_CERT_FILE", good), ("SSL_CERT_DIR", "")], ""),
        (&[("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", "{}/good")], ""),
        (&[("SSL_CERT_FILE", "")], SYSTEM),
    ];
    if alone::folder().is_none() {
        for (variables, named) in table {
            let folder = tempfile::tempdir().unwrap();
            for inside in ["empty", "other", "good"] {
                std::fs::create_dir(folder.path().join(inside)).unwrap();
            }
            std::fs::write(folder.path().join("empty.pem"), "").unwrap();
            let other = Authority::new("Somebody else").pem();
            std::fs::write(folder.path().join("other/other.pem"), other).unwrap();
            naming(this, &[variables, &[(TRIED, named)]].concat(), folder.path());
        }
        return;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (named, folder) = (std::env::var(TRIED).unwrap(), alone::folder().unwrap());
        let known = Authority::new("Known");
        alone::trust_pem(&known.pem());
        std::fs::write(folder.join("good/known.pem"), known.pem()).unwrap();
        let installation = Installation::new().await;
        assert_eq!(installation.overview().await.integrations.len(), 1, "the window opens all the same");
        let here = probe(&installation, &installation.gitlab.url()).await;
        assert_eq!(here, Ok(()), "where nobody need be trusted, nobody is");
        let front = before(&installation.gitlab, &known.vouches_for(server_of(ALWAYS), &[]));
        let found = probe(&installation, front.url()).await;
        if named.is_empty() {
            assert_eq!(found, Ok(()), "what is named counts");
        } else if named == SYSTEM {
            assert_eq!(found.unwrap_err().code, ErrorCode::Certificate, "the system's own certificates count");
        } else {
            let refused = found.unwrap_err();
            assert_eq!(refused.code, ErrorCode::TrustUnreadable, "it would be known by what cannot be read");
            assert_eq!(refused.facts["setting"], named, "which is named");
            assert_eq!(front.requests(), 0, "and nothing is sent");
        }
        installation.finish().await;
    });
}
