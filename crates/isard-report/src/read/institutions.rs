//! Forms, profiles, outcomes and growth of communities and cluster
//! organisations, and what they share with the statistical clusters.

use super::Source;
use crate::ReportInput;
use isard::model::Status;
use std::collections::BTreeMap;

/// Rows about communities found.
pub(crate) const COMMUNITY: &str = "community";
/// Rows about cluster organisations.
pub(crate) const CLUSTER_ORGANISATION: &str = "cluster_organisation";

/// The form of one, with the figures behind it.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) scope: String,
    pub(crate) community: String,
    pub(crate) form: String,
    pub(crate) members: i64,
    pub(crate) kinds: i64,
    pub(crate) tied: Option<f64>,
    pub(crate) ownership: Option<f64>,
    pub(crate) owner: Option<f64>,
    pub(crate) territory: Option<f64>,
    pub(crate) km: Option<f64>,
}

/// Forms in the order of size.
pub(crate) fn forms(input: &ReportInput) -> Vec<Form> {
    let Some(t) = Source::open(input, "network/institutional_form") else { return Vec::new() };
    let mut rows: Vec<Form> = (0..t.rows())
        .map(|r| Form {
            scope: scope(&t, r),
            community: t.text(r, "community"),
            form: t.text(r, "form"),
            members: t.integer(r, "members").unwrap_or(0),
            kinds: t.integer(r, "kinds").unwrap_or(0),
            tied: t.real(r, "tied_share"),
            ownership: t.real(r, "ownership_share"),
            owner: t.real(r, "owned_share"),
            territory: t.real(r, "territory_share"),
            km: t.real(r, "median_km"),
        })
        .collect();
    rows.sort_by(|a, b| b.members.cmp(&a.members).then(a.community.cmp(&b.community)));
    rows
}

fn scope(t: &Source, row: usize) -> String {
    let scope = t.text(row, "scope");
    if scope.is_empty() { COMMUNITY.into() } else { scope }
}

/// A rule of the checklist: how it is written, the figure, and whether it is met.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) text: String,
    pub(crate) value: Option<f64>,
    pub(crate) met: Option<bool>,
}

/// Who is in one, who governs and funds it, what it offers, which rules it meets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Profile {
    pub(crate) community: String,
    pub(crate) members: i64,
    pub(crate) organisations: i64,
    /// Roles with their counts, the most frequent first.
    pub(crate) roles: Vec<(String, i64)>,
    /// Roles of those who govern.
    pub(crate) governance: Vec<(String, i64)>,
    /// Sources of funding with amount and share, the greatest first.
    pub(crate) funding: Vec<(String, Option<f64>, Option<f64>)>,
    pub(crate) services: Vec<String>,
    pub(crate) rules: Vec<Rule>,
}

/// Profiles of one scope in the order of size.
pub(crate) fn profiles(input: &ReportInput, wanted: &str) -> Vec<Profile> {
    let Some(t) = Source::open(input, "network/institutional_profile") else { return Vec::new() };
    let mut of: BTreeMap<String, Profile> = BTreeMap::new();
    for r in (0..t.rows()).filter(|&r| scope(&t, r) == wanted) {
        let community = t.text(r, "community");
        let one = of.entry(community.clone()).or_insert(Profile { community, ..Profile::default() });
        let (item, value) = (t.text(r, "item"), t.real(r, "value"));
        let count = value.unwrap_or(0.0) as i64;
        match t.text(r, "kind").as_str() {
            "role" => one.roles.push((item, count)),
            "governance" => one.governance.push((item, count)),
            "funding" => one.funding.push((item, value, t.real(r, "share"))),
            "service" => one.services.push(item),
            "rule" => one.rules.push(Rule { text: item, value, met: t.boolean(r, "met") }),
            "figure" if item == "members" => one.members = count,
            "figure" if item == "organisations" => one.organisations = count,
            _ => {}
        }
    }
    let mut all: Vec<Profile> = of.into_values().collect();
    for one in &mut all {
        for list in [&mut one.roles, &mut one.governance] {
            list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        one.funding.sort_by(|a, b| b.1.unwrap_or(-1.0).total_cmp(&a.1.unwrap_or(-1.0)).then(a.0.cmp(&b.0)));
    }
    all.sort_by(|a, b| b.members.cmp(&a.members).then(a.community.cmp(&b.community)));
    all
}

/// An outcome of members against matched outsiders, or the balance of a number they are matched on.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) scope: String,
    pub(crate) balance: bool,
    pub(crate) name: String,
    pub(crate) value: Option<f64>,
    pub(crate) interval: Option<(f64, f64)>,
    pub(crate) p: Option<f64>,
    pub(crate) before: Option<f64>,
    pub(crate) after: Option<f64>,
    pub(crate) members: i64,
    pub(crate) matched: i64,
    pub(crate) outsiders: i64,
    pub(crate) status: Status,
}

pub(crate) fn outcomes(input: &ReportInput) -> Vec<Outcome> {
    let Some(t) = Source::open(input, "network/member_outcomes") else { return Vec::new() };
    let count = |r, name| t.integer(r, name).unwrap_or(0);
    (0..t.rows())
        .map(|r| Outcome {
            scope: scope(&t, r),
            balance: t.text(r, "kind") == "balance",
            name: t.text(r, "name"),
            value: t.real(r, "value"),
            interval: t.real(r, "low").zip(t.real(r, "high")),
            p: t.real(r, "p"),
            before: t.real(r, "before"),
            after: t.real(r, "after"),
            members: count(r, "members"),
            matched: count(r, "matched"),
            outsiders: count(r, "outsiders"),
            status: t.status(r),
        })
        .collect()
}

/// Ties of a layer in a year against the year before.
#[derive(Debug, Clone)]
pub(crate) struct Ties {
    pub(crate) layer: String,
    pub(crate) year: i64,
    pub(crate) ties: i64,
    pub(crate) formed: Option<i64>,
    pub(crate) dissolved: Option<i64>,
    pub(crate) persistence: Option<f64>,
    pub(crate) churn: Option<f64>,
    pub(crate) entered: Option<i64>,
    pub(crate) left: Option<i64>,
}

/// Growth of all ties by layer and year, and of the ties inside each community
/// in the last year.
pub(crate) fn ties(input: &ReportInput) -> (Vec<Ties>, BTreeMap<String, Ties>) {
    let Some(t) = Source::open(input, "network/tie_growth") else { return Default::default() };
    let row = |r: usize| Ties {
        layer: t.text(r, "layer"),
        year: t.integer(r, "year").unwrap_or(0),
        ties: t.integer(r, "ties").unwrap_or(0),
        formed: t.integer(r, "formed"),
        dissolved: t.integer(r, "dissolved"),
        persistence: t.real(r, "persistence"),
        churn: t.real(r, "churn"),
        entered: t.integer(r, "entered"),
        left: t.integer(r, "left"),
    };
    let (mut all, mut of) = (Vec::new(), BTreeMap::new());
    let last = (0..t.rows()).filter_map(|r| t.integer(r, "year")).max();
    for r in 0..t.rows() {
        match t.text(r, "community") {
            c if c == "all" => all.push(row(r)),
            c if t.text(r, "layer") == "all" && t.integer(r, "year") == last => {
                of.insert(c, row(r));
            }
            _ => {}
        }
    }
    (all, of)
}

/// Membership in cluster organisations in a year.
#[derive(Debug, Clone, Default)]
pub(crate) struct Membership {
    pub(crate) year: i64,
    pub(crate) members: i64,
    pub(crate) joined: Option<i64>,
    pub(crate) firms_joined: Option<i64>,
    pub(crate) left: Option<i64>,
}

/// Membership in any cluster organisation by year.
pub(crate) fn membership(input: &ReportInput) -> Vec<Membership> {
    let Some(t) = Source::open(input, "network/membership_growth") else { return Vec::new() };
    let mut rows: Vec<Membership> = (0..t.rows())
        .filter(|&r| t.text(r, "cluster_organisation") == "all")
        .map(|r| Membership {
            year: t.integer(r, "year").unwrap_or(0),
            members: t.integer(r, "members").unwrap_or(0),
            joined: t.integer(r, "joined"),
            firms_joined: t.integer(r, "firms_joined"),
            left: t.integer(r, "left"),
        })
        .collect();
    rows.sort_by_key(|m| m.year);
    rows
}

/// A role in a community.
#[derive(Debug, Clone)]
pub(crate) struct Reach {
    pub(crate) community: String,
    pub(crate) role: String,
    pub(crate) km: Option<f64>,
    pub(crate) state: String,
}

pub(crate) fn reach(input: &ReportInput) -> Vec<Reach> {
    let Some(t) = Source::open(input, "network/role_reach") else { return Vec::new() };
    let row = |r| Reach {
        community: t.text(r, "community"),
        role: t.text(r, "role"),
        km: t.real(r, "nearest_km"),
        state: t.text(r, "state"),
    };
    (0..t.rows()).map(row).collect()
}

/// What a community shares with a statistical cluster.
#[derive(Debug, Clone)]
pub(crate) struct Overlap {
    pub(crate) cluster: String,
    pub(crate) jobs_share: Option<f64>,
    pub(crate) strong: Option<f64>,
    pub(crate) undecided: Option<f64>,
    pub(crate) industries: Option<f64>,
    pub(crate) regions: Option<f64>,
    pub(crate) coverage: Option<f64>,
    pub(crate) bounds: (Option<f64>, Option<f64>),
    pub(crate) main: bool,
    pub(crate) status: Status,
}

/// By community; the row `all` and those of clusters.
pub(crate) fn overlap(input: &ReportInput) -> BTreeMap<String, Vec<Overlap>> {
    let Some(t) = Source::open(input, "network/cluster_overlap") else { return BTreeMap::new() };
    let mut of: BTreeMap<String, Vec<Overlap>> = BTreeMap::new();
    for r in 0..t.rows() {
        of.entry(t.text(r, "community")).or_default().push(Overlap {
            cluster: t.text(r, "cluster"),
            jobs_share: t.real(r, "jobs_share"),
            strong: t.real(r, "strong_share"),
            undecided: t.real(r, "undecided_share"),
            industries: t.real(r, "industry_jaccard"),
            regions: t.real(r, "region_jaccard"),
            coverage: t.real(r, "coverage"),
            bounds: (t.real(r, "coverage_low"), t.real(r, "coverage_high")),
            main: t.boolean(r, "main").unwrap_or(false),
            status: t.status(r),
        });
    }
    of
}

/// Shares of the tie weight of each community by layer, community and the one it leads to.
pub(crate) type Leads = BTreeMap<String, BTreeMap<(String, String), f64>>;

pub(crate) fn leads(input: &ReportInput) -> Leads {
    let Some(t) = Source::open(input, "network/community_ties") else { return Leads::new() };
    let mut out = Leads::new();
    for r in 0..t.rows() {
        if let Some(share) = t.real(r, "share") {
            let ends = (t.text(r, "community"), t.text(r, "other"));
            out.entry(t.text(r, "layer")).or_default().insert(ends, share);
        }
    }
    out
}
