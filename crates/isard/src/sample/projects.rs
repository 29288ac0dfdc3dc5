//! Investment projects: cash flows, uncertainties, participants.

use super::World;
use super::columns::{boolean, integer, maybe_text, real, text};
use super::organisations::Organisation;
use super::programmes::CURRENCY;
use super::stream::{round, weighted};
use crate::model::Table;

/// A project; amounts in thousand crowns.
pub(super) struct Project {
    key: String,
    name: String,
    region: usize,
    industry: usize,
    basis: &'static str,
    rate: f64,
    /// Whether its participants belong to one community.
    in_cluster: bool,
    /// Item, period, amount.
    flows: Vec<(&'static str, usize, f64)>,
    /// Item, distribution, parameters, correlation group.
    uncertain: Vec<(&'static str, &'static str, String, Option<&'static str>)>,
    /// Organisation and share.
    participants: Vec<(usize, f64)>,
}

const TAX_RATE: f64 = 0.2;

/// Makes the projects; half of them belong to one community each.
pub(super) fn projects(world: &World, all: &[Organisation]) -> Vec<Project> {
    let residents: Vec<f64> = world.land.regions.iter().map(|r| r.population).collect();
    let traded: Vec<f64> =
        world.industries.industries.iter().map(|i| if i.traded { i.share } else { 0.0 }).collect();
    let communities = all.iter().filter_map(|o| o.community).max().map_or(0, |c| c + 1);
    let one = |p: usize| {
        let mut random = world.streams.of("project", p);
        let in_cluster = communities > 0 && p.is_multiple_of(2);
        let community = if in_cluster { Some(random.below(communities)) } else { None };
        let fits = |o: &usize| {
            let same = community.is_none() || all[*o].community == community;
            same && all[*o].active(world.options.last_year()) && all[*o].role != "cluster_organisation"
        };
        let mut candidates: Vec<usize> = (0..all.len()).filter(fits).collect();
        random.shuffle(&mut candidates);
        candidates.truncate(2 + random.below(5));
        let home = candidates.iter().find(|&&o| all[o].industry.is_some());
        let region = match home {
            Some(&o) => all[o].region,
            None => weighted(&mut random, &residents).unwrap_or(0),
        };
        let industry = home.and_then(|&o| all[o].industry).or_else(|| weighted(&mut random, &traded));
        let industry = industry.unwrap_or(0);
        let digits = world.options.projects.to_string().len();
        let kind = ["Plant", "Laboratory", "Line", "Terminal", "Centre"][random.below(5)];
        Project {
            key: format!("I{:0digits$}", p + 1),
            name: format!(
                "{kind} in {}: {}",
                world.land.regions[region].name.en, world.industries.industries[industry].name.en
            ),
            region,
            industry,
            basis: if random.uniform() < 0.75 { "nominal" } else { "real" },
            rate: round(0.06 + 0.06 * random.uniform(), 3),
            in_cluster,
            flows: flows(&mut random, in_cluster),
            uncertain: uncertain(&mut random),
            participants: shares(&mut random, &candidates),
        }
    };
    (0..world.options.projects).map(one).collect()
}

/// An investment in one or two steps, then revenue, cost and the value added
/// that is part of them; projects of a community pay a fee.
fn flows(random: &mut crate::inference::Random, fee: bool) -> Vec<(&'static str, usize, f64)> {
    let size = f64::exp(9.0 + random.normal());
    let periods = 8 + random.below(8);
    let steps = 1 + random.below(2);
    let mut flows = Vec::new();
    for step in 0..steps {
        flows.push(("investment", step, -round(size / steps as f64, 0)));
    }
    let revenue = size * (0.45 + 0.25 * random.uniform());
    let cost = 0.6 + 0.12 * random.uniform();
    for period in steps..=periods {
        let ramp = ((period - steps + 1) as f64 / 3.0).min(1.0);
        let earned = round(revenue * ramp * f64::exp(0.015 * period as f64), 0);
        let spent = round(earned * cost + 0.02 * size, 0);
        flows.push(("revenue", period, earned));
        flows.push(("cost", period, -spent));
        flows.push(("value_added", period, round(earned - 0.55 * spent, 0)));
        if fee {
            flows.push(("fee", period, -round(0.002 * size, 0)));
        }
    }
    flows
}

/// Factors on the items: their distributions with parameters.
fn uncertain(
    random: &mut crate::inference::Random,
) -> Vec<(&'static str, &'static str, String, Option<&'static str>)> {
    let low = round(0.7 + 0.15 * random.uniform(), 2);
    let high = round(1.1 + 0.2 * random.uniform(), 2);
    let spread = round(0.08 + 0.12 * random.uniform(), 2);
    vec![
        ("investment", "lognormal", format!("mu=0; sigma={spread}"), None),
        ("revenue", "triangular", format!("low={low}; mode=1; high={high}"), Some("demand")),
        ("cost", "pert", format!("low=0.9; mode=1; high={high}"), Some("demand")),
    ]
}

/// Shares in hundredths that add up to one.
fn shares(random: &mut crate::inference::Random, of: &[usize]) -> Vec<(usize, f64)> {
    let raw: Vec<f64> = of.iter().map(|_| random.gamma(2.0) + 0.2).collect();
    let total: f64 = raw.iter().sum();
    let mut hundredths: Vec<i64> = raw.iter().map(|r| ((r / total * 100.0).floor() as i64).max(1)).collect();
    let rest = 100 - hundredths.iter().sum::<i64>();
    if let Some(first) = hundredths.iter_mut().max() {
        *first += rest;
    }
    of.iter().zip(hundredths).map(|(&o, h)| (o, h as f64 / 100.0)).collect()
}

/// The table `projects`.
pub(super) fn table(world: &World, projects: &[Project]) -> Table {
    Table::new()
        .with("project", text(projects, |p| &p.key))
        .with("name", text(projects, |p| &p.name))
        .with("region", text(projects, |p| &world.land.regions[p.region].key))
        .with("industry", text(projects, |p| &world.industries.industries[p.industry].code))
        .with("currency", text(projects, |_| CURRENCY))
        .with("price_basis", text(projects, |p| p.basis))
        .with("rate", real(projects, |p| p.rate))
        .with("tax_rate", real(projects, |_| TAX_RATE))
}

/// The table `cash_flows`; outflows are negative.
pub(super) fn cash_flow_table(projects: &[Project]) -> Table {
    let rows: Vec<(&str, &str, usize, f64)> = projects
        .iter()
        .flat_map(|p| p.flows.iter().map(|&(item, period, amount)| (p.key.as_str(), item, period, amount)))
        .collect();
    Table::new()
        .with("project", text(&rows, |r| r.0))
        .with("item", text(&rows, |r| r.1))
        .with("period", integer(&rows, |r| r.2 as i64))
        .with("amount", real(&rows, |r| r.3))
}

/// The table `uncertainties`: factors on the items.
pub(super) fn uncertainty_table(projects: &[Project]) -> Table {
    let rows: Vec<_> =
        projects.iter().flat_map(|p| p.uncertain.iter().map(|u| (p.key.as_str(), u))).collect();
    Table::new()
        .with("project", text(&rows, |r| r.0))
        .with("item", text(&rows, |r| r.1.0))
        .with("distribution", text(&rows, |r| r.1.1))
        .with("parameters", text(&rows, |r| &r.1.2))
        .with("correlation_group", maybe_text(&rows, |r| r.1.3))
}

/// The table `participants`; shares of a project add up to one.
pub(super) fn participant_table(projects: &[Project], all: &[Organisation]) -> Table {
    let rows: Vec<(&str, usize, f64)> =
        projects.iter().flat_map(|p| p.participants.iter().map(|&(o, s)| (p.key.as_str(), o, s))).collect();
    Table::new()
        .with("project", text(&rows, |r| r.0))
        .with("organisation", text(&rows, |r| &all[r.1].key))
        .with("share", real(&rows, |r| r.2))
}

/// Net present value before tax at the stated rate, without uncertainty, and
/// whether the participants belong to one community: `invest/projects`.
pub(super) fn truth(projects: &[Project]) -> Table {
    let value = |p: &Project| {
        let paid = p.flows.iter().filter(|f| f.0 != "value_added");
        paid.map(|&(_, period, amount)| amount / (1.0 + p.rate).powi(period as i32)).sum::<f64>()
    };
    Table::new()
        .with("project", text(projects, |p| &p.key))
        .with("npv_before_tax", real(projects, |p| round(value(p), 3)))
        .with("in_cluster", boolean(projects, |p| p.in_cluster))
}
