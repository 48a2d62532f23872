//! Whether somebody is at this computer.
//!
//! [`bus`] asks what knows it on a free desktop: logind, the screen savers, GNOME's idle monitor. Elsewhere nothing is
//! seen yet ([`IS_SEEN`]), and a sign-in that ends by itself ends after its time, used or not.

#[cfg(target_os = "linux")]
pub mod bus;
#[cfg(target_os = "linux")]
mod line;
#[cfg(target_os = "linux")]
mod login;
#[cfg(target_os = "linux")]
mod screen;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Whether there is anything on this system that could tell.
pub const IS_SEEN: bool = cfg!(target_os = "linux");

/// What was seen of the computer's use. What is not known is not guessed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Whether it is locked, or was since the last look.
    pub is_locked: Option<bool>,
    /// For how long it has not been used (milliseconds).
    pub idle: Option<i64>,
}

/// What knows whether somebody is there.
pub trait Presence: Send + Sync {
    /// What is seen now. From here on, until [`Presence::rest`], `on_lock` hears when the computer locks; the next look
    /// tells of it, however short it was.
    fn look(&self, on_lock: OnLock) -> Looked;
    /// Nobody wants to know any more: what was held for it is let go of.
    fn rest(&self);
}

/// Who hears that the computer locks.
pub type OnLock = Arc<dyn Fn() + Send + Sync>;

/// What a look will have seen.
pub type Looked = Pin<Box<dyn Future<Output = Seen> + Send>>;

/// Sees nothing, where nothing is known that could.
#[derive(Debug, Clone, Copy)]
pub struct Unseen;

impl Presence for Unseen {
    fn look(&self, _: OnLock) -> Looked {
        Box::pin(std::future::ready(Seen::default()))
    }

    fn rest(&self) {}
}
