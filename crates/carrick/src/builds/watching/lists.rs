//! What changed, by GraphQL: of many projects in one question, or of a group most of whose projects
//! are looked at.

use std::collections::{HashMap, HashSet, VecDeque};

use super::groups::is_within;
use super::plan::Target;
use super::round::Round;
use super::size::Size;
use crate::builds::asking::{Asked, NoAnswer};
use crate::gitlab::merge_requests::texts::Dialect;
use crate::gitlab::merge_requests::{Batch, Portion, Sightings, Wanted};

/// A group is not asked about for fewer projects, where the others of it rest.
const FEWEST_OF_GROUP: usize = 3;

/// The most and the fewest of a group's in one answer; with fewer its projects are asked about.
const MOST_OF_GROUP: usize = 100;
const FEWEST_AT_ONCE: usize = 12;

/// A question that is still to be asked.
struct Question {
    targets: Vec<Target>,
    wanted: Wanted,
    after: Option<String>,
}

impl Round {
    /// Reads what changed, and for the first time what is open.
    pub(super) async fn lists(&mut self, dialect: Dialect) -> Result<(), NoAnswer> {
        let before = self.with_live(|live| live.size);
        let read = self.read_lists(dialect).await;
        if read.is_err() && self.outage.is_silent() {
            // Who is down says nothing of how much can be asked for at once.
            self.with_live(|live| live.size = before);
        }
        read
    }

    async fn read_lists(&mut self, dialect: Dialect) -> Result<(), NoAnswer> {
        let mut changed = self.due(|target| !target.is_first());
        for namespace in self.plan.groups.clone() {
            changed = self.group_of(changed, &namespace, dialect).await?;
        }
        let size = self.with_live(|live| live.size.projects());
        let mut questions: VecDeque<Question> = changed.chunks(size).map(|targets| self.question(targets)).collect();
        // A first look brings all that is open, of a few projects at once.
        for targets in self.due(Target::is_first).chunks(size.div_ceil(5)) {
            let wanted = Wanted { since: None, is_open_only: true };
            questions.push_back(Question { targets: targets.to_vec(), wanted, after: None });
        }
        while let Some(question) = questions.pop_front() {
            match self.asked(&question, dialect).await {
                Ok((at, batch)) => {
                    self.note_answer();
                    self.with_live(|live| live.size.grow());
                    self.heard(question, at, batch, &mut questions).await?;
                }
                Err(NoAnswer::Less) => self.halve(question, &mut questions).await?,
                Err(why) => return Err(why),
            }
        }
        Ok(())
    }

    fn question(&self, targets: &[Target]) -> Question {
        let since = targets.iter().map(|target| self.since(target)).min();
        Question { targets: targets.to_vec(), wanted: Wanted { since, is_open_only: false }, after: None }
    }

    async fn asked(&mut self, question: &Question, dialect: Dialect) -> Result<(Option<i64>, Batch), NoAnswer> {
        let projects: Vec<i64> = question.targets.iter().map(|target| target.watch.project_id).collect();
        let portion = Portion { most: Size::merge_requests(projects.len()), after: question.after.clone() };
        let (projects, portion, wanted) = (&projects, &portion, question.wanted);
        let ask = |asked: Asked| async move {
            asked.gitlab.merge_requests(asked.caller(), dialect, projects, wanted, portion).await
        };
        let said = self.ask(ask).await?;
        Ok((said.at, said.what))
    }

    async fn heard(
        &mut self,
        question: Question,
        at: Option<i64>,
        batch: Batch,
        questions: &mut VecDeque<Question>,
    ) -> Result<(), NoAnswer> {
        let mut told: HashMap<i64, Option<Sightings>> =
            batch.0.into_iter().map(|of_project| (of_project.project_id, of_project.sightings)).collect();
        for target in question.targets {
            let found = match told.remove(&target.watch.project_id) {
                Some(Some(found)) => found,
                told => {
                    let error = if told.is_some() { self.not_told() } else { self.not_shown() };
                    self.put_aside(&target, &error).await?;
                    continue;
                }
            };
            let next = found.next.clone();
            self.take(&target, at, found).await?;
            match next {
                Some(after) => {
                    let mut more = self.question(std::slice::from_ref(&target));
                    if question.wanted.is_open_only {
                        more.wanted = question.wanted;
                    } else {
                        // Where a list goes on depends on where it began.
                        more.wanted.since = question.wanted.since;
                    }
                    questions.push_back(Question { after: Some(after), ..more });
                }
                None => self.reached_end(&target, question.wanted.is_open_only),
            }
        }
        Ok(())
    }

    /// A list of all that is open is a sweep too.
    pub(super) fn reached_end(&mut self, target: &Target, is_sweep: bool) {
        self.looked.push(target.watch.id);
        if is_sweep {
            self.swept.push(target.watch.id);
        }
    }

    /// The instance answers: a group that it could not tell of is too large for it.
    fn note_answer(&mut self) {
        let too_large = self.outage.answered();
        if !too_large.is_empty() {
            self.with_live(|live| live.not_groups.extend(too_large));
        }
    }

    /// Asks for half as much, and next: of an instance that is down that is found out with a few questions. What is too
    /// much of one project alone is asked for by REST.
    async fn halve(&mut self, question: Question, questions: &mut VecDeque<Question>) -> Result<(), NoAnswer> {
        let count = question.targets.len();
        self.with_live(|live| live.size.shrink(count));
        if let [target] = question.targets.as_slice() {
            return self.look_at_one_by_rest(target).await;
        }
        for half in question.targets.rchunks(count.div_ceil(2)) {
            let mut asked = self.question(half);
            asked.wanted.is_open_only = question.wanted.is_open_only;
            asked.wanted.since = asked.wanted.since.filter(|_| !question.wanted.is_open_only);
            questions.push_front(asked);
        }
        Ok(())
    }

    /// Asks about a namespace as a group; what is left to be asked about otherwise.
    async fn group_of(
        &mut self,
        changed: Vec<Target>,
        namespace: &str,
        dialect: Dialect,
    ) -> Result<Vec<Target>, NoAnswer> {
        let (within, others): (Vec<Target>, Vec<Target>) =
            changed.into_iter().partition(|target| is_within(&target.watch.path, namespace));
        if within.len() < FEWEST_OF_GROUP || !self.group(namespace, &within, dialect).await? {
            return Ok(within.into_iter().chain(others).collect());
        }
        Ok(others)
    }

    /// Whether the group could be asked about to the end.
    async fn group(&mut self, namespace: &str, within: &[Target], dialect: Dialect) -> Result<bool, NoAnswer> {
        let wanted = self.question(within).wanted;
        let mut portion = Portion { most: MOST_OF_GROUP, after: None };
        loop {
            let part = &portion;
            let ask = |asked: Asked| async move {
                asked.gitlab.group_merge_requests(asked.caller(), dialect, namespace, wanted, part).await
            };
            match self.ask(ask).await {
                Ok(said) => {
                    self.note_answer();
                    let Some(found) = said.what else { break };
                    let (next, is_others) = (found.next.clone(), is_mostly_of_others(&found, within));
                    self.take_of_group(within, said.at, found).await?;
                    let Some(after) = next else {
                        within.iter().for_each(|target| self.reached_end(target, false));
                        return Ok(true);
                    };
                    // It is known here how many projects the account is a member of, and not how many it may see.
                    if is_others {
                        break;
                    }
                    portion.after = Some(after);
                }
                Err(NoAnswer::Less) if portion.most / 2 >= FEWEST_AT_ONCE => portion.most /= 2,
                Err(NoAnswer::Less) => {
                    self.outage.group(namespace);
                    return Ok(false);
                }
                Err(why) => return Err(why),
            }
        }
        self.with_live(|live| live.not_groups.insert(namespace.to_owned()));
        Ok(false)
    }

    /// Of a project that is not known yet, nothing is kept: its first look comes when it is.
    async fn take_of_group(&mut self, within: &[Target], at: Option<i64>, found: Sightings) -> Result<(), NoAnswer> {
        let mut by_project: HashMap<i64, Sightings> = HashMap::new();
        for sighting in found.seen {
            by_project.entry(sighting.project_id).or_default().seen.push(sighting);
        }
        for (project_id, iid) in found.unready {
            by_project.entry(project_id).or_default().unready.push((project_id, iid));
        }
        for target in within {
            if let Some(found) = by_project.remove(&target.watch.project_id) {
                self.take(target, at, found).await?;
            }
        }
        Ok(())
    }
}

/// Whether more than half of what was told is of projects that nobody asked about.
fn is_mostly_of_others(found: &Sightings, within: &[Target]) -> bool {
    let asked: HashSet<i64> = within.iter().map(|target| target.watch.project_id).collect();
    let ours = found.seen.iter().filter(|sighting| asked.contains(&sighting.project_id)).count();
    ours * 2 < found.seen.len()
}
