//! What is kept of the list in memory.

use std::sync::Arc;

use super::index::Index;
use super::order::Order;

/// Orders that are kept: those of the filters and of the last keystrokes.
const KEPT: usize = 6;

/// What is kept of the list in memory.
#[derive(Default)]
pub(crate) struct State {
    pub(super) index: Option<Arc<Index>>,
    pub(super) orders: Vec<Arc<Order>>,
}

impl State {
    pub(super) fn keep(&mut self, order: &Arc<Order>) {
        self.orders.insert(0, Arc::clone(order));
        self.orders.truncate(KEPT);
    }
}
