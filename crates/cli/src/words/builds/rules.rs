//! What is said about rules.

use carrick::builds::consequence::Consequence;
use carrick::builds::trying::preflight::{Finding, Preflight};

use super::whys::role;
use crate::plain::plain;

/// What stands above what a rule would do to so many merge requests, with what of them was perhaps another then.
pub(crate) fn as_today(count: usize, of_today: &[&str]) -> String {
    let then = |of: &&str| match *of {
        "labels" => "labels",
        "draft" => "drafts",
        _ => "roles",
    };
    let then: Vec<&str> = of_today.iter().map(then).collect();
    match (count, then.is_empty()) {
        (0, _) => "There was no merge request there yet.".to_owned(),
        (_, true) => "The last merge requests by these rules, as they are today:".to_owned(),
        (_, false) => format!(
            "The last merge requests by these rules, as they are today ({} of then are not known):",
            then.join(", ")
        ),
    }
}

pub(crate) const NOTHING_BELOW: &str = "No linked account is known to reach anything that this rule would be for.";

/// Which projects were looked into, where these are not all.
pub(crate) fn looked_into(paths: &[String], projects: usize) -> Option<String> {
    let (all, looked) = (paths.join(", "), paths.len());
    let some = || {
        format!(
            "Looked into {all}: {looked} of {projects} projects, those that were active last. The others may differ."
        )
    };
    match projects {
        0 => Some(NOTHING_BELOW.to_owned()),
        _ => (looked < projects).then(some),
    }
}

/// What was found, as a sentence.
pub(crate) fn finding(finding: &Finding, of: &Preflight) -> String {
    let path = plain(&of.path);
    match finding {
        Finding::RoleTooLow => {
            format!(
                "You may not start pipelines in {path}: Developer is needed, you are {}.",
                role(of.level.of_member())
            )
        }
        Finding::Archived => format!("{path} is archived."),
        Finding::NoMergeRequests => format!("Merge requests are switched off in {path}."),
        Finding::NoPipelines => format!("Pipelines are switched off in {path}."),
        Finding::NoCiFile => format!("{path} has no CI file."),
        Finding::CiFileInvalid { errors } => {
            let errors: Vec<String> = errors.iter().map(|error| plain(error)).collect();
            format!("GitLab cannot use the CI file of {path}: {}", errors.join("; "))
        }
        Finding::NothingRuns { can_be_added: true } => {
            format!(
                "Nothing in the CI file of {path} seems to run for merge requests; Carrick's window shows what to add."
            )
        }
        Finding::NothingRuns { can_be_added: false } => {
            format!("Nothing in the CI file of {path} seems to run for merge requests; the first build will tell.")
        }
        Finding::GitLabBuilds => {
            format!("GitLab builds merge requests in {path} by itself. Carrick will follow them and start none.")
        }
        Finding::ForksRunElsewhere => {
            format!("Forks' pipelines do not run in {path}, so none of a fork would be started.")
        }
        Finding::ProtectedBranches { names } => {
            let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
            format!("You may start nothing of these protected branches of {path}: {}.", names.join(", "))
        }
        Finding::VariablesRefused => format!("{path} takes no variables from you; it may take inputs."),
        Finding::MoreThanDeveloper => {
            format!(
                "You are {} in {path}: what its pipelines do, they do with that. Better: a Developer account of its own.",
                role(of.level.of_member())
            )
        }
    }
}

/// What a rule lets others do, as a sentence.
pub(crate) fn consequence(consequence: &Consequence) -> String {
    match consequence {
        Consequence::PushersRunCode => {
            "Anyone who can push there then runs code in your name and can use what you may \
                                        do there: deploy, publish, registry."
                .to_owned()
        }
        Consequence::MembersRunCode { least } => format!(
            "Code on the branches of merge requests that a {} or more opened then runs in your name.",
            role(Some(*least))
        ),
        Consequence::ForksRunApprovedCode => {
            "Strangers' code then runs on the project's runners, each commit once you approved it.".to_owned()
        }
        Consequence::LabelsForce => {
            "Whoever may set labels then chooses which drafts and which other targets are built.".to_owned()
        }
        Consequence::MoreThanDeveloper { level } => {
            format!("Pipelines then run with your role, {}.", role(Some(*level)))
        }
    }
}

/// What becomes of a merge request, by the word of JSON.
pub(crate) fn outcome(outcome: &str, why: Option<&str>) -> String {
    match outcome {
        "built" => "built".to_owned(),
        "after_approval" => "built once you approve the commit".to_owned(),
        "not_built" => format!("not built: {}", why.unwrap_or_default()),
        _ => "not known".to_owned(),
    }
}

pub(crate) fn set_question(path: &str, account: &str) -> String {
    format!("Start pipelines for {path} in your name (@{account}) all the same? [y/N]")
}

pub(crate) fn rule_set(path: &str, is_on: bool) -> String {
    if is_on { format!("Merge requests of {path} are built from now on.") } else { format!("Kept for {path}, off.") }
}

pub(crate) fn rule_removed(path: &str) -> String {
    format!("{path} has no rule any more.")
}
