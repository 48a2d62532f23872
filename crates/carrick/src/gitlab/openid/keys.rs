//! The keys that instances sign with, as far as they have told them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use carrick_store::instance::Instance;
use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeySet};
use serde::Deserialize;
use serde_json::Value;

use crate::gitlab::wire::unmarked;

/// No list of keys is longer (64 KiB).
pub(super) const LONGEST: usize = 64 * 1024;

/// No instance has more keys: one or two to sign with, and those of its pipelines.
const MOST_KEYS: usize = 20;

/// How long a key is (bytes): RFC 7518, 3.3 allows no shorter one, and none longer than 4096 bits is worth its time.
const KEY_LENGTHS: std::ops::RangeInclusive<usize> = 256..=512;

/// After this time keys are asked for anew, since a key that was withdrawn counts until then.
const LASTS: Duration = Duration::from_secs(60 * 60);

/// Keys are not asked for more often than this because one of them is not known.
const PAUSE: Duration = Duration::from_secs(60);

/// The keys of one instance with which an ID token may be signed.
#[derive(Clone)]
pub(super) struct Keys(pub(super) CoreJsonWebKeySet);

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl Keys {
    /// Reads a list of keys (RFC 7517, 5). Those that are of no use are left out; nothing where it is no such list.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let Document { keys } = serde_json::from_slice(unmarked(body)).ok()?;
        if body.len() > LONGEST || keys.len() > MOST_KEYS {
            return None;
        }
        let keys = keys.into_iter().filter(is_of_use).filter_map(|key| serde_json::from_value(key).ok());
        Some(Self(CoreJsonWebKeySet::new(keys.collect::<Vec<CoreJsonWebKey>>())))
    }
}

/// Whether a key is one for RS256, and long enough to prove something.
fn is_of_use(key: &Value) -> bool {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let modulus = text("n").and_then(|n| URL_SAFE_NO_PAD.decode(n).ok()).unwrap_or_default();
    let length = modulus.iter().skip_while(|byte| **byte == 0).count();
    text("kty") == Some("RSA") && KEY_LENGTHS.contains(&length)
}

/// The keys that are known, of each instance. Cheap to clone; what one clone learns the others know.
#[derive(Clone, Default)]
pub(crate) struct KnownKeys(Arc<Mutex<HashMap<Instance, Known>>>);

struct Known {
    keys: Keys,
    since: Instant,
    /// When they were last asked for because one was not among them.
    missed: Option<Instant>,
}

impl KnownKeys {
    /// The keys of an instance, unless they have to be asked for.
    pub(super) fn get(&self, instance: &Instance, now: Instant) -> Option<Keys> {
        let all = self.all();
        let known = all.get(instance).filter(|known| now.saturating_duration_since(known.since) < LASTS)?;
        Some(known.keys.clone())
    }

    pub(super) fn put(&self, instance: &Instance, keys: Keys, now: Instant) {
        let mut all = self.all();
        let missed = all.get(instance).and_then(|known| known.missed);
        all.insert(instance.clone(), Known { keys, since: now, missed });
    }

    /// Whether an instance may be asked for its keys because one of them is not known; whoever is told so asks.
    pub(super) fn may_ask_again(&self, instance: &Instance, now: Instant) -> bool {
        let mut all = self.all();
        let Some(known) = all.get_mut(instance) else { return true };
        let may = known.missed.is_none_or(|missed| now.saturating_duration_since(missed) >= PAUSE);
        if may {
            known.missed = Some(now);
        }
        may
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Instance, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn key(kid: &str, bytes: usize) -> Value {
        json!({ "kty": "RSA", "kid": kid, "use": "sig", "e": "AQAB", "n": URL_SAFE_NO_PAD.encode(vec![0xff; bytes]) })
    }

    fn count(keys: &[Value]) -> Option<usize> {
        Keys::parse(json!({ "keys": keys }).to_string().as_bytes()).map(|keys| keys.0.keys().len())
    }

    #[test]
    fn only_keys_that_can_prove_something_are_kept() {
        assert_eq!(count(&[key("a", 256), key("b", 512)]), Some(2), "from 2048 to 4096 bits");
        assert_eq!(count(&[key("a", 255), key("b", 513)]), Some(0), "a shorter one can be found out");
        let elliptic = json!({ "kty": "EC", "kid": "c", "crv": "P-256", "x": "AA", "y": "AA" });
        let secret = json!({ "kty": "oct", "kid": "d", "k": "AAAA" });
        let odd = [elliptic, secret, json!("text"), json!({ "kty": "RSA", "kid": "e" }), json!(null), key("a", 256)];
        assert_eq!(count(&odd), Some(1), "what is of no use takes nothing from the others");
        let padded = json!({ "kty": "RSA", "e": "AQAB", "n": URL_SAFE_NO_PAD.encode(vec![0; 300]) });
        assert_eq!(count(&[padded]), Some(0), "noughts are no length");
    }

    #[test]
    fn a_list_that_is_too_long_is_none() {
        let many: Vec<Value> = (0..=MOST_KEYS).map(|at| key(&at.to_string(), 256)).collect();
        assert_eq!(count(&many[1..]), Some(MOST_KEYS), "so many there may be");
        assert_eq!(count(&many), None, "but not one more");
        let long = json!({ "keys": [key("a", 256)], "more": "x".repeat(LONGEST) }).to_string();
        assert!(Keys::parse(long.as_bytes()).is_none(), "nor more bytes than 64 KiB");
        for odd in ["", "[]", "{}", r#"{"keys":{}}"#, "<html>"] {
            assert!(Keys::parse(odd.as_bytes()).is_none(), "{odd:?} is no list of keys");
        }
    }

    #[test]
    fn keys_are_asked_for_again_once_a_minute_at_most() {
        let known = KnownKeys::default();
        let [one, other] = ["https://a.example", "https://b.example"].map(|text| Instance::parse(text).unwrap());
        let keys = || Keys::parse(br#"{"keys":[]}"#).unwrap();
        let start = Instant::now();
        for instance in [&one, &other] {
            known.put(instance, keys(), start);
        }
        let after = |seconds: u64| start + Duration::from_secs(seconds);
        assert!(known.may_ask_again(&one, after(1)), "GitLab may have a new key since");
        known.put(&one, keys(), after(1));
        assert!(!known.may_ask_again(&one, after(60)), "a minute is not over");
        assert!(known.may_ask_again(&other, after(60)), "another instance has not been asked");
        assert!(known.may_ask_again(&one, after(61)), "then it is");
        assert!(known.get(&one, after(3600)).is_some(), "they are kept for an hour");
        assert!(known.get(&one, after(3601)).is_none(), "and no longer");
        assert!(known.clone().get(&other, after(60)).is_some(), "of each instance, and by each clone");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_a_list_or_none(body in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Keys::parse(&body);
        }
    }
}
