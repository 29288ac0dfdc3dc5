//! Eight random streams side by side.
//!
//! xoshiro128+ (Blackman & Vigna 2021), each stream started by a Philox block
//! of (seed, item, lane). The generator's one weakness is in the lowest four
//! bits, which hardly decide: positions are cut from the top 28.

use crate::inference::Random;

/// Streams side by side.
pub(super) const LANES: usize = 8;

/// State of the streams, word by word.
#[derive(Debug, Clone)]
pub(super) struct Streams {
    pub(super) state: [[u32; LANES]; 4],
}

impl Streams {
    /// The streams of an item.
    #[inline(always)]
    pub(super) fn new(seed: u64, item: u64) -> Self {
        let mut state = Random::first_blocks::<LANES>(seed, item);
        for lane in 0..LANES {
            // The only state that never leaves itself.
            if state.iter().all(|word| word[lane] == 0) {
                state[0][lane] = 1;
            }
        }
        Streams { state }
    }

    /// 32 bits of each stream.
    #[inline(always)]
    pub(super) fn bits(&mut self) -> [u32; LANES] {
        let [a, b, c, d] = &mut self.state;
        let mut out = [0; LANES];
        for lane in 0..LANES {
            out[lane] = a[lane].wrapping_add(d[lane]);
            let shifted = b[lane] << 9;
            c[lane] ^= a[lane];
            d[lane] ^= b[lane];
            b[lane] ^= c[lane];
            a[lane] ^= d[lane];
            c[lane] ^= shifted;
            d[lane] = d[lane].rotate_left(11);
        }
        out
    }
}
