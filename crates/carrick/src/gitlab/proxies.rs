//! Which way leads to a server: straight there, or through a proxy. What the environment names counts first, as with
//! curl and git, and then what the desktop's settings say.

mod address;
mod environment;
mod exceptions;
#[cfg(target_os = "linux")]
mod portal;
mod way;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use url::{Origin, Url};

use environment::Environment;
pub(super) use way::Way;

/// How long what the desktop said counts: its settings may be others after a change of the network.
const KNOWN_FOR: Duration = Duration::from_secs(30);

/// How long a way that could not be reached is passed over, where the desktop names another one after it.
const PASSED_OVER_FOR: Duration = Duration::from_secs(5 * 60);

/// No more of the desktop's proposals are tried.
pub(super) const MOST_WAYS: usize = 8;

/// What an error calls the desktop's settings, where it would name a variable.
const DESKTOP: &str = "desktop";

/// The ways. Cheap to clone.
#[derive(Clone)]
pub(super) struct Proxies(Arc<Ways>);

struct Ways {
    environment: Environment,
    /// What the desktop said of each origin.
    told: Mutex<HashMap<Origin, Told>>,
}

struct Told {
    at: Instant,
    /// The best first.
    ways: Vec<Way>,
    /// Which of them is taken.
    taken: usize,
    /// Since when that is not the first.
    passed_over_at: Option<Instant>,
    /// Whether something that went there has failed since.
    is_doubted: bool,
    /// Whether what failed went a way that was gone on to.
    leads_nowhere: bool,
}

impl Told {
    fn new(ways: Vec<Way>) -> Self {
        Self { at: Instant::now(), ways, taken: 0, passed_over_at: None, is_doubted: false, leads_nowhere: false }
    }

    fn way(&self) -> Way {
        self.ways.get(self.taken).cloned().unwrap_or(Way::Straight)
    }

    /// Goes on with the way that was taken before, while nothing else is said.
    fn going_on(self, before: &Self) -> Self {
        // What was gone on to leads nowhere either, so that nothing speaks against the first.
        let is_first_tried_again =
            before.leads_nowhere || before.passed_over_at.is_none_or(|at| at.elapsed() >= PASSED_OVER_FOR);
        if is_first_tried_again || before.ways != self.ways {
            return self;
        }
        Self { taken: before.taken, passed_over_at: before.passed_over_at, ..self }
    }

    fn counts(&self) -> bool {
        !self.is_doubted && self.at.elapsed() < KNOWN_FOR
    }
}

impl Proxies {
    /// By the environment that this process was started with.
    pub(super) fn of_environment() -> Self {
        Self(Arc::new(Ways { environment: Environment::read(environment::variable), told: Mutex::default() }))
    }

    /// Whether the way to this address is known just now.
    pub(super) fn is_known(&self, url: &Url) -> bool {
        let is_asked_lately = || self.told().get(&url.origin()).is_some_and(Told::counts);
        !self.is_the_desktops(url) || is_asked_lately()
    }

    /// Asks the desktop for the way out, which may block for some seconds. Says whether it has become another one.
    pub(super) fn find(&self, url: &Url) -> bool {
        let ways = desktop_ways(url);
        let mut told = self.told();
        let before = told.remove(&url.origin());
        // A desktop that says nothing just now has taken nothing back: past a proxy nobody may get out, or should.
        let ways = ways.or_else(|| before.as_ref().map(|before| before.ways.clone())).unwrap_or_default();
        let now = match &before {
            Some(before) => Told::new(ways).going_on(before),
            None => Told::new(ways),
        };
        let is_another = before.is_some_and(|before| before.way() != now.way());
        told.insert(url.origin(), now);
        is_another
    }

    /// The way that is taken to this address now, and which of the desktop's it is.
    pub(super) fn way(&self, url: &Url) -> (Way, Option<usize>) {
        if !self.is_the_desktops(url) {
            return (self.0.environment.way(url), None);
        }
        let told = self.told();
        told.get(&url.origin()).map_or((Way::Straight, None), |told| (told.way(), Some(told.taken)))
    }

    /// The proxy of this one of the desktop's ways could not be reached: takes the next, unless somebody has gone on to
    /// another meanwhile. Says whether there is one; if not, it begins with the first again.
    pub(super) fn take_next(&self, url: &Url, failed: usize) -> bool {
        let mut told = self.told();
        let Some(told) = told.get_mut(&url.origin()) else { return false };
        if told.taken != failed {
            return true;
        }
        let has_next = told.taken + 1 < told.ways.len();
        told.taken = if has_next { told.taken + 1 } else { 0 };
        told.passed_over_at = has_next.then(Instant::now);
        has_next
    }

    /// A request to this address has failed on this of the desktop's ways: before the next one the desktop is asked
    /// again, since whoever reads of it will look at its settings first.
    pub(super) fn doubt(&self, url: &Url, taken: Option<usize>) {
        if let Some(told) = self.told().get_mut(&url.origin()) {
            told.is_doubted = true;
            told.leads_nowhere = taken > Some(0);
        }
    }

    /// The proxy that the desktop is known to name for this address, where the environment says nothing.
    pub(super) fn of_desktop(&self, url: &Url) -> Option<Url> {
        match self.way(url) {
            (Way::Through(proxy), Some(_)) => Some(proxy),
            _ => None,
        }
    }

    /// Has these connections go this way, whatever is told later: a request is not to go another than was decided for it.
    pub(super) fn on(&self, builder: reqwest::ClientBuilder, way: &Way) -> reqwest::ClientBuilder {
        // Elsewhere the HTTP stack reads the system's settings by itself.
        if !cfg!(target_os = "linux") && !self.0.environment.names_a_proxy() {
            return builder;
        }
        match way.clone() {
            Way::Through(proxy) => builder.proxy(reqwest::Proxy::custom(move |_| Some(proxy.clone()))),
            Way::Straight | Way::Unusable(_) => builder.no_proxy(),
        }
    }

    /// Whether the desktop is asked: plain http stays on this computer, and the environment comes first.
    fn is_the_desktops(&self, url: &Url) -> bool {
        url.scheme() == "https" && !self.0.environment.decides(url)
    }

    fn told(&self) -> MutexGuard<'_, HashMap<Origin, Told>> {
        self.0.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The ways that the desktop proposes, the best first, none being straight there; nothing where it does not answer.
#[cfg(target_os = "linux")]
fn desktop_ways(url: &Url) -> Option<Vec<Way>> {
    let read = |proposal: String| match proposal.as_str() {
        "" | "direct://" => Way::Straight,
        proxy => address::read(proxy).map_or(Way::Unusable(DESKTOP), Way::Through),
    };
    portal::look_up(url).map(|proposals| proposals.into_iter().take(MOST_WAYS).map(read).collect())
}

#[cfg(not(target_os = "linux"))]
fn desktop_ways(_: &Url) -> Option<Vec<Way>> {
    None
}
