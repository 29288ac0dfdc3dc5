//! Units with covariates and outcomes from tables.

use super::MemberOutcomeRow;
use super::matching::{Matching, Stratum, balance};
use super::randomization::effect;
use crate::inequality::values::number;
use crate::model::{Column, Reason, Status, Table};
use crate::registry::{Inputs, MethodError, Options};
use std::collections::{BTreeMap, BTreeSet};

/// Units with what they are matched on and what became of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Units {
    /// Whether each unit is a member.
    pub member: Vec<bool>,
    /// Categories, equal where units match.
    pub category: Vec<usize>,
    /// Names of the numbers.
    pub names: Vec<String>,
    /// Numbers by unit, then name; all finite.
    pub numbers: Vec<f64>,
    /// Outcomes by name; NaN where there is none.
    pub outcomes: Vec<(String, Vec<f64>)>,
    /// What the reader must know.
    pub warnings: Vec<String>,
}

fn key_of(table: &Table) -> &'static str {
    if table.get("id").is_some() { "id" } else { "organisation" }
}

fn is_number(column: &Column) -> bool {
    matches!(column, Column::Real(_) | Column::Integer(_))
        || (0..column.len()).any(|r| !column.is_null(r))
            && (0..column.len()).filter_map(|r| column.display(r)).all(|t| t.trim().parse::<f64>().is_ok())
}

impl Units {
    pub(super) fn read(
        inputs: &Inputs,
        options: &Options,
        members: &BTreeSet<String>,
    ) -> Result<Units, MethodError> {
        let nodes = inputs.need("nodes", "id, covariates")?;
        let results = inputs.need("outcomes", "id, one column per outcome")?;
        let key = key_of(nodes);
        let (mut exact, mut names) = (chosen(nodes, options, "exact")?, chosen(nodes, options, "numbers")?);
        let free = |n: &&str| *n != key && *n != "name";
        if options.text("exact").is_empty() {
            exact = nodes
                .names()
                .filter(free)
                .filter(|n| nodes.get(n).is_some_and(|c| !is_number(c)))
                .map(String::from)
                .collect();
            exact.retain(|n| !names.contains(n));
        }
        if options.text("numbers").is_empty() {
            names = nodes
                .names()
                .filter(free)
                .filter(|n| nodes.get(n).is_some_and(is_number))
                .map(String::from)
                .collect();
            names.retain(|n| !exact.contains(n));
        }
        if exact.is_empty() && names.is_empty() {
            return Err(MethodError::data_hint(
                "input `nodes` has no covariates",
                "give columns from before membership, such as industry, size, age",
            ));
        }
        let outcomes = read_outcomes(results)?;
        let mut rows: Vec<(String, usize)> = Vec::new();
        let ids = nodes.column(key).map_err(|source| MethodError::Table { input: "nodes".into(), source })?;
        let mut incomplete = 0;
        for row in 0..nodes.rows() {
            let bad = |what: String| MethodError::data(format!("input `nodes`, row {}: {what}", row + 1));
            let id = ids.display(row).ok_or_else(|| bad(format!("`{key}` is empty")))?;
            let empty = |n: &String| nodes.get(n).is_none_or(|c| c.is_null(row));
            if exact.iter().chain(&names).any(empty) {
                incomplete += 1;
                continue;
            }
            rows.push((id, row));
        }
        rows.sort();
        if let Some(w) = rows.windows(2).find(|w| w[0].0 == w[1].0) {
            return Err(MethodError::data(format!("input `nodes`: `{}` stands twice", w[0].0)));
        }
        let mut categories: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        let (mut category, mut numbers) = (Vec::new(), Vec::new());
        for (_, row) in &rows {
            let key: Vec<String> = exact
                .iter()
                .map(|n| nodes.get(n).and_then(|c| c.display(*row)).unwrap_or_default())
                .collect();
            let next = categories.len();
            category.push(*categories.entry(key).or_insert(next));
            for name in &names {
                let bad = |what: String| MethodError::data(format!("input `nodes`, row {}: {what}", row + 1));
                numbers.push(number(nodes, *row, name).map_err(bad)?);
            }
        }
        let member: Vec<bool> = rows.iter().map(|(id, _)| members.contains(id)).collect();
        if !member.contains(&true) || !member.contains(&false) {
            return Err(MethodError::data_hint(
                "there are not both members and outsiders with all covariates",
                "use the same keys in `nodes` and `members`, and keep outsiders in `nodes`",
            ));
        }
        let mut warnings = Vec::new();
        if incomplete > 0 {
            warnings.push(format!("{incomplete} units lack a covariate and take no part"));
        }
        let outcomes = outcomes
            .into_iter()
            .map(|(name, of)| {
                (name, rows.iter().map(|(id, _)| of.get(id).copied().unwrap_or(f64::NAN)).collect())
            })
            .collect();
        Ok(Units { member, category, names, numbers, outcomes, warnings })
    }

    /// What they are matched on.
    pub fn matching(&self) -> Matching<'_> {
        Matching {
            member: &self.member,
            category: &self.category,
            numbers: &self.numbers,
            width: self.names.len(),
        }
    }

    /// A row for each outcome, then one for the balance of each number.
    pub fn rows(
        &self,
        scope: &'static str,
        strata: &[Stratum],
        draws: usize,
        seed: u64,
    ) -> Vec<MemberOutcomeRow> {
        let finite = |v: f64| Some(v).filter(|v| v.is_finite());
        let mut rows = Vec::new();
        for (item, (name, outcome)) in self.outcomes.iter().enumerate() {
            let found = effect(strata, outcome, draws, seed, item as u64);
            let with = self.member.iter().zip(outcome).filter(|(m, v)| **m && !v.is_nan()).count();
            rows.push(MemberOutcomeRow {
                scope,
                kind: "effect",
                name: name.clone(),
                value: found.map(|f| f.value),
                low: found.and_then(|f| finite(f.low)),
                high: found.and_then(|f| finite(f.high)),
                p: found.map(|f| f.p),
                before: None,
                after: None,
                members: with as i64,
                matched: found.map_or(0, |f| f.matched as i64),
                outsiders: found.map_or(0, |f| f.outsiders as i64),
                status: if found.is_some() { Status::Observed } else { Status::Undefined(Reason::TooFew) },
            });
        }
        let matched: usize = strata.iter().map(|s| s.members.len()).sum();
        let outsiders: usize = strata.iter().map(|s| s.outsiders.len()).sum();
        for (k, name) in self.names.iter().enumerate() {
            let b = balance(&self.matching(), strata, k);
            rows.push(MemberOutcomeRow {
                scope,
                kind: "balance",
                name: name.clone(),
                value: None,
                low: None,
                high: None,
                p: None,
                before: finite(b.before),
                after: finite(b.after),
                members: self.member.iter().filter(|m| **m).count() as i64,
                matched: matched as i64,
                outsiders: outsiders as i64,
                status: match (b.before.is_nan(), b.after.is_nan()) {
                    (true, _) => Status::Undefined(Reason::Constant),
                    (_, true) => Status::Undefined(Reason::TooFew),
                    _ => Status::Observed,
                },
            });
        }
        rows
    }
}

fn chosen(nodes: &Table, options: &Options, option: &str) -> Result<Vec<String>, MethodError> {
    let names: Vec<String> = options.list(option).into_iter().map(String::from).collect();
    for name in &names {
        nodes.column(name).map_err(|source| MethodError::Table { input: "nodes".into(), source })?;
    }
    Ok(names)
}

/// An outcome with its value by organisation.
type Outcome = (String, BTreeMap<String, f64>);

fn read_outcomes(table: &Table) -> Result<Vec<Outcome>, MethodError> {
    let key = key_of(table);
    let ids = table.column(key).map_err(|source| MethodError::Table { input: "outcomes".into(), source })?;
    let names: Vec<&str> = table.names().filter(|n| *n != key).collect();
    if names.is_empty() {
        return Err(MethodError::data("input `outcomes` has no column beside the key"));
    }
    let mut out: Vec<(String, BTreeMap<String, f64>)> =
        names.iter().map(|n| (n.to_string(), BTreeMap::new())).collect();
    let mut seen = BTreeSet::new();
    for row in 0..table.rows() {
        let bad = |what: String| MethodError::data(format!("input `outcomes`, row {}: {what}", row + 1));
        let id = ids.display(row).ok_or_else(|| bad(format!("`{key}` is empty")))?;
        if !seen.insert(id.clone()) {
            return Err(bad(format!("`{id}` stands twice")));
        }
        for ((_, of), name) in out.iter_mut().zip(&names) {
            let value = number(table, row, name).map_err(bad)?;
            if !value.is_nan() {
                of.insert(id.clone(), value);
            }
        }
    }
    Ok(out)
}
