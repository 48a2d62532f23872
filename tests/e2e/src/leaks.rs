//! After each test: nothing secret lies anywhere, and the search would have found it.

use std::path::Path;

use crate::failure::{Failure, Result};
use crate::search::{Leak, Search};
use crate::session::Session;
use crate::watch;

/// Made up anew for each run and without a run of zeros, so that it is never found by accident.
fn canary() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |age| age.as_nanos());
    format!("canary-{now:x}-{}", std::process::id())
}

/// Looks for every value GitLab issued, the Secrets and what the test typed as one
/// (`also`), through all that the session's programs wrote, printed or were told.
pub async fn check(session: &Session, also: &[String]) -> Result<()> {
    let canary = canary();
    let mut secrets = session.gitlab.issued();
    secrets.extend(also.iter().cloned());
    let requests = session.gitlab.requests();
    secrets.extend(requests.iter().filter_map(|seen| seen.form_param("code_verifier")).map(str::to_owned));
    secrets.push(canary.clone());
    let search = Search::new(&secrets);
    let planted = plant(session, &canary)?;
    let mut leaks = search_files(session, &search)?;
    let mut told = session.told();
    for window in session.windows() {
        told.push(watch::kept(&window).await?);
    }
    for text in told {
        leaks.extend(search.in_bytes(Path::new("answers and events to the window"), text.as_bytes()));
    }
    std::fs::remove_file(&planted)?;
    let (found, leaks): (Vec<Leak>, Vec<Leak>) = leaks.into_iter().partition(|leak| leak.place == planted);
    if found.is_empty() {
        return Err(Failure::new("the planted canary was not found, so this search proves nothing"));
    }
    if leaks.is_empty() { Ok(()) } else { Err(Failure::new(format!("secrets were found: {leaks:#?}"))) }
}

fn search_files(session: &Session, search: &Search) -> Result<Vec<Leak>> {
    let folders = session.folders();
    let mut leaks = Vec::new();
    for folder in [folders.data(), folders.config(), folders.cache(), folders.state(), folders.logs()] {
        leaks.extend(search.below(&folder)?);
    }
    Ok(leaks)
}

/// Leaves the canary where the app keeps its data, written as a careless log would.
fn plant(session: &Session, canary: &str) -> Result<std::path::PathBuf> {
    let folder = session.app_data();
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("canary.log");
    let bytes: Vec<String> = canary.bytes().map(|byte| byte.to_string()).collect();
    std::fs::write(&file, format!("token=[{}]\n", bytes.join(", ")))?;
    Ok(file)
}
