//! Rules, and what they would do.

use std::collections::BTreeMap;

use carrick::builds::trial::{OfToday, Outcome, Tried as OneTried};
use carrick::builds::trying::Tried;
use carrick_store::rule::{PipelineKind, Rule as Kept, Whose};
use schemars::JsonSchema;
use serde::Serialize;

use super::WhyNot;
use crate::account::Account;
use crate::plain::{host, plain};
use crate::times::rfc3339;
use crate::words;

/// A rule: what `carrick build rule set` and `remove` answer, and one of what `list` does.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rule {
    /// The GitLab without its scheme, with port and sub-path.
    pub host: String,
    /// The project's or the group's path.
    pub path: String,
    /// Whether it is for everything below that path.
    pub group: bool,
    /// The account that looks, and in whose name pipelines start.
    pub account: Option<String>,
    /// Whether it counts.
    pub on: bool,
    /// When it was switched on last.
    pub on_since: String,
    /// Globs of target branches; none for every branch.
    pub targets: Vec<String>,
    /// Whether drafts are built.
    pub drafts: bool,
    /// With one of these labels nothing is built.
    pub skip_labels: Vec<String>,
    /// With one of these it is built in spite of target, files and being a draft.
    pub force_labels: Vec<String>,
    /// `mine`, `members` or `own_branches`.
    pub whose: &'static str,
    /// GitLab's least access level of an author, for `members`.
    pub least_level: Option<i64>,
    /// Whether a fork's commits may be approved.
    pub forks: bool,
    /// Globs of changed files; none for all.
    pub paths: Vec<String>,
    /// `merge_request` or `branch`.
    pub pipeline: &'static str,
    /// By name, for branch pipelines.
    pub inputs: BTreeMap<String, String>,
    /// The names of variables for branch pipelines; their values may be secrets.
    pub variables: Vec<String>,
    /// Whether an older pipeline of ours is cancelled when a newer commit is built.
    pub cancels_superseded: bool,
    /// Whether the state is written back to the commit.
    pub status: bool,
}

/// What `carrick build rule try` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Trial {
    /// The last merge requests, the newest first.
    pub tried: Vec<TriedOne>,
    /// What stands in the way, and what is to be known, as sentences.
    pub findings: Vec<String>,
    /// What it lets others do, as sentences.
    pub consequences: Vec<String>,
    /// What the rule looks at and may have been another when they came: `labels`, `draft` and `author_level`.
    pub of_today: Vec<&'static str>,
    /// Whether nothing can be built while it is so.
    pub blocked: bool,
    /// How many projects the rule is for, of those that are known here.
    pub projects: usize,
    /// Those that were looked into: what was found is of these.
    pub looked_into: Vec<String>,
}

/// What becomes of a merge request.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TriedOne {
    /// The project; null where it is not known here.
    pub path: Option<String>,
    /// Its number in the project.
    pub iid: i64,
    /// Its title.
    pub title: String,
    /// Who opened it, by username.
    pub author: String,
    /// `built`, `after_approval`, `not_built` or `not_known`.
    pub outcome: &'static str,
    /// Why it is not built.
    pub reason: Option<WhyNot>,
}

impl Rule {
    pub(crate) fn new(rule: &Kept, accounts: &[Account]) -> Self {
        let terms = &rule.terms;
        let plain_all = |texts: &[String]| texts.iter().map(|text| plain(text)).collect::<Vec<_>>();
        let none = BTreeMap::new();
        let (pipeline, inputs, variables) = match &terms.kind {
            PipelineKind::MergeRequest => ("merge_request", &none, &none),
            PipelineKind::Branch { inputs, variables } => ("branch", inputs, variables),
        };
        let (whose, least_level) = match terms.whose {
            Whose::Mine => ("mine", None),
            Whose::Members(least) => ("members", Some(least)),
            Whose::OwnBranches => ("own_branches", None),
        };
        let account = accounts.iter().find(|account| account.link.id == rule.link_id);
        Self {
            host: host(&rule.instance),
            path: plain(rule.place.path()),
            group: rule.place.project_id().is_none(),
            account: account.map(|account| plain(&account.link.identity.username)),
            on: rule.is_on,
            on_since: rfc3339(rule.on_since),
            targets: plain_all(&terms.targets),
            drafts: terms.takes_drafts,
            skip_labels: plain_all(&terms.skip_labels),
            force_labels: plain_all(&terms.force_labels),
            whose,
            least_level,
            forks: terms.takes_forks,
            paths: plain_all(&terms.paths),
            pipeline,
            inputs: inputs.iter().map(|(name, value)| (plain(name), plain(value))).collect(),
            variables: variables.keys().map(|name| plain(name)).collect(),
            cancels_superseded: terms.cancels_superseded,
            status: rule.writes_status,
        }
    }
}

impl Trial {
    pub(crate) fn new(tried: &Tried) -> Self {
        let checked = &tried.checked;
        let mut findings: Vec<String> = Vec::new();
        for finding in
            checked.preflights.iter().flat_map(|it| it.findings.iter().map(|found| words::finding(found, it)))
        {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        let blocks = |it: &carrick::builds::trying::preflight::Preflight| {
            it.findings.iter().any(carrick::builds::trying::preflight::Finding::stands_in_the_way)
        };
        Self {
            tried: tried.trial.tried.iter().zip(&tried.paths).map(|(one, path)| TriedOne::new(one, path)).collect(),
            findings,
            of_today: tried.trial.of_today.iter().map(|of| of_today(*of)).collect(),
            consequences: checked.consequences.iter().map(words::consequence).collect(),
            blocked: !checked.preflights.is_empty() && checked.preflights.iter().all(blocks),
            projects: checked.projects,
            looked_into: checked.preflights.iter().map(|it| plain(&it.path)).collect(),
        }
    }
}

impl Trial {
    /// For people, line by line.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = words::looked_into(&self.looked_into, self.projects).into_iter().collect();
        lines.extend(self.findings.iter().chain(&self.consequences).cloned());
        lines.push(words::as_today(self.tried.len(), &self.of_today));
        lines.extend(self.tried.iter().map(|one| {
            let what = words::outcome(one.outcome, one.reason.as_ref().map(|reason| reason.what.as_str()));
            format!("{}!{}\t{what}\t{}", one.path.as_deref().unwrap_or_default(), one.iid, one.title)
        }));
        lines
    }
}

impl TriedOne {
    fn new(tried: &OneTried, path: &Option<String>) -> Self {
        let (outcome, reason) = match &tried.outcome {
            Outcome::Built => ("built", None),
            Outcome::AfterApproval => ("after_approval", None),
            Outcome::NotBuilt(reason) => ("not_built", Some(WhyNot::of(reason))),
            Outcome::NotKnown(_) => ("not_known", None),
        };
        Self {
            path: path.as_deref().map(plain),
            iid: tried.iid,
            title: plain(&tried.title),
            author: plain(&tried.author),
            outcome,
            reason,
        }
    }
}

fn of_today(of: OfToday) -> &'static str {
    match of {
        OfToday::Labels => "labels",
        OfToday::Draft => "draft",
        OfToday::AuthorLevel => "author_level",
    }
}
