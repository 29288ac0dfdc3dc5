//! The indicator framework: which sides of a region's economy the indicators
//! cover, and how evenly.

use super::integral_index::Index;
use super::prepare::Prepared;
use crate::model::study_tables::DOMAINS;

crate::record! {
    /// Coverage of a domain of the indicator framework, reference year.
    pub struct DomainRow in "typology"/"domains", key ["domain"] {
        /// Domain; `unassigned` for indicators without one.
        domain: String [Kind::Key],
        /// Indicators used.
        indicators: i64,
        /// Of these, indicators that rank.
        ranked: i64,
        /// Share of regions with a value before filling, mean of the indicators.
        coverage: Option<f64> [Kind::SHARE],
        /// Share of the domain in the grouping: of the weights of all indicators used.
        grouping_share: f64 [Kind::SHARE],
        /// Share of the domain in the weights of the integral index.
        index_share: f64 [Kind::SHARE],
        /// covered; thin (a single indicator); no-rank (all are neutral); no-data.
        state: String [Kind::Choice(&["covered", "thin", "no-rank", "no-data"])],
    }
}

/// What the framework covers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Framework {
    /// A row per domain of the framework, then others that are named, then the
    /// indicators without a domain.
    pub rows: Vec<DomainRow>,
    /// Evenness of the grouping shares over the six domains of the framework:
    /// Shannon's entropy over ln 6, indicators without a domain left out; empty
    /// where no indicator names a domain.
    pub balance: Option<f64>,
}

/// Coverage and balance; `grouping` holds the weight of each indicator in
/// grouping.
pub fn framework(prepared: &Prepared, index: &Index, grouping: &[f64]) -> Framework {
    let of = |j: usize| prepared.definitions[j].domain.as_deref().filter(|d| !d.is_empty());
    let all = 0..prepared.definitions.len();
    let mut others: Vec<&str> = all.clone().filter_map(of).filter(|d| !DOMAINS.contains(d)).collect();
    others.sort_unstable();
    others.dedup();
    let total: f64 = grouping.iter().sum();
    let in_index: f64 = index.weights.iter().sum();
    let row = |domain: Option<&str>| {
        let members: Vec<usize> = all.clone().filter(|&j| of(j) == domain).collect();
        let ranked = members.iter().filter(|j| index.columns.contains(j)).count();
        let coverage = members.iter().map(|&j| prepared.coverage[j]).sum::<f64>() / members.len() as f64;
        let weight: f64 = (index.columns.iter().zip(&index.weights))
            .filter(|(j, _)| members.contains(j))
            .map(|(_, w)| w)
            .sum();
        let state = match (members.len(), ranked) {
            (0, _) => "no-data",
            (_, 0) => "no-rank",
            (1, _) => "thin",
            _ => "covered",
        };
        DomainRow {
            domain: domain.unwrap_or("unassigned").to_string(),
            indicators: members.len() as i64,
            ranked: ranked as i64,
            coverage: (!members.is_empty()).then_some(coverage),
            grouping_share: (members.iter().map(|&j| grouping[j]).sum::<f64>() / total).clamp(0.0, 1.0),
            index_share: (weight / in_index).clamp(0.0, 1.0),
            state: state.to_string(),
        }
    };
    let mut rows: Vec<DomainRow> = DOMAINS.iter().chain(&others).map(|d| row(Some(d))).collect();
    if all.clone().any(|j| of(j).is_none()) {
        rows.push(row(None));
    }
    let shares: Vec<f64> = rows[..DOMAINS.len()].iter().map(|r| r.grouping_share).collect();
    let known: f64 = shares.iter().sum();
    let entropy: f64 = shares.iter().filter(|s| **s > 0.0).map(|s| -s / known * (s / known).ln()).sum();
    let balance = (known > 0.0).then(|| entropy / (DOMAINS.len() as f64).ln());
    Framework { rows, balance }
}

impl Framework {
    /// What a reader must know: domains without data, one domain that outweighs
    /// the others together.
    pub fn warnings(&self) -> Vec<String> {
        let named = |state: &str| -> Vec<&str> {
            self.rows.iter().filter(|r| r.state == state).map(|r| r.domain.as_str()).collect()
        };
        let mut out = Vec::new();
        if self.balance.is_none() {
            out.push(
                "no indicator names a domain of the framework, so coverage and balance are not known".into(),
            );
            return out;
        }
        let without = named("no-data");
        if !without.is_empty() {
            out.push(format!(
                "no indicator of the domains {}: the groups do not know that side",
                without.join(", ")
            ));
        }
        if let Some(heavy) = self.rows.iter().find(|r| r.grouping_share > 0.5 && r.domain != "unassigned") {
            out.push(format!(
                "the domain {} holds {:.0} % of the weight in grouping, more than all others together",
                heavy.domain,
                100.0 * heavy.grouping_share
            ));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::Matrix;
    use crate::registry::Indicators;
    use crate::typology::definitions::{Direction, IndicatorDefinition};
    use crate::typology::indicator_weights::Weighting;
    use crate::typology::integral_index::{IndexVariant, index};
    use crate::typology::prepare::{Missing, prepare};

    #[test]
    fn domains_without_data_are_named_and_shares_add_up() {
        let names = ["a", "b", "c", "d"];
        let data: Vec<f64> =
            (0..5).flat_map(|i| [i as f64, (i * i) as f64, -(i as f64), (i % 2) as f64]).collect();
        let indicators = Indicators {
            regions: (0..5).map(|i| format!("r{i}")).collect(),
            indicators: names.map(String::from).to_vec(),
            years: vec![0],
            has_year: false,
            matrices: vec![Matrix::from_vec(5, 4, data)],
        };
        let mut definitions = names.map(IndicatorDefinition::new).to_vec();
        definitions[0].domain = Some("economy".into());
        definitions[1].domain = Some("economy".into());
        definitions[2].domain = Some("people".into());
        definitions[2].direction = Direction::Neutral;
        let p = prepare(&indicators, &definitions, Missing::Refuse, None).expect("rows");
        let i =
            index(&p, &p.values, &[0, 1, 2, 3], IndexVariant::default(), Weighting::Equal).expect("an index");
        let f = framework(&p, &i, &[1.0; 4]);
        let state = |d: &str| f.rows.iter().find(|r| r.domain == d).map(|r| r.state.as_str());
        assert_eq!(state("economy"), Some("covered"));
        assert_eq!(state("people"), Some("no-rank"));
        assert_eq!(state("innovation"), Some("no-data"));
        assert_eq!(state("unassigned"), Some("thin"));
        assert!((f.rows.iter().map(|r| r.grouping_share).sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((f.rows.iter().map(|r| r.index_share).sum::<f64>() - 1.0).abs() < 1e-12);
        // Shares 2/3 and 1/3.
        let h = -(2.0f64 / 3.0 * (2.0f64 / 3.0).ln() + 1.0 / 3.0 * (1.0f64 / 3.0).ln()) / 6f64.ln();
        assert!((f.balance.expect("a balance") - h).abs() < 1e-12);
        assert!(f.warnings()[0].contains("innovation, infrastructure, institutions, environment"));
    }
}
