//! Who governs and funds cluster organisations and what they offer, as the study lists it.

use crate::study::Study;
use isard::organizations::institutional_profile::Facts;

/// Facts by kind; a kind that the study has no row of is not known.
pub(super) fn facts(study: &Study) -> Facts {
    let mut facts = Facts::default();
    let Some(table) = study.tables.get("cluster_facts") else { return facts };
    for row in 0..table.rows() {
        let text = |column| table.text_at(row, column).map(str::to_string);
        let (Some(cluster), Some(kind), Some(item)) =
            (text("cluster_organisation"), text("kind"), text("item"))
        else {
            continue;
        };
        match kind.as_str() {
            "governance" => {
                facts.governance.get_or_insert_default().entry(cluster).or_default().insert(item);
            }
            "service" => {
                facts.services.get_or_insert_default().entry(cluster).or_default().insert(item);
            }
            _ => {
                // A source whose amount is not stated is a source, of an unknown amount.
                let amount = table.real_at(row, "amount").unwrap_or(f64::NAN);
                *facts
                    .funding
                    .get_or_insert_default()
                    .entry(cluster)
                    .or_default()
                    .entry(item)
                    .or_default() += amount;
            }
        }
    }
    facts
}
