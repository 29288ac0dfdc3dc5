//! Communities of organisations, their members and ties, as the report needs them.

use super::Source;
use crate::ReportInput;
use std::collections::{BTreeMap, HashMap};

/// A community.
#[derive(Debug, Clone, Default)]
pub(crate) struct Community {
    pub(crate) key: i64,
    pub(crate) members: i64,
    pub(crate) leader: String,
    pub(crate) leaders: i64,
    pub(crate) hub_share: Option<f64>,
    pub(crate) sme_share: Option<f64>,
    /// Density inside and of ties to the outside.
    pub(crate) density: Option<(f64, f64)>,
    pub(crate) left: Option<f64>,
    pub(crate) radius: Option<f64>,
    pub(crate) abroad: Option<f64>,
    pub(crate) stability: Option<f64>,
    /// Members by role.
    pub(crate) roles: BTreeMap<String, i64>,
}

/// A member with its place.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) community: i64,
    pub(crate) leader: bool,
    pub(crate) place: Option<(f64, f64)>,
    pub(crate) size: Option<f64>,
}

/// Everything of the question.
pub(crate) struct Organizations {
    /// The largest first.
    pub(crate) communities: Vec<Community>,
    pub(crate) members: Vec<Member>,
    /// Organisations in no community.
    pub(crate) outside: usize,
    pub(crate) names: HashMap<String, String>,
}

impl Organizations {
    /// `None` where the atlas has no communities.
    pub(crate) fn read(input: &ReportInput) -> Option<Organizations> {
        let (c, m) = (
            Source::open(input, "organizations/communities")?,
            Source::open(input, "organizations/members")?,
        );
        let roles = Source::open(input, "organizations/roles");
        let mut communities: Vec<Community> = (0..c.rows())
            .filter_map(|r| {
                Some(Community {
                    key: c.integer(r, "community")?,
                    members: c.integer(r, "members")?,
                    leader: c.text(r, "leader"),
                    leaders: c.integer(r, "leaders").unwrap_or(0),
                    hub_share: c.real(r, "hub_share"),
                    sme_share: c.real(r, "sme_share"),
                    density: c.real(r, "density_in").zip(c.real(r, "density_out")),
                    left: c.real(r, "left_without_leader"),
                    radius: c.real(r, "radius_km"),
                    abroad: c.real(r, "abroad_share"),
                    stability: c.real(r, "stability"),
                    roles: BTreeMap::new(),
                })
            })
            .collect();
        communities.sort_by(|a, b| b.members.cmp(&a.members).then(a.key.cmp(&b.key)));
        if let Some(t) = roles {
            let at: HashMap<i64, usize> = communities.iter().enumerate().map(|(i, c)| (c.key, i)).collect();
            for r in 0..t.rows() {
                let Some(&i) = t.integer(r, "community").and_then(|k| at.get(&k)) else { continue };
                *communities[i].roles.entry(t.text(r, "role")).or_default() +=
                    t.integer(r, "members").unwrap_or(0);
            }
        }
        let mut known = HashMap::new();
        if let Some(o) = Source::open(input, "study/organisations") {
            for r in 0..o.rows() {
                let place = o.real(r, "lon").zip(o.real(r, "lat"));
                known.insert(
                    o.text(r, "organisation"),
                    (o.text(r, "name"), o.text(r, "role"), place, o.real(r, "employees")),
                );
            }
        }
        let (mut members, mut outside) = (Vec::new(), 0);
        for r in 0..m.rows() {
            let Some(community) = m.integer(r, "community") else {
                outside += 1;
                continue;
            };
            let key = m.text(r, "organisation");
            let (name, role, place, size) = known.get(&key).cloned().unwrap_or_default();
            let leader = m.boolean(r, "leader").unwrap_or(false);
            members.push(Member { key, name, role, community, leader, place, size });
        }
        let names = known.into_iter().map(|(k, v)| (k, v.0)).collect();
        (!communities.is_empty()).then_some(Organizations { communities, members, outside, names })
    }

    /// The name of an organisation, or its key.
    pub(crate) fn name<'a>(&'a self, key: &'a str) -> &'a str {
        self.names.get(key).filter(|n| !n.is_empty()).map_or(key, String::as_str)
    }

    /// Members of a community.
    pub(crate) fn of(&self, community: i64) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |m| m.community == community)
    }
}

/// Ties among organisations of one community: both ends and the layer.
pub(crate) fn ties(input: &ReportInput, among: &HashMap<&str, usize>) -> Vec<(usize, usize, String)> {
    let Some(t) = Source::open(input, "study/ties") else { return Vec::new() };
    let mut out: Vec<(usize, usize, String)> = (0..t.rows())
        .filter_map(|r| {
            let (a, b) = (t.text(r, "source"), t.text(r, "target"));
            let (a, b) = (*among.get(a.as_str())?, *among.get(b.as_str())?);
            (a != b).then(|| (a.min(b), a.max(b), t.text(r, "layer")))
        })
        .collect();
    // Years of one tie are drawn once.
    out.sort();
    out.dedup();
    out
}
