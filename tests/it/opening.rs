//! Opening a folder in the programs of the desktop: real programs are started, on a bus of their own.

mod browsers;
mod desk;
mod editors;
mod entries;
mod managers;
mod terminals;
