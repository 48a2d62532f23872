//! `carrick unlink`: asks first, then ends an account's tokens and says what is known of them.

use carrick::Carrick;
use carrick::accounts::unlink as operation;

use crate::account;
use crate::answers::unlink::Unlinked;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::plain;
use crate::words;

pub(super) async fn unlink(carrick: &Carrick, typed: &str, yes: bool, console: &mut Console) -> Result<Exit, Failure> {
    let account = account::choose(account::all(carrick).await?, typed)?;
    let (username, host) = (plain(&account.link.identity.username), account.instance.host());
    if !yes {
        let dependents = operation::dependents(&carrick.accounts, account.link.id).await?;
        console.require_agreed(&words::unlink_question(&username, &host, dependents)).await?;
    }
    let receipt = operation::unlink(&carrick.accounts, account.link.id).await?;
    if console.json {
        console.answer(&Unlinked { username, host, receipt: receipt.into() })?;
    } else {
        console.line(&words::unlinked(&username, &host, receipt))?;
    }
    Ok(Exit::Done)
}
