//! Bridges between codes: vintages of industries or regions, levels of a
//! hierarchy, regions of a user's own. Every one is a table of pairs, with
//! weights or without.

pub mod check;
pub mod convert;
pub mod nuts;
pub mod scheme;

pub use convert::{Axis, Report, convert};
pub use scheme::{Detected, Scheme, detect};

use crate::registry::MethodError;
use std::collections::BTreeMap;

/// Where one code goes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Targets {
    /// Codes it goes to, ascending, and the share each gets; `None` where the
    /// source gives none.
    pub parts: Vec<(String, Option<f64>)>,
}

/// A bridge from codes to codes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Crosswalk {
    targets: BTreeMap<String, Targets>,
    /// What was noticed while it was built.
    pub remarks: Vec<String>,
}

impl Crosswalk {
    /// From rows (from, to, weight). A code that goes to one code alone gives
    /// it all; weights that do not sum to one are scaled, and said to be.
    ///
    /// # Errors
    /// A pair twice; a weight that is negative or no number; weights of one
    /// code that are partly missing or all zero.
    pub fn of<'a>(
        rows: impl IntoIterator<Item = (&'a str, &'a str, Option<f64>)>,
    ) -> Result<Crosswalk, MethodError> {
        let mut all: BTreeMap<String, BTreeMap<String, Option<f64>>> = BTreeMap::new();
        for (from, to, weight) in rows {
            if let Some(w) = weight.filter(|w| !w.is_finite() || *w < 0.0) {
                return Err(MethodError::data(format!(
                    "crosswalk from `{from}` to `{to}`: the weight is {w}"
                )));
            }
            if all.entry(from.into()).or_default().insert(to.into(), weight).is_some() {
                return Err(MethodError::data(format!("the crosswalk has `{from}` to `{to}` twice")));
            }
        }
        let mut out = Crosswalk::default();
        let mut scaled = Vec::new();
        for (from, parts) in all {
            let given = parts.values().flatten().count();
            let sum: f64 = parts.values().flatten().sum();
            if given > 0 && given < parts.len() {
                return Err(MethodError::data_hint(
                    format!("crosswalk: `{from}` goes to {} codes and {given} have a weight", parts.len()),
                    "give every weight of a code, or none: without them the result is an interval",
                ));
            }
            if given > 0 && sum <= 0.0 {
                return Err(MethodError::data(format!("crosswalk: all weights of `{from}` are zero")));
            }
            if given > 0 && (sum - 1.0).abs() > 1e-6 {
                scaled.push(from.clone());
            }
            let alone = parts.len() == 1;
            let share = |w: Option<f64>| if alone { Some(1.0) } else { w.map(|w| w / sum) };
            let parts = parts.into_iter().map(|(to, w)| (to, share(w))).collect();
            out.targets.insert(from, Targets { parts });
        }
        if let Some(first) = scaled.first() {
            out.remarks.push(format!(
                "weights of {} codes did not sum to 1 and were scaled (first: `{first}`)",
                scaled.len()
            ));
        }
        Ok(out)
    }

    /// From members to the groups they form: regions of a user's own, a level
    /// of a hierarchy.
    ///
    /// # Errors
    /// A member of two groups.
    pub fn of_groups<'a>(
        members: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Crosswalk, MethodError> {
        let out = Crosswalk::of(members.into_iter().map(|(member, group)| (member, group, None)))?;
        match out.targets.iter().find(|(_, t)| t.parts.len() > 1) {
            None => Ok(out),
            Some((member, targets)) => Err(MethodError::data_hint(
                format!("`{member}` belongs to `{}` and to `{}`", targets.parts[0].0, targets.parts[1].0),
                "a member of two groups needs weights",
            )),
        }
    }

    /// Where a code goes.
    pub fn get(&self, code: &str) -> Option<&Targets> {
        self.targets.get(code)
    }

    /// Whether nothing goes anywhere.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }
}
