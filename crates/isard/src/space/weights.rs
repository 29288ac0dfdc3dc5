//! Spatial weights: who is a neighbour of whom, and how much.

use crate::model::Column;
use crate::registry::{InputSpec, Inputs, MethodError};
use std::collections::{BTreeMap, HashMap};

/// The table of neighbours that methods on a map read.
pub const WEIGHTS: InputSpec = InputSpec {
    name: "weights",
    columns: "from, to[, weight]; a region without neighbours stands in a row with an empty `to`",
    optional: false,
};

/// Spatial weights in compressed rows, in ascending order of the region keys;
/// neighbours of a row ascend. A weight of zero is a link; an island has none.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    regions: Vec<String>,
    starts: Vec<usize>,
    neighbors: Vec<u32>,
    values: Vec<f64>,
}

impl Weights {
    /// Weights of the links `(from, to, weight)`, positions among `regions`,
    /// which must ascend. Links may come in any order.
    ///
    /// # Errors
    /// A link that stands twice; a region linked with itself; a weight that is
    /// negative or not finite.
    pub fn new(regions: Vec<String>, mut links: Vec<(u32, u32, f64)>) -> Result<Weights, MethodError> {
        debug_assert!(regions.is_sorted());
        links.sort_unstable_by_key(|&(from, to, _)| (from, to));
        let name = |at: u32| &regions[at as usize];
        for pair in links.windows(2) {
            if (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1) {
                let (from, to) = (name(pair[0].0), name(pair[0].1));
                return Err(MethodError::data(format!("weights: the link `{from}`–`{to}` stands twice")));
            }
        }
        let mut starts = vec![0; regions.len() + 1];
        for &(from, to, weight) in &links {
            if from == to {
                return Err(MethodError::data_hint(
                    format!("weights: `{}` is linked with itself", name(from)),
                    "leave such rows out; methods that count a region with its neighbours do so by themselves",
                ));
            }
            if !(weight >= 0.0 && weight.is_finite()) {
                let (from, to) = (name(from), name(to));
                return Err(MethodError::data(format!("weights: `{from}`–`{to}` has the weight {weight}")));
            }
            starts[from as usize + 1] += 1;
        }
        (0..regions.len()).for_each(|i| starts[i + 1] += starts[i]);
        let neighbors = links.iter().map(|l| l.1).collect();
        let values = links.iter().map(|l| l.2).collect();
        Ok(Weights { regions, starts, neighbors, values })
    }

    /// Reads the input `weights`: rows `from, to[, weight]`, weight 1 where
    /// there is none.
    ///
    /// # Errors
    /// A missing column, an empty `from`, a weight that is not a number, and
    /// those of [`Weights::new`].
    pub fn read(inputs: &Inputs) -> Result<Weights, MethodError> {
        let table = inputs.need(WEIGHTS.name, WEIGHTS.columns)?;
        let column = |name: &str| {
            table.column(name).map_err(|source| MethodError::Table { input: WEIGHTS.name.into(), source })
        };
        let (from, to, weight) = (column("from")?, column("to")?, table.get("weight"));
        let bad =
            |row: usize, what: String| MethodError::data(format!("input `weights`, row {}: {what}", row + 1));
        let mut rows = Vec::with_capacity(table.rows());
        for row in 0..table.rows() {
            let from = from.display(row).ok_or_else(|| bad(row, "`from` is empty".into()))?;
            let to = to.display(row);
            let value = match weight {
                Some(w) if to.is_some() => number(w, row).map_err(|e| bad(row, e))?,
                _ => 1.0,
            };
            rows.push((from, to, value));
        }
        Weights::of_keys(rows)
    }

    /// Weights of links by key; a row without `to` names an island.
    ///
    /// # Errors
    /// Those of [`Weights::new`].
    pub fn of_keys(rows: Vec<(String, Option<String>, f64)>) -> Result<Weights, MethodError> {
        let mut keys: Vec<String> =
            rows.iter().flat_map(|(from, to, _)| [Some(from.clone()), to.clone()]).flatten().collect();
        keys.sort();
        keys.dedup();
        let at: HashMap<&str, u32> = keys.iter().enumerate().map(|(i, k)| (k.as_str(), i as u32)).collect();
        let links = rows
            .iter()
            .filter_map(|(from, to, w)| Some((at[from.as_str()], at[to.as_deref()?], *w)))
            .collect();
        drop(at);
        Weights::new(keys, links)
    }

    /// Number of regions.
    pub fn len(&self) -> usize {
        self.regions.len()
    }

    /// Whether there is no region.
    pub fn is_empty(&self) -> bool {
        self.regions.is_empty()
    }

    /// Number of links (each direction counts).
    pub fn links(&self) -> usize {
        self.neighbors.len()
    }

    /// Region keys, ascending.
    pub fn regions(&self) -> &[String] {
        &self.regions
    }

    /// Neighbours of a region, ascending.
    #[inline]
    pub fn neighbors(&self, i: usize) -> &[u32] {
        &self.neighbors[self.starts[i]..self.starts[i + 1]]
    }

    /// Weights of a region's neighbours.
    #[inline]
    pub fn values(&self, i: usize) -> &[f64] {
        &self.values[self.starts[i]..self.starts[i + 1]]
    }

    /// Neighbours of a region with their weights.
    #[inline]
    pub fn row(&self, i: usize) -> impl Iterator<Item = (usize, f64)> {
        self.neighbors(i).iter().zip(self.values(i)).map(|(&j, &w)| (j as usize, w))
    }

    /// Regions without neighbours.
    pub fn islands(&self) -> Vec<usize> {
        (0..self.len()).filter(|&i| self.neighbors(i).is_empty()).collect()
    }

    /// Every row divided by its sum; rows whose sum is zero stay as they are.
    pub fn row_standardized(&self) -> Weights {
        let mut standardized = self.clone();
        for i in 0..self.len() {
            let sum: f64 = self.values(i).iter().sum();
            if sum > 0.0 {
                standardized.values[self.starts[i]..self.starts[i + 1]].iter_mut().for_each(|w| *w /= sum);
            }
        }
        standardized
    }

    /// Every link with weight 1.
    pub fn binary(&self) -> Weights {
        Weights { values: vec![1.0; self.values.len()], ..self.clone() }
    }

    /// Every weight of a row times the row's factor.
    pub fn scaled_rows(&self, factors: &[f64]) -> Weights {
        let mut scaled = self.clone();
        for (i, factor) in factors.iter().enumerate() {
            scaled.values[self.starts[i]..self.starts[i + 1]].iter_mut().for_each(|w| *w *= factor);
        }
        scaled
    }

    /// A link in both directions wherever there is one; the larger weight.
    pub fn symmetric(&self) -> Weights {
        let mut links: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for i in 0..self.len() {
            for (j, w) in self.row(i) {
                for key in [(i as u32, j as u32), (j as u32, i as u32)] {
                    links.entry(key).and_modify(|v| *v = v.max(w)).or_insert(w);
                }
            }
        }
        let mut starts = vec![0; self.len() + 1];
        links.keys().for_each(|k| starts[k.0 as usize + 1] += 1);
        (0..self.len()).for_each(|i| starts[i + 1] += starts[i]);
        Weights {
            regions: self.regions.clone(),
            starts,
            neighbors: links.keys().map(|k| k.1).collect(),
            values: links.into_values().collect(),
        }
    }

    /// The weights among `regions` alone, which must ascend; links with others
    /// are cut. A region that has no row here becomes an island.
    pub fn among(&self, regions: &[String]) -> Weights {
        let at: Vec<Option<u32>> =
            self.regions.iter().map(|k| regions.binary_search(k).ok().map(|i| i as u32)).collect();
        let mut links = Vec::new();
        for i in 0..self.len() {
            let Some(from) = at[i] else { continue };
            links.extend(self.row(i).filter_map(|(j, w)| Some((from, at[j]?, w))));
        }
        let mut starts = vec![0; regions.len() + 1];
        links.iter().for_each(|l| starts[l.0 as usize + 1] += 1);
        (0..regions.len()).for_each(|i| starts[i + 1] += starts[i]);
        Weights {
            regions: regions.to_vec(),
            starts,
            neighbors: links.iter().map(|l| l.1).collect(),
            values: links.iter().map(|l| l.2).collect(),
        }
    }

    /// Number of the connected component of each region, links taken in both
    /// directions; components in order of their first region.
    pub fn components(&self) -> Vec<usize> {
        let mut parent: Vec<usize> = (0..self.len()).collect();
        fn root(parent: &mut [usize], mut i: usize) -> usize {
            while parent[i] != i {
                parent[i] = parent[parent[i]];
                i = parent[i];
            }
            i
        }
        for i in 0..self.len() {
            for &j in self.neighbors(i) {
                let (a, b) = (root(&mut parent, i), root(&mut parent, j as usize));
                parent[a.max(b)] = a.min(b);
            }
        }
        let mut number = HashMap::new();
        (0..self.len())
            .map(|i| {
                let next = number.len();
                *number.entry(root(&mut parent, i)).or_insert(next)
            })
            .collect()
    }
}

fn number(column: &Column, row: usize) -> Result<f64, String> {
    let text = column.display(row).ok_or("`weight` is empty")?;
    text.trim().parse().map_err(|_| format!("`weight` = `{text}` is not a number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(from: &str, to: &str, w: f64) -> (String, Option<String>, f64) {
        (from.into(), (!to.is_empty()).then(|| to.into()), w)
    }

    #[test]
    fn rows_are_sorted_and_islands_stay() {
        let w = Weights::of_keys(vec![
            row("c", "a", 2.0),
            row("a", "c", 1.0),
            row("b", "", 1.0),
            row("c", "d", 2.0),
        ])
        .expect("good weights");
        assert_eq!(w.regions(), ["a", "b", "c", "d"]);
        assert_eq!(w.neighbors(2), [0, 3]);
        assert_eq!(w.islands(), [1, 3]);
        assert_eq!(w.components(), [0, 1, 0, 0]);
        assert_eq!(w.row_standardized().values(2), [0.5, 0.5]);
        assert_eq!(w.symmetric().values(0), [2.0]);
        assert_eq!(w.symmetric().neighbors(3), [2]);
        let few = w.among(&["a".into(), "c".into(), "e".into()]);
        assert_eq!((few.neighbors(0), few.neighbors(1), few.islands()), (&[1][..], &[0][..], vec![2]));
    }

    #[test]
    fn bad_links_are_refused() {
        assert!(Weights::of_keys(vec![row("a", "a", 1.0)]).is_err());
        assert!(Weights::of_keys(vec![row("a", "b", 1.0), row("a", "b", 2.0)]).is_err());
        assert!(Weights::of_keys(vec![row("a", "b", f64::NAN)]).is_err());
        assert!(Weights::of_keys(vec![row("a", "b", -1.0)]).is_err());
    }
}
