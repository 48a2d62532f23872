//! What logind knows of the person's session: whether it is locked, and since when it is not used.

use std::collections::HashMap;
use std::time::Duration;

use zbus::connection::Builder;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Structure};

use super::Seen;
use super::line::{Line, Locked, Place, changes, signals};

const NAME: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";
const USER: &str = "org.freedesktop.login1.User";

/// Who is asked about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own {
    /// The system's number of the user.
    pub(super) user: u32,
    /// The process whose session counts first.
    pub(super) process: u32,
}

/// The session.
pub(super) struct Login {
    line: Line,
    own: Own,
    /// Who answered at the last look, by the bus's number.
    owner: Option<String>,
    session: Option<String>,
}

impl Login {
    /// Joins the system's bus, or the one at this address.
    pub(super) async fn join(address: Option<&str>, limit: Duration, own: Own) -> Option<Self> {
        let bus = address.map_or_else(Builder::system, Builder::address);
        let rules = [signals(NAME, SESSION, "Lock"), changes(NAME, SESSION)];
        let line = Line::join(bus, limit, rules.into_iter().collect::<zbus::Result<_>>().ok()?).await?;
        Some(Self { line, own, owner: None, session: None })
    }

    /// What is seen now (`now` in Unix milliseconds).
    pub(super) async fn look(&mut self, now: i64) -> Seen {
        let owner = self.line.owner(NAME).await;
        if owner != self.owner {
            self.session = None;
            self.owner.clone_from(&owner);
        }
        let Some(owner) = owner else { return Seen::default() };
        if let Some(session) = self.session.take()
            && let Some(seen) = self.look_at(&owner, &session, now).await
        {
            self.session = Some(session);
            return seen;
        }
        for session in [self.of_process(&owner).await, self.of_user(&owner).await].into_iter().flatten() {
            if let Some(seen) = self.look_at(&owner, &session, now).await {
                self.session = Some(session);
                return seen;
            }
        }
        Seen::default()
    }

    /// The next that locks, and whether it is ours: every session's are heard, and anybody may send one. `None` when
    /// the line has ended.
    pub(super) async fn hear(&mut self) -> Option<bool> {
        let Locked { by, path } = self.line.hear().await?;
        Some(self.owner.as_ref() == Some(&by) && self.session.as_ref() == Some(&path))
    }

    /// What a session says, if it is this user's.
    async fn look_at(&self, owner: &str, session: &str, now: i64) -> Option<Seen> {
        let said = self.line.properties(&Place { owner, path: session, interface: SESSION }).await?;
        read(&said, self.own.user, now)
    }

    /// The session that this process was started in.
    async fn of_process(&self, owner: &str) -> Option<String> {
        let manager = Place { owner, path: PATH, interface: MANAGER };
        let path: OwnedObjectPath = self.line.ask(&manager, "GetSessionByPID", &self.own.process).await?;
        Some(path.to_string())
    }

    /// The session on the user's screen: what the user's own service manager starts is in none.
    async fn of_user(&self, owner: &str) -> Option<String> {
        let manager = Place { owner, path: PATH, interface: MANAGER };
        let path: OwnedObjectPath = self.line.ask(&manager, "GetUser", &self.own.user).await?;
        let user = self.line.properties(&Place { owner, path: path.as_str(), interface: USER }).await?;
        let display: Structure<'_> = user.get("Display")?.downcast_ref().ok()?;
        let path: ObjectPath<'_> = display.fields().get(1)?.downcast_ref().ok()?;
        Some(path.to_string())
    }
}

/// What a session's properties say; `None` where it is another user's.
fn read(said: &HashMap<String, OwnedValue>, user: u32, now: i64) -> Option<Seen> {
    let whose: Structure<'_> = said.get("User")?.downcast_ref().ok()?;
    let whose: u32 = whose.fields().first()?.downcast_ref().ok()?;
    let flag = |name: &str| said.get(name).and_then(|value| value.downcast_ref::<bool>().ok());
    let since = said.get("IdleSinceHint").and_then(|value| value.downcast_ref::<u64>().ok()).unwrap_or_default();
    let kind = said.get("Type").and_then(|value| value.downcast_ref::<&str>().ok()).unwrap_or_default();
    let has_screen = ["x11", "wayland", "mir"].contains(&kind);
    let idle = flag("IdleHint").and_then(|is_idle| idle(is_idle, has_screen, since, now));
    (whose == user).then_some(Seen { is_locked: flag("LockedHint"), idle })
}

/// For how long a session was not used (milliseconds), from since when it says so (microseconds of the wall clock).
/// On a terminal that is when a key was pressed last; with a screen its desktop says when that changes, and one that
/// never did knows nothing. What will be is a lie or another clock.
fn idle(is_idle: bool, has_screen: bool, since: u64, now: i64) -> Option<i64> {
    let since = i64::try_from(since / 1000).ok().filter(|since| *since > 0)?;
    let passed = now.checked_sub(since).filter(|passed| *passed >= 0)?;
    Some(if has_screen && !is_idle { 0 } else { passed })
}

#[cfg(test)]
mod tests {
    use zbus::zvariant::Value;

    use super::*;

    const NOW: i64 = 1_800_000_000_000;
    const MINUTE: i64 = 60_000;

    fn since(ago: i64) -> u64 {
        u64::try_from(NOW - ago).unwrap() * 1000
    }

    fn session(user: u32, since: Value<'static>) -> HashMap<String, OwnedValue> {
        let path = ObjectPath::from_static_str_unchecked("/user");
        let said = [
            ("User", Value::from((user, path))),
            ("LockedHint", Value::from(false)),
            ("IdleHint", Value::from(true)),
            ("IdleSinceHint", since),
            ("Type", Value::from("wayland")),
        ];
        said.into_iter().map(|(name, value)| (name.to_owned(), OwnedValue::try_from(value).unwrap())).collect()
    }

    #[test]
    fn since_when_nobody_is_there_counts_by_the_wall_clock() {
        assert_eq!(idle(true, true, since(7 * MINUTE), NOW), Some(7 * MINUTE), "a desktop says that it is idle");
        assert_eq!(idle(false, true, since(7 * MINUTE), NOW), Some(0), "and when it is not any more");
        assert_eq!(idle(false, false, since(7 * MINUTE), NOW), Some(7 * MINUTE), "a terminal, when it was used last");
    }

    #[test]
    fn what_cannot_be_is_not_believed() {
        assert_eq!(idle(false, true, 0, NOW), None, "a desktop that never says anything is not one that is used");
        assert_eq!(idle(true, true, since(-MINUTE), NOW), None, "idle since a time to come");
        assert_eq!(idle(true, true, u64::MAX, NOW), None, "or since for ever");
        assert_eq!(idle(true, true, since(MINUTE), i64::MIN), None, "and on a clock that is nowhere");
        let seen = read(&session(7, Value::from("long ago")), 7, NOW);
        assert_eq!(seen, Some(Seen { is_locked: Some(false), idle: None }), "a word is no time");
    }

    #[test]
    fn another_users_session_says_nothing() {
        let idle = Value::from(since(MINUTE));
        let own = read(&session(7, idle.try_clone().unwrap()), 7, NOW);
        assert_eq!(own, Some(Seen { is_locked: Some(false), idle: Some(MINUTE) }), "one's own does");
        assert_eq!(read(&session(8, idle), 7, NOW), None, "whatever it says");
        assert_eq!(read(&HashMap::new(), 7, NOW), None, "nor does nobody's");
    }
}
