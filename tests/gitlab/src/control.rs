//! What tests do to the server and ask of it.

use crate::faults::Fault;
use crate::oauth::authorize::{self, Step};
use crate::openid::prompt;
use crate::seen::SeenRequest;
use crate::server::LocalGitlab;
use crate::state::applications::{Application, NewApplication};
use crate::state::settings::Setting;
use crate::state::tokens::LivePair;
use crate::state::users::{NewUser, User};
use std::fmt;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What pressing **Authorize** or **Deny** led to, see [`LocalGitlab::approve`].
#[derive(Clone, PartialEq, Eq)]
pub enum Settled {
    /// The browser goes to this callback address.
    Callback(String),
    /// The browser shows a page with this text; the application learns nothing.
    Page(String),
}

impl Settled {
    /// The callback address, if there is one.
    #[must_use]
    pub fn callback(self) -> Option<String> {
        match self {
            Self::Callback(address) => Some(address),
            Self::Page(_) => None,
        }
    }
}

impl fmt::Debug for Settled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The address carries a code.
            Self::Callback(_) => formatter.write_str("Callback(..)"),
            Self::Page(text) => formatter.debug_tuple("Page").field(text).finish(),
        }
    }
}

/// Accounts.
impl LocalGitlab {
    /// Adds an account and answers it as stored.
    pub fn add_user(&self, new: NewUser) -> User {
        self.instance.world().add_user(new)
    }

    /// The account of this username.
    #[must_use]
    pub fn user(&self, username: &str) -> Option<User> {
        self.instance.world().user_named(username).cloned()
    }

    /// Changes an account: state, admin, avatar, username, …; `false` when there is none. Its projects follow its name.
    pub fn edit_user(&self, username: &str, change: impl FnOnce(&mut User)) -> bool {
        let mut world = self.instance.world();
        let world = &mut *world;
        let Some(user) = world.users.iter_mut().find(|user| user.username == username) else { return false };
        change(user);
        world.projects.follow_user(user);
        true
    }

    /// Deletes an account, its codes and tokens with it, and makes another of the same name.
    pub fn make_again(&self, username: &str) -> Option<User> {
        let mut world = self.instance.world();
        let id = world.user_named(username)?.id;
        world.withdraw(id, None);
        // Its number is not given out again.
        let new = world.add_user(NewUser { username: username.to_owned(), ..NewUser::default() });
        world.users.retain(|user| user.id != id);
        Some(new)
    }

    /// Signs everybody out of every browser.
    pub fn sign_everybody_out(&self) {
        self.instance.world().sessions.clear();
    }
}

/// Applications.
impl LocalGitlab {
    /// Registers an application, without the form's checks.
    pub fn create_application(&self, new: NewApplication) -> Application {
        self.instance.world().create_application(new)
    }

    /// All applications, those made through the pages too.
    #[must_use]
    pub fn applications(&self) -> Vec<Application> {
        self.instance.world().applications.clone()
    }

    /// Changes an application; `false` when there is none. ID and secret stay as they are.
    pub fn edit_application(&self, id: &str, change: impl FnOnce(&mut Application)) -> bool {
        let mut world = self.instance.world();
        let Some(application) = world.application_mut(id) else { return false };
        let (id, secret) = (application.id.clone(), application.secret.clone());
        change(application);
        application.id = id;
        application.secret = secret;
        true
    }

    /// A new secret; the old one stops at once. `None` when there is no such application.
    pub fn renew_secret(&self, id: &str) -> Option<String> {
        self.instance.world().renew_secret(id)
    }

    /// Deletes an application with all its codes and tokens.
    pub fn delete_application(&self, id: &str) {
        self.instance.world().delete_application(id);
    }
}

/// Codes and tokens.
impl LocalGitlab {
    /// Presses **Authorize** as this person, on the page that `authorize_url` shows.
    #[must_use]
    pub fn approve(&self, username: &str, authorize_url: &str) -> Settled {
        self.settle(username, authorize_url, true)
    }

    /// Presses **Deny**. Where no consent would be asked, this cannot happen in a browser.
    #[must_use]
    pub fn deny(&self, username: &str, authorize_url: &str) -> Settled {
        self.settle(username, authorize_url, false)
    }

    fn settle(&self, username: &str, authorize_url: &str, approved: bool) -> Settled {
        let query = authorize_url.split_once('?').map(|(_, query)| query.split('#').next().unwrap_or_default());
        let query = crate::seen::pairs(query.unwrap_or_default().as_bytes());
        let param = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let mut world = self.instance.world();
        let Some(user_id) = world.user_named(username).map(|user| user.id) else {
            return Settled::Page("No such account.".to_owned());
        };
        let param = |name: &str| param(name).filter(|value| !value.trim().is_empty());
        let narrowed = prompt::narrow(&mut world, param("client_id"), param("gl_auth_type"));
        let param = |name: &str| if name == "scope" { narrowed.or_else(|| param(name)) } else { param(name) };
        match authorize::step(&world, user_id, param) {
            Step::ErrorPage(error) => Settled::Page(error.description),
            Step::Unconfirmed => Settled::Page("Confirm your e-mail address".to_owned()),
            Step::Forbidden => Settled::Page("Forbidden".to_owned()),
            Step::Consent(request) | Step::Straight(request) if approved => {
                Settled::Callback(authorize::approve(&mut world, user_id, &request))
            }
            Step::Consent(request) | Step::Straight(request) => Settled::Callback(authorize::deny(&request)),
        }
    }

    /// Issues a pair without any approval; `None` when there is no such account.
    pub fn issue_pair(&self, username: &str, application_id: &str, scopes: &[&str]) -> Option<LivePair> {
        let mut world = self.instance.world();
        let user_id = world.user_named(username)?.id;
        let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
        let row = world.issue_pair(application_id, user_id, scopes);
        Some(world.live_pair(&row))
    }

    /// Every pair that has not been revoked, oldest first; expired access tokens count.
    #[must_use]
    pub fn live_pairs(&self) -> Vec<LivePair> {
        let world = self.instance.world();
        world.tokens.iter().filter(|row| !row.revoked).map(|row| world.live_pair(row)).collect()
    }

    /// Every code, token and application secret ever issued, to search for leaks.
    #[must_use]
    pub fn issued(&self) -> Vec<String> {
        self.instance.world().issued.clone()
    }

    /// Revokes all codes and tokens of an account, as removing its applications does.
    pub fn revoke_all(&self, username: &str) {
        let mut world = self.instance.world();
        if let Some(id) = world.user_named(username).map(|user| user.id) {
            world.withdraw(id, None);
        }
    }

    /// Makes every access token issued so far expired; refresh tokens live on.
    pub fn expire_access_tokens(&self) {
        let mut world = self.instance.world();
        let now = world.now();
        world.tokens.iter_mut().for_each(|row| row.expires_at = row.expires_at.min(now - 1));
    }
}

/// The instance and what it saw.
impl LocalGitlab {
    /// Changes a setting of the instance.
    pub fn set_setting(&self, setting: Setting) {
        self.instance.world().settings.set(setting);
    }

    /// Sets the server's clock this many seconds ahead of the system's (negative: behind).
    /// `Date`, `created_at` and every expiry follow it.
    pub fn set_clock_offset(&self, seconds: i64) {
        self.instance.world().clock.run_ahead(seconds.saturating_mul(1000));
    }

    /// Stops the server's clock at this moment, in Unix milliseconds. `Date` and all time stamps say it, and what
    /// GitLab does by itself waits for [`LocalGitlab::advance_clock`].
    pub fn stop_clock_at(&self, milliseconds: i64) {
        self.instance.world().clock.stop_at(milliseconds);
    }

    /// Stops the server's clock where it is.
    pub fn stop_clock(&self) {
        let mut world = self.instance.world();
        let now = world.clock.now();
        world.clock.stop_at(now);
    }

    /// Moves the server's clock on, standing or running. What is due by then happens in its order, each thing with
    /// its own moment as its time stamp.
    pub fn advance_clock(&self, time: Duration) {
        let mut world = self.instance.world();
        world.clock.advance(i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
        world.catch_up();
    }

    /// The moment on the server's clock, in Unix milliseconds.
    #[must_use]
    pub fn clock(&self) -> i64 {
        self.instance.world().now_ms()
    }

    /// When GitLab does something by itself next, in Unix milliseconds; none when nothing is to come.
    #[must_use]
    pub fn next_event(&self) -> Option<i64> {
        self.instance.world().agenda.next()
    }

    /// Adds a fault behind those already set.
    pub fn fault(&self, fault: Fault) {
        self.instance.faults.add(fault);
    }

    /// How many answers are held back now, see [`crate::FaultKind::Hold`].
    #[must_use]
    pub fn held_answers(&self) -> usize {
        self.instance.faults.held()
    }

    /// Lets the answers go that are held back now.
    pub fn let_answer(&self) {
        self.instance.faults.let_answer();
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.instance.faults.clear();
    }

    /// Every request so far, in order of arrival, also those that a fault hit.
    #[must_use]
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.instance.seen.all()
    }

    /// How many connections it has accepted so far, browsers' included.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.instance.connections.load(Ordering::SeqCst)
    }

    /// Whether answers are compressed for whoever asks: at first over plain http, and not over https.
    pub fn compress(&self, compresses: bool) {
        self.instance.compresses.store(compresses, Ordering::SeqCst);
    }

    /// Whether they are.
    #[must_use]
    pub fn compresses(&self) -> bool {
        self.instance.compresses.load(Ordering::SeqCst)
    }

    /// How many bytes came and went on all connections so far, encryption included.
    #[must_use]
    pub fn bytes(&self) -> (u64, u64) {
        let wire = &self.instance.wire;
        (wire.came.load(Ordering::Relaxed), wire.went.load(Ordering::Relaxed))
    }

    /// How long it has worked on answers at `path` so far, delays on purpose included.
    #[must_use]
    pub fn time_on(&self, path: &str) -> Duration {
        self.instance.seen.time_on(path)
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.instance.seen.clear();
        self.instance.git_record.clear();
    }

    /// Blocks until a request matches, one already seen included; `None` after `timeout`.
    pub fn wait_for_request(&self, matches: impl Fn(&SeenRequest) -> bool, timeout: Duration) -> Option<SeenRequest> {
        self.instance.seen.wait(matches, timeout)
    }
}
