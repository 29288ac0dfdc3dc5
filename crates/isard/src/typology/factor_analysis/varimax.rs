//! Varimax rotation (Kaiser 1958).

use crate::linalg::Matrix;

/// Rounds after which the rotation is given up.
const MAX_ROUNDS: usize = 1_000;

/// Σ over factors of the variance of the squared loadings.
pub fn varimax_criterion(loadings: &Matrix) -> f64 {
    let p = loadings.rows() as f64;
    let of_factor = |c: usize| {
        let (mut fourth, mut second) = (0.0, 0.0);
        for v in loadings.column(c) {
            second += v * v;
            fourth += v.powi(4);
        }
        fourth / p - (second / p).powi(2)
    };
    (0..loadings.cols()).map(of_factor).sum()
}

/// Rotates the columns of `loadings`, two by two at the best angle of each
/// pair, until no pair turns. With `normalize` rows are brought to length 1
/// before and back after (Kaiser's normalisation).
///
/// # Complexity
/// O(p·q²) for each of usually about ten rounds.
pub fn varimax(loadings: &Matrix, normalize: bool) -> Matrix {
    let (p, q) = (loadings.rows(), loadings.cols());
    let mut a = loadings.clone();
    let lengths: Vec<f64> = (0..p).map(|i| a.row(i).iter().map(|v| v * v).sum::<f64>().sqrt()).collect();
    let scale = |a: &mut Matrix, factor: &dyn Fn(f64) -> f64| {
        for i in (0..p).filter(|&i| normalize && lengths[i] > 0.0) {
            a.row_mut(i).iter_mut().for_each(|v| *v *= factor(lengths[i]));
        }
    };
    scale(&mut a, &|l| 1.0 / l);
    for _ in 0..MAX_ROUNDS {
        let mut turned = 0.0f64;
        for x in 0..q {
            for y in x + 1..q {
                turned = turned.max(turn(&mut a, x, y).abs());
            }
        }
        if turned < 1e-14 {
            break;
        }
    }
    scale(&mut a, &|l| l);
    a
}

/// Turns two columns by the angle that maximises their criterion.
fn turn(a: &mut Matrix, x: usize, y: usize) -> f64 {
    let p = a.rows() as f64;
    let (mut su, mut sv, mut suv, mut sd) = (0.0, 0.0, 0.0, 0.0);
    for i in 0..a.rows() {
        let (l, m) = (a.get(i, x), a.get(i, y));
        let (u, v) = (l * l - m * m, 2.0 * l * m);
        su += u;
        sv += v;
        suv += u * v;
        sd += u * u - v * v;
    }
    let sine = 2.0 * (suv - su * sv / p);
    let cosine = sd - (su * su - sv * sv) / p;
    // Rounding alone must not turn columns whose criterion is flat.
    let flat = 1e-15 * a.column(x).chain(a.column(y)).map(|v| v.powi(4)).sum::<f64>();
    if sine.hypot(cosine) <= flat {
        return 0.0;
    }
    let angle = sine.atan2(cosine) / 4.0;
    let (s, c) = angle.sin_cos();
    for i in 0..a.rows() {
        let (l, m) = (a.get(i, x), a.get(i, y));
        a.set(i, x, l * c + m * s);
        a.set(i, y, m * c - l * s);
    }
    angle
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::inference::Random;

    fn random(p: usize, q: usize, seed: u64) -> Matrix {
        let mut random = Random::new(seed, 0, 0);
        Matrix::from_vec(p, q, (0..p * q).map(|_| random.normal()).collect())
    }

    #[test]
    fn no_angle_of_two_factors_is_better() {
        for seed in 0..10 {
            let a = random(9, 2, seed);
            let found = varimax_criterion(&varimax(&a, false));
            let mut best = f64::NEG_INFINITY;
            for step in 0..4_000 {
                let (s, c) = (f64::from(step) * std::f64::consts::PI / 4_000.0).sin_cos();
                let mut turned = a.clone();
                for i in 0..9 {
                    turned.set(i, 0, a.get(i, 0) * c + a.get(i, 1) * s);
                    turned.set(i, 1, a.get(i, 1) * c - a.get(i, 0) * s);
                }
                best = best.max(varimax_criterion(&turned));
            }
            assert!(found >= best - 1e-12, "{found} {best}");
            assert!(found - best < 1e-4);
        }
    }

    #[test]
    fn rotation_keeps_communalities_and_products() {
        for normalize in [false, true] {
            let a = random(12, 4, 3);
            let b = varimax(&a, normalize);
            for i in 0..12 {
                for j in 0..12 {
                    let dot = |m: &Matrix| m.row(i).iter().zip(m.row(j)).map(|(x, y)| x * y).sum::<f64>();
                    assert!((dot(&a) - dot(&b)).abs() < 1e-12);
                }
            }
            assert!(normalize || varimax_criterion(&b) >= varimax_criterion(&a));
        }
    }
}
