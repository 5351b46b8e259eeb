//! A small seeded generator of choices, so that one seed always makes the same town and the same day.

/// Draws numbers from a seed (SplitMix64); equal seeds draw equal numbers on every machine.
#[derive(Clone, Debug)]
pub struct Rng {
    state: u64,
}

impl Rng {
    /// Starts at a seed.
    pub const fn new(seed: u64) -> Self {
        Self { state: seed ^ 0x9E37_79B9_7F4A_7C15 }
    }

    /// Starts an independent stream for a purpose, so that a new draw in one place moves nothing elsewhere.
    pub fn stream(seed: u64, purpose: &str) -> Self {
        Self::new(hash(seed, purpose.as_bytes()))
    }

    /// Draws 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.state;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        it ^ (it >> 31)
    }

    /// Draws a fraction in `[0, 1)`.
    pub fn fraction(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Draws a number between two bounds.
    pub fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.fraction()
    }

    /// Draws an index below `count`; 0 when there is nothing to choose from.
    pub fn below(&mut self, count: usize) -> usize {
        if count == 0 { 0 } else { (self.bits() % count as u64) as usize }
    }

    /// Says yes with a probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// Picks one of several; `None` of none.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// Picks an index in proportion to weights.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let total: f64 = weights.iter().sum();
        let mut left = self.fraction() * total;
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// Draws from the standard normal distribution (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.fraction()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.fraction()).cos()
    }

    /// Draws a duration as people take them: lognormal with a median and a spread.
    pub fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        median * (sigma * self.normal()).exp()
    }

    /// Draws a waiting time of events that come at random with a mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.fraction()).ln()
    }

    /// Puts items into a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            items.swap(index, self.below(index + 1));
        }
    }
}

/// Hashes bytes under a seed (FNV-1a, then mixed): stable for ever, used for ids and golden summaries.
pub fn hash(seed: u64, bytes: &[u8]) -> u64 {
    let start = 0xCBF2_9CE4_8422_2325 ^ seed.rotate_left(17);
    let folded = bytes.iter().fold(start, |it, byte| (it ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3));
    Rng::new(folded).bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_draw_equal_numbers_and_streams_differ() {
        let (mut one, mut two) = (Rng::stream(7, "streets"), Rng::stream(7, "streets"));
        assert!((0..100).all(|_| one.bits() == two.bits()));
        assert_ne!(Rng::stream(7, "streets").bits(), Rng::stream(7, "people").bits());
        assert_ne!(Rng::stream(7, "streets").bits(), Rng::stream(8, "streets").bits());
    }

    #[test]
    fn a_lognormal_delay_has_its_median() {
        let mut rng = Rng::new(1);
        let mut draws: Vec<f64> = (0..2001).map(|_| rng.lognormal(10.0, 0.6)).collect();
        draws.sort_by(f64::total_cmp);
        assert!((9.0..11.0).contains(&draws[1000]), "{}", draws[1000]);
    }

    #[test]
    fn weights_are_kept() {
        let mut rng = Rng::new(3);
        let heavy = (0..1000).filter(|_| rng.weighted(&[1.0, 0.0, 9.0]) == 2).count();
        assert!((850..950).contains(&heavy), "{heavy}");
    }
}
