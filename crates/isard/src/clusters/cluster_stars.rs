//! Stars of clusters, each with a probability.

use super::activity::{ABSENT, ACTIVITY, Activity};
use super::minimum_size;
use super::performance::{self, Measure, Performance};
use super::resampling::{self, Certainty, Resampling};
use super::slab::Slab;
use super::stars::{
    self, DYNAMISM_TOP, DYNAMISM_YEARS, FOCUS_TOP, PRESET, PRODUCTIVITY_TOP, Rule, SIZE_TOP,
    SPECIALIZATION_LQ, SPECIALIZATION_TOP, STRONG_LQ, STRONG_TOP, Stars,
};
use crate::model::{Column, Status, Table, TextColumn};
use crate::registry::{InputSpec, Inputs, LongPanel, Method, MethodError, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "cluster-stars",
    question: "clusters",
    title: "Cluster stars",
    summary: "Stars for a region's cluster: size, specialisation, focus, productivity and dynamism, each with a probability.",
    formula: "size: the region is in the top share of regions by the category's value; specialisation: its location \
              quotient reaches a value or is in the top share; focus: it is in the top share by the category's share of \
              the region; productivity: by output per unit of the value; dynamism: by annual growth of the value, which is above zero. The top share p of n regions with a value are the ⌈p·n⌉ highest; ties by region key; zero \
              earns no star, nor does a cell below the least value or number of establishments; a region below the least \
              total is not ranked. strong: among the ⌈p·n⌉ highest by location quotient, which reaches a value. Probability: share of draws with the star, totals and thresholds computed anew; low, high, \
              median: 5th, 95th and 50th percentile of the quotient over draws. Under shrinkage a draw is the \
              expectation λθm behind the cell: λ from the product of the margins of establishments n, ln θ ~ \
              Normal(μ_i, τ_i), n ~ Poisson(λθ), mean size m inverse gamma around the industry's m_i with variance \
              ω²m_i², given e/n with variance cv²m²/n; μ_i, τ_i by expectation–maximisation with a share of \
              regions that do not have the industry, τ_i leaning on all industries by four cells; the variance of \
              ln(e/n) is ln(1 + ω²) + ln(1 + c/n), c = cv²/(1 + 0.07 cv²), by weighted regression over cells of four \
              establishments or more, leaning on all industries by 60 cells, ω² taken half as much again. Where n is \
              unknown, e/(m_i(1 + cv²)) takes its place. Under resampling it is e·G/k, G ~ Gamma(k), k = n/(1 + \
              cv²). The logarithm of productivity and of growth is normal around μ_i + ρ_r with variance τ_i², ρ_r normal \
              around zero; seen with n establishments it has the variance σ_i²/n more (growth: n the harmonic mean of both \
              years), n standing for as many equal ones, (n + cv²)/(1 + cv²), and half of it less on average; σ_i², τ_i² by the \
              weighted regression of squared distances on 1/n, leaning on all industries by 60 \
              cells. A draw is normal around the credibility mean, under resampling around what was seen. \
              The models are isard's own.",
    undefined: "missing: the cell has no value; undefined:empty-region: the region's total is zero; \
                undefined:empty-industry: the industry's total is zero. Stars are empty where the region is too small to be \
                ranked, and where a least number of establishments decides and the cell's is unknown. Stars for productivity and \
                dynamism have no probability where fewer than 30 cells have the figure or all have one number of \
                establishments.",
    complexity: "O(regions × industries × draws) random numbers per year.",
    inputs: &[
        ACTIVITY,
        InputSpec {
            name: "establishments",
            columns: "region, industry[, year], value: number of establishments",
            optional: true,
        },
        InputSpec {
            name: "output",
            columns: "region, industry[, year], value: wages, value added or output, for productivity",
            optional: true,
        },
    ],
    options: crate::options![
        [PRESET, SIZE_TOP, SPECIALIZATION_LQ, SPECIALIZATION_TOP, FOCUS_TOP, STRONG_TOP, STRONG_LQ],
        [PRODUCTIVITY_TOP, DYNAMISM_TOP, DYNAMISM_YEARS],
        minimum_size::OPTIONS,
        resampling::OPTIONS,
        [ABSENT]
    ],
    output: &[
        ("region", "Region key."),
        ("industry", "Industry or cluster key."),
        ("year", "Year, where the input has years."),
        ("value", "Value of the cell."),
        ("share", "Share of the region's total."),
        ("lq", "Location quotient."),
        ("low", "5th percentile of the quotient over draws."),
        ("high", "95th percentile of the quotient over draws."),
        ("median", "Median of the quotient over draws."),
        ("size_star", "Whether it has the size star."),
        ("specialization_star", "Whether it has the specialisation star."),
        ("focus_star", "Whether it has the focus star."),
        ("productivity_star", "Whether it has the productivity star."),
        ("dynamism_star", "Whether it has the dynamism star."),
        ("stars", "Number of stars."),
        ("size_probability", "Share of draws with the size star."),
        ("specialization_probability", "Share of draws with the specialisation star."),
        ("focus_probability", "Share of draws with the focus star."),
        ("productivity_probability", "Share of draws with the productivity star."),
        ("dynamism_probability", "Share of draws with the dynamism star."),
        (
            "stars_expected",
            "Sum of the probabilities; a star for productivity or dynamism without one as it is seen.",
        ),
        ("productivity", "Output per unit of the value."),
        ("dynamism", "Annual growth of the value over the years of the dynamism star."),
        ("strong", "Whether the cluster is strong by Porter's rule."),
        ("strong_probability", "Share of draws in which it is."),
        ("ranked", "Whether the region is large enough to be ranked; stars are empty where it is not."),
        ("status", "Status of the quotient."),
    ],
    references: &[
        Reference {
            text: "European Cluster Observatory, cluster mapping methodology: size, specialisation and focus stars.",
            locator: "first phases (observatory); later panorama",
            doi: "",
            checked: false,
        },
        Reference {
            text: "Bühlmann, H. (1967). Experience rating and credibility. ASTIN Bulletin 4(3), 199–207.",
            locator: "credibility mean, used for mean sizes",
            doi: "",
            checked: false,
        },
    ],
    run,
};

/// Establishments in the order of the panel's cells; NaN where there is none.
///
/// # Errors
/// Those of the input; a negative number.
pub(super) fn establishments(inputs: &Inputs, panel: &LongPanel) -> Result<Option<Vec<f64>>, MethodError> {
    in_order_of(inputs, "establishments", panel)
}

/// A second measure of the same cells, in the order of the panel's; NaN where
/// there is none.
///
/// # Errors
/// Those of the input; a negative number.
pub(super) fn in_order_of(
    inputs: &Inputs,
    name: &str,
    panel: &LongPanel,
) -> Result<Option<Vec<f64>>, MethodError> {
    let Some(table) = inputs.get(name) else { return Ok(None) };
    let mut second = Inputs::default();
    second.insert("activity", table.clone());
    let given = second.activity()?;
    let position = |keys: &[String], key: &String| keys.binary_search(key).ok();
    let regions: Vec<_> = panel.regions.iter().map(|k| position(&given.regions, k)).collect();
    let industries: Vec<_> = panel.industries.iter().map(|k| position(&given.industries, k)).collect();
    let mut all = Vec::with_capacity(panel.values.len());
    for year in &panel.years {
        let y = given.years.iter().position(|g| g == year);
        for r in &regions {
            for i in &industries {
                all.push(match (y, r, i) {
                    (Some(y), Some(r), Some(i)) => {
                        given.values[(y * given.regions.len() + r) * given.industries.len() + i]
                    }
                    _ => f64::NAN,
                });
            }
        }
    }
    if let Some(v) = all.iter().find(|v| **v < 0.0) {
        return Err(MethodError::data(format!("input `{name}` has the negative number {v}")));
    }
    Ok(Some(all))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let panel = &activity.panel;
    let plants = establishments(inputs, panel)?;
    let output_of = in_order_of(inputs, "output", panel)?;
    let (rule, left_out) = available(&Rule::of(options)?, output_of.is_some(), panel.years.len() > 1);
    let settings = Resampling::of(options, options.integer("seed") as u64)?;
    let items = items(&panel.regions, &panel.industries);
    if rule.minimum.establishments > 0.0 && plants.is_none() {
        return Err(MethodError::MissingInput {
            name: "establishments",
            columns: "region, industry[, year], value",
        });
    }
    let mut rows = StarTable::new(panel.has_year);
    let cells = panel.regions.len() * panel.industries.len();
    for (y, &year) in panel.years.iter().enumerate() {
        let slab = activity.slab(y);
        let before = performance::since(&panel.years[..=y], rule.dynamism_years);
        let plants = plants.as_deref();
        let performance = Performance {
            now: measure_of(&panel.values, plants, y, cells),
            output: output_of.as_ref().map(|o| measure_of(o, plants, y, cells)),
            before: before
                .map(|b| (measure_of(&panel.values, plants, b, cells), (year - panel.years[b]) as f64)),
        };
        rows.add(panel, year, &slab, &rule, &performance, &items, &settings);
    }
    let mut output = activity.output(rows.table()).variant(options.text("preset"));
    output.assumptions.push(format!("stars: {}", rule.describe()));
    output.assumptions.push(format!("strong: {}", rule.describe_strong()));
    if settings.draws > 0 {
        output.assumptions.push(settings.describe());
    }
    output.warnings.extend(left_out);
    Ok(output)
}

/// A year of a measure whose years have so many cells.
pub(super) fn measure_of<'a>(
    values: &'a [f64],
    plants: Option<&'a [f64]>,
    y: usize,
    cells: usize,
) -> Measure<'a> {
    let of_year = |all: &'a [f64]| &all[y * cells..(y + 1) * cells];
    Measure { values: of_year(values), establishments: plants.map(of_year), estimates: None }
}

/// Probabilities of a cell's stars; `None` where the region is not ranked, or
/// where its number of establishments decides and is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Probabilities {
    pub(super) size: Option<f64>,
    pub(super) specialization: Option<f64>,
    /// Also `None` where the rule has no focus star.
    pub(super) focus: Option<f64>,
    /// Productivity and dynamism; also `None` where the rule has none, and where
    /// too few cells tell how figures scatter.
    pub(super) performance: [Option<f64>; 2],
    pub(super) strong: Option<f64>,
}

impl Probabilities {
    /// From the draws of a cell and whether its establishments are enough.
    pub(super) fn of(
        sure: Option<&Certainty>,
        performance: [Option<f64>; 2],
        star: &Stars,
        enough: Option<bool>,
    ) -> Probabilities {
        let (Some(sure), Some(enough), true) = (sure, enough, star.ranked) else {
            return Probabilities::default();
        };
        let of = |share: f64| Some(if enough { share } else { 0.0 });
        Probabilities {
            size: of(sure.size),
            specialization: of(sure.specialization),
            focus: of(sure.focus).filter(|_| star.with_focus),
            performance: performance.map(|share| share.and_then(of)),
            strong: of(sure.strong),
        }
    }

    /// Expected number of stars; one for productivity or dynamism without
    /// probability as it is seen. `None` where any that the rule has is open.
    pub(super) fn expected(&self, star: &Stars) -> Option<f64> {
        let mut sum = self.size? + self.specialization? + self.focus.unwrap_or(0.0);
        for k in (0..2).filter(|&k| star.with_performance[k]) {
            let seen = star.performance[k].map(|s| f64::from(u8::from(s)));
            sum += self.performance[k].or(seen)?;
        }
        Some(sum)
    }
}

/// The rule without the stars for which there are no figures, and what to say of them.
pub(super) fn available(rule: &Rule, output: bool, years: bool) -> (Rule, Vec<String>) {
    let (mut rule, mut said) = (*rule, Vec::new());
    if !output && rule.productivity_top.take().is_some() {
        said.push("the star for productivity is left out: there are no wages, value added or output".into());
    }
    if !years && rule.dynamism_top.take().is_some() {
        said.push("the star for dynamism is left out: there is one year".into());
    }
    (rule, said)
}

/// Streams of all cells in row order.
pub(super) fn items(regions: &[String], industries: &[String]) -> Vec<u64> {
    regions.iter().flat_map(|r| industries.iter().map(|i| resampling::item(r, i))).collect()
}

/// The output table in the making.
struct StarTable {
    keys: [TextColumn; 2],
    years: Option<Vec<Option<i64>>>,
    reals: [Vec<Option<f64>>; 8],
    stars: [Vec<Option<bool>>; 5],
    count: Vec<Option<i64>>,
    probabilities: [Vec<Option<f64>>; 6],
    strong: Vec<Option<bool>>,
    strong_probability: Vec<Option<f64>>,
    ranked: Vec<Option<bool>>,
    status: TextColumn,
}

impl StarTable {
    fn new(has_year: bool) -> StarTable {
        StarTable {
            keys: Default::default(),
            years: has_year.then(Vec::new),
            reals: Default::default(),
            stars: Default::default(),
            count: Vec::new(),
            probabilities: Default::default(),
            strong: Vec::new(),
            strong_probability: Vec::new(),
            ranked: Vec::new(),
            status: TextColumn::new(),
        }
    }

    fn add(
        &mut self,
        panel: &LongPanel,
        year: i64,
        slab: &Slab,
        rule: &Rule,
        performance: &Performance,
        items: &[u64],
        settings: &Resampling,
    ) {
        let (figures, plants) = (performance.figures(), performance.now.establishments);
        let (marks, likely) = (figures.stars(slab, rule), performance.certainty(slab, rule, items, settings));
        let stars: Vec<Stars> = stars::of_slab(slab, rule, None);
        let sure = resampling::of_slab(slab, plants, None, items, rule, settings);
        for (at, (star, sure)) in stars.iter().zip(sure).enumerate() {
            let (r, i) = (at / slab.cols(), at % slab.cols());
            self.keys[0].push(Some(&panel.regions[r]));
            self.keys[1].push(Some(&panel.industries[i]));
            if let Some(years) = &mut self.years {
                years.push(Some(year));
            }
            let value = slab.cells()[at];
            let reals = [
                Some(value).filter(|v| !v.is_nan()),
                star.share,
                star.lq.ok(),
                sure.map(|s| s.lq_low),
                sure.map(|s| s.lq_high),
                sure.map(|s| s.lq_median),
                figures.productivity.as_ref().map(|p| p[at]).filter(|v| v.is_finite()),
                figures.growth.as_ref().map(|g| g[at]).filter(|v| v.is_finite()),
            ];
            self.reals.iter_mut().zip(reals).for_each(|(column, v)| column.push(v));
            let enough = rule.minimum.enough_establishments(plants.map_or(f64::NAN, |p| p[at]));
            let star = Stars { performance: marks[at], ..*star }.with_size(enough);
            let [productive, dynamic] = star.performance;
            let earned = [star.size, star.specialization, star.focus, productive, dynamic];
            self.stars.iter_mut().zip(earned).for_each(|(column, v)| column.push(v));
            self.count.push(star.count());
            let sure = Probabilities::of(sure.as_ref(), likely[at], &star, enough);
            let [productive, dynamic] = sure.performance;
            let shares =
                [sure.size, sure.specialization, sure.focus, productive, dynamic, sure.expected(&star)];
            self.probabilities.iter_mut().zip(shares).for_each(|(column, v)| column.push(v));
            self.strong.push(star.strong);
            self.strong_probability.push(sure.strong);
            self.ranked.push(Some(star.ranked));
            self.status.push(Some(&star.lq.err().unwrap_or(Status::Observed).as_str()));
        }
    }

    fn table(self) -> Table {
        let [region, industry] = self.keys;
        let mut table =
            Table::new().with("region", Column::Text(region)).with("industry", Column::Text(industry));
        if let Some(years) = self.years {
            table.push("year", Column::Integer(years));
        }
        let names = ["value", "share", "lq", "low", "high", "median", "productivity", "dynamism"];
        for (name, column) in names.into_iter().zip(self.reals) {
            table.push(name, Column::Real(column));
        }
        let stars = ["size_star", "specialization_star", "focus_star", "productivity_star", "dynamism_star"];
        for (name, column) in stars.into_iter().zip(self.stars) {
            table.push(name, Column::Boolean(column));
        }
        table.push("stars", Column::Integer(self.count));
        let names = [
            "size_probability",
            "specialization_probability",
            "focus_probability",
            "productivity_probability",
            "dynamism_probability",
            "stars_expected",
        ];
        for (name, column) in names.into_iter().zip(self.probabilities) {
            table.push(name, Column::Real(column));
        }
        table
            .with("strong", Column::Boolean(self.strong))
            .with("strong_probability", Column::Real(self.strong_probability))
            .with("ranked", Column::Boolean(self.ranked))
            .with("status", Column::Text(self.status))
    }
}
