//! Each habit shown, and the ordinary calls compared with the real GNOME Keyring.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test ends by panicking")]

mod bus;
mod client;
mod gnome;
mod locks;
mod ordinary;
mod process;
mod program;
mod prompts;
mod silence;
mod strangers;
mod transcript;
