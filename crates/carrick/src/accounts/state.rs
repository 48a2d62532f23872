//! What is true of accounts only while this process runs.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use carrick_store::clock::Moment;
use carrick_store::db::pairs::Pair;
use carrick_store::error::Error;
use carrick_store::instance::Instance;
use carrick_store::lock::Lock;
use carrick_store::model::{Attempt, Link, Stage};
use carrick_store::vault::KeptPair;
use secrecy::SecretString;

use super::life::Lives;
use super::matched::Matched;
use super::notice::Notice;
use super::offer::{Offer, Proposal};
use super::run::{LiveSignIn, Run};
use super::spans::Spans;
use super::stop::Stop;
use super::trouble::Trouble;

/// How long what was renewed for a refusal and is refused too is not renewed for that again (milliseconds).
const IN_VAIN_FOR: i64 = 30 * 60_000;

/// What is true of accounts only while this process runs.
#[derive(Default)]
pub(super) struct State {
    /// Sign-ins under way, by integration.
    pub(super) sign_ins: HashMap<i64, LiveSignIn>,
    /// How the last action on an integration ended.
    pub(super) notices: HashMap<i64, Notice>,
    /// Integrations whose last action was somebody signing in, who is told of it elsewhere.
    pub(super) doors: HashSet<i64>,
    /// The last callback that belonged to nothing.
    pub(super) stray_callback: Option<Error>,
    /// The set-up that is shown for the person to agree to.
    pub(super) proposal: Option<Proposal>,
    /// How many were shown so far.
    proposals: u64,
    /// Answers that came while the keyring could not be used.
    pub(super) held: Vec<Matched>,
    /// Sign-ins an earlier process had not ended, until they are.
    pub(super) interrupted: Vec<Interrupted>,
    /// Attempts that are over and whose verifiers the vault still holds.
    pub(super) stale_verifiers: Vec<i64>,
    /// Whether the vault may hold what is to be deleted.
    pub(super) is_vault_untidy: bool,
    /// How often in a row deleting that has failed though the vault could be used.
    pub(super) vain_tidyings: u32,
    /// Whether what an earlier process left could not be read yet.
    pub(super) is_unread: bool,
    /// Why what it left could not be put in order yet.
    pub(super) unordered: Option<Error>,
    /// Attempts that this process has opened, whose callbacks it has matched, or that it has brought to their end.
    pub(super) own_attempts: HashSet<i64>,
    /// Attempts that are known to have linked an account; nothing before it was looked.
    pub(super) known_done: Option<HashSet<i64>>,
    /// How long sign-ins under way may still take.
    pub(super) spans: Spans,
    /// Pairs an earlier process left that belong to nothing.
    pub(super) orphans: Vec<Pair>,
    /// Held while this process is the one that puts the last one's work in order.
    pub(super) recovery: Option<Lock>,
    /// Tokens that could neither be kept nor ended yet.
    pub(super) leftovers: Vec<Leftover>,
    /// Renewed pairs that the vault has not taken yet, by link.
    pub(super) unstored: HashMap<i64, UnstoredPair>,
    /// How long tokens live.
    pub(super) lives: Lives,
    /// Links whose tokens are being renewed.
    pub(super) renewing: Vec<i64>,
    /// Pairs that were asked for because GitLab, or something on the way, refused the token before, by link.
    renewed_for_refusal: HashMap<i64, RenewedForRefusal>,
    /// The renewal of each link that came to nothing last.
    pub(super) failed_renewals: HashMap<i64, FailedRenewal>,
    /// Links that somebody is at to unlink, which may still fail.
    pub(super) unlinking: HashSet<i64>,
    /// Links that are gone and whose tokens are being ended, by their number. They are shown until that is done.
    pub(super) ending: HashMap<i64, Link>,
    /// What GitLab said, or did not say, instead of revoking a pair in the background, by pair.
    pub(super) unrevoked: HashMap<i64, Trouble>,
    /// When it is looked next whether somebody is at this computer, while that is wanted.
    pub(super) next_look: Option<Moment>,
    /// What stands in the way of links, by link.
    pub(super) troubles: HashMap<i64, Trouble>,
}

/// A sign-in whose callback had come when Carrick was closed, and the pair it was going to bring.
pub(super) struct Interrupted {
    pub(super) attempt: Attempt,
    pub(super) pair_id: Option<i64>,
}

/// A token that the vault would not take and GitLab has not ended yet. It exists in memory alone.
pub(super) struct Leftover {
    pub(super) instance: Instance,
    pub(super) application_id: String,
    pub(super) client_secret: Option<SecretString>,
    pub(super) token: SecretString,
    /// What GitLab was asked in vain for.
    pub(super) trouble: Option<Trouble>,
}

/// A pair that a refusal has brought.
struct RenewedForRefusal {
    pair_id: i64,
    at: Moment,
    /// Whether GitLab has taken its token since.
    is_taken: bool,
}

/// A renewal under way: what is journalled of it.
pub(super) struct Renewal {
    pub(super) link: Link,
    pub(super) instance: Instance,
    pub(super) pair_id: i64,
    /// Held until the pair is safe, so that nobody else spends the old one meanwhile.
    pub(super) lock: Lock,
}

/// A renewal that GitLab refused, or did not answer.
pub(super) struct FailedRenewal {
    /// The pair that was to be spent.
    pub(super) pair_id: i64,
    pub(super) why: Stop,
    pub(super) at: Instant,
}

/// A renewed pair that the vault would not take yet. It exists in memory alone.
pub(super) struct UnstoredPair {
    pub(super) renewal: Renewal,
    pub(super) kept: KeptPair,
    /// When its access token ends (Unix milliseconds).
    pub(super) expires_at: i64,
}

impl State {
    /// Shows a set-up, unless one is shown already.
    pub(super) fn propose(&mut self, offer: Result<Offer, Error>) {
        match &mut self.proposal {
            Some(shown) if shown.offer == offer => {}
            Some(shown) => shown.others = shown.others.saturating_add(1),
            None => {
                self.proposals += 1;
                self.proposal = Some(Proposal { number: self.proposals, offer, others: 0 });
            }
        }
    }

    /// Whether something waits for the vault to go on.
    pub(super) fn is_waiting_for_vault(&self) -> bool {
        !(self.held.is_empty() && self.interrupted.is_empty() && self.orphans.is_empty() && self.unstored.is_empty())
    }

    /// Whether the vault holds what is to be deleted, which stands in nobody's way.
    pub(super) fn is_vault_untidy(&self) -> bool {
        self.is_vault_untidy || !self.stale_verifiers.is_empty()
    }

    /// GitLab has answered for a link: nothing stands in its way, and its token is taken.
    pub(super) fn be_well(&mut self, link_id: i64) {
        self.troubles.remove(&link_id);
        if let Some(renewed) = self.renewed_for_refusal.get_mut(&link_id) {
            renewed.is_taken = true;
        }
        self.failed_renewals.remove(&link_id);
    }

    /// A refusal has brought this pair. Of many who were refused at once the last may say so when it was taken already.
    pub(super) fn renewed_for_refusal(&mut self, link_id: i64, pair_id: i64, at: Moment) {
        if self.renewed_for_refusal.get(&link_id).is_none_or(|renewed| renewed.pair_id != pair_id) {
            self.renewed_for_refusal.insert(link_id, RenewedForRefusal { pair_id, at, is_taken: false });
        }
    }

    /// Whether a refusal has brought this pair a moment ago, and GitLab has taken none of its tokens either. What is
    /// refused later is asked about anew: it may have been revoked since, and not everybody notes what is taken.
    pub(super) fn is_renewed_in_vain(&self, link_id: i64, pair_id: i64, now: Moment) -> bool {
        self.renewed_for_refusal.get(&link_id).is_some_and(|renewed| {
            renewed.pair_id == pair_id && !renewed.is_taken && now.since(renewed.at) < IN_VAIN_FOR
        })
    }

    /// The sign-in an attempt belongs to, which may be an earlier process's.
    pub(super) fn resume(&mut self, attempt: &Attempt) -> &mut LiveSignIn {
        let live = self.sign_ins.entry(attempt.integration_id).or_insert_with(|| LiveSignIn::resumed(attempt));
        live.attempts.push(attempt.id);
        live
    }

    /// The run a matched attempt belongs to. An attempt that an earlier process started gets a new one.
    pub(super) fn run_of(&mut self, attempt: &Attempt) -> Run {
        self.stray_callback = None;
        let live = self.resume(attempt);
        live.loopback = None;
        live.run.clone()
    }

    /// These attempts have linked an account. What was told before of the integration of one that another program's
    /// sign-in has is out of date, but that an account is linked; says whether there was any.
    pub(super) fn forget_outdated(&mut self, done: &[(i64, i64)]) -> bool {
        let Some(known) = self.known_done.replace(done.iter().map(|(id, _)| *id).collect()) else { return false };
        let is_news = |id: &i64| !known.contains(id) && !self.own_attempts.contains(id);
        let linked: Vec<i64> = done.iter().filter(|(id, _)| is_news(id)).map(|(_, at)| *at).collect();
        let before = self.notices.len();
        self.notices.retain(|integration_id, notice| notice.is_of_a_link() || !linked.contains(integration_id));
        self.notices.len() < before
    }

    /// The sign-in that is shown, if it is this run.
    pub(super) fn shown(&mut self, run: &Run) -> Option<&mut LiveSignIn> {
        self.sign_ins.get_mut(&run.integration_id).filter(|live| run.is(live))
    }

    /// Moves a run's stage on, as long as it is the one that is shown.
    pub(super) fn reach(&mut self, run: &Run, stage: Stage, now: i64) {
        if let Some(live) = self.shown(run) {
            live.stage = stage;
            live.reached_at.push(now);
        }
    }

    /// A run has ended. If another has started since, that one stays and nothing is said over it; how a
    /// cancelled one failed is of no interest any more.
    pub(super) fn end(&mut self, run: &Run, notice: Option<Notice>) {
        let newer = self.sign_ins.get(&run.integration_id).is_some_and(|live| !run.is(live));
        if newer {
            return;
        }
        self.sign_ins.remove(&run.integration_id);
        let Some(notice) = notice else { return };
        let linked = matches!(notice, Notice::Linked { .. } | Notice::LinkedAgain { .. });
        if linked || !run.is_cancelled() {
            self.notices.insert(run.integration_id, notice);
        }
    }
}
