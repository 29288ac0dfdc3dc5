//! The method `triple-helix`: information shared by university, industry and government.

use super::membership::{COMMUNITIES, Membership};
use super::network::{EDGES, NODES, Network, POLICIES};
use crate::model::{Column, Reason, Status, Table, TextColumn};
use crate::registry::{InputSpec, Inputs, Method, MethodError, Options, Output, Reference};

const PROFILES: InputSpec = InputSpec {
    name: "profiles",
    columns: "university, industry, government (0 or 1)[, community][, weight]; in the place of nodes and edges",
    optional: true,
};
const OPTIONAL_EDGES: InputSpec = InputSpec { optional: true, ..EDGES };

/// Registry entry.
pub const METHOD: Method = Method {
    id: "triple-helix",
    question: "organizations",
    title: "Triple helix",
    summary: "Mutual information in three dimensions between university, industry and government, in bits, for each community.",
    formula: "T = H_u + H_i + H_g − H_ui − H_ug − H_ig + H_uig, H the entropy to base 2 of the distribution over units. Units are the rows of `profiles`, or the organisations of a community with at least one tie: u, i and g say whether science or education, \
a firm, finance or an intermediary, and a public authority are among the organisation and its partners in the network. Negative T: the three are bound together only as three; positive: two by two.",
    undefined: "A community without units: undefined:too-few. All units alike give 0: nothing is uncertain.",
    complexity: "O(n + m).",
    inputs: &[PROFILES, OPTIONAL_EDGES, NODES, COMMUNITIES],
    options: &POLICIES,
    output: &[
        ("community", "Community; `all` for all together."),
        ("value", "T in bits."),
        ("units", "Units, or their weight."),
        ("status", "Status."),
    ],
    references: &[Reference {
        text: "Leydesdorff, L. & Ivanova, I. A. (2014). Mutual redundancies in interhuman communication systems: steps toward a calculus of processing meaning. JASIST 65, 386–399",
        locator: "T of three dimensions; XOR −1, copies +1, independent 0 computed",
        doi: "10.1002/asi.22973",
        checked: false,
    }],
    run,
};

/// T in bits from the weight of the eight combinations, bit 2 university, bit
/// 1 industry, bit 0 government; `None` without weight.
pub fn transmission(counts: &[f64; 8]) -> Option<f64> {
    let total: f64 = counts.iter().sum();
    if total <= 0.0 {
        return None;
    }
    let entropy = |mask: usize| {
        let mut of = [0.0; 8];
        counts.iter().enumerate().for_each(|(c, w)| of[c & mask] += w / total);
        -of.iter().filter(|p| **p > 0.0).map(|p| p * p.log2()).sum::<f64>()
    };
    let (u, i, g) = (0b100, 0b010, 0b001);
    Some(entropy(u) + entropy(i) + entropy(g) - entropy(u | i) - entropy(u | g) - entropy(i | g) + entropy(7))
}

/// Combinations over the organisations of each community that have ties.
pub fn combinations(network: &Network, membership: &Membership) -> Vec<[f64; 8]> {
    let bit = |role: &str| match role {
        "science" | "education" => 0b100usize,
        "firm" | "finance" | "intermediary" => 0b010,
        "public" => 0b001,
        _ => 0,
    };
    let own: Vec<usize> = network.roles.iter().map(|r| bit(r)).collect();
    let mut seen = own.clone();
    let mut tied = vec![false; own.len()];
    for &(a, b, _) in network.ties.iter().flatten().filter(|t| t.0 != t.1) {
        let (a, b) = (a as usize, b as usize);
        seen[a] |= own[b];
        seen[b] |= own[a];
        (tied[a], tied[b]) = (true, true);
    }
    let mut out = vec![[0.0; 8]; membership.names.len()];
    for i in (0..own.len()).filter(|&i| tied[i] && membership.of[i] != u32::MAX) {
        out[membership.of[i] as usize][seen[i]] += 1.0;
    }
    out
}

/// Combinations by community from the input `profiles`.
fn profiles(table: &Table) -> Result<(Vec<String>, Vec<[f64; 8]>), MethodError> {
    let bad =
        |row: usize, what: String| MethodError::data(format!("input `profiles`, row {}: {what}", row + 1));
    let no = |source| MethodError::Table { input: "profiles".into(), source };
    let columns = ["university", "industry", "government"];
    let mut of = std::collections::BTreeMap::<String, [f64; 8]>::new();
    for row in 0..table.rows() {
        let mut code = 0;
        for name in columns {
            let shown = table.column(name).map_err(no)?.display(row).unwrap_or_default();
            code = 2 * code
                + match shown.trim() {
                    "0" | "false" => 0,
                    "1" | "true" => 1,
                    _ => return Err(bad(row, format!("`{name}` = `{shown}` is neither 0 nor 1"))),
                };
        }
        let weight = match table.get("weight") {
            None => 1.0,
            Some(c) => {
                let shown = c.display(row).unwrap_or_default();
                let weight: Option<f64> =
                    shown.trim().parse().ok().filter(|w: &f64| w.is_finite() && *w >= 0.0);
                weight
                    .ok_or_else(|| bad(row, format!("the weight `{shown}` is not a number of 0 or more")))?
            }
        };
        let name = table.get("community").and_then(|c| c.display(row)).unwrap_or_else(|| "all".into());
        of.entry(name).or_default()[code] += weight;
    }
    Ok(of.into_iter().unzip())
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let mut warnings = Vec::new();
    let (mut names, mut counts) = match inputs.get("profiles") {
        Some(table) => profiles(table)?,
        None => {
            let network = Network::read(inputs, options)?;
            if network.roles.iter().all(String::is_empty) {
                return Err(MethodError::data_hint(
                    "no organisation has a role",
                    "add the column `role` to `nodes`, or give `profiles`",
                ));
            }
            let membership = Membership::read(inputs, &network)?;
            warnings = network.warnings.clone();
            (membership.names.clone(), combinations(&network, &membership))
        }
    };
    if names != ["all"] {
        let mut all = [0.0; 8];
        counts.iter().for_each(|c| (0..8).for_each(|k| all[k] += c[k]));
        names.push("all".into());
        counts.push(all);
    }
    let (mut community, mut status) = (TextColumn::new(), TextColumn::new());
    let values: Vec<Option<f64>> = counts.iter().map(transmission).collect();
    for (name, value) in names.iter().zip(&values) {
        community.push(Some(name));
        let word = if value.is_some() { Status::Observed } else { Status::Undefined(Reason::TooFew) };
        status.push(Some(&word.as_str()));
    }
    let units = counts.iter().map(|c| Some(c.iter().sum())).collect();
    let table = Table::new()
        .with("community", Column::Text(community))
        .with("value", Column::Real(values))
        .with("units", Column::Real(units))
        .with("status", Column::Text(status));
    let mut output = Output::new(table).variant("mutual information in bits");
    output.warnings = warnings;
    Ok(output)
}
