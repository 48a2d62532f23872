//! The journeys people take, each from an app that was never started before.

mod accessibility;
mod database;
mod dialog;
mod ending;
mod forged;
mod keyboard;
mod keyring;
mod link;
mod links;
mod other_way;
mod relink;
mod scheme;
mod words;
