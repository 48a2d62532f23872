//! The connections that requests stand on, and leaving one that has gone silent.
//!
//! Whatever the server agrees on is the first choice, which is mostly HTTP/2. There one connection carries
//! everything, and goes on being used though something on the way has forgotten it: after silence it is left, and
//! the next request to its origin stands on a new one, over the other choice. So the second try, which may be the
//! last that a refresh token has, gets through a forgotten connection and a way that swallows HTTP/2 alike.

use std::collections::HashMap;
use std::time::Duration;

use reqwest::redirect;
use url::{Origin, Url};

use super::error::{Error, unprepared};
use super::proxies::{Proxies, Way};
use crate::tls::{self, Asked, Tls, Trusted};

/// Connecting is given up on after this long: there is nothing yet that a server could be working on.
const CONNECTING: Duration = Duration::from_secs(10);

/// The protocols, as servers agree on them (RFC 7301).
const HTTP_2: &str = "h2";
const HTTP_1: &str = "http/1.1";

/// The connections of one making.
#[derive(Clone)]
pub(super) struct Pool {
    pub(super) client: reqwest::Client,
    choice: Choice,
    way: Way,
    number: u64,
    /// Who of the servers asked for a certificate of this computer's.
    pub(super) asked: Asked,
    /// What was trusted when it was made; nothing where nobody need be.
    trusted: Option<Trusted>,
    /// The turn of the origin it was given to.
    turn: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// Whatever is agreed on.
    First,
    /// HTTP/1.1, where the first has met silence or was refused.
    Second,
    /// For plain http, which goes to this computer only: a proxy would read it and could not even reach it.
    Local,
}

/// All of them. Pools are made when they are first needed: what they are made of (trusted certificates, proxy) may
/// be mended while the program runs.
pub(super) struct Connections {
    patience: Duration,
    proxies: Proxies,
    pools: Vec<Pool>,
    /// How often an origin has turned to its other choice; at first it is the first one's turn.
    turns: HashMap<Origin, u64>,
    made: u64,
}

impl Connections {
    /// None yet. An answer is waited for as long as `patience`.
    pub(super) fn new(patience: Duration, proxies: Proxies) -> Self {
        Self { patience, proxies, pools: Vec::new(), turns: HashMap::new(), made: 0 }
    }

    /// The pool for this address on this way, if it is made.
    pub(super) fn get(&self, url: &Url, way: &Way) -> Option<Pool> {
        self.of(self.choice(url), way).map(|pool| self.given(url, pool))
    }

    /// The pool for this address on this way. Reading certificates blocks.
    pub(super) fn make(&mut self, url: &Url, way: &Way) -> Result<Pool, Error> {
        let pool = self.make_of(self.choice(url), way)?;
        Ok(self.given(url, pool))
    }

    /// Makes the pool that most requests will want, unless it is made.
    pub(super) fn prepare(&mut self) -> Result<(), Error> {
        self.make_of(Choice::First, &Way::Straight).map(drop)
    }

    /// Leaves a pool after silence on the way to this address, whose next request stands on a new connection over
    /// the other choice. What others still wait for on the old ones is not cut off. Who comes later than another on
    /// the way to the same origin changes nothing; another origin that stood on the same connections has its own say.
    pub(super) fn leave(&mut self, url: &Url, left: &Pool) {
        self.pools.retain(|pool| pool.number != left.number);
        if self.turn(url) == left.turn {
            self.turns.insert(url.origin(), left.turn + 1);
        }
    }

    /// From now on this address is spoken to over HTTP/1.1.
    pub(super) fn turn_to_http1(&mut self, url: &Url) {
        if self.choice(url) == Choice::First {
            self.turns.insert(url.origin(), self.turn(url) + 1);
        }
    }

    /// Leaves all pools, since another way than theirs leads out now.
    pub(super) fn leave_all(&mut self) {
        self.pools.retain(|pool| pool.choice == Choice::Local);
    }

    /// Leaves all pools if other certificates may be trusted by now than when this one was made. Says whether that is
    /// so, whoever left it. Blocks.
    pub(super) fn leave_if_trust_changed(&mut self, pool: &Pool) -> bool {
        if !self.pools.iter().any(|other| other.number == pool.number) {
            return true;
        }
        let has_changed = pool.trusted.as_ref().is_some_and(Trusted::has_changed);
        if has_changed {
            self.leave_all();
        }
        has_changed
    }

    fn turn(&self, url: &Url) -> u64 {
        self.turns.get(&url.origin()).copied().unwrap_or_default()
    }

    fn given(&self, url: &Url, pool: Pool) -> Pool {
        Pool { turn: self.turn(url), ..pool }
    }

    fn choice(&self, url: &Url) -> Choice {
        match url.scheme() {
            "http" => Choice::Local,
            _ if self.turn(url).is_multiple_of(2) => Choice::First,
            _ => Choice::Second,
        }
    }

    fn of(&self, choice: Choice, way: &Way) -> Option<Pool> {
        self.pools.iter().find(|pool| pool.choice == choice && pool.way == *way).cloned()
    }

    fn make_of(&mut self, choice: Choice, way: &Way) -> Result<Pool, Error> {
        if let Some(pool) = self.of(choice, way) {
            return Ok(pool);
        }
        let Tls { config, asked, trusted } = match choice {
            Choice::First => tls::prepare(&[HTTP_2, HTTP_1])?,
            Choice::Second => tls::prepare(&[HTTP_1])?,
            Choice::Local => tls::trusting_nobody()?,
        };
        let builder = self.builder(choice, way).tls_backend_preconfigured(config);
        let client = builder.build().map_err(|error| unprepared(&error))?;
        self.made += 1;
        let pool = Pool { client, choice, way: way.clone(), number: self.made, asked, trusted, turn: 0 };
        self.pools.push(pool.clone());
        Ok(pool)
    }

    fn builder(&self, choice: Choice, way: &Way) -> reqwest::ClientBuilder {
        let builder = reqwest::Client::builder()
            .user_agent(concat!("Carrick/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECTING.min(self.patience / 2))
            .timeout(self.patience)
            .redirect(redirect::Policy::none())
            .referer(false);
        match choice {
            Choice::First => self.proxies.on(builder, way),
            Choice::Second => self.proxies.on(builder.http1_only(), way),
            Choice::Local => builder.no_proxy(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections() -> Connections {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Connections::new(Duration::from_secs(1), Proxies::of_environment())
    }

    fn address(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn silence_changes_the_choice_of_its_origin_alone_and_twice_changes_it_back() {
        let (here, there) = (address("https://one.example/a"), address("https://two.example"));
        let mut connections = connections();
        for expected in [Choice::Second, Choice::First, Choice::Second] {
            let pool = connections.make(&here, &Way::Straight).unwrap();
            connections.leave(&here, &pool);
            assert_eq!(connections.choice(&here), expected, "silence turns to the other choice");
            assert_eq!(connections.choice(&there), Choice::First, "nobody has been silent there");
            assert!(connections.get(&here, &Way::Straight).is_none(), "the next request stands on a new connection");
        }
    }

    #[test]
    fn of_two_who_met_silence_at_once_the_later_changes_nothing() {
        let here = address("https://one.example");
        let mut connections = connections();
        let pool = connections.make(&here, &Way::Straight).unwrap();
        connections.leave(&here, &pool);
        let next = connections.make(&here, &Way::Straight).unwrap();
        connections.leave(&here, &pool);
        let kept = connections.get(&here, &Way::Straight).map(|pool| pool.number);
        assert_eq!(kept, Some(next.number), "the new connection is not to blame for the old one");
    }

    #[test]
    fn of_two_origins_that_go_silent_at_once_each_turns_to_its_other_choice() {
        let (here, there) = (address("https://one.example"), address("https://two.example"));
        let mut connections = connections();
        let pools = [&here, &there].map(|url| (url, connections.make(url, &Way::Straight).unwrap()));
        for (url, pool) in &pools {
            connections.leave(url, pool);
        }
        for (url, _) in &pools {
            assert_eq!(connections.choice(url), Choice::Second, "{url} was silent, whoever else left its connections");
        }
    }

    #[test]
    fn plain_http_has_one_choice() {
        let here = address("http://127.0.0.1:1");
        let mut connections = connections();
        let pool = connections.make(&here, &Way::Straight).unwrap();
        connections.leave(&here, &pool);
        assert_eq!(connections.choice(&here), Choice::Local, "there is no other");
        assert!(connections.get(&here, &Way::Straight).is_none(), "but its connections are left too");
    }
}
