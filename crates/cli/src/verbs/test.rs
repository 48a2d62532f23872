//! `carrick test`: asks GitLab whether links work.

use carrick::Carrick;
use carrick::accounts::health::{self, TestReport};
use carrick_store::Error;

use crate::account::{self, Account};
use crate::answers::test::{Outcome, Tested};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::{Failure, trouble_of};
use crate::paint::Paint;
use crate::problem::Problem;
use crate::words;

pub(super) async fn test(carrick: &Carrick, typed: Option<&str>, console: &mut Console) -> Result<Exit, Failure> {
    let all = account::all(carrick).await?;
    let meant = match typed {
        Some(typed) => vec![account::choose(all, typed)?],
        None if all.is_empty() => return Err(Problem::NoAccounts.into()),
        None => all,
    };
    let (mut exit, mut tested) = (Exit::Done, Vec::new());
    for account in meant {
        let report = health::test_link(&carrick.accounts, account.link.id).await;
        exit = exit.max(exit_of(&report));
        if console.json {
            tested.push(answer(carrick, account, report).await?);
        } else {
            say(&account, report, console)?;
        }
    }
    if console.json {
        console.answer(&tested)?;
    }
    Ok(exit)
}

fn exit_of(report: &Result<TestReport, Error>) -> Exit {
    match report {
        Ok(TestReport::Working) => Exit::Done,
        Ok(TestReport::Unreachable { .. }) => Exit::Unreachable,
        Ok(TestReport::NeedsYou { .. }) => Exit::NeedsYou,
        Err(error) => Exit::after(error.code),
    }
}

fn say(account: &Account, report: Result<TestReport, Error>, console: &mut Console) -> Result<(), Failure> {
    let name = account.name();
    let (paint, text) = match report {
        Ok(TestReport::Working) => (Paint::Good, words::WORKING.to_owned()),
        Ok(TestReport::NeedsYou { cause }) => (Paint::Bad, words::cause(&cause, &name).both()),
        Ok(TestReport::Unreachable { error }) | Err(error) => {
            let trouble = trouble_of(&error);
            (Paint::Bad, format!("{} {}", trouble.what, trouble.next.unwrap_or_default()))
        }
    };
    let name = console.painted(paint, &name);
    console.line(&format!("{name}: {text}"))?;
    Ok(())
}

/// The account as it is after the test, which may have changed it.
async fn answer(carrick: &Carrick, before: Account, report: Result<TestReport, Error>) -> Result<Tested, Failure> {
    let all = account::all(carrick).await?;
    let now = all.into_iter().find(|account| account.link.id == before.link.id).unwrap_or(before);
    let account = (&now).into();
    Ok(match report {
        Ok(TestReport::Working) => Tested { account, outcome: Outcome::Working, cause: None, error: None },
        Ok(TestReport::NeedsYou { cause }) => {
            Tested { account, outcome: Outcome::NeedsYou, cause: Some((&cause).into()), error: None }
        }
        Ok(TestReport::Unreachable { error }) => {
            Tested { account, outcome: Outcome::Unreachable, cause: None, error: Some(trouble_of(&error)) }
        }
        Err(error) => Tested { account, outcome: Outcome::NotAsked, cause: None, error: Some(trouble_of(&error)) },
    })
}
