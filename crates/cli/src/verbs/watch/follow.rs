//! Telling, line by line, what a watch does.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use carrick::Carrick;
use carrick::builds::claims::standing::Unguarded;
use carrick::builds::duty::{self, standing::Duty};
use carrick::builds::news::{Item, News};
use carrick::builds::{status, watching};
use carrick::people::acting;
use carrick::topics::Topic;
use carrick_store::build::Step;
use carrick_store::db::{profiles, rules};
use carrick_store::model::VaultState;
use carrick_store::{Code, Error};

use crate::answers::watch::{BuildIs, Event, Told};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::{Failure, trouble_of};
use crate::plain::plain;
use crate::supervisor::Supervisor;
use crate::times::rfc3339;
use crate::words;

/// Some of it changes without being told: that a GitLab could not be reached.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// What was told last.
pub(super) struct Follow<'a> {
    carrick: &'a Carrick,
    supervisor: &'a Supervisor,
    news: News,
    duty: Duty,
    is_signed_out: Option<bool>,
    rules: Option<usize>,
    keyring: Option<VaultState>,
    /// What stands in the way, by host.
    troubles: BTreeMap<String, Error>,
    /// Where two machines may start one build, by watch.
    unguarded: BTreeMap<i64, Unguarded>,
    /// How builds were last told to be that are not over.
    builds: HashMap<i64, BuildIs>,
    /// The revisions of builds and of the surroundings up to which it was told.
    seen: (Option<u64>, Option<u64>),
}

impl<'a> Follow<'a> {
    pub(super) fn new(carrick: &'a Carrick, supervisor: &'a Supervisor) -> Self {
        let (news, duty, is_signed_out, rules, keyring, troubles, unguarded, builds, seen) = Default::default();
        Self { carrick, supervisor, news, duty, is_signed_out, rules, keyring, troubles, unguarded, builds, seen }
    }

    /// Tells until nothing can be written any more.
    pub(super) async fn tell_to_the_end(&mut self, console: &mut Console) -> Result<(), Failure> {
        let topics = &self.carrick.parts.topics;
        loop {
            let changed = (topics.touched_next(Topic::Builds), topics.touched_next(Topic::Surroundings));
            let people = topics.touched_next(Topic::People);
            self.tell(console).await?;
            tokio::select! {
                () = changed.0 => {}
                () = changed.1 => {}
                () = people => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }

    async fn tell(&mut self, console: &mut Console) -> Result<(), Failure> {
        self.tell_who_acts(console).await?;
        let topics = &self.carrick.parts.topics;
        let now = (Some(topics.revision(Topic::Builds)), Some(topics.revision(Topic::Surroundings)));
        let (builds, surroundings) = (now.0 != self.seen.0, now.1 != self.seen.1);
        self.seen = now;
        if builds {
            self.tell_duty(console).await?;
        }
        if self.duty != Duty::Watching {
            self.keyring = None;
            return Ok(());
        }
        if surroundings || self.keyring.is_none() {
            self.tell_keyring(console).await?;
        }
        self.tell_troubles(console)?;
        if builds {
            self.tell_agreements(console).await?;
            for item in self.news.next(&self.carrick.parts.db).await? {
                self.tell_build(&item, console)?;
            }
        }
        Ok(())
    }

    async fn tell_who_acts(&mut self, console: &mut Console) -> Result<(), Failure> {
        let acting = acting::acting(&self.carrick.parts).await?;
        let is_signed_out = acting.signed_out.is_some();
        if self.is_signed_out.replace(is_signed_out) == Some(is_signed_out) {
            return Ok(());
        }
        let at = self.at();
        match is_signed_out {
            true => self.say(console, words::SIGNED_OUT, Event::SignedOut { at }),
            // Only where there is somebody else to be told apart.
            false if self.carrick.parts.db.read(profiles::count).await? > 1 => {
                let name = plain(&acting.profile.name);
                self.say(console, &words::acts_for(&name), Event::ActsFor { at, name })
            }
            false => Ok(()),
        }
    }

    async fn tell_duty(&mut self, console: &mut Console) -> Result<(), Failure> {
        let now = duty::duty(&self.carrick.builds).borrow().clone();
        let rules = self.carrick.parts.db.read(rules::switched_on).await?.len();
        if now == self.duty && (now != Duty::Watching || self.rules == Some(rules)) {
            return Ok(());
        }
        let at = self.at();
        match &now {
            Duty::Unknown => {}
            Duty::Watching => {
                if self.duty != Duty::Watching {
                    self.news = News::default();
                }
                self.say(console, &words::watching(rules), Event::Watching { at, rules })?;
            }
            Duty::StandingBy => self.say(console, words::STANDING_BY, Event::StandingBy { at })?,
            Duty::Unlocked(error) => {
                let error = trouble_of(error);
                self.say(console, &words::both(&error), Event::Trouble { at, host: None, error: error.clone() })?;
            }
        }
        (self.duty, self.rules) = (now, Some(rules));
        Ok(())
    }

    async fn tell_keyring(&mut self, console: &mut Console) -> Result<(), Failure> {
        let (state, name) = self.carrick.parts.vault.state_and_name().await;
        let before = self.keyring.replace(state);
        if before == Some(state) || (before.is_none() && state == VaultState::Ready) {
            return Ok(());
        }
        let event = Event::Keyring { at: self.at(), state: state.into() };
        if state == VaultState::Ready {
            // Nothing is looked at while it is locked, so that it is looked at now.
            watching::look_now(&self.carrick.builds);
            return self.say(console, &words::keyring(state, &plain(&name)), event);
        }
        self.say(console, &words::waits_for_keyring(state, &plain(&name)), event)
    }

    fn tell_troubles(&mut self, console: &mut Console) -> Result<(), Failure> {
        for status in watching::status(&self.carrick.builds) {
            let host = plain(status.instance.split_once("://").map_or(status.instance.as_str(), |(_, rest)| rest));
            // That the keyring is in the way is told by itself.
            let now = status.trouble.map(|trouble| trouble.error);
            let now = now.filter(|error| Exit::after(error.code) != Exit::Vault && error.code != Code::NotFound);
            match (now, self.troubles.get(&host)) {
                (Some(error), before) if before.is_none_or(|before| before.code != error.code) => {
                    let told = trouble_of(&error);
                    let event = Event::Trouble { at: self.at(), host: Some(host.clone()), error: told.clone() };
                    self.say(console, &format!("{host}: {}", words::both(&told)), event)?;
                    self.troubles.insert(host, error);
                }
                (None, Some(_)) if !status.is_looking => {
                    let event = Event::Recovered { at: self.at(), host: host.clone() };
                    self.say(console, &words::answers(&host), event)?;
                    self.troubles.remove(&host);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whoever builds with others hears where that is less certain than it is thought to be.
    async fn tell_agreements(&mut self, console: &mut Console) -> Result<(), Failure> {
        let now = status::status(&self.carrick.builds).await?.unguarded;
        let now: BTreeMap<i64, Unguarded> = now.into_iter().map(|it| (it.watch_id, it)).collect();
        let before = std::mem::replace(&mut self.unguarded, now.clone());
        for (id, it) in &now {
            if before.get(id).map(|before| before.why) != Some(it.why) {
                let why = Some(words::claim_trouble(it.why));
                self.say_agreement(console, &it.path, &words::best_effort(it.why), why)?;
            }
        }
        for it in before.iter().filter(|(id, _)| !now.contains_key(id)).map(|(_, it)| it) {
            self.say_agreement(console, &it.path, words::GUARDED, None)?;
        }
        Ok(())
    }

    fn say_agreement(&self, console: &mut Console, path: &str, text: &str, why: Option<String>) -> Result<(), Failure> {
        let project = plain(path);
        let text = format!("{project}: {text}");
        self.say(console, &text, Event::Agreement { at: self.at(), project, guarded: why.is_none(), why })
    }

    fn tell_build(&mut self, item: &Item, console: &mut Console) -> Result<(), Failure> {
        let told = Told::of(item);
        let is_over = matches!(item.build.step, Step::NotBuilt | Step::Over);
        let before =
            if is_over { self.builds.remove(&item.build.id) } else { self.builds.insert(item.build.id, told.is) };
        if before == Some(told.is) {
            return Ok(());
        }
        let text = words::build(&told);
        self.say(console, &text, Event::Build { at: self.at(), build: Box::new(told) })
    }

    fn say(&self, console: &mut Console, text: &str, event: Event) -> Result<(), Failure> {
        if !matches!(event, Event::Build { .. } | Event::Agreement { .. }) {
            self.supervisor.status(text);
        }
        if console.json {
            return Ok(console.event(&event)?);
        }
        console.line(&format!("{} {text}", self.at()))?;
        Ok(console.flush()?)
    }

    fn at(&self) -> String {
        rfc3339(self.carrick.parts.clock.now())
    }
}
