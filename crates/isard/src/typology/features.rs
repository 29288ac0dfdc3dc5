//! What sets a group apart, in words.

use super::definitions::{Direction, IndicatorDefinition};
use super::tables::ProfileRow;

crate::record! {
    /// An indicator by how much it sets a group apart, reference year.
    pub struct FeatureRow in "typology"/"features", key ["group", "indicator"] {
        /// Group.
        group: i64,
        /// Place by absolute v-test, 1 = sets the group apart most.
        place: i64,
        /// Indicator.
        indicator: String [Kind::Key],
        /// Mean of the normalised values of the group.
        mean_z: Option<f64>,
        /// v-test.
        v_test: Option<f64>,
        /// far-above, above, average, below, far-below: above and below where |v| ≥ 1.96, far where also |mean z| ≥ 1.
        level: String [Kind::Choice(&["far-above", "above", "average", "below", "far-below", "unknown"])],
        /// better, worse or neither, by the direction of the indicator; nominants and neutral ones: neither.
        side: String [Kind::Choice(&["better", "worse", "neither"])],
    }
}

/// Places, levels and sides of every group and indicator.
pub fn features(profile: &[ProfileRow], definitions: &[IndicatorDefinition]) -> Vec<FeatureRow> {
    let mut groups: Vec<i64> = profile.iter().map(|r| r.group).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut rows = Vec::with_capacity(profile.len());
    for group in groups {
        let mut own: Vec<&ProfileRow> = profile.iter().filter(|r| r.group == group).collect();
        let strength = |r: &ProfileRow| r.v_test.map_or(-1.0, f64::abs);
        own.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then(a.indicator.cmp(&b.indicator)));
        rows.extend(own.into_iter().enumerate().map(|(at, r)| {
            let level = level(r.v_test, r.mean_z);
            let direction = definitions.iter().find(|d| d.indicator == r.indicator).map(|d| d.direction);
            let up = match level {
                "far-above" | "above" => Some(true),
                "far-below" | "below" => Some(false),
                _ => None,
            };
            let side =
                match (direction, up) {
                    (Some(Direction::Stimulant), Some(true))
                    | (Some(Direction::Destimulant), Some(false)) => "better",
                    (Some(Direction::Stimulant), Some(false))
                    | (Some(Direction::Destimulant), Some(true)) => "worse",
                    _ => "neither",
                };
            FeatureRow {
                group,
                place: at as i64 + 1,
                indicator: r.indicator.clone(),
                mean_z: r.mean_z,
                v_test: r.v_test,
                level: level.to_string(),
                side: side.to_string(),
            }
        }));
    }
    rows
}

fn level(v: Option<f64>, z: Option<f64>) -> &'static str {
    let (Some(v), Some(z)) = (v, z) else { return "unknown" };
    match (v.abs() >= 1.96, z.abs() >= 1.0, v > 0.0) {
        (false, _, _) => "average",
        (true, true, true) => "far-above",
        (true, false, true) => "above",
        (true, false, false) => "below",
        (true, true, false) => "far-below",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_need_both_size_and_sureness() {
        assert_eq!(level(Some(2.5), Some(1.2)), "far-above");
        assert_eq!(level(Some(2.5), Some(0.3)), "above");
        assert_eq!(level(Some(-1.9), Some(-2.0)), "average");
        assert_eq!(level(Some(-3.0), Some(-1.0)), "far-below");
        assert_eq!(level(None, Some(1.0)), "unknown");
    }
}
