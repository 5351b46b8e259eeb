//! How measured times spread: percentiles.

/// Times in microseconds.
#[derive(Clone, Debug, Default)]
pub struct Spread(Vec<f64>);

impl Spread {
    /// Adds a time.
    pub fn add(&mut self, micros: f64) {
        self.0.push(micros);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The time that `share` of all do not pass; 0 where there are none.
    pub fn at(&mut self, share: f64) -> f64 {
        if self.0.is_empty() {
            return 0.0;
        }
        self.0.sort_unstable_by(f64::total_cmp);
        let place = (share * self.0.len() as f64).ceil() as usize;
        self.0[place.clamp(1, self.0.len()) - 1]
    }

    /// In milliseconds, to a hundredth.
    pub fn ms_at(&mut self, share: f64) -> f64 {
        rounded(self.at(share) / 1e3)
    }
}

/// To a hundredth.
pub fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_times() {
        let mut spread = Spread::default();
        (1..=100).rev().for_each(|it| spread.add(f64::from(it)));
        assert_eq!((spread.at(0.5), spread.at(0.99), spread.at(1.0)), (50.0, 99.0, 100.0));
        assert_eq!(Spread::default().at(0.5), 0.0);
    }
}
