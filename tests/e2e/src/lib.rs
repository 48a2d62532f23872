//! The end-to-end session: the real window, the real browser, the real keyring.
//!
//! Each test has a session of its own on a virtual display, in private folders, and
//! drives the app as a person does: by role and name, never by its code. This crate
//! does not depend on the app's; it starts the built program.

pub mod accessibility;
pub mod authority;
pub mod books;
pub mod browser;
pub mod builds;
pub mod bus;
pub mod clock;
pub mod display;
pub mod editor;
pub mod failure;
pub mod folders;
pub mod harness;
pub mod journey;
pub mod keyring;
pub mod leaks;
pub mod notifications;
pub mod package;
pub mod page;
pub mod people;
pub mod picture;
pub mod presses;
pub mod process;
pub mod proxy_portal;
pub mod search;
pub mod session;
pub mod spoiled;
pub mod states;
pub mod terminal;
pub mod thing;
pub mod wait;
pub mod watch;
pub mod window;
