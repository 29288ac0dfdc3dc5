//! A tree of goals with targets, and how far they were reached.

use super::World;
use super::columns::{integer, maybe_integer, maybe_real, maybe_text, real, text};
use super::indicators::{DEFINITIONS, Latent, OUTCOME};
use super::programmes::Targets;
use super::stream::round;
use crate::model::Table;

/// A goal; branches have no indicator.
pub(super) struct Goal {
    key: String,
    name: String,
    parent: Option<&'static str>,
    /// Indicator and region, with value at the start, target and value at the end.
    measured: Option<Measured>,
    cluster: Option<usize>,
}

struct Measured {
    indicator: usize,
    region: usize,
    year: i64,
    baseline: f64,
    target: f64,
    reached: f64,
}

/// Makes the tree: a root, two branches, a goal for every region under a
/// programme, one for products of research in the largest region of each
/// country, one for each category under a programme.
pub(super) fn goals(world: &World, latent: &Latent) -> Vec<Goal> {
    let branch = |key: &str, name: &str, parent| Goal {
        key: key.into(),
        name: name.into(),
        parent,
        measured: None,
        cluster: None,
    };
    let mut goals = vec![
        branch("G", "Competitive regions", None),
        branch("GE", "Enterprise", Some("G")),
        branch("GI", "Innovation", Some("G")),
        branch("GC", "Clusters", Some("G")),
    ];
    let last = world.options.years - 1;
    let measure = |key: &str, region: usize, year: i64, rise: f64| {
        let indicator = DEFINITIONS.iter().position(|d| d.key == key)?;
        let values = &latent[indicator][region];
        let start = (year - world.options.first_year) as usize;
        let baseline = values[start];
        Some(Measured {
            indicator,
            region,
            year,
            baseline,
            target: round(baseline + rise, 2),
            reached: values[last],
        })
    };
    for programme in &world.programmes {
        match &programme.targets {
            Targets::Regions(regions) => goals.extend(regions.iter().map(|&r| Goal {
                key: format!("GE-{}", world.land.regions[r].key),
                name: format!("More new firms in {}", world.land.regions[r].name.en),
                parent: Some("GE"),
                measured: measure(OUTCOME, r, programme.start - 1, 0.9),
                cluster: None,
            })),
            Targets::Clusters(clusters) => goals.extend(clusters.iter().map(|&c| Goal {
                key: format!("GC-{}", world.industries.categories[c].key),
                name: format!("Stronger {}", world.industries.categories[c].name.en),
                parent: Some("GC"),
                measured: None,
                cluster: Some(c),
            })),
            Targets::Organisations => {}
        }
    }
    for country in 0..world.land.countries.len() {
        let inside = (0..world.land.regions.len()).filter(|&r| world.land.regions[r].country == country);
        let largest = inside.max_by(|&a, &b| {
            world.land.regions[a].population.total_cmp(&world.land.regions[b].population).then(b.cmp(&a))
        });
        goals.extend(largest.map(|r| Goal {
            key: format!("GI-{}", world.land.regions[r].key),
            name: format!("More research in {}", world.land.regions[r].name.en),
            parent: Some("GI"),
            measured: measure("rd_spending", r, world.options.first_year, 0.4),
            cluster: None,
        }));
    }
    // Two programmes of one kind may aim at the same category: one goal is enough.
    goals.sort_by(|a, b| a.key.cmp(&b.key));
    goals.dedup_by(|a, b| a.key == b.key);
    goals
}

/// The table `goals`.
pub(super) fn table(world: &World, goals: &[Goal]) -> Table {
    let measured = |g: &Goal, of: fn(&Measured) -> f64| g.measured.as_ref().map(of);
    Table::new()
        .with("goal", text(goals, |g| &g.key))
        .with("name", text(goals, |g| &g.name))
        .with("parent", maybe_text(goals, |g| g.parent))
        .with("indicator", maybe_text(goals, |g| g.measured.as_ref().map(|m| DEFINITIONS[m.indicator].key)))
        .with("region", maybe_text(goals, |g| g.measured.as_ref().map(|m| &world.land.regions[m.region].key)))
        .with("cluster", maybe_text(goals, |g| g.cluster.map(|c| &world.industries.categories[c].key)))
        .with("baseline", maybe_real(goals, |g| measured(g, |m| m.baseline)))
        .with("baseline_year", maybe_integer(goals, |g| g.measured.as_ref().map(|m| m.year)))
        .with("target", maybe_real(goals, |g| measured(g, |m| m.target)))
        .with(
            "target_year",
            maybe_integer(goals, |g| g.measured.as_ref().map(|_| world.options.last_year() + 2)),
        )
}

/// What was reached in the last year: `strategy/goals`.
pub(super) fn truth(world: &World, goals: &[Goal]) -> Table {
    let rows: Vec<(&str, &Measured)> =
        goals.iter().filter_map(|g| g.measured.as_ref().map(|m| (g.key.as_str(), m))).collect();
    Table::new()
        .with("goal", text(&rows, |r| r.0))
        .with("year", integer(&rows, |_| world.options.last_year()))
        .with("value", real(&rows, |r| r.1.reached))
        .with(
            "progress",
            real(&rows, |r| round((r.1.reached - r.1.baseline) / (r.1.target - r.1.baseline), 4)),
        )
}
