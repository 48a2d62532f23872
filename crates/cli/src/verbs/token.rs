//! `carrick token`: one access token on stdout, for a script. The only verb that shows a secret.

use carrick::Carrick;
use carrick::accounts::requests;
use secrecy::ExposeSecret as _;

use super::renew::exit_after;
use crate::account;
use crate::answers::token::Token;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::problem::Problem;
use crate::times::rfc3339;
use crate::words;

pub(super) async fn print(
    carrick: &Carrick,
    typed: Option<&str>,
    on_terminal: bool,
    console: &mut Console,
) -> Result<Exit, Failure> {
    if console.out.is_terminal && !on_terminal {
        return Err(Problem::TerminalReadsAlong.into());
    }
    let all = account::all(carrick).await?;
    let account = match typed {
        Some(typed) => account::choose(all, typed)?,
        None => account::the_only(all)?,
    };
    if let Some((cause, _)) = account.link.standing.needs_you.clone() {
        return Err(Problem::NeedsYou { account: account.name(), cause }.into());
    }
    let token = match requests::access_token(&carrick.accounts, account.link.id).await? {
        Ok(token) => token,
        Err(report) => return exit_after(carrick, account.link.id, report).await,
    };
    if console.out.is_terminal {
        console.tell(words::KEEP_IT_SECRET);
    }
    let text = token.secret.expose_secret();
    if console.json {
        let expires_at = rfc3339(token.expires_at);
        console.answer(&Token { account: (&account).into(), token: text.to_owned(), expires_at })?;
    } else {
        console.line(text)?;
    }
    Ok(Exit::Done)
}
