//! Claims that machines share, with what goes wrong with real ones: nobody answers, an answer is lost after it was done,
//! and a machine stands still between a claim and what it does next.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use carrick::builds::claims::watching::Ripe;
use carrick::builds::claims::why::Why;
use carrick::builds::claims::{Answer, ClaimId, Claims, Key, Listed, Project, Released, Tried, Turn};
use tokio::sync::Notify;

/// A project, a merge request's number, and a commit.
pub(super) type Place = (i64, i64, String);

/// What all machines see.
#[derive(Default)]
pub(super) struct Board {
    claims: HashMap<Place, ClaimId>,
    count: u64,
    /// Commits of which a claim was taken over, or could not be had.
    pub(super) excused: HashSet<(i64, i64, String)>,
    /// How often nobody answers, out of a hundred times.
    pub(super) failures: u64,
}

/// The board as one machine reaches it.
#[derive(Clone)]
pub(super) struct Shared {
    board: Arc<Mutex<Board>>,
    stands_still: Arc<Mutex<Standing>>,
    goes_on: Arc<Notify>,
}

#[derive(Default)]
struct Standing {
    is_hung: bool,
    waiting: usize,
}

impl Shared {
    pub(super) fn over(board: &Arc<Mutex<Board>>) -> Self {
        Self { board: Arc::clone(board), stands_still: Arc::default(), goes_on: Arc::default() }
    }

    /// From the next claim on this machine stands still behind it.
    pub(super) fn hang(&self) {
        self.standing().is_hung = true;
    }

    pub(super) fn go_on(&self) {
        *self.standing() = Standing::default();
        self.goes_on.notify_waiters();
    }

    /// How much of the machine stands still.
    pub(super) fn waiting(&self) -> usize {
        self.standing().waiting
    }

    fn standing(&self) -> std::sync::MutexGuard<'_, Standing> {
        self.stands_still.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn board(&self) -> std::sync::MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every machine's turn in the middle of what it does.
    async fn stand(&self) {
        let notified = self.goes_on.notified();
        let waits = {
            let mut standing = self.standing();
            standing.waiting += usize::from(standing.is_hung);
            standing.is_hung
        };
        if waits {
            notified.await;
        }
    }

    fn put(&self, key: &Key, from: Option<&ClaimId>) -> Tried {
        let place = (key.project().id, key.iid(), key.sha().to_owned());
        let mut board = self.board();
        board.count += 1;
        let chance = board.count.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let (fails, is_lost) = (chance % 100 < board.failures, chance.is_multiple_of(2));
        let ours = ClaimId::new(format!("{:040x}", board.count));
        if fails {
            board.excused.insert(place.clone());
            // What a lost answer has laid in nobody lets go of.
            if is_lost && board.claims.get(&place) == from {
                board.claims.insert(place, ours);
            }
            return Tried::BestEffort(Why::Unreachable, Turn::without());
        }
        match board.claims.get(&place) {
            Some(there) if Some(there) != from => Tried::Taken(there.clone()),
            there => {
                if there.is_some() {
                    board.excused.insert(place.clone());
                }
                board.claims.insert(place, ours.clone());
                Tried::Won(Turn::with(ours))
            }
        }
    }

    /// All that is left.
    pub(super) fn left(&self) -> Vec<Place> {
        self.board().claims.keys().cloned().collect()
    }
}

impl Claims for Shared {
    fn claim<'a>(&'a self, key: &'a Key, _: i64) -> Answer<'a, Tried> {
        Box::pin(async move {
            let tried = self.put(key, None);
            self.stand().await;
            tried
        })
    }

    fn take_over<'a>(&'a self, key: &'a Key, ripe: &'a Ripe, _: i64) -> Answer<'a, Tried> {
        Box::pin(async move { self.put(key, Some(ripe.seen())) })
    }

    fn renew<'a>(&'a self, key: &'a Key, own: &'a ClaimId, _: i64) -> Answer<'a, Tried> {
        Box::pin(async move { self.put(key, Some(own)) })
    }

    fn look<'a>(&'a self, key: &'a Key) -> Answer<'a, Result<Option<ClaimId>, Why>> {
        let place = (key.project().id, key.iid(), key.sha().to_owned());
        Box::pin(async move {
            let seen = self.board().claims.get(&place).cloned();
            self.stand().await;
            Ok(seen)
        })
    }

    fn release<'a>(&'a self, key: &'a Key, own: &'a ClaimId) -> Answer<'a, Result<Released, Why>> {
        let place = (key.project().id, key.iid(), key.sha().to_owned());
        Box::pin(async move {
            let mut board = self.board();
            match board.claims.get(&place) {
                Some(there) if there == own => drop(board.claims.remove(&place)),
                Some(_) => return Ok(Released::Anothers),
                None => {}
            }
            Ok(Released::Gone)
        })
    }

    fn list<'a>(&'a self, project: &'a Project, iid: Option<i64>) -> Answer<'a, Result<Vec<Listed>, Why>> {
        Box::pin(async move {
            let board = self.board();
            let is_wanted = |place: &Place| place.0 == project.id && iid.is_none_or(|iid| iid == place.1);
            let wanted = board.claims.iter().filter(|(place, _)| is_wanted(place));
            Ok(wanted.map(|((_, iid, sha), id)| Listed { iid: *iid, sha: sha.clone(), id: id.clone() }).collect())
        })
    }

    fn sweep<'a>(&'a self, project: &'a Project, over: &'a [Listed]) -> Answer<'a, Result<usize, Why>> {
        Box::pin(async move {
            let mut board = self.board();
            let before = board.claims.len();
            let is_over = |place: &Place, id: &ClaimId| {
                over.iter().any(|it| (project.id, it.iid, &it.sha, &it.id) == (place.0, place.1, &place.2, id))
            };
            board.claims.retain(|place, id| !is_over(place, id));
            Ok(before - board.claims.len())
        })
    }

    fn probe<'a>(&'a self, _: &'a Project) -> Answer<'a, Result<(), Why>> {
        Box::pin(async { Ok(()) })
    }
}
