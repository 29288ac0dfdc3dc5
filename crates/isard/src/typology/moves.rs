//! Regions that moved between groups, what moved them, and how steady the
//! groups are over the years.

use super::agreement::adjusted_rand;
use super::prepare::Prepared;
use crate::linalg::Matrix;

crate::record! {
    /// An indicator's part in the move of a region from group to group.
    pub struct MoveRow in "typology"/"moves", key ["region", "year_from", "year_to", "indicator"] {
        /// Region.
        region: String [Kind::Key],
        /// Year before the move.
        year_from: i64 [Kind::Year],
        /// Next year with a group.
        year_to: i64 [Kind::Year],
        /// Group before.
        from_group: i64,
        /// Group after.
        to_group: i64,
        /// Indicator.
        indicator: String [Kind::Key],
        /// Change of the normalised value.
        change_z: f64,
        /// What the change took from d²(new group) − d²(old group): above 0 it moved the region towards its new group. The parts of a move add up to the whole change.
        contribution: f64,
        /// Share in the whole change; above 1 or below 0 where indicators worked against each other. Empty where the whole is 0.
        share: Option<f64>,
        /// Place by contribution, 1 = moved the region most.
        place: i64,
        /// Whether the source flags a break in the indicator's series between the two years (flag b): the change may be the survey's, not the region's. False where the study has no flags.
        series_break: bool,
    }
}

crate::record! {
    /// The groups of a year against those of the year before, and against groups formed in that year alone.
    pub struct YearRow in "typology"/"years", key ["year"] {
        /// Year.
        year: i64 [Kind::Year],
        /// Regions with a group.
        regions: i64,
        /// Of the regions with a group in the year before too: the share that kept it.
        stayed: Option<f64> [Kind::SHARE],
        /// Adjusted Rand index with the groups of the year before.
        agreement_previous: Option<f64> [Kind::Real { min: -1.0, max: 1.0 }],
        /// Adjusted Rand index with groups formed from this year alone by the same method; empty where the year has too few distinct regions.
        agreement_alone: Option<f64> [Kind::Real { min: -1.0, max: 1.0 }],
    }
}

crate::record! {
    /// How steady a region is over the years.
    pub struct SteadinessRow in "typology"/"steadiness", key ["region"] {
        /// Region.
        region: String [Kind::Key],
        /// Years with a group.
        years: i64,
        /// Group of most years, of equal ones the higher.
        usual_group: i64,
        /// Share of the years in that group.
        share: f64 [Kind::SHARE],
        /// Changes of group between years that follow each other.
        moves: i64,
        /// Groups it has been in.
        groups: i64,
    }
}

/// Rows of a region in the order of years.
fn tracks(prepared: &Prepared) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); prepared.regions.len()];
    // Items are sorted by year.
    prepared.items.iter().enumerate().for_each(|(i, item)| rows[item.region].push(i));
    rows
}

/// Parts of the indicators in each move between years that follow each other.
///
/// # Formula
/// With centers a (old) and b (new): D = d²(b) − d²(a), d² weighted by w, is
/// linear in z, so its fall from year to year is Σ_j 2·w_j·(z'_j − z_j)·(b_j − a_j),
/// exactly.
pub fn moves(
    prepared: &Prepared,
    z: &Matrix,
    labels: &[usize],
    centers: &Matrix,
    weights: &[f64],
) -> Vec<MoveRow> {
    let mut rows = Vec::new();
    for (region, track) in tracks(prepared).iter().enumerate() {
        for pair in track.windows(2) {
            let (before, after) = (pair[0], pair[1]);
            let (a, b) = (labels[before], labels[after]);
            if a == b {
                continue;
            }
            let mut parts: Vec<(usize, f64, f64)> = (0..z.cols())
                .map(|j| {
                    let change = z.get(after, j) - z.get(before, j);
                    (j, change, 2.0 * weights[j] * change * (centers.get(b, j) - centers.get(a, j)))
                })
                .collect();
            let total: f64 = parts.iter().map(|p| p.2).sum();
            parts.sort_by(|x, y| y.2.total_cmp(&x.2).then(x.0.cmp(&y.0)));
            rows.extend(parts.into_iter().enumerate().map(|(at, (j, change_z, contribution))| MoveRow {
                region: prepared.regions[region].clone(),
                year_from: prepared.years[prepared.items[before].year],
                year_to: prepared.years[prepared.items[after].year],
                from_group: a as i64 + 1,
                to_group: b as i64 + 1,
                indicator: prepared.definitions[j].indicator.clone(),
                change_z,
                contribution,
                share: (total != 0.0).then(|| contribution / total),
                place: at as i64 + 1,
                series_break: false,
            }));
        }
    }
    rows
}

/// A row per year; `alone` holds, by year, the groups formed from it alone in
/// the order of its rows.
pub fn years(prepared: &Prepared, labels: &[usize], alone: &[Option<Vec<usize>>]) -> Vec<YearRow> {
    let of_year: Vec<Vec<(usize, usize)>> = (0..prepared.years.len())
        .map(|y| {
            prepared.rows_of_year(y).into_iter().map(|i| (prepared.items[i].region, labels[i])).collect()
        })
        .collect();
    let row = |(y, own): (usize, &Vec<(usize, usize)>)| {
        let pairs: Vec<(usize, usize)> = match y {
            0 => Vec::new(),
            _ => {
                let before = &of_year[y - 1];
                let at =
                    |region: usize| before.binary_search_by_key(&region, |p| p.0).ok().map(|p| before[p].1);
                own.iter().filter_map(|&(region, g)| at(region).map(|b| (b, g))).collect()
            }
        };
        let (before, now): (Vec<usize>, Vec<usize>) = pairs.iter().copied().unzip();
        let stayed = pairs.iter().filter(|p| p.0 == p.1).count() as f64 / pairs.len().max(1) as f64;
        let mine: Vec<usize> = own.iter().map(|p| p.1).collect();
        YearRow {
            year: prepared.years[y],
            regions: own.len() as i64,
            stayed: (!pairs.is_empty()).then_some(stayed),
            agreement_previous: (!pairs.is_empty()).then(|| adjusted_rand(&before, &now)),
            agreement_alone: alone.get(y).and_then(|a| a.as_ref()).map(|a| adjusted_rand(&mine, a)),
        }
    };
    of_year.iter().enumerate().map(row).collect()
}

/// A row per region that ever has a group.
pub fn steadiness(prepared: &Prepared, labels: &[usize]) -> Vec<SteadinessRow> {
    let k = labels.iter().max().map_or(0, |m| m + 1);
    let rows = tracks(prepared).into_iter().enumerate().filter(|(_, t)| !t.is_empty());
    let row = |(region, track): (usize, Vec<usize>)| {
        let mut counts = vec![0usize; k];
        track.iter().for_each(|&i| counts[labels[i]] += 1);
        let usual = (0..k).fold(0, |b, g| if counts[g] > counts[b] { g } else { b });
        SteadinessRow {
            region: prepared.regions[region].clone(),
            years: track.len() as i64,
            usual_group: usual as i64 + 1,
            share: counts[usual] as f64 / track.len() as f64,
            moves: track.windows(2).filter(|w| labels[w[0]] != labels[w[1]]).count() as i64,
            groups: counts.iter().filter(|c| **c > 0).count() as i64,
        }
    };
    rows.map(row).collect()
}
