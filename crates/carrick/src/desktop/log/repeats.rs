//! What is said again and again, word for word, of something that does not work: it is a state, and said once.

use std::collections::HashMap;
use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// What was not said for so long, and is now, is said: it was over in between. Longer than the longest pause of anything
/// that is tried again.
const OVER: Duration = Duration::from_secs(60 * 60);

/// What goes on is said again after this.
const STILL: Duration = Duration::from_secs(24 * 60 * 60);

/// More states than this are not told apart.
const MOST: usize = 512;

/// Fields that say why something came to nothing.
const REASONS: [&str; 5] = ["error", "why", "cause", "reason", "kind"];

/// Lets what is a repeated state pass once.
#[derive(Debug, Default)]
pub(super) struct Repeats(Mutex<HashMap<String, Times>>);

#[derive(Debug)]
struct Times {
    written: Instant,
    heard: Instant,
}

impl Repeats {
    fn is_news(&self, words: String, now: Instant) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = known.get_mut(&words) {
            let is_over = now.saturating_duration_since(times.heard) > OVER;
            let is_news = is_over || now.saturating_duration_since(times.written) > STILL;
            times.heard = now;
            if is_news {
                times.written = now;
            }
            return is_news;
        }
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(words, Times { written: now, heard: now });
        true
    }
}

impl<S: Subscriber> Layer<S> for Repeats {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let about = event.metadata();
        let mut words = Words { text: about.target().to_owned(), is_trouble: *about.level() <= Level::WARN };
        event.record(&mut words);
        !words.is_trouble || self.is_news(words.text, Instant::now())
    }
}

/// A line's words, all in one.
struct Words {
    text: String,
    is_trouble: bool,
}

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.is_trouble |= REASONS.contains(&field.name());
        let _ = write!(self.text, "\n{}={value:?}", field.name());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_said_once_while_it_lasts() {
        let (repeats, start) = (Repeats::default(), Instant::now());
        let heard = |words: &str, seconds: u64| repeats.is_news(words.to_owned(), start + Duration::from_secs(seconds));
        let rounds = (0..1000).filter(|round| heard("a link cannot be reached", round * 60)).count();
        assert_eq!(rounds, 1, "sixteen hours of a GitLab that is gone are one line");
        assert!(heard("another link cannot be reached", 1), "another one is another state");
        assert!(heard("a link cannot be reached", 1000 * 60 + 60 * 61), "it was over in between");
        let days = (0..3000).filter(|round| heard("a week without", round * 60)).count();
        assert_eq!(days, 3, "what goes on for days has a line each day");
    }

    #[test]
    fn many_different_lines_take_no_end_of_memory() {
        let (repeats, now) = (Repeats::default(), Instant::now());
        for number in 0..10_000 {
            assert!(repeats.is_news(number.to_string(), now), "each is new");
        }
        assert!(repeats.0.lock().unwrap().len() <= MOST, "and only some are remembered");
    }
}
