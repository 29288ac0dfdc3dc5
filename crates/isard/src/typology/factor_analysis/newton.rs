//! Uniquenesses that minimise a function of the eigenvalues left over.
//!
//! Maximum likelihood and least squares have the same shape: the function is a
//! sum over the eigenvalues after the first q of a matrix that depends on the
//! uniquenesses, its gradient a sum over their squared eigenvectors, and the
//! squares of the products of those eigenvectors approximate its second
//! derivatives well enough for Newton's steps (Jöreskog 1967; Clarke 1970).

use crate::linalg::{Cholesky, Matrix, SymmetricEigen, symmetric_eigen};

/// Bounds of a uniqueness: below the lower one an indicator would be its
/// factors without error.
pub(super) const LEAST: f64 = 0.005;
const MOST: f64 = 1.0;

/// Steps after which the search is given up.
const MAX_STEPS: usize = 500;

/// What is minimised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Objective {
    /// Σ (λ − ln λ − 1) over the eigenvalues left over of Ψ^−½ R Ψ^−½; steps in ln ψ.
    Likelihood,
    /// ½ Σ λ² over the eigenvalues left over of R − Ψ; steps in ψ.
    LeastSquares,
}

/// Where the search ended.
#[derive(Debug, Clone)]
pub(super) struct Minimum {
    pub(super) uniquenesses: Vec<f64>,
    pub(super) value: f64,
    pub(super) steps: usize,
    pub(super) converged: bool,
    /// Eigenvalues and vectors of the matrix at the minimum.
    pub(super) eigen: SymmetricEigen,
}

struct At {
    value: f64,
    eigen: SymmetricEigen,
}

impl Objective {
    fn at(self, r: &Matrix, psi: &[f64], q: usize) -> At {
        let p = psi.len();
        let mut m = r.clone();
        for i in 0..p {
            for j in 0..p {
                let value = match self {
                    Objective::Likelihood => r.get(i, j) / (psi[i] * psi[j]).sqrt(),
                    Objective::LeastSquares if i == j => r.get(i, i) - psi[i],
                    Objective::LeastSquares => r.get(i, j),
                };
                m.set(i, j, value);
            }
        }
        let eigen = symmetric_eigen(&m);
        let term = |l: &f64| match self {
            Objective::Likelihood if *l <= 0.0 => f64::INFINITY,
            Objective::Likelihood => l - l.ln() - 1.0,
            Objective::LeastSquares => 0.5 * l * l,
        };
        At { value: eigen.values[q..].iter().map(term).sum(), eigen }
    }

    /// Gradient in the variable of the steps.
    fn gradient(self, at: &At, q: usize) -> Vec<f64> {
        let p = at.eigen.values.len();
        let slope = |m: usize| match self {
            Objective::Likelihood => 1.0 - at.eigen.values[m],
            Objective::LeastSquares => -at.eigen.values[m],
        };
        (0..p).map(|i| (q..p).map(|m| slope(m) * at.eigen.vectors.get(i, m).powi(2)).sum()).collect()
    }

    fn moved(self, psi: f64, step: f64) -> f64 {
        let to = match self {
            Objective::Likelihood => psi * step.exp(),
            Objective::LeastSquares => psi + step,
        };
        to.clamp(LEAST, MOST)
    }
}

/// Searches from given uniquenesses.
pub(super) fn minimize(r: &Matrix, start: Vec<f64>, q: usize, objective: Objective) -> Minimum {
    let p = start.len();
    let mut psi: Vec<f64> = start.into_iter().map(|v| v.clamp(LEAST, MOST)).collect();
    let mut at = objective.at(r, &psi, q);
    let mut steps = 0;
    let mut converged = false;
    while steps < MAX_STEPS && !converged {
        steps += 1;
        let gradient = objective.gradient(&at, q);
        // A uniqueness that would leave its bounds stays on them.
        let free: Vec<usize> = (0..p)
            .filter(|&i| !(psi[i] <= LEAST && gradient[i] > 0.0 || psi[i] >= MOST && gradient[i] < 0.0))
            .collect();
        if free.iter().all(|&i| gradient[i].abs() < 1e-12) {
            converged = true;
            break;
        }
        let step = newton_step(&at.eigen, &gradient, &free, q);
        let slope: f64 = free.iter().zip(&step).map(|(&i, s)| gradient[i] * s).sum();
        let mut length = 1.0;
        let found = loop {
            let mut tried = psi.clone();
            free.iter().zip(&step).for_each(|(&i, s)| tried[i] = objective.moved(psi[i], length * s));
            let there = objective.at(r, &tried, q);
            if there.value <= at.value + 1e-4 * length * slope {
                break Some((tried, there));
            }
            length /= 2.0;
            if length < 1e-10 {
                break None;
            }
        };
        match found {
            Some((tried, there)) => {
                let moved = psi.iter().zip(&tried).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                converged = moved < 1e-13;
                (psi, at) = (tried, there);
            }
            // Rounding hides any further fall.
            None => converged = free.iter().all(|&i| gradient[i].abs() < 1e-6),
        }
        if length < 1e-10 {
            break;
        }
    }
    Minimum { uniquenesses: psi, value: at.value, steps, converged, eigen: at.eigen }
}

/// −G⁻¹g over the free variables, G raised on its diagonal until it can be solved.
fn newton_step(eigen: &SymmetricEigen, gradient: &[f64], free: &[usize], q: usize) -> Vec<f64> {
    let p = gradient.len();
    let v = &eigen.vectors;
    let mut g = Matrix::zeros(free.len(), free.len());
    for (a, &i) in free.iter().enumerate() {
        for (b, &j) in free.iter().enumerate() {
            g.set(a, b, (q..p).map(|m| v.get(i, m) * v.get(j, m)).sum::<f64>().powi(2));
        }
    }
    let right: Vec<f64> = free.iter().map(|&i| -gradient[i]).collect();
    let mut raise = 1e-10;
    loop {
        let mut raised = g.clone();
        (0..free.len()).for_each(|a| raised.set(a, a, g.get(a, a) + raise));
        if let Some(factor) = Cholesky::new(&raised) {
            return factor.solve(&right);
        }
        raise *= 100.0;
        if raise > 1e6 {
            return right;
        }
    }
}
