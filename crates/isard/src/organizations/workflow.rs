//! From the organisations and ties of a study to the tables of this question.

use super::affiliations::{AffiliationRow, Belonging, belonging, rows as affiliation_rows};
use super::brokerage::brokers;
use super::communities::{Communities, Settings, TravelTimes, find, in_one_community};
use super::community_ties::{CommunityTieRow, community_ties};
use super::core_periphery::binary;
use super::leaders::{Member, Rule, leaders};
use super::membership::Membership;
use super::network::Network;
use super::network_summary::{first_leaders, summary};
use super::ownership::{Consolidated, OwnedRow};
use super::tables::{BrokerRow, CommunityRow, HelixRow, MemberRow, StructureRow};
use super::tie_table::{DatedTie, last_year};
use super::triple_helix::{combinations, transmission};
use crate::model::study_tables::ROLES;
use crate::model::{Reason, Status, Table};
use crate::networks::core_periphery::core_periphery;
use crate::registry::MethodError;
use rayon::prelude::*;

/// What is asked of the network of a study.
#[derive(Debug, Clone, Copy)]
pub struct NetworkRequest<'a> {
    /// How communities are sought.
    pub settings: &'a Settings,
    /// The study table of travel times.
    pub travel_times: Option<&'a Table>,
    /// Whether owned firms are taken together with their owner.
    pub owned_together: bool,
    /// Share of an organisation's ties from which it also belongs to another community.
    pub also_share: Option<f64>,
}

/// Everything about the network of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkResults {
    /// Organisations one by one with the ties of the year.
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
    /// Further communities of organisations with ties in several.
    pub affiliations: Vec<AffiliationRow>,
    /// Firms that were taken together with their owner.
    pub owned: Vec<OwnedRow>,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// What a reader must know.
    pub warnings: Vec<String>,
}

/// Finds communities in the ties of the last year (those without a year hold in
/// every one) and describes them.
///
/// # Errors
/// A network without organisations, settings that exclude each other, a
/// territory without places or travel times.
pub fn workflow(
    network: Network,
    ties: &[DatedTie],
    request: &NetworkRequest,
) -> Result<NetworkResults, MethodError> {
    if network.is_empty() {
        return Err(MethodError::data_hint(
            "there is no organisation",
            "add rows to `organisations` or `ties`",
        ));
    }
    let year = last_year(ties);
    let each = network.with_ties(ties, year);
    let together = request.owned_together.then(|| each.consolidated());
    let network = together.as_ref().map_or(&each, |t| &t.network);
    let settings = request.settings;
    let table = request.travel_times.filter(|_| settings.travel_minutes.is_some());
    let times = table.map(|t| TravelTimes::of_table(t, network)).transpose()?;
    let found = in_one_community(network, find(network, settings, times.as_ref())?);
    let membership = Membership::of(&found, network.len());
    let members = leaders(network, &membership, &Rule::default());
    let first = first_leaders(&members, membership.names.len());
    let belonging = belonging(&network.graph(), &membership.of, request.also_share);
    let stability = |i: u32| found.stability.as_ref().map(|s| s.node[i as usize]);
    let row =
        |m: &Member| member_row(m, network, &membership, stability(m.node), &belonging[m.node as usize]);
    let mut warnings = network.warnings.clone();
    warnings.extend(settings.unbound(network, times.as_ref()));
    Ok(NetworkResults {
        members: members.iter().map(row).collect(),
        communities: community_rows(network, &membership, &members, &first, stability),
        structure: structure_rows(network, &membership, &first),
        brokers: broker_rows(network, &membership),
        helix: helix_rows(network, &membership),
        between: community_ties(network, &membership),
        affiliations: affiliation_rows(&network.ids, &membership, &belonging),
        owned: together.as_ref().map_or(Vec::new(), |t| owned_rows(&each, t, &membership)),
        assumptions: assumptions(request, year, together.is_some()),
        warnings,
        year,
        found,
        membership,
        network: each,
    })
}

fn assumptions(request: &NetworkRequest, year: Option<i64>, together: bool) -> Vec<String> {
    let held = Rule::default().false_discovery;
    let mut said = vec![
        request.settings.in_words(),
        format!(
            "leaders are the firms above the widest drop of √(share of the size × share of the ties inside) of their community, where it is wider than chance gives (Grubbs' test, false discovery {held} over communities)"
        ),
    ];
    said.extend(year.map(|year| format!("ties of {year}")));
    said.extend(request.settings.territory_in_words().map(|t| format!("members lie {t} of their community")));
    if together {
        said.push("owned firms count together with the last of their owners that is listed".into());
    }
    said.extend(request.also_share.map(|share| {
        format!(
            "an organisation also belongs to a community to which {share} of its tie weight or more leads"
        )
    }));
    said
}

/// Firms that stand under another organisation, with its community.
fn owned_rows(each: &Network, together: &Consolidated, membership: &Membership) -> Vec<OwnedRow> {
    let row = |i: usize| {
        let at = together.of[i] as usize;
        let owner = &together.network.ids[at];
        (*owner != each.ids[i]).then(|| OwnedRow {
            organisation: each.ids[i].clone(),
            owner: owner.clone(),
            community: membership.names[membership.of[at] as usize].clone(),
            status: Status::Observed,
        })
    };
    (0..each.len()).filter_map(row).collect()
}

fn member_row(
    m: &Member,
    network: &Network,
    membership: &Membership,
    stability: Option<f64>,
    belonging: &Belonging,
) -> MemberRow {
    let i = m.node as usize;
    MemberRow {
        organisation: network.ids[i].clone(),
        community: membership.names[m.community as usize].clone(),
        role: network.roles[i].clone(),
        leader: m.leader,
        score: m.score,
        size: network.sizes[i],
        size_share: m.size_share,
        strength_share: m.strength_share,
        inside_share: belonging.own,
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
