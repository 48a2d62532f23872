//! All pipelines and jobs.

use super::{Job, Pipeline};
use crate::lag::Lagging;
use crate::state::World;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Numbers of pipelines, jobs and job courses begin here.
const FIRST_PIPELINE: u64 = 8_001;
const FIRST_JOB: u64 = 90_001;

/// The table.
#[derive(Default)]
pub(crate) struct Pipelines {
    rows: BTreeMap<u64, Lagging<Pipeline>>,
    jobs: BTreeMap<u64, Job>,
    of_project: HashMap<u64, Vec<u64>>,
    jobs_of: HashMap<u64, Vec<u64>>,
    /// Commits whose message asks to skip CI.
    pub(crate) skipping: HashSet<String>,
    made: u64,
    made_jobs: u64,
}

impl Pipelines {
    /// The numbers of the next pipeline of this project.
    pub(crate) fn next_numbers(&mut self, project: u64) -> (u64, u64) {
        self.made += 1;
        let iid = self.of_project.get(&project).map_or(0, Vec::len) as u64 + 1;
        (FIRST_PIPELINE + self.made - 1, iid)
    }

    pub(crate) fn next_job(&mut self) -> u64 {
        self.made_jobs += 1;
        FIRST_JOB + self.made_jobs - 1
    }

    pub(crate) fn insert(&mut self, id: u64, row: Lagging<Pipeline>) {
        self.of_project.entry(row.true_one().project_id).or_default().push(id);
        self.rows.insert(id, row);
    }

    pub(crate) fn insert_job(&mut self, job: Job) {
        self.jobs_of.entry(job.pipeline_id).or_default().push(job.id);
        self.jobs.insert(job.id, job);
    }

    /// As it is, for what GitLab does itself.
    pub(crate) fn row(&self, id: u64) -> Option<&Pipeline> {
        self.rows.get(&id).map(Lagging::true_one)
    }

    pub(crate) fn lagging(&self, id: u64) -> Option<&Lagging<Pipeline>> {
        self.rows.get(&id)
    }

    pub(crate) fn lagging_mut(&mut self, id: u64) -> Option<&mut Lagging<Pipeline>> {
        self.rows.get_mut(&id)
    }

    pub(crate) fn ids_of_project(&self, project: u64) -> impl DoubleEndedIterator<Item = u64> {
        self.of_project.get(&project).into_iter().flatten().copied()
    }

    /// The pipelines of a project as they are, oldest first.
    pub(crate) fn of_project(&self, project: u64) -> impl DoubleEndedIterator<Item = &Pipeline> {
        self.ids_of_project(project).filter_map(|id| self.row(id))
    }

    pub(crate) fn job(&self, id: u64) -> Option<&Job> {
        self.jobs.get(&id)
    }

    pub(crate) fn job_mut(&mut self, id: u64) -> Option<&mut Job> {
        self.jobs.get_mut(&id)
    }

    /// The jobs of a pipeline, retried ones too, in the order they were made.
    pub(crate) fn jobs_of(&self, pipeline: u64) -> impl Iterator<Item = &Job> {
        self.jobs_of.get(&pipeline).into_iter().flatten().filter_map(|id| self.job(*id))
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = u64> {
        self.rows.keys().copied()
    }
}

impl World {
    /// The pipeline as an answer of now has it.
    pub(crate) fn shown_pipeline(&self, id: u64) -> Option<&Pipeline> {
        self.pipelines.lagging(id)?.shown(self.now_ms())
    }

    /// Changes a pipeline now.
    pub(crate) fn change_pipeline(&mut self, id: u64, change: impl FnOnce(&mut Pipeline)) {
        let now = self.now_ms();
        if let Some(row) = self.pipelines.lagging_mut(id) {
            let row = row.change(now, &self.settings);
            change(row);
            row.updated_at = now;
        }
    }

    /// The pipelines that build a head of a merge request or did, in its project and in the fork, newest first.
    pub(crate) fn pipelines_for(&self, merge_request: u64) -> Vec<u64> {
        let Some(row) = self.merge_requests.row(merge_request) else { return Vec::new() };
        let mut ids: Vec<u64> = [Some(row.project_id), row.source_project_id.filter(|id| *id != row.project_id)]
            .into_iter()
            .flatten()
            .flat_map(|project| self.pipelines.of_project(project))
            .filter(|pipeline| match pipeline.merge_request_id {
                Some(id) => id == merge_request,
                // A branch pipeline of the head belongs to it as well.
                None => {
                    pipeline.ref_name == row.source_branch && pipeline.sha == row.sha && pipeline.parent_id.is_none()
                }
            })
            .map(|pipeline| pipeline.id)
            .collect();
        ids.sort_unstable_by(|one, other| other.cmp(one));
        ids
    }
}
