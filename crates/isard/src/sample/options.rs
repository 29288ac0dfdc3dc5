//! What a sample is made of.

/// Sizes, seed and planted effects of a sample.
///
/// Sizes below the least that makes a study (3 regions, 4 industries, 3 years)
/// are raised to it.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleOptions {
    /// Seed of every random number.
    pub seed: u64,
    /// Regions of level 1, in two countries.
    pub regions: usize,
    /// Industries of the finest level.
    pub industries: usize,
    /// First year.
    pub first_year: i64,
    /// Number of years.
    pub years: usize,
    /// Organisations of every role.
    pub organisations: usize,
    /// Communities planted among the organisations.
    pub communities: usize,
    /// Smallest and largest community, in members.
    pub community_members: (usize, usize),
    /// Largest distance of a member from its community's leader, in kilometres.
    pub community_radius_km: f64,
    /// Share of organisations that belong to no community.
    pub outsiders: f64,
    /// Mean number of ties of an organisation.
    pub ties_mean: f64,
    /// Share of a member's tie weight that leaves its community, 0 to below 1.
    pub mixing: f64,
    /// Share of leaving ties that stay near.
    pub nearby: f64,
    /// Years at the end for which ties are given.
    pub tie_years: usize,
    /// Years at the end for which results of organisations are given.
    pub result_years: usize,
    /// Share of organisations that close within the years of results.
    pub closures: f64,
    /// Programmes of cluster policy.
    pub programmes: usize,
    /// Whether 124 coded facts on programmes of real countries, with their
    /// sources, are added to the tables of programmes and of facts.
    pub real_facts: bool,
    /// Investment projects.
    pub projects: usize,
    /// Share of occupied cells (region × industry) withheld by the primary rule;
    /// secondary suppression comes on top.
    pub suppression_rate: f64,
    /// Share of indicator values that are missing.
    pub missing_rate: f64,
    /// Scale of all noise; 1 is realistic, 0 leaves the planted structure bare.
    pub noise: f64,
    /// Planted effects.
    pub effects: Effects,
}

/// Sizes of the planted effects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effects {
    /// Distance between the highest and the lowest region group in standard
    /// deviations of an indicator's noise between regions.
    pub groups: f64,
    /// Log of a planted cluster's specialisation at its height.
    pub cluster: f64,
    /// Yearly log growth for one standard deviation of the cluster's strength
    /// outside the industry.
    pub cluster_strength: f64,
    /// Yearly log growth for one standard deviation of the share of graduates.
    pub graduates: f64,
    /// Yearly log growth for one standard deviation of congestion (hinders).
    pub congestion: f64,
    /// Yearly log growth for one log point of initial size above what is
    /// expected of the region and the industry.
    pub convergence: f64,
    /// Effect of the strongest regional programme on new firms per 1,000 residents.
    pub programme: f64,
    /// Yearly log growth of jobs in an organisation under a programme for organisations.
    pub programme_organisation: f64,
    /// Yearly log growth of jobs of a community's member firm.
    pub member: f64,
}

impl Default for Effects {
    fn default() -> Self {
        Effects {
            groups: 4.6,
            cluster: 1.4,
            cluster_strength: 0.008,
            graduates: 0.006,
            congestion: -0.005,
            convergence: -0.012,
            programme: 0.8,
            programme_organisation: 0.03,
            member: 0.025,
        }
    }
}

impl Default for SampleOptions {
    /// The bundled study `sample-country`.
    fn default() -> Self {
        SampleOptions {
            seed: 1,
            regions: 60,
            industries: 80,
            first_year: 2009,
            years: 15,
            organisations: 5000,
            communities: 60,
            community_members: (20, 200),
            community_radius_km: 25.0,
            outsiders: 0.2,
            ties_mean: 10.0,
            mixing: 0.3,
            nearby: 0.2,
            tie_years: 2,
            result_years: 6,
            closures: 0.03,
            programmes: 6,
            real_facts: true,
            projects: 40,
            suppression_rate: 0.06,
            missing_rate: 0.02,
            noise: 1.0,
            effects: Effects::default(),
        }
    }
}

impl SampleOptions {
    /// A study small enough to generate in every test, invented throughout.
    pub fn small() -> Self {
        SampleOptions {
            regions: 16,
            industries: 24,
            years: 8,
            organisations: 400,
            communities: 6,
            community_members: (20, 90),
            real_facts: false,
            projects: 8,
            ..Self::default()
        }
    }

    /// A network in which communities are hard to find: about 5,000
    /// organisations in 60 communities of 20 to 200 members within 25 km of
    /// their first leader, on territories that overlap. Plain modularity of the
    /// ties finds them with an adjusted Rand index of about .96, .75 and .5 at
    /// mixing .3, .5 and .6, distances alone (60 means) with about .5.
    pub fn planted(mixing: f64, seed: u64) -> Self {
        SampleOptions {
            seed,
            mixing,
            ties_mean: 14.0,
            nearby: 0.06,
            outsiders: 0.0,
            closures: 0.0,
            tie_years: 1,
            // What has no part in the network is kept small.
            industries: 20,
            years: 4,
            real_facts: false,
            projects: 1,
            ..Self::default()
        }
    }

    /// The options with sizes raised to the least and shares moved into their range.
    pub(super) fn sane(&self) -> Self {
        let share = |x: f64, top: f64| if x.is_finite() { x.clamp(0.0, top) } else { 0.0 };
        let least = self.community_members.0.max(3);
        SampleOptions {
            regions: self.regions.max(3),
            industries: self.industries.max(4),
            years: self.years.max(3),
            community_members: (least, self.community_members.1.max(least)),
            outsiders: share(self.outsiders, 1.0),
            mixing: share(self.mixing, 0.95),
            nearby: share(self.nearby, 1.0),
            tie_years: self.tie_years.clamp(1, self.years.max(3)),
            result_years: self.result_years.clamp(1, self.years.max(3)),
            closures: share(self.closures, 1.0),
            suppression_rate: share(self.suppression_rate, 0.9),
            missing_rate: share(self.missing_rate, 0.5),
            noise: share(self.noise, 100.0),
            ..self.clone()
        }
    }

    /// The years in order.
    pub(super) fn all_years(&self) -> impl Iterator<Item = i64> + Clone {
        self.first_year..self.first_year + self.years as i64
    }

    /// The last year.
    pub(super) fn last_year(&self) -> i64 {
        self.first_year + self.years as i64 - 1
    }
}
