//! What methods for contiguous groups read: indicators, neighbours, a floor.

use super::components::{COMPONENTS, Components};
use super::floor::{Floor, VALUES, floor};
use super::graph::Contiguity;
use super::places::Places;
use super::weights::Weights;
use crate::linalg::Matrix;
use crate::model::Reason;
use crate::registry::{InputSpec, Inputs, MethodError, OptionSpec, Options};
use crate::typology::grouping;
use std::collections::{BTreeMap, BTreeSet};

/// The table of indicators.
pub(super) const INDICATORS: InputSpec = InputSpec {
    name: "indicators",
    columns: "region[, year], one column per indicator; or region, indicator[, year], value",
    optional: false,
};

/// Directions of the indicators, which order the groups.
pub(super) const DEFINITIONS: InputSpec = InputSpec {
    name: "definitions",
    columns: "indicator, direction[, optimum][, weight][, domain][, name][, unit]",
    optional: true,
};

/// Option `year`.
pub(super) const YEAR: OptionSpec = OptionSpec::integer(
    "year",
    -1_000_000,
    1_000_000,
    "",
    "Year that is grouped; not set: the last in which every indicator has values.",
);

/// Option `unmatched`.
pub(super) const UNMATCHED: OptionSpec = OptionSpec::choice(
    "unmatched",
    &["refuse", "leave-out"],
    "refuse",
    "What to do about regions that stand in one input but not in another.",
);

/// Options of the data of every method here, without those of a floor.
pub(super) const DATA: [OptionSpec; 8] = [
    grouping::DATA[0],
    grouping::DATA[1],
    grouping::DATA[2],
    grouping::DATA[3],
    grouping::DATA[4],
    YEAR,
    UNMATCHED,
    COMPONENTS,
];

/// Regions of one year with indicators on one scale and their neighbours.
#[derive(Debug, Clone)]
pub(super) struct Mapped {
    /// Regions that are grouped, ascending.
    pub(super) regions: Vec<String>,
    /// Indicators on one scale, regions × indicators.
    pub(super) z: Matrix,
    pub(super) graph: Contiguity,
    pub(super) floor: Option<Floor>,
    pub(super) places: Option<Places>,
    /// Hellwig's index, where an indicator ranks.
    pub(super) index: Option<Vec<f64>>,
    /// Whether a value of the region was filled.
    pub(super) filled: Vec<bool>,
    /// Regions that are not grouped, and why.
    pub(super) left_out: Vec<(String, Reason)>,
    pub(super) year: Option<i64>,
    pub(super) normalization: String,
    pub(super) warnings: Vec<String>,
    pub(super) assumptions: Vec<String>,
}

/// Names of regions for a message: ten at most.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let more = if names.len() > 10 { format!(" and {} more", names.len() - 10) } else { String::new() };
    format!("{}{more}", names.iter().take(10).copied().collect::<Vec<_>>().join(", "))
}

impl Mapped {
    /// Reads the inputs of a method; `floored` if it has the options of a floor.
    ///
    /// # Errors
    /// Those of the single inputs; regions that do not match, without a policy;
    /// a floor out of reach.
    pub(super) fn read(inputs: &Inputs, options: &Options, floored: bool) -> Result<Mapped, MethodError> {
        let data = grouping::data(inputs, options)?;
        let weights = Weights::read(inputs)?;
        let values = match floored && inputs.get(VALUES.name).is_some() {
            true => Some(inputs.keyed(VALUES.name, VALUES.columns)?.into_iter().collect::<BTreeMap<_, _>>()),
            false => None,
        };
        let mut mapped = Mapped::of_year(data, options)?;
        let policy = Components::from_word(options.text("components"));
        let apart = || Contiguity::new(&weights.among(&mapped.regions)).components().1 > 1;
        // Points that no step needs are no reason to refuse a region without one.
        let needed =
            options.text("geography") == "distance" || (policy == Components::JoinNearest && apart());
        mapped.places = if needed { Places::read(inputs)? } else { None };
        mapped.match_regions(&weights, values.as_ref(), options.text("unmatched") == "leave-out")?;
        mapped.graph = Contiguity::new(&weights.among(&mapped.regions));
        mapped.settle(policy)?;
        if floored {
            let negative = values.iter().flatten().find(|(_, v)| **v < 0.0);
            if let Some((region, value)) = negative {
                return Err(MethodError::data(format!(
                    "input `values`: `{region}` has {value}; the floor's variable must not be negative"
                )));
            }
            let of_regions = values.map(|v| mapped.regions.iter().map(|r| v[r]).collect());
            if of_regions.is_none()
                && (options.real("floor").is_some() || options.real("floor-share").is_some())
            {
                mapped.assumptions.push("no input `values`: every region counts 1 towards the floor".into());
            }
            mapped.floor = floor(options, of_regions, mapped.regions.len())?;
        }
        Ok(mapped)
    }

    /// The rows of one year.
    fn of_year(data: grouping::Data, options: &Options) -> Result<Mapped, MethodError> {
        let p = data.prepared;
        let asked = options.to_json().get("year").and_then(serde_json::Value::as_i64);
        let year = match asked {
            None => p.reference,
            Some(asked) => p.years.iter().position(|&y| p.has_year && y == asked).ok_or_else(|| {
                MethodError::data_hint(
                    format!("not every indicator has values in {asked}"),
                    match p.has_year {
                        true => format!(
                            "years with all indicators: {}",
                            listed(
                                p.years
                                    .iter()
                                    .map(i64::to_string)
                                    .collect::<Vec<_>>()
                                    .iter()
                                    .map(String::as_str)
                            )
                        ),
                        false => "the indicators have no column `year`: leave the option out".into(),
                    },
                )
            })?,
        };
        let rows = p.rows_of_year(year);
        let region = |i: usize| p.regions[p.items[i].region].clone();
        let note = "regions of all years are grouped together";
        let mut assumptions: Vec<String> =
            p.assumptions.iter().filter(|a| !a.starts_with(note)).cloned().collect();
        if p.years.len() > 1 {
            assumptions.push(format!("only the year {} is grouped", p.years[year]));
        }
        Ok(Mapped {
            regions: rows.iter().map(|&i| region(i)).collect(),
            z: data.z.take_rows(&rows),
            graph: Contiguity::of_links(0, []),
            floor: None,
            places: None,
            index: data.index.map(|index| rows.iter().map(|&i| index[i]).collect()),
            filled: rows.iter().map(|&i| (0..p.values.cols()).any(|j| p.is_filled(i, j))).collect(),
            left_out: p
                .left_out
                .iter()
                .filter(|item| item.year == year)
                .map(|item| (p.regions[item.region].clone(), Reason::LeftOut))
                .collect(),
            year: p.has_year.then(|| p.years[year]),
            normalization: data.normalization.describe(),
            warnings: p.warnings.clone(),
            assumptions,
        })
    }

    /// Keeps the regions that stand in every input, or refuses those that do not.
    fn match_regions(
        &mut self,
        weights: &Weights,
        values: Option<&BTreeMap<String, f64>>,
        leave_out: bool,
    ) -> Result<(), MethodError> {
        let here: BTreeSet<&str> = self
            .regions
            .iter()
            .map(String::as_str)
            .chain(self.left_out.iter().map(|(r, _)| r.as_str()))
            .collect();
        let mut gaps: Vec<(&str, Vec<&str>)> = Vec::new();
        let absent = |known: &dyn Fn(&str) -> bool| -> Vec<&str> {
            self.regions.iter().map(String::as_str).filter(|r| !known(r)).collect()
        };
        gaps.push((
            "not in `weights`",
            absent(&|r| weights.regions().binary_search_by(|w| w.as_str().cmp(r)).is_ok()),
        ));
        if let Some(values) = values {
            gaps.push(("not in `values`", absent(&|r| values.contains_key(r))));
        }
        if let Some(places) = &self.places {
            gaps.push(("not in `points`", absent(&|r| places.knows(r))));
        }
        let beyond: Vec<&str> =
            weights.regions().iter().map(String::as_str).filter(|r| !here.contains(r)).collect();
        gaps.push(("in `weights` without indicators", beyond));
        gaps.retain(|(_, regions)| !regions.is_empty());
        if gaps.is_empty() {
            return Ok(());
        }
        let said: Vec<String> = gaps
            .iter()
            .map(|(what, regions)| format!("{what}: {}", listed(regions.iter().copied())))
            .collect();
        if !leave_out {
            return Err(MethodError::data_hint(
                format!("regions do not match; {}", said.join("; ")),
                "give every region in each input (a row with an empty `to` in `weights` for one without neighbours), or set unmatched=leave-out",
            ));
        }
        let out: BTreeSet<&str> = gaps.iter().flat_map(|(_, regions)| regions.iter().copied()).collect();
        let kept: Vec<usize> =
            (0..self.regions.len()).filter(|&i| !out.contains(self.regions[i].as_str())).collect();
        let warning = format!("left out because an input lacks them; {}", said.join("; "));
        self.warnings.push(warning);
        if kept.is_empty() {
            return Err(MethodError::data("no region stands in every input"));
        }
        self.keep(&kept, Reason::LeftOut);
        Ok(())
    }

    /// Keeps the regions at these places, which ascend.
    pub(super) fn keep(&mut self, kept: &[usize], reason: Reason) {
        let mut gone: BTreeSet<usize> = (0..self.regions.len()).collect();
        kept.iter().for_each(|i| {
            gone.remove(i);
        });
        self.left_out.extend(gone.iter().map(|&i| (self.regions[i].clone(), reason)));
        self.z = self.z.take_rows(kept);
        self.index = self.index.take().map(|index| kept.iter().map(|&i| index[i]).collect());
        self.filled = kept.iter().map(|&i| self.filled[i]).collect();
        self.regions = kept.iter().map(|&i| self.regions[i].clone()).collect();
    }
}
