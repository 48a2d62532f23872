//! Pipelines as they speak for or against a start: which of them are of a commit, in the right project, of the right
//! kind. A fork's pipelines, those of status posters and those of another kind prove nothing.

use carrick_store::rule::PipelineKind;

/// GitLab's word for a merge request pipeline.
const OF_MERGE_REQUEST: &str = "merge_request_event";
/// GitLab's words for pipelines that are no builds of a branch: of status posters, and children of others.
const NO_BUILDS: [&str; 4] = ["external", "external_pull_request_event", "parent_pipeline", "pipeline"];

/// A pipeline as GitLab tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// GitLab's number.
    pub id: i64,
    /// The project it runs in.
    pub project_id: i64,
    /// GitLab's word for what it came from.
    pub source: String,
    /// What it was made for: a branch, or one of a merge request's references.
    pub reference: String,
    /// The commit that it checks out: for merged results one that GitLab made.
    pub sha: String,
    /// The commit of the branch that is in it: its own or, for merged results, their source's. Nothing where that could
    /// not be found out.
    pub head: Option<String>,
    /// GitLab's word for how it stands.
    pub status: String,
    /// In whose name it runs, where that is told.
    pub user_id: Option<i64>,
    /// When it was made (the instance's Unix milliseconds).
    pub created_at: i64,
}

impl Pipeline {
    /// Whether it will not change any more.
    pub fn is_final(&self) -> bool {
        is_final(&self.status)
    }

    /// Whether it was ended before its time, or never began.
    pub fn is_void(&self) -> bool {
        matches!(self.status.as_str(), "canceled" | "canceling" | "skipped")
    }
}

/// Whether a pipeline or a job that stands so will not change any more by itself. A word that is not known may change.
pub fn is_final(status: &str) -> bool {
    matches!(status, "success" | "failed" | "canceled" | "skipped")
}

/// What a pipeline must be to be one of a build's commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The project that the merge request is for.
    pub project_id: i64,
    /// The commit.
    pub sha: String,
    /// What the rule starts.
    pub kind: PipelineKind,
    /// The branch that the commit is of.
    pub source_branch: String,
}

impl Subject {
    /// Whether it is a pipeline of this commit, in this project, of this kind.
    pub fn is_of(&self, pipeline: &Pipeline) -> bool {
        self.is_like(pipeline) && pipeline.head.as_deref() == Some(self.sha.as_str())
    }

    /// The same of whatever commit.
    pub fn is_like(&self, pipeline: &Pipeline) -> bool {
        let is_of_merge_request = pipeline.source == OF_MERGE_REQUEST;
        let is_of_kind = match self.kind {
            PipelineKind::MergeRequest => is_of_merge_request,
            PipelineKind::Branch { .. } => {
                let is_build = !is_of_merge_request && !NO_BUILDS.contains(&pipeline.source.as_str());
                is_build && pipeline.reference == self.source_branch
            }
        };
        is_of_kind && pipeline.project_id == self.project_id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(kind: PipelineKind) -> Subject {
        Subject { project_id: 7, sha: "aa".to_owned(), kind, source_branch: "fix".to_owned() }
    }

    fn pipeline() -> Pipeline {
        Pipeline {
            id: 1,
            project_id: 7,
            source: OF_MERGE_REQUEST.to_owned(),
            reference: "refs/merge-requests/1/head".to_owned(),
            sha: "aa".to_owned(),
            head: Some("aa".to_owned()),
            status: "running".to_owned(),
            user_id: None,
            created_at: 0,
        }
    }

    #[test]
    fn merged_results_are_known_by_their_source() {
        let merged =
            Pipeline { sha: "cc".to_owned(), reference: "refs/merge-requests/1/merge".to_owned(), ..pipeline() };
        assert!(subject(PipelineKind::MergeRequest).is_of(&merged), "GitLab's own merge commit is not the head");
        let unknown = Pipeline { head: None, ..merged };
        assert!(!subject(PipelineKind::MergeRequest).is_of(&unknown), "what is in it is not known");
    }

    #[test]
    fn what_runs_elsewhere_or_is_of_another_kind_proves_nothing() {
        let subject = subject(PipelineKind::MergeRequest);
        assert!(subject.is_of(&pipeline()), "a control");
        assert!(!subject.is_of(&Pipeline { project_id: 8, ..pipeline() }), "it runs in the fork");
        for source in ["external", "push", "web", "parent_pipeline"] {
            assert!(!subject.is_of(&Pipeline { source: source.to_owned(), ..pipeline() }), "{source}");
        }
    }

    #[test]
    fn a_merge_requests_pipeline_counts_whatever_its_reference_is_called() {
        let subject = subject(PipelineKind::MergeRequest);
        for reference in
            ["refs/merge-requests/1/head", "refs/merge-requests/1/merge", "refs/merge-requests/1/train", "fix"]
        {
            assert!(subject.is_of(&Pipeline { reference: reference.to_owned(), ..pipeline() }), "{reference}");
        }
    }

    #[test]
    fn a_branch_pipeline_is_one_of_the_source_branch() {
        let subject = subject(PipelineKind::Branch { inputs: Default::default(), variables: Default::default() });
        let pushed = Pipeline { source: "push".to_owned(), reference: "fix".to_owned(), ..pipeline() };
        assert!(subject.is_of(&pushed), "a control");
        assert!(!subject.is_of(&Pipeline { reference: "other".to_owned(), ..pushed.clone() }), "another branch's");
        assert!(!subject.is_of(&Pipeline { source: "external".to_owned(), ..pushed }), "a status poster's");
        assert!(!subject.is_of(&pipeline()), "a merge request's");
    }
}
