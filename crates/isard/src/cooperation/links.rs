//! What an industry needs of the others: the links along which regions can
//! complement one another.

use crate::clusters::activity::Activity;
use crate::complexity::presence::Presence;
use crate::complexity::relatedness::{Variant, of_presence};
use crate::complexity::square::Square;
use crate::inequality::values::number;
use crate::registry::{InputSpec, Inputs, MethodError, Options};
use std::collections::HashMap;

/// An input–output table in long form.
pub const FLOWS: InputSpec = InputSpec {
    name: "flows",
    columns: "from, to, value: what industry `to` buys of industry `from`; other buyers (final use) take no part",
    optional: true,
};

/// Given relations.
pub const MATRIX: InputSpec = InputSpec {
    name: "matrix",
    columns: "relatedness instead of flows; square and symmetric: first column the industry, one column an industry",
    optional: true,
};

/// Where links come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// An input–output table.
    InputOutput,
    /// A given matrix of relations.
    Given,
    /// Proximity by common presence in regions.
    Relatedness,
}

impl Source {
    /// Name of the variant.
    pub fn word(self) -> &'static str {
        match self {
            Source::InputOutput => "input-output",
            Source::Given => "given",
            Source::Relatedness => "relatedness",
        }
    }
}

/// What each industry needs: `needs[j·n + i]` is the share of i among what j
/// draws on; a row sums to 1, or to 0 where j draws on nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Links {
    /// Number of industries.
    pub industries: usize,
    /// Shares in row order.
    pub needs: Vec<f64>,
}

impl Links {
    /// From purchases `flows[i·n + j]` of buyer j from seller i: columns
    /// divided by their sums. Negative and missing flows count as none.
    ///
    /// # Panics
    /// When there are not n² flows.
    pub fn of_flows(flows: &[f64], n: usize) -> Links {
        assert_eq!(flows.len(), n * n, "a flow for each pair");
        Links::rows((0..n * n).map(|at| flows[at % n * n + at / n]).collect(), n)
    }

    /// From symmetric relations; the diagonal is not read.
    ///
    /// # Panics
    /// When there are not n² relations.
    pub fn of_relatedness(relations: &[f64], n: usize) -> Links {
        assert_eq!(relations.len(), n * n, "a relation for each pair");
        let off = |at: usize| if at / n == at % n { 0.0 } else { relations[at] };
        Links::rows((0..n * n).map(off).collect(), n)
    }

    fn rows(mut cells: Vec<f64>, n: usize) -> Links {
        for row in cells.chunks_exact_mut(n.max(1)) {
            row.iter_mut().filter(|v| !(**v > 0.0 && v.is_finite())).for_each(|v| *v = 0.0);
            let sum: f64 = row.iter().sum();
            if sum > 0.0 {
                row.iter_mut().for_each(|v| *v /= sum);
            }
        }
        Links { industries: n, needs: cells }
    }

    /// What a portfolio needs of each industry: Σ_j share_j · needs_ji. NaN
    /// cells count as nothing; empty where the portfolio is.
    pub fn needs_of(&self, portfolio: &[f64]) -> Vec<f64> {
        let clean = |v: f64| if v > 0.0 { v } else { 0.0 };
        let total: f64 = portfolio.iter().map(|v| clean(*v)).sum();
        let mut out = vec![0.0; self.industries];
        if total <= 0.0 {
            return out;
        }
        for (v, row) in portfolio.iter().zip(self.needs.chunks_exact(self.industries)) {
            let share = clean(*v) / total;
            if share > 0.0 {
                out.iter_mut().zip(row).for_each(|(o, l)| *o += share * l);
            }
        }
        out
    }
}

/// Links of the inputs: `flows`, else `matrix`, else proximity of the year.
///
/// # Errors
/// Both given, no flow among the industries of the activity, a bad cell.
pub(crate) fn read(
    inputs: &Inputs,
    activity: &Activity,
    year: usize,
    options: &Options,
) -> Result<(Links, Source), MethodError> {
    let industries = &activity.panel.industries;
    let n = industries.len();
    let given = Square::read(inputs)?;
    if given.is_some() && inputs.get(FLOWS.name).is_some() {
        return Err(MethodError::data_hint(
            "both `flows` and `matrix` were given",
            "links are taken from an input–output table or from a matrix of relations, not both",
        ));
    }
    if let Some(flows) = flows(inputs, industries)? {
        return Ok((Links::of_flows(&flows, n), Source::InputOutput));
    }
    if let Some(matrix) = given {
        return Ok((Links::of_relatedness(&matrix.of_keys(industries)?, n), Source::Given));
    }
    let presence = Presence::of_year(activity, year, options);
    let proximity = of_presence(&presence, Variant::Proximity, false);
    Ok((Links::of_relatedness(&proximity, n), Source::Relatedness))
}

/// The input `flows` among industries, seller by buyer; rows of one pair add up.
fn flows(inputs: &Inputs, industries: &[String]) -> Result<Option<Vec<f64>>, MethodError> {
    let Some(table) = inputs.get(FLOWS.name) else { return Ok(None) };
    let column = |name: &str| {
        table.column(name).map_err(|source| MethodError::Table { input: FLOWS.name.into(), source })
    };
    let (from, to, _) = (column("from")?, column("to")?, column("value")?);
    let at: HashMap<&str, usize> = industries.iter().enumerate().map(|(i, k)| (k.as_str(), i)).collect();
    let n = industries.len();
    let mut cells = vec![0.0; n * n];
    let mut known = 0;
    for row in 0..table.rows() {
        let bad = |what: String| MethodError::data(format!("input `flows`, row {}: {what}", row + 1));
        let seller = from.display(row).ok_or_else(|| bad("`from` is empty".into()))?;
        let buyer = to.display(row).ok_or_else(|| bad("`to` is empty".into()))?;
        let value = number(table, row, "value").map_err(bad)?;
        if let (Some(i), Some(j)) = (at.get(seller.as_str()), at.get(buyer.as_str())) {
            known += 1;
            cells[i * n + j] += if value > 0.0 { value } else { 0.0 };
        }
    }
    if known == 0 {
        return Err(MethodError::data_hint(
            "no row of `flows` joins two industries of the activity",
            "use the same industry keys in `flows` and `activity`",
        ));
    }
    Ok(Some(cells))
}
