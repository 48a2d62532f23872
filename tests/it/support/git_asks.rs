//! git asks for a password, as it asks any helper.

use std::sync::Arc;

use carrick::accounts::health::TestReport;
use carrick::accounts::{Accounts, healing, health};
use credential::{Errand, Outside};

use super::Installation;

/// What the helper wrote: the protocol, and the words for people.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) output: String,
    pub(crate) words: String,
}

impl Said {
    /// The value of a key; `None` when it was not said.
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        self.output.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
    }

    /// Whether nothing at all was said.
    pub(crate) fn is_silence(&self) -> bool {
        self.output.is_empty() && self.words.is_empty()
    }
}

impl Installation {
    /// git asks about this instance's host, with these further lines.
    pub(crate) async fn git_asks(&self, further: &str) -> Said {
        let url = url::Url::parse(&self.gitlab.url()).unwrap();
        let place = format!("protocol={}\nhost={}\n", url.scheme(), self.gitlab.host());
        self.git_says("get", &format!("{place}{further}\n")).await
    }

    /// git starts the helper with this word and these lines.
    pub(crate) async fn git_says(&self, operation: &str, lines: &str) -> Said {
        let (outside, operation, lines) = (self.helper(), operation.to_owned(), lines.to_owned());
        let answer = move || {
            let (mut output, mut words) = (Vec::new(), Vec::new());
            credential::answer(|| Some(outside), &operation, &mut lines.as_bytes(), &mut output, &mut words);
            let text = |bytes| String::from_utf8(bytes).expect("it speaks UTF-8");
            Said { output: text(output), words: text(words) }
        };
        tokio::task::spawn_blocking(answer).await.expect("the helper ends by itself")
    }

    /// What the helper stands on. What it has done is done by a second program over the same folder.
    fn helper(&self) -> Outside {
        let (start, runtime) = (self.another(), tokio::runtime::Handle::current());
        Outside {
            acts_as: None,
            data_dir: self.data_dir(),
            store: Arc::clone(&self.keyring) as Arc<_>,
            clock: Arc::clone(&self.clock) as Arc<_>,
            send: Box::new(move |errand, limit| {
                let doing = async { perform(&start().await, errand).await };
                runtime.block_on(async { tokio::time::timeout(limit, doing).await.ok() })
            }),
        }
    }
}

/// Does as the command line does, and ends as it ends.
pub(crate) async fn perform(accounts: &Accounts, errand: Errand) -> i32 {
    let done = match errand {
        Errand::Prepare => Ok(Some(TestReport::Working)),
        Errand::Renew { link_id, pair_id } => health::renew_link(accounts, link_id, pair_id).await.map(Some),
        Errand::Recheck { link_id, pair_id } => healing::recheck(accounts, link_id, pair_id).await,
    };
    match done {
        Ok(Some(TestReport::Working)) => 0,
        Ok(Some(TestReport::NeedsYou { .. })) => 4,
        Ok(Some(TestReport::Unreachable { .. }) | None) => 6,
        Err(_) => 5,
    }
}
