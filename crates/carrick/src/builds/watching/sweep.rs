//! Reading all that is open, every ten to fifteen minutes: what a throttled time or a lagging replica hid is found so.

use std::collections::{HashMap, VecDeque};

use carrick_store::db::merge_requests;
use carrick_store::merge_request::MergeRequest;

use super::plan::Target;
use super::round::Round;
use crate::builds::asking::{Asked, NoAnswer};
use crate::gitlab::merge_requests::texts::Dialect;
use crate::gitlab::merge_requests::{Head, Portion};

/// The least time between two sweeps of a project, to which up to half as much comes (milliseconds).
const SWEEP_AFTER: i64 = 10 * 60_000;

/// So many projects are swept in one round.
const MOST_AT_ONCE: usize = 100;

/// So many of each at first.
const HEADS: usize = 50;

/// A question that is still to be asked.
struct Question {
    targets: Vec<Target>,
    after: Option<String>,
}

impl Round {
    /// Reads the heads of what is open where it is time, and what of them is not as it is known.
    pub(super) async fn sweep(&mut self, dialect: Dialect) -> Result<(), NoAnswer> {
        let due = self.due_for_sweep(MOST_AT_ONCE);
        let size = self.with_live(|live| live.size.projects());
        let chunks = due.chunks(size).map(|targets| Question { targets: targets.to_vec(), after: None });
        let mut questions: VecDeque<Question> = chunks.collect();
        let mut heads: HashMap<i64, Vec<Head>> = HashMap::new();
        while let Some(Question { targets, after }) = questions.pop_front() {
            let projects: Vec<i64> = targets.iter().map(|target| target.watch.project_id).collect();
            let (projects, portion) = (&projects, &Portion { most: HEADS, after });
            let ask = |asked: Asked| async move { asked.gitlab.open_heads(asked.caller(), projects, portion).await };
            let mut told = match self.ask(ask).await {
                Ok(said) => said.what.into_iter().map(|it| (it.project_id, it)).collect::<HashMap<_, _>>(),
                Err(NoAnswer::Less) if targets.len() > 1 => {
                    self.with_live(|live| live.size.shrink(targets.len()));
                    for half in targets.rchunks(targets.len().div_ceil(2)) {
                        questions.push_front(Question { targets: half.to_vec(), after: None });
                    }
                    continue;
                }
                // One that is too much is left for another time: what changed was asked for.
                Err(NoAnswer::Less) => continue,
                Err(why) => return Err(why),
            };
            let mut whole = Vec::new();
            for target in targets {
                let Some(of_project) = told.remove(&target.watch.project_id) else { continue };
                heads.entry(target.watch.project_id).or_default().extend(of_project.heads);
                match of_project.next {
                    Some(after) => questions.push_back(Question { targets: vec![target], after: Some(after) }),
                    None => {
                        let heads = heads.remove(&target.watch.project_id).unwrap_or_default();
                        whole.push((target, heads));
                    }
                }
            }
            self.compare_heads(&whole, dialect).await?;
        }
        Ok(())
    }

    /// Those whose last sweep is longest ago. Each has its own time, so that they do not all come together.
    pub(super) fn due_for_sweep(&self, most: usize) -> Vec<Target> {
        let is_due = |target: &Target| {
            let own = target.watch.id.rem_euclid(16) * SWEEP_AFTER / 32;
            // A clock that was set back makes no sweep one that is still to come.
            let swept_at = target.watch.swept_at.filter(|swept_at| *swept_at <= self.began_at);
            let due = swept_at.map_or(i64::MIN, |swept_at| swept_at.saturating_add(SWEEP_AFTER + own));
            !target.is_first() && due <= self.began_at
        };
        let mut due = self.due(is_due);
        due.sort_by_key(|target| target.watch.swept_at);
        due.truncate(most);
        due
    }

    /// Compares what was told of some projects with what is known, which is read for all of them at once.
    async fn compare_heads(&mut self, whole: &[(Target, Vec<Head>)], dialect: Dialect) -> Result<(), NoAnswer> {
        let ids: Vec<i64> = whole.iter().map(|(target, _)| target.watch.id).collect();
        let read = move |db: &rusqlite::Connection| {
            ids.into_iter().map(|id| merge_requests::open_of_watch(db, id)).collect::<Result<Vec<_>, _>>()
        };
        for ((target, heads), known) in whole.iter().zip(self.builds.db.read(read).await?) {
            let wanted = differing(&known, heads);
            if !wanted.is_empty() {
                self.is_sweeping = true;
                let read = self.read_numbers(std::slice::from_ref(target), &wanted, dialect).await;
                self.is_sweeping = false;
                read?;
            }
            self.swept.push(target.watch.id);
        }
        Ok(())
    }
}

/// The numbers of those that are not as they are known: new, changed, or not open any more.
fn differing(known: &[MergeRequest], heads: &[Head]) -> Vec<i64> {
    let by_number: HashMap<i64, &Head> = heads.iter().map(|head| (head.iid, head)).collect();
    let is_as_known = |known: &MergeRequest| {
        by_number.get(&known.snapshot.iid).is_some_and(|head| {
            head.sha.as_ref() == Some(&known.snapshot.sha)
                && head.is_draft == known.snapshot.is_draft
                && head.labels == known.snapshot.labels
        })
    };
    let numbers: HashMap<i64, bool> = known.iter().map(|it| (it.snapshot.iid, is_as_known(it))).collect();
    let new = heads.iter().map(|head| head.iid).filter(|iid| !numbers.contains_key(iid));
    let mut differing: Vec<i64> = numbers.iter().filter(|(_, as_known)| !**as_known).map(|(iid, _)| *iid).collect();
    differing.extend(new);
    differing.sort_unstable();
    differing.dedup();
    differing
}

#[cfg(test)]
mod tests {
    use carrick_store::merge_request::{MergeRequestState, Snapshot};

    use super::*;

    fn known(iid: i64) -> MergeRequest {
        let snapshot = Snapshot {
            iid,
            sha: "a".repeat(40),
            state: MergeRequestState::Opened,
            is_draft: false,
            labels: vec!["ci".to_owned()],
            source_branch: "invoices".to_owned(),
            target_branch: "main".to_owned(),
            source_project: Some(7),
            title: String::new(),
            author_id: None,
            author: String::new(),
            created_at: 1,
            updated_at: 1,
            prepared_at: None,
        };
        MergeRequest { id: iid, watch_id: 1, snapshot, head_seen_at: 1, was_there: false, hot_until: 0, seen_at: 1 }
    }

    fn head(iid: i64) -> Head {
        Head { iid, sha: Some("a".repeat(40)), is_draft: false, labels: vec!["ci".to_owned()] }
    }

    #[test]
    fn a_sweep_finds_what_left_no_trace() {
        let all = [known(1), known(2), known(3), known(4), known(5)];
        let pushed = Head { sha: Some("b".repeat(40)), ..head(2) };
        let ready = Head { is_draft: true, ..head(3) };
        let labelled = Head { labels: Vec::new(), ..head(4) };
        let found = differing(&all, &[head(1), pushed, ready, labelled, head(9)]);
        assert_eq!(found, [2, 3, 4, 5, 9], "a push, a draft, a label, one that is gone and one that was missed");
        assert!(differing(&all[..1], &[head(1), head(1)]).is_empty(), "one that is told twice is one");
    }
}
