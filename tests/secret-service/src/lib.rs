//! A Secret Service for Carrick's tests, with the habits of the real ones. Never shipped.
//!
//! [`Habits`] is the list of what it can do that a client does not expect; [`Event`] is what can
//! happen to it; [`Counters`] is what clients did. Two ways to use it: in a test, on a
//! [`PrivateBus`]; or the program `carrick-secret-service` on the bus of an end-to-end run,
//! told what to do over `dev.carrick.test.SecretService`.
//!
//! ```no_run
//! use carrick_secret_service::{Event, Habits, PrivateBus, SecretService};
//!
//! let bus = PrivateBus::start()?;
//! let keyring = SecretService::start(bus.address(), Habits::keepassxc())?;
//! keyring.change(|habits| habits.slow_ms = 200);
//! keyring.stage(Event::Lock { collection: "login".to_owned() })?;
//! assert_eq!(keyring.counters().windows_shown, 0, "nobody was disturbed");
//! # Ok::<(), zbus::Error>(())
//! ```
//!
//! Sessions are plain; every other algorithm is refused.

mod answer;
mod bus;
mod call;
mod control;
mod counters;
mod entries;
mod event;
mod habits;
mod halt;
mod life;
mod place;
mod prompts;
mod refusal;
mod secret_service;
mod signals;
mod state;

pub use bus::PrivateBus;
pub use control::{NAME as CONTROL_NAME, PATH as CONTROL_PATH, serve as serve_control};
pub use counters::Counters;
pub use entries::{Collection, Entries, Entry};
pub use event::Event;
pub use habits::{Habits, Kind, Prompter, Refusal, Silence};
pub use halt::{halt, resume};
pub use life::NAME;
pub use place::ROOT;
pub use secret_service::SecretService;
