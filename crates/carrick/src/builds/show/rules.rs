//! Rules, as the window is told and asks.

use carrick_store::error::Error;
use carrick_store::rule::{PipelineKind, Rule, RulePlace, Terms, Whose};

use super::number;
use crate::builds::Builds;
use crate::builds::consequence::Consequence;
use crate::builds::draft::{self, Draft, For};
use crate::builds::known::{Fact, Level};
use crate::builds::probing;
use crate::builds::rules::{self, Wanted};
use crate::builds::trial::{OfToday as Of, Outcome, Tried as Trying};
use crate::builds::trying::ci_file::{self, Added, Addition, Proposed};
use crate::builds::trying::preflight::{self, Finding, Preflight};
use crate::builds::trying::{self, Checked, Tried};
use crate::messages::{
    AddToCi, BuildKind, BuildPlace, BuildRule, BuildRules, BuildTerms, BuildWhose, CiAdded, CiAddition,
    CiAdditionWanted, CiLine, CiLineKind, CiProposal, OfToday, RuleAccount, RuleCheck, RuleDraft, RuleFinding, RuleFor,
    RuleTrial, TrialFact, TrialOutcome, TriedMergeRequest, WantedRule,
};
use carrick_store::project::DEVELOPER;

/// All rules of the profile.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(builds: &Builds) -> Result<BuildRules, Error> {
    let counts = rules::watched(builds).await?;
    let all = rules::list(builds).await?;
    let told = |rule: Rule| {
        let watched = counts.get(&rule.id).copied().unwrap_or_default();
        of_rule(rule, watched)
    };
    Ok(BuildRules { rules: all.into_iter().map(told).collect() })
}

fn of_rule(rule: Rule, watched: usize) -> BuildRule {
    let Rule { id, link_id, instance, place, is_on, on_since, terms, writes_status } = rule;
    BuildRule {
        id,
        link_id,
        instance,
        place: place.into(),
        is_on,
        on_since,
        terms: terms.into(),
        writes_status,
        watched: number(watched),
    }
}

/// What a rule begins with.
///
/// # Errors
/// As [`draft::begin`].
pub async fn begin(builds: &Builds, what: RuleFor) -> Result<RuleDraft, Error> {
    let what = match what {
        RuleFor::Repository { id } => For::Repository(id),
        RuleFor::MergeRequest { id } => For::MergeRequest(id),
        RuleFor::Project { link_id, project_id } => For::Project { link_id, project_id },
        RuleFor::Namespace { link_id, path } => For::Namespace { link_id, path },
        RuleFor::Rule { id } => For::Rule(id),
    };
    let Draft { instance, place, accounts, rule, around, terms } = draft::begin(builds, what).await?;
    let account = |it: draft::Account| RuleAccount {
        link_id: it.link.id,
        username: it.link.identity.username,
        level: it.level,
        may_start: it.may_start,
    };
    Ok(RuleDraft {
        instance: instance.address(),
        place: place.into(),
        accounts: accounts.into_iter().map(account).collect(),
        rule: rule.map(|rule| of_rule(rule, 0)),
        around: around.map(|rule| of_rule(rule, 0)),
        terms: terms.into(),
    })
}

/// A rule as the window wants it. Whether the state is written back is the command line's to say, and stays.
///
/// # Errors
/// When the database cannot be read.
async fn wanted(builds: &Builds, wanted: WantedRule) -> Result<Wanted, Error> {
    let WantedRule { link_id, place, is_on, terms } = wanted;
    let (place, terms) = (RulePlace::from(place), Terms::from(terms));
    let before = rules::list(builds).await?.into_iter().find(|rule| rule.link_id == link_id && rule.place == place);
    let is_branch = matches!(terms.kind, PipelineKind::Branch { .. });
    let writes_status = is_branch && before.is_some_and(|rule| rule.writes_status);
    Ok(Wanted { link_id, place, is_on, terms, writes_status })
}

/// Keeps a rule.
///
/// # Errors
/// As [`rules::set`].
pub async fn set(builds: &Builds, rule: WantedRule) -> Result<(), Error> {
    let wanted = wanted(builds, rule).await?;
    let before = rules::list(builds).await?;
    let kept = rules::set(builds, wanted).await?;
    let was_on = before.iter().any(|rule| rule.id == kept.id && rule.is_on);
    if !was_on {
        probing::begin_probe(builds, kept);
    }
    Ok(())
}

/// Switches a rule on or off.
///
/// # Errors
/// As [`rules::switch`].
pub async fn switch(builds: &Builds, id: i64, is_on: bool) -> Result<(), Error> {
    let kept = rules::switch(builds, id, is_on).await?;
    probing::begin_probe(builds, kept);
    Ok(())
}

/// What a rule would do to the last merge requests.
///
/// # Errors
/// As [`trying::try_out`].
pub async fn try_out(builds: &Builds, rule: WantedRule) -> Result<RuleTrial, Error> {
    let is_for_one = matches!(rule.place, BuildPlace::Project { .. });
    let wanted = wanted(builds, rule).await?;
    let Tried { trial, paths, .. } = trying::try_out(builds, wanted).await?;
    let of_one = |(tried, path): (Trying, Option<String>)| TriedMergeRequest {
        path: path.filter(|_| !is_for_one),
        iid: tried.iid,
        title: tried.title,
        author: tried.author,
        outcome: tried.outcome.into(),
    };
    let of_today = |of: Of| match of {
        Of::Labels => OfToday::Labels,
        Of::Draft => OfToday::Draft,
        Of::AuthorLevel => OfToday::AuthorLevel,
    };
    Ok(RuleTrial {
        tried: trial.tried.into_iter().zip(paths).map(of_one).collect(),
        of_today: trial.of_today.into_iter().map(of_today).collect(),
    })
}

impl From<Outcome> for TrialOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Built => Self::Built,
            Outcome::AfterApproval => Self::AfterApproval,
            Outcome::NotBuilt(reason) => Self::NotBuilt { reason: reason.into() },
            Outcome::NotKnown(fact) => Self::NotKnown {
                fact: match fact {
                    Fact::LastPush => TrialFact::LastPush,
                    Fact::AuthorLevel => TrialFact::AuthorLevel,
                    Fact::ChangedPaths => TrialFact::ChangedPaths,
                },
            },
        }
    }
}

/// What is found before a rule is kept, each thing once.
///
/// # Errors
/// As [`trying::check`].
pub async fn check(builds: &Builds, rule: WantedRule) -> Result<RuleCheck, Error> {
    let wanted = wanted(builds, rule).await?;
    let agreement = Option::from(preflight::agreement(builds, wanted.link_id).await?);
    let Checked { consequences, preflights, projects } = trying::check(builds, wanted).await?;
    // Of several projects one that takes them is enough to offer them.
    let takes_variables = preflights.iter().filter_map(|it| it.takes_variables).max();
    let mut findings: Vec<RuleFinding> = Vec::new();
    let found = preflights.iter().flat_map(|it| it.findings.iter().map(|finding| told(finding, it)));
    // The level is told with what was found.
    let follows = consequences.into_iter().filter_map(consequence);
    let agreed = agreement.map(|agreement| RuleFinding::Agreement { agreement });
    let paths: Vec<String> = preflights.iter().map(|it| it.path.clone()).collect();
    let partly = (paths.len() < projects).then(|| RuleFinding::LookedInto { paths, of: number(projects) });
    for finding in partly.into_iter().chain(found).chain(follows).chain(agreed) {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    Ok(RuleCheck { findings, takes_variables })
}

fn told(finding: &Finding, of: &Preflight) -> RuleFinding {
    match finding {
        Finding::RoleTooLow => RuleFinding::RoleTooLow { needed: DEVELOPER, has: of.level.of_member() },
        Finding::Archived => RuleFinding::Archived,
        Finding::NoMergeRequests | Finding::NoPipelines => RuleFinding::PipelinesOff,
        Finding::NoCiFile => RuleFinding::NoCiFile,
        Finding::CiFileInvalid { .. } => RuleFinding::CiFileInvalid,
        Finding::NothingRuns { .. } => RuleFinding::NothingForMergeRequests,
        Finding::GitLabBuilds => RuleFinding::GitlabBuilds,
        Finding::ForksRunElsewhere => RuleFinding::ForksRunElsewhere,
        Finding::ProtectedBranches { names } => RuleFinding::ProtectedBranches { branches: names.clone() },
        Finding::VariablesRefused => RuleFinding::VariablesRefused,
        Finding::MoreThanDeveloper => RuleFinding::MoreThanDeveloper { level: level(of.level) },
    }
}

fn level(level: Level) -> i64 {
    level.of_member().unwrap_or_default()
}

fn consequence(consequence: Consequence) -> Option<RuleFinding> {
    Some(match consequence {
        Consequence::PushersRunCode => RuleFinding::PushersRunCode,
        Consequence::MembersRunCode { least } => RuleFinding::MembersRunCode { least },
        Consequence::ForksRunApprovedCode => RuleFinding::ForksRunApprovedCode,
        Consequence::LabelsForce => RuleFinding::LabelsForce,
        Consequence::MoreThanDeveloper { .. } => return None,
    })
}

/// What can be added to a CI file.
///
/// # Errors
/// As [`ci_file::propose`].
pub async fn what_to_add(builds: &Builds, wanted: CiAdditionWanted) -> Result<CiProposal, Error> {
    Ok(match ci_file::propose(builds, wanted.link_id, wanted.project_id).await? {
        Proposed::Addition(addition) => CiProposal::Addition { addition: addition.into() },
        Proposed::NoFile => CiProposal::NoFile,
        Proposed::HasWorkflow => CiProposal::HasWorkflow,
        Proposed::Elsewhere => CiProposal::Elsewhere,
        Proposed::BranchIsThere => CiProposal::BranchIsThere,
    })
}

impl From<Addition> for CiAddition {
    fn from(addition: Addition) -> Self {
        let Addition { username, path, branch, target, file, before, added, base } = addition;
        let line = |is: CiLineKind| move |text: String| CiLine { is, text };
        let diff = before.into_iter().map(line(CiLineKind::Same)).chain(added.into_iter().map(line(CiLineKind::Added)));
        Self { account: username, path, branch: branch.to_owned(), target, file, diff: diff.collect(), of: base }
    }
}

/// Adds it.
///
/// # Errors
/// As [`ci_file::add`].
pub async fn add_to_ci(builds: &Builds, wanted: AddToCi) -> Result<CiAdded, Error> {
    Ok(match ci_file::add(builds, wanted.link_id, wanted.project_id, &wanted.of).await? {
        Added::Opened(iid) => CiAdded::Opened { iid },
        Added::Changed => CiAdded::Changed,
        Added::OnlyBranch(_) => CiAdded::OnlyBranch,
        Added::Refused(_) => CiAdded::Refused,
    })
}

impl From<RulePlace> for BuildPlace {
    fn from(place: RulePlace) -> Self {
        match place {
            RulePlace::Project { project_id, path } => Self::Project { project_id, path },
            RulePlace::Namespace(path) => Self::Namespace { path },
        }
    }
}

impl From<BuildPlace> for RulePlace {
    fn from(place: BuildPlace) -> Self {
        match place {
            BuildPlace::Project { project_id, path } => Self::Project { project_id, path },
            BuildPlace::Namespace { path } => Self::Namespace(path),
        }
    }
}

impl From<Terms> for BuildTerms {
    fn from(terms: Terms) -> Self {
        let kind = match terms.kind {
            PipelineKind::MergeRequest => BuildKind::MergeRequest,
            PipelineKind::Branch { inputs, variables } => BuildKind::Branch { inputs, variables },
        };
        let whose = match terms.whose {
            Whose::Mine => BuildWhose::Mine,
            Whose::Members(least) => BuildWhose::Members { least },
            Whose::OwnBranches => BuildWhose::OwnBranches,
        };
        let Terms { targets, takes_drafts, skip_labels, force_labels, takes_forks, paths, cancels_superseded, .. } =
            terms;
        Self { targets, takes_drafts, skip_labels, force_labels, whose, takes_forks, paths, kind, cancels_superseded }
    }
}

impl From<BuildTerms> for Terms {
    fn from(terms: BuildTerms) -> Self {
        let kind = match terms.kind {
            BuildKind::MergeRequest => PipelineKind::MergeRequest,
            BuildKind::Branch { inputs, variables } => PipelineKind::Branch { inputs, variables },
        };
        let whose = match terms.whose {
            BuildWhose::Mine => Whose::Mine,
            BuildWhose::Members { least } => Whose::Members(least),
            BuildWhose::OwnBranches => Whose::OwnBranches,
        };
        let BuildTerms {
            targets, takes_drafts, skip_labels, force_labels, takes_forks, paths, cancels_superseded, ..
        } = terms;
        Self { targets, takes_drafts, skip_labels, force_labels, whose, takes_forks, paths, kind, cancels_superseded }
    }
}
