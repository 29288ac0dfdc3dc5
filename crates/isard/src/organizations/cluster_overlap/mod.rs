//! Communities beside the statistical clusters of the same territory.

mod compare;
mod inputs;

pub use compare::{ClusterMap, Strength, overlap};

use super::member_table::{self, LEAST_MEMBERS, MEMBERS};
use super::network::{Network, Policies};
use super::node_table::with_industries;
use crate::model::{Record, Status, TableSpec, table_of};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

crate::record! {
    /// What each community shares with each statistical cluster.
    pub struct ClusterOverlapRow in "network"/"cluster_overlap", key ["community", "cluster"] {
        /// Community or cluster organisation.
        community: String,
        /// Cluster; `all` for any of them.
        cluster: String,
        /// Firms of the community in the cluster's industries.
        firms: i64,
        /// Their jobs, where sizes are known.
        jobs: Option<f64>,
        /// These jobs over the jobs of all firms of the community.
        jobs_share: Option<f64>,
        /// Jobs in regions where the cluster is strong over the jobs of all firms of the community.
        strong_share: Option<f64>,
        /// Jobs in regions where it cannot be told whether the cluster is strong over the same.
        undecided_share: Option<f64>,
        /// Industries of both over industries of either.
        industry_jaccard: Option<f64>,
        /// Regions of the community in which the cluster is strong over regions of either.
        region_jaccard: Option<f64>,
        /// Jobs of the cluster in the regions of the community, where all are published.
        cluster_jobs: Option<f64>,
        /// Jobs of the community in the cluster and these regions over the cluster's.
        coverage: Option<f64>,
        /// Least coverage that withheld cells allow.
        coverage_low: Option<f64>,
        /// Greatest coverage that withheld cells allow.
        coverage_high: Option<f64>,
        /// Whether the community has most of its jobs in this cluster.
        main: bool,
        /// Status of the coverage.
        status: Status,
    }
}

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[ClusterOverlapRow::SPEC];

const DEFINITIONS: InputSpec = InputSpec {
    name: "definitions",
    columns: "cluster, industry[, weight]; without it every industry is a cluster",
    optional: true,
};
const STRENGTH: InputSpec = InputSpec {
    name: "strength",
    columns: "region, cluster, value[, stars][, bound_low, bound_high]",
    optional: false,
};

/// Option `least-stars`.
pub const LEAST_STARS: OptionSpec =
    OptionSpec::integer("least-stars", 1, 3, "1", "Stars from which a cluster is strong in a region.");
/// Option `least-share`.
pub const LEAST_SHARE: OptionSpec = OptionSpec::real(
    "least-share",
    0.0,
    1.0,
    "0.1",
    "Share of a community's jobs from which a region is one of its own.",
);

/// Registry entry.
pub const METHOD: Method = Method {
    id: "cluster-overlap",
    question: "organizations",
    title: "Communities beside statistical clusters",
    summary: "How much of a community lies in which cluster of industries, how much in clusters that are strong where its firms are, and how much of a cluster's jobs there it covers.",
    formula: "J jobs of the firms of a community with an industry and a region (size × weight of the industry in the cluster). jobs_share = J_c/J; strong_share = \
              Σ J_cr over the regions r where c has least-stars stars or more, over J; undecided_share: the same over regions where stars are not decided. \
              industry_jaccard = |I_g ∩ I_c|/|I_g ∪ I_c| of the industries of the community's firms and of the cluster; region_jaccard = |R_g ∩ S_c|/|R_g ∪ S_c| \
              of the community's regions, which hold least-share of its jobs or more each, and the regions where c is strong. coverage = Σ_r J_cr / Σ_r value_cr over R_g; \
              where a value is withheld its bounds give coverage_low and coverage_high. `all` sums over clusters: jobs_share of jobs in any, strong_share of jobs in \
              a cluster strong there. main: the cluster with the greatest J_c, of equal ones the first.",
    undefined: "missing: a value is not known and has no bounds, or no size is known; suppressed: a value is withheld; undefined:zero-base: the cluster has no jobs there. \
                Coverage is not computed for `all`; a cluster of that name is refused.",
    complexity: "O(members + communities × clusters × regions) time.",
    inputs: &[super::node_table::INDUSTRIES_OF, MEMBERS, STRENGTH, DEFINITIONS],
    options: &[LEAST_STARS, LEAST_SHARE, LEAST_MEMBERS],
    output: &[
        ("community", "Community key."),
        ("cluster", "Cluster, or `all`."),
        ("firms", "Firms of the community in the cluster's industries."),
        ("jobs", "Their jobs."),
        ("jobs_share", "Share of the community's jobs."),
        ("strong_share", "Share of the community's jobs where the cluster is strong."),
        ("undecided_share", "Share where that cannot be told."),
        ("industry_jaccard", "Industries of both over industries of either."),
        ("region_jaccard", "Regions of both over regions of either."),
        ("cluster_jobs", "Jobs of the cluster in the community's regions."),
        ("coverage", "Share of them in the community."),
        ("coverage_low", "Least coverage that withheld cells allow."),
        ("coverage_high", "Greatest."),
        ("main", "Whether most of the community's jobs are in this cluster."),
        ("status", "Status of the coverage."),
    ],
    references: &[Reference {
        text: "Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11(2), 37–50.",
        locator: "the index; the comparison is isard's own",
        doi: "10.1111/j.1469-8137.1912.tb05611.x",
        checked: false,
    }],
    run,
};

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let (network, _) = Network::dated(Some(with_industries(inputs)?), None, Policies::STRICT)?;
    let communities = member_table::read(inputs)?;
    let map = inputs::cluster_map(inputs, &network, options.integer("least-stars"))?;
    let least = options.integer("least-members") as usize;
    let share = options.real("least-share").unwrap_or(0.1);
    let rows = overlap(&network, &communities, &map, share, least);
    let mut output = Output::new(table_of(&rows));
    let small = communities.values().filter(|m| m.len() < least).count();
    if small > 0 {
        output.warnings.push(format!("{small} communities of fewer than {least} members were left out"));
    }
    let over = rows.iter().filter(|r| r.coverage.is_some_and(|c| c > 1.0)).count();
    if over > 0 {
        output.warnings.push(format!(
            "{over} communities have more jobs in a cluster than its statistics there: the two sources count differently"
        ));
    }
    output.assumptions.push("jobs of an organisation count where it has its seat".into());
    Ok(output)
}
