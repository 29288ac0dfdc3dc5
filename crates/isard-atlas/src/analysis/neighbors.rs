//! Who borders on whom: once for a run, by the outlines or by the places of
//! the regions.

use crate::study::Study;
use isard::model::Table;
use isard::registry::MethodError;
use isard::space::contiguity::{queen, rook};
use isard::space::spatial_weights::{Distances, Places, k_nearest};
use isard::space::{Weights, spatial_weights};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Points of outlines this near (degrees, some ten centimetres) are one.
const SAME_POINT: f64 = 1e-6;

/// Outlines of fewer regions than this share are not a map.
const MAPPED: f64 = 0.8;

/// The map of neighbours of a study.
pub(super) struct Neighbors {
    /// Weights among the regions, 1 for a neighbour.
    pub(super) weights: Weights,
    /// What a neighbour is, in words.
    pub(super) described: String,
    /// Places of the regions, where every one has coordinates.
    pub(super) places: Option<Places>,
}

/// Key of `[space]` that says who is a neighbour.
pub(super) const CONTIGUITY: &str = "contiguity";
/// Key of `[space]`: how many nearest regions are neighbours.
pub(super) const NEAREST: &str = "neighbors";
/// Neighbours by distance unless the study says how many.
const DEFAULT_NEAREST: i64 = 5;

/// Neighbours, or the reason why there can be none.
pub(super) type Found = Result<Rc<Neighbors>, &'static str>;

/// Maps of neighbours of a study, each made once: steps ask for the same regions.
pub(super) struct Maps<'a> {
    study: &'a Study,
    made: RefCell<BTreeMap<Vec<String>, Found>>,
}

impl<'a> Maps<'a> {
    pub(super) fn new(study: &'a Study) -> Self {
        Maps { study, made: RefCell::default() }
    }

    /// Neighbours of `units`.
    pub(super) fn of(&self, units: &BTreeSet<&str>) -> Result<Found, MethodError> {
        let key: Vec<String> = units.iter().map(|u| u.to_string()).collect();
        if let Some(found) = self.made.borrow().get(&key) {
            return Ok(found.clone());
        }
        let found = Neighbors::of(self.study, units)?.map(Rc::new);
        self.made.borrow_mut().insert(key, found.clone());
        Ok(found)
    }
}

impl Neighbors {
    /// Neighbours of `units`; a reason where there can be none.
    fn of(study: &Study, units: &BTreeSet<&str>) -> Result<Result<Neighbors, &'static str>, MethodError> {
        let config = &study.config.space;
        let places =
            study.tables.get("regions").and_then(|regions| places(regions, units).transpose()).transpose()?;
        let rule = config.get(CONTIGUITY).and_then(toml::Value::as_str).unwrap_or("queen");
        if !["queen", "rook", "nearest"].contains(&rule) {
            return Err(MethodError::BadOption {
                name: CONTIGUITY.into(),
                value: rule.into(),
                expected: "queen, rook or nearest".into(),
            });
        }
        let outlines: Vec<_> =
            study.boundaries.iter().filter(|b| units.contains(b.region.as_str())).cloned().collect();
        if rule != "nearest" && outlines.len() as f64 >= MAPPED * units.len() as f64 {
            let (weights, described) = match rule {
                "rook" => (rook(&outlines, SAME_POINT)?, "rook contiguity (a common piece of border)"),
                _ => (queen(&outlines, SAME_POINT)?, "queen contiguity (a common point of the outlines)"),
            };
            return Ok(Ok(Neighbors { weights, described: described.into(), places }));
        }
        let Some(places) = places else {
            return Ok(Err("no outlines of the regions, and not every region has coordinates"));
        };
        let nearest = config.get(NEAREST).and_then(toml::Value::as_integer).unwrap_or(DEFAULT_NEAREST);
        if nearest < 1 || nearest as usize >= places.keys().len() {
            return Ok(Err("too few regions for neighbours by distance"));
        }
        let weights = k_nearest(&Distances::of_places(places.clone()), nearest as usize)?;
        let described = format!("the {nearest} nearest regions by great-circle distance");
        Ok(Ok(Neighbors { weights, described, places: Some(places) }))
    }

    /// The weights as the table `weights` of methods.
    pub(super) fn table(&self) -> Table {
        isard::model::table_of(&spatial_weights::rows(&self.weights))
    }
}

/// Places of units, where every one has both coordinates.
fn places(regions: &Table, units: &BTreeSet<&str>) -> Result<Option<Places>, MethodError> {
    let mut rows = Vec::new();
    for row in 0..regions.rows() {
        let Some(region) = regions.text_at(row, "region").filter(|r| units.contains(r)) else { continue };
        let (Some(lon), Some(lat)) = (regions.real_at(row, "lon"), regions.real_at(row, "lat")) else {
            return Ok(None);
        };
        rows.push((region.to_string(), lon, lat));
    }
    if rows.is_empty() { Ok(None) } else { Places::sphere(rows).map(Some) }
}
