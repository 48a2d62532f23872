//! Telling an instance that is down from one that is slow: both say that less is to be asked for.

/// After so many projects in a row that could not be read, it is the instance that is in trouble.
pub(super) const MOST_IN_A_ROW: u32 = 3;

/// What of a round says how the instance is.
#[derive(Debug, Default)]
pub(super) struct Outage {
    /// Whether it has answered anything about projects.
    is_answered: bool,
    /// How many projects could not be read by themselves since it answered last.
    in_a_row: u32,
    /// Groups that it could not tell of, which may be too large or asked for in vain like everything else.
    groups: Vec<String>,
}

impl Outage {
    /// It has answered; which groups are too large for it, as is known now.
    pub(super) fn answered(&mut self) -> Vec<String> {
        self.is_answered = true;
        self.in_a_row = 0;
        std::mem::take(&mut self.groups)
    }

    /// It did not tell of a group.
    pub(super) fn group(&mut self, namespace: &str) {
        self.groups.push(namespace.to_owned());
    }

    /// It did not tell of a single project either: whether all of it is in trouble.
    pub(super) fn project(&mut self) -> bool {
        self.in_a_row += 1;
        self.in_a_row >= MOST_IN_A_ROW
    }

    /// Whether nothing was answered, so that how much it can tell at once is not known.
    pub(super) fn is_silent(&self) -> bool {
        !self.is_answered
    }
}
