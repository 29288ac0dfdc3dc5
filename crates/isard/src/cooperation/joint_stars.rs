//! Stars and ranks that regions would have together.

use super::tables::JointStarRow;
use crate::clusters::activity::{ABSENT, ACTIVITY, Activity};
use crate::clusters::slab::Slab;
use crate::clusters::stars::{
    self, FOCUS_TOP, PRESET, Rule, SIZE_TOP, SPECIALIZATION_LQ, SPECIALIZATION_TOP,
};
use crate::model::{Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "joint-stars",
    question: "cooperation",
    title: "Stars of regions together",
    summary: "Stars and rank of every cluster if chosen regions were one, beside what each has alone.",
    formula: "The members' values are added to one row, which stands among the other regions in their place; quotient, stars and rank \
              by value are those of `cluster-stars` on that table. best_stars, best_rank: the best that a member has alone.",
    undefined: "missing: no member has a value; undefined:empty-region, undefined:empty-industry as the location quotient. Members \
                without a value add nothing.",
    complexity: "O(coalitions × regions × clusters) time.",
    inputs: &[ACTIVITY],
    options: &[
        OptionSpec::text("coalitions", "", "Coalitions: `a+b; c+d+e`."),
        PRESET,
        SIZE_TOP,
        SPECIALIZATION_LQ,
        SPECIALIZATION_TOP,
        FOCUS_TOP,
        ABSENT,
    ],
    output: &[
        ("coalition", "Member regions joined by `+`."),
        ("cluster", "Cluster key."),
        ("year", "Year; 0 where the input has none."),
        ("value", "Value of the members together."),
        ("lq", "Location quotient together."),
        ("stars", "Stars together."),
        ("best_stars", "Most stars a member has alone."),
        ("rank", "Rank by value together among the other regions."),
        ("best_rank", "Best rank by value of a member alone."),
        ("status", "Status of the quotient."),
    ],
    references: &[Reference {
        text: "Ketels, C. & Protsiv, S. (2014). Methodology and findings report for a cluster mapping of related sectors. European \
               Cluster Observatory, Stockholm.",
        locator: "stars; joining regions is isard's own",
        doi: "",
        checked: false,
    }],
    run,
};

/// Rows of one coalition; `members` are positions of the regions of the panel.
///
/// # Panics
/// When there are not `regions × clusters` values, or a member is not a region.
pub fn joint_stars(
    regions: &[String],
    clusters: &[String],
    values: &[f64],
    year: i64,
    members: &[usize],
    rule: &Rule,
) -> Vec<JointStarRow> {
    let (n, k) = (regions.len(), clusters.len());
    assert_eq!(values.len(), n * k, "a value for each cell");
    let mut joint = vec![f64::NAN; k];
    for &m in members {
        for (sum, &v) in joint.iter_mut().zip(&values[m * k..(m + 1) * k]) {
            // What is not known adds nothing; a sum of nothing known stays unknown.
            *sum = match (sum.is_nan(), v.is_nan()) {
                (_, true) => *sum,
                (true, false) => v,
                _ => *sum + v,
            };
        }
    }
    // The coalition stands where its first member stood, so that ties keep their order.
    let Some(&first) = members.iter().min() else { return Vec::new() };
    let kept: Vec<usize> = (0..n).filter(|r| *r == first || !members.contains(r)).collect();
    let place = kept.iter().position(|r| *r == first).unwrap_or(0);
    let row = |&r: &usize| if r == first { joint.clone() } else { values[r * k..(r + 1) * k].to_vec() };
    let together = Slab::new(kept.iter().flat_map(row).collect(), kept.len(), k);
    let alone = Slab::new(values.to_vec(), n, k);
    let (ours, theirs) = (stars::of_slab(&together, rule, None), stars::of_slab(&alone, rule, None));
    let mut keys: Vec<&str> = members.iter().map(|&m| regions[m].as_str()).collect();
    keys.sort_unstable();
    let coalition = keys.join("+");
    let rank = |slab: &Slab, r: usize, c: usize| {
        let own = slab.row(r)[c];
        let above = (0..slab.rows()).filter(|&q| slab.row(q)[c] > own).count() as i64;
        (!own.is_nan()).then_some(above + 1)
    };
    (0..k)
        .map(|c| {
            let star = &ours[place * k + c];
            JointStarRow {
                coalition: coalition.clone(),
                cluster: clusters[c].clone(),
                year,
                value: Some(joint[c]).filter(|v| !v.is_nan()),
                lq: star.lq.ok(),
                stars: star.count(),
                best_stars: members.iter().filter_map(|&m| theirs[m * k + c].count()).max(),
                rank: rank(&together, place, c),
                best_rank: members.iter().filter_map(|&m| rank(&alone, m, c)).min(),
                status: star.lq.err().unwrap_or(Status::Observed),
            }
        })
        .collect()
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    // Regions together have no productivity and growth of their own here.
    let rule = Rule { productivity_top: None, dynamism_top: None, ..Rule::of(options)? };
    let activity = Activity::read(inputs, options)?;
    let panel = &activity.panel;
    let coalitions = super::coalitions::read(options.text("coalitions"), &panel.regions)?;
    if coalitions.is_empty() {
        return Err(MethodError::BadOption {
            name: "coalitions".into(),
            value: String::new(),
            expected: "at least one coalition, such as `a+b`".into(),
        });
    }
    let last = panel.years.len() - 1;
    let cells = panel.regions.len() * panel.industries.len();
    let values = &panel.values[last * cells..];
    let rows: Vec<JointStarRow> = coalitions
        .iter()
        .flat_map(|m| joint_stars(&panel.regions, &panel.industries, values, panel.years[last], m, &rule))
        .collect();
    let mut output = activity.output(table_of(&rows));
    output.assumptions.push(rule.describe());
    Ok(output)
}
