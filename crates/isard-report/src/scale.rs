//! From data to the page: linear and logarithmic scales with round ticks.

/// A linear or base-2 logarithmic scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    domain: (f64, f64),
    range: (f64, f64),
    log: bool,
}

impl Scale {
    /// A linear scale.
    pub(crate) fn linear(domain: (f64, f64), range: (f64, f64)) -> Self {
        Scale { domain: widened(domain), range, log: false }
    }

    /// A logarithmic scale; the domain is positive.
    pub(crate) fn log(domain: (f64, f64), range: (f64, f64)) -> Self {
        let low = domain.0.max(1e-9);
        Scale { domain: widened((low.log2(), domain.1.max(low).log2())), range, log: true }
    }

    /// Position of a value. On a logarithmic scale zero lies at the lower end.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let v = match self.log {
            true if value > 0.0 => value.log2(),
            true => self.domain.0,
            false => value,
        };
        let share = (v - self.domain.0) / (self.domain.1 - self.domain.0);
        self.range.0 + share * (self.range.1 - self.range.0)
    }

    /// Position of a value, kept inside the range.
    pub(crate) fn clamped(&self, value: f64) -> f64 {
        let (a, b) = (self.range.0.min(self.range.1), self.range.0.max(self.range.1));
        self.at(value).clamp(a, b)
    }

    /// Round ticks, about `count` of them; powers of two on a log scale.
    pub(crate) fn ticks(&self, count: usize) -> Vec<f64> {
        if self.log {
            let (a, b) = (self.domain.0.ceil() as i32, self.domain.1.floor() as i32);
            let step = ((b - a) / count.max(1) as i32).max(1);
            return (a..=b).filter(|e| e % step == 0).map(|e| 2f64.powi(e)).collect();
        }
        let step = nice_step((self.domain.1 - self.domain.0) / count.max(1) as f64);
        let (first, last) = ((self.domain.0 / step).ceil() as i64, (self.domain.1 / step).floor() as i64);
        (first..=last).map(|i| i as f64 * step).collect()
    }

    /// Decimals that tell the ticks apart.
    pub(crate) fn tick_decimals(&self, count: usize) -> usize {
        let step = nice_step((self.domain.1 - self.domain.0) / count.max(1) as f64);
        (-(step.log10() + 1e-9).floor()).clamp(0.0, 7.0) as usize
    }
}

fn widened((a, b): (f64, f64)) -> (f64, f64) {
    if b - a > f64::EPSILON * a.abs().max(b.abs()) { (a, b) } else { (a - 0.5, b + 0.5) }
}

/// The next of 1, 2, 5 × 10ⁿ that is not below `raw`.
fn nice_step(raw: f64) -> f64 {
    let power = 10f64.powf(raw.log10().floor());
    let lead = raw / power;
    power * [1.0, 2.0, 5.0, 10.0].into_iter().find(|s| *s >= lead - 1e-9).unwrap_or(10.0)
}

/// A power of two as it is printed on an axis of ratios: ¼, ½, 1, 2, 4.
pub(crate) fn ratio_label(value: f64) -> String {
    match value {
        v if (v - 0.5).abs() < 1e-9 => "½".into(),
        v if (v - 0.25).abs() < 1e-9 => "¼".into(),
        v if v < 0.25 => format!("1/{}", (1.0 / v).round()),
        v => format!("{}", (v * 100.0).round() / 100.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_ends_and_ticks() {
        let s = Scale::linear((0.0, 48.0), (100.0, 200.0));
        assert_eq!((s.at(0.0), s.at(48.0)), (100.0, 200.0));
        assert_eq!(s.ticks(5), vec![0.0, 10.0, 20.0, 30.0, 40.0]);
    }

    #[test]
    fn logarithms_put_half_and_double_equally_far() {
        let s = Scale::log((0.25, 4.0), (0.0, 100.0));
        assert!((s.at(1.0) - 50.0).abs() < 1e-9);
        assert!((s.at(2.0) - 50.0 - (50.0 - s.at(0.5))).abs() < 1e-9);
        assert_eq!(s.ticks(9), vec![0.25, 0.5, 1.0, 2.0, 4.0]);
        assert_eq!(s.clamped(0.0), 0.0);
        assert_eq!([0.125, 0.25, 0.5, 1.0, 2.0].map(ratio_label), ["1/8", "¼", "½", "1", "2"]);
    }

    #[test]
    fn a_constant_gets_a_scale_too() {
        let s = Scale::linear((3.0, 3.0), (0.0, 10.0));
        assert_eq!(s.at(3.0), 5.0);
        assert!(!s.ticks(4).is_empty());
    }
}
