//! Maps that do not hang together: islands and separate parts.

use super::mapped::{Mapped, listed};
use crate::linalg::Points;
use crate::model::Reason;
use crate::registry::{MethodError, OptionSpec};

/// Option `components`.
pub(super) const COMPONENTS: OptionSpec = OptionSpec::choice(
    "components",
    Components::WORDS,
    "separate",
    "Parts of the map without links between them: keep them separate (k must be at least their number), join each \
     to the nearest region outside of it (by the input `points` where given, else by the indicators), or leave out \
     regions without any neighbour.",
);

/// What to do about a map that does not hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Components {
    /// Each component is grouped by itself.
    #[default]
    Separate,
    /// Each component is linked to the nearest region outside of it.
    JoinNearest,
    /// Regions without neighbours are left out.
    DropIslands,
}

impl Components {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] = &["separate", "join-nearest", "drop-islands"];

    /// The policy of a word; `separate` for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "join-nearest" => Components::JoinNearest,
            "drop-islands" => Components::DropIslands,
            _ => Components::Separate,
        }
    }
}

impl Mapped {
    /// Applies the policy for a map that does not hang together.
    pub(super) fn settle(&mut self, policy: Components) -> Result<(), MethodError> {
        let n = self.regions.len();
        match policy {
            Components::Separate => {}
            Components::DropIslands => {
                let kept: Vec<usize> = (0..n).filter(|&i| !self.graph.neighbors(i).is_empty()).collect();
                if kept.is_empty() {
                    return Err(MethodError::data_hint(
                        "no region has a neighbour",
                        "check that `weights` and `indicators` use the same keys",
                    ));
                }
                if kept.len() < n {
                    let islands = (0..n)
                        .filter(|&i| self.graph.neighbors(i).is_empty())
                        .map(|i| self.regions[i].as_str());
                    self.warnings
                        .push(format!("left out because they have no neighbour: {}", listed(islands)));
                    self.graph = self.graph.among(&kept);
                    self.keep(&kept, Reason::Island);
                }
            }
            Components::JoinNearest => {
                let (places, by) = match &self.places {
                    Some(places) => (places.points(&self.regions), places.kind),
                    None => (Points::new(&self.z), "distance of the indicators, as no points are given"),
                };
                let (graph, added) = self.graph.joined(&places);
                if !added.is_empty() {
                    let names: Vec<String> = added
                        .iter()
                        .map(|&(i, j)| format!("{}–{}", self.regions[i as usize], self.regions[j as usize]))
                        .collect();
                    self.assumptions.push(format!(
                        "parts of the map were joined to the nearest region outside ({by}): {}",
                        listed(names.iter().map(String::as_str))
                    ));
                }
                self.graph = graph;
            }
        }
        Ok(())
    }
}
