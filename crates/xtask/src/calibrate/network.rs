//! Planted communities of leaders and small firms: how well communities and
//! leaders are found, by the share of tie weight that leaves a community.

use super::table;
use isard::model::Value;
use isard::organizations::communities::{Model, Settings, find};
use isard::organizations::leaders::{Rule, leaders};
use isard::organizations::network::Policies;
use isard::organizations::{Membership, Network};
use isard::sample::{SampleOptions, generate};
use isard::typology::agreement::adjusted_rand;
use std::collections::HashMap;

/// Agreement with the truth in three ways of looking for communities, and how
/// many of those said to lead do, and of those who lead are said to.
struct Score {
    all: f64,
    ties: f64,
    modularity: f64,
    precision: f64,
    recall: f64,
}

fn score(mixing: f64, seed: u64) -> Result<Score, Box<dyn std::error::Error>> {
    let sample = generate(&SampleOptions::planted(mixing, seed));
    let members = &sample.truth["network/members"];
    let mut homes: HashMap<&str, usize> = HashMap::new();
    let mut truth = HashMap::new();
    for row in 0..members.rows() {
        let next = homes.len();
        let home = *homes.entry(members.text_at(row, "community").unwrap_or_default()).or_insert(next);
        let leads = members.value(row, "leader") == Value::Boolean(true);
        truth.insert(members.text_at(row, "organisation").unwrap_or_default(), (home, leads));
    }
    let (organisations, ties) = (&sample.tables["organisations"], &sample.tables["ties"]);
    let mut network = Network::of_tables(Some(organisations), ties, Policies::default())?;
    let (home, leads): (Vec<usize>, Vec<bool>) = network.ids.iter().map(|id| truth[id.as_str()]).unzip();
    let agreement = |labels: &[u32]| {
        let labels: Vec<usize> = labels.iter().map(|&l| l as usize).collect();
        adjusted_rand(&labels, &home)
    };
    let settings = Settings::new(network.layers.len());
    let found = find(&network, &settings, None)?;
    let said = leaders(&network, &Membership::of(&found, network.len()), &Rule::default());
    let said: Vec<bool> = said.iter().filter(|m| m.leader).map(|m| leads[m.node as usize]).collect();
    let right = said.iter().filter(|r| **r).count() as f64;
    network.places.fill(None);
    let ties = find(&network, &settings, None)?;
    let plain = find(&network, &Settings { model: Model::Modularity, ..settings }, None)?;
    Ok(Score {
        all: agreement(&found.labels),
        ties: agreement(&ties.labels),
        modularity: agreement(&plain.labels),
        precision: right / said.len().max(1) as f64,
        recall: right / leads.iter().filter(|l| **l).count().max(1) as f64,
    })
}

/// The section of the page.
pub(super) fn page(seeds: u64) -> Result<String, Box<dyn std::error::Error>> {
    let mut rows = Vec::new();
    for mixing in [0.3, 0.5, 0.6] {
        let scores = (1..=seeds).map(|seed| score(mixing, seed)).collect::<Result<Vec<_>, _>>()?;
        let of = |f: fn(&Score) -> f64| {
            let least = scores.iter().map(f).fold(f64::INFINITY, f64::min);
            let mean = scores.iter().map(f).sum::<f64>() / scores.len().max(1) as f64;
            format!("{mean:.3} ({least:.3})")
        };
        let mut row = vec![format!("{mixing}")];
        row.extend([
            of(|s| s.all),
            of(|s| s.ties),
            of(|s| s.modularity),
            of(|s| s.precision),
            of(|s| s.recall),
        ]);
        rows.push(row);
    }
    let header = [
        "mixing",
        "ties, layers and places",
        "ties and layers",
        "modularity of the ties",
        "leaders: precision",
        "leaders: recall",
    ];
    Ok(format!(
        "\n## Communities and leaders\n\n{seeds} networks each of 5,000 organisations in 60 communities of 20 to 200 members \
         around one to three leaders, within 25 km of the first; mixing is the share of the members' tie weight that leaves \
         their community. Adjusted Rand index of the communities found, and leaders in the communities found by ties, layers \
         and places: mean over the networks, the least in brackets. Neither the number of communities nor that of leaders \
         is given.\n{}",
        table(&header, &rows)
    ))
}
