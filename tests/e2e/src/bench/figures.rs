//! What many runs of one thing come to.

/// Median and ninetieth percentile of a set of readings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figures {
    pub(crate) median: f64,
    pub(crate) p90: f64,
}

impl Figures {
    /// Of at least one reading; nearest rank, so that both were really read.
    pub(crate) fn of(readings: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = readings.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        Self { median: rank(&sorted, 0.5), p90: rank(&sorted, 0.9) }
    }
}

/// Ratios of readings that were taken one after the other, so that a machine that slows down slows both.
pub(crate) fn ratios(of: &[f64], to: &[f64]) -> Figures {
    Figures::of(of.iter().zip(to).map(|(one, other)| one / other))
}

fn rank(sorted: &[f64], share: f64) -> f64 {
    let position = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(position.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::{Figures, ratios};

    #[test]
    fn median_and_p90_are_readings_by_rank() {
        let figures = Figures::of([5.0, 1.0, 4.0, 2.0, 3.0, 10.0, 9.0, 8.0, 7.0, 6.0]);
        assert_eq!(figures, Figures { median: 5.0, p90: 9.0 }, "the fifth and the ninth of ten");
        assert_eq!(Figures::of([7.0]), Figures { median: 7.0, p90: 7.0 }, "of one reading both are that one");
    }

    #[test]
    fn ratios_are_taken_pair_by_pair() {
        let ratio = ratios(&[20.0, 60.0, 30.0], &[10.0, 20.0, 30.0]);
        assert_eq!(ratio, Figures { median: 2.0, p90: 3.0 }, "2, 3 and 1, not a ratio of medians");
    }
}
