//! `carrick link`: the journey of the window, on a terminal. The answer comes back over a page on this computer, so
//! that no desktop is needed.

use std::io;
use std::time::Duration;

use carrick::Carrick;
use carrick::accounts::notice::Notice;
use carrick::accounts::progress::{self, Progress};
use carrick::accounts::{expiry, recovery, sign_in};
use carrick::desktop::browser::Browser;
use carrick::desktop::peer;
use carrick_store::model::{Stage, Way};
use carrick_store::{Code, Error};

use crate::account::{self, Account};
use crate::answers::link::Link;
use crate::console::{Console, Typed};
use crate::exit::Exit;
use crate::failure::{Failure, trouble_of};
use crate::instances;
use crate::interrupt::Interrupt;
use crate::plain::plain;
use crate::problem::Problem;
use crate::words;

/// How often it is looked whether a keyring that was in the way is not any more, and what other programs have done.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The person opens the address themselves.
pub(crate) struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn is_chromium(&self) -> bool {
        false
    }

    fn is_told_from_others(&self) -> bool {
        peer::is_told()
    }
}

/// What somebody waits for while a sign-in is under way.
enum Event {
    Further(Progress),
    Pasted(String),
    LookAgain,
    Interrupted,
}

pub(crate) async fn link(
    carrick: &Carrick,
    instance: Option<&str>,
    relink: Option<&str>,
    console: &mut Console,
    interrupt: &Interrupt,
) -> Result<Exit, Failure> {
    let (integration_id, relinks) = meant(carrick, instance, relink).await?;
    sign_in::begin_link(&carrick.accounts, integration_id, relinks, Way::Loopback).await?;
    let address = sign_in::copy_link(&carrick.accounts, integration_id).await?;
    if console.json {
        console.event(&Link::Started { address })?;
    } else {
        console.tell(&words::approve_at(&address));
        if console.typed.is_some() {
            console.tell(words::PASTE_HERE);
        }
    }
    let notice = follow(carrick, integration_id, console, interrupt).await?;
    conclude(carrick, notice, console).await
}

/// Which integration, and which link is to be renewed.
async fn meant(carrick: &Carrick, instance: Option<&str>, relink: Option<&str>) -> Result<(i64, Option<i64>), Failure> {
    let Some(typed) = relink else {
        let integration = instances::choose(instances::all(carrick).await?, instance)?;
        return Ok((integration.id, None));
    };
    let Account { link, .. } = account::choose(account::all(carrick).await?, typed)?;
    Ok((link.integration_id, Some(link.id)))
}

/// Waits for the end of the sign-in, and says how far it is.
async fn follow(
    carrick: &Carrick,
    integration_id: i64,
    console: &mut Console,
    interrupt: &Interrupt,
) -> Result<Option<Notice>, Failure> {
    let accounts = &carrick.accounts;
    let mut seen = Progress { stage: None, notice: None };
    loop {
        let event = tokio::select! {
            further = progress::after(accounts, integration_id, &seen) => Event::Further(further),
            line = next_line(&mut console.typed) => Event::Pasted(line),
            () = tokio::time::sleep(LOOK_AGAIN) => Event::LookAgain,
            () = interrupt.after(0) => Event::Interrupted,
        };
        match event {
            Event::Further(further) if further.stage.is_none() => return Ok(further.notice),
            Event::Further(further) => {
                say(&seen, &further, console)?;
                seen = further;
            }
            Event::Pasted(line) => {
                if let Err(error) = sign_in::finish_with_address(accounts, integration_id, &line.into()).await {
                    console.tell(&words::both(&trouble_of(&error)));
                }
            }
            Event::LookAgain => look_again(carrick).await,
            Event::Interrupted => {
                console.tell(words::CANCELLING);
                sign_in::cancel_sign_in(accounts, integration_id).await?;
                return Err(Problem::Interrupted.into());
            }
        }
    }
}

/// What is still in the way then is looked at again, and a sign-in that has taken too long, or that another program has
/// ended, is over.
async fn look_again(carrick: &Carrick) {
    let _ = expiry::expire_sign_ins(&carrick.accounts).await;
    if recovery::is_waiting_for_vault(&carrick.accounts) {
        let _ = recovery::finish_what_waited(&carrick.accounts).await;
    }
    if carrick.parts.db.was_changed_elsewhere().await.unwrap_or_default() {
        let _ = sign_in::follow_other_programs(&carrick.accounts).await;
    }
}

async fn next_line(typed: &mut Option<Typed>) -> String {
    match typed {
        Some(typed) => typed.line().await,
        None => std::future::pending().await,
    }
}

fn say(seen: &Progress, now: &Progress, console: &mut Console) -> Result<(), Failure> {
    // It goes on all the same: the address can be opened by hand.
    if let (Some(Notice::Failed { error }), true) = (&now.notice, seen.notice != now.notice) {
        console.tell(&words::both(&trouble_of(error)));
    }
    match now.stage.filter(|_| seen.stage != now.stage) {
        // The address stands there, whether a browser opens or not.
        Some(Stage::Asking) if !console.json => {}
        Some(stage) if console.json => console.event(&Link::Progress { stage: stage.into() })?,
        Some(stage) => console.tell(words::stage(stage)),
        None => {}
    }
    Ok(())
}

async fn conclude(carrick: &Carrick, notice: Option<Notice>, console: &mut Console) -> Result<Exit, Failure> {
    let (link_id, username, was_linked) = match notice {
        Some(Notice::Linked { link_id, username, .. }) => (link_id, username, false),
        Some(Notice::LinkedAgain { link_id, username }) => (link_id, username, true),
        Some(Notice::Failed { error }) => return Err(error.into()),
        Some(Notice::Cancelled | Notice::Unlinked { .. }) | None => return Err(Error::new(Code::NoSignIn).into()),
    };
    if !console.json {
        console.line(&words::linked(&plain(&username)))?;
        return Ok(Exit::Done);
    }
    let is_it = |account: &Account| account.link.id == link_id;
    let linked = account::all(carrick).await?.into_iter().find(is_it).ok_or_else(|| Error::new(Code::NotFound))?;
    console.event(&Link::Done { account: Box::new((&linked).into()), was_linked })?;
    Ok(Exit::Done)
}
