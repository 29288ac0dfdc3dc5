//! Whom a community lacks, and whether one is near: "no bank, no university in reach".

use super::member_table::{self, LEAST_MEMBERS, MEMBERS};
use super::middle::middle;
use super::network::{Network, Policies};
use super::node_table::{ROLES_OF, with_roles};
use crate::model::study_tables::ROLES;
use crate::model::{Reason, Record, Status, TableSpec, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::space::sphere::apart_km;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

crate::record! {
    /// Each role in a community: members that have it, or the nearest organisation that does.
    pub struct RoleReachRow in "network"/"role_reach", key ["community", "role"] {
        /// Community or cluster organisation.
        community: String,
        /// Role.
        role: String,
        /// Members that have the role.
        members: i64,
        /// Other organisations of the role within reach of the middle member.
        in_reach: Option<i64>,
        /// The nearest of the others.
        nearest: Option<String>,
        /// Its distance from the middle member.
        nearest_km: Option<f64> = "km",
        /// member, in_reach, out_of_reach or unknown.
        state: &'static str,
        /// Status of the distance.
        status: Status,
    }
}

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[RoleReachRow::SPEC];

/// Kilometres from the middle member that are reach where nothing else is said.
pub const REACH_KM: f64 = 50.0;

/// Option `reach-km`.
pub const REACH: OptionSpec = OptionSpec::real(
    "reach-km",
    0.0,
    20_040.0,
    "50",
    "Distance from the middle member that is within reach.",
);

/// Registry entry.
pub const METHOD: Method = Method {
    id: "role-reach",
    question: "organizations",
    title: "Missing roles and their reach",
    summary: "Which roles a community has among its members, and for each how near the nearest other organisation of it is.",
    formula: "The middle member is the placed one with the least sum of distances to the others. For each role: members that have it; other \
              organisations of the role within reach-km of the middle member by great circle; the nearest of them (of equally near ones the \
              first in key order). State: member where a member has the role, else in_reach or out_of_reach, unknown without places.",
    undefined: "missing: no member, or no other organisation of the role, has a place.",
    complexity: "O(communities × (organisations + min(members, 2,000) × members)) time.",
    inputs: &[ROLES_OF, MEMBERS],
    options: &[REACH, LEAST_MEMBERS],
    output: &[
        ("community", "Community key."),
        ("role", "Role."),
        ("members", "Members that have the role."),
        ("in_reach", "Others of the role within reach."),
        ("nearest", "The nearest of the others."),
        ("nearest_km", "Its distance."),
        ("state", "member, in_reach, out_of_reach or unknown."),
        ("status", "Status of the distance."),
    ],
    references: &[Reference {
        text: "Porter, M. E. (1998). Clusters and the new economics of competition. Harvard Business Review 76(6), 77–90.",
        locator: "associated institutions of a cluster; the distances are isard's own",
        doi: "",
        checked: false,
    }],
    run,
};

/// Rows of every community of `least` members or more, by role.
pub fn role_reach(
    network: &Network,
    communities: &BTreeMap<String, BTreeSet<String>>,
    reach_km: f64,
    least: usize,
) -> Vec<RoleReachRow> {
    let points = network.on_sphere();
    let mut roles: Vec<&str> = ROLES.to_vec();
    let own: BTreeSet<&str> = network.roles.iter().map(String::as_str).filter(|r| !r.is_empty()).collect();
    roles.extend(own.into_iter().filter(|r| !ROLES.contains(r)));
    let by_role: Vec<Vec<usize>> =
        roles.iter().map(|r| (0..network.len()).filter(|&i| network.roles[i] == **r).collect()).collect();
    let judged: Vec<_> = communities.iter().filter(|c| c.1.len() >= least).collect();
    let one = |(community, members): &(&String, &BTreeSet<String>)| {
        let known: BTreeSet<usize> = members.iter().filter_map(|m| network.position(m)).collect();
        let places: Vec<[f64; 3]> = known.iter().filter_map(|&i| points[i]).collect();
        let seat = middle(&places).map(|at| places[at]);
        let row = |k: usize| {
            let with = by_role[k].iter().filter(|i| known.contains(i)).count();
            let others = by_role[k].iter().filter(|i| !known.contains(i));
            let far: Vec<(f64, usize)> =
                others.filter_map(|&i| Some((apart_km(seat?, points[i]?), i))).collect();
            let near = far.iter().copied().reduce(|a, b| if b.0 < a.0 { b } else { a });
            let in_reach = far.iter().filter(|f| f.0 <= reach_km).count() as i64;
            // Without any place of the role nothing is known; without any such
            // organisation there is none in reach.
            let known_reach =
                seat.is_some() && (near.is_some() || by_role[k].iter().all(|i| known.contains(i)));
            RoleReachRow {
                community: community.to_string(),
                role: roles[k].to_string(),
                members: with as i64,
                in_reach: known_reach.then_some(in_reach),
                nearest: near.map(|n| network.ids[n.1].clone()),
                nearest_km: near.map(|n| n.0),
                state: match (with > 0, known_reach, in_reach > 0) {
                    (true, ..) => "member",
                    (_, false, _) => "unknown",
                    (_, _, true) => "in_reach",
                    _ => "out_of_reach",
                },
                status: match (near.is_some(), known_reach) {
                    (true, _) => Status::Observed,
                    (_, true) => Status::Undefined(Reason::TooFew),
                    _ => Status::Missing,
                },
            }
        };
        (0..roles.len()).map(row).collect::<Vec<_>>()
    };
    judged.par_iter().flat_map_iter(one).collect()
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let (network, _) = Network::dated(Some(with_roles(inputs)?), None, Policies::STRICT)?;
    let communities = member_table::read(inputs)?;
    let reach = options.real("reach-km").unwrap_or(REACH_KM);
    let least = options.integer("least-members") as usize;
    let rows = role_reach(&network, &communities, reach, least);
    let mut output = Output::new(table_of(&rows)).figure("reach_km", reach);
    let small = communities.values().filter(|m| m.len() < least).count();
    if small > 0 {
        output.warnings.push(format!("{small} communities of fewer than {least} members were left out"));
    }
    output.assumptions.push("organisations that the table does not list are not known to be near".into());
    Ok(output)
}
