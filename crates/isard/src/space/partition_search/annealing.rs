//! Simulated annealing (Openshaw & Rao 1995).

use super::Partition;
use super::greedy::descend;
use crate::inference::Random;

/// Moves tried at each temperature, for each border region.
const TRIES: usize = 10;

/// The lowest temperature as a part of the first.
const COLDEST: f64 = 1e-4;

/// From a temperature at which typical worse moves pass, down by the factor
/// `cooling`, each level with ten tries a border region; then greedy moves.
/// The best grouping at the end of a level is kept if it is better still.
pub(super) fn anneal(partition: &mut Partition<'_>, cooling: f64, random: &mut Random) {
    descend(partition, random);
    let mut best = (partition.within_ss(), partition.label.clone());
    let Some(first) = typical_change(partition, random) else { return };
    let mut temperature = first;
    while temperature > first * COLDEST {
        level(partition, temperature, random);
        partition.refresh();
        let within = partition.within_ss();
        if within < best.0 {
            best = (within, partition.label.clone());
        }
        temperature *= cooling;
    }
    descend(partition, random);
    if partition.within_ss() > best.0 {
        let labels: Vec<usize> = best.1.iter().map(|&l| l as usize).collect();
        partition.restore(&labels);
        descend(partition, random);
    }
}

fn level(partition: &mut Partition<'_>, temperature: f64, random: &mut Random) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, the only feature `level_avx2` asks for.
        return unsafe { level_avx2(partition, temperature, random) };
    }
    level_any(partition, temperature, random);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn level_avx2(partition: &mut Partition<'_>, temperature: f64, random: &mut Random) {
    level_any(partition, temperature, random);
}

#[inline(always)]
fn level_any(partition: &mut Partition<'_>, temperature: f64, random: &mut Random) {
    for _ in 0..TRIES * partition.border.len() {
        let Some((i, to)) = propose(partition, random) else { continue };
        let change = partition.burden(i, to) - partition.relief(i);
        let accepted = change <= 0.0 || random.uniform() < (-change / temperature).exp();
        if accepted && partition.compact_enough(i, to) && partition.may_leave(i) {
            partition.relocate(i, to);
        }
    }
}

/// A random border region and the group of a random neighbour.
#[inline(always)]
fn propose(partition: &Partition<'_>, random: &mut Random) -> Option<(usize, u32)> {
    if partition.border.is_empty() {
        return None;
    }
    let i = partition.border[random.below(partition.border.len())] as usize;
    let neighbors = partition.graph.neighbors(i);
    let to = partition.label[neighbors[random.below(neighbors.len())] as usize];
    (to != partition.label[i] && !partition.is_alone(i)).then_some((i, to))
}

/// The mean rise of moves that raise the sum of squares; `None` where no move
/// changes anything.
fn typical_change(partition: &Partition<'_>, random: &mut Random) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0.0);
    for _ in 0..(20 * partition.border.len()).min(20_000) {
        if let Some((i, to)) = propose(partition, random) {
            let change = partition.burden(i, to) - partition.relief(i);
            if change > 0.0 {
                sum += change;
                count += 1.0;
            }
        }
    }
    (count > 0.0).then(|| sum / count)
}
