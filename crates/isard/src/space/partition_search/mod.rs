//! Moving border regions between neighbouring groups: the search that AZP and
//! max-p share. Groups stay contiguous and at the floor; their number stays.

mod annealing;
mod greedy;
mod partition;
mod reach;
mod tabu;

pub(super) use partition::{Partition, centered};

use crate::inference::Random;
use crate::registry::{OptionSpec, Options};

/// Option `method`.
pub(super) const METHODS: OptionSpec = OptionSpec::choice(
    "method",
    &["annealing", "tabu", "greedy"],
    "annealing",
    "Search: greedy takes moves that lower the sum of squares, tabu the best move of all while moved regions rest, \
     annealing also worse ones with a falling probability; the last two end with greedy moves.",
);

/// Option `cooling`.
pub(super) const COOLING: OptionSpec = OptionSpec::real(
    "cooling",
    0.01,
    0.999,
    "0.95",
    "Annealing: factor of the temperature from level to level.",
);

/// Option `tabu-length`.
pub(super) const TABU_LENGTH: OptionSpec = OptionSpec::integer(
    "tabu-length",
    1,
    1_000_000,
    "10",
    "Tabu: number of moves for which a region that was moved rests.",
);

/// Option `patience`.
pub(super) const PATIENCE: OptionSpec = OptionSpec::integer(
    "patience",
    1,
    1_000_000_000,
    "",
    "Tabu: moves without a new best after which the search ends; not set: three times the number of regions.",
);

/// Option `compact`.
pub(super) const COMPACT: OptionSpec = OptionSpec::choice(
    "compact",
    &["no", "yes"],
    "no",
    "Compact groups: no move cuts more links between neighbours than it mends, and growing prefers regions with many \
     links into the group. Without it the sum of squares alone decides, which may give long, winding groups.",
);

/// How groups are improved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Search {
    /// Moves that lower the objective, in random order, until there is none.
    Greedy,
    /// The best move of all, be it a worse one, while moved regions rest.
    Tabu {
        /// Moves for which a moved region rests.
        length: usize,
        /// Moves without a new best after which the search ends; by default
        /// three times the number of regions.
        patience: Option<usize>,
    },
    /// Any move, worse ones with probability exp(−Δ/T) as T falls.
    Annealing {
        /// Factor of the temperature from level to level.
        cooling: f64,
    },
}

impl Default for Search {
    fn default() -> Self {
        Search::Annealing { cooling: 0.95 }
    }
}

impl Search {
    /// The search that checked options name.
    pub(super) fn of(options: &Options) -> Search {
        match options.text("method") {
            "greedy" => Search::Greedy,
            "tabu" => Search::Tabu {
                length: options.integer("tabu-length") as usize,
                patience: options
                    .to_json()
                    .get("patience")
                    .and_then(serde_json::Value::as_u64)
                    .map(|p| p as usize),
            },
            _ => Search::Annealing { cooling: options.real("cooling").unwrap_or(0.95) },
        }
    }

    /// Improves a partition; it never ends worse than it began.
    pub(super) fn improve(self, partition: &mut Partition<'_>, random: &mut Random) {
        match self {
            Search::Greedy => greedy::descend(partition, random),
            Search::Tabu { length, patience } => {
                tabu::search(partition, length, patience.unwrap_or(3 * partition.regions()));
            }
            Search::Annealing { cooling } => annealing::anneal(partition, cooling, random),
        }
    }
}
