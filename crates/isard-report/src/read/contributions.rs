//! Which side of its economy puts a region where it is.

use super::Source;
use crate::ReportInput;
use std::collections::BTreeMap;

/// Shares of the domains in what raises or lowers each region.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Contributions {
    /// Domains with an indicator that ranks, in the order of the framework.
    pub(crate) domains: Vec<String>,
    /// Domains without any indicator.
    pub(crate) empty: Vec<String>,
    /// Domains that rest on one indicator.
    pub(crate) thin: Vec<String>,
    /// By region and domain: share, below zero where the domain lowers it.
    pub(crate) shares: BTreeMap<String, BTreeMap<String, f64>>,
}

impl Contributions {
    pub(crate) fn read(input: &ReportInput) -> Option<Self> {
        let t = Source::open(input, "typology/contributions")?;
        let mut shares: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
        for r in (0..t.rows()).filter(|&r| t.text(r, "level") == "domain") {
            if let (Some(share), Some(value)) = (t.real(r, "share"), t.real(r, "contribution")) {
                let signed = if value < 0.0 { -share } else { share };
                shares.entry(t.text(r, "region")).or_default().insert(t.text(r, "item"), signed);
            }
        }
        let used = |d: &String| shares.values().any(|s| s.contains_key(d));
        let (mut domains, mut empty, mut thin) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(d) = Source::open(input, "typology/domains") {
            for r in 0..d.rows() {
                let name = d.text(r, "domain");
                match d.text(r, "state").as_str() {
                    "no-data" => empty.push(name.clone()),
                    "thin" => thin.push(name.clone()),
                    _ => {}
                }
                if used(&name) {
                    domains.push(name);
                }
            }
        }
        for name in shares.values().flat_map(|s| s.keys()) {
            if !domains.contains(name) {
                domains.push(name.clone());
            }
        }
        (!domains.is_empty()).then_some(Contributions { domains, empty, thin, shares })
    }
}
