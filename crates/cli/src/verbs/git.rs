//! `carrick git`: whether git on this computer asks Carrick.

use carrick::{Carrick, git_setup};

use crate::answers::git::{Git, Helper, Host, Keeps};
use crate::arguments::GitVerb;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::words;

/// Does what was typed, and says how git stands afterwards.
pub(super) async fn git(carrick: &Carrick, verb: GitVerb, console: &mut Console) -> Result<Exit, Failure> {
    match verb {
        GitVerb::Install => drop(git_setup::set_up(&carrick.parts).await?),
        GitVerb::Uninstall => git_setup::undo(&carrick.parts).await?,
        GitVerb::Status => {}
    }
    let git = Git::from(git_setup::status(&carrick.parts).await?);
    if console.json {
        console.answer(&git)?;
    } else {
        say(&git, console)?;
    }
    Ok(Exit::Done)
}

fn say(git: &Git, console: &mut Console) -> Result<(), Failure> {
    match (git.is_set_up, git.is_whole) {
        (true, true) => console.line(&words::git_set_up(&git.file))?,
        (true, false) => console.line(&words::git_not_whole(&git.file))?,
        (false, _) => console.line(words::GIT_NOT_SET_UP)?,
    }
    for host in &git.hosts {
        say_host(host, console)?;
    }
    for bypass in &git.bypasses {
        console.line(&words::bypass(bypass))?;
    }
    Ok(())
}

fn say_host(Host { host, asks_carrick, before, after }: &Host, console: &mut Console) -> Result<(), Failure> {
    console.line(&words::git_asks(host, *asks_carrick))?;
    for helper in before {
        console.line(&format!("  {}", words::asked_before(helper)))?;
    }
    let keeps = |helper: &&Helper| helper.keeps != Keeps::Nothing;
    for helper in after.iter().filter(keeps) {
        console.line(&format!("  {}", words::asked_after(helper)))?;
    }
    Ok(())
}
