//! Clones on this computer, as the window and the command line deal with them.

mod adopting;
mod details;
mod following;
mod opening;
mod removing;
mod room;
mod searching;
