//! Proximity of industries.

use super::presence::{PRESENCE, Presence, THRESHOLD};
use super::relatedness::{PAIR_OUTPUT, Variant, measured, of_presence};
use super::square::pair_output;
use crate::clusters::activity::{ABSENT, ACTIVITY, Activity};
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "proximity",
    question: "complexity",
    title: "Proximity of industries",
    summary: "The probability that a region has one industry given that it has the other, the lesser of both directions.",
    formula: "φ_ij = min(P(i|j), P(j|i)) = C_ij / max(C_ii, C_jj), C_ij the regions that have both. As `relatedness` with \
              variant = proximity.",
    undefined: "undefined:empty-industry: one of the two is at home in no region.",
    complexity: "O(industries² × regions / 64) time a year, O(industries²) memory.",
    inputs: &[ACTIVITY],
    options: &[PRESENCE, THRESHOLD, ABSENT],
    output: PAIR_OUTPUT,
    references: &[Reference {
        text: "Hidalgo, C. A., Klinger, B., Barabási, A.-L. & Hausmann, R. (2007). The product space conditions the development of \
               nations. Science 317(5837), 482–487.",
        locator: "numbers of ecomplexity 0.5.3, discrete proximity",
        doi: "10.1126/science.1144581",
        checked: true,
    }],
    run,
};

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    pair_output(&activity, false, |year| {
        let presence = Presence::of_year(&activity, year, options);
        Ok(of_presence(&presence, Variant::Proximity, true).into_iter().map(measured).collect())
    })
}
