//! Shift–share analysis of regional growth.

mod split;

pub use split::{Split, Step, Variant, split_cells, split_regions};

use super::years::{FROM, TO, between};
use crate::clusters::activity::{ABSENT, ACTIVITY, Activity, Long};
use crate::model::{Column, Reason, Status};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::space::Weights;
use crate::space::weights::WEIGHTS;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "shift-share",
    question: "dynamics",
    title: "Shift–share",
    summary: "How much of a region's change is the nation's growth, the mix of its industries, and the region's own advantage.",
    formula: "e and e' activity of an industry in the region, g its growth, G_i growth of the industry in the nation, G of the nation. \
              classic: national e·G, industry-mix e(G_i − G), competitive e(g − G_i). esteban-marquillas: with e* = e_r·E_i/E \
              competitive e*(g − G_i), allocation (e − e*)(g − G_i). dynamic: classic year by year, summed. spatial: with ğ growth of \
              the industry in the neighbours (Σ_s w_rs e'_s / Σ_s w_rs e_s − 1) neighbor e(ğ − G_i), local e(g − ğ). Summed over \
              industries. national + … + unallocated = change.",
    undefined: "unallocated: the change of cells whose rate has no base (no activity of the industry in the nation; in \
                esteban-marquillas none in the region; in spatial none in the neighbours), named by undefined:zero-base with by=cell; \
                undefined:island: neighbor and local of a region without neighbours; missing: no cell with a value in both years \
                (dynamic: in all). `rate` is empty without a base.",
    complexity: "O(regions × industries × steps); spatial times the mean number of neighbours.",
    inputs: &[ACTIVITY, InputSpec { optional: true, ..WEIGHTS }],
    options: &[
        OptionSpec::choice(
            "variant",
            &["classic", "esteban-marquillas", "dynamic", "spatial"],
            "classic",
            "Definition used; spatial needs the input weights.",
        ),
        OptionSpec::choice(
            "by",
            &["region", "cell"],
            "region",
            "Rows for regions, or for every region and industry.",
        ),
        FROM,
        TO,
        ABSENT,
    ],
    output: &[
        ("region", "Region key."),
        ("industry", "Industry key, with by=cell."),
        (
            "component",
            "national, industry-mix, competitive, allocation, neighbor, local, unallocated or change (their sum).",
        ),
        ("value", "Part of the change, in the unit of the activity."),
        ("status", "Status of the value."),
        ("rate", "Value over the activity of the first year."),
    ],
    references: &[
        Reference {
            text: "Dunn, E. S. (1960). A statistical and analytical technique for regional analysis. Papers in Regional Science 6(1), \
                   97–112.",
            locator: "classic, numbers of REAT 3.0.3 `shift`",
            doi: "10.1111/j.1435-5597.1960.tb01705.x",
            checked: true,
        },
        Reference {
            text: "Esteban-Marquillas, J. M. (1972). A reinterpretation of shift-share analysis. Regional and Urban Economics 2(3), \
                   249–255.",
            locator: "",
            doi: "10.1016/0034-3331(72)90033-4",
            checked: false,
        },
        Reference {
            text: "Barff, R. A. & Knight, P. L. (1988). Dynamic shift-share analysis. Growth and Change 19(2), 1–10.",
            locator: "",
            doi: "10.1111/j.1468-2257.1988.tb00465.x",
            checked: false,
        },
        Reference {
            text: "Nazara, S. & Hewings, G. J. D. (2004). Spatial structure and taxonomy of decomposition in shift-share analysis. \
                   Growth and Change 35(4), 476–490.",
            locator: "",
            doi: "10.1111/j.1468-2257.2004.00258.x",
            checked: false,
        },
    ],
    run,
};

/// Which cells have a value in all of the years (each a slice of cells).
pub fn complete(years: &[&[f64]]) -> Vec<bool> {
    let n = years.first().map_or(0, |y| y.len());
    (0..n).map(|at| years.iter().all(|y| !y[at].is_nan())).collect()
}

/// Components of a split with their names, those that do not exist with their
/// reason; `unallocated` and `change` come last.
pub(super) fn rows_of(
    split: &Split,
    variant: Variant,
    island: bool,
) -> Vec<(&'static str, Result<f64, Status>)> {
    let lacks = |name: &str, without: usize| match island && matches!(name, "neighbor" | "local") {
        true => Some(Reason::Island),
        false => (without == split.cells && split.cells > 0).then_some(Reason::ZeroBase),
    };
    let parts = split.parts.iter().zip(split.lacking);
    let mut rows: Vec<_> = variant
        .components()
        .iter()
        .zip(parts)
        .map(|(name, (v, without))| {
            (*name, lacks(name, without).map_or(Ok(*v), |r| Err(Status::Undefined(r))))
        })
        .collect();
    rows.push(("unallocated", Ok(split.unallocated)));
    rows.push(("change", Ok(split.change)));
    rows
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let panel = &activity.panel;
    let word = options.text("variant");
    let variant = Variant::of(word);
    let span = between(&panel.years, panel.has_year, options, 2)?;
    let map = match variant {
        Variant::Spatial => Some(Weights::read(inputs)?.among(&panel.regions)),
        _ => None,
    };
    let (rows, cols) = (panel.regions.len(), panel.industries.len());
    let year = |y: usize| &panel.values[y * rows * cols..(y + 1) * rows * cols];
    let chosen: Vec<usize> = match variant {
        Variant::Dynamic => span.clone().collect(),
        _ => vec![span.start, span.end - 1],
    };
    let used = complete(&chosen.iter().map(|y| year(*y)).collect::<Vec<_>>());
    let steps: Vec<Step> =
        chosen.windows(2).map(|w| Step::new(year(w[0]), year(w[1]), cols, &used)).collect();
    let by_cell = options.text("by") == "cell";
    let splits = if by_cell {
        split_cells(&steps, variant, map.as_ref())
    } else {
        split_regions(&steps, variant, map.as_ref())
    };
    let keys: &[&str] = if by_cell { &["region", "industry", "component"] } else { &["region", "component"] };
    let mut long = Long::new(keys, false);
    let mut rates = Vec::new();
    let mut left = 0;
    for (at, split) in splits.iter().enumerate() {
        let r = if by_cell { at / cols } else { at };
        let region = &panel.regions[r];
        let island = map.as_ref().is_some_and(|m| m.neighbors(r).is_empty());
        let nothing = Split::default();
        left += split.map_or(0, |s| s.lacking.into_iter().max().unwrap_or(0));
        for (name, value) in rows_of(split.as_ref().unwrap_or(&nothing), variant, island) {
            let value = if split.is_none() { Err(Status::Missing) } else { value };
            let keys: &[&str] =
                if by_cell { &[region, &panel.industries[at % cols], name] } else { &[region, name] };
            long.push(keys, 0, value);
            let base = split.map_or(0.0, |s| s.base);
            rates.push(value.ok().map(|v| v / base).filter(|v| v.is_finite()));
        }
    }
    let mut output = activity.output(long.table().with("rate", Column::Real(rates))).variant(word);
    let unused = used.iter().filter(|u| !**u).count();
    if unused > 0 {
        output.warnings.push(format!(
            "{unused} of {} cells lack a value in a year that counts and take no part, in the nation either",
            used.len()
        ));
    }
    if left > 0 {
        output.warnings.push(format!(
            "{left} cells have a growth rate without a base: their change is listed as unallocated"
        ));
    }
    Ok(output.figure("year_from", panel.years[span.start]).figure("year_to", panel.years[span.end - 1]))
}
