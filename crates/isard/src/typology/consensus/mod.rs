//! The method `consensus`: one grouping from many.

mod average_tree;
mod co_association;
mod evidence;
mod three_starts;

pub use co_association::CoAssociation;
pub use evidence::{Consensus, MOST_ROWS, consensus};
pub use three_starts::{Begin, Disagreement, ThreeStarts, three_starts};

use super::INDICATOR_INPUTS;
use super::group_rows::{graded_rows, judged, ordered, silhouettes_of};
use super::grouper::{Grouper, GrouperOptions};
use super::grouping::{DATA, Data, K, data};
use crate::model::{Column, Reason, Status, Table, TextColumn, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "consensus",
    question: "typology",
    title: "Consensus of groupings",
    summary: "Groups regions by several methods and on resampled regions, counts how often two regions fall together, and groups them by that; says for every region how far the groupings agree on it.",
    formula: "evidence: share m(i, j) = groupings in which i and j share a group / groupings that hold both, over each method once on all regions and the methods in turn on `draws` bootstrap samples of regions (each used once, with all its years); average linkage on 1 − m, cut into k. Agreement of a region: mean m with the other members of its group, 1 for a region alone. PAC: share of pairs with 0.1 < m < 0.9. Cophenetic: correlation of 1 − m with the heights at which pairs merge. Regions in no dense group are together with no other. three-starts: k-means from three starts; a grouping that two or three of them have exactly is accepted; agreement: share of the starts that put the region there. Starts `random`: three draws of k-means++; `rules`: the first k distinct regions, regions at even steps of their distances from the mean, regions each farthest from those before.",
    undefined: "three-starts without two equal groupings: refused with the three sums of squares, or with no-agreement=best the best of them, said not to be agreed. Groupings that a method cannot make (a collapsed mixture) are left out and counted. k above the number of distinct rows: refused, in the table `validity` undefined:too-few. Cophenetic: empty where all pairs agree alike.",
    complexity: "The groupings; O(n²·groupings) for the pairs on all threads, 4n² bytes; at most 12,000 rows. table=validity: that for each k.",
    inputs: INDICATOR_INPUTS,
    options: crate::options![
        [
            K,
            OptionSpec::choice(
                "method",
                &["evidence", "three-starts"],
                "evidence",
                "How the consensus is made."
            ),
            OptionSpec::text(
                "groupings",
                "k-means,ward,pam,gaussian-mixture-diagonal",
                "Methods of evidence, a comma list of k-means, ward, ward-d, complete, average, single, pam, gaussian-mixture, gaussian-mixture-diagonal, gaussian-mixture-spherical, gaussian-mixture-tied, fuzzy-c-means, hdbscan.",
            ),
            OptionSpec::integer(
                "draws",
                0,
                60_000,
                "40",
                "Bootstrap samples, shared out among the methods; 0: each method once.",
            ),
            OptionSpec::integer(
                "starts",
                1,
                1_000_000,
                "10",
                "Starts of the methods in each grouping; mixtures and fuzzy groups take at most 3.",
            ),
            OptionSpec::integer(
                "min-size",
                2,
                1_000_000,
                "5",
                "Least number of regions of a group of hdbscan."
            ),
            OptionSpec::choice("begin", &["random", "rules"], "random", "Where the three starts begin."),
            OptionSpec::choice(
                "no-agreement",
                &["refuse", "best"],
                "refuse",
                "When no two of three starts agree: refuse, or take the least sum of squares.",
            ),
            OptionSpec::integer("k-max", 2, 1000, "6", "Largest number of groups in the table `validity`."),
            OptionSpec::choice(
                "table",
                &["groups", "matrix", "validity"],
                "groups",
                "What to write: groups; the matrix of shares m, a column a region (evidence); PAC and cophenetic correlation of each k from 2 (evidence).",
            ),
            OptionSpec::seed()
        ],
        DATA
    ],
    output: &[
        ("region", "Region."),
        ("year", "Year; empty when the input has none."),
        ("group", "Group; 1 has the highest mean index (Hellwig's)."),
        ("silhouette", "(b − a)/max(a, b) of mean distances to the own and the nearest other group."),
        ("probability", "Agreement of the groupings on the region; not a probability in the strict sense."),
        (
            "(regions)",
            "table=matrix: a column a region (region:year where the input has years), the share m.",
        ),
        (
            "k, pac, cophenetic",
            "table=validity: one row a number of groups; small PAC and large correlation are good.",
        ),
        ("status", "observed, estimated (a value was filled) or undefined."),
    ],
    references: &[
        Reference {
            text: "Fred, A. L. N. & Jain, A. K. (2005). Combining multiple clusterings using evidence accumulation. IEEE Transactions on Pattern Analysis and Machine Intelligence 27, 835–850",
            locator: "",
            doi: "10.1109/TPAMI.2005.113",
            checked: false,
        },
        Reference {
            text: "Monti, S., Tamayo, P., Mesirov, J. & Golub, T. (2003). Consensus clustering. Machine Learning 52, 91–118",
            locator: "",
            doi: "10.1023/A:1023949509487",
            checked: false,
        },
        Reference {
            text: "Șenbabaoğlu, Y., Michailidis, G. & Li, J. Z. (2014). Critical limitations of consensus clustering in class discovery. Scientific Reports 4, 6207",
            locator: "",
            doi: "10.1038/srep06207",
            checked: false,
        },
    ],
    run,
};

crate::record! {
    /// How clear a consensus is.
    pub struct ConsensusRow in "typology"/"consensus", key ["k"] {
        /// Number of groups.
        k: i64,
        /// Share of pairs on which the groupings disagree: m above 0.1 and below 0.9.
        pac: Option<f64> [Kind::SHARE],
        /// Correlation of 1 − m with the heights at which pairs merge.
        cophenetic: Option<f64>,
        /// Groupings counted.
        groupings: i64,
        /// Status.
        status: Status,
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let mut data = data(inputs, options)?;
    let asked = GrouperOptions {
        k: options.integer("k") as usize,
        starts: options.integer("starts") as usize,
        least_size: options.integer("min-size") as usize,
        seed: options.integer("seed") as u64,
    };
    let mut output = match options.text("method") {
        "three-starts" if options.text("table") != "groups" => {
            return Err(MethodError::data_hint(
                format!("method=three-starts has no table `{}`", options.text("table")),
                "use table=groups, or method=evidence",
            ));
        }
        "three-starts" => of_three_starts(&data, options, &asked)?,
        _ => of_evidence(&data, options, &asked)?,
    };
    let own = std::mem::take(&mut output.warnings);
    output.warnings = std::mem::take(&mut data.prepared.warnings);
    output.warnings.extend(own);
    output.assumptions = std::mem::take(&mut data.prepared.assumptions);
    Ok(output)
}

/// The table of groups with agreement in the place of a probability.
fn grouped(data: &Data, labels: &[usize], agreement: &[f64]) -> Output {
    let mut labels = labels.to_vec();
    let k = labels.iter().max().map_or(0, |m| m + 1);
    ordered(&mut labels, k, data.index.as_deref());
    let some: Vec<Option<usize>> = labels.into_iter().map(Some).collect();
    let silhouettes = silhouettes_of(&data.z, &some);
    let agreement: Vec<Option<f64>> = agreement.iter().copied().map(Some).collect();
    let table = table_of(&graded_rows(data, &some, &silhouettes, &agreement));
    judged(Output::new(table), &data.z, &some, &silhouettes)
}

fn of_three_starts(data: &Data, options: &Options, asked: &GrouperOptions) -> Result<Output, MethodError> {
    let begin = if options.text("begin") == "rules" { Begin::Rules } else { Begin::Random };
    let disagreement = match options.text("no-agreement") {
        "best" => Disagreement::Best,
        _ => Disagreement::Refuse,
    };
    let found = three_starts(&data.z, asked.k, begin, disagreement, asked.seed)?;
    let mut output = grouped(data, &found.labels, &found.agreement)
        .variant(format!(
            "three starts of k-means, {}, normalised by {}",
            options.text("begin"),
            data.normalization.describe()
        ))
        .figure("agreeing_starts", found.agreeing)
        .figure("total_within_ss_of_starts", found.total_within_ss.to_vec())
        .figure("adjusted_rand_of_starts", found.adjusted_rand.to_vec());
    let least = found.total_within_ss.iter().copied().fold(f64::INFINITY, f64::min);
    let taken = output.figures["total_within_ss"].as_f64().unwrap_or(least);
    if found.agreeing == 1 {
        output
            .warnings
            .push("no two of three starts agree: this is the best of them, not an agreed grouping".into());
    } else if taken > least * (1.0 + 1e-9) {
        output.warnings.push(format!(
            "two starts agree, but the third has a smaller sum of squares ({least:.6} against {taken:.6})"
        ));
    }
    Ok(output)
}

fn of_evidence(data: &Data, options: &Options, asked: &GrouperOptions) -> Result<Output, MethodError> {
    let groupers: Vec<Grouper> =
        options.list("groupings").into_iter().map(Grouper::from_word).collect::<Result<_, _>>()?;
    let units: Vec<usize> = data.prepared.items.iter().map(|i| i.region).collect();
    let draws = options.integer("draws") as usize;
    let variant = format!(
        "evidence of {}, {draws} draws, average linkage, normalised by {}",
        options.text("groupings"),
        data.normalization.describe()
    );
    if options.text("table") == "validity" {
        let rows = validity_rows(data, &units, &groupers, asked, draws, options.integer("k-max") as usize)?;
        return Ok(Output::new(table_of(&rows)).variant(variant));
    }
    let found = consensus(&data.z, &units, &groupers, asked, draws)?;
    let mut output = grouped(data, &found.labels, &found.agreement);
    if options.text("table") == "matrix" {
        output.table = matrix_table(data, &found.pairs);
    }
    let mean = found.agreement.iter().sum::<f64>() / found.agreement.len() as f64;
    output = output
        .variant(variant)
        .figure("groupings", found.groupings)
        .figure("pac", found.pairs.ambiguous())
        .figure("cophenetic", found.cophenetic)
        .figure("mean_agreement", mean);
    let (failed, reason) = found.failed;
    if failed > 0 {
        let reason = reason.unwrap_or_default();
        output.warnings.push(format!(
            "{failed} groupings could not be made and were left out, the last because: {reason}"
        ));
    }
    let doubtful =
        found.agreement.iter().zip(&found.next_best).filter(|(a, n)| n.is_some_and(|n| n > **a)).count();
    if doubtful > 0 {
        output
            .warnings
            .push(format!("{doubtful} rows fall together more often with another group than with their own"));
    }
    Ok(output)
}

fn validity_rows(
    data: &Data,
    units: &[usize],
    groupers: &[Grouper],
    asked: &GrouperOptions,
    draws: usize,
    k_max: usize,
) -> Result<Vec<ConsensusRow>, MethodError> {
    let mut rows = Vec::new();
    for k in 2..=k_max {
        let found = consensus(&data.z, units, groupers, &GrouperOptions { k, ..*asked }, draws);
        // What refuses the smallest k refuses the request.
        if k == 2 {
            found.as_ref().map_err(Clone::clone)?;
        }
        rows.push(ConsensusRow {
            k: k as i64,
            pac: found.as_ref().ok().and_then(|f| f.pairs.ambiguous()),
            cophenetic: found.as_ref().ok().and_then(|f| f.cophenetic),
            groupings: found.as_ref().map_or(0, |f| f.groupings as i64),
            status: if found.is_ok() { Status::Observed } else { Status::Undefined(Reason::TooFew) },
        });
    }
    Ok(rows)
}

/// The matrix of shares, rows and columns in order of region and year.
fn matrix_table(data: &Data, pairs: &CoAssociation) -> Table {
    let p = &data.prepared;
    let mut order: Vec<usize> = (0..p.items.len()).collect();
    order.sort_by_key(|&i| (p.items[i].region, p.items[i].year));
    let key = |i: usize| {
        let item = p.items[i];
        let region = &p.regions[item.region];
        if p.has_year { format!("{region}:{}", p.years[item.year]) } else { region.clone() }
    };
    let mut keys = TextColumn::new();
    order.iter().for_each(|&i| keys.push(Some(&key(i))));
    let mut table = Table::new().with("region", Column::Text(keys));
    for &j in &order {
        table.push(key(j), Column::Real(order.iter().map(|&i| Some(pairs.share(i, j))).collect()));
    }
    table
}
