//! Who is in a cluster, who governs and funds it, and what it offers.

use super::member_table::{self, MEMBERS};
use super::network::{Network, Policies};
use super::node_table::{ROLES_OF, with_roles};
use crate::inequality::values::number;
use crate::model::study_tables::ROLES;
use crate::model::{Record, Status, TableSpec, table_of};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use std::collections::{BTreeMap, BTreeSet};

crate::record! {
    /// Institutional profile of each cluster, and its checklist.
    pub struct InstitutionalProfileRow in "network"/"institutional_profile", key ["scope", "community", "kind", "item"] {
        /// Whose members: `community`, `cluster_organisation`, or `members` of a table.
        scope: &'static str,
        /// Community or cluster organisation.
        community: String,
        /// role, organisation, governance, funding, service, figure or rule.
        kind: &'static str,
        /// What is stated.
        item: String,
        /// Number or amount.
        value: Option<f64>,
        /// Share within its kind; of roles, seats and funding.
        share: Option<f64>,
        /// Whether the rule is met; of rules only.
        met: Option<bool>,
        /// Status of the value.
        status: Status,
    }
}

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[InstitutionalProfileRow::SPEC];

/// Usual eligibility rules.
pub const RULES: &str = "members>=15; kinds>=2";

/// Registry entry.
pub const METHOD: Method = Method {
    id: "institutional-profile",
    question: "organizations",
    title: "Institutional profile",
    summary: "Members by role, cluster organisation, governance, funding and services of each cluster, and a checklist of eligibility.",
    formula: "Counts of members by role and their shares; kinds = number of roles; organisations: the cluster organisations that are \
              members or bear the community's key; governance: seats by role; funding: amounts by source and their shares, \
              public_share = share of sources whose role is `public` or that are called public; services by name. A rule compares a \
              figure (members, kinds, a role, seats, funding, public_share, services, organisations) with a number by >=, <=, >, < or =.",
    undefined: "missing: a rule on a figure whose table was not given.",
    complexity: "O(rows · log) time.",
    inputs: &[
        ROLES_OF,
        MEMBERS,
        InputSpec { name: "governance", columns: "community, id (seat of an organisation)", optional: true },
        InputSpec {
            name: "funding",
            columns: "community, source (an organisation or a word), amount",
            optional: true,
        },
        InputSpec { name: "services", columns: "community, service", optional: true },
    ],
    options: &[OptionSpec::text("rules", RULES, "Checklist: `figure>=number; …`.")],
    output: &[
        ("scope", "Whose members: `members` of the table."),
        ("community", "Community key."),
        ("kind", "role, organisation, governance, funding, service, figure or rule."),
        ("item", "What is stated."),
        ("value", "Number or amount."),
        ("share", "Share within its kind."),
        ("met", "Whether the rule is met."),
        ("status", "Status of the value."),
    ],
    references: &[Reference {
        text: "Sölvell, Ö., Lindqvist, G. & Ketels, C. (2003). The Cluster Initiative Greenbook. Ivory Tower, Stockholm.",
        locator: "the headings governance, financing, members; the rules are editable conventions",
        doi: "",
        checked: false,
    }],
    run,
};

/// A comparison of a figure with a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Name of the figure.
    pub figure: String,
    /// `>=`, `<=`, `>`, `<` or `=`.
    pub operator: &'static str,
    /// Number.
    pub number: f64,
}

impl Rule {
    /// Whether a value meets it.
    pub fn met(&self, value: f64) -> bool {
        match self.operator {
            ">=" => value >= self.number,
            "<=" => value <= self.number,
            ">" => value > self.number,
            "<" => value < self.number,
            _ => value == self.number,
        }
    }

    /// As it is written.
    pub fn text(&self) -> String {
        format!("{}{}{}", self.figure, self.operator, self.number)
    }
}

/// Reads a checklist.
///
/// # Errors
/// A rule without a figure, an operator or a number.
pub fn rules(text: &str) -> Result<Vec<Rule>, MethodError> {
    let bad = |part: &str| MethodError::BadOption {
        name: "rules".into(),
        value: part.into(),
        expected: "rules such as `members>=15; kinds>=2`".into(),
    };
    let rule = |part: &str| {
        let operator =
            [">=", "<=", ">", "<", "="].into_iter().find(|o| part.contains(o)).ok_or_else(|| bad(part))?;
        let (figure, number) = part.split_once(operator).ok_or_else(|| bad(part))?;
        let number: f64 =
            number.trim().parse().ok().filter(|n: &f64| n.is_finite()).ok_or_else(|| bad(part))?;
        let figure = figure.trim().to_string();
        if figure.is_empty() { Err(bad(part)) } else { Ok(Rule { figure, operator, number }) }
    };
    text.split(';').map(str::trim).filter(|p| !p.is_empty()).map(rule).collect()
}

/// What is known of a cluster beside its members; `None` where a study has no such table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// Seats by community.
    pub governance: Option<BTreeMap<String, BTreeSet<String>>>,
    /// Amounts by community and source; NaN where an amount is not stated.
    pub funding: Option<Funding>,
    /// Services by community.
    pub services: Option<BTreeMap<String, BTreeSet<String>>>,
}

/// Rows of every community in key order.
pub fn profiles(
    scope: &'static str,
    network: &Network,
    communities: &BTreeMap<String, BTreeSet<String>>,
    facts: &Facts,
    rules: &[Rule],
) -> Vec<InstitutionalProfileRow> {
    let rows = communities.iter().flat_map(|(c, members)| profile(network, c, members, facts, rules));
    rows.map(|row| InstitutionalProfileRow { scope, ..row }).collect()
}

fn profile(
    network: &Network,
    community: &str,
    members: &BTreeSet<String>,
    facts: &Facts,
    rules: &[Rule],
) -> Vec<InstitutionalProfileRow> {
    // A seat may be that of a word such as `public` instead of an organisation.
    let role = |id: &str| match network.position(id) {
        Some(i) => Some(network.roles[i].as_str()).filter(|r| !r.is_empty()),
        None => ROLES.iter().copied().find(|r| *r == id),
    };
    let row =
        |kind: &'static str, item: &str, value: Option<f64>, share: Option<f64>| InstitutionalProfileRow {
            scope: "",
            community: community.to_string(),
            kind,
            item: item.to_string(),
            value,
            share,
            met: None,
            status: if value.is_some() { Status::Observed } else { Status::Missing },
        };
    let count_roles = |ids: &BTreeSet<String>| {
        let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
        ids.iter().for_each(|m| *counts.entry(role(m).unwrap_or("unknown")).or_default() += 1.0);
        counts
    };
    let mut figures: BTreeMap<String, f64> = BTreeMap::new();
    let mut rows = Vec::new();
    for (r, count) in count_roles(members) {
        figures.insert(r.to_string(), count);
        rows.push(row("role", r, Some(count), Some(count / members.len() as f64)));
    }
    let kinds = figures.keys().filter(|k| *k != "unknown").count() as f64;
    let organisations: Vec<&str> = members
        .iter()
        .map(String::as_str)
        .filter(|m| role(m) == Some("cluster_organisation") && *m != community)
        .chain((role(community) == Some("cluster_organisation")).then_some(community))
        .collect();
    rows.extend(organisations.iter().map(|o| row("organisation", o, Some(1.0), None)));
    figures.insert("members".into(), members.len() as f64);
    figures.insert("kinds".into(), kinds);
    figures.insert("organisations".into(), organisations.len() as f64);
    if let Some(seats) = &facts.governance {
        let none = BTreeSet::new();
        let seats = seats.get(community).unwrap_or(&none);
        figures.insert("seats".into(), seats.len() as f64);
        for (r, count) in count_roles(seats) {
            rows.push(row("governance", r, Some(count), Some(count / seats.len() as f64)));
        }
    }
    if let Some(funding) = &facts.funding {
        let none = BTreeMap::new();
        let sources = funding.get(community).unwrap_or(&none);
        let total: f64 = sources.values().sum();
        let share = |v: f64| (total > 0.0).then(|| v / total);
        // With one amount unknown the sum and the shares are.
        if !total.is_nan() {
            figures.insert("funding".into(), total);
        }
        let public: f64 =
            sources.iter().filter(|(s, _)| role(s).unwrap_or(s) == "public").map(|(_, v)| *v).sum();
        if let Some(s) = share(public) {
            figures.insert("public_share".into(), s);
        }
        rows.extend(
            sources.iter().map(|(s, v)| row("funding", s, Some(*v).filter(|v| !v.is_nan()), share(*v))),
        );
    }
    if let Some(services) = &facts.services {
        let none = BTreeSet::new();
        let own = services.get(community).unwrap_or(&none);
        figures.insert("services".into(), own.len() as f64);
        rows.extend(own.iter().map(|s| row("service", s, Some(1.0), None)));
    }
    for name in ["members", "kinds", "organisations", "seats", "funding", "public_share", "services"] {
        if let Some(v) = figures.get(name) {
            rows.push(row("figure", name, Some(*v), None));
        }
    }
    let asked = ["seats", "funding", "public_share", "services"];
    for rule in rules {
        // A role that no member has counts nought; what was not asked is not known.
        let value = match figures.get(&rule.figure) {
            Some(v) => Some(*v),
            None if asked.contains(&rule.figure.as_str()) => None,
            None => Some(0.0),
        };
        let mut out = row("rule", &rule.text(), value, None);
        out.met = value.map(|v| rule.met(v));
        rows.push(out);
    }
    rows
}

/// Figures that a rule may name.
///
/// # Errors
/// A figure that there is not.
pub fn check(rules: &[Rule]) -> Result<(), MethodError> {
    let own = ["members", "kinds", "organisations", "seats", "funding", "public_share", "services"];
    let known = |f: &str| own.contains(&f) || crate::model::study_tables::ROLES.contains(&f);
    match rules.iter().find(|r| !known(&r.figure)) {
        None => Ok(()),
        Some(rule) => Err(MethodError::BadOption {
            name: "rules".into(),
            value: rule.text(),
            expected: format!(
                "a figure: {} or a role: {}",
                own.join(", "),
                crate::model::study_tables::ROLES.join(", ")
            ),
        }),
    }
}

fn pairs(
    inputs: &Inputs,
    name: &'static str,
    second: [&'static str; 2],
) -> Result<Option<BTreeMap<String, BTreeSet<String>>>, MethodError> {
    let Some(table) = inputs.get(name) else { return Ok(None) };
    let column =
        |n: &str| table.column(n).map_err(|source| MethodError::Table { input: name.into(), source });
    let other = second.into_iter().find(|n| table.get(n).is_some()).unwrap_or(second[0]);
    let (communities, items) = (column("community")?, column(other)?);
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in 0..table.rows() {
        match (communities.display(row), items.display(row)) {
            (Some(c), Some(i)) => out.entry(c).or_default().insert(i),
            _ => return Err(MethodError::data(format!("input `{name}`, row {}: a cell is empty", row + 1))),
        };
    }
    Ok(Some(out))
}

/// Amounts by community and source.
pub type Funding = BTreeMap<String, BTreeMap<String, f64>>;

fn funding(inputs: &Inputs) -> Result<Option<Funding>, MethodError> {
    let Some(table) = inputs.get("funding") else { return Ok(None) };
    let column =
        |n: &str| table.column(n).map_err(|source| MethodError::Table { input: "funding".into(), source });
    let (communities, sources, _) = (column("community")?, column("source")?, column("amount")?);
    let mut out: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    for row in 0..table.rows() {
        let bad = |what: String| MethodError::data(format!("input `funding`, row {}: {what}", row + 1));
        let amount = number(table, row, "amount").map_err(bad)?;
        if amount.is_nan() || amount < 0.0 {
            return Err(bad("`amount` is empty or below zero".into()));
        }
        match (communities.display(row), sources.display(row)) {
            (Some(c), Some(s)) => *out.entry(c).or_default().entry(s).or_default() += amount,
            _ => return Err(bad("a cell is empty".into())),
        }
    }
    Ok(Some(out))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let rules = rules(options.text("rules"))?;
    check(&rules)?;
    let (network, _) = Network::dated(Some(with_roles(inputs)?), None, Policies::STRICT)?;
    let communities = member_table::read(inputs)?;
    let facts = Facts {
        governance: pairs(inputs, "governance", ["id", "organisation"])?,
        funding: funding(inputs)?,
        services: pairs(inputs, "services", ["service", "service"])?,
    };
    let rows = profiles("members", &network, &communities, &facts, &rules);
    let mut output = Output::new(table_of(&rows)).figure("communities", communities.len() as i64);
    let unknown = communities.values().flatten().filter(|m| network.position(m).is_none()).count();
    if unknown > 0 {
        output.warnings.push(format!(
            "{unknown} memberships are of organisations that are not in `nodes`: role unknown"
        ));
    }
    output
        .assumptions
        .push("rules are the user's checklist; those of a programme have to be looked up in its call".into());
    Ok(output)
}
