//! From the organisations and ties of a study to the tables of this question.

use super::brokerage::brokers;
use super::communities::{Communities, Model, Settings, find};
use super::core_periphery::binary;
use super::leaders::{Member, Rule, leaders};
use super::membership::Membership;
use super::network::{Network, Policies};
use super::network_summary::{first_leaders, summary};
use super::tables::{BrokerRow, CommunityRow, HelixRow, MemberRow, StructureRow};
use super::triple_helix::{combinations, transmission};
use crate::model::study_tables::ROLES;
use crate::model::{Reason, Status, Table};
use crate::networks::core_periphery::core_periphery;
use crate::registry::MethodError;
use rayon::prelude::*;

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkOptions {
    /// Year of the ties; `None` takes the last one.
    pub year: Option<i64>,
    /// Largest distance of a member from the first leader; `None` for no territory.
    pub radius_km: Option<f64>,
    /// Runs with other seeds for stability.
    pub stability_runs: usize,
    /// Seed.
    pub seed: u64,
}

impl Default for NetworkOptions {
    fn default() -> Self {
        NetworkOptions { year: None, radius_km: None, stability_runs: 10, seed: 1 }
    }
}

/// Everything about the network of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkResults {
    /// Organisations and ties as used.
    pub network: Network,
    /// Communities with quality and stability.
    pub found: Communities,
    /// Who belongs where.
    pub membership: Membership,
    /// Members, community by community.
    pub members: Vec<MemberRow>,
    /// Communities.
    pub communities: Vec<CommunityRow>,
    /// Structure of the network and of each community.
    pub structure: Vec<StructureRow>,
    /// Brokers between communities.
    pub brokers: Vec<BrokerRow>,
    /// Triple helix by community.
    pub helix: Vec<HelixRow>,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What a reader must know.
    pub warnings: Vec<String>,
}

/// Ties of one year, and the year; all of them where no year is given.
fn of_year(ties: &Table, year: Option<i64>) -> (Table, Option<i64>) {
    let years: Vec<Option<i64>> = (0..ties.rows()).map(|r| ties.integer_at(r, "year")).collect();
    match year.or_else(|| years.iter().flatten().copied().max()) {
        // A tie without a year holds in every year.
        Some(year) => (ties.filter(|r| years[r].is_none_or(|y| y == year)), Some(year)),
        None => (ties.clone(), None),
    }
}

/// Finds communities by ties, layers and territory and describes them.
///
/// # Errors
/// What [`Network::of_tables`] refuses. Places outside the Earth, loops and ties
/// with bad weights are left out with a warning.
pub fn workflow(
    organisations: &Table,
    ties: &Table,
    options: &NetworkOptions,
) -> Result<NetworkResults, MethodError> {
    let (ties, year) = of_year(ties, options.year);
    let policies = Policies {
        add_unknown: Some(true),
        drop_bad_weights: true,
        keep_loops: Some(false),
        blank_bad_places: true,
    };
    let network = Network::of_tables(Some(organisations), &ties, policies)?;
    let placed = network.places.iter().any(Option::is_some);
    let settings = Settings {
        model: Model::BlockModel,
        radius_km: options.radius_km.filter(|_| placed),
        runs: options.stability_runs,
        seed: options.seed,
        ..Settings::new(network.layers.len())
    };
    let found = find(&network, &settings)?;
    let membership = Membership::of(&found, network.len());
    let members = leaders(&network, &membership, &Rule::default());
    let first = first_leaders(&members, membership.names.len());
    let stability = |i: u32| found.stability.as_ref().map(|s| s.node[i as usize]);
    let mut assumptions = vec!["communities are the likeliest partition of a degree-corrected block model of ties, layers and places".to_string()];
    let held = Rule::default().false_discovery;
    assumptions.push(format!("leaders are the firms above the widest drop of √(share of the size × share of the ties inside) of their community, where it is wider than chance gives (Grubbs' test, false discovery {held} over communities)"));
    if let Some(year) = year {
        assumptions.push(format!("ties of {year}"));
    }
    if let Some(radius) = settings.radius_km {
        assumptions.push(format!("members lie within {radius} km of the first leader of their community"));
    }
    Ok(NetworkResults {
        members: members.iter().map(|m| member_row(m, &network, &membership, stability(m.node))).collect(),
        communities: community_rows(&network, &membership, &members, &first, stability),
        structure: structure_rows(&network, &membership, &first),
        brokers: broker_rows(&network, &membership),
        helix: helix_rows(&network, &membership),
        warnings: network.warnings.clone(),
        network,
        found,
        membership,
        assumptions,
    })
}

fn member_row(m: &Member, network: &Network, membership: &Membership, stability: Option<f64>) -> MemberRow {
    let i = m.node as usize;
    MemberRow {
        organisation: network.ids[i].clone(),
        community: membership.names[m.community as usize].clone(),
        role: network.roles[i].clone(),
        leader: m.leader,
        score: m.score,
        size_share: m.size_share,
        strength_share: m.strength_share,
        betweenness: Some(m.betweenness),
        core: m.core as i64,
        hub_share: m.hub_share,
        stability,
        status: if m.score.is_some() { Status::Observed } else { Status::Undefined(Reason::TooFew) },
    }
}

fn community_rows(
    network: &Network,
    membership: &Membership,
    members: &[Member],
    first: &[Option<u32>],
    stability: impl Fn(u32) -> Option<f64>,
) -> Vec<CommunityRow> {
    let parts = membership.parts(&binary(&network.graph()));
    let cores: Vec<_> = parts.par_iter().map(|p| core_periphery(&p.graph)).collect();
    let mut led = vec![0; parts.len()];
    members.iter().filter(|m| m.leader).for_each(|m| led[m.community as usize] += 1);
    let row = |c: usize| {
        let nodes = &parts[c].nodes;
        let place = first[c].and_then(|l| network.places[l as usize]);
        let has = |role: &str| nodes.iter().any(|&i| network.roles[i as usize] == role);
        let missing: Vec<&str> = ROLES.iter().copied().filter(|r| !has(r)).collect();
        let stable: Vec<f64> = nodes.iter().filter_map(|&i| stability(i)).collect();
        CommunityRow {
            community: membership.names[c].clone(),
            members: nodes.len() as i64,
            leaders: led[c],
            first_leader: first[c].map(|l| network.ids[l as usize].clone()),
            lon: place.map(|p| p[0]),
            lat: place.map(|p| p[1]),
            core_fit: cores[c].as_ref().map(|f| f.fit),
            stability: (!stable.is_empty()).then(|| stable.iter().sum::<f64>() / stable.len() as f64),
            missing_roles: missing.join(";"),
            status: match &cores[c] {
                Some(_) => Status::Observed,
                None if nodes.len() < 3 => Status::Undefined(Reason::TooFew),
                None => Status::Undefined(Reason::Constant),
            },
        }
    };
    (0..parts.len()).map(row).collect()
}

fn structure_rows(network: &Network, membership: &Membership, first: &[Option<u32>]) -> Vec<StructureRow> {
    let mut rows = Vec::new();
    for (community, measures) in summary(network, membership, first) {
        rows.extend(measures.into_iter().map(|(measure, value)| StructureRow {
            community: community.clone(),
            measure,
            value: value.ok(),
            status: value.err().unwrap_or(Status::Observed),
        }));
    }
    rows
}

fn broker_rows(network: &Network, membership: &Membership) -> Vec<BrokerRow> {
    let (holes, roles) = brokers(network, &membership.of, false);
    let row = |i: usize| {
        let count = |r: usize| roles[i][r] as i64;
        BrokerRow {
            organisation: network.ids[i].clone(),
            constraint: holes[i].map(|h| h.constraint),
            effective_size: holes[i].map(|h| h.effective_size),
            coordinator: count(0),
            itinerant: count(1),
            gatekeeper: count(2),
            representative: count(3),
            liaison: count(4),
            status: if holes[i].is_some() { Status::Observed } else { Status::Undefined(Reason::Island) },
        }
    };
    (0..network.len()).map(row).collect()
}

fn helix_rows(network: &Network, membership: &Membership) -> Vec<HelixRow> {
    let row = |(name, counts): (&String, [f64; 8])| {
        let value = transmission(&counts);
        HelixRow {
            community: name.clone(),
            value,
            units: counts.iter().sum::<f64>() as i64,
            status: if value.is_some() { Status::Observed } else { Status::Undefined(Reason::TooFew) },
        }
    };
    membership.names.iter().zip(combinations(network, membership)).map(row).collect()
}
