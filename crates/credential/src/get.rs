//! `get`: the account's name and its token, renewed first where it ends soon.

use std::time::{Duration, Instant};

use carrick_store::db::{self, links};
use carrick_store::model::Link;
use carrick_store::stamps::Stamp;
use carrick_store::standing::Cause;
use carrick_store::vault::{self, IssuedFor, KeptPair, peek_pair};
use rusqlite::Connection;

use crate::accounts::{self, Found};
use crate::errand::Errand;
use crate::outside::Outside;
use crate::place::Place;
use crate::question::{Generation, Question};
use crate::reply::{Reply, Token};
use crate::{turn, words};

/// What a renewal may take, with the wait for one that another asked for.
const RENEWAL: Duration = Duration::from_secs(20);
/// Of many that git starts at once, those that come so soon after the first get what it got (milliseconds).
const SAME_COMMAND: i64 = 20_000;
/// As long as that lives at least so long (milliseconds).
const LEAST: i64 = 60_000;
/// How often the link is looked at again when it is renewed while its token is read.
const TRIES: usize = 5;

/// Answers git.
pub(crate) fn get(outside: &Outside, question: &Question) -> Reply {
    if outside.is_of_another_user() {
        return Reply::Tell(words::ANOTHER_USER.to_owned());
    }
    match look(outside, question) {
        Ok(reply) => reply,
        Err(db::Error::Newer) => Reply::Tell(words::NEWER.to_owned()),
        Err(_) => Reply::Tell(words::UNREADABLE.to_owned()),
    }
}

fn look(outside: &Outside, question: &Question) -> Result<Reply, db::Error> {
    let Some(connection) = accounts::open(outside)? else { return Ok(Reply::Silence) };
    let (place, link) = match accounts::find(&connection, question, outside.acts_as.as_deref(), outside.clock.now())? {
        Found::Nobody => return Ok(Reply::Silence),
        Found::SignedOut => return Ok(Reply::Quit(words::SIGNED_OUT.to_owned())),
        Found::Account(found) => *found,
    };
    let asking = Asking { outside, connection: &connection, question, place: &place };
    asking.serve(link).map_err(db::Error::from)
}

/// One question about one account.
struct Asking<'a> {
    outside: &'a Outside,
    connection: &'a Connection,
    question: &'a Question,
    place: &'a Place,
}

impl Asking<'_> {
    fn serve(&self, link: Link) -> rusqlite::Result<Reply> {
        let whom = words::whom(&link, &self.place.instance.host());
        let link = match self.question.answered {
            Some(before) if before == generation_of(&link) => match self.heal(link)? {
                Ok(link) => link,
                Err(word) => return Ok(Reply::Quit(word)),
            },
            _ => self.in_time(link)?,
        };
        if let Some((cause, _)) = link.standing.needs_you.as_ref().filter(|(cause, _)| self.stops(&link, cause)) {
            return Ok(Reply::Quit(words::needs_you(cause, &whom)));
        }
        if link.expires_at <= self.now() {
            return Ok(Reply::Quit(words::unreachable(&whom)));
        }
        self.hand_out(link, &whom)
    }

    /// A link that needs its person for the next renewal has a token until then.
    fn stops(&self, link: &Link, cause: &Cause) -> bool {
        let lives = link.expires_at > self.now();
        !(lives && matches!(cause, Cause::SecretRenewed | Cause::ApplicationRefused))
    }

    /// The link with a token that a command can work with, renewed where it can be.
    fn in_time(&self, link: Link) -> rusqlite::Result<Link> {
        if !self.ends_soon(&link) || link.standing.needs_you.is_some() {
            return Ok(link);
        }
        let end = Instant::now() + RENEWAL;
        let Some(_turn) = turn::take(&self.outside.data_dir, link.id, end) else { return self.again(link) };
        let link = self.again(link)?;
        if self.ends_soon(&link) && link.standing.needs_you.is_none() {
            let left = end.saturating_duration_since(Instant::now());
            (self.outside.send)(Errand::renew(generation_of(&link)), left);
            return self.again(link);
        }
        Ok(link)
    }

    fn ends_soon(&self, link: &Link) -> bool {
        let now = self.now();
        let left = link.left(now);
        if link.renews_in(left) > 0 {
            return false;
        }
        let is_same_command = Stamp::HandedOut.is_fresh(&self.outside.data_dir, link.id, now, SAME_COMMAND);
        !(is_same_command && left >= LEAST)
    }

    /// A server did not take the current token: Carrick asks GitLab about it.
    fn heal(&self, link: Link) -> rusqlite::Result<Result<Link, String>> {
        let before = generation_of(&link);
        let whom = words::whom(&link, &self.place.instance.host());
        let end = Instant::now() + RENEWAL;
        let turn = turn::take(&self.outside.data_dir, link.id, end);
        let link = self.again(link)?;
        if turn.is_none() || generation_of(&link) != before {
            return Ok(Ok(link));
        }
        let left = end.saturating_duration_since(Instant::now());
        let ended = (self.outside.send)(Errand::recheck(before), left);
        let link = self.again(link)?;
        if generation_of(&link) != before || link.standing.needs_you.is_some() {
            return Ok(Ok(link));
        }
        Ok(Err(if ended == Some(0) { words::refused(&whom) } else { words::unchecked(&whom) }))
    }

    /// The link as it is by now; as it was, if it is gone.
    fn again(&self, link: Link) -> rusqlite::Result<Link> {
        Ok(links::get(self.connection, link.id)?.unwrap_or(link))
    }

    fn hand_out(&self, mut link: Link, whom: &str) -> rusqlite::Result<Reply> {
        for _ in 0..TRIES {
            // Before it is read, so that nobody renews it by itself meanwhile. It is good without that too.
            let _ = Stamp::HandedOut.note(&self.outside.data_dir, link.id, self.now());
            let read = self.read(&link);
            if let Ok(Some(pair)) = read {
                return Ok(self.answer(&link, pair));
            }
            let before = generation_of(&link);
            link = self.again(link)?;
            if generation_of(&link) == before {
                return Ok(Reply::Quit(match read {
                    Err(error) => words::keyring(&error, &self.outside.store.look().1),
                    Ok(_) => words::needs_you(&Cause::TokensMissing, whom),
                }));
            }
        }
        Ok(Reply::Quit(words::unchecked(whom)))
    }

    fn read(&self, link: &Link) -> Result<Option<KeptPair>, vault::Error> {
        let issued_for = IssuedFor::new(&self.place.instance, &link.application_id);
        peek_pair(self.connection, &*self.outside.store, link.pair_id, &issued_for)
    }

    fn answer(&self, link: &Link, pair: KeptPair) -> Reply {
        let token = Token {
            username: link.identity.username.clone(),
            token: pair.access_token,
            expires_at: (link.expires_at > self.now()).then_some(link.expires_at / 1000),
            generation: self.question.keeps_state.then(|| generation_of(link)),
            may_ask_again: self.question.keeps_state && self.question.answered.is_none(),
        };
        if token.is_plain() { Reply::Token(token) } else { Reply::Silence }
    }

    fn now(&self) -> i64 {
        self.outside.clock.now()
    }
}

pub(crate) fn generation_of(link: &Link) -> Generation {
    Generation { link_id: link.id, pair_id: link.pair_id }
}
