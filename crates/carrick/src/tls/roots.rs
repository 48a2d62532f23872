//! Whom this computer trusts, read from its files.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use sha2::{Digest as _, Sha256};

use super::environment::{FILE, FOLDERS};
use super::fault::Unread;
use super::places::Places;

/// Those who are trusted.
#[derive(Debug)]
pub(super) struct Roots {
    pub(super) authorities: Arc<RootCertStore>,
    /// The SHA-256 of each certificate, whether or not it is an authority's.
    fingerprints: HashSet<[u8; 32]>,
    /// A variable that names no certificate that can be read, where others can be.
    pub(super) unread: Option<&'static str>,
}

impl Roots {
    /// Reads them.
    ///
    /// # Errors
    /// [`Unread`] when there are none.
    pub(super) fn read(places: &Places) -> Result<Self, Unread> {
        let of_file = places.file.as_deref().map(|file| load(Some(file), None));
        let of_folders = places.folders.iter().flat_map(|folder| load(None, Some(folder)));
        let of_folders = (!places.folders.is_empty()).then(|| of_folders.collect::<Vec<_>>());
        let is_none = |found: &Option<Vec<_>>| found.as_ref().is_some_and(Vec::is_empty);
        let unread = if places.is_file_named && is_none(&of_file) {
            Some(FILE)
        } else {
            (places.are_folders_named && is_none(&of_folders)).then_some(FOLDERS)
        };
        let found: Vec<_> = of_file.into_iter().chain(of_folders).flatten().collect();
        let fingerprints = found.iter().map(fingerprint).collect();
        let mut authorities = RootCertStore::empty();
        let (read, odd) = authorities.add_parsable_certificates(found);
        tracing::debug!(read, odd, unread, "trusted certificates");
        if authorities.is_empty() {
            return Err(Unread { setting: unread });
        }
        Ok(Self { authorities: Arc::new(authorities), fingerprints, unread })
    }

    /// Whether this very certificate is trusted.
    pub(super) fn have(&self, certificate: &CertificateDer<'_>) -> bool {
        self.fingerprints.contains(&fingerprint(certificate))
    }
}

/// What cannot be read in a file with others is left out, as OpenSSL does.
fn load(file: Option<&Path>, folder: Option<&Path>) -> Vec<CertificateDer<'static>> {
    rustls_native_certs::load_certs_from_paths(file, folder).certs
}

fn fingerprint(certificate: &CertificateDer<'_>) -> [u8; 32] {
    Sha256::digest(certificate).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_cannot_be_read_only_that_is_told_which_a_variable_names() {
        let [good, empty] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let authority = rcgen::generate_simple_self_signed(vec!["authority.example".to_owned()]).unwrap();
        std::fs::write(good.path().join("authority.pem"), authority.cert.pem()).unwrap();
        let read = |[from, beside]: [&tempfile::TempDir; 2], [is_file_named, are_folders_named]: [bool; 2]| {
            let (file, folders) = (Some(from.path().join("authority.pem")), vec![beside.path().to_owned()]);
            Roots::read(&Places { file, folders, is_file_named, are_folders_named }).map(|roots| roots.unread)
        };
        assert_eq!(read([&good, &empty], [true, false]), Ok(None), "the system's folder may well be empty");
        assert_eq!(read([&good, &empty], [true, true]), Ok(Some(FOLDERS)), "one that is named may not");
        assert_eq!(read([&empty, &good], [false, true]), Ok(None), "nor need the system have the file");
        assert_eq!(read([&empty, &good], [true, false]), Ok(Some(FILE)), "which whoever names it meant");
        let nothing = Err(Unread { setting: Some(FILE) });
        assert_eq!(read([&empty, &empty], [true, false]), nothing, "where nobody is trusted, it is to blame");
    }
}
