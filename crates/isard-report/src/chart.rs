//! Charts, one per file. Each draws at a given width; the narrow ones are
//! drawn anew, not shrunk.

pub(crate) mod biplot;
pub(crate) mod cluster_card;
pub(crate) mod cluster_rows;
pub(crate) mod communities;
pub(crate) mod community_matrix;
pub(crate) mod consensus;
pub(crate) mod contiguous_map;
pub(crate) mod contributions;
pub(crate) mod convergence;
pub(crate) mod counts;
pub(crate) mod drift;
pub(crate) mod flow;
pub(crate) mod gini_dots;
pub(crate) mod groups_map;
pub(crate) mod legend;
pub(crate) mod lines;
pub(crate) mod lisa_map;
pub(crate) mod loadings;
pub(crate) mod lq_maps;
pub(crate) mod markov;
pub(crate) mod membership;
pub(crate) mod moves;
pub(crate) mod parts;
pub(crate) mod portfolio;
pub(crate) mod potential;
pub(crate) mod profile;
pub(crate) mod rank_bars;
pub(crate) mod ranking;
pub(crate) mod scree;
pub(crate) mod shifts;
pub(crate) mod silhouettes;
pub(crate) mod slopes;
pub(crate) mod stages;
pub(crate) mod strips;
pub(crate) mod theil;
pub(crate) mod tree;
pub(crate) mod tree_compact;
pub(crate) mod trend_panels;
pub(crate) mod validity;

use crate::input::StudyInfo;
use crate::messages::{Messages, args, capital};
use crate::palette::Palette;
use crate::read::{Hierarchy, Names, Typology};
use isard::model::Boundary;

/// What every chart may need beside its data.
pub(crate) struct Context<'a> {
    pub(crate) words: &'a Messages,
    pub(crate) names: &'a Names,
    pub(crate) study: &'a StudyInfo,
    pub(crate) palette: &'a Palette,
    pub(crate) boundaries: &'a [Boundary],
    /// The level above the regions of the maps.
    pub(crate) higher: &'a Hierarchy,
}

impl Context<'_> {
    /// Name of a group from the word in the table: `high`, `middle`, `low`, `group 2`.
    pub(crate) fn group(&self, typology: &Typology, group: usize) -> String {
        let word = typology.group_words.get(group - 1).map_or("", String::as_str);
        let id = format!("group-{word}");
        match word {
            "high" | "middle" | "low" => capital(&self.words.get(&id)),
            _ => capital(&self.words.with("group-numbered", args! { "n" => group })),
        }
    }

    /// The study's word for one region.
    pub(crate) fn one(&self) -> String {
        if self.study.noun_one.is_empty() { self.words.get("noun-one") } else { self.study.noun_one.clone() }
    }

    /// The study's word for several regions.
    pub(crate) fn many(&self) -> String {
        if self.study.noun_many.is_empty() {
            self.words.get("noun-many")
        } else {
            self.study.noun_many.clone()
        }
    }

    /// "1 county", "12 counties".
    pub(crate) fn counted(&self, n: usize) -> String {
        let noun = if n == 1 { self.one() } else { self.many() };
        format!("{}{}{noun}", crate::number::count(n as f64), crate::number::THIN)
    }
}
