//! `carrick watch install`, `uninstall` and `status`.

use carrick::Carrick;
use carrick::builds::service;
use carrick::desktop::service::{Found, Standing};
use carrick_store::lock::Lock;

use crate::answers::watch::{Service, Watcher};
use crate::arguments::WatchVerb;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::words;

pub(crate) async fn service(carrick: &Carrick, verb: WatchVerb, console: &mut Console) -> Result<Exit, Failure> {
    match verb {
        WatchVerb::Install => {
            let installed = service::install(&carrick.builds).await?;
            if installed.is_plain {
                console.tell(words::PLAIN_SERVICE);
            }
        }
        WatchVerb::Uninstall => service::uninstall(&carrick.builds).await?,
        WatchVerb::Status => {}
    }
    let found = service::status(&carrick.builds).await?;
    let answer = Service::of(&found, watcher(carrick)?);
    if console.json {
        console.answer(&answer)?;
    } else {
        for line in words::service(&answer) {
            console.line(&line)?;
        }
    }
    let is_wrong = verb == WatchVerb::Status && is_down(&found);
    Ok(if is_wrong { Exit::Failed } else { Exit::Done })
}

/// Whether it should run and does not.
fn is_down(found: &Found) -> bool {
    matches!(found.standing, Standing::Failed | Standing::Stopped) || (is_installed(found) && !found.is_current)
}

fn is_installed(found: &Found) -> bool {
    found.standing != Standing::NotInstalled
}

/// Who watches at this moment.
fn watcher(carrick: &Carrick) -> Result<Watcher, Failure> {
    let data_dir = &carrick.parts.data_dir;
    if Lock::try_watcher(data_dir)?.is_some() {
        return Ok(Watcher::Nobody);
    }
    Ok(if Lock::is_window_open(data_dir)? { Watcher::Window } else { Watcher::Watch })
}
