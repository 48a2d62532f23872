//! The desktop's notifications, with a service on a bus of its own that does badly what real ones do badly.

mod daemon;
mod habits;
