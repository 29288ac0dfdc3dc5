//! Is it a cluster, a holding, an association, a park or a mere network?

use super::member_table::{self, MEMBERS};
use super::middle::from_the_middle;
use super::network::{Network, Policies};
use super::node_table::{ROLES_OF, with_roles};
use super::tie_table::{DATED, DatedTie};
use crate::model::{Reason, Record, Status, TableSpec, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

crate::record! {
    /// The form of each community with the figures behind the answer.
    pub struct InstitutionalFormRow in "network"/"institutional_form", key ["scope", "community"] {
        /// Whose members: `community`, `cluster_organisation`, or `members` of a table.
        scope: &'static str,
        /// Community or cluster organisation.
        community: String,
        /// cluster, firms_alone, holding, association, park, network, undetermined or too_small.
        form: &'static str,
        /// Members.
        members: i64,
        /// Kinds of organisation among them.
        kinds: i64,
        /// Pairs of members with a tie other than ownership.
        tied_pairs: Option<i64>,
        /// Share of members with such a tie to another member.
        tied_share: Option<f64>,
        /// Share of the tie weight inside that is ownership.
        ownership_share: Option<f64>,
        /// Share of firms in the largest group under one owner.
        owned_share: Option<f64>,
        /// Share of members within the territory radius of the middle member.
        territory_share: Option<f64>,
        /// Share of members within the site radius of the middle member.
        site_share: Option<f64>,
        /// Median distance of members from the middle member.
        median_km: Option<f64> = "km",
        /// Share of members whose place is known.
        placed_share: Option<f64>,
        /// What decided.
        reason: &'static str,
        /// Status of the form.
        status: Status,
    }
}

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[InstitutionalFormRow::SPEC];

/// Registry entry.
pub const METHOD: Method = Method {
    id: "institutional-form",
    question: "organizations",
    title: "Institutional form",
    summary: "Whether a set of members is a cluster or another form, by tests in order, with the figures behind the answer.",
    formula: "holding: ownership makes up ownership-share of the tie weight inside or more, or the largest group under one owner has \
              owned-share of the firms or more (groups of more than one). Else, where fewer than tied-share of the members have a tie \
              other than ownership with another member: park if site-share of the placed members or more lie within site-km of the \
              middle member, association otherwise. Else network, where fewer than territory-share of the placed members lie within \
              radius-km of it. Else cluster with two kinds of organisation or more, firms_alone with one. The middle member is the \
              one with the least sum of distances (of more than 2,000 members, of 2,000 evenly spaced in key order). Territory is judged where half of the members or more have a place. Thresholds \
              are conventions of isard, editable.",
    undefined: "too_small, undefined:too-few: fewer than least-members; undetermined, undefined:too-few: fewer than two members, or places too few \
                for the test that decides.",
    complexity: "O(ties + Σ members · min(members, 2,000)) time.",
    inputs: &[ROLES_OF, DATED, MEMBERS],
    options: &[
        OptionSpec::real(
            "ownership-share",
            0.0,
            1.0,
            "0.5",
            "Least share of ownership in the tie weight of a holding.",
        ),
        OptionSpec::real(
            "owned-share",
            0.0,
            1.0,
            "0.5",
            "Least share of firms under one owner of a holding.",
        ),
        OptionSpec::real("tied-share", 0.0, 1.0, "0.5", "Least share of members tied to others."),
        OptionSpec::real("radius-km", 0.0, f64::MAX, "50", "Radius of the territory."),
        OptionSpec::real("territory-share", 0.0, 1.0, "0.5", "Least share of members within the territory."),
        OptionSpec::real("site-km", 0.0, f64::MAX, "2", "Radius of a site."),
        OptionSpec::real("site-share", 0.0, 1.0, "0.8", "Least share of members within the site of a park."),
        OptionSpec::integer(
            "least-members",
            1,
            1_000_000,
            "3",
            "Members below which a community is not judged.",
        ),
    ],
    output: &[
        ("scope", "Whose members: `members` of the table."),
        ("community", "Community key."),
        ("form", "cluster, firms_alone, holding, association, park, network, undetermined or too_small."),
        ("members", "Number of members."),
        ("kinds", "Kinds of organisation."),
        ("tied_pairs", "Pairs of members with a tie other than ownership."),
        ("tied_share", "Share of members with such a tie."),
        ("ownership_share", "Share of the tie weight inside that is ownership."),
        ("owned_share", "Share of firms in the largest group under one owner."),
        ("territory_share", "Share of placed members within the territory."),
        ("site_share", "Share of placed members within the site."),
        ("median_km", "Median distance from the middle member."),
        ("placed_share", "Share of members whose place is known."),
        ("reason", "Test that decided."),
        ("status", "Status of the form."),
    ],
    references: &[Reference {
        text: "Porter, M. E. (1998). Clusters and the new economics of competition. Harvard Business Review 76(6), 77–90.",
        locator: "the definition that the tests take apart; thresholds are isard's own",
        doi: "",
        checked: false,
    }],
    run,
};

/// Thresholds of the tests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Least share of ownership in the tie weight of a holding.
    pub ownership_share: f64,
    /// Least share of firms under one owner of a holding.
    pub owned_share: f64,
    /// Least share of members tied to others.
    pub tied_share: f64,
    /// Radius of the territory.
    pub radius_km: f64,
    /// Least share of members within it.
    pub territory_share: f64,
    /// Radius of a site.
    pub site_km: f64,
    /// Least share of members within it of a park.
    pub site_share: f64,
    /// Members below which a community is not judged.
    pub least_members: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds {
            ownership_share: 0.5,
            owned_share: 0.5,
            tied_share: 0.5,
            radius_km: 50.0,
            territory_share: 0.5,
            site_km: 2.0,
            site_share: 0.8,
            least_members: 3,
        }
    }
}

impl Thresholds {
    /// By the options of the method; the default where one is not among them.
    pub fn of(options: &Options) -> Thresholds {
        let default = Thresholds::default();
        let set = |name: &str, or: f64| options.real(name).unwrap_or(or);
        Thresholds {
            ownership_share: set("ownership-share", default.ownership_share),
            owned_share: set("owned-share", default.owned_share),
            tied_share: set("tied-share", default.tied_share),
            radius_km: set("radius-km", default.radius_km),
            territory_share: set("territory-share", default.territory_share),
            site_km: set("site-km", default.site_km),
            site_share: set("site-share", default.site_share),
            least_members: options.integer("least-members") as usize,
        }
    }
}

/// The owner at the top; whoever owns itself in a ring stays the ring's least key.
fn top_owner<'a>(network: &'a Network, id: &'a str) -> &'a str {
    let mut path = vec![id];
    loop {
        let last = path[path.len() - 1];
        let owner = network.position(last).and_then(|i| network.parents[i].as_deref());
        let Some(parent) = owner.filter(|p| *p != last) else {
            return last;
        };
        if let Some(at) = path.iter().position(|p| *p == parent) {
            return path[at..].iter().copied().min().unwrap_or(last);
        }
        path.push(parent);
    }
}

/// Form of every community. Members need not be in the network: nothing is
/// known of them then.
pub fn forms(
    scope: &'static str,
    network: &Network,
    ties: &[DatedTie],
    communities: &BTreeMap<String, BTreeSet<String>>,
    thresholds: Thresholds,
) -> Vec<InstitutionalFormRow> {
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); network.len()];
    for (c, members) in communities.values().enumerate() {
        members.iter().filter_map(|m| network.position(m)).for_each(|i| of[i].push(c));
    }
    let mut inside: Vec<Vec<DatedTie>> = vec![Vec::new(); communities.len()];
    for tie in ties {
        let (a, b) = (&of[tie.source as usize], &of[tie.target as usize]);
        a.iter().filter(|c| b.contains(c)).for_each(|c| inside[*c].push(*tie));
    }
    let all: Vec<(&String, &BTreeSet<String>)> = communities.iter().collect();
    all.into_par_iter()
        .zip(inside)
        .map(|((community, members), own)| InstitutionalFormRow {
            scope,
            ..form(network, community, members, &own, &thresholds)
        })
        .collect()
}

fn form(
    network: &Network,
    community: &str,
    members: &BTreeSet<String>,
    ties: &[DatedTie],
    t: &Thresholds,
) -> InstitutionalFormRow {
    let n = members.len() as f64;
    let known: Vec<usize> = members.iter().filter_map(|m| network.position(m)).collect();
    let kinds: BTreeSet<&str> =
        known.iter().map(|&i| network.roles[i].as_str()).filter(|r| !r.is_empty()).collect();
    if members.len() < t.least_members.max(1) {
        return too_small(community, members.len(), kinds.len());
    }
    let mut pairs = BTreeSet::new();
    let (mut owned, mut weight) = (0.0, 0.0);
    for tie in ties {
        weight += tie.weight;
        if network.layers[tie.layer as usize] == "ownership" {
            owned += tie.weight;
        } else {
            pairs.insert((tie.source.min(tie.target), tie.source.max(tie.target)));
        }
    }
    let tied: BTreeSet<u32> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let firms: Vec<&str> =
        known.iter().filter(|&&i| network.roles[i] == "firm").map(|&i| network.ids[i].as_str()).collect();
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    firms.iter().for_each(|f| *groups.entry(top_owner(network, f)).or_default() += 1);
    let largest = groups.values().copied().max().filter(|g| *g > 1).unwrap_or(0);
    let distances = from_the_middle(&known.iter().filter_map(|&i| network.places[i]).collect::<Vec<_>>());
    let placed = distances.len() as f64;
    let within =
        |km: f64| (placed > 0.0).then(|| distances.iter().filter(|d| **d <= km).count() as f64 / placed);
    let (territory, site) = (within(t.radius_km), within(t.site_km));
    let tied_share = tied.len() as f64 / n;
    let ownership_share = (weight > 0.0).then(|| owned / weight);
    let owned_share = (!firms.is_empty()).then(|| largest as f64 / firms.len() as f64);
    let judged = placed * 2.0 >= n;
    let (form, reason) = if n < 2.0 {
        ("undetermined", "fewer than two members")
    } else if owned > 0.0 && ownership_share.is_some_and(|s| s >= t.ownership_share) {
        ("holding", "ownership dominates the ties")
    } else if largest > 1 && owned_share.is_some_and(|s| s >= t.owned_share) {
        ("holding", "most firms have one owner")
    } else if tied_share < t.tied_share {
        match site.filter(|_| judged) {
            Some(s) if s >= t.site_share => ("park", "one site, few ties"),
            Some(_) => ("association", "few ties between members"),
            None => ("undetermined", "few ties, and too few places to tell a park from an association"),
        }
    } else {
        match territory.filter(|_| judged) {
            Some(s) if s < t.territory_share => ("network", "ties without a common territory"),
            Some(_) if kinds.len() < 2 => ("firms_alone", "tied within a territory, of one kind"),
            Some(_) => ("cluster", "several kinds of organisation tied within a territory"),
            None => ("undetermined", "tied, and too few places to judge the territory"),
        }
    };
    let undetermined = form == "undetermined";
    InstitutionalFormRow {
        scope: "",
        community: community.to_string(),
        form,
        members: members.len() as i64,
        kinds: kinds.len() as i64,
        tied_pairs: Some(pairs.len() as i64),
        tied_share: Some(tied_share),
        ownership_share,
        owned_share,
        territory_share: territory,
        site_share: site,
        median_km: distances.get(distances.len() / 2).copied(),
        placed_share: Some(placed / n),
        reason,
        status: if undetermined { Status::Undefined(Reason::TooFew) } else { Status::Observed },
    }
}

/// A community that is not judged.
fn too_small(community: &str, members: usize, kinds: usize) -> InstitutionalFormRow {
    InstitutionalFormRow {
        scope: "",
        community: community.to_string(),
        form: "too_small",
        members: members as i64,
        kinds: kinds as i64,
        tied_pairs: None,
        tied_share: None,
        ownership_share: None,
        owned_share: None,
        territory_share: None,
        site_share: None,
        median_km: None,
        placed_share: None,
        reason: "fewer members than a community needs to be judged",
        status: Status::Undefined(Reason::TooFew),
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let nodes = with_roles(inputs)?;
    let edges = inputs.need(DATED.name, DATED.columns)?;
    let (network, ties) = Network::dated(Some(nodes), Some(edges), Policies::STRICT)?;
    let communities = member_table::read(inputs)?;
    let rows = forms("members", &network, &ties, &communities, Thresholds::of(options));
    let mut output = Output::new(table_of(&rows));
    output.warnings.extend(network.warnings.iter().cloned());
    let unknown = communities.values().flatten().filter(|m| network.position(m).is_none()).count();
    if unknown > 0 {
        output.warnings.push(format!("{unknown} memberships are of organisations that are not in `nodes`"));
    }
    output.assumptions.push("ties that were not recorded count as absent: an incomplete survey makes clusters look like associations".into());
    Ok(output)
}
