//! The journeys people take, each from an app that was never started before.

mod accessibility;
mod answers;
mod builds;
mod changes;
mod closing;
mod database;
mod dialog;
mod ending;
mod forged;
mod git;
mod keyboard;
mod keyring;
mod keyring_habits;
mod leaving;
mod link;
mod links;
mod other_way;
mod people;
mod presses;
mod relink;
mod repositories;
mod scheme;
mod setups;
mod words;
