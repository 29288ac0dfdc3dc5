//! From the organisations and ties of a study to the tables of this question.

use super::brokerage::brokers;
use super::communities::{Communities, Settings, find, in_one_community};
use super::community_ties::{CommunityTieRow, community_ties};
use super::core_periphery::binary;
use super::leaders::{Member, Rule, leaders};
use super::membership::Membership;
use super::network::Network;
use super::network_summary::{first_leaders, summary};
use super::tables::{BrokerRow, CommunityRow, HelixRow, MemberRow, StructureRow};
use super::tie_table::{DatedTie, last_year};
use super::triple_helix::{combinations, transmission};
use crate::model::study_tables::ROLES;
use crate::model::{Reason, Status};
use crate::networks::core_periphery::core_periphery;
use crate::registry::MethodError;
use rayon::prelude::*;

/// Everything about the network of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkResults {
    /// Organisations with the ties of the year.
    pub network: Network,
    /// Year of the ties, where they have one.
    pub year: Option<i64>,
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
    /// Ties between communities.
    pub between: Vec<CommunityTieRow>,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What a reader must know.
    pub warnings: Vec<String>,
}

/// Finds communities in the ties of the last year (those without a year hold in
/// every one) and describes them. A radius needs places, and is left out without any.
///
/// # Errors
/// A network without organisations, settings that exclude each other.
pub fn workflow(
    network: Network,
    ties: &[DatedTie],
    settings: &Settings,
) -> Result<NetworkResults, MethodError> {
    if network.is_empty() {
        return Err(MethodError::data_hint(
            "there is no organisation",
            "add rows to `organisations` or `ties`",
        ));
    }
    let year = last_year(ties);
    let network = network.with_ties(ties, year);
    let placed = network.places.iter().any(Option::is_some);
    let settings = Settings { radius_km: settings.radius_km.filter(|_| placed), ..settings.clone() };
    let found = in_one_community(&network, find(&network, &settings)?);
    let membership = Membership::of(&found, network.len());
    let members = leaders(&network, &membership, &Rule::default());
    let first = first_leaders(&members, membership.names.len());
    let inside = inside_shares(&network, &membership);
    let stability = |i: u32| found.stability.as_ref().map(|s| s.node[i as usize]);
    let held = Rule::default().false_discovery;
    let mut assumptions = vec![
        settings.in_words(),
        format!(
            "leaders are the firms above the widest drop of √(share of the size × share of the ties inside) of their community, where it is wider than chance gives (Grubbs' test, false discovery {held} over communities)"
        ),
    ];
    if let Some(year) = year {
        assumptions.push(format!("ties of {year}"));
    }
    if let Some(radius) = settings.radius_km {
        assumptions.push(format!("members lie within {radius} km of the first leader of their community"));
    }
    Ok(NetworkResults {
        members: members
            .iter()
            .map(|m| member_row(m, &network, &membership, stability(m.node), inside[m.node as usize]))
            .collect(),
        communities: community_rows(&network, &membership, &members, &first, stability),
        structure: structure_rows(&network, &membership, &first),
        brokers: broker_rows(&network, &membership),
        helix: helix_rows(&network, &membership),
        between: community_ties(&network, &membership),
        warnings: network.warnings.clone(),
        year,
        network,
        found,
        membership,
        assumptions,
    })
}

/// Share of the tie weight of each organisation that leads to its own community.
fn inside_shares(network: &Network, membership: &Membership) -> Vec<Option<f64>> {
    let graph = network.graph();
    let share = |i: usize| {
        let (mut own, mut all) = (0.0, 0.0);
        for (j, w) in graph.row(i) {
            all += w;
            own += if membership.of[j] == membership.of[i] { w } else { 0.0 };
        }
        (all > 0.0).then(|| own / all)
    };
    (0..network.len()).into_par_iter().map(share).collect()
}

fn member_row(
    m: &Member,
    network: &Network,
    membership: &Membership,
    stability: Option<f64>,
    inside_share: Option<f64>,
) -> MemberRow {
    let i = m.node as usize;
    MemberRow {
        organisation: network.ids[i].clone(),
        community: membership.names[m.community as usize].clone(),
        role: network.roles[i].clone(),
        leader: m.leader,
        score: m.score,
        size_share: m.size_share,
        strength_share: m.strength_share,
        inside_share,
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
