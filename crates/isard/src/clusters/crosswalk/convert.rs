//! A panel in other codes.

use super::Crosswalk;
use crate::clusters::panel::{Bounds, ClusterPanel, Margins};
use crate::model::Status;
use crate::registry::MethodError;
use std::collections::BTreeSet;

/// Which keys a crosswalk translates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Regions.
    Regions,
    /// Industries or clusters.
    Industries,
}

/// What became of the codes of a panel.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// Codes of the panel.
    pub codes: usize,
    /// Codes that went to one code whole.
    pub whole: usize,
    /// Codes divided by weights.
    pub weighted: Vec<String>,
    /// Codes divided without weights: values are equal parts between bounds.
    pub unweighted: Vec<String>,
    /// Codes the crosswalk does not know, and the sum of their values over all years.
    pub unmatched: Vec<(String, f64)>,
    /// Sum of all values before.
    pub before: f64,
    /// Sum of all values after; what is missing belongs to unmatched codes or
    /// to cells added to one without a value.
    pub after: f64,
}

impl Report {
    /// The report in words.
    pub fn describe(&self) -> Vec<String> {
        let mut out = vec![format!(
            "{} codes translated: {} whole, {} divided by weights, {} divided without weights",
            self.codes - self.unmatched.len(),
            self.whole,
            self.weighted.len(),
            self.unweighted.len()
        )];
        if let Some(first) = self.unweighted.first() {
            out.push(format!(
                "codes without weights (first: `{first}`) were divided evenly; each figure they touch is an estimate between \
                 what is certain and what is possible"
            ));
        }
        if !self.unmatched.is_empty() {
            let lost: f64 = self.unmatched.iter().map(|u| u.1).sum();
            let names: Vec<&str> = self.unmatched.iter().map(|u| u.0.as_str()).collect();
            out.push(format!(
                "{} codes have no counterpart and were left out, with {lost} of {} in all years: {}",
                names.len(),
                self.before,
                names.join(", ")
            ));
        }
        out
    }
}

/// One part a target is made of.
#[derive(Debug, Clone, Copy)]
struct Part {
    from: usize,
    /// Share taken for the value, and its bounds.
    share: f64,
    low: f64,
    high: f64,
}

/// A panel in the codes a crosswalk leads to, and what became of the old ones.
///
/// A divided code makes its targets estimates. With weights the bounds are the
/// value itself; without, what it might give lies between nothing and all of
/// it, and the value is an equal part. A target one of whose parts is withheld
/// is withheld, between the sums of the bounds; one whose part is missing is
/// missing. Totals of matched codes are kept.
///
/// # Errors
/// A panel whose parts do not fit together; a crosswalk that knows none of its codes.
///
/// Complexity: O(years × cells × targets of a code).
pub fn convert(
    panel: &ClusterPanel,
    crosswalk: &Crosswalk,
    axis: Axis,
) -> Result<(ClusterPanel, Report), MethodError> {
    panel.check()?;
    let old = match axis {
        Axis::Regions => &panel.regions,
        Axis::Industries => &panel.industries,
    };
    let mut report = Report { codes: old.len(), ..Report::default() };
    let new: BTreeSet<&str> = old
        .iter()
        .filter_map(|code| crosswalk.get(code))
        .flat_map(|t| t.parts.iter().map(|p| p.0.as_str()))
        .collect();
    if new.is_empty() {
        return Err(MethodError::data_hint(
            format!("the crosswalk knows none of the {} codes (first: `{}`)", old.len(), old[0]),
            "check the direction of the crosswalk and how its codes are written",
        ));
    }
    let new: Vec<String> = new.into_iter().map(String::from).collect();
    let mut parts: Vec<Vec<Part>> = vec![Vec::new(); new.len()];
    for (from, code) in old.iter().enumerate() {
        let Some(targets) = crosswalk.get(code) else {
            report.unmatched.push((code.clone(), 0.0));
            continue;
        };
        let n = targets.parts.len();
        match (n, targets.parts[0].1) {
            (1, _) => report.whole += 1,
            (_, Some(_)) => report.weighted.push(code.clone()),
            (_, None) => report.unweighted.push(code.clone()),
        }
        for (to, share) in &targets.parts {
            let Ok(to) = new.binary_search(to) else { continue };
            let (share, low, high) = match share {
                Some(w) => (*w, *w, *w),
                None => (1.0 / n as f64, 0.0, 1.0),
            };
            parts[to].push(Part { from, share, low, high });
        }
    }
    let converted = Walk { panel, axis, new, parts }.run();
    let sum = |values: &[f64]| values.iter().filter(|v| !v.is_nan()).sum::<f64>();
    (report.before, report.after) = (sum(&panel.values), sum(&converted.values));
    let width = panel.industries.len();
    for (code, lost) in &mut report.unmatched {
        let Ok(k) = old.binary_search(code) else { continue };
        let of = |at: usize| match axis {
            Axis::Regions => at / width % panel.regions.len() == k,
            Axis::Industries => at % width == k,
        };
        *lost = panel.values.iter().enumerate().filter(|(at, v)| of(*at) && !v.is_nan()).map(|c| c.1).sum();
    }
    Ok((converted, report))
}

struct Walk<'a> {
    panel: &'a ClusterPanel,
    axis: Axis,
    new: Vec<String>,
    parts: Vec<Vec<Part>>,
}

impl Walk<'_> {
    fn run(self) -> ClusterPanel {
        let panel = self.panel;
        let (regions, industries) = match self.axis {
            Axis::Regions => (self.new.clone(), panel.industries.clone()),
            Axis::Industries => (panel.regions.clone(), self.new.clone()),
        };
        let n = regions.len() * industries.len() * panel.years.len();
        let mut out = ClusterPanel::new(regions, industries, panel.years.clone(), vec![f64::NAN; n]);
        let mut bounds = Bounds { low: vec![f64::NAN; n], high: vec![f64::NAN; n] };
        let mut plants = panel.establishments.as_ref().map(|_| vec![f64::NAN; n]);
        let mut output = panel.output.as_ref().map(|_| vec![f64::NAN; n]);
        let mut estimates = panel.estimates.as_ref().map(|_| bounds.clone());
        let mut output_estimates = panel.output_estimates.as_ref().map(|_| bounds.clone());
        for at in 0..n {
            let (y, r, i) = self.place(&out, at);
            let to = if self.axis == Axis::Regions { r } else { i };
            let cell = |part: &Part| self.from(y, r, i, part.from);
            let (value, status, low, high) = self.combine(&self.parts[to], cell);
            (out.values[at], out.status[at]) = (value, status);
            (bounds.low[at], bounds.high[at]) = (low, high);
            for (made, given) in [(&mut plants, &panel.establishments), (&mut output, &panel.output)] {
                if let (Some(made), Some(given)) = (made, given) {
                    made[at] = self.parts[to].iter().map(|p| given[cell(p)] * p.share).sum();
                }
            }
            let sum = output.as_ref().map_or(f64::NAN, |o| o[at]);
            let intervals = [
                (&mut estimates, &panel.estimates, Some(&panel.values), value),
                (&mut output_estimates, &panel.output_estimates, panel.output.as_ref(), sum),
            ];
            for (made, given, values, sum) in intervals {
                if let (Some(made), Some(given), Some(values)) = (made, given, values)
                    && let Some((low, high)) = interval(&self.parts[to], values, given, cell)
                {
                    (made.low[at], made.high[at]) = ((sum - low).max(0.0), sum + high);
                }
            }
        }
        out.bounds = Some(bounds);
        out.estimates = estimates;
        out.output_estimates = output_estimates;
        out.establishments = plants;
        out.output = output;
        // Areas and residents of other regions are not known here.
        out.land = panel.land.clone().filter(|_| self.axis == Axis::Industries);
        out.margins = panel.margins.as_ref().map(|m| self.margins(m, out.years.len()));
        out
    }

    fn place(&self, out: &ClusterPanel, at: usize) -> (usize, usize, usize) {
        let width = out.industries.len();
        (at / out.cells(), at / width % out.regions.len(), at % width)
    }

    /// Position of a cell in the old panel.
    fn from(&self, y: usize, r: usize, i: usize, from: usize) -> usize {
        let (r, i) = if self.axis == Axis::Regions { (from, i) } else { (r, from) };
        (y * self.panel.regions.len() + r) * self.panel.industries.len() + i
    }

    /// Value, status and bounds of a target; bounds only where they say more than the value.
    fn combine(&self, parts: &[Part], cell: impl Fn(&Part) -> usize) -> (f64, Status, f64, f64) {
        let (mut value, mut low, mut high) = (0.0, 0.0, 0.0);
        let mut status: Option<Status> = None;
        let given = |of: fn(&Bounds) -> &Vec<f64>, at: usize, otherwise: f64| {
            let bound = self.panel.bounds.as_ref().map_or(f64::NAN, |b| of(b)[at]);
            if bound.is_nan() { otherwise } else { bound }
        };
        for part in parts {
            let at = cell(part);
            let v = self.panel.values[at];
            let own = self.panel.status[at];
            value += v * part.share;
            let (least, most) = if v.is_nan() { (0.0, f64::INFINITY) } else { (v, v) };
            low += given(|b| &b.low, at, least) * part.low;
            high += given(|b| &b.high, at, most) * part.high;
            // A zero divided is zero whatever the weights.
            let divided = part.share != 1.0 && v != 0.0;
            let own = if divided && own.has_value() { Status::Estimated } else { own };
            status = Some(status.map_or(own, |s| s.and(own)));
        }
        let status = status.unwrap_or(Status::Missing);
        let bounded = high > low || status == Status::Suppressed;
        if status == Status::Missing || !bounded {
            (low, high) = (f64::NAN, f64::NAN);
        }
        (value, status, low, high)
    }

    /// Published totals: those of the other axis stay, those of the translated
    /// one are sums of parts where no part is open.
    fn margins(&self, margins: &Margins, years: usize) -> Margins {
        let old = match self.axis {
            Axis::Regions => &margins.regions,
            Axis::Industries => &margins.industries,
        };
        let width = old.len() / years.max(1);
        let total = |y: usize, parts: &Vec<Part>| {
            let certain = parts.iter().all(|p| p.low == p.high);
            let sum: f64 = parts.iter().map(|p| old[y * width + p.from] * p.share).sum();
            if certain { sum } else { f64::NAN }
        };
        let new = (0..years).flat_map(|y| self.parts.iter().map(move |p| total(y, p))).collect();
        match self.axis {
            Axis::Regions => Margins { regions: new, ..margins.clone() },
            Axis::Industries => Margins { industries: new, ..margins.clone() },
        }
    }
}

/// How far below and above its value a target's interval reaches, the errors
/// of its estimated parts being independent; `None` where no part is estimated.
fn interval(
    parts: &[Part],
    values: &[f64],
    given: &Bounds,
    cell: impl Fn(&Part) -> usize,
) -> Option<(f64, f64)> {
    let (mut below, mut above, mut any) = (0.0, 0.0, false);
    for part in parts {
        let at = cell(part);
        let value = values[at];
        if !given.low[at].is_nan() && !value.is_nan() {
            below += ((value - given.low[at]) * part.share).powi(2);
            above += ((given.high[at] - value) * part.share).powi(2);
            any = true;
        }
    }
    any.then(|| (below.sqrt(), above.sqrt()))
}
