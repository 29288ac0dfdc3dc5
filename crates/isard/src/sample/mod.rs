//! Sample studies with planted truth.
//!
//! [`generate`] makes every table of the data contract for two invented
//! neighbouring countries, and beside them the truth that was planted: region
//! groups, clusters and their life cycles, drivers of growth, communities and
//! leaders, effects of membership and of programmes. Names, places and numbers
//! are invented, but for coded facts on programmes of real countries where
//! [`SampleOptions::real_facts`] asks for them; the tables obey the rules that official statistics obey
//! (margins add up, withheld cells cannot be derived from one margin, an
//! input–output table balances).
//!
//! Every random number is keyed by the seed, a theme and an item. A sample is
//! the same on any number of threads, and an option of one theme leaves the
//! numbers of the others alone.

mod activity;
mod codings;
mod columns;
mod communities;
mod disclosure;
mod flows;
mod geography;
mod goals;
mod indicators;
mod industries;
mod industry_names;
mod mesh;
mod names;
mod options;
mod organisations;
mod policy;
mod programmes;
mod projects;
mod stream;
mod ties;
mod travel;
mod truth;

pub use options::{Effects, SampleOptions};

use crate::model::{Boundary, Table};
use std::collections::BTreeMap;
use stream::Streams;

/// A generated study.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Study tables by name, as the data contract defines them.
    pub tables: BTreeMap<&'static str, Table>,
    /// What was planted, by `question/table`, in the shapes of the result tables.
    pub truth: BTreeMap<&'static str, Table>,
    /// Outlines of the regions of level 1.
    pub boundaries: Vec<Boundary>,
}

/// What every theme may look at.
struct World<'a> {
    options: &'a SampleOptions,
    streams: Streams,
    land: geography::Land,
    industries: industries::Industries,
    programmes: Vec<programmes::Programme>,
}

/// Generates a study.
///
/// The same options give the same sample. Sizes that contradict each other
/// (communities too large for the organisations, say) are met as nearly as
/// possible; see [`SampleOptions`].
///
/// Complexity: proportional to the rows produced.
///
/// ```
/// use isard::sample::{SampleOptions, generate};
/// let sample = generate(&SampleOptions { regions: 12, industries: 20, years: 5, ..SampleOptions::small() });
/// assert_eq!(sample.boundaries.len(), 12);
/// assert!(sample.tables["activity"].rows() > 12 * 20 * 5);
/// ```
pub fn generate(options: &SampleOptions) -> Sample {
    let options = &options.sane();
    let streams = Streams::new(options.seed);
    let land = geography::land(options, streams);
    let industries = industries::industries(options, &land, streams);
    let programmes = programmes::plan(options, &land, &industries, streams);
    let world = World { options, streams, land, industries, programmes };

    let mut tables = BTreeMap::new();
    let mut truth = BTreeMap::new();
    tables.insert("regions", geography::table(&world.land));
    tables.insert("industries", industries::table(&world.industries));
    tables.insert("cluster_definitions", industries::cluster_table(&world.industries));
    tables.insert("crosswalks", industries::crosswalk_table(&world.industries));
    let latent = indicators::latent(&world);
    tables.insert("indicator_definitions", indicators::definition_table());
    tables.insert("indicators", indicators::table(&world, &latent));
    let cells = activity::cells(&world, &latent);
    let withheld = disclosure::withhold(&world, &cells);
    tables.insert("activity", activity::table(&world, &cells, &withheld));
    tables.insert("travel_times", travel::table(&world));
    tables.insert("flows", flows::table(&world, &cells));

    let communities = communities::communities(&world);
    let organisations = organisations::organisations(&world, &communities);
    let years = ties::ties(&world, &communities, &organisations);
    tables.insert("organisations", organisations::table(&world, &organisations));
    tables.insert("organisation_results", organisations::result_table(&organisations));
    tables.insert("memberships", organisations::membership_table(&world, &organisations));
    tables.insert("cluster_facts", organisations::fact_table(&world, &organisations));
    tables.insert("plants", organisations::plant_table(&world, &organisations));
    tables.insert("ties", ties::table(&years, &organisations));
    truth.insert("network/members", truth::members(&organisations, &communities));
    truth.insert("network/communities", truth::communities(&world, &organisations, &communities));
    truth.insert("network/ties_summary", truth::ties_summary(&years, &organisations));
    truth.insert("network/member_outcomes", truth::member_outcomes(&world));

    tables.insert("programmes", programmes::table(&world));
    tables.insert("programme_targets", programmes::target_table(&world, &organisations));
    tables.insert("policy_facts", policy::table(&world));
    let goals = goals::goals(&world, &latent);
    tables.insert("goals", goals::table(&world, &goals));
    truth.insert("strategy/goals", goals::truth(&world, &goals));
    let projects = projects::projects(&world, &organisations);
    tables.insert("projects", projects::table(&world, &projects));
    tables.insert("cash_flows", projects::cash_flow_table(&projects));
    tables.insert("uncertainties", projects::uncertainty_table(&projects));
    tables.insert("participants", projects::participant_table(&projects, &organisations));
    truth.insert("invest/projects", projects::truth(&projects));

    truth.insert("typology/groups", truth::groups(&world));
    truth.insert("clusters/strength", truth::strength(&world));
    truth.insert("dynamics/life_cycle", truth::life_cycle(&world));
    truth.insert("factors/effects", truth::factors(&world));
    truth.insert("policy/evaluation", truth::evaluation(&world));
    truth.insert("policy/placement", truth::placement(&world));
    truth.insert("disclosure/cells", disclosure::truth(&world, &cells, &withheld));
    Sample { tables, truth, boundaries: geography::boundaries(&world.land) }
}
