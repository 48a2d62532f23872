//! git's configuration, with every git of this computer as the judge.

mod configuration;
mod programs;
mod remote;
