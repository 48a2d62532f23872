//! What must not be cut off by leaving: what is under way, and whether more may begin.

use tokio::sync::watch;

/// Counts what is under way. One for all areas; cheap to clone.
#[derive(Clone, Default)]
pub struct Gate(watch::Sender<Traffic>);

#[derive(Clone, Copy, Default)]
struct Traffic {
    stands: Stands,
    under_way: usize,
    /// How much has begun so far: who saw nothing under way learns by it that something came and went meanwhile.
    begun: u64,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stands {
    #[default]
    Open,
    /// The program is being left: what it would do by itself waits.
    Narrow,
    /// The program is gone, but for its last instructions.
    Shut,
}

/// Something under way, until this is dropped.
pub struct UnderWay(Gate);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.send_modify(|traffic| traffic.under_way -= 1);
    }
}

impl Gate {
    /// Begins what a person or a browser asked for, or a part of what is under way. In a program that is gone
    /// nothing begins any more, and this waits for good.
    pub async fn enter(&self) -> UnderWay {
        self.enter_while(|stands| stands != Stands::Shut).await
    }

    /// Begins what the program does by itself. While it is being left, that waits.
    pub async fn enter_unless_leaving(&self) -> UnderWay {
        self.enter_while(|stands| stands == Stands::Open).await
    }

    /// The same as [`Self::enter`] at once; `None` in a program that is gone.
    pub fn try_enter(&self) -> Option<UnderWay> {
        self.try_enter_while(|stands| stands != Stands::Shut)
    }

    /// Lets nothing of the program's own begin from now on.
    pub(crate) fn narrow(&self) {
        self.0.send_modify(|traffic| traffic.stands = Stands::Narrow);
    }

    /// The opposite of [`Self::narrow`], and of [`Self::shut`].
    pub(crate) fn open(&self) {
        self.0.send_modify(|traffic| traffic.stands = Stands::Open);
    }

    /// Lets nothing begin from now on, unless something is under way or has begun since `begun` was read; without
    /// that, whatever is under way.
    pub(crate) fn shut(&self, begun: Option<u64>) -> bool {
        self.0.send_if_modified(|traffic| {
            let shuts = begun.is_none_or(|begun| traffic.under_way == 0 && traffic.begun == begun);
            if shuts {
                traffic.stands = Stands::Shut;
            }
            shuts
        })
    }

    /// Waits until nothing is under way; answers how much had begun by then.
    pub(crate) async fn quiet(&self) -> u64 {
        self.wait_for(|traffic| traffic.under_way == 0).await.begun
    }

    /// Waits until more has begun, and has ended.
    pub(crate) async fn quiet_again(&self, begun: u64) {
        self.wait_for(|traffic| traffic.under_way == 0 && traffic.begun != begun).await;
    }

    async fn enter_while(&self, may: impl Fn(Stands) -> bool) -> UnderWay {
        loop {
            if let Some(under_way) = self.try_enter_while(&may) {
                return under_way;
            }
            self.wait_for(|traffic| may(traffic.stands)).await;
        }
    }

    fn try_enter_while(&self, may: impl Fn(Stands) -> bool) -> Option<UnderWay> {
        let entered = self.0.send_if_modified(|traffic| {
            let may = may(traffic.stands);
            if may {
                traffic.under_way += 1;
                traffic.begun += 1;
            }
            may
        });
        entered.then(|| UnderWay(self.clone()))
    }

    async fn wait_for(&self, is_so: impl FnMut(&Traffic) -> bool) -> Traffic {
        let mut traffic = self.0.subscribe();
        let found = traffic.wait_for(is_so).await.map(|found| *found);
        // The sender is ours, so the failure cannot be.
        found.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Gate;

    #[tokio::test]
    async fn nothing_begins_in_a_program_that_is_gone() {
        let gate = Gate::default();
        let begun = gate.quiet().await;
        assert!(gate.shut(Some(begun)), "nothing is under way");
        assert!(gate.try_enter().is_none(), "too late");
        gate.open();
        assert!(gate.try_enter().is_some(), "it goes on after all");
    }

    #[tokio::test]
    async fn it_does_not_shut_on_what_is_under_way_or_came_and_went_meanwhile() {
        let gate = Gate::default();
        let begun = gate.quiet().await;
        let under_way = gate.enter().await;
        assert!(!gate.shut(Some(begun)), "something is under way");
        drop(under_way);
        assert!(!gate.shut(Some(begun)), "what it left behind was not looked at");
        assert!(gate.shut(Some(gate.quiet().await)), "now it was");
    }

    #[tokio::test]
    async fn what_the_program_does_by_itself_waits_while_it_is_being_left() {
        let gate = Gate::default();
        gate.narrow();
        let waiting = tokio::spawn({
            let gate = gate.clone();
            async move { gate.enter_unless_leaving().await }
        });
        let asked_for = gate.enter().await;
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished(), "it waits");
        drop(asked_for);
        gate.open();
        waiting.await.unwrap();
        assert!(gate.shut(Some(gate.quiet().await)), "and is over");
    }
}
