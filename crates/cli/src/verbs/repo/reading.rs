//! What is listed must have been read once. The window does that by itself; here whoever waits sees how far it is.

use std::time::Duration;

use carrick::Carrick;
use carrick::repositories::refresh::{self, Status};

use crate::account::{self, Account};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::{Failure, trouble_of};
use crate::problem::Problem;
use crate::words;

/// How often it is looked how far it is.
const LOOK: Duration = Duration::from_millis(100);

/// Reads what was never read, or everything where that is wanted. What cannot be read is told, and says how the
/// process ends; what is known is listed all the same.
pub(super) async fn ensure(carrick: &Carrick, everything: bool, console: &mut Console) -> Result<Exit, Failure> {
    let accounts = account::all(carrick).await?;
    if accounts.is_empty() {
        return Err(Problem::NoAccounts.into());
    }
    let unread = refresh::state(&carrick.repositories).await?;
    if !everything && unread.iter().all(|status| status.whole_at.is_some()) {
        return Ok(Exit::Done);
    }
    if everything {
        refresh::refresh(&carrick.repositories).await?;
    }
    refresh::begin_due_readings(&carrick.repositories).await?;
    let read = until_read(carrick, console).await?;
    Ok(say_troubles(&accounts, &read, console))
}

async fn until_read(carrick: &Carrick, console: &mut Console) -> Result<Vec<Status>, Failure> {
    if !console.bar.is_possible() {
        console.tell(words::READING);
    }
    loop {
        let states = refresh::state(&carrick.repositories).await?;
        let under_way: Vec<_> = states.iter().filter_map(|status| status.progress).collect();
        if under_way.is_empty() {
            return Ok(states);
        }
        let read = under_way.iter().map(|progress| progress.read).sum();
        let total = under_way.iter().map(|progress| progress.total).sum();
        console.show(&words::reading(read, total));
        tokio::time::sleep(LOOK).await;
    }
}

fn say_troubles(accounts: &[Account], read: &[Status], console: &mut Console) -> Exit {
    let mut exit = Exit::Done;
    for status in read {
        let Some(account) = accounts.iter().find(|account| account.link.id == status.link_id) else { continue };
        let needs_you = account.link.standing.needs_you.as_ref();
        if let Some((cause, _)) = needs_you {
            let problem = Problem::NeedsYou { account: account.name(), cause: cause.clone() };
            console.tell(&format!("carrick: {}", words::problem(&problem).both()));
            exit = exit.max(problem.exit());
        } else if let Some(trouble) = &status.trouble {
            console.tell(&words::cannot_read(&account.name(), &trouble_of(&trouble.error)));
            exit = exit.max(Exit::after(trouble.error.code));
        }
    }
    exit
}
