//! Counter-based random numbers keyed by (seed, item, draw).
//!
//! Philox 4×32 with 10 rounds (Salmon, Moraes, Dror & Shaw 2011): every number
//! is a function of its key and counter, so results do not depend on thread
//! count, batch order or how the work is split.

/// A stream of random numbers for one (seed, item, draw).
#[derive(Debug, Clone)]
pub struct Random {
    key: [u32; 2],
    counter: [u32; 4],
    block: [u32; 4],
    used: usize,
}

impl Random {
    /// The stream of draw `draw` for item `item` under `seed`.
    ///
    /// Items above 2³² and draws above 2³² wrap; blocks within a stream are
    /// counted in 64 bits shared with the item, so streams do not overlap
    /// before 2³² blocks.
    pub fn new(seed: u64, item: u64, draw: u64) -> Self {
        Random {
            key: [seed as u32, (seed >> 32) as u32],
            counter: [0, draw as u32, item as u32, (item >> 32) as u32 ^ (draw >> 32) as u32],
            block: [0; 4],
            used: 4,
        }
    }

    /// The first four words of draws 0 to L − 1 of an item, word by word.
    #[inline(always)]
    pub(crate) fn first_blocks<const L: usize>(seed: u64, item: u64) -> [[u32; L]; 4] {
        let draws = std::array::from_fn(|draw| draw as u32);
        let counter = [[0; L], draws, [item as u32; L], [(item >> 32) as u32; L]];
        philox_lanes(counter, [seed as u32, (seed >> 32) as u32])
    }

    /// The next 32 random bits.
    pub fn bits(&mut self) -> u32 {
        if self.used == 4 {
            self.block = philox(self.counter, self.key);
            self.counter[0] = self.counter[0].wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        self.block[self.used - 1]
    }

    /// A number in [0, 1) with 53 random bits.
    pub fn uniform(&mut self) -> f64 {
        let high = u64::from(self.bits() >> 5);
        let low = u64::from(self.bits() >> 6);
        ((high << 26) | low) as f64 / (1u64 << 53) as f64
    }

    /// A whole number in 0..n, without bias (Lemire 2019). `n` must be positive.
    pub fn below(&mut self, n: usize) -> usize {
        let n = n as u64;
        debug_assert!(n > 0 && n <= u64::from(u32::MAX));
        loop {
            let m = u64::from(self.bits()) * n;
            let low = m as u32;
            if u64::from(low) >= (1u64 << 32) % n {
                return (m >> 32) as usize;
            }
        }
    }

    /// A standard normal number (Box & Muller 1958, one of the pair).
    pub fn normal(&mut self) -> f64 {
        let u = 1.0 - self.uniform();
        let v = self.uniform();
        (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
    }

    /// A gamma number with the given shape and scale 1 (Marsaglia & Tsang
    /// 2000; shapes below 1 by their boost). `shape` must be positive.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let u = 1.0 - self.uniform();
            return self.gamma(shape + 1.0) * u.powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v <= 0.0 {
                continue;
            }
            let u = 1.0 - self.uniform();
            if u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// A Poisson number with the given mean (Knuth's products below 30, the
    /// rounded normal's exact replacement by splitting above).
    pub fn poisson(&mut self, mean: f64) -> f64 {
        if mean <= 0.0 {
            return 0.0;
        }
        // A Poisson variable is the sum of independent ones: halve until small.
        if mean > 30.0 {
            return self.poisson_by_gamma(mean);
        }
        let limit = (-mean).exp();
        let mut product = self.uniform();
        let mut n = 0.0;
        while product > limit {
            product *= self.uniform();
            n += 1.0;
        }
        n
    }

    /// Ahrens & Dieter's reduction: the waiting time of the m-th event is gamma.
    fn poisson_by_gamma(&mut self, mean: f64) -> f64 {
        let m = (mean * 7.0 / 8.0).floor();
        let waiting = self.gamma(m);
        if waiting <= mean {
            return m + self.poisson(mean - waiting);
        }
        // m − 1 events fell before `waiting`; each before `mean` with p = mean / waiting.
        let p = mean / waiting;
        (0..(m as usize - 1)).filter(|_| self.uniform() < p).count() as f64
    }

    /// Shuffles a slice (Fisher & Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    philox_lanes(counter.map(|word| [word]), key).map(|[word]| word)
}

/// Blocks of several counters side by side, word by word.
#[inline(always)]
fn philox_lanes<const L: usize>(mut c: [[u32; L]; 4], mut k: [u32; 2]) -> [[u32; L]; 4] {
    for _ in 0..10 {
        for lane in 0..L {
            let a = u64::from(c[0][lane]) * 0xD251_1F53;
            let b = u64::from(c[2][lane]) * 0xCD9E_8D57;
            c[0][lane] = (b >> 32) as u32 ^ c[1][lane] ^ k[0];
            c[1][lane] = b as u32;
            c[2][lane] = (a >> 32) as u32 ^ c[3][lane] ^ k[1];
            c[3][lane] = a as u32;
        }
        k = [k[0].wrapping_add(0x9E37_79B9), k[1].wrapping_add(0xBB67_AE85)];
    }
    c
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers of the Random123 distribution for Philox 4×32-10.
    #[test]
    fn philox_gives_the_published_answers() {
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
    }

    fn moments(draw: impl Fn(&mut Random) -> f64) -> (f64, f64) {
        let n = 40_000;
        let x: Vec<f64> = (0..n).map(|i| draw(&mut Random::new(7, i, 0))).collect();
        let mean = x.iter().sum::<f64>() / n as f64;
        (mean, x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64)
    }

    #[test]
    fn distributions_have_their_moments() {
        // Bounds are six standard errors of a mean of 40,000 draws or wider.
        let (m, v) = moments(Random::uniform);
        assert!((m - 0.5).abs() < 0.009 && (v - 1.0 / 12.0).abs() < 0.003);
        let (m, v) = moments(Random::normal);
        assert!(m.abs() < 0.03 && (v - 1.0).abs() < 0.05);
        for shape in [0.3, 1.0, 8.5] {
            let (m, v) = moments(|r| r.gamma(shape));
            assert!((m - shape).abs() < 0.03 * shape.sqrt() && (v - shape).abs() < 0.2 * shape.max(1.0));
        }
        for mean in [0.7, 12.0, 95.0] {
            let (m, v) = moments(|r| r.poisson(mean));
            assert!((m - mean).abs() < 0.03 * mean.sqrt() && (v - mean).abs() < 0.06 * mean);
        }
    }

    #[test]
    fn streams_differ_by_each_part_of_their_key() {
        let first = |s, i, d| Random::new(s, i, d).bits();
        let all = [first(1, 0, 0), first(2, 0, 0), first(1, 1, 0), first(1, 0, 1)];
        assert!((0..4).all(|i| (0..i).all(|j| all[i] != all[j])));
    }

    #[test]
    fn below_is_even() {
        let mut counts = [0; 7];
        let mut r = Random::new(3, 0, 0);
        (0..70_000).for_each(|_| counts[r.below(7)] += 1);
        assert!(counts.iter().all(|c| (9_400..10_600).contains(c)), "{counts:?}");
    }
}
