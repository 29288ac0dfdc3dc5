//! Porter's strong clusters.

use super::activity::{ABSENT, ACTIVITY, Activity, Long};
use super::cluster_stars::establishments;
use super::location_quotient::{Variant, of_slab};
use super::minimum_size::{self, MinimumSize, with_size};
use super::split::{self, SPLIT};
use super::stars::mark_top;
use crate::model::Column;
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "strong-clusters",
    question: "clusters",
    title: "Strong clusters",
    summary: "Clusters in the top quartile of regions by location quotient that also have a minimum size.",
    formula: "strong_ij: LQ_ij among the ⌈p·n⌉ highest of the n regions with a quotient (p = 0.25; ties by region key), \
              LQ_ij ≥ minimum quotient, e_ij ≥ minimum value and, where establishments are given, b_ij ≥ minimum number of establishments; n counts the regions whose total \
              reaches the minimum of regions.",
    undefined: "As the location quotient; `strong` is empty where it is undefined, where the region is too small to be ranked, or where a minimum number of \
                establishments is asked for and the cell's is unknown.",
    complexity: "O(regions × industries) per year.",
    inputs: &[
        ACTIVITY,
        SPLIT,
        InputSpec {
            name: "establishments",
            columns: "region, industry[, year], value: number of establishments",
            optional: true,
        },
    ],
    options: crate::options![
        [
            OptionSpec::real("top", 0.0, 1.0, "0.25", "Top share of regions by location quotient."),
            OptionSpec::real(
                "minimum-lq",
                0.0,
                f64::MAX,
                "0",
                "Least location quotient; 1 leaves out what is no specialisation.",
            )
        ],
        minimum_size::OPTIONS,
        [ABSENT]
    ],
    output: &[
        ("region", "Region key."),
        ("industry", "Industry or cluster key."),
        ("year", "Year, where the input has years."),
        ("value", "Location quotient."),
        ("status", "Status of the quotient."),
        ("strong", "Whether the cluster is strong."),
    ],
    references: &[Reference {
        text: "Delgado, M., Porter, M. E. & Stern, S. (2014). Clusters, convergence, and economic performance. Research \
               Policy 43(10), 1785–1799.",
        locator: "",
        doi: "10.1016/j.respol.2014.05.007",
        checked: false,
    }],
    run,
};

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let panel = &activity.panel;
    let plants = establishments(inputs, panel)?;
    let traded = split::read(inputs, &panel.industries)?;
    let least = |name: &str| options.real(name).unwrap_or(0.0);
    let (top, minimum) = (least("top"), MinimumSize::of(options));
    if minimum.establishments > 0.0 && plants.is_none() {
        return Err(MethodError::MissingInput {
            name: "establishments",
            columns: "region, industry[, year], value",
        });
    }
    let (rows, cols) = (panel.regions.len(), panel.industries.len());
    let mut long = Long::new(&["region", "industry"], panel.has_year);
    let mut strong = Vec::new();
    for (y, &year) in panel.years.iter().enumerate() {
        let slab = activity.slab(y);
        let quotients = match &traded {
            Some(traded) => split::quotients(&slab, traded, Variant::Ratio),
            None => of_slab(&slab, Variant::Ratio),
        };
        let ranked = minimum.ranked(&slab);
        let mut marked = vec![None; rows * cols];
        let (mut marks, mut room) = (vec![false; rows], Vec::new());
        for i in 0..cols {
            let of =
                |r: usize| if ranked[r] { quotients[r * cols + i].unwrap_or(f64::NAN) } else { f64::NAN };
            let column: Vec<f64> = (0..rows).map(of).collect();
            mark_top(&column, top, &mut marks, &mut room);
            for r in (0..rows).filter(|&r| !column[r].is_nan()) {
                let at = r * cols + i;
                let high = marks[r] && column[r] >= least("minimum-lq");
                let value = minimum.enough(slab.cells()[at], (f64::NAN, f64::NAN));
                let number = plants.as_ref().map_or(f64::NAN, |n| n[y * rows * cols + at]);
                // What is too small or not specialised is not strong whatever its establishments.
                marked[at] = with_size(with_size(Some(high), value), minimum.enough_establishments(number));
            }
        }
        for (at, lq) in quotients.into_iter().enumerate() {
            long.push(&[&panel.regions[at / cols], &panel.industries[at % cols]], year, lq);
            strong.push(marked[at]);
        }
    }
    Ok(activity.output(long.table().with("strong", Column::Boolean(strong))))
}
