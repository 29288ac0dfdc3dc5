//! Travel times between the places of organisations.

use super::super::network::Network;
use super::super::node_table::{needed, number};
use crate::model::{Column, Table};
use crate::registry::{InputSpec, MethodError};
use std::collections::HashMap;

/// Travel times.
pub(super) const TRAVEL_TIMES: InputSpec = InputSpec {
    name: "travel_times",
    columns: "from, to, minutes (organisations, or the regions they lie in)",
    optional: true,
};

/// Minutes between places. The place of an organisation is its own key where
/// the table has it, else its region.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TravelTimes {
    /// Place of every organisation; `None` where the table has none.
    of: Vec<Option<u32>>,
    minutes: HashMap<(u32, u32), f64>,
}

impl TravelTimes {
    /// From a table of places and minutes. A row without minutes says that there is no way.
    ///
    /// # Errors
    /// A column that lacks, an empty key, minutes that are negative or no number,
    /// two rows of one way that differ.
    pub fn of_table(table: &Table, network: &Network) -> Result<Self, MethodError> {
        let column = |name: &str| needed(table, TRAVEL_TIMES.name, &[name]);
        let (from, to, minutes) = (column("from")?, column("to")?, column("minutes")?);
        let mut places: HashMap<String, u32> = HashMap::new();
        let mut found = TravelTimes::default();
        for row in 0..table.rows() {
            let bad = |what: String, hint: &str| {
                MethodError::data_hint(format!("input `travel_times`, row {}: {what}", row + 1), hint)
            };
            let mut place = |c: &Column| {
                let key = c.display(row).filter(|k| !k.is_empty());
                let key = key.ok_or_else(|| bad("a place is empty".into(), "name both places of the way"))?;
                let next = places.len() as u32;
                Ok::<u32, MethodError>(*places.entry(key).or_insert(next))
            };
            let way = (place(from)?, place(to)?);
            let value = number(minutes, row)
                .map_err(|text| bad(format!("`{text}` is not a number"), "give minutes as a number"))?
                .unwrap_or(f64::INFINITY);
            if value.is_nan() || value < 0.0 {
                return Err(bad(
                    format!("{value} minutes"),
                    "give 0 or more, or nothing where there is no way",
                ));
            }
            if found.minutes.insert(way, value).is_some_and(|before| before != value) {
                return Err(bad(
                    "the same way stands in an earlier row with other minutes".into(),
                    "keep one",
                ));
            }
        }
        let known = |key: &str| places.get(key).copied();
        found.of = (0..network.len())
            .map(|i| known(&network.ids[i]).or_else(|| network.regions[i].as_deref().and_then(known)))
            .collect();
        Ok(found)
    }

    /// Minutes from one organisation to another: those of the way back where
    /// only it is known, none within a place without a row of its own, infinite
    /// where the table knows both places and no way; `None` where it does not
    /// know a place.
    ///
    /// # Complexity
    /// O(1).
    pub fn minutes(&self, from: usize, to: usize) -> Option<f64> {
        if from == to {
            return Some(0.0);
        }
        let (a, b) = (self.of[from]?, self.of[to]?);
        let stated = self.minutes.get(&(a, b)).or_else(|| self.minutes.get(&(b, a)));
        Some(stated.copied().unwrap_or(if a == b { 0.0 } else { f64::INFINITY }))
    }

    /// Organisations whose place the table does not know.
    pub fn unknown(&self) -> usize {
        self.of.iter().filter(|p| p.is_none()).count()
    }
}
