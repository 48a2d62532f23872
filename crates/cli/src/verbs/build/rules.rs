//! `carrick build rule`: when merge requests are built.

use std::collections::BTreeMap;

use carrick::Carrick;
use carrick::builds::claims::standing::Standing;
use carrick::builds::probing::{self, Probed};
use carrick::builds::rules::{self, Wanted};
use carrick::builds::trying::{self, preflight};
use carrick_store::db::memberships;
use carrick_store::project::DEVELOPER;
use carrick_store::rule::{PipelineKind, Rule as Kept, RulePlace, Terms, Whose};

use crate::account::{self, Account};
use crate::answers::build::rules::{Rule, Trial};
use crate::arguments::{RemovingRule, RuleTerms, RuleVerb, SettingRule, WhoseTyped};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::plain;
use crate::problem::Problem;
use crate::{repository, words};

/// GitLab's level of those who keep a project.
const MAINTAINER: i64 = 40;

pub(super) async fn rule(carrick: &Carrick, verb: &RuleVerb, console: &mut Console) -> Result<Exit, Failure> {
    match verb {
        RuleVerb::List => list(carrick, console).await,
        RuleVerb::Set(setting) => set(carrick, setting, console).await,
        RuleVerb::Try(trying) => try_out(carrick, &trying.terms, console).await,
        RuleVerb::Remove(removing) => remove(carrick, removing, console).await,
    }
}

async fn list(carrick: &Carrick, console: &mut Console) -> Result<Exit, Failure> {
    let accounts = account::all(carrick).await?;
    let all: Vec<Rule> = rules::list(&carrick.builds).await?.iter().map(|rule| Rule::new(rule, &accounts)).collect();
    if console.json {
        console.answer(&all)?;
        return Ok(Exit::Done);
    }
    for rule in &all {
        let on = if rule.on { "on" } else { "off" };
        let place = if rule.group { format!("{}/*", rule.path) } else { rule.path.clone() };
        let account = rule.account.as_deref().map_or_else(|| "-".to_owned(), |account| format!("@{account}"));
        console.line(&format!("{place}\t{on}\t{}\t{account}", rule.whose))?;
    }
    if all.is_empty() {
        console.tell(words::NO_RULES);
    }
    Ok(Exit::Done)
}

async fn set(carrick: &Carrick, setting: &SettingRule, console: &mut Console) -> Result<Exit, Failure> {
    let accounts = account::all(carrick).await?;
    let (wanted, username) = wanted(carrick, &setting.terms, !setting.off, &accounts).await?;
    if !setting.off && !setting.yes {
        let tried = trying::try_out(&carrick.builds, wanted.clone()).await?;
        let trial = Trial::new(&tried);
        trial.lines().iter().for_each(|text| console.tell(text));
        if matches!(preflight::agreement(&carrick.builds, wanted.link_id).await?, Standing::Guarded { .. }) {
            console.tell(words::MARKER);
        }
        if trial.projects == 0 || !trial.findings.is_empty() || !trial.consequences.is_empty() {
            console.require_agreed(&words::set_question(&plain(wanted.place.path()), &username)).await?;
        }
    }
    let was_on = rules::list(&carrick.builds).await?;
    let kept = rules::set(&carrick.builds, wanted).await?;
    if !was_on.iter().any(|rule| rule.id == kept.id && rule.is_on) {
        tell_agreement(carrick, &kept, console).await;
    }
    if setting.yes && trying::projects(&carrick.builds, &kept).await? == 0 {
        console.tell(words::NOTHING_BELOW);
    }
    told(&kept, &accounts, &words::rule_set(&plain(kept.place.path()), kept.is_on), console)
}

/// Tries out whether machines can agree, and says where they cannot.
async fn tell_agreement(carrick: &Carrick, rule: &Kept, console: &mut Console) {
    // The rule is kept, whatever comes of this: the watch says so again.
    let Ok(all) = probing::probe(&carrick.builds, rule).await else { return };
    for Probed { path, standing } in all {
        if let Standing::BestEffort { why, .. } = standing {
            console.tell(&format!("{}: {}", plain(&path), words::best_effort(why)));
        }
    }
}

async fn try_out(carrick: &Carrick, terms: &RuleTerms, console: &mut Console) -> Result<Exit, Failure> {
    let accounts = account::all(carrick).await?;
    let (wanted, _) = wanted(carrick, terms, true, &accounts).await?;
    let tried = trying::try_out(&carrick.builds, wanted).await?;
    let trial = Trial::new(&tried);
    if console.json {
        console.answer(&trial)?;
        return Ok(Exit::Done);
    }
    for text in trial.lines() {
        console.line(&text)?;
    }
    Ok(Exit::Done)
}

async fn remove(carrick: &Carrick, removing: &RemovingRule, console: &mut Console) -> Result<Exit, Failure> {
    let (accounts, all) = (account::all(carrick).await?, rules::list(&carrick.builds).await?);
    let typed = removing.place.trim_matches('/').trim_end_matches("/*");
    let found = all.iter().find(|rule| rule.place.path().eq_ignore_ascii_case(typed));
    let Some(rule) = found else {
        let choices = all.iter().map(|rule| plain(rule.place.path())).collect();
        return Err(Problem::RuleUnknown { typed: plain(typed), choices }.into());
    };
    rules::remove(&carrick.builds, rule.id).await?;
    told(rule, &accounts, &words::rule_removed(&plain(rule.place.path())), console)
}

fn told(rule: &Kept, accounts: &[Account], text: &str, console: &mut Console) -> Result<Exit, Failure> {
    if console.json {
        console.answer(&Rule::new(rule, accounts))?;
    } else {
        console.line(text)?;
    }
    Ok(Exit::Done)
}

/// What was typed, as a rule, and the username in whose name it starts pipelines.
async fn wanted(
    carrick: &Carrick,
    typed: &RuleTerms,
    is_on: bool,
    accounts: &[Account],
) -> Result<(Wanted, String), Failure> {
    let whole = typed.place.strip_suffix("/*");
    let (place, reached_by) = match whole.or(typed.group.then_some(typed.place.as_str())) {
        Some(group) => (RulePlace::Namespace(group.to_owned()), None),
        None if is_group(carrick, &typed.place, accounts).await? => {
            return Err(Problem::IsGroup { typed: plain(&typed.place) }.into());
        }
        None => {
            let project = repository::choose_any(carrick, &typed.place).await?;
            let links: Vec<i64> = project.reached_by.iter().map(|(link_id, _)| *link_id).collect();
            let (project_id, path) = (project.listed.project_id, project.listed.path);
            (RulePlace::Project { project_id, path }, Some(links).filter(|links| !links.is_empty()))
        }
    };
    let reaches = |account: &&Account| reached_by.as_ref().is_none_or(|links| links.contains(&account.link.id));
    let meant = match &typed.account {
        Some(name) => account::choose(accounts.to_vec(), name)?,
        None => account::the_only(accounts.iter().filter(reaches).cloned().collect())?,
    };
    let terms = terms(typed)?;
    let username = plain(&meant.link.identity.username);
    Ok((Wanted { link_id: meant.link.id, place, is_on, terms, writes_status: typed.status }, username))
}

/// Whether something that an account reaches lies below a path.
async fn is_group(carrick: &Carrick, path: &str, accounts: &[Account]) -> Result<bool, Failure> {
    let (path, links) = (path.trim_matches('/').to_owned(), accounts.iter().map(|it| it.link.id).collect::<Vec<_>>());
    let read = move |db: &rusqlite::Connection| {
        let mut below = links.into_iter().map(|link| memberships::last_active_below(db, link, &path));
        below.try_fold(false, |any, below| Ok(any || !below?.is_empty()))
    };
    Ok(carrick.parts.db.read(read).await?)
}

fn terms(typed: &RuleTerms) -> Result<Terms, Problem> {
    let kind = match typed.branch_pipeline {
        true => PipelineKind::Branch { inputs: pairs(&typed.inputs)?, variables: pairs(&typed.variables)? },
        false => PipelineKind::MergeRequest,
    };
    Ok(Terms {
        targets: typed.targets.clone(),
        takes_drafts: typed.drafts,
        skip_labels: typed.skip_labels.clone(),
        force_labels: typed.force_labels.clone(),
        whose: match typed.whose {
            WhoseTyped::Mine => Whose::Mine,
            WhoseTyped::Members => Whose::Members(DEVELOPER),
            WhoseTyped::Maintainers => Whose::Members(MAINTAINER),
            WhoseTyped::OwnBranches => Whose::OwnBranches,
        },
        takes_forks: typed.forks,
        paths: typed.paths.clone(),
        kind,
        cancels_superseded: !typed.keep_superseded,
    })
}

fn pairs(typed: &[String]) -> Result<BTreeMap<String, String>, Problem> {
    // A value may be a secret: only the name is told where there is none.
    let pair = |text: &String| match text.split_once('=') {
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => Err(Problem::NoPair { typed: plain(text) }),
    };
    typed.iter().map(pair).collect()
}
