//! A project's CI file and its protected branches.

use serde::Deserialize;

use super::client::{Caller, Client, Said};
use super::error::Error;
use super::{fields, wire};

/// More messages, branches or holders of rights than these are not kept.
const MOST: usize = 100;

/// No merged file that is looked at is longer (bytes).
const LONGEST_FILE: usize = 1024 * 1024;

/// What GitLab makes of a CI file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// Whether it can be used.
    pub is_valid: bool,
    /// What is wrong with it, in GitLab's words, made plain.
    pub errors: Vec<String>,
    /// What is odd about it.
    pub warnings: Vec<String>,
    /// What it is with everything that it includes; nothing where it is longer than is looked at.
    pub merged: Option<String>,
}

/// A protected branch, or a pattern of some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedBranch {
    /// Its name; `*` stands for anything.
    pub name: String,
    /// Who may push to it.
    pub push: Vec<Holder>,
    /// Who may merge into it.
    pub merge: Vec<Holder>,
}

/// Who has a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Whoever has at least this access level; 0 is nobody.
    Level(i64),
    /// One account.
    User(i64),
    /// The members of a group.
    Group(i64),
}

/// Who may give pipelines variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariablesFrom {
    /// Whoever has at least this access level.
    Level(i64),
    /// Nobody.
    Nobody,
}

/// What a project allows, as far as builds go by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectSettings {
    /// Whether a fork's merge request pipeline runs in this project, for those who may start it; `false` too where
    /// GitLab does not say, as before 15.3.
    pub forks_run_here: bool,
    /// Whether pipelines are switched on.
    pub has_pipelines: bool,
    /// Whether merge requests are switched on.
    pub has_merge_requests: bool,
    /// Whether nothing can be written any more.
    pub is_archived: bool,
    /// The CI file, where it is not the usual one.
    pub ci_file: Option<String>,
    /// The default branch.
    pub default_branch: Option<String>,
    /// What the account is in it or in its groups; `None` where it is in neither, as far as GitLab says.
    pub access_level: Option<i64>,
    /// Who may give its pipelines variables, where GitLab says so.
    pub variables_from: Option<VariablesFrom>,
}

#[derive(Deserialize)]
struct SettingsRecord {
    ci_allow_fork_pipelines_to_run_in_parent_project: Option<bool>,
    jobs_enabled: Option<bool>,
    merge_requests_enabled: Option<bool>,
    archived: Option<bool>,
    ci_config_path: Option<String>,
    default_branch: Option<String>,
    permissions: Option<Permissions>,
    ci_pipeline_variables_minimum_override_role: Option<String>,
}

#[derive(Deserialize)]
struct Permissions {
    project_access: Option<Access>,
    group_access: Option<Access>,
}

#[derive(Deserialize)]
struct Access {
    access_level: Option<i64>,
}

#[derive(Deserialize)]
struct LintRecord {
    valid: bool,
    errors: Option<Vec<String>>,
    warnings: Option<Vec<String>>,
    merged_yaml: Option<String>,
}

#[derive(Deserialize)]
struct BranchRecord {
    name: String,
    push_access_levels: Option<Vec<HolderRecord>>,
    merge_access_levels: Option<Vec<HolderRecord>>,
}

#[derive(Deserialize)]
struct HolderRecord {
    access_level: Option<i64>,
    user_id: Option<i64>,
    group_id: Option<i64>,
}

impl Client {
    /// What a project allows; nothing where GitLab shows none.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn project_settings(
        &self,
        caller: Caller<'_>,
        project_id: i64,
    ) -> Result<Said<Option<ProjectSettings>>, Error> {
        let url = caller.instance.endpoint(&format!("/api/v4/projects/{project_id}"));
        self.read(caller, url, |answer| settings(&answer.body)).await
    }

    /// What GitLab makes of the CI file of a branch; old versions look at the default branch's whatever is asked.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn lint(&self, caller: Caller<'_>, project_id: i64, branch: &str) -> Result<Said<Option<Lint>>, Error> {
        let mut url = caller.project_url(project_id, "ci/lint");
        url.query_pairs_mut().append_pair("content_ref", branch);
        self.read(caller, url, |answer| lint(&answer.body)).await
    }

    /// The first hundred of a project's protected branches; nothing where GitLab does not show them.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn protected_branches(
        &self,
        caller: Caller<'_>,
        project_id: i64,
    ) -> Result<Said<Option<Vec<ProtectedBranch>>>, Error> {
        let mut url = caller.project_url(project_id, "protected_branches");
        url.query_pairs_mut().append_pair("per_page", "100");
        self.read(caller, url, |answer| protected_branches(&answer.body)).await
    }
}

fn settings(body: &[u8]) -> Option<ProjectSettings> {
    let record: SettingsRecord = serde_json::from_slice(wire::unmarked(body)).ok()?;
    let access_level = record.permissions.and_then(|permissions| {
        let levels = [permissions.project_access, permissions.group_access];
        levels.into_iter().flatten().filter_map(|access| access.access_level).max()
    });
    Some(ProjectSettings {
        forks_run_here: record.ci_allow_fork_pipelines_to_run_in_parent_project.unwrap_or(false),
        has_pipelines: record.jobs_enabled.unwrap_or(true),
        has_merge_requests: record.merge_requests_enabled.unwrap_or(true),
        is_archived: record.archived.unwrap_or(false),
        ci_file: record.ci_config_path.map(|path| fields::text(&path)).filter(|path| !path.is_empty()),
        default_branch: record.default_branch.and_then(fields::reference),
        access_level,
        variables_from: record.ci_pipeline_variables_minimum_override_role.as_deref().and_then(variables_from),
    })
}

/// Nothing for a word that is not known here.
fn variables_from(word: &str) -> Option<VariablesFrom> {
    match word {
        "no_one_allowed" => Some(VariablesFrom::Nobody),
        "developer" => Some(VariablesFrom::Level(30)),
        "maintainer" => Some(VariablesFrom::Level(40)),
        "owner" => Some(VariablesFrom::Level(50)),
        _ => None,
    }
}

impl Lint {
    /// What the body of an answer tells of a CI file; nothing where it is no such answer.
    pub fn of_answer(body: &[u8]) -> Option<Self> {
        lint(body)
    }
}

fn lint(body: &[u8]) -> Option<Lint> {
    let record: LintRecord = serde_json::from_slice(wire::unmarked(body)).ok()?;
    let plain = |words: Option<Vec<String>>| {
        words.unwrap_or_default().iter().take(MOST).map(|words| fields::text(words)).collect()
    };
    Some(Lint {
        is_valid: record.valid,
        errors: plain(record.errors),
        warnings: plain(record.warnings),
        merged: record.merged_yaml.filter(|merged| merged.len() <= LONGEST_FILE),
    })
}

fn protected_branches(body: &[u8]) -> Option<Vec<ProtectedBranch>> {
    let records: Vec<BranchRecord> = serde_json::from_slice(wire::unmarked(body)).ok()?;
    let branch = |record: BranchRecord| {
        Some(ProtectedBranch {
            name: fields::reference(record.name)?,
            push: holders(record.push_access_levels),
            merge: holders(record.merge_access_levels),
        })
    };
    records.into_iter().take(MOST).map(branch).collect()
}

fn holders(records: Option<Vec<HolderRecord>>) -> Vec<Holder> {
    let holder = |record: HolderRecord| match record {
        HolderRecord { user_id: Some(id), .. } => Some(Holder::User(id)),
        HolderRecord { group_id: Some(id), .. } => Some(Holder::Group(id)),
        HolderRecord { access_level, .. } => access_level.map(Holder::Level),
    };
    records.unwrap_or_default().into_iter().take(MOST).filter_map(holder).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_ci_file_is_told_of_with_what_is_wrong() {
        let read =
            lint(br#"{"valid":false,"errors":["jobs:a\u202e bad"],"warnings":[],"merged_yaml":"a: b"}"#).unwrap();
        assert_eq!((read.is_valid, read.errors.as_slice()), (false, &["jobs:a bad".to_owned()][..]), "in plain words");
        assert_eq!(read.merged.as_deref(), Some("a: b"), "with what it includes");
    }

    #[test]
    fn a_protected_branch_tells_who_may() {
        let body = br#"[{"name":"release/*","push_access_levels":[{"access_level":0}],
            "merge_access_levels":[{"access_level":40},{"access_level":40,"user_id":3,"group_id":null}]}]"#;
        let read = protected_branches(body).unwrap().remove(0);
        assert_eq!(read.push, [Holder::Level(0)], "nobody pushes");
        assert_eq!(read.merge, [Holder::Level(40), Holder::User(3)], "Maintainers and one more merge");
    }

    #[test]
    fn what_a_project_does_not_say_of_forks_is_no() {
        let read = settings(br#"{"id":7,"permissions":{"project_access":null,"group_access":{"access_level":30}}}"#);
        let read = read.unwrap();
        assert!(!read.forks_run_here, "unknown is never good news");
        assert_eq!(read.access_level, Some(30), "by its group");
    }

    #[test]
    fn who_may_give_variables_is_told_or_not_known() {
        let read = |word: &str| {
            settings(format!(r#"{{"ci_pipeline_variables_minimum_override_role":{word}}}"#).as_bytes()).unwrap()
        };
        assert_eq!(read(r#""no_one_allowed""#).variables_from, Some(VariablesFrom::Nobody), "as gitlab.com begins");
        assert_eq!(read(r#""maintainer""#).variables_from, Some(VariablesFrom::Level(40)), "by role");
        assert_eq!(read(r#""robots""#).variables_from, None, "a word of a newer version");
        assert_eq!(read("null").variables_from, None, "an older one says nothing");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(body in "\\PC{0,200}") {
            let _ = settings(body.as_bytes());
            let _ = (lint(body.as_bytes()), protected_branches(body.as_bytes()));
        }
    }
}
