//! What this machine can do at most, to say how far a kernel is from it.

use rayon::prelude::*;
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::Instant;

/// Values read by each thread: far more than any cache holds.
const VALUES: usize = 1 << 25;
/// Steps of the arithmetic; each multiplies and adds in 96 lanes.
const STEPS: usize = 20_000_000;
const CHAINS: usize = 12;
const LANES: usize = 8;

/// Bytes read from memory and single-precision multiplications with addition a
/// second, all threads together; the best of five.
pub(crate) fn limits() -> Value {
    let threads = rayon::current_num_threads();
    let memory: Vec<Vec<f64>> = (0..threads).into_par_iter().map(|t| vec![t as f64; VALUES]).collect();
    let read = || {
        let begin = Instant::now();
        black_box(memory.par_iter().with_max_len(1).map(|m| sum(m)).sum::<f64>());
        (threads * VALUES * 8) as f64 / begin.elapsed().as_secs_f64()
    };
    let multiply = || {
        let begin = Instant::now();
        black_box((0..threads).into_par_iter().with_max_len(1).map(|t| chains(t as f32)).sum::<f32>());
        (threads * STEPS * CHAINS * LANES) as f64 / begin.elapsed().as_secs_f64()
    };
    let best = |of: &dyn Fn() -> f64| (0..5).map(|_| of()).fold(0.0, f64::max);
    json!({ "threads": threads, "bytes_read": best(&read), "multiply_adds": best(&multiply) })
}

/// Eight running sums, so that the additions do not wait for each other.
fn sum(values: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    for chunk in values.as_chunks::<8>().0 {
        (0..8).for_each(|l| sums[l] += chunk[l]);
    }
    sums.iter().sum()
}

fn chains(start: f32) -> f32 {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
        // SAFETY: the processor has AVX2 and FMA, the features `chains_avx2` asks for.
        return unsafe { chains_avx2(start) };
    }
    chains_by(start, |a, b, c| a * b + c)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn chains_avx2(start: f32) -> f32 {
    chains_by(start, f32::mul_add)
}

/// Independent chains of multiplications with addition, enough to keep the
/// units busy while each result is waited for.
#[inline(always)]
fn chains_by(start: f32, step: impl Fn(f32, f32, f32) -> f32) -> f32 {
    let mut chains = [[start; LANES]; CHAINS];
    let (factor, summand) = (black_box(0.999_9f32), black_box(1e-4f32));
    for _ in 0..STEPS {
        for chain in &mut chains {
            chain.iter_mut().for_each(|v| *v = step(*v, factor, summand));
        }
    }
    chains.iter().flatten().sum()
}
