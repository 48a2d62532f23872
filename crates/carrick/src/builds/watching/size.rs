//! How much an instance is asked for at once: half as much after it took too long, and slowly more again.

/// The most projects of one question.
const MOST: usize = 100;

/// So many answers in time, and a quarter more is asked for.
const PATIENCE: u32 = 10;

/// How much of an instance is asked for at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    projects: usize,
    in_time: u32,
}

impl Default for Size {
    fn default() -> Self {
        Self { projects: MOST, in_time: 0 }
    }
}

impl Size {
    /// How many projects one question is about.
    pub(super) fn projects(&self) -> usize {
        self.projects
    }

    /// How many merge requests of each of so many projects. A few projects have more to tell each.
    pub(super) fn merge_requests(projects: usize) -> usize {
        match projects {
            0..=1 => 100,
            2..=20 => 50,
            _ => 20,
        }
    }

    /// After an answer in time.
    pub(super) fn grow(&mut self) {
        self.in_time += 1;
        if self.in_time >= PATIENCE {
            *self = Self { projects: (self.projects + self.projects.div_ceil(4)).min(MOST), in_time: 0 };
        }
    }

    /// After a question about so many was too much.
    pub(super) fn shrink(&mut self, asked: usize) {
        *self = Self { projects: (asked / 2).clamp(1, self.projects), in_time: 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_halves_at_once_and_grows_slowly() {
        let mut size = Size::default();
        size.shrink(100);
        assert_eq!(size.projects(), 50, "half of what was too much");
        for _ in 1..PATIENCE {
            size.grow();
        }
        assert_eq!(size.projects(), 50, "a few answers prove little");
        size.grow();
        assert_eq!(size.projects(), 63, "ten are a reason to try a quarter more");
        for asked in [63, 31, 15, 7, 3, 1] {
            size.shrink(asked);
        }
        assert_eq!(size.projects(), 1, "there is nothing less than one project");
        (0..400).for_each(|_| size.grow());
        assert_eq!(size.projects(), MOST, "and nothing more than a page");
    }
}
