//! The planted truth in the shapes of the result tables.

use super::World;
use super::columns::{boolean, integer, real, text};
use super::geography::GROUP_NAMES;
use super::indicators::OUTCOME;
use super::programmes::{Programme, Targets};
use super::stream::round;
use crate::model::Table;

/// Groups planted: `typology/groups`.
pub(super) fn groups(world: &World) -> Table {
    let mut rows: Vec<(&str, i64, usize)> = Vec::new();
    for region in &world.land.regions {
        for (&group, year) in region.groups.iter().zip(world.options.all_years()) {
            rows.push((&region.key, year, group));
        }
    }
    Table::new()
        .with("region", text(&rows, |r| r.0))
        .with("year", integer(&rows, |r| r.1))
        .with("group", integer(&rows, |r| r.2 as i64 + 1))
        .with("group_name", text(&rows, |r| GROUP_NAMES[r.2]))
}

/// Clusters planted: `clusters/strength`. `lift` is the factor on the jobs of
/// the region in the category; a cluster is strong where it at least doubles them.
pub(super) fn strength(world: &World) -> Table {
    let mut rows: Vec<(&str, &str, i64, f64)> = Vec::new();
    for planted in &world.industries.planted {
        let region = &world.land.regions[planted.region].key;
        let category = &world.industries.categories[planted.category].key;
        for (lift, year) in planted.lift.iter().zip(world.options.all_years()) {
            rows.push((region, category, year, lift.exp()));
        }
    }
    Table::new()
        .with("region", text(&rows, |r| r.0))
        .with("cluster", text(&rows, |r| r.1))
        .with("year", integer(&rows, |r| r.2))
        .with("lift", real(&rows, |r| round(r.3, 4)))
        .with("strong", boolean(&rows, |r| r.3 >= 2.0))
}

/// Stages planted: `dynamics/life_cycle`.
pub(super) fn life_cycle(world: &World) -> Table {
    let mut rows: Vec<(&str, &str, i64, &str)> = Vec::new();
    for planted in &world.industries.planted {
        let region = &world.land.regions[planted.region].key;
        let category = &world.industries.categories[planted.category].key;
        for (stage, year) in planted.stages.iter().zip(world.options.all_years()) {
            rows.push((region, category, year, stage.as_str()));
        }
    }
    Table::new()
        .with("region", text(&rows, |r| r.0))
        .with("cluster", text(&rows, |r| r.1))
        .with("year", integer(&rows, |r| r.2))
        .with("stage", text(&rows, |r| r.3))
        .with("probability", real(&rows, |_| 1.0))
}

/// Drivers planted in the yearly log growth of jobs: `factors/effects`.
/// `museums` has no effect, so no verdict can be reached about it.
pub(super) fn factors(world: &World) -> Table {
    let effects = world.options.effects;
    let rows = [
        ("cluster_strength", effects.cluster_strength),
        ("graduates", effects.graduates),
        ("congestion", effects.congestion),
        ("initial_level", effects.convergence),
        ("museums", 0.0),
    ];
    Table::new().with("factor", text(&rows, |r| r.0)).with("effect", real(&rows, |r| r.1)).with(
        "verdict",
        text(&rows, |r| match r.1 {
            e if e > 0.0 => "contributing",
            e if e < 0.0 => "hindering",
            _ => "undetermined",
        }),
    )
}

/// Effects planted for programmes: `policy/evaluation`. Regional programmes
/// raise `new_firms` by `effect` from their first year; those for organisations
/// raise the yearly log growth of jobs.
pub(super) fn evaluation(world: &World) -> Table {
    let rows = &world.programmes;
    let words = |p: &Programme| match p.targets {
        Targets::Regions(_) => ("region", OUTCOME),
        Targets::Clusters(_) => ("cluster", "employment"),
        Targets::Organisations => ("organisation", "employment_growth"),
    };
    Table::new()
        .with("programme", text(rows, |p| &p.key))
        .with("target_kind", text(rows, |p| words(p).0))
        .with("outcome", text(rows, |p| words(p).1))
        .with("start", integer(rows, |p| p.start))
        .with("effect", real(rows, |p| p.effect))
}

/// Positions planted on the two axes: `policy/placement`.
pub(super) fn placement(world: &World) -> Table {
    let rows: Vec<(&str, &str, f64)> = world
        .programmes
        .iter()
        .flat_map(|p| {
            [(p.key.as_str(), "dirigist", p.dirigist), (p.key.as_str(), "descending", p.descending)]
        })
        .collect();
    Table::new()
        .with("programme", text(&rows, |r| r.0))
        .with("axis", text(&rows, |r| r.1))
        .with("position", real(&rows, |r| r.2))
}
