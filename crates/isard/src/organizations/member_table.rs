//! The input `members`: who belongs to which community or cluster organisation.

use crate::registry::{InputSpec, Inputs, MethodError, OptionSpec};
use std::collections::{BTreeMap, BTreeSet};

/// Memberships.
pub(crate) const MEMBERS: InputSpec = InputSpec {
    name: "members",
    columns: "community, id (or cluster_organisation, organisation): one row a member",
    optional: false,
};

/// Least size of a community that is looked at.
pub(crate) const LEAST_MEMBERS: OptionSpec =
    OptionSpec::integer("least-members", 1, 1_000_000, "3", "Members below which a community is left out.");

/// Members of each community, both in key order.
pub(crate) fn read(inputs: &Inputs) -> Result<BTreeMap<String, BTreeSet<String>>, MethodError> {
    let table = inputs.need(MEMBERS.name, MEMBERS.columns)?;
    let name = |options: [&'static str; 2]| {
        options.into_iter().find(|n| table.get(n).is_some()).unwrap_or(options[0])
    };
    let column =
        |n: &str| table.column(n).map_err(|source| MethodError::Table { input: MEMBERS.name.into(), source });
    let (communities, ids) =
        (column(name(["community", "cluster_organisation"]))?, column(name(["id", "organisation"]))?);
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in 0..table.rows() {
        let bad =
            |what: &str| MethodError::data(format!("input `members`, row {}: {what} is empty", row + 1));
        let id = ids.display(row).ok_or_else(|| bad("the member"))?;
        // Who has no community belongs to none.
        if let Some(community) = communities.display(row) {
            found.entry(community).or_default().insert(id);
        }
    }
    if found.is_empty() {
        return Err(MethodError::data_hint(
            "input `members` names no community",
            "give a row for each member",
        ));
    }
    Ok(found)
}
