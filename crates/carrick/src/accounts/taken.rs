//! Work that waits in a list, taken from it to be done.

use super::Accounts;
use super::state::State;

/// What is taken from a list to be worked on. Whatever ends the work (an error, a panic, nobody who waits any more), what
/// is still here then is put back.
pub(super) struct Taken<'a, T> {
    accounts: &'a Accounts,
    list: fn(&mut State) -> &mut Vec<T>,
    /// What is still to be done.
    pub(super) left: Vec<T>,
}

impl<'a, T> Taken<'a, T> {
    /// All that a list holds.
    pub(super) fn all(accounts: &'a Accounts, list: fn(&mut State) -> &mut Vec<T>) -> Self {
        let left = std::mem::take(list(&mut accounts.live()));
        Self { accounts, list, left }
    }
}

impl<T> Drop for Taken<'_, T> {
    fn drop(&mut self) {
        (self.list)(&mut self.accounts.live()).append(&mut self.left);
    }
}
