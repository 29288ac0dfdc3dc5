//! Rates of events, adjusted for the noise of small populations.

use crate::linalg::mean;
use crate::registry::MethodError;

/// Empirical Bayes standardised rates (Assunção & Reis 1999).
///
/// b = Σe/ΣP, s² = Σ P(e/P − b)²/ΣP, a = s² − b/(ΣP/n), v = a + b/P, or b/P
/// where that is not positive; z = (e/P − b)/√v. All zero where rates are equal.
///
/// # Errors
/// A population that is not positive, a negative number of events.
pub fn empirical_bayes(
    regions: &[String],
    events: &[f64],
    population: &[f64],
) -> Result<Vec<f64>, MethodError> {
    for (region, (e, p)) in regions.iter().zip(events.iter().zip(population)) {
        if *p <= 0.0 || *e < 0.0 {
            return Err(MethodError::data_hint(
                format!(
                    "`{region}` has {e} events in a population of {p}: rates need events of 0 or more and people"
                ),
                "leave regions without population out",
            ));
        }
    }
    let total: f64 = population.iter().sum();
    let rate = events.iter().sum::<f64>() / total;
    let rates: Vec<f64> = events.iter().zip(population).map(|(e, p)| e / p).collect();
    if rates.iter().all(|r| (r - rate).abs() <= 1e-13 * rate) {
        return Ok(vec![0.0; rates.len()]);
    }
    let spread = rates.iter().zip(population).map(|(r, p)| p * (r - rate).powi(2)).sum::<f64>() / total;
    let between = spread - rate / mean(population);
    let z = |(r, p): (&f64, &f64)| {
        let noise = rate / p;
        let variance = if between + noise > 0.0 { between + noise } else { noise };
        (r - rate) / variance.sqrt()
    };
    Ok(rates.iter().zip(population).map(z).collect())
}
