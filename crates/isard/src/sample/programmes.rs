//! Programmes of cluster policy: whom they treat, from when, with what effect.

use super::codings;
use super::columns::{integer, maybe_integer, maybe_real, maybe_text, real, text};
use super::geography::Land;
use super::industries::Industries;
use super::organisations::Organisation;
use super::stream::{Streams, round, weighted};
use super::{SampleOptions, World};
use crate::model::Table;

/// What a programme treats.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Targets {
    /// Regions by index.
    Regions(Vec<usize>),
    /// Cluster categories by index.
    Clusters(Vec<usize>),
    /// Organisations, chosen when they exist.
    Organisations,
}

/// A programme and what was planted for it.
pub(super) struct Programme {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) country: usize,
    pub(super) targets: Targets,
    pub(super) start: i64,
    pub(super) end: i64,
    /// Million crowns.
    pub(super) budget: f64,
    pub(super) instruments: &'static str,
    /// Effect on the outcome of its kind of target; 0 where none was planted.
    pub(super) effect: f64,
    /// Position on the dirigist–liberal axis, 0 liberal to 1 dirigist.
    pub(super) dirigist: f64,
    /// Position on the ascending–descending axis, 0 ascending to 1 descending.
    pub(super) descending: f64,
}

/// Plans the programmes. Four in six treat regions: with the full effect, half
/// of it, none and a quarter of it; one treats clusters (no effect), one
/// organisations. Starts are staggered, at most half of the regions are ever
/// treated, none by two programmes, and regions of the lower groups are likelier.
pub(super) fn plan(
    options: &SampleOptions,
    land: &Land,
    industries: &Industries,
    streams: Streams,
) -> Vec<Programme> {
    let mut free: Vec<bool> = vec![true; land.regions.len()];
    let last = options.last_year();
    let regional = (0..options.programmes).filter(|p| !matches!(p % 6, 3 | 4)).count().max(1);
    let each = (land.regions.len() / (2 * regional)).min(land.regions.len().div_ceil(8)).max(1);
    let mut programmes = Vec::with_capacity(options.programmes);
    for p in 0..options.programmes {
        let mut random = streams.of("programme", p);
        let country = p % 2;
        let third = options.years / 3;
        let start = options.first_year + (third + (p * 2) % (third + 1).max(1)) as i64;
        let (targets, share, instruments) = match p % 6 {
            3 => {
                let count = industries.categories.len().min(2);
                let mut order: Vec<usize> = (0..industries.categories.len()).collect();
                random.shuffle(&mut order);
                order.truncate(count);
                order.sort_unstable();
                (Targets::Clusters(order), 0.0, "export promotion; training")
            }
            4 => (Targets::Organisations, 1.0, "grants for joint projects; vouchers"),
            kind => {
                let mut chosen = Vec::new();
                for _ in 0..each {
                    if free.iter().filter(|f| **f).count() * 2 <= land.regions.len() {
                        break;
                    }
                    let weights: Vec<f64> = land
                        .regions
                        .iter()
                        .zip(&free)
                        .map(|(r, free)| match *free && r.country == country {
                            true => [0.5, 1.0, 1.6][r.groups[0]],
                            false => 0.0,
                        })
                        .collect();
                    if let Some(region) = weighted(&mut random, &weights) {
                        free[region] = false;
                        chosen.push(region);
                    }
                }
                chosen.sort_unstable();
                let (share, instruments) = match kind {
                    0 => (1.0, "cluster organisations; joint research; advice to founders"),
                    1 => (0.5, "tax relief; industrial parks"),
                    2 => (0.0, "advertising campaign"),
                    _ => (0.25, "advice to founders"),
                };
                (Targets::Regions(chosen), share, instruments)
            }
        };
        let effect = match targets {
            Targets::Regions(_) => options.effects.programme * share,
            Targets::Clusters(_) => 0.0,
            Targets::Organisations => options.effects.programme_organisation,
        };
        let number = p / 6 + 1;
        let name = [
            "Regions of Enterprise",
            "Industrial Districts",
            "Places to Invest",
            "Leading Clusters",
            "Partnership Fund",
            "Founders' Network",
        ][p % 6];
        programmes.push(Programme {
            key: format!("P{:02}", p + 1),
            name: if number == 1 { name.to_string() } else { format!("{name} {number}") },
            country,
            targets,
            start,
            end: (start + 5).min(last),
            budget: round(40.0 + 160.0 * random.uniform(), 0),
            instruments,
            effect,
            dirigist: [0.2, 0.9, 0.6, 0.7, 0.1, 0.3][p % 6],
            descending: [0.1, 0.9, 0.8, 0.6, 0.2, 0.3][p % 6],
        });
    }
    programmes
}

/// Sum of the effects on a region's new firms in a year.
pub(super) fn regional_effect(programmes: &[Programme], region: usize, year: i64) -> f64 {
    let treats = |p: &&Programme| match &p.targets {
        Targets::Regions(regions) => regions.contains(&region) && year >= p.start,
        _ => false,
    };
    programmes.iter().filter(treats).map(|p| p.effect).sum()
}

/// The table `programmes`: the invented ones, then the real ones that coded
/// facts are about (only country and name: their budgets are facts).
pub(super) fn table(world: &World) -> Table {
    struct Row<'a> {
        key: &'a str,
        country: &'a str,
        name: &'a str,
        plan: Option<&'a Programme>,
    }
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(world.programmes.iter().map(|p| Row {
        key: &p.key,
        country: world.land.countries[p.country].key,
        name: &p.name,
        plan: Some(p),
    }));
    if world.options.real_facts {
        let real = codings::PROGRAMMES.iter();
        rows.extend(real.map(|&(key, country, name)| Row { key, country, name, plan: None }));
    }
    Table::new()
        .with("programme", text(&rows, |r| r.key))
        .with("country", text(&rows, |r| r.country))
        .with("name", text(&rows, |r| r.name))
        .with("start", maybe_integer(&rows, |r| r.plan.map(|p| p.start)))
        .with("end", maybe_integer(&rows, |r| r.plan.map(|p| p.end)))
        .with("budget", maybe_real(&rows, |r| r.plan.map(|p| p.budget * 1e6)))
        .with("currency", maybe_text(&rows, |r| r.plan.map(|_| CURRENCY)))
        .with("instruments", maybe_text(&rows, |r| r.plan.map(|p| p.instruments)))
}

/// The table `programme_targets`; the budget is shared equally.
pub(super) fn target_table(world: &World, organisations: &[Organisation]) -> Table {
    let mut rows: Vec<(&Programme, &str, &str, f64)> = Vec::new();
    for (p, programme) in world.programmes.iter().enumerate() {
        let targets: Vec<(&str, &str)> = match &programme.targets {
            Targets::Regions(regions) => {
                regions.iter().map(|&r| ("region", world.land.regions[r].key.as_str())).collect()
            }
            Targets::Clusters(clusters) => {
                clusters.iter().map(|&c| ("cluster", world.industries.categories[c].key.as_str())).collect()
            }
            Targets::Organisations => {
                let treated = organisations.iter().filter(|o| o.programme == Some(p));
                treated.map(|o| ("organisation", o.key.as_str())).collect()
            }
        };
        let amount = round(programme.budget * 1e6 / targets.len().max(1) as f64, 0);
        rows.extend(targets.iter().map(|&(kind, target)| (programme, kind, target, amount)));
    }
    Table::new()
        .with("programme", text(&rows, |r| &r.0.key))
        .with("target_kind", text(&rows, |r| r.1))
        .with("target", text(&rows, |r| r.2))
        .with("start", integer(&rows, |r| r.0.start))
        .with("end", integer(&rows, |r| r.0.end))
        .with("amount", real(&rows, |r| r.3))
}

/// Code of no currency (ISO 4217): the crowns are invented.
pub(super) const CURRENCY: &str = "XXX";
