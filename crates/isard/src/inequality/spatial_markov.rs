//! The method `spatial-markov`: moves between classes, given the class of the
//! neighbours.

use super::gini::known;
use super::markov::chain::Chain;
use super::markov::classes::{CLASSES, CUT_POINTS, Cuts, K, RELATIVE, STEP};
use super::markov::homogeneity::{Homogeneity, homogeneity, statistics};
use super::markov::{classified, figures, move_rows, remarks, test_figures};
use super::panel::{Panel, UNBALANCED};
use super::permutation::{DRAWS, Tails};
use super::values::VALUES;
use crate::inference::Random;
use crate::model::{Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::space::Weights;
use crate::space::weights::WEIGHTS;
use rayon::prelude::*;
use serde_json::json;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "spatial-markov",
    question: "inequality",
    title: "Spatial Markov chain",
    summary: "How often regions move between classes of values when their neighbours are poor, middling or rich, and whether that \
              makes a difference.",
    formula: "p_ij(l) = n_ij(l)/n_i(l) over the moves that start while the spatial lag Σ_j w_ij y_jt of the region (weights of a row \
              sum to one) is in class l. LR = 2 Σ n_ij(l) ln(p_ij(l)/p_ij) and Q = Σ n_i(l)(p_ij(l) − p_ij)²/p_ij against the chain of all \
              l, χ² with Σ_i (a_i − 1)(b_i − 1), a_i the lags under which moves start in i, b_i the classes they end in. \
              Permutation p: regions with their whole paths laid on the map at random, (M + 1)/(draws + 1).",
    undefined: "undefined:empty-class: no move starts in the class under that lag; tests undefined:too-few: no class has two ends \
                under two lags. A region without neighbours has no lag: it is left out and named. Long run, half-life and first \
                passage of each lag as in `markov`.",
    complexity: "O((draws + 1)(T · links + n T log(n T))).",
    inputs: &[VALUES, WEIGHTS],
    options: &[
        K,
        CLASSES,
        CUT_POINTS,
        OptionSpec::choice(
            "lag-classes",
            &["own-quantiles", "same-borders"],
            "own-quantiles",
            "Borders of the lag's classes: quantiles of the lags themselves, or those of the values.",
        ),
        RELATIVE,
        STEP,
        UNBALANCED,
        DRAWS,
        OptionSpec::seed(),
    ],
    output: &[
        ("from", "Class before; 1 is the lowest."),
        ("to", "Class after."),
        ("lag", "Class of the neighbours before."),
        ("count", "Number of moves."),
        ("probability", "Share of the moves that start in the class before under the lag."),
        ("low", "Lower limit, 90 %, as if moves were independent."),
        ("high", "Upper limit."),
        (
            "first_passage",
            "Mean number of steps until the class after is first entered, were the lag to stay.",
        ),
        ("status", "Status of the probability."),
        ("first_passage_status", "Status of the first passage."),
    ],
    references: &[
        Reference {
            text: "Rey, S. J. (2001). Spatial empirics for economic growth and convergence. Geographical Analysis 33, 195–214.",
            locator: "48 US states 1929–2009, numbers of giddy 2.3.8",
            doi: "10.1111/j.1538-4632.2001.tb00444.x",
            checked: true,
        },
        Reference {
            text: "Bickenbach, F. & Bode, E. (2003). Evaluating the Markov property in studies of economic convergence. \
                   International Regional Science Review 26, 363–392.",
            locator: "LR, Q and degrees of freedom, numbers of giddy 2.3.8",
            doi: "10.1177/0160017603253789",
            checked: true,
        },
    ],
    run,
};

crate::record! {
    /// Moves between classes under a class of the neighbours.
    pub struct LagMoveRow in "inequality"/"lag_moves", key ["from", "to", "lag"] {
        /// Class before.
        from: i64,
        /// Class after.
        to: i64,
        /// Class of the neighbours before.
        lag: i64,
        /// Number of moves.
        count: i64,
        /// Share of the moves that start in the class before under the lag.
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

/// How the lag is classed.
#[derive(Debug, Clone, PartialEq)]
pub enum LagCuts {
    /// By quantiles of its own.
    Own(Cuts),
    /// By the given borders, those of the values.
    Same(Vec<f64>),
}

/// Chains by the class of the neighbours.
#[derive(Debug, Clone, PartialEq)]
pub struct SpatialMarkov {
    /// One chain a class of the lag, the lowest first.
    pub chains: Vec<Chain>,
    /// All moves together.
    pub pooled: Chain,
    /// Whether the chains move alike.
    pub test: Result<Homogeneity, Status>,
    /// Draws against LR.
    pub lr: Tails,
    /// Draws against Q.
    pub q: Tails,
    /// Borders of the classes of the lag; none where they differ by year.
    pub lag_borders: Vec<f64>,
}

/// Counts moves by class and class of the lag. `values` and `classes` stand by
/// year, then region; `map` has these regions, each with a neighbour.
///
/// # Errors
/// Classes of the lag that would be empty.
///
/// Complexity: O((draws + 1)(T · links + n T log(n T))).
pub fn estimate(
    values: &[f64],
    classes: &[u8],
    k: usize,
    years: &[i64],
    map: &Weights,
    lag_cuts: &LagCuts,
    step: usize,
    draws: usize,
    seed: u64,
) -> Result<SpatialMarkov, MethodError> {
    let n = map.len();
    let map = map.row_standardized();
    let place = |order: &[usize]| -> Result<(Vec<Chain>, Vec<f64>), MethodError> {
        let mut lags = vec![0.0; values.len()];
        for (lag, year) in lags.chunks_mut(n).zip(values.chunks(n)) {
            for (i, l) in lag.iter_mut().enumerate() {
                *l = map.row(i).map(|(j, w)| w * year[order[j]]).sum();
            }
        }
        let lag = match lag_cuts {
            LagCuts::Own(cuts) => cuts.classify(&lags, n, years)?,
            LagCuts::Same(borders) => Cuts::Fixed(borders.clone()).classify(&lags, n, years)?,
        };
        let mut chains = vec![Chain::empty(k); lag.k];
        for (year, lag) in (0..years.len() - step).zip(lag.of.chunks(n)) {
            let (now, then) = (&classes[year * n..], &classes[(year + step) * n..]);
            for (i, &l) in lag.iter().enumerate() {
                chains[l as usize].add(now[order[i]], then[order[i]]);
            }
        }
        Ok((chains, lag.borders))
    };
    let given: Vec<usize> = (0..n).collect();
    let (chains, lag_borders) = place(&given)?;
    let (lr, q, _) = statistics(&chains);
    // A drawn map whose lags cannot be classed is drawn as a tie with the given one: it
    // neither speaks for nor against chance.
    let drawn: Vec<(f64, f64)> = (0..draws as u64)
        .into_par_iter()
        .map(|draw| {
            let mut order = given.clone();
            Random::new(seed, 0, draw).shuffle(&mut order);
            place(&order).map_or((lr, q), |(chains, _)| {
                let (lr, q, _) = statistics(&chains);
                (lr, q)
            })
        })
        .collect();
    Ok(SpatialMarkov {
        pooled: Chain::count(k, classes, n, step),
        test: homogeneity(&chains),
        lr: Tails::of(lr, drawn.iter().map(|d| d.0), lr),
        q: Tails::of(q, drawn.iter().map(|d| d.1), q),
        chains,
        lag_borders,
    })
}

/// The panel without regions that have no neighbour in it, and the links among
/// the others; the regions left out are named.
///
/// # Errors
/// A region that `map` does not know; no region with a neighbour.
pub fn on_map(
    panel: &Panel,
    values: &[f64],
    map: &Weights,
) -> Result<(Panel, Vec<f64>, Weights, Vec<String>), MethodError> {
    known(map, &panel.regions)?;
    let mut links = map.among(&panel.regions);
    let mut keep: Vec<usize> = (0..panel.len()).collect();
    let mut islands = Vec::new();
    // Weights of zero alone make no lag either. Without an island others may become one.
    loop {
        let lone = |i: usize| links.values(i).iter().sum::<f64>() <= 0.0;
        let stay: Vec<usize> = (0..links.len()).filter(|&i| !lone(i)).collect();
        if stay.len() == links.len() {
            break;
        }
        islands.extend((0..links.len()).filter(|&i| lone(i)).map(|i| links.regions()[i].clone()));
        keep = stay.iter().map(|&i| keep[i]).collect();
        let regions: Vec<String> = stay.iter().map(|&i| links.regions()[i].clone()).collect();
        links = links.among(&regions);
    }
    if keep.is_empty() {
        return Err(MethodError::data_hint(
            "no region with values has a neighbour",
            "check the keys of `weights`",
        ));
    }
    islands.sort();
    let n = panel.len();
    let taken = |cells: &[f64]| {
        (0..panel.years.len())
            .flat_map(|y| keep.iter().map(move |&i| (y, i)))
            .map(|(y, i)| cells[y * n + i])
            .collect()
    };
    let few = Panel {
        regions: keep.iter().map(|&i| panel.regions[i].clone()).collect(),
        values: taken(&panel.values),
        ..panel.clone()
    };
    Ok((few, taken(values), links, islands))
}

/// Rows of all chains: lag, from and to in order.
pub fn rows(found: &SpatialMarkov) -> Vec<LagMoveRow> {
    let of = |(lag, chain): (usize, &Chain)| {
        move_rows(chain).into_iter().map(move |r| LagMoveRow {
            from: r.from,
            to: r.to,
            lag: lag as i64 + 1,
            count: r.count,
            probability: r.probability,
            low: r.low,
            high: r.high,
            first_passage: r.first_passage,
            status: r.status,
            first_passage_status: r.first_passage_status,
        })
    };
    found.chains.iter().enumerate().flat_map(of).collect()
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let cuts = Cuts::of(options)?;
    let map = Weights::read(inputs)?;
    let (panel, values, mut warnings, step) = classified(inputs, options)?;
    let (panel, values, map, islands) = on_map(&panel, &values, &map)?;
    if !islands.is_empty() {
        warnings.push(format!(
            "{} regions have no neighbour and were left out: {}",
            islands.len(),
            islands.join(", ")
        ));
    }
    let classes = cuts.classify(&values, panel.len(), &panel.years)?;
    let lag_cuts = match (options.text("lag-classes"), cuts) {
        ("same-borders", Cuts::Yearly(_)) => {
            return Err(MethodError::data_hint(
                "classes=yearly-quantiles has other borders every year, so lag-classes=same-borders has none to use",
                "set lag-classes=own-quantiles",
            ));
        }
        ("same-borders", _) | (_, Cuts::Fixed(_)) => LagCuts::Same(classes.borders.clone()),
        (_, cuts) => LagCuts::Own(cuts),
    };
    let (draws, seed) = (options.integer("draws") as usize, options.integer("seed") as u64);
    let found = estimate(&values, &classes.of, classes.k, &panel.years, &map, &lag_cuts, step, draws, seed)?;
    let mut output = Output::new(table_of(&rows(&found))).variant(options.text("classes"));
    let mut test = test_figures(found.test);
    if let Some(test) = test.as_object_mut() {
        // Only a large statistic speaks against likeness.
        test.insert("p_lr_permutation".into(), json!(found.lr.p("greater")));
        test.insert("p_q_permutation".into(), json!(found.q.p("greater")));
    }
    output.figures.insert("homogeneity".into(), test);
    output.figures.insert("lags".into(), found.chains.iter().map(figures).collect());
    output.figures.insert("pooled".into(), figures(&found.pooled));
    output.figures.insert("lag_cut_points".into(), json!(found.lag_borders));
    output.warnings = warnings;
    output.assumptions.push(
        "χ² takes classes as an exact chain; where they are cut out of continuous values it refuses likeness too often, and the \
         permutation p-values keep their level"
            .into(),
    );
    remarks(&panel, &classes, &mut output);
    if let Ok(test) = found.test
        && found.chains.iter().flat_map(|c| (0..c.k).map(|i| c.starts(i))).any(|n| n > 0 && n < 10)
    {
        output.warnings.push(format!(
            "some classes have fewer than ten moves under a lag: trust the permutation p-values before χ² with {} degrees of freedom",
            test.freedom
        ));
    }
    Ok(output)
}
