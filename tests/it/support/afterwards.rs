//! What must hold after every test: the books balance, and no secret lies anywhere but in the keyring.

use std::time::Duration;

use local_gitlab::LocalGitlab;

use super::books::Books;
use super::{Installation, leaks};

/// How long the books may be out of balance after the last step of a test.
const SETTLING: Duration = Duration::from_secs(5);

impl Installation {
    /// Checks what must hold after every test.
    pub(crate) async fn finish(self) {
        self.finish_with_lost(0).await;
    }

    /// The same where this many answers with a pair were lost on the way.
    pub(crate) async fn finish_with_lost(mut self, lost: usize) {
        self.is_finished = true;
        // What a cancelled or slow sign-in leaves is put in order beside it, so it is waited for.
        let balance = async {
            while self.imbalance(lost).is_some() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let _ = tokio::time::timeout(SETTLING, balance).await;
        assert_eq!(self.imbalance(lost), None, "every pair must be accounted for");
        self.assert_nothing_leaked();
    }

    /// The same where keyrings and databases were swapped, so that no books can balance.
    pub(crate) fn finish_without_books(mut self) {
        self.is_finished = true;
        self.assert_nothing_leaked();
    }

    fn imbalance(&self, lost: usize) -> Option<String> {
        let gitlabs = std::iter::once(&self.gitlab).chain(&self.others);
        Books::read(&self.database(), &self.keyring, gitlabs).imbalance(lost)
    }

    fn assert_nothing_leaked(&self) {
        let mut secrets = self.keyring.secrets();
        secrets.extend(self.typed.lock().unwrap().iter().cloned());
        secrets.extend(std::iter::once(&self.gitlab).chain(&self.others).flat_map(LocalGitlab::issued));
        let addresses = self.browser.opened();
        let state = |address: &String| {
            let url = url::Url::parse(address).ok()?;
            url.query_pairs().find(|(name, _)| name == "state").map(|(_, state)| state.into_owned())
        };
        secrets.extend(addresses.iter().filter_map(state));
        secrets.retain(|secret| secret.len() >= 8);
        let found = leaks::search(&self.data_dir(), &secrets);
        assert!(found.is_empty(), "a secret lies in {found:?}");
        for accounts in self.window.told() {
            let told = serde_json::to_string(&accounts).unwrap();
            let leaked = secrets.iter().any(|secret| told.contains(secret.as_str()));
            assert!(!leaked, "the window was told a secret");
        }
        let told = |answer: &String| secrets.iter().any(|secret| answer.contains(secret.as_str()));
        assert!(!self.answers.lock().unwrap().iter().any(told), "a command answered with a secret");
        assert!(!leaks::log().holds(&secrets), "a secret was logged");
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.keyring.abandon();
        if !std::thread::panicking() {
            assert!(self.is_finished, "a test must end with finish()");
        }
    }
}
