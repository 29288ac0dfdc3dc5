//! Row types of the tables of this question.

use crate::model::{Record, Status, TableSpec};

/// Schemas of the tables.
pub const TABLES: &[TableSpec] =
    &[MemberRow::SPEC, CommunityRow::SPEC, StructureRow::SPEC, BrokerRow::SPEC, HelixRow::SPEC];

crate::record! {
    /// Which community an organisation belongs to, how surely, and what it is there.
    pub struct MemberRow in "network"/"members", key ["organisation"] {
        /// Organisation.
        organisation: String [Kind::Key],
        /// Community, numbered by first appearance.
        community: String [Kind::Key],
        /// Role of the organisation.
        role: String,
        /// Whether it leads the community.
        leader: bool,
        /// √(share of the size × share of the tie weight inside).
        score: Option<f64>,
        /// Size; with that of owned firms where they are taken together.
        size: Option<f64>,
        /// Share of the community's size.
        size_share: Option<f64>,
        /// Share of the tie weight inside.
        strength_share: Option<f64>,
        /// Share of its own tie weight that leads to its community.
        inside_share: Option<f64> [Kind::SHARE],
        /// Share of the pairs of other members whose shortest ways lead over it.
        betweenness: Option<f64>,
        /// Core number inside.
        core: i64,
        /// Share of the other members it is tied to.
        hub_share: Option<f64>,
        /// Mean Jaccard similarity of its community over runs with other seeds.
        stability: Option<f64> [Kind::SHARE],
        /// Status of the score.
        status: Status,
    }
}

crate::record! {
    /// A community: size, first leader, fit of a core and stability.
    pub struct CommunityRow in "network"/"communities", key ["community"] {
        /// Community.
        community: String [Kind::Key],
        /// Members.
        members: i64,
        /// Leaders; 0 where nobody stands out.
        leaders: i64,
        /// Of those who may lead, the one with the highest score.
        first_leader: Option<String>,
        /// Longitude of the first leader.
        lon: Option<f64>,
        /// Latitude of the first leader.
        lat: Option<f64>,
        /// Fit of a core and a periphery.
        core_fit: Option<f64>,
        /// Mean stability of the members.
        stability: Option<f64> [Kind::SHARE],
        /// Roles that no member has, separated by semicolons.
        missing_roles: String,
        /// Status of the fit.
        status: Status,
    }
}

crate::record! {
    /// A measure of the structure of a community, or of the whole network.
    pub struct StructureRow in "network"/"ties_summary", key ["community", "measure"] {
        /// Community; `all` for the network.
        community: String [Kind::Key],
        /// Measure, such as density_inside or flow_without_leader.
        measure: String,
        /// Value.
        value: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

crate::record! {
    /// Who links others that are not tied.
    pub struct BrokerRow in "network"/"brokers", key ["organisation"] {
        /// Organisation.
        organisation: String [Kind::Key],
        /// Burt's constraint.
        constraint: Option<f64>,
        /// Effective size.
        effective_size: Option<f64>,
        /// Times it links two of its own community.
        coordinator: i64,
        /// Times it links two of one other community.
        itinerant: i64,
        /// Times it lets another community into its own.
        gatekeeper: i64,
        /// Times it speaks for its own community to another.
        representative: i64,
        /// Times it links two different other communities.
        liaison: i64,
        /// Status of constraint and effective size.
        status: Status,
    }
}

crate::record! {
    /// Information shared by university, industry and government.
    pub struct HelixRow in "network"/"triple_helix", key ["community"] {
        /// Community.
        community: String [Kind::Key],
        /// Mutual information in three dimensions, bits.
        value: Option<f64>,
        /// Members with ties.
        units: i64,
        /// Status of the value.
        status: Status,
    }
}
