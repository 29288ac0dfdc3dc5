//! The same draws, sums and counts as the portable form, bit for bit, with
//! AVX2: eight sets in eight lanes, positions in registers, values gathered.

use super::super::streams::Streams;
use super::super::{AHEAD, Lanes, Tally};
use super::{PAIRS_BELOW, sums_portable, thresholds};
use crate::inference::permutation::{Counts, Plan};
use std::arch::x86_64::*;

/// See [`super::super::sums`]; the processor must have AVX2, which the caller asked.
pub(super) fn sums(others: &[i32], take: usize, bounds: (i32, i32), plan: &Plan, item: u64) -> Counts {
    // A gather reads signed 32-bit positions; larger maps than 2³¹ do not occur, but are not assumed away.
    if others.len() > i32::MAX as usize {
        return sums_portable(others, take, bounds, plan, item);
    }
    // With fewer instructions a gather the processor looks further ahead, which
    // pays where values lie beyond the first cache.
    let wide = others.len() >= PAIRS_BELOW
        && std::arch::is_x86_feature_detected!("avx512f")
        && std::arch::is_x86_feature_detected!("avx512vl");
    macro_rules! by_length {
        ($($k:literal)*) => {
            match take {
                $($k => {
                    // SAFETY: the caller saw AVX2; AVX-512 was asked above. These are
                    // all the features the three functions are compiled for.
                    unsafe {
                        match (others.len() < PAIRS_BELOW, wide) {
                            (true, _) => pairs::<$k>(others, bounds, plan, item),
                            (false, false) => singles::<$k>(others, bounds, plan, item),
                            (false, true) => singles_wide::<$k>(others, bounds, plan, item),
                        }
                    }
                })*
                // SAFETY: the caller saw AVX2, the only feature `any` asks for.
                _ => unsafe { any(others, take, bounds, plan, item) },
            }
        };
    }
    by_length!(1 2 3 4 5 6 7 8 9 10 11 12)
}

#[target_feature(enable = "avx2")]
fn any(others: &[i32], take: usize, bounds: (i32, i32), plan: &Plan, item: u64) -> Counts {
    sums_portable(others, take, bounds, plan, item)
}

#[target_feature(enable = "avx2,popcnt")]
fn pairs<const K: usize>(others: &[i32], bounds: (i32, i32), plan: &Plan, item: u64) -> Counts {
    // SAFETY: AVX2 is enabled here.
    unsafe { count::<K, true>(others, bounds, plan, item) }
}

#[target_feature(enable = "avx2,popcnt")]
fn singles<const K: usize>(others: &[i32], bounds: (i32, i32), plan: &Plan, item: u64) -> Counts {
    // SAFETY: AVX2 is enabled here.
    unsafe { count::<K, false>(others, bounds, plan, item) }
}

#[target_feature(enable = "avx2,popcnt,avx512f,avx512vl")]
fn singles_wide<const K: usize>(others: &[i32], bounds: (i32, i32), plan: &Plan, item: u64) -> Counts {
    // SAFETY: AVX2 is enabled here.
    unsafe { count::<K, false>(others, bounds, plan, item) }
}

/// Odd 32-bit lanes.
const ODD: i32 = 0b1010_1010;

/// # Safety
/// Compiled into a function with AVX2 enabled, on a processor that has it.
#[inline(always)]
unsafe fn count<const K: usize, const PAIRS: bool>(
    others: &[i32],
    bounds: (i32, i32),
    plan: &Plan,
    item: u64,
) -> Counts {
    // SAFETY: AVX2 is there (above). Loads read whole arrays of eight. Gathers
    // read others[p] with p = ⌊x·m/2³²⌋ < m = others.len() for 32-bit x.
    unsafe {
        let m = _mm256_set1_epi64x(others.len() as i64);
        let [least_single, least_pair] = thresholds(others.len()).map(|t| _mm256_set1_epi32(t as i32));
        let (upper, lower) = (_mm256_set1_epi32(bounds.0), _mm256_set1_epi32(bounds.1));
        let start = Streams::new(plan.seed, item).state;
        let mut state = start.map(|word| _mm256_loadu_si256(word.as_ptr().cast()));
        let mut tally = Tally::new(plan);
        let at = others.as_ptr();
        while !tally.over() {
            let (groups, last) = tally.groups();
            let (mut counts, mut seen) = (Counts::default(), [Lanes::default(); AHEAD]);
            for group in 0..groups as usize {
                let mut places = [_mm256_setzero_si256(); K];
                let mut thrown = _mm256_setzero_si256();
                let mut j = 0;
                while j < K {
                    let bits = next(&mut state);
                    // 64-bit products of the even and of the odd lanes.
                    let even = _mm256_mul_epu32(bits, m);
                    let odd = _mm256_mul_epu32(_mm256_srli_epi64::<32>(bits), m);
                    places[j] = _mm256_blend_epi32::<ODD>(_mm256_srli_epi64::<32>(even), odd);
                    if PAIRS && j + 1 < K {
                        let even = _mm256_mul_epu32(even, m);
                        let odd = _mm256_mul_epu32(odd, m);
                        places[j + 1] = _mm256_blend_epi32::<ODD>(_mm256_srli_epi64::<32>(even), odd);
                        thrown = _mm256_or_si256(thrown, below(even, odd, least_pair));
                        j += 2;
                    } else {
                        thrown = _mm256_or_si256(thrown, below(even, odd, least_single));
                        j += 1;
                    }
                }
                for a in 1..K {
                    for b in 0..a {
                        thrown = _mm256_or_si256(thrown, _mm256_cmpeq_epi32(places[a], places[b]));
                    }
                }
                let mut sum = _mm256_setzero_si256();
                for place in places {
                    sum = _mm256_add_epi32(sum, _mm256_i32gather_epi32::<4>(at, place));
                }
                let good = !lanes(thrown) & 0xff;
                let less = lanes(_mm256_cmpgt_epi32(upper, sum));
                let more = lanes(_mm256_cmpgt_epi32(sum, lower));
                let drawn = Lanes { valid: good, greater: good & !less, lesser: good & !more };
                drawn.count(&mut counts);
                seen[group % AHEAD] = drawn;
            }
            tally.take(counts, if last { &seen[..groups as usize] } else { &[] });
        }
        tally.counts
    }
}

/// 32 bits of each stream, as [`Streams::bits`].
///
/// # Safety
/// Needs AVX2.
#[inline(always)]
unsafe fn next(state: &mut [__m256i; 4]) -> __m256i {
    // SAFETY: the caller has AVX2; nothing here touches memory.
    unsafe {
        let out = _mm256_add_epi32(state[0], state[3]);
        let shifted = _mm256_slli_epi32::<9>(state[1]);
        state[2] = _mm256_xor_si256(state[2], state[0]);
        state[3] = _mm256_xor_si256(state[3], state[1]);
        state[1] = _mm256_xor_si256(state[1], state[2]);
        state[0] = _mm256_xor_si256(state[0], state[3]);
        state[2] = _mm256_xor_si256(state[2], shifted);
        state[3] = _mm256_or_si256(_mm256_slli_epi32::<11>(state[3]), _mm256_srli_epi32::<21>(state[3]));
        out
    }
}

/// Lanes whose remainder, the low half of its product, is below `least`.
///
/// # Safety
/// Needs AVX2.
#[inline(always)]
unsafe fn below(even: __m256i, odd: __m256i, least: __m256i) -> __m256i {
    // SAFETY: the caller has AVX2; nothing here touches memory.
    unsafe {
        let low = _mm256_blend_epi32::<ODD>(even, _mm256_slli_epi64::<32>(odd));
        let reached = _mm256_cmpeq_epi32(_mm256_max_epu32(low, least), low);
        _mm256_xor_si256(reached, _mm256_set1_epi32(-1))
    }
}

/// The sign bits of the lanes.
///
/// # Safety
/// Needs AVX2.
#[inline(always)]
unsafe fn lanes(x: __m256i) -> u32 {
    // SAFETY: the caller has AVX2; nothing here touches memory.
    unsafe { _mm256_movemask_ps(_mm256_castsi256_ps(x)) as u32 }
}
