//! The planted truth in the shapes of the result tables.

use super::World;
use super::columns::{boolean, integer, maybe_real, maybe_text, real, text};
use super::communities::{Community, INSTITUTIONS};
use super::geography::{GROUP_NAMES, distance_km};
use super::indicators::OUTCOME;
use super::organisations::Organisation;
use super::programmes::{Programme, Targets};
use super::stream::round;
use super::ties::{Year, mixing};
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

/// Who belongs to which community: `network/members`.
pub(super) fn members(all: &[Organisation], communities: &[Community]) -> Table {
    let rows: Vec<(&Organisation, &Community)> =
        all.iter().filter_map(|o| o.community.map(|c| (o, &communities[c]))).collect();
    Table::new()
        .with("organisation", text(&rows, |r| &r.0.key))
        .with("community", text(&rows, |r| &r.1.key))
        .with("role", text(&rows, |r| r.0.role))
        .with("leader", boolean(&rows, |r| r.0.leader))
}

/// Communities planted: `network/communities`. `missing_roles` are the kinds
/// of institution it was given none of.
pub(super) fn communities(world: &World, all: &[Organisation], communities: &[Community]) -> Table {
    let mut reach = vec![0.0f64; communities.len()];
    let mut counts = vec![0i64; communities.len()];
    for (o, c) in all.iter().filter_map(|o| o.community.map(|c| (o, c))) {
        reach[c] = reach[c].max(distance_km(communities[c].centre, o.place));
        counts[c] += 1;
    }
    let rows: Vec<(&Community, f64, i64)> =
        communities.iter().zip(reach).zip(counts).map(|((c, r), n)| (c, r, n)).collect();
    let missing = |c: &Community| {
        let kinds = INSTITUTIONS.iter().zip(c.institutions).filter(|k| k.1 == 0).map(|k| *k.0);
        let mut words: Vec<&str> = kinds.collect();
        if !c.cluster_organisation {
            words.push("cluster_organisation");
        }
        words.join(";")
    };
    Table::new()
        .with("community", text(&rows, |r| &r.0.key))
        .with("region", text(&rows, |r| &world.land.regions[r.0.region].key))
        .with("cluster", maybe_text(&rows, |r| r.0.category.map(|c| &world.industries.categories[c].key)))
        .with("lon", real(&rows, |r| r.0.centre[0]))
        .with("lat", real(&rows, |r| r.0.centre[1]))
        .with("members", integer(&rows, |r| r.2))
        .with("leaders", integer(&rows, |r| r.0.leaders as i64))
        .with("reach_km", real(&rows, |r| round(r.1, 2)))
        .with("missing_roles", text(&rows, |r| missing(r.0)))
}

/// Share of the members' tie weight that leaves, by year: `network/ties_summary`.
pub(super) fn ties_summary(years: &[Year], all: &[Organisation]) -> Table {
    Table::new()
        .with("year", integer(years, |y| y.year))
        .with("ties", integer(years, |y| y.ties.len() as i64))
        .with("mixing", maybe_real(years, |y| mixing(all, &y.ties).map(|m| round(m, 6))))
}

/// Effect planted for members of communities: `network/member_outcomes`.
pub(super) fn member_outcomes(world: &World) -> Table {
    let rows = [("employment_growth", world.options.effects.member), ("turnover_per_job_growth", 0.0)];
    Table::new().with("outcome", text(&rows, |r| r.0)).with("effect", real(&rows, |r| r.1))
}
