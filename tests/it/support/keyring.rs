//! A keyring in a folder, shared by processes, that can be locked, absent, slow or broken at any step.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard};

use carrick_store::error::Source;
use carrick_store::model::VaultState;
use carrick_store::vault::{Error, OnChange, SecretStore};
use secrecy::{ExposeSecret as _, SecretString};

use super::entries::Entries;

/// What is done to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Read,
    Write,
    Delete,
}

enum Trouble {
    Failure,
    Hold,
    Garble(&'static str),
}

struct Inside {
    entries: Entries,
    /// `None` is ready.
    out_of_order: Option<VaultState>,
    is_prompt_dismissed: bool,
    asks_before_deleting: bool,
    troubles: Vec<(Op, String, Trouble)>,
    is_holding: bool,
    is_abandoned: bool,
    /// The field that the write under way changes.
    garbles: Option<&'static str>,
    calls: Vec<(Op, String)>,
    unlocked: usize,
    /// Everything ever written, to search for leaks.
    history: Vec<String>,
    on_change: Option<OnChange>,
    generation: u64,
    fails_after: Option<usize>,
    stands_after: Option<(usize, fn())>,
}

/// The double.
pub(crate) struct KeyringDouble {
    inside: Mutex<Inside>,
    released: Condvar,
}

impl KeyringDouble {
    /// A keyring whose entries lie in this folder.
    pub(crate) fn over(folder: PathBuf) -> Self {
        std::fs::create_dir_all(&folder).expect("a folder for the keyring");
        let inside = Inside {
            entries: Entries(folder),
            out_of_order: None,
            is_prompt_dismissed: false,
            asks_before_deleting: false,
            troubles: Vec::new(),
            is_holding: false,
            is_abandoned: false,
            garbles: None,
            calls: Vec::new(),
            unlocked: 0,
            history: Vec::new(),
            on_change: None,
            generation: 0,
            fails_after: None,
            stands_after: None,
        };
        Self { inside: Mutex::new(inside), released: Condvar::new() }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    /// Whether it can be used from now on.
    pub(crate) fn become_state(&self, state: VaultState) {
        let mut inside = self.inside();
        inside.out_of_order = (state != VaultState::Ready).then_some(state);
        let told = inside.on_change.clone();
        drop(inside);
        told.into_iter().for_each(|told| told());
    }

    /// Ends and starts again, as a keyring does with its session: what was kept stays, but it is locked.
    pub(crate) fn restart(&self) {
        self.become_state(VaultState::Locked);
    }

    /// Another keyring answers under the same name from now on, with its entries in this folder.
    pub(crate) fn become_another(&self, folder: PathBuf) {
        std::fs::create_dir_all(&folder).expect("a folder for the keyring");
        let mut inside = self.inside();
        inside.entries = Entries(folder);
        inside.generation += 1;
        let told = inside.on_change.clone();
        drop(inside);
        told.into_iter().for_each(|told| told());
    }

    /// Every call from the one after the next `calls` on fails, as for a process that is cut off there; `None` for
    /// none. Says whether any has failed since this was last set.
    pub(crate) fn fail_after(&self, calls: Option<usize>) -> bool {
        let mut inside = self.inside();
        let has_failed = inside.fails_after == Some(0);
        inside.fails_after = calls;
        has_failed
    }

    /// After so many calls and one more, whoever made that stands still for good; `tell` is called before.
    pub(crate) fn stand_after(&self, calls: usize, tell: fn()) {
        self.inside().stands_after = Some((calls, tell));
    }

    /// Called when a call is done.
    fn stand(&self, mut inside: MutexGuard<'_, Inside>) {
        match inside.stands_after.take() {
            None => {}
            Some((0, tell)) => {
                drop(inside);
                tell();
                loop {
                    std::thread::park();
                }
            }
            Some((left, tell)) => inside.stands_after = Some((left - 1, tell)),
        }
    }

    /// The person will dismiss the prompt.
    pub(crate) fn dismiss_prompts(&self) {
        self.inside().is_prompt_dismissed = true;
    }

    /// Whether deleting asks the person from now on, as KeePassXC does: nobody is asked, and an entry without anything
    /// in it is left.
    pub(crate) fn ask_before_deleting(&self, asks: bool) {
        self.inside().asks_before_deleting = asks;
    }

    /// The next such call on a name that begins so fails.
    pub(crate) fn fail_next(&self, op: Op, prefix: &str) {
        self.inside().troubles.push((op, prefix.to_owned(), Trouble::Failure));
    }

    /// The next such call on a name that begins so does not come back until it is let go or abandoned.
    pub(crate) fn hold_next(&self, op: Op, prefix: &str) {
        self.inside().troubles.push((op, prefix.to_owned(), Trouble::Hold));
    }

    /// The next write on a name that begins so seems to go well, and keeps something else in this field.
    pub(crate) fn garble_next(&self, prefix: &str, field: &'static str) {
        self.inside().troubles.push((Op::Write, prefix.to_owned(), Trouble::Garble(field)));
    }

    /// Whether a call is being held.
    pub(crate) fn is_holding(&self) -> bool {
        self.inside().is_holding
    }

    /// Lets the held call go on.
    pub(crate) fn let_go(&self) {
        self.inside().is_holding = false;
        self.released.notify_all();
    }

    /// Lets the held call fail, as one whose caller is gone.
    pub(crate) fn abandon(&self) {
        let mut inside = self.inside();
        inside.troubles.clear();
        inside.is_abandoned = inside.is_holding;
        inside.is_holding = false;
        self.released.notify_all();
    }

    /// How often an entry was asked for, changed or removed, or the person prompted.
    pub(crate) fn uses(&self) -> usize {
        let inside = self.inside();
        inside.calls.len() + inside.unlocked
    }

    /// How often such a call was made on a name that begins so.
    pub(crate) fn count(&self, op: Op, prefix: &str) -> usize {
        self.inside().calls.iter().filter(|(done, name)| *done == op && name.starts_with(prefix)).count()
    }

    /// The entries whose name begins so, but for the markers by which databases know the keyring again.
    pub(crate) fn entries(&self, prefix: &str) -> BTreeMap<String, String> {
        let all = self.inside().entries.all();
        all.into_iter().filter(|(name, _)| name.starts_with(prefix) && !name.starts_with("marker/")).collect()
    }

    /// Replaces an entry behind everybody's back.
    pub(crate) fn tamper(&self, name: &str, value: Option<&str>) {
        let entries = &self.inside().entries;
        match value {
            Some(value) => entries.insert(name, value),
            None => entries.remove(name),
        }
    }

    /// Every secret value it was ever given.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let mut secrets = Vec::new();
        for text in &self.inside().history {
            let entry: serde_json::Value = serde_json::from_str(text).expect("an entry is JSON");
            let fields = ["secret", "set_secret", "access_token", "refresh_token", "client_secret"];
            secrets.extend(fields.iter().filter_map(|field| entry.get(field)?.as_str().map(str::to_owned)));
        }
        secrets
    }

    fn enter(&self, op: Op, name: &str) -> Result<MutexGuard<'_, Inside>, Error> {
        let mut inside = self.inside();
        inside.calls.push((op, name.to_owned()));
        match inside.out_of_order {
            None | Some(VaultState::Ready) => {}
            Some(VaultState::Locked) => return Err(Error::Locked),
            Some(VaultState::NoCollection) => return Err(Error::NoCollection),
            Some(VaultState::Refused) => return Err(Error::Refused),
            Some(VaultState::Absent) => return Err(Error::Absent),
            Some(VaultState::Silent) => return Err(Error::Silent),
            Some(VaultState::AsksEach) => return Err(Error::AsksEach),
            Some(VaultState::Elsewhere) => return Err(Error::Elsewhere),
        }
        match &mut inside.fails_after {
            Some(0) => return Err(Error::Failed(Source::Keyring("cut off"))),
            Some(left) => *left -= 1,
            None => {}
        }
        let meant = |(on, prefix, _): &(Op, String, Trouble)| *on == op && name.starts_with(prefix);
        let Some(at) = inside.troubles.iter().position(meant) else { return Ok(inside) };
        match inside.troubles.remove(at).2 {
            Trouble::Failure => Err(Error::Failed(Source::Keyring("broken"))),
            Trouble::Garble(field) => {
                inside.garbles = Some(field);
                Ok(inside)
            }
            Trouble::Hold => {
                inside.is_holding = true;
                let mut inside = self.released.wait_while(inside, |inside| inside.is_holding).unwrap();
                if std::mem::take(&mut inside.is_abandoned) {
                    Err(Error::Failed(Source::Keyring("broken")))
                } else {
                    Ok(inside)
                }
            }
        }
    }
}

impl SecretStore for KeyringDouble {
    fn read(&self, name: &str) -> Result<Option<SecretString>, Error> {
        let inside = self.enter(Op::Read, name)?;
        let found = inside.entries.get(name);
        self.stand(inside);
        Ok(found.filter(|text| !text.is_empty()).map(Into::into))
    }

    fn write(&self, name: &str, secret: &SecretString, meant: Option<u64>) -> Result<(), Error> {
        self.inside().history.push(secret.expose_secret().to_owned());
        let mut inside = self.enter(Op::Write, name)?;
        if meant.is_some_and(|meant| meant != inside.generation) {
            return Err(Error::Elsewhere);
        }
        let mut text = secret.expose_secret().to_owned();
        if let Some(field) = inside.garbles.take() {
            text = text.replace(&format!("\"{field}\":\""), &format!("\"{field}\":\"not-"));
        }
        inside.entries.insert(name, &text);
        self.stand(inside);
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), Error> {
        let inside = self.enter(Op::Delete, name)?;
        if inside.asks_before_deleting && inside.entries.get(name).is_some() {
            inside.entries.insert(name, "");
            return Err(Error::Emptied);
        }
        inside.entries.remove(name);
        self.stand(inside);
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, Error> {
        Ok(self.enter(Op::Read, "")?.entries.all().into_keys().collect())
    }

    fn look(&self) -> (VaultState, String) {
        (self.inside().out_of_order.unwrap_or(VaultState::Ready), "Login".to_owned())
    }

    fn watch(&self, on_change: OnChange) {
        self.inside().on_change = Some(on_change);
    }

    fn generation(&self) -> u64 {
        self.inside().generation
    }

    fn home(&self) -> Option<String> {
        Some("login".to_owned())
    }

    fn settle(&self, _: &str) {}

    fn cancel_unlock(&self) {
        self.dismiss_prompts();
    }

    fn unlock(&self) -> Result<(), Error> {
        let mut inside = self.inside();
        inside.unlocked += 1;
        if inside.is_prompt_dismissed {
            return Err(Error::Dismissed);
        }
        match inside.out_of_order {
            Some(VaultState::Absent) => Err(Error::Absent),
            Some(VaultState::Silent) => Err(Error::Silent),
            Some(VaultState::AsksEach) => Err(Error::AsksEach),
            Some(VaultState::Elsewhere) => Err(Error::Elsewhere),
            Some(VaultState::NoCollection) => Err(Error::NoCollection),
            Some(VaultState::Refused) => Err(Error::Refused),
            _ => {
                inside.out_of_order = None;
                Ok(())
            }
        }
    }
}
