//! `carrick unlink`: asks first, then ends an account's tokens and says what is known of them.

use carrick::Carrick;
use carrick::accounts::unlink as operation;

use crate::account;
use crate::answers::unlink::Unlinked;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::plain;
use crate::problem::Problem;
use crate::words;

pub(super) async fn unlink(carrick: &Carrick, typed: &str, yes: bool, console: &mut Console) -> Result<Exit, Failure> {
    let account = account::choose(account::all(carrick).await?, typed)?;
    let (username, host) = (plain(&account.link.identity.username), account.instance.host());
    if !yes {
        let answer = console.ask(&words::unlink_question(&username, &host)).await.ok_or(Problem::NobodyToAsk)?;
        if !is_yes(&answer) {
            return Err(Problem::Declined.into());
        }
    }
    let receipt = operation::unlink(&carrick.accounts, account.link.id).await?;
    if console.json {
        console.answer(&Unlinked { username, host, receipt: receipt.into() })?;
    } else {
        console.line(&words::unlinked(&username, &host, receipt))?;
    }
    Ok(Exit::Done)
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}
