//! Before a clone goes: what would be lost, with every git of this computer, and the move to the trash.

mod kinds;
mod moving;
mod parsing;
mod refusing;
mod remotes;
mod stand;
