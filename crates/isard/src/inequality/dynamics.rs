//! Convergence and mobility of one indicator over the years of a study.

use super::beta_convergence::{self, group_effects};
use super::club_convergence::{self, ClubOptions};
use super::estimate::Estimate;
use super::markov::chain::Chain;
use super::markov::classes::{Classes, Cuts, relative};
use super::markov::homogeneity::{Homogeneity, by_past, by_period, homogeneity};
use super::markov::{mobility, move_rows};
use super::panel::{Panel, Unbalanced};
use super::permutation::Tails;
use super::rank_mobility::{p_value, pairs, ranks, spatial_tau};
use super::sigma_convergence::{self, Measure};
use super::spatial_markov::{self, LagCuts, on_map};
use super::tables::{ClassRow, ClassTransitionRow, ClubRow, ConvergenceRow, MobilityRow, RankChangeRow};
use super::values::YearValues;
use crate::linalg::Errors;
use crate::model::{Reason, Status};
use crate::space::Weights;
use std::collections::BTreeMap;

/// Years need this share of the regions of the fullest one to take part.
const FULL: f64 = 0.8;
/// Fewest years with which clubs are looked for.
const CLUB_YEARS: usize = 10;
/// Fewest moves for three classes, and for five.
const MOVES: [usize; 2] = [60, 250];

/// How the steps are done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DynamicsOptions {
    /// Seed.
    pub seed: u64,
    /// Draws of the intervals of spreads.
    pub draws: usize,
    /// Permutations of the map.
    pub permutations: usize,
}

impl Default for DynamicsOptions {
    fn default() -> Self {
        DynamicsOptions { seed: 1, draws: 499, permutations: 199 }
    }
}

/// Rows of all tables.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dynamics {
    /// `inequality/convergence`.
    pub convergence: Vec<ConvergenceRow>,
    /// `inequality/clubs`.
    pub clubs: Vec<ClubRow>,
    /// `inequality/mobility`.
    pub mobility: Vec<MobilityRow>,
    /// `inequality/transitions`.
    pub transitions: Vec<ClassTransitionRow>,
    /// `inequality/classes`.
    pub classes: Vec<ClassRow>,
    /// `inequality/rank_changes`.
    pub rank_changes: Vec<RankChangeRow>,
    /// Years with few regions that take no part, by indicator.
    pub thin_years: Vec<(String, usize)>,
    /// Regions without a value in every year that take no part, by indicator.
    pub left_out: Vec<(String, usize)>,
}

impl Dynamics {
    /// Rows of another indicator behind these.
    pub fn append(&mut self, mut other: Dynamics) {
        self.convergence.append(&mut other.convergence);
        self.clubs.append(&mut other.clubs);
        self.mobility.append(&mut other.mobility);
        self.transitions.append(&mut other.transitions);
        self.classes.append(&mut other.classes);
        self.rank_changes.append(&mut other.rank_changes);
        self.thin_years.append(&mut other.thin_years);
        self.left_out.append(&mut other.left_out);
    }

    /// What was left out, in a sentence for all indicators.
    pub fn warnings(&self) -> Vec<String> {
        let sentence = |what: &str, found: &[(String, usize)]| {
            let list: Vec<String> = found.iter().map(|(indicator, n)| format!("{indicator} ({n})")).collect();
            (!found.is_empty())
                .then(|| format!("{what} take no part in convergence and mobility: {}", list.join(", ")))
        };
        let years = sentence("years with few regions", &self.thin_years);
        years.into_iter().chain(sentence("regions without a value in every year", &self.left_out)).collect()
    }
}

/// Convergence and mobility of an indicator; empty for fewer than two years or
/// three regions. Years with fewer than four fifths of the regions of the
/// fullest year, then regions without a value in some year left, are left out.
/// What asks for logarithms is `undefined:not-positive` where a value is zero or
/// negative; classes are of values over their year's mean, five from 250 moves on,
/// three from 60, none below or where the mean is not above zero. `map` splits by
/// neighbours; regions that it does not know count as without neighbours.
///
/// Complexity: that of the methods.
pub fn dynamics(
    indicator: &str,
    years: &[YearValues],
    map: Option<&Weights>,
    options: &DynamicsOptions,
) -> Dynamics {
    let mut out = Dynamics::default();
    let count = |y: &YearValues| y.values.iter().filter(|v| !v.is_nan()).count();
    let fullest = years.iter().map(count).max().unwrap_or(0);
    let full: Vec<YearValues> =
        years.iter().filter(|y| count(y) as f64 >= FULL * fullest as f64).cloned().collect();
    let Ok(panel) = Panel::balanced(&full, Unbalanced::DropRegion) else { return out };
    if panel.len() < 3 {
        return out;
    }
    let noted = |n: usize| (n > 0).then(|| (indicator.to_string(), n));
    out.thin_years.extend(noted(years.len() - full.len()));
    out.left_out.extend(noted(panel.left_out.len()));
    let step = Step { indicator, panel: &panel, options };
    step.beta(&full, &mut out);
    step.sigma(&mut out);
    step.clubs(&mut out);
    let links = map.map(|m| m.among(&panel.regions));
    step.ranks(links.as_ref(), &mut out);
    step.markov(links.as_ref(), &mut out);
    out
}

/// One indicator on its way through the steps.
struct Step<'a> {
    indicator: &'a str,
    panel: &'a Panel,
    options: &'a DynamicsOptions,
}

impl Step<'_> {
    fn ends(&self) -> (i64, i64) {
        (self.panel.years[0], self.panel.years[self.panel.years.len() - 1])
    }

    fn convergence(&self, measure: &'static str, component: &'static str, e: Estimate) -> ConvergenceRow {
        let (year_from, year_to) = self.ends();
        let Estimate { value, low, high, p, status, .. } = e;
        ConvergenceRow {
            indicator: self.indicator.into(),
            measure,
            component,
            year_from,
            year_to,
            value,
            low,
            high,
            p,
            status,
        }
    }

    fn beta(&self, full: &[YearValues], out: &mut Dynamics) {
        let last = self.panel.years.len() - 1;
        let (first, last) = (self.panel.year(0), self.panel.year(last));
        let (from, to) = self.ends();
        let run = |controls: &[(String, Vec<f64>)], errors| {
            beta_convergence::estimate(first, last, (to - from) as f64, controls, errors)
        };
        let mut push = |measure, controls: &[(String, Vec<f64>)]| {
            // A region alone in its group has no HC3 error.
            let found = run(controls, Errors::Hc3).or_else(|_| run(controls, Errors::Hc1));
            let parts = match &found {
                Ok(b) => [b.slope, b.speed, b.half_life, b.r_squared],
                Err(_) => [Estimate::none(Status::Undefined(Reason::NotPositive)); 4],
            };
            for (component, e) in ["slope", "speed", "half-life", "r-squared"].into_iter().zip(parts) {
                out.convergence.push(self.convergence(measure, component, e));
            }
            out.convergence.push(self.convergence(measure, "regions", Estimate::of(first.len() as f64)));
        };
        push("beta", &[]);
        let groups: Option<Vec<String>> = full[0].groups.as_ref().map(|g| {
            let of: BTreeMap<&String, &String> = full[0].regions.iter().zip(g).collect();
            self.panel.regions.iter().map(|r| of[r].clone()).collect()
        });
        if let Some(groups) = groups {
            let effects = group_effects(&groups);
            // Groups must leave something to compare inside them.
            if !effects.is_empty() && self.panel.len() >= 2 * (effects.len() + 1) {
                push("beta-in-groups", &effects);
            }
        }
    }

    fn sigma(&self, out: &mut Dynamics) {
        let found =
            sigma_convergence::measure(self.panel, Measure::SdLog, self.options.draws, self.options.seed);
        let none = Estimate::none(Status::Undefined(Reason::NotPositive));
        let (spread, trend, ratio) = found.map_or((Vec::new(), none, none), |s| (s.spread, s.trend, s.ratio));
        for (&year, estimate) in self.panel.years.iter().zip(spread) {
            let row = self.convergence("sigma", "spread", estimate);
            out.convergence.push(ConvergenceRow { year_from: year, year_to: year, ..row });
        }
        out.convergence.push(self.convergence("sigma", "trend", trend));
        out.convergence.push(self.convergence("sigma", "ratio", ratio));
    }

    fn clubs(&self, out: &mut Dynamics) {
        if self.panel.years.len() < CLUB_YEARS {
            return;
        }
        let Ok(found) = club_convergence::find(self.panel, &ClubOptions::default()) else {
            let none = Estimate::none(Status::Undefined(Reason::NotPositive));
            out.convergence.push(self.convergence("log-t", "slope", none));
            return;
        };
        let tests = [("log-t", found.clubs.all), ("log-t-divergent", found.clubs.divergent_test)];
        for (measure, test) in tests {
            let Some(test) = test else { continue };
            // Regions that are equal in every year have no slope.
            let finite = |v: f64| {
                if v.is_finite() {
                    Estimate::of(v)
                } else {
                    Estimate::none(Status::Undefined(Reason::Constant))
                }
            };
            out.convergence.push(self.convergence(measure, "slope", finite(test.slope)));
            out.convergence.push(self.convergence(measure, "t", finite(test.t)));
        }
        for row in club_convergence::member_rows(self.panel, &found) {
            let club = row.club.map(|c| &found.clubs.clubs[c as usize - 1].test);
            out.clubs.push(ClubRow {
                indicator: self.indicator.into(),
                region: row.region,
                club: row.club,
                relative: row.value,
                club_slope: club.map(|t| t.slope).filter(|v| v.is_finite()),
                club_t: club.map(|t| t.t).filter(|v| v.is_finite()),
                status: row.status,
            });
        }
    }

    fn mobility(
        &self,
        measure: &'static str,
        component: &'static str,
        value: Result<f64, Status>,
        p: Option<f64>,
    ) -> MobilityRow {
        let (year_from, year_to) = self.ends();
        MobilityRow {
            indicator: self.indicator.into(),
            measure,
            component,
            year_from,
            year_to,
            value: value.ok(),
            p: value.ok().and(p),
            p_permutation: None,
            status: value.err().unwrap_or_default(),
        }
    }

    fn ranks(&self, links: Option<&Weights>, out: &mut Dynamics) {
        let last = self.panel.years.len() - 1;
        let mut years: Vec<(usize, usize)> = vec![(0, last)];
        if last > 1 {
            years.extend((0..last).map(|y| (y, y + 1)));
        }
        for (a, b) in years {
            let (before, after) = (self.panel.year(a), self.panel.year(b));
            let found = pairs(before, after);
            let row = self.mobility("tau", "total", found.tau(), p_value(before, after, &found));
            out.mobility.push(MobilityRow {
                year_from: self.panel.years[a],
                year_to: self.panel.years[b],
                ..row
            });
        }
        let (before, after) = (self.panel.year(0), self.panel.year(last));
        if let Some(links) = links {
            let tau = spatial_tau(before, after, links, self.options.seed, 0, self.options.permutations);
            let p = tau.tails.p("two-sided");
            let row = self.mobility("tau", "neighbors", tau.neighbors, None);
            out.mobility.push(MobilityRow { p_permutation: tau.neighbors.ok().and(p), ..row });
            out.mobility.push(self.mobility("tau", "non-neighbors", tau.others, None));
        }
        let (from, to) = (ranks(before), ranks(after));
        let (year_from, year_to) = self.ends();
        out.rank_changes.extend(self.panel.regions.iter().enumerate().map(|(i, region)| RankChangeRow {
            indicator: self.indicator.into(),
            region: region.clone(),
            year_from,
            year_to,
            rank_from: from[i],
            rank_to: to[i],
            change: from[i] - to[i],
        }));
    }

    fn markov(&self, links: Option<&Weights>, out: &mut Dynamics) {
        let (n, years) = (self.panel.len(), &self.panel.years);
        let moves = n * (years.len() - 1);
        let k = if moves >= MOVES[1] { 5 } else { 3 };
        if moves < MOVES[0] {
            return;
        }
        let Ok(values) = relative(self.panel, "year-mean") else {
            out.mobility.push(self.mobility(
                "markov",
                "shorrocks",
                Err(Status::Undefined(Reason::NotPositive)),
                None,
            ));
            return;
        };
        let Ok(classes) = Cuts::Pooled(k).classify(&values, n, years) else {
            out.mobility.push(self.mobility(
                "markov",
                "shorrocks",
                Err(Status::Undefined(Reason::Constant)),
                None,
            ));
            return;
        };
        let chain = Chain::count(classes.k, &classes.of, n, 1);
        for (name, value) in mobility::indices(&chain) {
            out.mobility.push(self.mobility("markov", name, value, None));
        }
        out.mobility.push(self.mobility("markov", "half-life", chain.half_life(), None));
        let none = [Tails::default(); 2];
        self.test("homogeneity-in-time", homogeneity(&by_period(classes.k, &classes.of, n, 1, 2)), none, out);
        self.test("markov-property", homogeneity(&by_past(classes.k, &classes.of, n, 1)), none, out);
        self.chain(0, &chain, &classes, out);
        if let Some(links) = links {
            self.spatial(k, links, &values, out);
        }
    }

    /// Moves under each class of the neighbours, of the regions that have some.
    fn spatial(&self, k: usize, links: &Weights, values: &[f64], out: &mut Dynamics) {
        let Ok((panel, values, links, _)) = on_map(self.panel, values, links) else { return };
        let Ok(classes) = Cuts::Pooled(k).classify(&values, panel.len(), &panel.years) else { return };
        let own = LagCuts::Own(Cuts::Pooled(k));
        let (permutations, seed) = (self.options.permutations, self.options.seed);
        let found = spatial_markov::estimate(
            &values,
            &classes.of,
            k,
            &panel.years,
            &links,
            &own,
            1,
            permutations,
            seed,
        );
        let Ok(found) = found else { return };
        self.test("neighbors", found.test, [found.lr, found.q], out);
        for (lag, chain) in found.chains.iter().enumerate() {
            self.chain(lag as i64 + 1, chain, &classes, out);
        }
    }

    fn test(
        &self,
        measure: &'static str,
        test: Result<Homogeneity, Status>,
        tails: [Tails; 2],
        out: &mut Dynamics,
    ) {
        let lr = self.mobility(measure, "lr", test.map(|t| t.lr), test.ok().map(|t| t.p_lr));
        let q = self.mobility(measure, "q", test.map(|t| t.q), test.ok().map(|t| t.p_q));
        for (row, tail) in [lr, q].into_iter().zip(tails) {
            out.mobility.push(MobilityRow { p_permutation: test.ok().and(tail.p("greater")), ..row });
        }
    }

    fn chain(&self, lag: i64, chain: &Chain, classes: &Classes, out: &mut Dynamics) {
        out.transitions.extend(move_rows(chain).into_iter().map(|r| ClassTransitionRow {
            indicator: self.indicator.into(),
            lag,
            from_class: r.from,
            to_class: r.to,
            count: r.count,
            probability: r.probability,
            low: r.low,
            high: r.high,
            first_passage: r.first_passage,
            status: r.status,
        }));
        let ergodic = chain.ergodic();
        out.classes.extend((0..chain.k).map(|c| {
            let share = ergodic.as_ref().map_or_else(|s| Err(*s), |e| e[c]);
            ClassRow {
                indicator: self.indicator.into(),
                lag,
                class: c as i64 + 1,
                border: classes.borders.get(c).copied(),
                count: chain.starts(c) as i64,
                ergodic: share.ok(),
                status: share.err().unwrap_or_default(),
            }
        }));
    }
}
