//! The method `markov`: moves of regions between classes of values.

pub mod chain;
pub mod classes;
pub mod homogeneity;
pub mod mobility;

use super::panel::{Panel, UNBALANCED};
use super::values::{VALUES, Values};
use crate::clusters::slab::Measured;
use crate::model::{Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::typology::group_transitions::wilson;
use chain::Chain;
use classes::{CLASSES, CUT_POINTS, Classes, Cuts, K, RELATIVE, STEP};
use homogeneity::Homogeneity;
use serde_json::{Value, json};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "markov",
    question: "inequality",
    title: "Markov chain of classes",
    summary: "How often regions move from one class of values to another, where that leads in the long run, and how long it takes.",
    formula: "p_ij = n_ij/n_i, n_ij the moves from class i to j over `step` of the years given, all regions and years together; \
              limits by Wilson. Long run π = πP; mean first passage m_ij = 1 + Σ_{l≠j} p_il m_lj, m_jj = 1 + Σ_{l≠j} p_jl m_lj; \
              half-life −ln 2/ln|λ₂|. Mobility: Shorrocks (k − tr P)/(k − 1), 1 − |det P|, 1 − |λ₂|, k/(k − 1) Σ π_i(1 − p_ii), \
              Bartholomew Σ π_i p_ij |i − j|/(k − 1). Tests against the pooled chain, over conditions l: LR = 2 Σ n_ij(l) ln(p_ij(l)/p_ij), \
              Q = Σ n_i(l)(p_ij(l) − p_ij)²/p_ij, both χ² with Σ_i (a_i − 1)(b_i − 1): over periods (homogeneity in time), over \
              the class a step earlier (Markov property), over the class of the start (independence).",
    undefined: "undefined:empty-class: no move starts in the class, its row is not known; long run undefined:reducible: several \
                sets of classes are never left, so there are several; half-life undefined:divergent: the chain goes round in a \
                fixed order; first passage undefined:unreachable: the class may never be entered, the mean is infinite.",
    complexity: "O(n T log(n T) + k⁴).",
    inputs: &[VALUES],
    options: &[
        K,
        CLASSES,
        CUT_POINTS,
        RELATIVE,
        STEP,
        OptionSpec::integer(
            "periods",
            2,
            100,
            "2",
            "Number of stretches of years compared by the test of homogeneity in time.",
        ),
        UNBALANCED,
    ],
    output: &[
        ("from", "Class before; 1 is the lowest."),
        ("to", "Class after."),
        ("count", "Number of moves."),
        ("probability", "Share of the moves that start in the class before."),
        ("low", "Lower limit, 90 %, as if moves were independent."),
        ("high", "Upper limit."),
        ("first_passage", "Mean number of steps until the class after is first entered."),
        ("status", "Status of the probability."),
        ("first_passage_status", "Status of the first passage."),
    ],
    references: &[
        Reference {
            text: "Quah, D. (1993). Empirical cross-section dynamics in economic growth. European Economic Review 37, 426–434.",
            locator: "",
            doi: "10.1016/0014-2921(93)90031-5",
            checked: false,
        },
        Reference {
            text: "Bickenbach, F. & Bode, E. (2003). Evaluating the Markov property in studies of economic convergence. \
                   International Regional Science Review 26, 363–392.",
            locator: "LR, Q and degrees of freedom, numbers of giddy 2.3.8",
            doi: "10.1177/0160017603253789",
            checked: true,
        },
        Reference {
            text: "Kemeny, J. G. & Snell, J. L. (1976). Finite Markov Chains. Springer.",
            locator: "first passage, numbers of giddy 2.3.8",
            doi: "",
            checked: true,
        },
        Reference {
            text: "Shorrocks, A. F. (1978). The measurement of mobility. Econometrica 46, 1013–1024.",
            locator: "numbers of giddy 2.3.8",
            doi: "10.2307/1911433",
            checked: true,
        },
    ],
    run,
};

crate::record! {
    /// Moves between classes.
    pub struct MoveRow in "inequality"/"moves", key ["from", "to"] {
        /// Class before.
        from: i64,
        /// Class after.
        to: i64,
        /// Number of moves.
        count: i64,
        /// Share of the moves that start in the class before.
        probability: Option<f64>,
        /// Lower limit.
        low: Option<f64>,
        /// Upper limit.
        high: Option<f64>,
        /// Mean number of steps until the class after is first entered.
        first_passage: Option<f64>,
        /// Status of the probability.
        status: Status,
        /// Status of the first passage.
        first_passage_status: Status,
    }
}

/// Rows of a chain, from and to in order.
pub fn move_rows(chain: &Chain) -> Vec<MoveRow> {
    let passage = chain.first_passage();
    let k = chain.k;
    let row = |at: usize| {
        let (i, j) = (at / k, at % k);
        let limits = wilson(chain.moves(i, j) as f64, chain.starts(i) as f64);
        let probability = chain.probability(i, j);
        MoveRow {
            from: i as i64 + 1,
            to: j as i64 + 1,
            count: chain.moves(i, j) as i64,
            probability,
            low: limits.map(|l| l.0),
            high: limits.map(|l| l.1),
            first_passage: passage[at].ok(),
            status: if probability.is_some() { Status::Observed } else { empty() },
            first_passage_status: passage[at].err().unwrap_or_default(),
        }
    };
    (0..k * k).map(row).collect()
}

/// No move starts in the class.
pub(super) fn empty() -> Status {
    Status::Undefined(crate::model::Reason::EmptyClass)
}

/// A value, or the status in its place.
pub(super) fn measured(value: Measured) -> Value {
    value.map_or_else(|status| json!(status.as_str()), |v| json!(v))
}

/// What a chain leads to, for the metadata.
pub(super) fn figures(chain: &Chain) -> Value {
    let ergodic = match chain.ergodic() {
        Ok(shares) => shares.into_iter().map(measured).collect(),
        Err(status) => json!(status.as_str()),
    };
    let closed = chain.closed_classes().map_or_else(
        |s| json!(s.as_str()),
        |sets| json!(sets.iter().map(|s| s.iter().map(|c| c + 1).collect::<Vec<_>>()).collect::<Vec<_>>()),
    );
    let mobility: serde_json::Map<String, Value> =
        mobility::indices(chain).into_iter().map(|(name, v)| (name.to_string(), measured(v))).collect();
    json!({
        "ergodic": ergodic,
        "never_left": closed,
        "half_life": measured(chain.half_life()),
        "mobility": mobility,
    })
}

/// A test, for the metadata.
pub(super) fn test_figures(test: Result<Homogeneity, Status>) -> Value {
    match test {
        Ok(t) => {
            json!({ "lr": t.lr, "p_lr": t.p_lr, "q": t.q, "p_q": t.p_q, "degrees_of_freedom": t.freedom })
        }
        Err(status) => json!(status.as_str()),
    }
}

/// Remarks on years and classes that both chains share.
pub(super) fn remarks(panel: &Panel, classes: &Classes, output: &mut Output) {
    let gaps: Vec<i64> = panel.years.windows(2).map(|w| w[1] - w[0]).collect();
    if gaps.windows(2).any(|g| g[0] != g[1]) {
        output.warnings.push(
            "the years given are not equally far apart: moves over different times are mixed, and steps are not years".into(),
        );
    }
    output.figures.insert("cut_points".into(), json!(classes.borders));
    output.figures.insert("regions".into(), json!(panel.len()));
    output.figures.insert("years".into(), json!(panel.years.len()));
    output.assumptions.push("intervals take moves as independent, of one region as of several".into());
}

/// The panel of the input and its classes.
pub(super) fn classified(
    inputs: &Inputs,
    options: &Options,
) -> Result<(Panel, Vec<f64>, Vec<String>, usize), MethodError> {
    let given = Values::read(inputs)?;
    let (panel, warnings) = Panel::of(&given, options.text("unbalanced"))?;
    let step = options.integer("step") as usize;
    if step >= panel.years.len() {
        return Err(MethodError::data_hint(
            format!(
                "a move over {step} of the years given needs {} years; there are {}",
                step + 1,
                panel.years.len()
            ),
            "set a smaller step",
        ));
    }
    let values = classes::relative(&panel, options.text("relative"))?;
    Ok((panel, values, warnings, step))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let cuts = Cuts::of(options)?;
    let (panel, values, warnings, step) = classified(inputs, options)?;
    let classes = cuts.classify(&values, panel.len(), &panel.years)?;
    let chain = Chain::count(classes.k, &classes.of, panel.len(), step);
    let periods = options.integer("periods") as usize;
    let in_time = homogeneity::by_period(classes.k, &classes.of, panel.len(), step, periods);
    let past = homogeneity::by_past(classes.k, &classes.of, panel.len(), step);
    let start = homogeneity::by_start(&chain);
    let mut output = Output::new(table_of(&move_rows(&chain))).variant(options.text("classes"));
    if let Value::Object(found) = figures(&chain) {
        output.figures.extend(found);
    }
    for (name, chains) in
        [("homogeneity_in_time", in_time), ("markov_property", past), ("independence", start)]
    {
        output.figures.insert(name.into(), test_figures(homogeneity::homogeneity(&chains)));
    }
    output.warnings = warnings;
    remarks(&panel, &classes, &mut output);
    Ok(output)
}
