//! Markov chains of classes: giddy 2.3.8 on the 48 states, oracles, and chains
//! that have no long run.

use super::states;
use crate::run_alone::{assert_close, run};
use isard::inequality::markov::chain::Chain;
use isard::inequality::markov::classes::Cuts;
use isard::inequality::markov::homogeneity::{by_start, homogeneity};
use isard::inequality::markov::mobility::indices;
use isard::inference::Random;
use isard::model::{Reason, Status};
use isard::registry::Output;
use proptest::prelude::*;

fn column(output: &Output, name: &str) -> Vec<f64> {
    let table = &output.table;
    (0..table.rows()).map(|r| table.real_at(r, name).unwrap_or(f64::NAN)).collect()
}

fn numbers(value: &serde_json::Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
}

fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (f, e) in found.iter().zip(expected) {
        assert!((f - e).abs() <= tolerance * e.abs().max(1.0), "{f}, {e}");
    }
}

#[test]
fn yearly_quintiles_of_the_states() {
    let options = [("classes", "yearly-quantiles"), ("relative", "none")];
    let found = run("markov", &[("values", states::income())], &options).expect("runs");
    let counts = [
        729.0, 71.0, 1.0, 0.0, 0.0, 72.0, 567.0, 80.0, 3.0, 0.0, 0.0, 81.0, 631.0, 86.0, 2.0, 0.0, 3.0, 86.0,
        573.0, 56.0, 0.0, 0.0, 1.0, 57.0, 741.0,
    ];
    assert_close(&column(&found, "count"), &counts);
    let ergodic = [0.207747158917, 0.187257738749, 0.207405365732, 0.188217867974, 0.209371868629];
    close(&numbers(&found.figures["ergodic"]), &ergodic, 1e-11);
    let passage = [
        4.813543565242,
        11.502927117805,
        29.609212306256,
        53.385949538123,
        103.598167432779,
        42.047745045508,
        5.340233235123,
        18.744553324653,
        42.500232683176,
        92.713168992122,
        69.258497527448,
        27.210752481939,
        4.82147603303,
        25.271846239343,
        75.433056719413,
        84.906893286003,
        42.859148240495,
        17.180826423628,
        5.312991857605,
        51.609533688592,
        98.412955428097,
        56.365210382589,
        30.660467347358,
        14.211583555851,
        4.776190834755,
    ];
    close(&column(&found, "first_passage"), &passage, 1e-11);
    let mobility = &found.figures["mobility"];
    let of = |name: &str| mobility[name].as_f64().expect("a number");
    close(
        &["shorrocks", "determinant", "eigenvalue", "leaving", "bartholomew"].map(of),
        &[
            0.19758992000997844,
            0.606848546236956,
            0.03978200230815965,
            0.1948725966207716,
            0.03962562443193991,
        ],
        1e-11,
    );
}

#[test]
fn pooled_quintiles_of_the_states() {
    let found = run("markov", &[("values", states::income())], &[]).expect("runs");
    close(
        &numbers(&found.figures["cut_points"]),
        &[0.839991327887, 0.947075445424, 1.03242696652, 1.149111535364],
        1e-11,
    );
    let row = [707.0, 58.0, 7.0, 1.0, 0.0];
    assert_close(&column(&found, "count")[..5], &row);
    let half_life = found.figures["half_life"].as_f64().expect("a number");
    close(&[half_life], &[16.25774725224148], 1e-10);
    let time = &found.figures["homogeneity_in_time"];
    let past = &found.figures["markov_property"];
    let of = |test: &serde_json::Value, name: &str| test[name].as_f64().expect("a number");
    close(
        &[of(time, "lr"), of(time, "q"), of(time, "degrees_of_freedom")],
        &[103.84985861721717, 102.6428756456604, 15.0],
        1e-11,
    );
    close(
        &[of(past, "lr"), of(past, "q"), of(past, "degrees_of_freedom")],
        &[372.30972627219126, 824.8165180658609, 45.0],
        1e-11,
    );
    // The chain of a chain's own tail: 2.44e-15.
    assert!((of(time, "p_lr") / 2.4424906541753444e-15 - 1.0).abs() < 0.1);
    let longer = run("markov", &[("values", states::income())], &[("step", "5")]).expect("runs");
    assert_close(&[column(&longer, "count").iter().sum()], &[48.0 * 76.0]);
}

#[test]
fn fixed_borders_belong_to_the_class_below() {
    let cuts = Cuts::Fixed(vec![1.0, 2.0]);
    let classes = cuts.classify(&[0.5, 1.0, 1.5, 2.0, 2.5, 9.0], 3, &[1, 2]).expect("classes");
    assert_eq!((classes.k, classes.of), (3, vec![0, 0, 1, 1, 2, 2]));
}

fn chain(k: usize, counts: &[u64]) -> Chain {
    Chain { k, counts: counts.to_vec() }
}

const EMPTY: Status = Status::Undefined(Reason::EmptyClass);
const UNREACHABLE: Status = Status::Undefined(Reason::Unreachable);

#[test]
fn several_long_runs_are_none() {
    // Two pairs that never meet.
    let apart = chain(4, &[1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 2, 0, 0, 2, 1]);
    assert_eq!(apart.closed_classes().expect("known"), [vec![0, 1], vec![2, 3]]);
    assert_eq!(apart.ergodic(), Err(Status::Undefined(Reason::Reducible)));
    assert_eq!(apart.half_life(), Err(Status::Undefined(Reason::Reducible)));
    let passage = apart.first_passage();
    assert_eq!(passage[2], Err(UNREACHABLE));
    assert!(passage[1].is_ok());
}

#[test]
fn an_absorbing_class_is_never_left() {
    // 0 → 0, 1; 1 stays. The long run is all in 1, and no way leads back.
    let absorbing = chain(2, &[1, 1, 0, 5]);
    assert_eq!(absorbing.ergodic().expect("one"), [Ok(0.0), Ok(1.0)]);
    let passage = absorbing.first_passage();
    assert_eq!(passage, [Err(UNREACHABLE), Ok(2.0), Err(UNREACHABLE), Ok(1.0)]);
    // With a second end, even the first end is not certain.
    let two_ends = chain(3, &[0, 1, 1, 0, 1, 0, 0, 0, 1]);
    assert_eq!(two_ends.first_passage()[1], Err(UNREACHABLE));
    assert_eq!(two_ends.ergodic(), Err(Status::Undefined(Reason::Reducible)));
}

#[test]
fn a_class_without_moves_is_not_zero() {
    // Nothing touches class 1: the others stand as if it were not there.
    let hole = chain(3, &[1, 0, 1, 0, 0, 0, 1, 0, 1]);
    assert_eq!(hole.probability(1, 1), None);
    let ergodic = hole.ergodic().expect("one");
    assert_eq!(ergodic[1], Err(EMPTY));
    assert_close(&[ergodic[0].expect("a share"), ergodic[2].expect("a share")], &[0.5, 0.5]);
    assert_eq!(hole.first_passage()[3], Err(EMPTY));
    assert_eq!(indices(&hole)[0].1, Err(EMPTY));
    // Moves end in class 1 and none starts there: what follows is not known.
    let end = chain(2, &[3, 1, 0, 0]);
    assert_eq!(end.ergodic(), Err(EMPTY));
    // To class 1 itself the way is known.
    assert_eq!(end.first_passage()[1], Ok(4.0));
    assert_eq!(Chain::empty(2).ergodic(), Err(EMPTY));
}

#[test]
fn a_round_never_settles() {
    let round = chain(3, &[0, 1, 0, 0, 0, 1, 1, 0, 0]);
    let third = 1.0 / 3.0;
    let ergodic: Vec<f64> = round.ergodic().expect("one").into_iter().map(|s| s.expect("a share")).collect();
    assert_close(&ergodic, &[third; 3]);
    assert_eq!(round.half_life(), Err(Status::Undefined(Reason::Divergent)));
    // Equal rows: the long run is there after one step.
    let once = chain(2, &[1, 3, 2, 6]);
    assert!(once.half_life().expect("known") < 0.1);
    assert_eq!(homogeneity(&by_start(&once)).expect("two rows").lr, 0.0);
}

fn random_chain(seed: u64, k: usize, zeros: f64) -> Chain {
    let mut random = Random::new(seed, 0, 0);
    let mut cell = |_| if random.uniform() < zeros { 0 } else { 1 + random.below(20) as u64 };
    chain(k, &(0..k * k).map(&mut cell).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn the_long_run_is_what_powers_lead_to(seed in 0u64..10_000, k in 2usize..7, zeros in 0.0..0.7f64) {
        let chain = random_chain(seed, k, zeros);
        let (Ok(ergodic), Ok(matrix)) = (chain.ergodic(), chain.matrix()) else { return Ok(()) };
        let share: Vec<f64> = ergodic.iter().map(|s| s.unwrap_or(0.0)).collect();
        prop_assert!((share.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        for j in 0..k {
            let next: f64 = (0..k).map(|i| share[i] * matrix.get(i, j)).sum();
            prop_assert!((next - share[j]).abs() < 1e-12);
        }
        // Powers of ½(P + I), which has the same long run and goes round nowhere:
        // 2⁵⁰ steps by squaring, so that a state left ever so seldom is left.
        let mut power: Vec<f64> =
            (0..k * k).map(|at| 0.5 * (matrix.get(at / k, at % k) + f64::from(u8::from(at / k == at % k)))).collect();
        for _ in 0..50 {
            let of = |at: usize| (0..k).map(|m| power[at / k * k + m] * power[m * k + at % k]).sum::<f64>();
            let mut next: Vec<f64> = (0..k * k).map(of).collect();
            // Rounding must not pile up.
            next.chunks_mut(k).for_each(|row| {
                let sum: f64 = row.iter().sum();
                row.iter_mut().for_each(|v| *v /= sum);
            });
            power = next;
        }
        for row in power.chunks(k) {
            prop_assert!(row.iter().zip(&share).all(|(m, s)| (m - s).abs() < 1e-6), "{:?} {:?}", row, share);
        }
    }

    #[test]
    fn first_passage_is_the_sum_of_the_chance_not_to_have_come(seed in 0u64..10_000, k in 2usize..5, zeros in 0.0..0.6f64) {
        let chain = random_chain(seed, k, zeros);
        let Ok(matrix) = chain.matrix() else { return Ok(()) };
        let passage = chain.first_passage();
        for from in 0..k {
            for to in 0..k {
                // Σ over steps of the probability that `to` has not been entered.
                let mut state: Vec<f64> = (0..k).map(|j| matrix.get(from, j)).collect();
                let mut sum = 1.0;
                for _ in 0..20_000 {
                    state[to] = 0.0;
                    sum += state.iter().sum::<f64>();
                    state = (0..k).map(|j| (0..k).map(|i| state[i] * matrix.get(i, j)).sum()).collect();
                }
                match passage[from * k + to] {
                    Ok(steps) => prop_assert!((steps - sum).abs() < 1e-6 * sum, "{steps} {sum}"),
                    // Some part of the chance never comes, however small it is.
                    Err(_) => prop_assert!(state.iter().sum::<f64>() > 1e-9, "{sum}"),
                }
            }
        }
    }

    #[test]
    fn alike_chains_give_no_evidence(seed in 0u64..10_000, k in 2usize..6, times in 2u64..5) {
        let one = random_chain(seed, k, 0.3);
        let many = Chain { k, counts: one.counts.iter().map(|c| c * times).collect() };
        if let Ok(test) = homogeneity(&[one, many]) {
            prop_assert!(test.lr.abs() < 1e-9 && test.q.abs() < 1e-9 && test.p_q > 0.999);
        }
    }
}
