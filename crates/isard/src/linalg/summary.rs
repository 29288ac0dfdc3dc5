//! Mean, spread, quantiles and ranks of a list of numbers.

/// Arithmetic mean; NaN of an empty list.
pub fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// Σ(x − x̄)² / (n − ddof); NaN when n ≤ ddof.
pub fn variance(x: &[f64], ddof: usize) -> f64 {
    if x.len() <= ddof {
        return f64::NAN;
    }
    let m = mean(x);
    x.iter().map(|v| (v - m) * (v - m)).sum::<f64>() / (x.len() - ddof) as f64
}

/// Square root of the [`variance`].
pub fn standard_deviation(x: &[f64], ddof: usize) -> f64 {
    variance(x, ddof).sqrt()
}

/// Quantile `p` in 0..=1 by linear interpolation between order statistics at
/// (n − 1)p (type 7 of Hyndman & Fan 1996); NaN of an empty list.
pub fn quantile(x: &[f64], p: f64) -> f64 {
    if x.is_empty() {
        return f64::NAN;
    }
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() - 1) as f64 * p.clamp(0.0, 1.0);
    let low = at.floor() as usize;
    let high = at.ceil() as usize;
    sorted[low] + (sorted[high] - sorted[low]) * (at - low as f64)
}

/// The middle value, or the mean of the two middle ones; NaN of an empty list.
pub fn median(x: &[f64]) -> f64 {
    quantile(x, 0.5)
}

/// Ranks from 1 (smallest); equal values share the mean of their ranks.
pub fn average_ranks(x: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&i, &j| x[i].total_cmp(&x[j]));
    let mut ranks = vec![0.0; x.len()];
    let mut from = 0;
    while from < order.len() {
        let mut to = from + 1;
        while to < order.len() && x[order[to]] == x[order[from]] {
            to += 1;
        }
        let shared = (from + 1 + to) as f64 / 2.0;
        order[from..to].iter().for_each(|&i| ranks[i] = shared);
        from = to;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_lists() {
        assert_eq!(median(&[3.0, 1.0, 2.0, 10.0]), 2.5);
        assert_eq!(variance(&[1.0, 2.0, 3.0], 1), 1.0);
        assert!(variance(&[1.0], 1).is_nan());
        assert_eq!(average_ranks(&[5.0, 1.0, 5.0, 0.0]), [3.5, 2.0, 3.5, 1.0]);
        assert_eq!(quantile(&[0.0, 10.0], 0.05), 0.5);
    }
}
