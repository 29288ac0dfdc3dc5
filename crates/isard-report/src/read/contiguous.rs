//! Groups whose members touch, and what that costs.

use super::Source;
use crate::ReportInput;
use std::collections::BTreeMap;

/// A method with what it reached.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) k: i64,
    pub(crate) explained: Option<f64>,
    pub(crate) loss: Option<f64>,
    pub(crate) rand: Option<f64>,
    pub(crate) smallest: Option<i64>,
    pub(crate) largest: Option<i64>,
    /// Pieces of the map; as many as groups when each is in one piece.
    pub(crate) parts: Option<i64>,
    pub(crate) best: bool,
}

/// All methods, and the groups of the best.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Contiguous {
    pub(crate) methods: Vec<Method>,
    pub(crate) groups: BTreeMap<String, i64>,
}

impl Contiguous {
    /// `None` where no method is named the best.
    pub(crate) fn read(input: &ReportInput) -> Option<Self> {
        let t = Source::open(input, "space/contiguous_summary")?;
        let methods: Vec<Method> = (0..t.rows())
            .map(|r| Method {
                name: t.text(r, "method"),
                k: t.integer(r, "k").unwrap_or(0),
                explained: t.real(r, "explained_share"),
                loss: t.real(r, "loss"),
                rand: t.real(r, "adjusted_rand"),
                smallest: t.integer(r, "smallest"),
                largest: t.integer(r, "largest"),
                parts: t.integer(r, "parts"),
                best: t.boolean(r, "best").unwrap_or(false),
            })
            .collect();
        let best = methods.iter().find(|m| m.best)?.name.clone();
        let t = Source::open(input, "space/contiguous_groups")?;
        let groups = (0..t.rows())
            .filter(|&r| t.text(r, "method") == best)
            .filter_map(|r| Some((t.text(r, "region"), t.integer(r, "group").filter(|g| *g > 0)?)))
            .collect();
        Some(Contiguous { methods, groups })
    }

    /// The best method.
    pub(crate) fn best(&self) -> Option<&Method> {
        self.methods.iter().find(|m| m.best)
    }

    /// The groups without the condition.
    pub(crate) fn free(&self) -> Option<&Method> {
        self.methods.iter().find(|m| m.name == "unconstrained")
    }
}
