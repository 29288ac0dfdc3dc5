//! What was assumed, and what a reader must know about the indicators.

use super::TypologyResult;
use super::analysis::Found;
use crate::typology::group_method::Grouping;

impl Found<'_> {
    /// The assumptions log, in order of the steps.
    pub(super) fn assumptions(&self, method: &dyn Grouping) -> Vec<String> {
        let (p, options) = (&self.prepared, self.options);
        let mut log = p.assumptions.clone();
        log.push(format!("{} indicators of {} regions", p.definitions.len(), p.regions.len()));
        if p.policy.fills() && !p.fills.is_empty() {
            log.push(format!("missing values are filled by {}, each year by itself", p.policy.as_str()));
        }
        log.push(options.outliers.describe());
        let within = if p.years.len() > 1 { ", within each year" } else { "" };
        log.push(format!("indicators are normalised by {}{within}", options.normalization.describe()));
        let neutral: Vec<&str> = (0..p.definitions.len())
            .filter(|j| !self.index.columns.contains(j))
            .map(|j| p.definitions[j].indicator.as_str())
            .collect();
        let not = match neutral.is_empty() {
            true => String::new(),
            false => format!("; neutral, not in the index: {}", neutral.join(", ")),
        };
        log.push(format!(
            "integral index: {}, weights {}{not}",
            options.index.describe(),
            options.weighting.as_str()
        ));
        log.extend(self.notes.iter().cloned());
        let starts = self.grouped.starts.map_or(String::new(), |(run, _)| format!(" ({run} were run)"));
        let weights = match (options.weighted_grouping, self.notes.is_empty()) {
            (true, _) => "indicators with their weights in the index",
            (false, true) => "all indicators with equal weight",
            (false, false) => "all dimensions as they are",
        };
        log.push(format!("grouping: {}{starts}, {weights}", method.describe(self.asked_k)));
        if p.years.len() > 1 {
            log.push(format!(
                "groups are formed once from all years {}–{}, on indicators normalised within each year",
                p.years[0],
                p.years[p.years.len() - 1]
            ));
        }
        if options.draws > 0 {
            log.push(format!(
                "probability of membership: {} draws of regions with replacement, grouped afresh; a region's own values are moved by the deviation of a region drawn at random from its group; normalisation is not repeated",
                options.draws
            ));
        }
        log
    }

    pub(super) fn screening_remarks(&self, result: &mut TypologyResult) {
        let of = |finding: &str, action: &str| -> Vec<&str> {
            let rows = result.screening.iter().filter(|r| r.finding == finding && r.action == action);
            let mut names: Vec<&str> = rows.filter_map(|r| r.indicator.as_deref()).collect();
            names.dedup();
            names
        };
        let mut out = Vec::new();
        for (finding, why) in [
            ("near-constant", "hardly vary"),
            ("collinear", "nearly repeat another one"),
            ("inflation", "are nearly determined by the others"),
        ] {
            let dropped = of(finding, "dropped");
            if !dropped.is_empty() {
                out.push(format!("left out, because they {why}: {}", dropped.join(", ")));
            }
        }
        let limits = &self.options.limits;
        let flagged = of("inflation", "flagged");
        if !flagged.is_empty() {
            out.push(format!(
                "nearly collinear indicators (variance inflation above {}) count their common content more than once: {}",
                limits.inflation,
                flagged.join(", ")
            ));
        }
        let near = of("near-constant", "flagged");
        if !near.is_empty() {
            out.push(format!("indicators that hardly vary: {}", near.join(", ")));
        }
        let turned = of("direction", "flagged");
        if !turned.is_empty() {
            out.push(format!(
                "the direction of these indicators contradicts the others, please check it: {}",
                turned.join(", ")
            ));
        }
        if result.screening.iter().any(|r| r.finding == "not-judged") {
            out.push("collinearity is not judged by variance inflation: there are not more regions than indicators and one".into());
        }
        result.warnings.extend(out);
    }
}
