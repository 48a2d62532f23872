//! Telling a person, by the desktop's notifications, that a build failed, that one passes again, or that an account needs
//! them.
//!
//! In reading order: which builds are told ([`outcome`]), how many at once ([`pace`]) and in which words ([`text`]):
//! pure. Then who is told that a notification was pressed in another program than the window's ([`errand`]).

pub mod errand;
pub mod outcome;
pub mod pace;
pub(in crate::builds) mod state;
pub mod text;

use carrick_store::db::preferences::{self, Notices};
use carrick_store::db::{builds as journal, integrations, links};
use carrick_store::error::Error;

use super::Builds;
use super::following::progress::Progress;
use super::news::Item;
use crate::people::acting;
use crate::topics::Topic;
use outcome::{Happened, Verdict};
use pace::Shown;
use state::State;

/// When something is to be told (Unix milliseconds), perhaps long ago; nothing while nothing has changed.
pub fn next_telling_due(builds: &Builds) -> Option<i64> {
    let live = builds.telling().try_lock().ok()?;
    if live.seen != Some(revisions(builds)) { Some(i64::MIN) } else { live.pace.due_at() }
}

/// Tells what is new. What was there at the first call is not.
///
/// # Errors
/// When the database cannot be read.
pub async fn tell(builds: &Builds) -> Result<(), Error> {
    // Whoever is at the screen while nobody is signed in is to read no titles. It is told later.
    if !acting::may_begin(builds, false).await? {
        return Ok(());
    }
    let mut live = builds.telling().lock().await;
    let revisions = revisions(builds);
    let items = live.news.next(&builds.db).await?;
    live.seen = Some(revisions);
    let notices = notices(builds).await?;
    tell_needy(builds, &mut live, notices).await?;
    let now = builds.clock.now();
    for item in items {
        let before = match live.verdicts.get(&item.merge_request.id) {
            Some(verdict) => Some(verdict.clone()),
            None => earlier(builds, &item).await?,
        };
        let happened = Happened::of(&item, before);
        if let Some(verdict) = happened.verdict() {
            live.verdicts.insert(item.merge_request.id, verdict);
        }
        // What is not a failure any more takes back what waits to be told of one.
        live.pace.withdraw(item.merge_request.id);
        if let Some(outcome) = happened.outcome() {
            live.pace.add(item.merge_request.id, text::Told::of(&item, outcome), now);
        }
    }
    let is_wanted = |told: &text::Told| is_wanted(builds, notices, told);
    match live.pace.take(now, is_wanted) {
        None => {}
        Some(Shown::One(told)) => builds.notifier.show(told.notice()),
        Some(Shown::Digest(all)) => builds.notifier.show(text::digest(&all)),
    }
    Ok(())
}

/// Tells of accounts that only their person can help, each once. Those that there were at the first call are shown
/// wherever the person looks.
async fn tell_needy(builds: &Builds, live: &mut State, notices: Notices) -> Result<(), Error> {
    let profile_id = builds.profile_id;
    let read = move |db: &rusqlite::Connection| {
        let mut needy = Vec::new();
        for link in links::all(db)?.into_iter().filter(|link| link.profile_id == profile_id) {
            let integration = integrations::get(db, link.integration_id)?.filter(|_| link.standing.needs_you.is_some());
            needy.extend(integration.map(|it| (link.id, link.identity.username, it.instance.host())));
        }
        Ok(needy)
    };
    let needy = builds.db.read(read).await?;
    let known = live.needy.replace(needy.iter().map(|(id, ..)| *id).collect());
    let Some(known) = known.filter(|_| notices != Notices::None) else { return Ok(()) };
    for (id, username, host) in needy.iter().filter(|(id, ..)| !known.contains(id)) {
        builds.notifier.show(text::needs_you(*id, username, host));
    }
    Ok(())
}

fn revisions(builds: &Builds) -> (u64, u64) {
    (builds.topics.revision(Topic::Builds), builds.topics.revision(Topic::Accounts))
}

/// Which builds are told.
///
/// # Errors
/// When the database cannot be read.
pub async fn notices(builds: &Builds) -> Result<Notices, Error> {
    let profile_id = builds.profile_id;
    builds.db.read(move |db| preferences::notices(db, profile_id)).await
}

/// Which builds are told, from now on.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_notices(builds: &Builds, notices: Notices) -> Result<(), Error> {
    let profile_id = builds.profile_id;
    builds.db.write(move |db| preferences::set_notices(db, profile_id, notices)).await?;
    builds.touch();
    Ok(())
}

/// Whether the window can be seen, from now on: what is on screen there is not told.
pub(crate) fn see(builds: &Builds, is_visible: bool) {
    builds.0.is_seen.store(is_visible, std::sync::atomic::Ordering::SeqCst);
}

/// Asked as it is told, since any of it may have changed meanwhile.
fn is_wanted(builds: &Builds, notices: Notices, told: &text::Told) -> bool {
    let is_seen = builds.0.is_seen.load(std::sync::atomic::Ordering::SeqCst);
    let is_on_screen = is_seen && builds.starting().on_screen.contains(&told.build);
    let is_meant = match notices {
        Notices::Mine => told.is_mine,
        Notices::All => true,
        Notices::None => false,
    };
    is_meant && !is_on_screen
}

/// How the last build before this one stood that says anything.
async fn earlier(builds: &Builds, item: &Item) -> Result<Option<Verdict>, Error> {
    let (id, merge_request) = (item.build.id, item.merge_request.id);
    let read = move |db: &rusqlite::Connection| {
        let all = journal::of_merge_request(db, merge_request)?;
        let earlier = all.into_iter().filter(|build| build.id < id);
        Ok(earlier.filter_map(|build| Verdict::of(&build, &Progress::default())).next())
    };
    builds.db.read(read).await
}
