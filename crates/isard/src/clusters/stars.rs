//! Stars of a cluster: size, specialisation, focus; and whether it is strong.

use super::location_quotient::quotient;
use super::minimum_size::{MinimumSize, with_size};
use super::slab::{Measured, Slab};
use crate::registry::{MethodError, OptionSpec, Options};
use rayon::prelude::*;

/// When a region earns the specialisation star.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Specialization {
    /// Its location quotient reaches a value.
    AtLeast(f64),
    /// It is in the top share of regions by location quotient.
    Top(f64),
}

/// Thresholds of the stars. A "top share" p of n regions with a value are the
/// ⌈p·n⌉ highest; regions with equal values are taken in the order of their
/// keys; a value of zero earns no star.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Top share of regions in the category by value.
    pub size_top: f64,
    /// Specialisation.
    pub specialization: Specialization,
    /// Top share of regions by the category's share of the region; `None`: no such star.
    pub focus_top: Option<f64>,
    /// Top share of regions by productivity; `None`: no such star.
    pub productivity_top: Option<f64>,
    /// Top share of regions by growth; `None`: no such star.
    pub dynamism_top: Option<f64>,
    /// Years over which growth is taken.
    pub dynamism_years: i64,
    /// When a cluster is strong, beside its stars.
    pub strong: Strong,
    /// Sizes below which nothing is earned.
    pub minimum: MinimumSize,
}

/// Porter's strong cluster: in the top share of regions by location quotient,
/// with a quotient of some size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strong {
    /// Top share of regions by location quotient.
    pub top: f64,
    /// Least location quotient.
    pub least_lq: f64,
}

impl Strong {
    /// The top quartile of regions.
    pub const PORTER: Strong = Strong { top: 0.25, least_lq: 0.0 };
}

impl Rule {
    /// First phases of the European Cluster Observatory: size top 10 %, location
    /// quotient of 2 or more, focus top 10 %.
    pub const OBSERVATORY: Rule = Rule {
        size_top: 0.1,
        specialization: Specialization::AtLeast(2.0),
        focus_top: Some(0.1),
        productivity_top: None,
        dynamism_top: None,
        dynamism_years: 5,
        strong: Strong::PORTER,
        minimum: MinimumSize { value: 0.0, establishments: 0.0, region: 0.0 },
    };

    /// After the later cluster panorama: size, location quotient, productivity and
    /// dynamism, top 20 %.
    pub const PANORAMA: Rule = Rule {
        size_top: 0.2,
        specialization: Specialization::Top(0.2),
        focus_top: None,
        productivity_top: Some(0.2),
        dynamism_top: Some(0.2),
        ..Rule::OBSERVATORY
    };

    /// The rule the options ask for: a preset with single thresholds replaced.
    ///
    /// # Errors
    /// Two rules for the specialisation star.
    pub fn of(options: &Options) -> Result<Rule, MethodError> {
        let mut rule = if options.text("preset") == "panorama" { Rule::PANORAMA } else { Rule::OBSERVATORY };
        if let Some(top) = options.real("size-top") {
            rule.size_top = top;
        }
        if let Some(top) = options.real("focus-top") {
            rule.focus_top = Some(top).filter(|top| *top > 0.0);
        }
        if let Some(top) = options.real(STRONG_TOP.name) {
            rule.strong.top = top;
        }
        if let Some(least) = options.real(STRONG_LQ.name) {
            rule.strong.least_lq = least;
        }
        for (name, top) in
            [(PRODUCTIVITY_TOP.name, &mut rule.productivity_top), (DYNAMISM_TOP.name, &mut rule.dynamism_top)]
        {
            if let Some(given) = options.real(name) {
                *top = Some(given).filter(|given| *given > 0.0);
            }
        }
        if let Some(years) = options.real(DYNAMISM_YEARS.name) {
            rule.dynamism_years = years as i64;
        }
        rule.minimum = MinimumSize::of(options);
        match (options.real("specialization-lq"), options.real("specialization-top")) {
            (Some(_), Some(top)) => {
                return Err(MethodError::BadOption {
                    name: "specialization-top".into(),
                    value: top.to_string(),
                    expected: "either `specialization-lq` or `specialization-top`, not both".into(),
                });
            }
            (Some(lq), None) => rule.specialization = Specialization::AtLeast(lq),
            (None, Some(top)) => rule.specialization = Specialization::Top(top),
            (None, None) => {}
        }
        Ok(rule)
    }

    /// The rule in words.
    pub fn describe(&self) -> String {
        let percent = |p: f64| format!("top {} % of regions", p * 100.0);
        let lq = match self.specialization {
            Specialization::AtLeast(lq) => format!("location quotient of {lq} or more"),
            Specialization::Top(p) => format!("{} by location quotient", percent(p)),
        };
        let focus = match self.focus_top {
            Some(p) => format!("; focus: {} by the category's share of the region", percent(p)),
            None => String::new(),
        };
        let productivity = match self.productivity_top {
            Some(p) => format!("; productivity: {} by output per unit", percent(p)),
            None => String::new(),
        };
        let dynamism = match self.dynamism_top {
            Some(p) => format!("; dynamism: {} by growth over {} years", percent(p), self.dynamism_years),
            None => String::new(),
        };
        let minimum = match self.minimum.describe() {
            Some(least) => format!("; only with {least}"),
            None => String::new(),
        };
        format!(
            "size: {} in the category; specialisation: {lq}{focus}{productivity}{dynamism}{minimum}",
            percent(self.size_top)
        )
    }

    /// The rule for strong clusters in words.
    pub fn describe_strong(&self) -> String {
        let mut out = format!("top {} % of regions by location quotient", self.strong.top * 100.0);
        if self.strong.least_lq > 0.0 {
            out.push_str(&format!(", with a quotient of {} or more", self.strong.least_lq));
        }
        if let Some(least) = self.minimum.describe() {
            out.push_str(&format!(", only with {least}"));
        }
        out
    }
}

/// Options that choose a rule.
pub const PRESET: OptionSpec = OptionSpec::choice(
    "preset",
    &["observatory", "panorama"],
    "observatory",
    "`observatory`: size top 10 %, location quotient 2 or more, focus top 10 %; `panorama`: size, location quotient, \
     productivity and dynamism top 20 %, no focus.",
);
/// Threshold of the size star.
pub const SIZE_TOP: OptionSpec =
    OptionSpec::real("size-top", 0.0, 1.0, "", "Top share of regions by value; replaces the preset's.");
/// Threshold of the specialisation star as a quotient.
pub const SPECIALIZATION_LQ: OptionSpec = OptionSpec::real(
    "specialization-lq",
    0.0,
    f64::MAX,
    "",
    "Smallest location quotient with a star; replaces the preset's.",
);
/// Threshold of the specialisation star as a top share.
pub const SPECIALIZATION_TOP: OptionSpec = OptionSpec::real(
    "specialization-top",
    0.0,
    1.0,
    "",
    "Top share of regions by location quotient; replaces the preset's.",
);
/// Threshold of the focus star.
pub const FOCUS_TOP: OptionSpec = OptionSpec::real(
    "focus-top",
    0.0,
    1.0,
    "",
    "Top share of regions by the category's share of the region; replaces the preset's; 0: no focus star.",
);
/// Threshold of the productivity star.
pub const PRODUCTIVITY_TOP: OptionSpec = OptionSpec::real(
    "productivity-top",
    0.0,
    1.0,
    "",
    "Top share of regions by output per unit of the value; replaces the preset's; 0: no such star.",
);
/// Threshold of the dynamism star.
pub const DYNAMISM_TOP: OptionSpec = OptionSpec::real(
    "dynamism-top",
    0.0,
    1.0,
    "",
    "Top share of regions by annual growth of the value; replaces the preset's; 0: no such star.",
);
/// Span of growth.
pub const DYNAMISM_YEARS: OptionSpec = OptionSpec::real(
    "dynamism-years",
    1.0,
    100.0,
    "5",
    "Years over which growth is taken: from the first year that is no earlier.",
);
/// Share of regions that can be strong.
pub const STRONG_TOP: OptionSpec = OptionSpec::real(
    "strong-top",
    0.0,
    1.0,
    "0.25",
    "Top share of regions by location quotient whose cluster is strong.",
);
/// Least quotient of a strong cluster.
pub const STRONG_LQ: OptionSpec = OptionSpec::real(
    "strong-lq",
    0.0,
    f64::MAX,
    "0",
    "Least location quotient of a strong cluster; 1 leaves out what is no specialisation.",
);

/// How many of `n` are the top share `p`: ⌈p·n⌉, safe against 0.1 · 30 > 3.
pub fn top_count(p: f64, n: usize) -> usize {
    (p * n as f64 - 1e-9).ceil().max(0.0) as usize
}

/// Marks the top share of the values that are numbers, highest first, equal
/// ones in order; zero is never marked. `room` is working space.
///
/// Complexity: O(n).
pub fn mark_top(values: &[f64], p: f64, marks: &mut [bool], room: &mut Vec<f64>) {
    let k = top_count(p, values.iter().filter(|v| !v.is_nan()).count());
    room.clear();
    room.extend(values.iter().filter(|v| **v > 0.0));
    marks.fill(false);
    if k == 0 || room.is_empty() {
        return;
    }
    let at = k.min(room.len()) - 1;
    let (_, &mut threshold, _) = room.select_nth_unstable_by(at, |a, b| b.total_cmp(a));
    let above = values.iter().filter(|v| **v > threshold).count();
    let mut equal = (at + 1).saturating_sub(above);
    for (mark, &v) in marks.iter_mut().zip(values) {
        if v > threshold {
            *mark = true;
        } else if v == threshold && equal > 0 {
            *mark = true;
            equal -= 1;
        }
    }
}

/// Stars of one cell as the data stand; `None` where they cannot be decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stars {
    /// Share of the region's total.
    pub share: Option<f64>,
    /// Location quotient.
    pub lq: Measured,
    /// Size star.
    pub size: Option<bool>,
    /// Specialisation star.
    pub specialization: Option<bool>,
    /// Focus star; also `None` where the rule has none.
    pub focus: Option<bool>,
    /// Whether the rule has a focus star.
    pub with_focus: bool,
    /// Productivity and dynamism stars; also `None` where the rule has none.
    pub performance: [Option<bool>; 2],
    /// Whether the rule has these.
    pub with_performance: [bool; 2],
    /// Whether the cluster is strong.
    pub strong: Option<bool>,
    /// Whether the region is large enough to be ranked; without that nothing is decided.
    pub ranked: bool,
}

impl Stars {
    /// Number of stars, where all are decided.
    pub fn count(&self) -> Option<i64> {
        let mut count = i64::from(self.size?) + i64::from(self.specialization?);
        if self.with_focus {
            count += i64::from(self.focus?);
        }
        for (star, with) in self.performance.iter().zip(self.with_performance) {
            if with {
                count += i64::from((*star)?);
            }
        }
        Some(count)
    }

    /// The stars where the cell is large enough, too small, or neither is known.
    #[must_use]
    pub fn with_size(self, enough: Option<bool>) -> Stars {
        let of = |mark: Option<bool>| if self.ranked { with_size(mark, enough) } else { None };
        Stars {
            size: of(self.size),
            specialization: of(self.specialization),
            focus: of(self.focus).filter(|_| self.with_focus),
            performance: self.performance.map(of),
            strong: of(self.strong),
            ..self
        }
    }
}

/// Logical bounds of withheld cells, in the order of the slab; NaN for every
/// other cell.
#[derive(Debug, Clone, Copy)]
pub struct CellBounds<'a> {
    /// Least possible values.
    pub low: &'a [f64],
    /// Greatest possible values; infinite where nothing is known.
    pub high: &'a [f64],
}

/// Stars of every cell of a slab of regions × industries, in row order.
///
/// A cell with a value is ranked among the regions that have a value. A
/// withheld cell is ranked among these and the other withheld ones, and has a
/// star only where its bounds decide it: within the top share even at its worst
/// rank, or outside it even at its best. A cell below the least value earns
/// nothing; a region below the least total is not ranked. Establishments are
/// not known here: see [`Stars::with_size`].
///
/// Complexity: O(regions × industries), times log regions with bounds.
pub fn of_slab(slab: &Slab, rule: &Rule, bounds: Option<CellBounds>) -> Vec<Stars> {
    let cols = slab.cols();
    let ranked = rule.minimum.ranked(slab);
    let columns: Vec<Vec<Stars>> =
        (0..cols).into_par_iter().map(|i| of_category(slab, i, rule, &ranked, bounds)).collect();
    (0..slab.rows() * cols).into_par_iter().map(|at| columns[at % cols][at / cols]).collect()
}

fn of_category(
    slab: &Slab,
    i: usize,
    rule: &Rule,
    ranked: &[bool],
    bounds: Option<CellBounds>,
) -> Vec<Stars> {
    let rows = slab.rows();
    // A column at a time: a row of the slab is far from the next.
    let values: Vec<f64> = (0..rows).map(|r| slab.row(r)[i]).collect();
    let gather = |of: &[f64]| (0..rows).map(|r| of[r * slab.cols() + i]).collect::<Vec<f64>>();
    let bounds = bounds.map(|b| (gather(b.low), gather(b.high)));
    let bounds_of = |r: usize| bounds.as_ref().map_or((f64::NAN, f64::NAN), |b| (b.0[r], b.1[r]));
    let share = |r: usize, v: f64| {
        let total = slab.row_totals()[r];
        if total > 0.0 { v / total } else { f64::NAN }
    };
    let lq = |r: usize, v: f64| quotient(v, slab.row_totals()[r], slab.col_totals()[i], slab.total());
    let lq_number = |r: usize, v: f64| lq(r, v).unwrap_or(f64::NAN);
    let lqs: Vec<Measured> = (0..rows).map(|r| lq(r, values[r])).collect();
    let quotients: Vec<f64> = lqs.iter().map(|lq| lq.unwrap_or(f64::NAN)).collect();
    let shares: Vec<f64> = (0..rows).map(|r| share(r, values[r])).collect();
    // What is ranked: the figures seen, and how they follow from bounds.
    let by_top = |p: f64, seen: &[f64], of: &dyn Fn(usize, f64) -> f64| -> Vec<Option<bool>> {
        let column = |figure: &dyn Fn(usize) -> f64| {
            (0..rows).map(|r| if ranked[r] { figure(r) } else { f64::NAN }).collect::<Vec<f64>>()
        };
        let ends = bounds.as_ref().map(|b| (column(&|r| of(r, b.0[r])), column(&|r| of(r, b.1[r]))));
        decide_top(&column(&|r| seen[r]), ends.as_ref().map(|b| (&b.0[..], &b.1[..])), p)
    };
    let at_least = |least: f64| -> Vec<Option<bool>> {
        let decide = |r: usize| {
            let value = quotients[r];
            if !value.is_nan() {
                return Some(value >= least);
            }
            let (low, high) = bounds_of(r);
            let (low, high) = (lq_number(r, low), lq_number(r, high));
            match () {
                () if low >= least => Some(true),
                () if high < least => Some(false),
                () => None,
            }
        };
        (0..rows).map(decide).collect()
    };
    let size = by_top(rule.size_top, &values, &|_, v| v);
    let specialization = match rule.specialization {
        Specialization::Top(p) => by_top(p, &quotients, &lq_number),
        Specialization::AtLeast(least) => at_least(least),
    };
    let focus = rule.focus_top.map(|p| by_top(p, &shares, &share));
    let (top, least) = (by_top(rule.strong.top, &quotients, &lq_number), at_least(rule.strong.least_lq));
    let star = |r: usize| {
        let value = values[r];
        Stars {
            share: Some(shares[r]).filter(|s| !s.is_nan()),
            lq: lqs[r],
            size: size[r],
            specialization: specialization[r],
            focus: focus.as_ref().and_then(|f| f[r]),
            with_focus: rule.focus_top.is_some(),
            performance: [None; 2],
            with_performance: [rule.productivity_top.is_some(), rule.dynamism_top.is_some()],
            strong: with_size(top[r], least[r]),
            ranked: ranked[r],
        }
        .with_size(rule.minimum.enough(value, bounds_of(r)))
    };
    (0..rows).map(star).collect()
}

/// Marks of the top share, `None` where neither a value nor bounds decide.
fn decide_top(values: &[f64], bounds: Option<(&[f64], &[f64])>, p: f64) -> Vec<Option<bool>> {
    let mut marks = vec![false; values.len()];
    mark_top(values, p, &mut marks, &mut Vec::new());
    let (lows, highs) = bounds.unwrap_or_default();
    let withheld =
        |r: usize| bounds.is_some() && values[r].is_nan() && !lows[r].is_nan() && !highs[r].is_nan();
    let open: Vec<usize> = (0..values.len()).filter(|&r| withheld(r)).collect();
    if open.is_empty() {
        return values.iter().zip(marks).map(|(v, mark)| (!v.is_nan()).then_some(mark)).collect();
    }
    let sorted = |numbers: &mut dyn Iterator<Item = f64>| {
        let mut all: Vec<f64> = numbers.collect();
        all.sort_unstable_by(f64::total_cmp);
        all
    };
    let known = sorted(&mut values.iter().copied().filter(|v| !v.is_nan()));
    let open_low = sorted(&mut open.iter().map(|&r| lows[r]));
    let open_high = sorted(&mut open.iter().map(|&r| highs[r]));
    let k = top_count(p, known.len() + open.len());
    let from = |ordered: &[f64], v: f64| ordered.len() - ordered.partition_point(|x| *x < v);
    let above = |ordered: &[f64], v: f64| ordered.len() - ordered.partition_point(|x| *x <= v);
    let decide = |r: usize| {
        if !values[r].is_nan() {
            return Some(marks[r]);
        }
        if !withheld(r) {
            return None;
        }
        let (low, high) = (lows[r], highs[r]);
        // Equal values may stand before this one at worst, behind it at best;
        // its own high bound is never below its own low one.
        let worst = from(&known, low) + from(&open_high, low);
        let best = 1 + above(&known, high) + above(&open_low, high);
        match () {
            () if low > 0.0 && worst <= k => Some(true),
            () if high <= 0.0 || best > k => Some(false),
            () => None,
        }
    };
    (0..values.len()).map(decide).collect()
}
