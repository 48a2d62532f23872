//! Each habit shown.

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
