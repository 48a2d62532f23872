//! `carrick renew`: what git's credential helper starts for a token that ends soon.

use carrick::Carrick;
use carrick::accounts::health::{self, TestReport};

use crate::account;
use crate::arguments::Generation;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::problem::Problem;

pub(super) async fn renew(carrick: &Carrick, generation: Generation) -> Result<Exit, Failure> {
    let Generation { link, pair } = generation;
    exit_after(carrick, link, health::renew_link(&carrick.accounts, link, pair).await?).await
}

/// Nothing is said of what went well.
pub(super) async fn exit_after(carrick: &Carrick, link_id: i64, report: TestReport) -> Result<Exit, Failure> {
    match report {
        TestReport::Working => Ok(Exit::Done),
        TestReport::Unreachable { error } => Err(error.into()),
        TestReport::NeedsYou { cause } => {
            let all = account::all(carrick).await?;
            let named = all.iter().find(|account| account.link.id == link_id).map(account::Account::name);
            Err(Problem::NeedsYou { account: named.unwrap_or_default(), cause }.into())
        }
    }
}
