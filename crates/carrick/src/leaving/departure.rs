//! The way from wanting to leave to being gone.

use std::time::Duration;

use tokio::sync::watch;

use super::{Additions, Leaving, Lost, Phase, Shared};
use crate::accounts::losses;
use crate::builds::{service, status};
use crate::desktop::service::Standing;
use crate::repositories::adding;
use crate::topics::Topic;

impl Leaving {
    /// Leaves whenever that is begun, for as long as it is polled; ends once the process may.
    pub async fn run(&self) {
        tokio::select! {
            () = self.leave_when_begun() => {}
            () = self.stay_when_brought_forward() => {}
        }
    }

    async fn leave_when_begun(&self) {
        let mut phase = self.phase();
        loop {
            until(&mut phase, |phase| *phase != Phase::Staying).await;
            self.0.parts.gate.narrow();
            tokio::select! {
                () = until(&mut phase, |phase| *phase == Phase::Staying) => {}
                () = self.finish() => return,
            }
            self.0.parts.gate.open();
            self.set_additions(Additions::Ask);
            adding::go_on(&self.0.repositories);
        }
    }

    /// A sign-in that comes back is followed in the window, and is under way meanwhile.
    async fn stay_when_brought_forward(&self) {
        let topics = &self.0.parts.topics;
        let mut forward = std::pin::pin!(topics.forward());
        loop {
            forward.as_mut().await;
            forward.set(topics.forward());
            self.stay();
        }
    }

    /// Ends once nothing is under way and nothing can be lost, or may be.
    async fn finish(&self) {
        let Shared { parts, accounts, longest, .. } = &*self.0;
        let (mut has_tried, mut has_stopped, mut is_late) = (false, false, false);
        loop {
            // Whoever stays just now has this dropped.
            until(&mut self.phase(), |phase| *phase != Phase::Staying).await;
            // What has taken too long is not waited for as long again.
            let limit = if is_late { Duration::ZERO } else { *longest };
            let begun = tokio::time::timeout(limit, parts.gate.quiet()).await.ok();
            is_late = begun.is_none();
            let changed = parts.topics.touched_next(Topic::Accounts);
            let added = parts.topics.touched_next(Topic::Additions);
            let Some(additions) = self.additions_left(&mut has_stopped).await else { continue };
            let losses = losses::losses(accounts);
            if !losses.is_empty() && !has_tried {
                has_tried = true;
                losses::save(accounts);
                continue;
            }
            let answer = begun.is_none().then_some(Lost::Answer);
            let asks = self.additions() == Additions::Ask;
            let unadded = (additions > 0 && asks).then_some(Lost::Additions(additions));
            let losses = losses.into_iter().map(Lost::OfAccount);
            let unbuilt = self.unbuilt().await.filter(|_| asks);
            let lost: Vec<Lost> = unbuilt.into_iter().chain(unadded).chain(answer).chain(losses).collect();
            if !lost.is_empty() && !self.may_lose() {
                self.ask(lost);
                self.answered(begun, changed, added).await;
            } else if additions > 0 {
                self.wait_for(added).await;
            } else if self.go(begun) {
                return;
            }
        }
    }

    /// How many repositories are still being added; `None` after those that are to be stopped were told to, until which
    /// something is under way.
    async fn additions_left(&self, has_stopped: &mut bool) -> Option<u32> {
        if self.additions() == Additions::Stop {
            let is_first = !std::mem::replace(has_stopped, true);
            adding::stop(&self.0.repositories);
            return (!is_first).then_some(0);
        }
        let counted = adding::count_under_way(&self.0.repositories).await;
        // What cannot be counted cannot be waited for.
        Some(counted.unwrap_or(0))
    }

    /// Waits until another repository is added, or the person does not wait any more.
    async fn wait_for(&self, added: impl Future<Output = ()>) {
        let mut phase = self.phase();
        tokio::select! {
            () = until(&mut phase, |phase| *phase != Phase::Finishing { although_lost: false }) => {}
            () = added => {}
        }
    }

    /// That builds stop, where the person was not asked about it before. What cannot be found out is not asked about.
    async fn unbuilt(&self) -> Option<Lost> {
        let builds = self.0.builds.get()?;
        if service::answered_at(builds).await.ok()?.is_some() {
            return None;
        }
        let watched = status::status(builds).await.ok()?.watched;
        let count = u32::try_from(watched).ok().filter(|count| *count > 0)?;
        let is_installed = service::seen(builds).await.ok()?.standing != Standing::NotInstalled;
        (!is_installed && service::is_possible(builds)).then_some(Lost::Builds(count))
    }

    fn may_lose(&self) -> bool {
        *self.0.phase.borrow() == Phase::Finishing { although_lost: true }
    }

    fn ask(&self, lost: Vec<Lost>) {
        let asks = self.turn(|phase| match phase {
            Phase::Finishing { .. } | Phase::Asking(_) => Some(Phase::Asking(lost.clone())),
            Phase::Staying | Phase::Gone => None,
        });
        if asks {
            tracing::warn!(?lost, "leaving now would lose something");
        }
    }

    /// Waits for the person's answer, or until there may be nothing to ask any more.
    async fn answered(&self, begun: Option<u64>, changed: impl Future<Output = ()>, added: impl Future<Output = ()>) {
        let mut phase = self.phase();
        let gate = &self.0.parts.gate;
        let quiet = async {
            match begun {
                Some(begun) => gate.quiet_again(begun).await,
                None => drop(gate.quiet().await),
            }
        };
        tokio::select! {
            () = until(&mut phase, |phase| !matches!(phase, Phase::Asking(_))) => {}
            () = quiet => {}
            () = changed => {}
            () = added => {}
        }
    }

    /// The last step, unless somebody stays or something begins just now. The gate shuts in it: a shut gate that is
    /// met means that this process ends.
    fn go(&self, begun: Option<u64>) -> bool {
        self.turn(|phase| match phase {
            Phase::Finishing { .. } | Phase::Asking(_) if self.0.parts.gate.shut(begun) => Some(Phase::Gone),
            _ => None,
        });
        // It may have been taken by an earlier run already.
        *self.0.phase.borrow() == Phase::Gone
    }
}

async fn until(phase: &mut watch::Receiver<Phase>, is_so: impl FnMut(&Phase) -> bool) {
    if phase.wait_for(is_so).await.is_err() {
        // Who leaves is gone; there is nothing to wait for.
        std::future::pending::<()>().await;
    }
}
