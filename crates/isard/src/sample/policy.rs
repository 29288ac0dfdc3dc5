//! Coded facts on programmes: invented ones around planted positions, and
//! those on real programmes.

use super::World;
use super::codings;
use super::columns::{maybe_integer, maybe_real, maybe_text, real, text};
use super::stream::round;
use crate::model::Table;

/// Criteria of the dirigist–liberal axis (1 is dirigist), 0 to 1 each.
const DIRIGIST: [&str; 6] = ["public_share", "infrastructure", "fiscal", "decider", "access", "level"];
/// Criteria of the ascending–descending axis (1 is descending), 0 to 1 each.
const DESCENDING: [&str; 6] =
    ["initiator", "priority", "vision", "participants", "rationale", "local_organisations"];

struct Fact<'a> {
    programme: &'a str,
    criterion: &'static str,
    start: Option<i64>,
    end: Option<i64>,
    value: String,
    unit: &'static str,
    coder: &'static str,
    confidence: f64,
    source: &'static str,
    reference: Option<&'static str>,
}

/// The table `policy_facts`. Values scatter around the programme's planted
/// position in steps of a quarter; the first two programmes are coded fully
/// and twice, the others lack about one fact in three. Facts on real programmes
/// follow where the options ask for them.
pub(super) fn table(world: &World) -> Table {
    let mut rows: Vec<Fact> = Vec::new();
    for (p, programme) in world.programmes.iter().enumerate() {
        let criteria = DIRIGIST
            .map(|c| (c, programme.dirigist))
            .into_iter()
            .chain(DESCENDING.map(|c| (c, programme.descending)));
        for (k, (criterion, position)) in criteria.enumerate() {
            let mut random = world.streams.of("facts", p * 100 + k);
            if p >= 2 && random.uniform() < 0.35 {
                continue;
            }
            let coders: &[&str] = if p < 2 { &["A", "B"] } else { &["A"] };
            let seen = position + 0.15 * world.options.noise * random.normal();
            for coder in coders {
                let coded = seen + 0.05 * world.options.noise * random.normal();
                rows.push(Fact {
                    programme: &programme.key,
                    criterion,
                    start: Some(programme.start),
                    end: Some(programme.end),
                    value: ((coded * 4.0).round() / 4.0).clamp(0.0, 1.0).to_string(),
                    unit: "0-1",
                    coder,
                    confidence: round(0.6 + 0.35 * random.uniform(), 2),
                    source: "synthetic",
                    reference: None,
                });
            }
        }
    }
    if world.options.real_facts {
        rows.extend(codings::FACTS.iter().map(|f| Fact {
            programme: f.programme,
            criterion: f.criterion,
            start: f.start,
            end: f.end,
            value: f.value.to_string(),
            unit: f.unit,
            coder: codings::CODER,
            confidence: f.confidence,
            source: f.source,
            reference: (!f.reference.is_empty()).then_some(f.reference),
        }));
    }
    Table::new()
        .with("programme", text(&rows, |f| f.programme))
        .with("criterion", text(&rows, |f| f.criterion))
        .with("period_start", maybe_integer(&rows, |f| f.start))
        .with("period_end", maybe_integer(&rows, |f| f.end))
        .with("value", text(&rows, |f| &f.value))
        .with("low", maybe_real(&rows, |_| None))
        .with("high", maybe_real(&rows, |_| None))
        .with("unit", text(&rows, |f| f.unit))
        .with("coder", text(&rows, |f| f.coder))
        .with("confidence", real(&rows, |f| f.confidence))
        .with("source", text(&rows, |f| f.source))
        .with("reference", maybe_text(&rows, |f| f.reference))
}
