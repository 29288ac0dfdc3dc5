//! Communities of organisations, their members and ties, as the report needs them.

use super::hierarchy::ancestors;
use super::{Names, Source};
use crate::ReportInput;
use std::collections::HashMap;

/// Fewer members are no community, where the run does not say.
const LEAST: i64 = 3;
/// Employees from which a firm is not small or medium.
const SMALL: f64 = 250.0;

/// A community.
#[derive(Debug, Clone, Default)]
pub(crate) struct Community {
    pub(crate) key: String,
    pub(crate) members: i64,
    pub(crate) leader: String,
    pub(crate) leaders: i64,
    pub(crate) hub_share: Option<f64>,
    pub(crate) small: Option<f64>,
    /// Density inside and of ties to the outside.
    pub(crate) density: Option<(f64, f64)>,
    pub(crate) left: Option<f64>,
    pub(crate) radius: Option<f64>,
    pub(crate) abroad: Option<f64>,
    pub(crate) stability: Option<f64>,
    /// Roles that no member has.
    pub(crate) lacks: Vec<String>,
    /// The members.
    pub(crate) who: Vec<Member>,
}

/// A member with its place.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) leader: bool,
    pub(crate) place: Option<(f64, f64)>,
    pub(crate) size: Option<f64>,
    pub(crate) region: String,
    pub(crate) score: Option<f64>,
    /// Share of the community's size, of its inner ties, and of its own ties that stay inside.
    pub(crate) size_share: Option<f64>,
    pub(crate) strength_share: Option<f64>,
    pub(crate) inside_share: Option<f64>,
}

/// An organisation with ties in communities beside its own.
#[derive(Debug, Clone)]
pub(crate) struct Affiliation {
    pub(crate) organisation: String,
    pub(crate) role: String,
    pub(crate) size: Option<f64>,
    pub(crate) own: String,
    pub(crate) own_share: f64,
    /// Further communities with the shares of its ties.
    pub(crate) others: Vec<(String, f64)>,
}

/// Everything of the question.
pub(crate) struct Organizations {
    /// The largest first.
    pub(crate) communities: Vec<Community>,
    /// Organisations in no community that is judged.
    pub(crate) outside: usize,
    /// Members from which a community is one.
    pub(crate) least: i64,
    pub(crate) names: HashMap<String, String>,
    /// Owned firms and the organisation under which they count.
    pub(crate) owned: Vec<(String, String)>,
    /// The largest organisation first; communities that are judged.
    pub(crate) affiliations: Vec<Affiliation>,
}

impl Organizations {
    /// `None` where the atlas has no communities.
    pub(crate) fn read(input: &ReportInput) -> Option<Organizations> {
        let (c, m) = (Source::open(input, "network/communities")?, Source::open(input, "network/members")?);
        // Measures of each community.
        let mut measures: HashMap<(String, String), f64> = HashMap::new();
        if let Some(t) = Source::open(input, "network/ties_summary") {
            for r in 0..t.rows() {
                if let Some(v) = t.real(r, "value") {
                    measures.insert((t.text(r, "community"), t.text(r, "measure")), v);
                }
            }
        }
        let mut communities: Vec<Community> = (0..c.rows())
            .filter_map(|r| {
                let key = c.text(r, "community");
                let of = |measure: &str| measures.get(&(key.clone(), measure.to_string())).copied();
                Some(Community {
                    members: c.integer(r, "members")?,
                    leader: c.text(r, "first_leader"),
                    leaders: c.integer(r, "leaders").unwrap_or(0),
                    density: of("density_inside").zip(of("density_outside")),
                    left: of("component_without_leader"),
                    radius: of("reach_km"),
                    abroad: of("border_share"),
                    stability: c.real(r, "stability"),
                    lacks: c
                        .text(r, "missing_roles")
                        .split(';')
                        .filter(|s| !s.is_empty())
                        .map(str::to_string)
                        .collect(),
                    key,
                    ..Community::default()
                })
            })
            .collect();
        let steps = input.manifest.get("steps").and_then(serde_json::Value::as_array);
        let step = steps.into_iter().flatten().find(|s| s["step"] == "network");
        let least = step.and_then(|s| s["options"]["least-members"].as_i64()).unwrap_or(LEAST);
        communities.retain(|x| x.members >= least);
        communities.sort_by(|a, b| b.members.cmp(&a.members).then(a.key.cmp(&b.key)));
        let mut known = HashMap::new();
        if let Some(o) = Source::open(input, "study/organisations") {
            for r in 0..o.rows() {
                let place = o.real(r, "lon").zip(o.real(r, "lat"));
                known.insert(
                    o.text(r, "organisation"),
                    (
                        o.text(r, "name"),
                        o.text(r, "role"),
                        place,
                        o.real(r, "employees"),
                        o.text(r, "region"),
                    ),
                );
            }
        }
        let at: HashMap<String, usize> =
            communities.iter().enumerate().map(|(i, x)| (x.key.clone(), i)).collect();
        let mut outside = 0;
        for r in 0..m.rows() {
            let Some(&i) = at.get(&m.text(r, "community")) else {
                outside += 1;
                continue;
            };
            let leader = m.boolean(r, "leader").unwrap_or(false);
            if let Some(share) = m.real(r, "strength_share").filter(|_| leader) {
                *communities[i].hub_share.get_or_insert(0.0) += share;
            }
            let key = m.text(r, "organisation");
            let (name, role, place, own, region) = known.get(&key).cloned().unwrap_or_default();
            let size = m.real(r, "size").or(own);
            communities[i].who.push(Member {
                name: if name.is_empty() { key.clone() } else { name },
                key,
                role,
                leader,
                place,
                size,
                region,
                score: m.real(r, "score"),
                size_share: m.real(r, "size_share"),
                strength_share: m.real(r, "strength_share"),
                inside_share: m.real(r, "inside_share"),
            });
        }
        for one in &mut communities {
            let firms = one.who.iter().filter(|m| m.role == "firm");
            let sizes: Vec<f64> = firms.filter_map(|m| m.size).collect();
            let small = sizes.iter().filter(|s| **s < SMALL).count();
            one.small = (!sizes.is_empty()).then(|| small as f64 / sizes.len() as f64);
        }
        let names = known.into_iter().map(|(k, v)| (k, v.0)).collect();
        let affiliations = affiliations(input, &communities);
        let owned = Source::open(input, "network/owned").map_or(Vec::new(), |t| {
            (0..t.rows()).map(|r| (t.text(r, "organisation"), t.text(r, "owner"))).collect()
        });
        let found = Organizations { communities, outside, least, names, owned, affiliations };
        (!found.communities.is_empty()).then_some(found)
    }

    /// The name of an organisation, or its key.
    pub(crate) fn name<'a>(&'a self, key: &'a str) -> &'a str {
        self.names.get(key).filter(|n| !n.is_empty()).map_or(key, String::as_str)
    }

    /// Communities with members in a region or in parts of it, those with most of
    /// them first.
    pub(crate) fn within(&self, names: &Names, region: &str) -> Vec<(&Community, Vec<&Member>)> {
        let inside = |m: &&Member| m.region == region || ancestors(names, &m.region).contains(&region);
        let of = |x| -> (&Community, Vec<&Member>) { (x, x.who.iter().filter(inside).collect()) };
        let mut found: Vec<_> = self.communities.iter().map(of).filter(|f| !f.1.is_empty()).collect();
        found.sort_by_key(|f| std::cmp::Reverse(f.1.len()));
        found
    }

    /// Every member of a community.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Member> {
        self.communities.iter().flat_map(|x| &x.who)
    }
}

fn affiliations(input: &ReportInput, communities: &[Community]) -> Vec<Affiliation> {
    let Some(t) = Source::open(input, "network/affiliations") else { return Vec::new() };
    let judged: HashMap<&str, &Community> = communities.iter().map(|x| (x.key.as_str(), x)).collect();
    let members: HashMap<&str, (&Member, &str)> = communities
        .iter()
        .flat_map(|x| x.who.iter().map(|m| (m.key.as_str(), (m, x.key.as_str()))))
        .collect();
    let mut found: Vec<Affiliation> = Vec::new();
    for r in 0..t.rows() {
        let (organisation, further) = (t.text(r, "organisation"), t.text(r, "community"));
        let (Some((member, own)), true) =
            (members.get(organisation.as_str()), judged.contains_key(further.as_str()))
        else {
            continue;
        };
        let (Some(share), Some(own_share)) = (t.real(r, "share"), t.real(r, "own_share")) else { continue };
        match found.last_mut().filter(|a| a.organisation == organisation) {
            Some(same) => same.others.push((further, share)),
            None => found.push(Affiliation {
                role: member.role.clone(),
                size: member.size,
                own: own.to_string(),
                own_share,
                others: vec![(further, share)],
                organisation,
            }),
        }
    }
    let size = |a: &Affiliation| a.size.unwrap_or(0.0);
    found.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.organisation.cmp(&b.organisation)));
    found
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
