//! How a link stands, and with it everything that must not change while something is in its way.

use std::collections::BTreeMap;

use carrick::messages::{Health, Link, TestReport, UiError};
use local_gitlab::LivePair;

use super::{Installation, commands};

/// What must not change while something is in the way.
#[derive(Debug, PartialEq)]
pub(crate) struct Standing {
    pub(crate) link: Link,
    pub(crate) kept: Kept,
    pub(crate) live: Vec<LivePair>,
    /// How many secrets GitLab has issued: every rotation issues two.
    pub(crate) issued: usize,
}

/// The tokens of every entry, which are not shown when they differ.
#[derive(PartialEq)]
pub(crate) struct Kept(BTreeMap<String, [serde_json::Value; 2]>);

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Standing {
    /// The same link as it looks when all is well.
    pub(crate) fn but_fine(mut self) -> Self {
        self.link.health = Health::Fine;
        self
    }
}

impl Installation {
    /// The only link there is.
    pub(crate) async fn the_link(&self) -> Link {
        self.links().await.into_iter().next().expect("a link")
    }

    /// How its one link stands.
    pub(crate) async fn standing(&self) -> Standing {
        let tokens = |(name, entry): (String, String)| {
            let mut entry: serde_json::Value = serde_json::from_str(&entry).unwrap();
            (name, ["access_token", "refresh_token"].map(|field| entry[field].take()))
        };
        Standing {
            link: self.the_link().await,
            kept: Kept(self.keyring.entries("pair/").into_iter().map(tokens).collect()),
            live: self.gitlab.live_pairs(),
            issued: self.gitlab.issued().len(),
        }
    }

    /// How often a path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.gitlab.requests().iter().filter(|request| request.path == path).count()
    }

    /// Presses **Test**.
    pub(crate) async fn test(&self, link: i64) -> TestReport {
        self.noted(commands::test_link(&self.accounts, link).await).unwrap()
    }

    /// Moves the clock to when the link is to be renewed.
    pub(crate) fn let_it_come_due(&self, link: &Link) {
        self.clock.advance(link.renews_at - self.accounts.clock.now());
    }

    /// The error that the window shows beside the link.
    pub(crate) async fn in_the_way(&self, what: &str) -> UiError {
        match self.the_link().await.health {
            Health::Unreachable { error, .. } => error,
            other => panic!("{what} must ask nothing of the person, but is shown as {other:?}"),
        }
    }

    /// An account that is linked, and its link.
    pub(crate) async fn linked() -> (Self, Link) {
        let (installation, _) = Self::set_up(true).await;
        let link = installation.link("alice").await;
        (installation, link)
    }
}
