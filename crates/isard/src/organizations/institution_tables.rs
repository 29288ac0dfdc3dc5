//! Tables of this question that stand in the files of their methods.

use crate::model::TableSpec;

/// Schemas of the tables.
pub fn tables() -> Vec<TableSpec> {
    [
        super::institutional_profile::TABLES,
        super::institutional_form::TABLES,
        super::member_outcomes::TABLES,
        super::tie_growth::TABLES,
        super::membership_growth::TABLES,
        super::role_reach::TABLES,
        super::cluster_overlap::TABLES,
        super::community_ties::TABLES,
        super::affiliations::TABLES,
        super::ownership::TABLES,
        super::name_resolution::TABLES,
    ]
    .concat()
}
