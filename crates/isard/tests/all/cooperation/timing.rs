use isard::cooperation::consolidated_potential::{Allowed, Objective, Potential, best_set};
use isard::inference::Random;
#[test]
fn timing() {
    for n in [30usize, 100, 300, 1000] {
        for width in [3usize, 6] {
            let mut r = Random::new(1, n as u64, width as u64);
            let amounts: Vec<f64> = (0..n)
                .flat_map(|_| {
                    let size = (1.2 * r.normal()).exp();
                    (0..width).map(|_| size * (0.6 * r.normal()).exp()).collect::<Vec<_>>()
                })
                .collect();
            let p = Potential::new(&amounts, &vec![1; width], &vec![1.0; width], 1.0);
            for objective in [Objective::Synergy, Objective::Share] {
                for size in [3, 5] {
                    let allowed = Allowed { partners: (0..n).collect(), neighbors: None };
                    let t = std::time::Instant::now();
                    let mut e = 0;
                    for region in 0..5 {
                        e += best_set(&p, region, size, &allowed, objective).unwrap().evaluated;
                    }
                    println!(
                        "n {n} width {width} {objective:?} size {size}: {:.4} s a region, {} evaluated",
                        t.elapsed().as_secs_f64() / 5.0,
                        e / 5
                    );
                }
            }
        }
    }
}
