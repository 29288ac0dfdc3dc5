//! Co-occurrence of industries in regions.

use super::presence::{PRESENCE, Presence, THRESHOLD};
use super::square::pair_output;
use crate::clusters::activity::{ABSENT, ACTIVITY, Activity};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use rayon::prelude::*;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "co-occurrence",
    question: "complexity",
    title: "Co-occurrence of industries",
    summary: "In how many regions two industries are both at home.",
    formula: "C_ij = Σ_r M_ri M_rj, M_ri = 1 where region r has industry i (presence = lq: LQ ≥ threshold; value: value ≥ \
              threshold). The diagonal C_ii is the ubiquity of the industry; it is listed with diagonal = ubiquity.",
    undefined: "Never: a count of zero is a count. A cell without a value counts as not present; the number of such cells is said.",
    complexity: "O(industries² × regions / 64) time a year by bits, O(industries²) memory.",
    inputs: &[ACTIVITY],
    options: &[
        PRESENCE,
        THRESHOLD,
        OptionSpec::choice(
            "diagonal",
            &["none", "ubiquity"],
            "none",
            "Whether an industry is paired with itself: none, or ubiquity (regions that have it).",
        ),
        ABSENT,
    ],
    output: &[
        ("industry", "Industry key."),
        ("other", "Key of the other industry; every pair stands in both orders."),
        ("year", "Year, where the input has years."),
        ("value", "Number of regions that have both."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Balland, P.-A. (2017). Economic geography in R: introduction to the EconGeo package. Papers in Evolutionary \
                   Economic Geography 17.09.",
            locator: "`co.occurrence` of EconGeo 1.3",
            doi: "",
            checked: true,
        },
        Reference {
            text: "van Eck, N. J. & Waltman, L. (2009). How to normalize cooccurrence data? An analysis of some well-known \
                   similarity measures. Journal of the American Society for Information Science and Technology 60(8), 1635–1651.",
            locator: "",
            doi: "10.1002/asi.21075",
            checked: false,
        },
    ],
    run,
};

/// Counts of joint presence, industries × industries, with the ubiquity on the diagonal.
///
/// ```
/// use isard::complexity::{co_occurrence::counts, presence::Presence};
/// // Three regions; industry 0 in all, industry 1 in the first alone.
/// let presence = Presence::new(3, 2, |r, i| i == 0 || r == 0);
/// assert_eq!(counts(&presence), [3, 1, 1, 1]);
/// ```
pub fn counts(presence: &Presence) -> Vec<u32> {
    let n = presence.industries();
    let mut all = vec![0; n * n];
    if n == 0 {
        return all;
    }
    all.par_chunks_mut(n).enumerate().for_each(|(i, row)| {
        let own = presence.industry(i);
        for (j, count) in row.iter_mut().enumerate().skip(i) {
            let other = presence.industry(j);
            *count = own.iter().zip(other).map(|(a, b)| (a & b).count_ones()).sum();
        }
    });
    for i in 0..n {
        for j in 0..i {
            all[i * n + j] = all[j * n + i];
        }
    }
    all
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let diagonal = options.text("diagonal") == "ubiquity";
    pair_output(&activity, diagonal, |year| {
        let presence = Presence::of_year(&activity, year, options);
        Ok(counts(&presence).into_iter().map(|c| Ok(f64::from(c))).collect())
    })
}
