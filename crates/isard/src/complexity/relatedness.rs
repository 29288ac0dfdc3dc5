//! Relatedness of industries from their co-occurrence.

use super::co_occurrence::counts;
use super::presence::{PRESENCE, Presence, THRESHOLD};
use super::square::{MATRIX, PAIR, Square, pair_output, push_pairs};
use crate::clusters::activity::{ABSENT, ACTIVITY, Activity, Long};
use crate::clusters::slab::Measured;
use crate::model::{Reason, Status};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "relatedness",
    question: "complexity",
    title: "Relatedness of industries",
    summary: "How much more often two industries are at home in the same regions than their frequency alone explains.",
    formula: "C_ij co-occurrences, s_i the base of industry i: base = co-occurrences: s_i = Σ_{j≠i} C_ij, T = Σ s_i; base = \
              occurrences: s_i = C_ii (regions that have it), T = number of regions. association: T·C_ij/(s_i s_j); probability: \
              C_ij / [(T/2)·((s_i/T)·s_j/(T − s_i) + (s_j/T)·s_i/(T − s_j))], observed over expected number of draws of the pair; \
              cosine: C_ij/√(s_i s_j); jaccard: C_ij/(s_i + s_j − C_ij); proximity: C_ij/max(C_ii, C_jj), the lesser of the two \
              conditional probabilities, whatever the base.",
    undefined: "undefined:empty-industry: one of the two is at home nowhere, or (base = co-occurrences) never beside another.",
    complexity: "O(industries² × regions / 64) time a year, O(industries²) memory.",
    inputs: &[
        InputSpec { optional: true, ..ACTIVITY },
        InputSpec {
            name: MATRIX.name,
            columns: "co-occurrences instead of activity; square and symmetric: first column the industry, one column an industry; \
                      the diagonal counts occurrences",
            optional: true,
        },
    ],
    options: &[
        OptionSpec::choice(
            "variant",
            &["probability", "association", "cosine", "jaccard", "proximity"],
            "probability",
            "Definition used.",
        ),
        OptionSpec::choice(
            "base",
            &["co-occurrences", "occurrences"],
            "co-occurrences",
            "What frequency is measured by; `occurrences` is not defined for probability.",
        ),
        PRESENCE,
        THRESHOLD,
        ABSENT,
    ],
    output: PAIR_OUTPUT,
    references: &[
        Reference {
            text: "van Eck, N. J. & Waltman, L. (2009). How to normalize cooccurrence data? An analysis of some well-known \
                   similarity measures. Journal of the American Society for Information Science and Technology 60(8), 1635–1651.",
            locator: "probability and cosine, numbers of EconGeo 1.3 `relatedness`",
            doi: "10.1002/asi.21075",
            checked: true,
        },
        Reference {
            text: "Steijn, M. P. A. (2021). Improvement on the association strength: implementing a probabilistic measure based on \
                   combinations without repetition. Quantitative Science Studies 2(2), 778–794.",
            locator: "probability",
            doi: "10.1162/qss_a_00122",
            checked: false,
        },
    ],
    run,
};

/// Columns of pairs.
pub(super) const PAIR_OUTPUT: &[(&str, &str)] = &[
    ("industry", "Industry key."),
    ("other", "Key of the other industry; every pair stands in both orders."),
    ("year", "Year, where the input has years."),
    ("value", "Relatedness in the chosen variant."),
    ("status", "Status of the value."),
];

/// Named definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// Observed over expected draws of the pair without replacement of an industry.
    #[default]
    Probability,
    /// Observed over the product of shares.
    Association,
    /// Over the geometric mean.
    Cosine,
    /// Over the union.
    Jaccard,
    /// Lesser conditional probability.
    Proximity,
}

impl Variant {
    /// The variant of a word; the default for any other.
    pub fn of(word: &str) -> Variant {
        match word {
            "association" => Variant::Association,
            "cosine" => Variant::Cosine,
            "jaccard" => Variant::Jaccard,
            "proximity" => Variant::Proximity,
            _ => Variant::Probability,
        }
    }

    /// The word of the variant.
    pub fn word(self) -> &'static str {
        match self {
            Variant::Probability => "probability",
            Variant::Association => "association",
            Variant::Cosine => "cosine",
            Variant::Jaccard => "jaccard",
            Variant::Proximity => "proximity",
        }
    }
}

/// What the frequency of an industry is measured by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Base {
    /// Sums of co-occurrences with others.
    CoOccurrences,
    /// Regions that have the industry (the diagonal); the number of regions.
    Occurrences(f64),
}

/// Relatedness of each pair of n industries from co-occurrences in row order,
/// symmetric, with the occurrences on the diagonal. NaN where it does not
/// exist; zero on the diagonal, which is not a relation.
///
/// # Panics
/// When there are not n² counts.
pub fn of_counts(counts: &[f64], n: usize, variant: Variant, base: Base) -> Vec<f64> {
    assert_eq!(counts.len(), n * n, "a count for each pair");
    let by_occurrence = variant == Variant::Proximity || matches!(base, Base::Occurrences(_));
    let sum = |i: usize| (0..n).filter(|j| *j != i).map(|j| counts[i * n + j]).sum();
    let s: Vec<f64> = (0..n).map(|i| if by_occurrence { counts[i * n + i] } else { sum(i) }).collect();
    let total = match base {
        Base::Occurrences(regions) => regions,
        Base::CoOccurrences => s.iter().sum(),
    };
    let mut out = vec![0.0; n * n];
    for i in 0..n {
        for j in (0..n).filter(|j| *j != i) {
            // In one order, so that rounding cannot make the two halves differ.
            let (a, b) = (s[i.min(j)], s[i.max(j)]);
            let c = counts[i * n + j];
            out[i * n + j] = if a <= 0.0 || b <= 0.0 {
                f64::NAN
            } else {
                match variant {
                    Variant::Association => total * c / (a * b),
                    Variant::Probability => {
                        c / (0.5 * total * (a / total * b / (total - a) + b / total * a / (total - b)))
                    }
                    Variant::Cosine => c / (a * b).sqrt(),
                    Variant::Jaccard => c / (a + b - c),
                    Variant::Proximity => c / a.max(b),
                }
            };
        }
    }
    out
}

/// Relatedness of the industries of a year.
pub fn of_presence(presence: &Presence, variant: Variant, occurrences: bool) -> Vec<f64> {
    let counts: Vec<f64> = counts(presence).into_iter().map(f64::from).collect();
    let base = if occurrences { Base::Occurrences(presence.regions() as f64) } else { Base::CoOccurrences };
    of_counts(&counts, presence.industries(), variant, base)
}

pub(super) fn measured(v: f64) -> Measured {
    if v.is_nan() { Err(Status::Undefined(Reason::EmptyIndustry)) } else { Ok(v) }
}

/// Variant and base of checked options.
pub(super) fn definition(options: &Options) -> Result<(Variant, bool), MethodError> {
    let variant = Variant::of(options.text("variant"));
    let occurrences = options.text("base") == "occurrences";
    if occurrences && variant == Variant::Probability {
        return Err(MethodError::BadOption {
            name: "base".into(),
            value: "occurrences".into(),
            expected: "`co-occurrences` for variant=probability, which counts draws of pairs".into(),
        });
    }
    Ok((variant, occurrences))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let (variant, occurrences) = definition(options)?;
    if let Some(given) = Square::read(inputs)? {
        if inputs.names().any(|n| n == "activity") {
            return Err(MethodError::data_hint(
                "both `activity` and `matrix` were given",
                "co-occurrences are counted from `activity` or taken from `matrix`, not both",
            ));
        }
        if occurrences && variant == Variant::Association {
            return Err(MethodError::data_hint(
                "the number of regions is not known from a matrix of co-occurrences",
                "give `activity`, or use base=co-occurrences",
            ));
        }
        let base = if occurrences { Base::Occurrences(f64::NAN) } else { Base::CoOccurrences };
        let found = of_counts(&given.cells, given.keys.len(), variant, base);
        let cells: Vec<Measured> = found.into_iter().map(measured).collect();
        let mut long = Long::new(&PAIR, false);
        push_pairs(&mut long, &given.keys, 0, &cells, false);
        return Ok(Output::new(long.table()).variant(variant.word()));
    }
    let activity = Activity::read(inputs, options)?;
    let output = pair_output(&activity, false, |year| {
        let presence = Presence::of_year(&activity, year, options);
        Ok(of_presence(&presence, variant, occurrences).into_iter().map(measured).collect())
    })?;
    Ok(output.variant(variant.word()))
}
