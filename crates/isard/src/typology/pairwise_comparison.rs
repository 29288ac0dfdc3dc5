//! Weights from pairwise comparisons: the principal eigenvector and its
//! consistency (the weighting step of the analytic hierarchy process).

use crate::linalg::Matrix;

/// Random index of Saaty by the number of things compared, from 1.
const RANDOM_INDEX: [f64; 15] =
    [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];

/// Ratio above which comparisons are usually asked for again.
pub const CONSISTENT: f64 = 0.1;

/// How far comparisons contradict each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Consistency {
    /// Weights, summing to 1.
    pub weights: Vec<f64>,
    /// Principal eigenvalue; the number of things for consistent comparisons.
    pub lambda: f64,
    /// (λ − n)/(n − 1) over the random index; 0 for one or two things, empty
    /// beyond fifteen, for which no random index is known.
    pub ratio: Option<f64>,
}

impl Consistency {
    /// A remark on contradictory comparisons.
    pub fn warning(&self) -> Option<String> {
        let ratio = self.ratio.filter(|r| *r > CONSISTENT)?;
        Some(format!(
            "the pairwise comparisons contradict each other: consistency ratio {ratio:.3}, usually at most {CONSISTENT}"
        ))
    }
}

/// Weights of a positive reciprocal matrix: the principal eigenvector, by the
/// power method, which converges for every positive matrix.
///
/// # Errors
/// In words: not square, an entry that is not positive, or a pair that is not
/// reciprocal (to 1 %, so that 0.33 may stand for ⅓).
pub fn weights(comparisons: &Matrix) -> Result<Consistency, String> {
    let n = comparisons.rows();
    if n == 0 || comparisons.cols() != n {
        return Err(format!("{} × {} comparisons are no square matrix", n, comparisons.cols()));
    }
    for i in 0..n {
        for j in 0..n {
            let (a, b) = (comparisons.get(i, j), comparisons.get(j, i));
            if !(a > 0.0 && a.is_finite()) {
                return Err(format!("comparison {} with {} is {a}, not a positive number", i + 1, j + 1));
            }
            if (a * b - 1.0).abs() > 0.01 {
                return Err(format!(
                    "comparisons {} with {} and back are {a} and {b}, not reciprocal",
                    i + 1,
                    j + 1
                ));
            }
        }
    }
    let mut w = vec![1.0 / n as f64; n];
    let product = |w: &[f64]| -> Vec<f64> {
        (0..n).map(|i| comparisons.row(i).iter().zip(w).map(|(a, w)| a * w).sum()).collect()
    };
    for _ in 0..10_000 {
        let next = product(&w);
        let total: f64 = next.iter().sum();
        let next: Vec<f64> = next.iter().map(|v| v / total).collect();
        let change = next.iter().zip(&w).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        w = next;
        if change < 1e-15 {
            break;
        }
    }
    let lambda = product(&w).iter().sum::<f64>();
    let ratio = match n {
        1 | 2 => Some(0.0),
        _ => RANDOM_INDEX.get(n - 1).map(|random| (lambda - n as f64) / (n as f64 - 1.0) / random),
    };
    Ok(Consistency { weights: w, lambda, ratio })
}

/// A list of comparisons `a:b=3` (a is three times as important as b; also
/// `1/3`) as a matrix over `names`, each pair compared once.
///
/// # Errors
/// In words: what a pair should look like, an unknown name, a pair twice or
/// missing.
pub fn parse(pairs: &[&str], names: &[&str]) -> Result<Matrix, String> {
    let n = names.len();
    let mut matrix = Matrix::zeros(n, n);
    (0..n).for_each(|i| matrix.set(i, i, 1.0));
    for pair in pairs {
        let form =
            || format!("`{pair}`: expected NAME:NAME=NUMBER, such as income:poverty=3 or income:poverty=1/3");
        let (both, value) = pair.rsplit_once('=').ok_or_else(form)?;
        let value = match value.split_once('/') {
            Some((a, b)) => number(a).zip(number(b)).map(|(a, b)| a / b),
            None => number(value),
        };
        let value = value.filter(|v| *v > 0.0 && v.is_finite()).ok_or_else(form)?;
        let at = |name: &str| names.iter().position(|n| *n == name.trim());
        // A name may hold a colon itself.
        let found = both.match_indices(':').find_map(|(c, _)| at(&both[..c]).zip(at(&both[c + 1..])));
        let (i, j) = found
            .filter(|(i, j)| i != j)
            .ok_or_else(|| format!("`{pair}`: expected two different names of {}", names.join(", ")))?;
        if matrix.get(i, j) != 0.0 {
            return Err(format!("`{pair}`: {} and {} are compared twice", names[i], names[j]));
        }
        matrix.set(i, j, value);
        matrix.set(j, i, 1.0 / value);
    }
    for i in 0..n {
        if let Some(j) = (i + 1..n).find(|&j| matrix.get(i, j) == 0.0) {
            return Err(format!("{} and {} are not compared; every pair must be, once", names[i], names[j]));
        }
    }
    Ok(matrix)
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Saaty's choice of a house: size, transport, neighbourhood, age, yard,
    /// equipment, condition, financing. λ and ratio as published.
    #[test]
    fn the_house_of_saaty() {
        let t = |x: f64| 1.0 / x;
        let upper: [&[f64]; 7] = [
            &[5.0, 3.0, 7.0, 6.0, 6.0, t(3.0), t(4.0)],
            &[t(3.0), 5.0, 3.0, 3.0, t(5.0), t(7.0)],
            &[6.0, 3.0, 4.0, 6.0, t(5.0)],
            &[t(3.0), t(4.0), t(7.0), t(8.0)],
            &[t(2.0), t(5.0), t(6.0)],
            &[t(5.0), t(6.0)],
            &[t(2.0)],
        ];
        let mut m = Matrix::zeros(8, 8);
        for i in 0..8 {
            m.set(i, i, 1.0);
            for j in i + 1..8 {
                m.set(i, j, upper[i][j - i - 1]);
                m.set(j, i, 1.0 / upper[i][j - i - 1]);
            }
        }
        let found = weights(&m).expect("weights");
        assert!((found.lambda - 9.668_887).abs() < 5e-7, "{}", found.lambda);
        assert!((found.ratio.expect("a ratio") - 0.169_087).abs() < 5e-7, "{:?}", found.ratio);
        assert!((found.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(found.warning().is_some());
    }

    #[test]
    fn consistent_comparisons_give_back_their_weights() {
        let w = [0.5, 0.3, 0.2];
        let m = Matrix::from_vec(3, 3, (0..9).map(|c| w[c / 3] / w[c % 3]).collect());
        let found = weights(&m).expect("weights");
        found.weights.iter().zip(w).for_each(|(a, b)| assert!((a - b).abs() < 1e-12));
        assert!((found.lambda - 3.0).abs() < 1e-12 && found.warning().is_none());
    }

    #[test]
    fn lists_are_read_and_refused_in_words() {
        let names = ["a", "b:c", "d"];
        let m = parse(&["a:b:c=3", "d:a=1/2", "b:c:d = 4"], &names).expect("a matrix");
        assert_eq!((m.get(0, 1), m.get(0, 2), m.get(1, 2), m.get(2, 1)), (3.0, 2.0, 4.0, 0.25));
        let says = |pairs: &[&str]| parse(pairs, &names).expect_err("a refusal");
        assert!(says(&["a:b:c=3", "a:d=2"]).contains("b:c and d are not compared"));
        assert!(says(&["a:b:c=3", "b:c:a=2"]).contains("twice"));
        assert!(says(&["a:x=3"]).contains("two different names"));
        assert!(says(&["a:d=-1"]).contains("NAME:NAME=NUMBER"));
        assert!(weights(&Matrix::from_vec(2, 2, vec![1.0, 3.0, 3.0, 1.0])).is_err());
    }
}
